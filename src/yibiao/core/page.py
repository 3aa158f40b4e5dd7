"""The compiler's view of a document: repaired text, its lines and brackets, and the way back to spans."""

from bisect import bisect_left
from typing import NamedTuple

from yibiao.core.marks import places
from yibiao.core.source import SourceText
from yibiao.core.spans import TextMap
from yibiao.core.unitnames import Names

_OPENING = "（(〔[［【〈"
_BRACKETS = _OPENING + "）)〕]］】〉"


# Makes a named tuple without the detour of its class: a page has a hundred lines and brackets.
_new = tuple.__new__


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

    __slots__ = ("_brackets", "_colons", "_lines", "_openings", "map", "names", "source", "span", "text")

    def __init__(self, source: SourceText, text: str, text_map: TextMap) -> None:
        self.source = source
        self.text = text
        self.map = text_map
        # Not a method of its own: every fact of a plan comes through here.
        self.span = text_map.raw_span
        # The names of its lists so far: most occur again and again.
        self.names = Names()
        self._lines: list[Line] | None = None
        self._brackets: list[Bracket] | None = None
        self._openings: list[int] = []  # where each of them begins
        self._colons: list[int] | None = None

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
            self._openings = [start for start, _ in self._brackets]
        return self._brackets

    def brackets_in(self, start: int, end: int) -> list[Bracket]:
        """Return the outermost brackets that begin within `[start, end)`."""
        brackets, openings = self.brackets, self._openings
        first = bisect_left(openings, start)
        return brackets[first : bisect_left(openings, end, first)]

    def has_colon(self, start: int, end: int) -> bool:
        """Tell whether a colon stands within `[start, end)`."""
        if self._colons is None:
            self._colons = places(self.text, ":：")
        at = bisect_left(self._colons, start)
        return at < len(self._colons) and self._colons[at] < end


def _lines(text: str) -> list[Line]:
    found: list[Line] = []
    at = gap = 0
    for words in text.split("\n"):
        bare = words.strip() if words else words
        if bare:
            start = at + words.find(bare[0])
            found.append(_new(Line, (start, start + len(bare), gap if found else 0)))
            gap = 0
        else:
            gap += 1
        at += len(words) + 1
    return found


def _brackets(text: str) -> list[Bracket]:
    found: list[Bracket] = []
    depth = start = previous = 0
    for at in [*places(text, _BRACKETS), len(text)]:
        if depth and (end := text.find("\n", previous, at)) >= 0:
            found.append(Bracket(start, end))
            depth = 0
        previous = at
        if at == len(text):
            break
        if text[at] in _OPENING:
            start = start if depth else at
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                found.append(_new(Bracket, (start, at + 1)))
    if depth:
        found.append(Bracket(start, len(text)))
    return found
