"""Where a fact stands: half-open spans in code points, and the way back through every repair.

The one coordinate system is the *extracted text*: the text as a reader hands it over, before any repair.
The compiler works on repaired ("clean") text; a `TextMap` turns its offsets back into extracted ones.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from itertools import accumulate
from typing import NamedTuple


class Span(NamedTuple):
    """A half-open range `[start, end)` of code points."""

    start: int
    end: int


class Edit(NamedTuple):
    """One repair: the extracted characters `[start, end)` are replaced by `replacement`.

    `attached` says that the removed characters damage the character before them, as stray pinyin does
    (``區(qū)``): a span that covers that character then covers the damage too. `whole` says that the
    extracted characters can be understood together only, so that a span never covers a part of them.
    """

    start: int
    end: int
    replacement: str = ""
    attached: bool = False
    whole: bool = False


class TextMap:
    """Maps offsets in clean text to spans in extracted text.

    The clean text is a row of pieces. Within a *linear* piece the n-th clean character is the n-th
    extracted one, and what the extracted piece has left over belongs to its last character; every
    character of any other piece stands for the whole extracted piece. An empty piece closes the row.
    """

    __slots__ = ("_before", "_clean", "_linear", "_raw", "_raw_end")

    def __init__(self) -> None:
        self._before: TextMap | None = None
        self._clean: list[int] = []
        self._raw: list[int] = []
        self._raw_end: list[int] = []
        self._linear: list[bool] = []

    @classmethod
    def identity(cls, length: int) -> "TextMap":
        """Return the map of a text of `length` characters that no repair has touched."""
        made = cls()
        made._append(0, 0, length, True)
        made._close(length)
        return made

    def after(self, before: "TextMap") -> "TextMap":
        """Return the map of two repairs in a row: `before`, then this one on the text that it left."""
        made = TextMap()
        made._clean, made._linear = self._clean, self._linear
        made._raw, made._raw_end = self._raw, self._raw_end
        made._before = before if self._before is None else self._before.after(before)
        return made

    def clean_offset(self, raw: int) -> int:
        """Return where the extracted offset `raw` stands in clean text; inside a removal, where it was."""
        if self._before is not None:
            raw = self._before.clean_offset(raw)
        piece = max(bisect_right(self._raw, raw) - 1, 0)
        if piece + 1 >= len(self._clean):
            return self._clean[-1]
        offset = self._clean[piece] + (max(raw - self._raw[piece], 0) if self._linear[piece] else 0)
        return min(offset, self._clean[piece + 1])

    def _append(self, clean: int, raw: int, raw_end: int, linear: bool) -> None:
        self._clean.append(clean)
        self._raw.append(raw)
        self._raw_end.append(raw_end)
        self._linear.append(linear)

    def _close(self, length: int) -> None:
        """Append the empty piece at the end of the clean text, which has `length` characters."""
        self._append(length, self._raw_end[-1], self._raw_end[-1], True)

    def raw_span(self, start: int, end: int) -> Span:
        """Return the extracted span of the clean range `[start, end)`; an empty range stays empty."""
        clean, raw, linear = self._clean, self._raw, self._linear
        first = bisect_right(clean, start) - 1
        raw_start = raw_end = raw[first] + start - clean[first] if linear[first] else raw[first]
        if end > start:
            last = bisect_left(clean, end, first + 1) - 1
            part = end < clean[last + 1] and linear[last]
            raw_end = raw[last] + end - clean[last] if part else self._raw_end[last]
        if self._before is not None:
            return self._before.raw_span(raw_start, raw_end)
        # A page has some three hundred: this makes the tuple without the detour of `Span(…)`.
        return _new(Span, (raw_start, raw_end))


_new = tuple.__new__


def apply_edits(text: str, edits: Iterable[Edit]) -> tuple[str, TextMap]:
    """Return `text` with `edits` applied, and the map back.

    `edits` must be sorted by start and must not overlap; a programmer's mistake raises `ValueError`.
    """
    made = TextMap()
    parts: list[str] = []
    at = clean = 0
    for edit in edits:
        start, end, replacement, attached, whole = edit
        if start < at or end < start:
            raise ValueError(f"edit {edit} overlaps the one before it, which ends at {at}")
        if start > at:
            made._append(clean, at, end if attached else start, True)
            parts.append(text[at:start])
            clean += start - at
        elif attached and made._raw_end and made._raw_end[-1] == start:
            made._raw_end[-1] = end
        if replacement:
            made._append(clean, start, end, len(replacement) == end - start and not whole)
            parts.append(replacement)
            clean += len(replacement)
        at = end
    if at < len(text) or not parts:
        made._append(clean, at, len(text), True)
        parts.append(text[at:])
        clean += len(text) - at
    made._close(clean)
    return "".join(parts), made


def cut(parts: Sequence[str]) -> tuple[str, TextMap]:
    """Return the text of every second of `parts`, from the first, and the map back to all of them.

    The others are attached removals, as `apply_edits` would make them, several times as fast: a page of a
    careless crawler holds hundreds. No piece but the last may be empty.
    """
    made = TextMap()
    pieces = parts[::2] if parts[-1] or len(parts) < 3 else parts[:-1:2]
    lengths = list(map(len, parts))
    ends = list(accumulate(lengths))
    *made._clean, length = 0, *accumulate(lengths[: 2 * len(pieces) : 2])
    made._raw_end = ends[1::2] if 2 * len(pieces) < len(parts) else [*ends[1::2], ends[-1]]
    made._raw = [0, *made._raw_end[:-1]]
    made._linear = [True] * len(pieces)
    made._close(length)
    return "".join(pieces), made
