"""One document as it is read: its text in lines, the words looked for lit and numbered."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from yibiao.core.search.folding import fold_words
from yibiao.core.search.hits import Hit, find_hits
from yibiao.hub.library.models import IndexedRecord
from yibiao.hub.plans.models import DocumentRecord

# 一、重点任务
_HEAD = re.compile(r"\s*[一二三四五六七八九十]{1,3}、")
_LONGEST_HEAD = 40
# So many hits are lit; the page says that there are more.
MOST_LIT = 500


class Bit(NamedTuple):
    """Some characters of a line; `hit` is the number of the hit they are (from 1), 0 for none; `first` where it begins."""

    text: str
    hit: int = 0
    first: bool = False


class Line(NamedTuple):
    """A line of the text. `look` is title, number, head (of a section), row (of a table), or empty."""

    bits: tuple[Bit, ...]
    look: str = ""


class Reading(NamedTuple):
    """A document's text in lines; `hits` counts all hits, lit or not. `lines` is empty where there is no text."""

    lines: tuple[Line, ...]
    hits: int
    characters: int


def read(document: DocumentRecord, terms: Sequence[str]) -> Reading:
    """Return the text of a document as received, with hits; two queries at most."""
    row = IndexedRecord.objects.filter(document=document).first()
    if row is None:
        return Reading((), 0, 0)
    found = find_hits(row.as_folded(), terms) if terms else []
    lines = _lines(row.text, _apart(found)[:MOST_LIT])
    told = tuple(Line(bits, _look("".join(bit.text for bit in bits), document)) for bits in lines)
    return Reading(told, len(found), len(row.text))


def _look(line: str, document: DocumentRecord) -> str:
    plain = fold_words(line)
    if plain in (fold_words(document.title), fold_words(document.number)):
        return "title" if plain == fold_words(document.title) else "number"
    if "\t" in line:
        return "row"
    return "head" if _HEAD.match(line) and len(plain) <= _LONGEST_HEAD and plain[-1] not in "。；" else ""


def _apart(hits: Sequence[Hit]) -> list[Hit]:
    """Leave out hits that overlap the one before them."""
    kept: list[Hit] = []
    for hit in hits:
        if not kept or hit.start >= kept[-1].end:
            kept.append(hit)
    return kept


def _lines(text: str, hits: Sequence[Hit]) -> Iterator[tuple[Bit, ...]]:
    """Yield the lines that are not empty; a hit across a line end is lit in both."""
    at, first = 0, 0
    for line in text.split("\n"):
        end = at + len(line)
        while first < len(hits) and hits[first].end <= at:
            first += 1
        bits = tuple(_bits(text, at, end, hits, first))
        if line.strip():
            yield bits
        at = end + 1


def _bits(text: str, start: int, end: int, hits: Sequence[Hit], first: int) -> Iterator[Bit]:
    at = start
    for number in range(first, len(hits)):
        hit = hits[number]
        if hit.start >= end:
            break
        yield Bit(text[at : max(at, hit.start)])
        yield Bit(text[max(at, hit.start) : min(end, hit.end)], number + 1, hit.start >= start)
        at = min(end, hit.end)
    yield Bit(text[at:end])
