"""The labelled documents, by class: where each stands and what its answer is."""

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared"
EXAMPLE = ROOT / "examples" / "wuhan-2021-26.txt"
WUHAN = SHARED / "data" / "wuhan-2021-26.crawl.txt"


class Labelled(NamedTuple):
    """A document and the hand-made answer to it."""

    path: Path
    answer: dict[str, Any]

    @property
    def text(self) -> str:
        """The text as the reader of plain text hands it over."""
        return self.path.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")


def documents(name: str) -> Iterator[Labelled]:
    """Yield the documents of a class; none where they are not here."""
    if name == "example":
        yield _labelled(EXAMPLE, EXAMPLE.with_suffix(".answer.json"))
    elif name == "wuhan":
        if WUHAN.exists():
            yield _labelled(WUHAN, SHARED / "gold" / "wuhan-2021-26.json")
    else:
        yield from (labelled for labelled in corpus() if _part(labelled) == name)


def corpus() -> Iterator[Labelled]:
    """Yield every invented document of `tests/corpus` with its answer."""
    for answer in sorted((ROOT / "tests" / "corpus").rglob("*.json")):
        if answer.with_suffix(".txt").exists():
            yield _labelled(answer.with_suffix(".txt"), answer)


def speed_document() -> Path:
    """Return the page that speed is measured on: the real one, or the example where that is not here."""
    return WUHAN if WUHAN.exists() else EXAMPLE


def _labelled(path: Path, answer: Path) -> Labelled:
    return Labelled(path, json.loads(answer.read_text(encoding="utf-8")))


def _part(labelled: Labelled) -> str:
    """Return the half a document of the corpus is in, which the table in its README says."""
    return _splits()[labelled.path.stem]


@cache
def _splits() -> dict[str, str]:
    table = (ROOT / "tests" / "corpus" / "README.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^\| ([\w-]+) \|.*\| (tune|held) \|", table, re.M))
