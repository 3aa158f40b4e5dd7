"""A figure in its place: the words before and behind it, in its segment and in its sentence."""

import re
from bisect import bisect_left
from typing import NamedTuple

from yibiao.core.figures import Figure
from yibiao.core.periods import names_time


class Years(NamedTuple):
    """What the document's head says of time: its own year, and the years it covers."""

    year: int | None = None
    span: tuple[int, int] | None = None
    titled: bool = False  # whether the title itself says so

    @property
    def period(self) -> str | None:
        """The period of a figure whose sentence names none."""
        if self.span and self.span[0] != self.span[1]:
            return f"{self.span[0]}/{self.span[1]}"
        return str(self.year) if self.year else None


_YEAR = re.compile(r"(?:19|20)\d\d(?=年)")


# How far back in its sentence a figure is spoken of, in characters: no sentence of a plan is longer, and
# a text without marks must not be read again from its start for every figure.
REACH = 600


class SentenceView:
    """A sentence with what several figures ask of it, found once: most sentences lack most of it.

    `quoted` tells whether it opens a quotation, `strives` whether it can say 力争 or the like, `shares` whether
    it says 每 or 各, `dated` whether it can name a time at all.
    """

    __slots__ = ("dated", "end", "quoted", "shares", "start", "strives", "text", "years", "years_spoken")

    def __init__(self, text: str, start: int, end: int, years: Years) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.years = years
        words = text[start:end]
        self.quoted = "“" in words or "《" in words or '"' in words or "「" in words or "『" in words
        self.strives = "力" in words or "争" in words
        self.shares = "每" in words or "各" in words
        self.dated = names_time(text, start, end)
        self.years_spoken = [match.span() for match in _YEAR.finditer(text, start, end)] if self.dated else []

    def years_before(self, at: int) -> list[tuple[int, int]]:
        """Return the ranges of the last years named before the offset `at`."""
        place = bisect_left(self.years_spoken, (at, 0))
        return self.years_spoken[max(0, place - 4) : place]


class Site:
    """A figure with the words that may speak of it.

    `before` runs from the end of the figure before it (or the segment's start); `behind` to where the
    next figure's own words begin; `rest` to the end of the sentence.
    """

    __slots__ = ("back", "before", "behind", "figure", "pre_start", "segment", "sentence", "stop", "text")

    def __init__(
        self, sentence: SentenceView, figure: Figure, segment: tuple[int, int], pre_start: int, stop: int
    ) -> None:
        self.sentence = sentence
        self.text = sentence.text
        self.figure = figure
        back = sentence.start
        if sentence.end - back > REACH:
            back = max(back, figure.start - REACH)
            pre_start = max(pre_start, back)
            segment = max(segment[0], back), min(segment[1], figure.end + REACH)
        self.segment = segment
        self.back = back
        self.pre_start = pre_start
        self.stop = stop
        self.before = self.text[pre_start : figure.start].rstrip(" 　")
        self.behind = self.text[figure.end : stop]

    @property
    def rest(self) -> str:
        """The words behind the figure, as far as the sentence goes (a hundred characters at most)."""
        return self.text[self.figure.end : min(self.sentence.end, self.figure.end + 100)]

    def extend_on(self, stop: int) -> None:
        """Take in the words behind a criterion that stands within the noun of this figure."""
        self.stop = stop
        self.behind = self.text[self.figure.end : stop]

    def extend_back(self, start: int) -> None:
        """Take in the words of a figure before this one that is no target itself (由7天缩短至3天)."""
        start = self.pre_start = max(start, self.figure.start - REACH)
        self.before = self.text[start : self.figure.start].rstrip(" 　")
