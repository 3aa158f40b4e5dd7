"""Reading a stretch of GBK text again, one byte earlier, as far as that reads better."""

from functools import cache
from typing import NamedTuple

from yibiao import packs
from yibiao.core.repair.base import MARKS
from yibiao.core.repair.script import convert

LOST = "\ufffd"
_PUNCTUATION = frozenset("，。、；：（）《》“”〔〕0123456789")
_AHEAD = 40
"""A repair is not sought further than so many characters after the last one that looked better."""
_UNMARKED = 2.5
"""What it costs to assume that the reading was set right without a trace."""
_LONGEST = 4000
_WINDOW = 400


class Walk(NamedTuple):
    """A stretch that was read again one byte earlier: where it ends, the text, how much better it is."""

    end: int
    text: str
    gain: float


@cache
def _values() -> dict[str, float]:
    """Return how well known characters fit into a policy document."""
    values = dict.fromkeys(_rows(0xB0, 0xD8), 0.0) | dict.fromkeys(_rows(0xD8, 0xF8), -3.0)
    values |= dict.fromkeys("".join(packs.load("language/damage")["common"].split()), 1.5)
    return values | dict.fromkeys(_PUNCTUATION, 1.0) | dict.fromkeys(MARKS, -3.0)


def _rows(first: int, end: int) -> str:
    """Return the characters of some rows of GB 2312: the first 40 of Han hold the frequent ones."""
    pairs = (bytes((high, low)) for high in range(first, end) for low in range(0xA1, 0xFF))
    return b"".join(pairs).decode("gb18030", "ignore")


def value(char: str) -> float:
    """Return how well `char` fits into a policy document; 0 for a common character, less for debris."""
    known = _values().get(char)
    if known is not None:
        return known
    return -4.0 if "\u3400" <= char <= "\u9fff" else -5.0


def pair_of(char: str) -> bytes | None:
    """Return the two bytes of `char`, or None for a character of another length."""
    try:
        made = char.encode("gb18030")
    except UnicodeEncodeError:
        return None
    return made if len(made) == 2 else None


def read(first: int, second: int) -> str | None:
    """Return the character of the two bytes, or None."""
    try:
        return bytes((first, second)).decode("gb18030")
    except UnicodeDecodeError:
        return None


class _Reader:
    """A walk under way: what was read, how much better it is, and the best place to stop so far."""

    __slots__ = ("best", "carry", "gain", "kept", "out")

    def __init__(self, at: int, carry: int) -> None:
        self.out: list[str] = []
        self.gain, self.kept, self.carry = 0.0, 0, carry
        self.best = Walk(at, LOST, -_UNMARKED)

    def step(self, place: int, char: str) -> bool:
        """Read the character at `place`; false where it cannot be read or reading on does not pay."""
        pair = pair_of(char)
        meant = read(self.carry, pair[0]) if pair else None
        if pair is None or meant is None or place - self.best.end > _AHEAD:
            return False
        self.gain += value(meant) - value(char)
        self.out.append(meant)
        self.carry = pair[1]
        if self.gain - _UNMARKED > self.best.gain:
            self.best, self.kept = Walk(place + 1, LOST, self.gain - _UNMARKED), len(self.out)
        return True

    def stopped(self) -> Walk:
        """Return the walk to the best place."""
        return self.best._replace(text="".join(self.out[: self.kept]) + self.best.text)

    def ended(self, end: int, last: str) -> Walk:
        """Return the walk to `end`, where the reading was set right, unless the best place is better."""
        if self.gain < self.best.gain:
            return self.stopped()
        return Walk(end, "".join(self.out) + last, self.gain)


def walk(text: str, at: int, carry: int) -> Walk:
    """Read `text` from `at` one byte earlier, `carry` being the byte before; return the best stretch.

    The stretch ends at a mark, at an ASCII character, at an unreadable pair, or where reading on does not
    pay; the character whose second byte is gone then stands as U+FFFD.
    """
    reader = _Reader(at, carry)
    limit = min(len(text), at + _LONGEST)
    for place in range(at, limit):
        char = text[place]
        if char in MARKS or char < "\x80":
            return _at_end(reader, text, place)
        if not reader.step(place, char):
            return reader.stopped()
        if reader.carry < 0x80:  # the pair swallowed an ASCII character, and that set the reading right
            return reader.ended(place + 1, chr(reader.carry))
    return _at_end(reader, text, limit)


def _at_end(reader: _Reader, text: str, place: int) -> Walk:
    end = place + (text[place : place + 1] in MARKS and place < len(text))
    # The first byte of what is lost at the end of a line is that of 。、, and a line ends with 。
    closes = reader.carry == 0xA1 and text[end : end + 1] in ("", "\n")
    return reader.ended(end, "。" if closes else LOST)


def best_walk(text: str, at: int, carry: int, traditional: bool) -> Walk:
    """Walk, and in a `traditional` text (converted after the damage) in its Simplified form too."""
    found = walk(text, at, carry)
    if not traditional:
        return found
    window = text[at : max(at + _WINDOW, found.end)]
    other = walk(convert(window), 0, carry)
    return other._replace(end=other.end + at) if other.gain > found.gain else found
