"""How high a row must be: wrapped Chinese text measured in half-widths, since a workbook keeps no layout.

A Han character and every full-width mark take two half-widths, everything else a little over one (the
Latin letters of a replacement font are wider than half an em). Lines are counted a little pessimistically:
a mark that may not begin a line takes a character with it, and a number or Latin word is not broken.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from math import ceil

# Height of a line in points per point of the font: Chinese fonts ask for 1.14 to 1.45.
LINE = 1.5
# Space above and below the text of a cell, in points.
PADDING = 6.0
# The highest row Excel has, in points.
MAX_HEIGHT = 409.0

_LATIN = 1.15
_POINTS_PER_MM = 72 / 25.4
# Excel keeps some pixels of a cell free on both sides.
_MARGIN = 5.0
# What a line may lose to a mark that must not stand at its beginning.
_SLACK = 2.0

_WIDE = re.compile(
    "[\u1100-\u115f\u2010-\u2027\u2030-\u205e\u2103-\u2122\u2150-\u22ff\u2460-\u27bf\u2e80-\ua4cf\uac00-\ud7a3"
    "\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6\u00b0-\u00b7\u00d7\u00f7"
    "\U0001f000-\U0001faff\U00020000-\U0003fffd]"
)
_WORD = re.compile(r"[!-~]{3,}")
_TOKEN = re.compile(r"[!-~]+|.", re.S)


def capacity(millimetres: float, size: float) -> float:
    """Return how many half-widths of a font of `size` points fit on a line of a column."""
    return max(2.0, (millimetres * _POINTS_PER_MM - _MARGIN) / size * 2)


def height(texts: Iterable[tuple[str, float]], size: float) -> float:
    """Return the height in points of a row, given its texts and the widths of their columns in mm."""
    most = max((lines(text, capacity(width, size)) for text, width in texts), default=1)
    return height_of(most, size)


def height_of(count: int, size: float) -> float:
    """Return the height in points of a row of `count` lines."""
    return round(count * size * LINE + PADDING, 2)


def lines(text: str, room: float) -> int:
    """Return how many lines `text` takes at most where a line holds `room` half-widths."""
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    return _lines(text, room)


@lru_cache(maxsize=20_000)
def _lines(text: str, room: float) -> int:
    return sum(_paragraph(part, room) for part in text.split("\n"))


def _paragraph(text: str, room: float) -> int:
    taken = units(text)
    if taken <= room:
        return 1
    usable = max(2.0, room - _SLACK)
    return _broken(text, usable) if _WORD.search(text) else ceil(taken / usable)


def units(text: str) -> float:
    """Return the width of `text` in half-widths."""
    wide = len(_WIDE.findall(text))
    return wide * 2 + (len(text) - wide) * _LATIN


def _broken(text: str, usable: float) -> int:
    """Return the lines of a text with Latin words or numbers, which go to the next line whole."""
    count, used = 1, 0.0
    for token in _TOKEN.findall(text):
        width = units(token) if len(token) > 1 or token > "~" else _LATIN
        if used + width <= usable:
            used += width
        elif width <= usable:
            count, used = count + 1, width
        else:  # longer than a line: it begins a new one and is cut there
            count += ceil(width / usable)
            used = width % usable
    return count
