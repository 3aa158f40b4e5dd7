"""A source quoted with some of its characters lit: whole sentences around the spans, what lies between left out."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

# What ends a sentence, or a row of a table.
_ENDS = "。！？；\n"
# A sentence longer than this (a table in one line) is cut this far from the lit characters.
_FARTHEST = 200
_CUT = "…"


class Piece(NamedTuple):
    """Some characters of a quotation: lit, or only around what is lit."""

    text: str
    lit: bool = False


def quoted(text: str, spans: Iterable[Sequence[int]]) -> tuple[Piece, ...]:
    """Return the sentences of `text` that hold `spans` (start, end), each in pieces; `…` stands where something is left out.

    Spans beyond the text are cut, empty ones left out; overlapping ones are lit as one.
    """
    lit = _merged((max(0, start), min(end, len(text))) for start, end in spans)
    pieces: list[Piece] = []
    for start, end, inside in _windows(text, lit):
        if pieces or start > 0:
            _cut(pieces, text, start)
        at = start
        for first, last in inside:
            pieces += [Piece(text[at:first]), Piece(text[first:last], lit=True)]
            at = last
        pieces.append(Piece(text[at:end].rstrip("\n")))
    return tuple(piece for piece in pieces if piece.text)


def _cut(pieces: list[Piece], text: str, start: int) -> None:
    """Say that something is left out, unless a sentence begins here and nothing has been quoted before it."""
    if pieces or text[start - 1] not in _ENDS:
        pieces.append(Piece(_CUT))


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    merged: list[tuple[int, int]] = []
    for start, end in sorted(span for span in spans if span[0] < span[1]):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return merged


def _windows(text: str, lit: list[tuple[int, int]]) -> list[tuple[int, int, list[tuple[int, int]]]]:
    """Return the sentences around lit spans, those that touch as one, each with the spans in it."""
    found: list[tuple[int, int, list[tuple[int, int]]]] = []
    for span in lit:
        start, end = _beginning(text, span[0]), _ending(text, span[1])
        if found and start <= found[-1][1]:
            first, last, inside = found[-1]
            found[-1] = (first, max(last, end), [*inside, span])
        else:
            found.append((start, end, [span]))
    return found


def _beginning(text: str, at: int) -> int:
    least = max(0, at - _FARTHEST)
    return max((text.rfind(mark, least, at) + 1 for mark in _ENDS), default=0) or least


def _ending(text: str, at: int) -> int:
    if at and text[at - 1] in _ENDS:
        return at
    most = min(len(text), at + _FARTHEST)
    return min((found + 1 for mark in _ENDS if (found := text.find(mark, at, most)) >= 0), default=most)
