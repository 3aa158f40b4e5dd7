"""The values of a workbook that was read."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from yibiao.files.errors import UnusableInput

Place = tuple[int, int]  # row and column, from 0


Merged = tuple[int, int, int, int]  # first row, first column, last row, last column of cells made one


class Formula(NamedTuple):
    """A formula: its text without ``=`` (empty where the format hides it), and whether its result is known."""

    text: str
    known: bool


class Hints(NamedTuple):
    """What values alone don't tell of a sheet: formulas, error values (``#DIV/0!``), numbers shown as percent, merged cells."""

    formulas: Mapping[Place, Formula] = {}
    errors: Mapping[Place, str] = {}
    percents: frozenset[Place] = frozenset()
    merged: tuple[Merged, ...] = ()


class SheetCells(NamedTuple):
    """One sheet: its rows of values from A1 on (text, int, float, bool, date, datetime, time, timedelta)."""

    name: str
    rows: list[list[Any]]
    hints: Hints = Hints()

    def at(self, row: int, column: int) -> Any:
        """Return the value of a cell, ``""`` for an empty one and beyond the sheet."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""


MAX_CELLS = 3_000_000


def check_extent(rows: int, columns: int, name: str) -> None:
    """Refuse a sheet whose cells lie so far apart that the rectangle around them would fill the memory."""
    if rows * columns > MAX_CELLS:
        raise UnusableInput("errors.cells-apart", name, rows=rows, columns=columns)


class Book(NamedTuple):
    """A workbook: its format (``xlsx``, ``xls``, ``ods``) and sheets."""

    kind: str
    sheets: tuple[SheetCells, ...]
