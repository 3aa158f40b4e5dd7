"""Columns on a terminal: East Asian width, cutting, colour."""

import os
import shutil
import sys
import unicodedata
from functools import cache

_STYLES = {"bold": "1", "dim": "2", "red": "31", "yellow": "33", "green": "32", "blue": "34"}
_LEAST, _MOST = 60, 132


@cache
def _char_width(char: str) -> int:
    if unicodedata.combining(char) or unicodedata.category(char) in ("Cf", "Me", "Mn"):
        return 0
    return 2 if unicodedata.east_asian_width(char) in "WF" else 1


def width(text: str) -> int:
    """Return how many columns `text` takes: two for a Han character."""
    return len(text) if text.isascii() else sum(map(_char_width, text))


def cut(text: str, columns: int) -> str:
    """Return `text` cut to `columns`, with an ellipsis where something was cut."""
    if width(text) <= columns:
        return text
    kept, used = [], 1
    for char in text:
        used += _char_width(char)
        if used > columns:
            break
        kept.append(char)
    return "".join(kept) + "…"


def pad(text: str, columns: int) -> str:
    """Return `text` cut or filled to exactly `columns`."""
    made = cut(text, columns)
    return made + " " * (columns - width(made))


def terminal_width() -> int:
    """Return the columns to use: those of the terminal, within what can be read."""
    return max(_LEAST, min(_MOST, shutil.get_terminal_size((100, 24)).columns))


def colours() -> bool:
    """Tell whether standard output shows colour: a terminal, and no wish against it (`NO_COLOR`)."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not plain


def styled(text: str, style: str) -> str:
    """Return `text` in a style, on a terminal that shows it."""
    return f"\x1b[{_STYLES[style]}m{text}\x1b[0m" if text and colours() else text
