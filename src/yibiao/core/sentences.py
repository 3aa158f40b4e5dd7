"""Where sentences and their comma-separated segments begin and end, found once for a whole text."""

import re
from bisect import bisect_left

from yibiao.core.hints import hints_of, places_of
from yibiao.core.marks import frequent

_STOPS = "。；;！!？\n\t"
_COMMAS = "，：:,"
_THOUSANDS = re.compile(r",\d{3}(?!\d)")  # the comma of 1,000 parts nothing


class Sentences:
    """The marks of a text: where its sentences and their segments end, found once."""

    __slots__ = ("_commas", "_stops")

    def __init__(self, text: str) -> None:
        self._stops = frequent(text, _STOPS)
        commas = frequent(text, _COMMAS)
        thousands = {hit.start() for hit in _THOUSANDS.finditer(text)}
        if thousands:
            commas = [at for at in commas if at not in thousands]
        if "下同" in text:
            commas = _outside_definitions(text, commas)
        self._commas = sorted([*self._stops, *commas])

    def segments(self, start: int, end: int, most: int | None = None) -> list[tuple[int, int]]:
        """Return the segments of the sentence `[start, end)`, the first `most` of them."""
        return _parts(self._commas, start, end, most)

    def around(self, at: int, start: int, end: int) -> tuple[int, int]:
        """Return the sentence within `[start, end)` that holds the offset `at`."""
        stops = self._stops
        place = bisect_left(stops, at)
        if place and stops[place - 1] >= start:
            start = stops[place - 1] + 1
        if place < len(stops) and stops[place] < end:
            end = stops[place]
        return start, end

    def split(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the sentences within `[start, end)`, each without its end mark."""
        return _parts(self._stops, start, end)


# 各区县（含市高新区，下同）: what widens a term within its sentence parts nothing.
DEFINITION = re.compile(r"[（(][^（）()。；;\n]{1,60}?[，,]\s*(?:以下同|下文同|下同)\s*[）)]")
_DEFINITION_ENDS = hints_of(["下同", "下文同"])


def _outside_definitions(text: str, commas: list[int]) -> list[int]:
    """Return the commas that stand in no bracket that defines a term."""
    inside: set[int] = set()
    low = 0
    for at in places_of(text, _DEFINITION_ENDS):
        # No other bracket stands between that of a definition and these words.
        opening = max(text.rfind("（", low, at), text.rfind("(", low, at))
        bracket = DEFINITION.match(text, opening) if opening >= 0 else None
        if bracket:
            inside.update(range(*bracket.span()))
        low = at
    return [at for at in commas if at not in inside]


def _parts(marks: list[int], start: int, end: int, most: int | None = None) -> list[tuple[int, int]]:
    """Return what stands between the marks within `[start, end)`, without empty parts."""
    parts: list[tuple[int, int]] = []
    first = bisect_left(marks, start)
    last = bisect_left(marks, end, first)
    for mark in marks[first:last]:
        if mark > start:
            parts.append((start, mark))
            if len(parts) == most:
                return parts
        start = mark + 1
    if end > start:
        parts.append((start, end))
    return parts
