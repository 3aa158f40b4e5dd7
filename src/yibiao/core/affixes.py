"""Sets of words that are looked for at one end of a text: quicker than an alternation of hundreds.

A regular expression tries its words one by one; here the first (or last) character picks the few that
can match at all.
"""

from collections.abc import Iterable


class Heads:
    """Words that a text may begin with; the longest wins."""

    __slots__ = ("_by_first",)

    def __init__(self, words: Iterable[str]) -> None:
        by_first: dict[str, list[str]] = {}
        for word in sorted(set(words), key=len, reverse=True):
            by_first.setdefault(word[0], []).append(word)
        self._by_first = {first: tuple(found) for first, found in by_first.items()}

    def at(self, text: str, start: int = 0) -> int:
        """Return where the word at `start` ends, or `start` if none stands there."""
        if start < len(text):
            for word in self._by_first.get(text[start], ()):
                if text.startswith(word, start):
                    return start + len(word)
        return start

    def find(self, text: str) -> tuple[int, int] | None:
        """Return the range of the first word anywhere in `text`."""
        for start in range(len(text)):
            end = self.at(text, start)
            if end > start:
                return start, end
        return None


class Tails:
    """Words that a text may end in; the longest wins."""

    __slots__ = ("_by_last",)

    def __init__(self, words: Iterable[str]) -> None:
        by_last: dict[str, list[str]] = {}
        for word in sorted(set(words), key=len, reverse=True):
            by_last.setdefault(word[-1], []).append(word)
        self._by_last = {last: tuple(found) for last, found in by_last.items()}

    def of(self, text: str) -> str:
        """Return the word that `text` ends in, or an empty one."""
        if text:
            for word in self._by_last.get(text[-1], ()):
                if text.endswith(word):
                    return word
        return ""
