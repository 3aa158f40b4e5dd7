"""Which of many texts a remembered one is, where its key is gone: the one most like it, if that is beyond doubt.

Texts are indexed by their pairs of characters, and only the rarest pairs of a sought text are looked up, so
that a search costs the same in a plan of a thousand tasks.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable
from itertools import pairwise
from typing import NamedTuple

from yibiao.core.match import normal, similarity

_SIMILAR = 0.6
# The best has to be so much more alike than the second.
_LEAD = 0.1
_RAREST = 12
_MOST_CANDIDATES = 24


class Words(NamedTuple):
    """What a fact is known by."""

    title: str
    text: str

    def is_other(self, other: "Words") -> bool:
        """Tell whether two facts differ in words, marks and width aside."""
        return _said(self) != _said(other)

    def likeness(self, other: "Words") -> float:
        """Return how alike two facts are, from 0 to 1: by title and text, each as far as both have it."""
        text = similarity(self.text, other.text)
        if not normal(self.title) or not normal(other.title):
            return text
        return max(similarity(self.title + self.text, other.title + other.text), 0.9 * text)


class Index:
    """Facts by their words."""

    def __init__(self, facts: Iterable[tuple[str, Words]]) -> None:
        self._facts = dict(facts)
        self._pairs: dict[str, list[str]] = defaultdict(list)
        self._titles: dict[str, list[str]] = defaultdict(list)
        for key, words in self._facts.items():
            for pair in _pairs(words):
                self._pairs[pair].append(key)
            self._titles[_said(words)].append(key)

    def words(self, key: str) -> Words | None:
        """Return the words of a fact."""
        return self._facts.get(key)

    def same(self, sought: Words) -> tuple[str, ...]:
        """Return the keys of the facts with just these words."""
        return tuple(self._titles.get(_said(sought), ()))

    def find(self, sought: Words) -> tuple[str, ...]:
        """Return the key of the fact that is meant; several where it could be any of them, none where none is."""
        same = self.same(sought)
        if same:
            return same
        scored = sorted(
            ((sought.likeness(self._facts[key]), key) for key in self._candidates(sought)), reverse=True
        )
        good = [(score, key) for score, key in scored if score >= _SIMILAR]
        return tuple(key for score, key in good if score > good[0][0] - _LEAD)

    def _candidates(self, sought: Words) -> list[str]:
        pairs = sorted((pair for pair in _pairs(sought) if pair in self._pairs), key=self._rarity)
        votes = Counter(key for pair in pairs[:_RAREST] for key in self._pairs[pair][: 4 * _MOST_CANDIDATES])
        return [key for key, _ in votes.most_common(_MOST_CANDIDATES)]

    def _rarity(self, pair: str) -> tuple[int, str]:
        return len(self._pairs[pair]), pair


def _said(words: Words) -> str:
    return f"{normal(words.title)}\x1f{normal(words.text)}"


def _pairs(words: Words) -> set[str]:
    return set(map("".join, pairwise(normal(words.title + words.text))))
