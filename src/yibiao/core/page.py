"""The compiler's view of a document: repaired text, its lines and brackets, and the way back to spans."""

import re
from typing import NamedTuple

from yibiao.core.source import SourceText
from yibiao.core.spans import TextMap

_LINE = re.compile(r"[^\n]+")
_BRACKET = re.compile(r"[（(〔\[［【〈）)〕\]］】〉\n]")
_OPENING = "（(〔[［【〈"


class Line(NamedTuple):
    """A line without the blanks around it, by offsets in the clean text; `gap` counts blank lines above."""

    start: int
    end: int
    gap: int


class Bracket(NamedTuple):
    """An outermost bracket: `start` at the opening mark, `end` behind the closing one."""

    start: int
    end: int


class Page:
    """A repaired document. `text` is clean; `span(start, end)` gives the span of a clean range in the extracted text."""

    __slots__ = ("_brackets", "_lines", "map", "source", "span", "text")

    def __init__(self, source: SourceText, text: str, text_map: TextMap) -> None:
        self.source = source
        self.text = text
        self.map = text_map
        # Not a method of its own: every fact of a plan comes through here.
        self.span = text_map.raw_span
        self._lines: list[Line] | None = None
        self._brackets: list[Bracket] | None = None

    @property
    def lines(self) -> list[Line]:
        """The lines that are not blank, in order."""
        if self._lines is None:
            self._lines = _lines(self.text)
        return self._lines

    @property
    def brackets(self) -> list[Bracket]:
        """The outermost brackets of every line; one left open at a line's end closes there."""
        if self._brackets is None:
            self._brackets = _brackets(self.text)
        return self._brackets


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    previous = -1
    for match in _LINE.finditer(text):
        words = match.group()
        bare = words.strip()
        if bare:
            start = match.start() + words.find(bare[0]) if words[0] != bare[0] else match.start()
            gap = text.count("\n", previous, start) - 1 if previous >= 0 else 0
            found.append(Line(start, start + len(bare), gap))
            previous = start + len(bare)
    return found


def _brackets(text: str) -> list[Bracket]:
    found: list[Bracket] = []
    depth = start = 0
    for match in _BRACKET.finditer(text):
        mark = match.group()
        if mark == "\n":
            if depth:
                found.append(Bracket(start, match.start()))
            depth = 0
        elif mark in _OPENING:
            if not depth:
                start = match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                found.append(Bracket(start, match.end()))
    if depth:
        found.append(Bracket(start, len(text)))
    return found
