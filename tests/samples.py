"""The documents that tests compile, and what of a plan must be the same whatever a document went through."""

import json
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from support import ROLES
from yibiao.core.compiler import compile_source
from yibiao.core.plan import Plan
from yibiao.core.serialise import to_dict
from yibiao.core.source import SourceText

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
EXAMPLE = ROOT / "examples" / "wuhan-2021-26.txt"
CRAWL = SHARED / "data" / "wuhan-2021-26.crawl.txt"
GOLD = SHARED / "gold" / "wuhan-2021-26.json"
SNIPPETS = SHARED / "gold" / "snippets.jsonl"

Json = dict[str, Any]


@cache
def splits() -> dict[str, str]:
    """Return which half (tune, held) each document of the corpus is in, as its README says."""
    table = (ROOT / "tests" / "corpus" / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| ([\w-]+) \|.*\| (tune|held) \|", table, re.M))


def corpus(half: str | None = None) -> list[Path]:
    """Return the documents of the corpus that have an answer, of one half or all of them."""
    paths = sorted((ROOT / "tests" / "corpus").glob("*.txt"))
    known = [path for path in paths if path.stem in splits() and path.with_suffix(".json").exists()]
    return [path for path in known if half in (None, splits()[path.stem])]


def everything() -> list[Path]:
    """Return every document there is: the example, the corpus, and the crawled page where it is here."""
    return [EXAMPLE, *sorted((ROOT / "tests" / "corpus").glob("*.txt")), *([CRAWL] if CRAWL.exists() else [])]


def stems(paths: list[Path]) -> list[str]:
    """Return names for parametrised tests."""
    return [path.name.split(".")[0] for path in paths]


@cache
def text_of(path: Path) -> str:
    """Return the text as the reader of plain text hands it over."""
    return path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def answer_of(path: Path) -> Json:
    """Return the hand-made answer to a document."""
    answers = {EXAMPLE: EXAMPLE.with_suffix(".answer.json"), CRAWL: GOLD}
    made: Json = json.loads(answers.get(path, path.with_suffix(".json")).read_text(encoding="utf-8"))
    return made


@cache
def plan_of(path: Path) -> Plan:
    """Return the compiled document."""
    return compile_text(text_of(path))


def compile_text(text: str) -> Plan:
    """Compile a text without tables."""
    return compile_source(SourceText(text))


def compiled(text: str) -> Json:
    """Compile a text; return the plan file."""
    return to_dict(compile_text(text))


def snippets() -> list[Json]:
    """Return the labelled snippets of real documents; none where they are not here."""
    if not SNIPPETS.exists():
        return []
    return [json.loads(line) for line in SNIPPETS.read_text(encoding="utf-8").splitlines()]


def needs(path: Path) -> None:
    """Skip a test whose material stands outside of the repository and is not here."""
    if not path.exists():
        pytest.skip(f"{path.name} stands in ../shared, which is not here")


# --- What stays the same --------------------------------------------------------------------------

_HEAD = ("number", "title", "plan_title", "issuers", "date", "addressees", "year", "years")
_FIGURES = (
    *("subject", "comparator", "low", "high", "unit", "change", "direction", "force", "each", "period"),
    *("per", "average", "baseline", "deadline"),
)


def facts(plan: Json) -> dict[str, Any]:
    """Return what a plan says, by place: spans, keys of the source and repaired-text findings are left out.

    Marks and widths of words don't count: a comma may have arrived as an ASCII one.
    """
    made: dict[str, Any] = {f"document.{name}": plain(plan["document"][name]) for name in _HEAD}
    made["annexes"] = [(plain(annex["title"]), annex["present"]) for annex in plan["document"]["annexes"]]
    made["sections"] = [(item["id"], item["level"], plain(item["title"])) for item in plan["sections"]]
    made["task ids"] = [task["id"] for task in plan["tasks"]]
    for task in plan["tasks"]:
        made |= _task_facts(task)
    for target in plan["targets"]:
        made[f"target {target['id']}"] = _figures(target)
    made["cadence"] = sorted((item["every"], item["activity"], _due(item["due"])) for item in plan["cadence"])
    made["definitions"] = sorted((plain(item["term"]), plain(item["includes"])) for item in plan["definitions"])
    made["findings"] = sorted(
        (item["code"], item["task"] or "", plain(item.get("about") or ""))
        for item in plan["findings"]
        if item["code"] != "repaired-text"
    )
    return made


def _task_facts(task: Json) -> Iterator[tuple[str, Any]] | Any:
    name = f"task {task['id']}"
    made = {f"{name} {field}": plain(task[field]) for field in ("title", "deadline", "key", "section")}
    made |= {f"{name} {role}": sorted(plain(unit["name"]) for unit in task.get(role, ())) for role in ROLES}
    made[f"{name} measures"] = [
        (plain(item["text"]), sorted(plain(unit["name"]) for unit in item["units"]))
        for item in task["measures"]
    ]
    return made


def _figures(target: Json) -> tuple[Any, ...]:
    owners = sorted(plain(unit["name"]) for unit in target["owed_by"])
    return (target["task"], owners, *(plain(target[field]) for field in _FIGURES))


def _due(due: Json | None) -> str:
    return "" if due is None else str({name: value for name, value in due.items() if name != "text"})


def plain(value: Any) -> Any:
    """Return words in one width, without blanks and marks; other values as they are."""
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    if not isinstance(value, str):
        return value
    return re.sub(r"[\s,.;:()、。“”\"〔〕\[\]<>《》〈〉]", "", unicodedata.normalize("NFKC", value))


def differences(one: Json, two: Json) -> list[str]:
    """Return what two plans say differently, a line each; empty if they are the same."""
    before, after = facts(one), facts(two)
    names = list(before) + [name for name in after if name not in before]
    return [
        f"{name}: {before.get(name, '—')!r} / {after.get(name, '—')!r}"
        for name in names
        if before.get(name) != after.get(name)
    ]
