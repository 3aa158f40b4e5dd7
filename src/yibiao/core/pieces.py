"""The pieces of a list: what stands between its separators, brackets kept with the word before them.

Reads: a stretch of text. Writes: ranges with the mark in front and the bracket behind.
"""

import re
from bisect import bisect_right
from collections.abc import Iterator

# (start, end, mark in front, bracket behind)
Piece = tuple[int, int, str, tuple[int, int] | None]

_OPEN = "（(〈<〔[［【"
_MARKS = re.compile(r"[（(〈<〔\[［【）)〉>〕\]］】]")
_PLAIN = re.compile(r"[^、，,；;。/\s]+")


def pieces(text: str, start: int, end: int) -> list[Piece]:
    """Return (start, end, mark in front, bracket behind) of each piece of a list."""
    if _MARKS.search(text, start, end):
        return list(_bracketed_pieces(text, start, end))
    found: list[Piece] = []
    last = -1
    for piece in _PLAIN.finditer(text, start, end):
        first, stop = piece.span()
        found.append((first, stop, "" if last < 0 else "、" if text[last:first] == "、" else "，", None))
        last = stop
    return found


def _bracketed_pieces(text: str, start: int, end: int) -> Iterator[Piece]:
    """Yield the pieces of a stretch with brackets, which few are: a separator inside one parts nothing."""
    brackets = _bracket_spans(text, start, end)
    at, mark = start, ""
    for separator in [*_outside(_SEPARATOR.finditer(text, start, end), brackets), None]:
        stop = separator.start() if separator else end
        piece = _piece(text, at, stop, brackets)
        if piece:
            yield piece[0], piece[1], mark, piece[2]
            mark = ""
        if separator:
            own = separator.group()
            mark = mark if own.isspace() and mark else "、" if own == "、" else "，"
            at = separator.end()


def _bracket_spans(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the outermost brackets; one that the stretch cuts off ends one behind it."""
    found: list[tuple[int, int]] = []
    depth = opened = 0
    for match in _MARKS.finditer(text, start, end):
        if match.group() in _OPEN:
            opened = opened if depth else match.start()
            depth += 1
        elif depth:
            depth -= 1
            if not depth:
                found.append((opened, match.end()))
    return [*found, (opened, end + 1)] if depth else found


def _outside(marks: Iterator[re.Match[str]], brackets: list[tuple[int, int]]) -> Iterator[re.Match[str]]:
    """Yield the marks that stand in no bracket."""
    at = 0
    for mark in marks:
        while at < len(brackets) and brackets[at][1] <= mark.start():
            at += 1
        if at == len(brackets) or mark.start() < brackets[at][0]:
            yield mark


def _piece(
    text: str, start: int, end: int, brackets: list[tuple[int, int]]
) -> tuple[int, int, tuple[int, int] | None] | None:
    """Return a piece without blanks, its last bracket apart; words behind a bracket keep it in the name."""
    while start < end and text[start] in _LOOSE:
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    at = bisect_right(brackets, (end, 0)) - 1
    while end > start and text[end - 1] in _LOOSE and (at < 0 or brackets[at][1] < end):
        end -= 1  # a closing mark that nothing opened
    if start >= end:
        return None
    behind = brackets[at] if at >= 0 and brackets[at][0] > start and brackets[at][1] >= end else None
    return start, behind[0] if behind else end, behind


_LOOSE = " 　\t\n）)〉>〕]］】"
_SEPARATOR = re.compile(r"[、，,；;。/]|\s+")
