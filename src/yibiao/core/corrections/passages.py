"""Where remembered words stand in a document now: repaired text without marks, and the way back to spans."""

import unicodedata
from bisect import bisect_left
from functools import cached_property
from typing import NamedTuple

from yibiao.core.corrections.values import Passage
from yibiao.core.plan import Plan
from yibiao.core.repair import repair
from yibiao.core.sentences import Sentences
from yibiao.core.spans import Span, TextMap

# Characters in front of a passage that are remembered, and those at either end that it is found by once
# its middle has changed.
_BEFORE = 12
_END = 8
_LONGEST = 1.3


class Place(NamedTuple):
    """A stretch of the document: its span, its repaired words, and whether the words had changed."""

    span: Span
    text: str
    changed: bool


class _Read(NamedTuple):
    """A repaired text, and its letters and digits in one width, with the clean offset of each."""

    clean: str
    map: TextMap
    letters: str
    offsets: list[int]


class Passages:
    """The document of a plan as it is searched; nothing is read before the first search."""

    def __init__(self, plan: Plan) -> None:
        self._raw = plan.text

    @property
    def has_text(self) -> bool:
        """Tell whether there is a text to look in."""
        return bool(self._raw)

    @cached_property
    def _read(self) -> _Read:
        clean, text_map, _ = repair(self._raw)
        letters: list[str] = []
        offsets: list[int] = []
        for at, char in enumerate(clean):
            for letter in _folded(char):
                letters.append(letter)
                offsets.append(at)
        return _Read(clean, text_map, "".join(letters), offsets)

    def find(self, passage: Passage, within: Span | None = None) -> list[Place]:
        """Return where a passage stands, the only place if the words before it leave one; else every place."""
        words, before = fold(passage.words), fold(passage.before)
        if not words:
            return []
        first, last = self._bounds(within)
        found = self._places(words, first, last)
        if len(found) > 1 and before:
            text = self._read.letters
            closer = [at for at in found if text.endswith(before, 0, at)]
            found = closer or found
        if found:
            return [self._with_marks(at, at + len(words), passage.words) for at in found]
        ends = self._by_ends(words, first, last)
        return [] if ends is None else [self._place(*ends, True)]

    def passage(self, span: Span) -> Passage:
        """Return the passage of a span, to be remembered."""
        clean = self._read.clean
        first, last = self._read.map.clean_offset(span.start), self._read.map.clean_offset(span.end)
        return Passage(clean[first:last].strip(), clean[max(0, first - _BEFORE) : first], span.start)

    def sentences(self, place: Place) -> list[Place]:
        """Return the sentences of a place."""
        clean = self._read.clean
        first = self._read.map.clean_offset(place.span.start)
        stops = Sentences(clean).split(first, first + len(place.text))
        trimmed = [(start, end) for start, end in stops if clean[start:end].strip()]
        return [self._clean_place(start, end) for start, end in trimmed]

    def _clean_place(self, start: int, end: int) -> Place:
        clean = self._read.clean
        while clean[start].isspace():
            start += 1
        while clean[end - 1].isspace():
            end -= 1
        return Place(self._read.map.raw_span(start, end), clean[start:end], False)

    def _bounds(self, within: Span | None) -> tuple[int, int]:
        text, offsets = self._read.letters, self._read.offsets
        if within is None:
            return 0, len(text)
        first, last = self._read.map.clean_offset(within.start), self._read.map.clean_offset(within.end)
        return bisect_left(offsets, first), bisect_left(offsets, last)

    def _places(self, words: str, first: int, last: int) -> list[int]:
        text = self._read.letters
        found, at = [], text.find(words, first, last)
        while at >= 0:
            found.append(at)
            at = text.find(words, at + len(words), last)
        return found

    def _by_ends(self, words: str, first: int, last: int) -> tuple[int, int] | None:
        """Return the stretch between the first and the last characters of the words, if there is one such."""
        if len(words) < 2 * _END:
            return None
        starts = self._places(words[:_END], first, last)
        if len(starts) != 1:
            return None
        text = self._read.letters
        end = text.find(words[-_END:], starts[0], min(last, starts[0] + int(len(words) * _LONGEST)))
        return None if end < 0 else (starts[0], end + _END)

    def _with_marks(self, first: int, last: int, words: str) -> Place:
        """Return the place of a stretch of letters with the marks that begin and end the remembered words."""
        clean, offsets = self._read.clean, self._read.offsets
        start, end = offsets[first], offsets[last - 1] + 1
        ahead, behind = _marks(words), _marks(words[::-1])
        while ahead and start and _is_mark(clean[start - 1]):
            start, ahead = start - 1, ahead - 1
        while behind and end < len(clean) and _is_mark(clean[end]):
            end, behind = end + 1, behind - 1
        return Place(self._read.map.raw_span(start, end), clean[start:end], False)

    def _place(self, first: int, last: int, changed: bool) -> Place:
        """Return the place of a stretch of letters, marks inside it included."""
        clean, offsets = self._read.clean, self._read.offsets
        start, end = offsets[first], offsets[last - 1] + 1
        return Place(self._read.map.raw_span(start, end), clean[start:end], changed)


def _marks(words: str) -> int:
    """Return how many marks words begin with."""
    return next((at for at, char in enumerate(words) if _folded(char)), 0)


def _is_mark(char: str) -> bool:
    return not char.isspace() and not _folded(char)


def fold(text: str) -> str:
    """Return the letters and digits of a text in one width."""
    return "".join(letter for char in text for letter in _folded(char))


def _folded(char: str) -> str:
    if "\u4e00" <= char <= "\u9fff":
        return char
    return "".join(letter for letter in unicodedata.normalize("NFKC", char).casefold() if letter.isalnum())
