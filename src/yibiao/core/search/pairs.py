"""Pairs of neighbouring characters, the words of an index that needs no dictionary.

A pair is a number, the first character's code above the second's: databases compare numbers alike, whatever they
think of letters. The last character of a run stands with none behind it, so that all pairs that begin with a
character are as many as the character itself: one range finds a query of one character.
"""

from collections import Counter
from collections.abc import Iterator
from itertools import groupby, pairwise
from typing import NamedTuple

_BITS = 21  # of a code point


class Probe(NamedTuple):
    """What is looked up for a term: the pairs from `first` to `last`, both inclusive; one pair, or all of a character."""

    first: int
    last: int


def pairs_of(text: str) -> Counter[int]:
    """Return how often each pair stands in a folded text; marks and breaks stand between runs."""
    counted: Counter[int] = Counter()
    for run in runs_of(text):
        counted.update(pair_number(one, two) for one, two in pairwise(run))
        counted[pair_number(run[-1])] += 1
    return counted


def runs_of(text: str) -> Iterator[str]:
    """Yield the stretches of letters, characters and digits of a folded text."""
    for is_word, run in groupby(text, str.isalnum):
        if is_word:
            yield "".join(run)


def pair_number(one: str, two: str = "") -> int:
    """Return the number of a pair; of a character that nothing follows, where `two` is empty."""
    return ord(one) << _BITS | (ord(two) if two else 0)


def probes_of(term: str) -> tuple[Probe, ...]:
    """Return what must be looked up for a folded term: its pairs, or all of a character that stands alone."""
    found: list[Probe] = []
    for run in runs_of(term):
        if len(run) == 1:
            found.append(Probe(pair_number(run), pair_number(run) | ((1 << _BITS) - 1)))
        found += [Probe(number, number) for number in (pair_number(one, two) for one, two in pairwise(run))]
    return tuple(dict.fromkeys(found))


def length_of(text: str) -> int:
    """Return how many letters, characters and digits a folded text has."""
    return sum(map(str.isalnum, text))
