"""Quick looks at a text: can it hold one of certain words at all, and where?

A pattern that begins with one certain character, and goes on with a lookahead, is found many times as fast
as one that begins with any of several, or as a word by `in`. So words are grouped by their first characters.
"""

import re
from collections.abc import Iterable

Hints = tuple["re.Pattern[str]", ...]
"""One pattern for each character that one of the words begins with."""


def hints_of(words: Iterable[str]) -> Hints:
    """Return the patterns that find `words`."""
    rests: dict[str, list[str]] = {}
    for word in words:
        rests.setdefault(word[0], []).append(re.escape(word[1:]))
    return tuple([re.compile(f"{re.escape(first)}(?={'|'.join(rest)})") for first, rest in rests.items()])


def may_occur(text: str, hints: Hints) -> bool:
    """Tell whether one of the words of `hints` stands in `text`."""
    return any(hint.search(text) for hint in hints)


def places_of(text: str, hints: Hints) -> list[int]:
    """Return where in `text` the words of `hints` begin, sorted."""
    return sorted([hit.start() for hint in hints for hit in hint.finditer(text)])
