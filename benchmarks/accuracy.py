"""How much of what a document orders is found, per class of documents, beside what existing tools find.

A class is a set of documents that were treated alike: `tune` and `held` are the invented documents of
`tests/corpus` (the second is kept aside from tuning), `example` is the document that ships, `wuhan` the real
page, and `snippets-tune` and `snippets-held` single clauses and sentences of real documents. The last three
stand outside the repository; without them their rows are left out.
"""

import json
import re
import subprocess
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import baseline
from corpus_files import Labelled, documents
from labels import role_score
from measure import Row
from split import half
from support import ROLES, Score, compare, role_rows, target_score
from yibiao.core.compiler import compile_source
from yibiao.core.repair import repair_text
from yibiao.core.serialise import to_dict
from yibiao.core.snippets import compile_clause, compile_sentence
from yibiao.core.source import SourceText

SHARED = Path(__file__).resolve().parents[2] / "shared"
CLASSES = ("example", "tune", "held", "wuhan", "snippets-tune", "snippets-held")
GOALS = {"roles": 0.98, "targets": 0.98, "subjects": 0.90}
_SENTENCES = re.compile(r"[。;；\n]+")


class Tally(NamedTuple):
    """The scores of one class, ours and theirs."""

    roles: Score = Score()
    targets: Score = Score()
    subjects: Score = Score()
    labels_and_commas: Score = Score()
    sentences: tuple[tuple[str, tuple[tuple[float, str], ...]], ...] = ()


class Beside(NamedTuple):
    """What others reach: the best one by name, its F1, and each of them."""

    reference: str | None = None
    value: float | None = None
    others: tuple[tuple[str, float], ...] = ()


def rows(tools: Path | None, wanted: Iterable[str]) -> Iterator[Row]:
    """Yield the rows of the classes `wanted`; `tools` is the Python that has the existing tools."""
    for name in wanted:
        tally = snippets(name.removeprefix("snippets-")) if name.startswith("snippets-") else whole(name)
        if tally is None:
            print(f"accuracy-{name}: left out, its documents are not here (see docs/benchmarks.md)")
            continue
        yield from _rows(name, tally, existing(tools, tally))


def _rows(name: str, tally: Tally, others: dict[str, Score]) -> Iterator[Row]:
    best = max(others, key=lambda tool: others[tool].f1, default=None)
    figures = None if best is None else others[best].f1
    beside = tuple((tool, score.f1) for tool, score in sorted(others.items()))
    if tally.roles.expected:
        yield _row(name, "roles", tally.roles, Beside("labels and commas", tally.labels_and_commas.f1))
    if tally.targets.expected or tally.targets.found:
        label = best and f"{best} (value and unit only)"
        yield _row(name, "targets", tally.targets, Beside(label, figures, beside))
        yield _row(name, "subjects", tally.subjects, Beside())


def _row(name: str, what: str, score: Score, beside: Beside) -> Row:
    return Row(
        name=f"accuracy-{name}-{what}",
        value=score.f1,
        unit="F1",
        goal=GOALS[what],
        reference=beside.reference,
        reference_value=beside.value,
        others=beside.others,
    )


def whole(name: str) -> Tally | None:
    """Score the whole documents of a class; None where there are none."""
    tally = None
    for labelled in documents(name):
        tally = _sum(tally or Tally(), _document(labelled))
    return tally


def _document(labelled: Labelled) -> Tally:
    text, answer = labelled.text, labelled.answer
    found = to_dict(compile_source(SourceText(text, name=labelled.path.name)))
    clean = repair_text(text)  # the existing tools get the text without its damage
    units = [(role, unit) for _, role, unit in role_rows(answer["tasks"])]
    split = [pair for clause in baseline.clauses(clean) for pair in baseline.roles(clause)]
    return Tally(
        roles=role_score(answer, found["tasks"]),
        targets=target_score(answer["targets"], found["targets"]),
        subjects=target_score(answer["targets"], found["targets"], subject=True),
        labels_and_commas=compare(units, split),
        # The tools are asked sentence by sentence, and scored over the document as one bag of figures.
        sentences=((clean, _figures(answer["targets"])),),
    )


def snippets(part: str) -> Tally | None:
    """Score the labelled snippets of one half; None where they are not here."""
    path = SHARED / "gold" / "snippets.jsonl"
    if not path.exists():
        return None
    tally = Tally()
    for line in path.read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        if half(item["source"]) == part:
            score = _clause if item["kind"] == "responsibility" else _sentence
            tally = _sum(tally, score(item["text"], item["expect"]))
    return tally


def _clause(text: str, expect: dict[str, list[str]]) -> Tally:
    want = [(role, unit) for role in ROLES for unit in expect.get(role, ())]
    found = compile_clause(text)
    got = [(role, unit) for role in ROLES for unit in found.get(role, ())]
    return Tally(roles=compare(want, got), labels_and_commas=compare(want, baseline.roles(text)))


def _sentence(text: str, expect: list[dict[str, Any]]) -> Tally:
    found = compile_sentence(text)
    return Tally(
        targets=target_score(expect, found, tasks=False),
        subjects=target_score(expect, found, tasks=False, subject=True),
        sentences=((text, _figures(expect)),),
    )


def _sum(one: Tally, two: Tally) -> Tally:
    return Tally(
        *(a.plus(b) for a, b in zip(one[:4], two[:4], strict=True)), sentences=one.sentences + two.sentences
    )


def _figures(targets: Iterable[dict[str, Any]]) -> tuple[tuple[float, str], ...]:
    """Return the (value, unit) pairs a tool without a notion of comparators can find."""
    ends = ((item, {item.get("low"), item.get("high")} - {None}) for item in targets)
    return tuple((float(value), item["unit"]) for item, values in ends for value in values)


def existing(tools: Path | None, tally: Tally) -> dict[str, Score]:
    """Return the score of each existing tool on the sentences of `tally`; empty where none is installed."""
    if tools is None or not tools.exists() or not tally.sentences:
        return {}
    pieces = [[part for part in _SENTENCES.split(text) if part.strip()] for text, _ in tally.sentences]
    asked = json.dumps([piece for parts in pieces for piece in parts])
    script = Path(__file__).with_name("tools.py")
    done = subprocess.run([tools, script], input=asked, capture_output=True, text=True, check=False)
    if done.returncode:
        print("existing tools failed:", done.stderr.strip().splitlines()[-1:])
        return {}
    return {tool: _score(tally, pieces, iter(answers)) for tool, answers in json.loads(done.stdout).items()}


def _score(tally: Tally, pieces: list[list[str]], answers: Iterator[list[Any]]) -> Score:
    total = Score()
    for (_, want), parts in zip(tally.sentences, pieces, strict=True):
        found = [hit for _ in parts for hit in next(answers)]
        total = total.plus(_match(list(want), found))
    return total


def _match(want: list[tuple[float, str]], found: list[Any]) -> Score:
    """Match figures by value and unit; a tool without units has the unit when it follows the number."""
    left, matched = list(want), 0
    for value, unit, rest in found:
        same_value = [pair for pair in left if pair[0] == value]
        hits = [pair for pair in same_value if unit == pair[1] or (unit is None and rest.startswith(pair[1]))]
        if hits:
            left.remove(hits[0])
            matched += 1
    return Score(matched, len(want), len(found))
