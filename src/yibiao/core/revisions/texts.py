"""Two texts side by side, sentence by sentence: what both have, what only one has, what was reworded."""

import re
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from itertools import groupby
from typing import NamedTuple

from yibiao.core.match import normal
from yibiao.core.quoting import Piece
from yibiao.core.revisions.words import Pieces, compared, likeness

SAME, CHANGED, GONE, NEW = "same", "changed", "gone", "new"
_SENTENCE = re.compile(r"[^。！？；\n]+[。！？；]?")
# From this likeness on a sentence is the other one reworded.
_REWORDED = 0.5
# In a stretch with more pairs of sentences than these, sentences are not compared one with another.
_MOST_PAIRS = 2_000
_MOST_CHARACTERS = 2_000_000
# From so many pairs of sentences on, those that stand in many places are no help in lining the texts up.
_LONG = 4_000_000


class Line(NamedTuple):
    """A sentence on either side, in pieces; one that a side has not is empty there."""

    kind: str
    old: Pieces
    new: Pieces


class Stretch(NamedTuple):
    """Lines that follow one another and are all the same, or all touched by the change."""

    changed: bool
    lines: tuple[Line, ...]


def side_by_side(old: str, new: str) -> tuple[Stretch, ...]:
    """Return two texts line by line; spaces, marks and widths that differ are no change."""
    lines = _lines(sentences(old), sentences(new))
    return tuple(Stretch(changed, tuple(some)) for changed, some in groupby(lines, lambda line: line.kind != SAME))


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, without those that hold nothing but spaces and marks."""
    return [found.strip() for found in _SENTENCE.findall(text) if normal(found)]


def _lines(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    keys = [normal(one) for one in old], [normal(one) for one in new]
    matcher = SequenceMatcher(None, *keys, autojunk=len(old) * len(new) > _LONG)
    for what, start, end, first, last in matcher.get_opcodes():
        if what == "equal":
            yield from (Line(SAME, (Piece(one),), (Piece(two),)) for one, two in zip(old[start:end], new[first:last], strict=True))
        else:
            yield from _touched(old[start:end], new[first:last])


def _touched(old: Sequence[str], new: Sequence[str]) -> Iterator[Line]:
    """Yield a stretch that differs: reworded sentences beside each other, in the order of the new text."""
    left = list(old)
    work = sum(map(len, old)) * sum(map(len, new))  # what comparing each with each takes, in characters
    few = len(old) * len(new) <= _MOST_PAIRS and work <= _MOST_CHARACTERS
    for two in new:
        at = _partner(left, two) if few else None
        if at is None:
            yield Line(NEW, (), (Piece(two, lit=True),))
            continue
        yield from (_gone(one) for one in left[:at])
        yield Line(CHANGED, *compared(left[at], two))
        del left[: at + 1]
    yield from map(_gone, left)


def _gone(one: str) -> Line:
    return Line(GONE, (Piece(one, lit=True),), ())


def _partner(left: Sequence[str], two: str) -> int | None:
    alike = [(likeness(one, two), -at) for at, one in enumerate(left)]
    best, at = max(alike, default=(0.0, 0))
    return -at if best >= _REWORDED else None
