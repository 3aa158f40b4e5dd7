"""Sets of words that are looked for at one end of a text: quicker than an alternation of hundreds.

A regular expression tries its words one by one; here the first (or last) two characters pick the few that
can match at all.
"""

from collections.abc import Callable, Iterable


def _buckets(words: Iterable[str], key: Callable[[str], str]) -> dict[str, tuple[str, ...]]:
    """Return the words under their keys, the longest first."""
    found: dict[str, list[str]] = {}
    for word in sorted(set(words), key=len, reverse=True):
        found.setdefault(key(word), []).append(word)
    return {pair: tuple(alike) for pair, alike in found.items()}


class Heads:
    """Words that a text may begin with; the longest wins."""

    __slots__ = ("_by_pair", "_firsts")

    def __init__(self, words: Iterable[str]) -> None:
        self._by_pair = _buckets(words, lambda word: word[:2])
        self._firsts = frozenset(pair[:1] for pair in self._by_pair)

    def at(self, text: str, start: int = 0) -> int:
        """Return where the word at `start` ends, or `start` if none stands there."""
        if text[start : start + 1] not in self._firsts:
            return start
        pair = text[start : start + 2]
        for word in self._by_pair.get(pair, ()):
            if text.startswith(word, start):
                return start + len(word)
        return start + 1 if pair[:1] in self._by_pair else start

    def starts(self, text: str, start: int = 0) -> bool:
        """Tell whether a word stands at `start`."""
        first = text[start : start + 1]
        if first not in self._firsts:
            return False
        return first in self._by_pair or text.startswith(self._by_pair.get(text[start : start + 2], ()), start)


class Tails:
    """Words that a text may end in; the longest wins."""

    __slots__ = ("_by_pair", "_lasts")

    def __init__(self, words: Iterable[str]) -> None:
        self._by_pair = _buckets(words, lambda word: word[-2:])
        self._lasts = frozenset(pair[-1:] for pair in self._by_pair)

    def of(self, text: str) -> str:
        """Return the word that `text` ends in, or an empty one."""
        last = text[-1:]
        if last not in self._lasts:
            return ""
        for word in self._by_pair.get(text[-2:], ()):
            if text.endswith(word):
                return word
        return last if last in self._by_pair else ""

    def ends(self, text: str) -> bool:
        """Tell whether `text` ends in a word."""
        last = text[-1:]
        if last not in self._lasts:
            return False
        return last in self._by_pair or text.endswith(self._by_pair.get(text[-2:], ()))
