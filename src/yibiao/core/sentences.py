"""Where sentences and their comma-separated segments begin and end, found once for a whole text."""

import re
from bisect import bisect_left
from itertools import pairwise

from yibiao.core.marks import places

_STOPS = "。；;！!？\n\t"
_COMMAS = "，：:"
_THOUSANDS = re.compile(r",\d{3}(?!\d)")  # the comma of 1,000 parts nothing


class Sentences:
    """The marks of a text: where its sentences and their segments end, found once."""

    __slots__ = ("_commas", "_stops")

    def __init__(self, text: str) -> None:
        self._stops = places(text, _STOPS)
        ascii_commas = [at for at in places(text, ",") if not _THOUSANDS.match(text, at)]
        self._commas = sorted([*self._stops, *places(text, _COMMAS), *ascii_commas])

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
