"""The styles of a table's cells, made when first needed.

Fonts are named as offices have them and never shipped: 方正小标宋 for titles, 黑体 and 楷体 for headings, 仿宋 for the
rest (rules of GB/T 9704). The character set of each is given, so that a machine without one takes another
Chinese font.
"""

from decimal import Decimal
from typing import Any

from yibiao.core.emit import number_text
from yibiao.core.tables.values import Column, Value
from yibiao.files.tables.text import is_exact

# Size of the text of a table, in points (五号).
SIZE = 10.5

_GB2312 = 134
_FACES = {"title": "方正小标宋简体", "head": "黑体", "kai": "楷体", "body": "仿宋"}

_NAMED: dict[str, dict[str, Any]] = {
    "draft": {"face": "head", "size": 16, "align": "left"},
    "title": {"face": "title", "size": 20, "align": "center", "text_wrap": True},
    "subtitle": {"face": "kai", "size": 12, "align": "center", "text_wrap": True},
    "entry": {"face": "body", "size": 11, "align": "left", "text_wrap": True},
    "blank": {
        "face": "body", "size": 11, "align": "left", "text_wrap": True, "locked": False, "num_format": "@",
    },
    "heading": {
        "face": "head", "size": SIZE, "align": "center", "bold": True, "text_wrap": True, "border": 1,
    },
    "band": {"face": "kai", "size": 11, "align": "left", "bold": True, "text_wrap": True, "border": 1},
    "note": {"face": "body", "size": 10, "align": "left", "valign": "top", "text_wrap": True},
    "mark": {"face": "body", "size": 8, "num_format": "@"},
    "plain": {"face": "body", "size": SIZE, "align": "left", "text_wrap": True, "border": 1},
}  # fmt: skip


class Styles:
    """The formats of one workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._made: dict[Any, Any] = {}

    def named(self, name: str) -> Any:
        """Return the style of a part of the page."""
        if name not in self._made:
            empty = {"bg_color": "#FFFBE8", "pattern": 1}
            self._made[name] = self._book.add_format(empty if name == "empty" else _format(**_NAMED[name]))
        return self._made[name]

    def plain(self, value: Value, align: str) -> Any:
        """Return the style of a cell of a plain sheet."""
        wanted = number_format(value), align
        if wanted not in self._made:
            plain = {**_NAMED["plain"], "align": align, "num_format": wanted[0]}
            self._made[wanted] = self._book.add_format(_format(**plain))
        return self._made[wanted]

    def body(self, column: Column, value: Value, size: float) -> Any:
        """Return the style of a cell of the table, by its column and the number in it."""
        shape = _FILL_FORMATS[column.fill] if column.fill else number_format(value)
        wanted = (column.align, column.fill is not None, shape, size)
        made = self._made.get(wanted)
        if made is None:
            made = self._made[wanted] = self._book.add_format(
                _format(
                    face="body",
                    size=size,
                    align=column.align,
                    indent=1 if column.align == "right" else 0,
                    text_wrap=True,
                    border=1,
                    locked=column.fill is None,
                    num_format=shape,
                )
            )
        return made


# The general format of a number lets Excel mark a typed 50% as a percentage, which is noticed on return;
# a text format keeps 「-」 and 「=」 at the beginning of a sentence from becoming a formula.
_FILL_FORMATS = {"number": "General", "date": "yyyy-mm-dd", "list": "@", "text": "@"}


def number_format(value: Value) -> str:
    """Return the number format that shows a value with exactly its digits."""
    if value is None or isinstance(value, str) or not is_exact(value):
        return "General"
    places = len(number_text(value).partition(".")[2]) if isinstance(value, Decimal) else 0
    return "0." + "0" * places if places else "0"


def _format(face: str, size: float, **more: Any) -> dict[str, Any]:
    return {
        "font_name": _FACES[face],
        "font_size": size,
        "font_charset": _GB2312,
        "font_family": 3 if face != "title" else 1,
        "font_scheme": "",
        "valign": "vcenter",
        **more,
    }
