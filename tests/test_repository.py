"""What holds for the repository as a whole: its own rules, checked on the files themselves."""

import ast
import re
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[1]
SOURCE = ROOT / "src" / "yibiao"
PACKS = SOURCE / "packs"
LONGEST_MODULE = 400
LARGEST_FILE = 2_000_000

# Put together here, so that this file does not hold what it forbids.
REGISTRY_HOSTS = [
    "python" + "hosted",
    "pypi" + ".org",
    "registry.np" + "mjs",
    "npm" + "mirror",
    "tuna." + "tsinghua",
]
MACHINE_PATHS = [
    "/wo" + "rk/",
    "/fa" + "rm/",
    "/ro" + "ot/",
    "/ho" + "me/",
    "/opt/" + "pypi",
    "/opt/" + "wheels",
]


def _tracked() -> list[Path]:
    """Return the files that are, or would be, committed."""
    command = ["git", "-C", str(ROOT), "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        names = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split("\0")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs git and a clone: only they tell what is committed")
    return [ROOT / name for name in names if name and (ROOT / name).is_file()]


def _texts() -> Iterator[tuple[Path, str]]:
    for path in _tracked():
        try:
            yield path, path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue


def _modules(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def _relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_no_file_names_a_registry_or_a_path_of_some_machine() -> None:
    found = [
        f"{_relative(path)}: {word}"
        for path, text in _texts()
        for word in REGISTRY_HOSTS + MACHINE_PATHS
        if word in text
    ]
    assert found == []


def test_requirements_are_hashed_and_name_no_source() -> None:
    for path in sorted((ROOT / "requirements").glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        pinned = re.findall(r"^[A-Za-z0-9_.-]+==\S+", text, re.M)
        assert pinned, path.name
        assert text.count("--hash=sha256:") >= len(pinned), path.name
        without_hashes = re.sub(r"^ +--hash.*$", "", text, flags=re.M)
        assert not re.search(r"^\s*-|://|index-url|find-links", without_hashes, re.M), path.name


def test_every_requirement_of_the_package_is_pinned() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for purpose, wanted in (
        ("runtime", project["dependencies"]),
        ("ocr", project["optional-dependencies"]["ocr"]),
    ):
        pinned = (ROOT / "requirements" / f"{purpose}.txt").read_text(encoding="utf-8").lower()
        names = [re.split(r"[<>=~!\[ ]", item)[0].lower() for item in wanted]
        assert [name for name in names if f"\n{name}==" not in pinned] == []


def test_the_changelog_tells_of_this_version() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    newest = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text(encoding="utf-8"), re.M)
    assert newest is not None
    assert newest[1] == version


# Written by Django from the models, and never by hand.
WRITTEN_BY_DJANGO = {"src/yibiao/hub/migrations/0001_first.py"}


def test_modules_stay_small_enough_to_read() -> None:
    long = {
        _relative(path): len(path.read_text(encoding="utf-8").splitlines())
        for path in _modules(ROOT / "src")
        if _relative(path) not in WRITTEN_BY_DJANGO
    }
    assert {name: count for name, count in long.items() if count > LONGEST_MODULE} == {}


def test_no_large_file_is_committed() -> None:
    assert [_relative(path) for path in _tracked() if path.stat().st_size > LARGEST_FILE] == []


# --- core


CLOCKS = {"now", "today", "utcnow", "time", "time_ns", "perf_counter", "monotonic", "localtime", "gmtime"}
FORBIDDEN_CALLS = {"open", "print", "input"}


def _clock_reads(tree: ast.AST) -> Iterator[str]:
    """Yield the calls that make an answer depend on the moment: `date.today()`, `time.time()` …"""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS:
            yield f"{node.lineno}: {ast.unparse(node.func)}()"
        elif isinstance(node, ast.ImportFrom) and node.module in {"time", "random", "secrets"}:
            yield f"{node.lineno}: from {node.module}"
        elif isinstance(node, ast.Import):
            yield from (
                f"{node.lineno}: {name.name}" for name in node.names if name.name in {"time", "random"}
            )


def _speaking(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in FORBIDDEN_CALLS:
            yield f"{node.lineno}: {node.func.id}()"


def test_the_scan_for_clocks_finds_them() -> None:
    tree = ast.parse(
        "import time\nfrom datetime import date\nx = date.today()\ny = time.time()\nz = date(2021, 3, 28)"
    )
    assert list(_clock_reads(tree)) == ["1: time", "3: date.today()", "4: time.time()"]


@pytest.mark.parametrize("path", _modules(SOURCE / "core"), ids=_relative)
def test_core_reads_no_clock_and_opens_no_file(path: Path) -> None:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [*_clock_reads(tree), *_speaking(tree)] == []


# --- packs


def _entries(value: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the entries of a pack: the mappings in its lists, outermost only."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from _entries(inner, f"{path}/{key}")
    elif isinstance(value, list):
        yield from ((f"{path}/{at}", item) for at, item in enumerate(value) if isinstance(item, dict))


def _packs(folder: str) -> list[Path]:
    return sorted((PACKS / folder).rglob("*.yaml"))


def _load(path: Path) -> Any:
    return yaml.safe_load(path.read_text(encoding="utf-8"))


def _proves(path: str, entry: dict[str, Any]) -> bool:
    """An entry has an example, or stands in a list of examples itself."""
    return bool({"example", "examples"} & set(entry)) or "example" in path or path.split("/")[-2] == "clean"


@pytest.mark.parametrize("path", _packs("language"), ids=lambda path: path.stem)
def test_every_entry_of_a_language_pack_has_an_example(path: Path) -> None:
    entries = list(_entries(_load(path)))
    assert [place for place, entry in entries if not _proves(place, entry)] == []


@pytest.mark.parametrize("path", _packs("messages"), ids=lambda path: path.stem)
def test_every_sentence_is_there_in_both_languages_with_the_same_slots(path: Path) -> None:
    for key, sentences in _load(path).items():
        assert set(sentences) >= {"zh", "en"}, key
        chinese, english = (_slots(sentences[language]) for language in ("zh", "en"))
        assert chinese == english, key


def _slots(sentence: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(sentence) if name is not None}


def test_every_finding_is_documented() -> None:
    books = ("findings", "validate", "notices")
    codes = {code for book in books for code in _load(PACKS / "messages" / f"{book}.yaml")}
    # A variant of a sentence is named by its code and what it is about: no-lead-unit-document.
    variants = {code for code in codes for other in codes if code.startswith(f"{other}-")}
    page = (ROOT / "docs" / "findings.md").read_text(encoding="utf-8")
    assert set(re.findall(r"^\| `([a-z-]+)`", page, re.M)) == codes - variants
