"""What changed within a text: both sides in pieces, those that differ lit."""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher

from yibiao.core.quoting import Piece

Pieces = tuple[Piece, ...]

# A figure or a Latin word is one thing to a reader; of Chinese every character is.
_TOKEN = re.compile(r"\d[\d,.]*|[A-Za-z]+|.", re.DOTALL)
# So few equal characters between two changes are chance, and would make confetti of the sentence.
_CHANCE = 1
# More pairs of characters than these are not compared one with another: the whole middle counts as changed.
_MOST_PAIRS = 1_000_000


def compared(old: str, new: str) -> tuple[Pieces, Pieces]:
    """Return both texts in pieces; what the other side has not is lit."""
    one, two = _TOKEN.findall(old), _TOKEN.findall(new)
    blocks = _equal(one, two)
    return _pieces(one, [(at, size) for at, _, size in blocks]), _pieces(two, [(at, size) for _, at, size in blocks])


def likeness(old: str, new: str) -> float:
    """Return how much of the longer text the two have in common, from 0 to 1."""
    one, two = _TOKEN.findall(old), _TOKEN.findall(new)
    longest = max(len(one), len(two))
    return sum(size for _, _, size in _equal(one, two)) / longest if longest else 1.0


def _equal(one: Sequence[str], two: Sequence[str]) -> list[tuple[int, int, int]]:
    """Return where both are the same: place in the one, place in the other, length."""
    head = _common(one, two)
    tail = _common(one[head:][::-1], two[head:][::-1])
    ends = len(one) - tail, len(two) - tail
    middle = _middle(one[head : ends[0]], two[head : ends[1]])
    found = [(0, 0, head), *((head + at, head + to, size) for at, to, size in middle), (*ends, tail)]
    return [block for block in found if block[2]]


def _common(one: Sequence[str], two: Sequence[str]) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, two, strict=False)) if a != b), min(len(one), len(two)))


def _middle(one: Sequence[str], two: Sequence[str]) -> list[tuple[int, int, int]]:
    if not one or not two or len(one) * len(two) > _MOST_PAIRS:
        return []
    blocks = SequenceMatcher(None, one, two, autojunk=False).get_matching_blocks()
    return [(at, to, size) for at, to, size in blocks if size > _CHANCE]


def _pieces(tokens: Sequence[str], kept: Sequence[tuple[int, int]]) -> Pieces:
    made, at = [], 0
    for start, size in kept:
        made += [Piece("".join(tokens[at:start]), lit=True), Piece("".join(tokens[start : start + size]))]
        at = start + size
    made.append(Piece("".join(tokens[at:]), lit=True))
    return tuple(piece for piece in made if piece.text)
