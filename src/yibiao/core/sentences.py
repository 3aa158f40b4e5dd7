"""Where sentences and their comma-separated segments begin and end, found once for a whole text."""

import re
from bisect import bisect_left, bisect_right
from itertools import pairwise

_STOP = re.compile(r"[。；;！!？\n\t]")
_COMMA = re.compile(r"[，：:]|,(?!\d{3}(?!\d))")


class Sentences:
    """The marks of a text; gives the sentence and the segment around an offset in logarithmic time."""

    __slots__ = ("_commas", "_length", "_stops")

    def __init__(self, text: str) -> None:
        self._stops = [match.start() for match in _STOP.finditer(text)]
        self._commas = sorted(self._stops + [match.start() for match in _COMMA.finditer(text)])
        self._length = len(text)

    def sentence(self, at: int, low: int = 0, high: int | None = None) -> tuple[int, int]:
        """Return the sentence around `at`, its end mark left out, kept within `[low, high)`."""
        return self._around(self._stops, at, low, high)

    def segment(self, at: int, low: int = 0, high: int | None = None) -> tuple[int, int]:
        """Return the stretch between commas around `at`, kept within `[low, high)`."""
        return self._around(self._commas, at, low, high)

    def segments(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the segments of the sentence `[start, end)`."""
        first, last = bisect_left(self._commas, start), bisect_left(self._commas, end)
        marks = [start - 1, *self._commas[first:last], end]
        return [(a + 1, b) for a, b in pairwise(marks) if b > a + 1]

    def split(self, start: int, end: int) -> list[tuple[int, int]]:
        """Return the sentences within `[start, end)`, each without its end mark."""
        first, last = bisect_left(self._stops, start), bisect_left(self._stops, end)
        marks = [start - 1, *self._stops[first:last], end]
        return [(a + 1, b) for a, b in pairwise(marks) if b > a + 1]

    def _around(self, marks: list[int], at: int, low: int, high: int | None) -> tuple[int, int]:
        place = bisect_right(marks, at)
        start = marks[place - 1] + 1 if place else 0
        place = bisect_left(marks, at)
        end = marks[place] if place < len(marks) else self._length
        return max(start, low), end if high is None else min(end, high)
