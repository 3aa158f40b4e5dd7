"""Characters nobody sees, and characters that only look like the ones that were meant."""

import re
import unicodedata
from functools import cache

from yibiao.core.repair.base import NOTHING, Damage, Found
from yibiao.core.spans import Edit, Span

_CONTROLS = "".join(map(chr, [*range(9), *range(0x0E, 0x20), *range(0x7F, 0x85), *range(0x86, 0xA0)]))
_BREAKS = "\r\x0b\x0c\x85\u2028\u2029"
_HIDDEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u200b\u200c\u200d\u200e\u200f"
    "\u202a\u202b\u202c\u202d\u202e\u2060\u2061\u2062\u2063\u2064\u2066\u2067\u2068\u2069\u206a\u206b"
    "\u206c\u206d\u206e\u206f\u3164\ufe00\ufe01\ufe02\ufe03\ufe0e\ufe0f\ufeff\uffa0\ufff9\ufffa\ufffb"
)
INVISIBLE = frozenset(_CONTROLS + _HIDDEN + _BREAKS)
SPACES = frozenset("\u00a0\u1680\u202f\u205f") | frozenset(map(chr, range(0x2000, 0x200B)))
_RUN = re.compile("[" + "".join(map(re.escape, sorted(INVISIBLE))) + "]+")


@cache
def _lookalikes() -> dict[str, str]:
    """Radicals and compatibility forms that PDF copies hold instead of the Han characters (⼈ for 人)."""
    codes = [*range(0x2E80, 0x2FD6), *range(0xF900, 0xFADA)]
    pairs = ((chr(code), unicodedata.normalize("NFKC", chr(code))) for code in codes)
    return {odd: plain for odd, plain in pairs if odd != plain and len(plain) == 1}


@cache
def lookalike() -> frozenset[str]:
    """Return the characters that stand for a Han character they only look like."""
    return frozenset(_lookalikes())


def same_length(text: str, chars: frozenset[str]) -> tuple[str, list[Damage]]:
    """Return `text` with odd spaces and lookalikes of Han characters replaced one for one, and a report.

    `chars` are the suspicious characters that occur in it.
    """
    for space in chars & SPACES:
        text = text.replace(space, " ")
    odd = chars & lookalike()
    if not odd:
        return text, []
    places = sorted(text.find(char) for char in odd)
    count = sum(map(text.count, odd))
    for char in odd:
        text = text.replace(char, _lookalikes()[char])
    return text, [Damage("lookalike", Span(places[0], places[0] + 1), count)]


def find(text: str, chars: frozenset[str]) -> Found:
    """Return the edits that remove what is invisible; a break that stands alone becomes a line end."""
    if chars.isdisjoint(INVISIBLE):
        return NOTHING
    edits = [Edit(hit.start(), hit.end(), _instead(text, hit)) for hit in _RUN.finditer(text)]
    return Found(edits, [Damage("invisible", Span(edits[0].start, edits[0].end), len(edits))])


def _instead(text: str, hit: "re.Match[str]") -> str:
    if frozenset(_BREAKS).isdisjoint(hit[0]):
        return ""
    around = text[max(hit.start() - 1, 0) : hit.start()] + text[hit.end() : hit.end() + 1]
    return "" if "\n" in around or len(around) < 2 else "\n"
