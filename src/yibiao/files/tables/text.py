"""Text and numbers as the cells of a workbook can hold them, and the names of cells and sheets."""

import re
from collections.abc import Iterable
from decimal import Decimal
from functools import cache
from html import escape

from yibiao.core.emit import number_text
from yibiao.files.errors import UnusableInput

# What one cell holds in Excel: UTF-16 units, and significant digits of a number.
MAX_TEXT = 32_767
MAX_DIGITS = 15

_LINE_ENDS = re.compile("\r\n?|[\u2028\u2029\x85]")
_CONTROLS = re.compile("[\0-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# What must not go into XML as it is, or what a reader of workbooks would decode (_x0041_ is A).
_SPECIAL = re.compile("[&<>\r]|_x[0-9A-Fa-f]{4}_")
_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_CODED = re.compile("_x([0-9A-Fa-f]{4})_")
_LOST = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\u2400-\u2421\ud800-\udfff\ufeff\ufffd-\uffff]")


def is_exact(value: int | Decimal) -> bool:
    """Tell whether a workbook, which reckons in 15 digits, can hold a number without changing it."""
    return len(number_text(value).lstrip("-0.").replace(".", "").rstrip("0")) <= MAX_DIGITS


def shown(text: str) -> str:
    """Return `text` as a cell can show it: line ends as ``\\n``, control characters as visible pictures.

    Characters that are none (lone surrogates, U+FFFE) become U+FFFD.
    """
    return _CONTROLS.sub(_picture, _LINE_ENDS.sub("\n", text))


def _picture(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x20:
        return chr(0x2400 + code)
    return "\N{SYMBOL FOR DELETE}" if code == 0x7F else "\N{REPLACEMENT CHARACTER}"


def canonical(text: str) -> str:
    """Return what of a text survives every program that may save a workbook: for comparison, not for show.

    Programs drop control characters and outer blanks, turn line ends, and some decode ``_x0041_`` twice.
    """
    before = None
    while before != text:
        before, text = text, _CODED.sub(lambda found: chr(int(found[1], 16)), text)
    return " ".join(_LOST.sub("", text).split())


def escaped(text: str) -> str:
    """Return a text without control characters as it stands in the XML of a workbook."""
    if not _SPECIAL.search(text):
        return text
    return escape(_ESCAPE.sub("_x005F_", text), quote=False)


def check_length(text: str, file: str, place: str) -> None:
    """Raise `UnusableInput` where `text` is longer than a cell can be."""
    found = len(text.encode("utf-16-le")) // 2
    if found > MAX_TEXT:
        raise UnusableInput("errors.cell-too-long", file, cell=place, found=found, limit=MAX_TEXT)


@cache
def column_letters(column: int) -> str:
    """Return the letters of a column counted from 0: A, B … Z, AA …."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def place_of(row: int, column: int) -> str:
    """Return a cell counted from 0 as Excel names it: ``F12``."""
    return f"{column_letters(column)}{row + 1}"


_NO_SHEET = re.compile(r"[\[\]:*?/\\\0-\x1f\x7f\ud800-\udfff\ufffe\uffff]")


def sheet_name(text: str, taken: Iterable[str] = ()) -> str:
    """Return `text` as a name a sheet may have (31 characters, some marks excluded), unlike those `taken`."""
    base = _NO_SHEET.sub("_", text).strip().strip("'") or "Sheet"
    if base.lower() == "history":  # Excel keeps it for itself
        base += "_"
    used = {name.casefold() for name in taken}
    name, number = _cut(base, 31), 1
    while name.casefold() in used:
        number += 1
        mark = f"({number})"
        name = _cut(base, 31 - len(mark)) + mark
    return name


def _cut(text: str, most: int) -> str:
    """Return the beginning of `text` that takes at most `most` UTF-16 units."""
    while len(text.encode("utf-16-le")) // 2 > most:
        text = text[:-1]
    return text.strip().rstrip("'") or "Sheet"
