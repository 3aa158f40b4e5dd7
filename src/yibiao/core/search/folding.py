"""A text as it is searched: repaired, in one script, one width and one case, without spaces, with the way back.

Texts and queries are folded by the same table, character by character, so that 創新 finds 创新 and ＡＩ finds ai.
"""

import unicodedata
from bisect import bisect_right
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from yibiao.core.repair import repair
from yibiao.core.repair.words import converter
from yibiao.core.spans import Span, TextMap

# Breaks between paragraphs and cells stay: what stands on either side of them is no word.
_BREAKS = "\n\t"


class Folded(NamedTuple):
    """A folded text. `runs` are pairs (place in it, place in the source); between two of them both go on alike."""

    text: str
    runs: tuple[tuple[int, int], ...]

    def source(self, start: int, end: int) -> Span:
        """Return the span in the source of the folded range `[start, end)`, which must not be empty."""
        return Span(self._place(start), self._place(end - 1) + 1)

    def _place(self, at: int) -> int:
        first, source = self.runs[bisect_right(self.runs, at, key=lambda run: run[0]) - 1]
        return source + at - first


class _Table(dict[int, str]):
    """What each character is folded to, always one; filled as characters are met."""

    def __missing__(self, code: int) -> str:
        made = self[code] = _folded(chr(code))
        return made


def _folded(char: str) -> str:
    if 0xD800 <= ord(char) < 0xE000:
        return "\N{REPLACEMENT CHARACTER}"
    for step in (lambda one: unicodedata.normalize("NFKC", one), converter().convert, str.casefold):
        made = step(char)
        char = made if len(made) == 1 else char
    return char


_TABLE = _Table()


def fold_words(text: str) -> str:
    """Return `text`, some words of a query or a name, as it would stand in a folded text."""
    return "".join(char for char in text.translate(_TABLE) if not _dropped(char))


def fold(text: str) -> Folded:
    """Return the text of a document as it is searched; places lead back to `text` as received."""
    made = repair(text)
    plain = made.text.translate(_TABLE)
    kept = [at for at, char in enumerate(plain) if not _dropped(char)]
    return Folded("".join(map(plain.__getitem__, kept)), tuple(_runs(kept, made.map)))


def _dropped(char: str) -> bool:
    """Tell whether a character is no part of a word and stands between none: spaces, what cannot be seen."""
    return char not in _BREAKS and (char.isspace() or unicodedata.category(char) in ("Cf", "Cc"))


def _runs(kept: list[int], back: TextMap) -> Iterator[tuple[int, int]]:
    """Yield where a run begins: in the folded text, and in the source."""
    places = [back.raw_span(at, at + 1).start for at in kept]
    if places:
        yield 0, places[0]
    for at, (before, here) in enumerate(pairwise(places), start=1):
        if here != before + 1:
            yield at, here
