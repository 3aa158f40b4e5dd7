"""Which document comes first: Okapi BM25 over pairs of characters, the same numbers on every machine."""

import math
from collections.abc import Collection, Iterable, Mapping, Sequence

# How soon a word that is said again stops to count, and how much a long document must say it more often.
_SATURATION = 1.2
_LENGTH = 0.75


def scores(postings: Sequence[Mapping[int, int]], lengths: Mapping[int, int]) -> dict[int, float]:
    """Return the score of every document that all probes find.

    `postings` gives, for each probe, how often it stands in which document; `lengths` the length of every document
    there is for whoever asks. Ties and order are the caller's affair.
    """
    if not postings:
        return {}
    average = sum(lengths.values()) / len(lengths) if lengths else 0.0
    found = set(lengths).intersection(*postings)
    weights = [weight(sum(1 for one in posting if one in lengths), len(lengths)) for posting in postings]
    norm = {one: _SATURATION * (1 - _LENGTH + _LENGTH * lengths[one] / (average or 1.0)) for one in found}
    return {
        one: sum(
            gain * posting[one] * (_SATURATION + 1) / (posting[one] + norm[one])
            for gain, posting in zip(weights, postings, strict=True)
        )
        for one in found
    }


def weight(holding: int, documents: int) -> float:
    """Return what a pair that `holding` of all `documents` hold counts: the rarer, the more."""
    return math.log(1 + (documents - holding + 0.5) / (holding + 0.5))


def in_title(terms: Collection[str], titles: Iterable[str]) -> float:
    """Return by how much a score grows because the terms stand in the title, name or number: from 1 to 2."""
    folded = tuple(titles)
    held = sum(any(term in title for title in folded) for term in terms)
    return 1 + held / len(terms) if terms else 1.0
