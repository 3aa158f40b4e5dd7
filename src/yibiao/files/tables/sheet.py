"""A worksheet whose rows are written as ready XML.

xlsxwriter brings the package, styles, validation and page set-up. Rows are written here because its own way
differs in three points that matter: every row height is marked as set by hand (so a row no longer grows when
an office types into it), a text that begins with ``<r>`` is taken for markup, and ``_x005F_x0041_`` comes
back as another text.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from xlsxwriter.worksheet import Worksheet

from yibiao.core.emit import number_text
from yibiao.core.tables.values import Value
from yibiao.files.tables.text import column_letters, escaped, is_exact

# Papers as Excel counts them.
A3, A4 = 8, 9
# The font of the style Normal: widths of columns are counted in its digits, which are 8 pixels wide. Where it
# is missing, any other Chinese font has digits of about the same width.
NORMAL = {"font_name": "宋体", "font_size": 11, "font_charset": 134, "font_scheme": ""}
_DIGIT = 8
_PIXELS_PER_MM = 96 / 25.4


class Cell(NamedTuple):
    """One cell of a row: its column (from 0), style (a format of xlsxwriter) and value."""

    column: int
    style: Any
    value: Value = None


class Sheet(Worksheet):  # type: ignore[misc]  # xlsxwriter carries no types
    """A worksheet that takes whole rows; everything but cells and row heights is as in xlsxwriter."""

    def __init__(self) -> None:
        super().__init__()
        self._lines: dict[int, str] = {}
        self._columns: list[str] = []
        self._indices: dict[Any, int] = {}

    def put(self, row: int, cells: Iterable[Cell], height: float, *, grows: bool = False) -> None:
        """Set the row `row` (from 0), `height` points high; `grows` lets it follow what is typed into it."""
        number = row + 1
        parts = [self._cell(number, *cell) for cell in cells]
        fixed = "" if grows else ' customHeight="1"'
        self._lines[row] = f'<row r="{number}" ht="{height:g}"{fixed}>{"".join(parts)}</row>'

    def _cell(self, number: int, column: int, style: Any, value: Value) -> str:
        index = self._indices.get(style)
        if index is None:
            index = self._indices[style] = style._get_xf_index()
        place = f'<c r="{column_letters(column)}{number}" s="{index}"'
        if value is None or value == "":
            return f"{place}/>"
        if not isinstance(value, str):
            if is_exact(value):
                return f"{place}><v>{number_text(value)}</v></c>"
            value = number_text(value)
        text = escaped(value)
        return f'{place} t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'

    def set_widths(self, millimetres: Iterable[float], hidden: int | None = None) -> None:
        """Set the widths of the columns from the first on, and one column that nobody sees."""
        for at, width in enumerate(millimetres, start=1):
            characters = int(width * _PIXELS_PER_MM / _DIGIT * 256) / 256
            self._columns.append(f'<col min="{at}" max="{at}" width="{characters:.8g}" customWidth="1"/>')
        if hidden is not None:
            at = hidden + 1
            self._columns.append(f'<col min="{at}" max="{at}" width="0" hidden="1" customWidth="1"/>')

    def _write_cols(self) -> None:
        if self._columns:
            self.fh.write(f"<cols>{''.join(self._columns)}</cols>")

    def _write_sheet_data(self) -> None:
        self.fh.write("<sheetData>")
        self.fh.write("".join(self._lines[row] for row in sorted(self._lines)))
        self.fh.write("</sheetData>")
