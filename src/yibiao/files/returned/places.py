"""Where the table stands in a workbook that came back: which sheet, which row is whose.

Rows are found by their marks, wherever they were moved to (see `files.tables.rowmeta`).
"""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from yibiao.core.tables.values import UnitTable
from yibiao.files.returned.entered import is_empty, text_of
from yibiao.files.returned.values import Remark, remark
from yibiao.files.tables.rowmeta import (
    BAND,
    END,
    HEADING,
    META_SHEET,
    SAID,
    Said,
    check_of,
    line_mark,
    read_said,
    row_mark,
    table_sheet_name,
)
from yibiao.files.tables.text import canonical, place_of
from yibiao.files.workbooks.values import Book, SheetCells

_HEADING_MARK = re.compile(re.escape(HEADING) + "~[0-9a-f]{12}")
# The heading row is looked for this far down and to the right; further on, nobody has moved it by accident.
_DEEPEST, _WIDEST = 200, 500


class Found(NamedTuple):
    """The sheet of a table, where its heading row and the hidden column are, and what is to be said of it."""

    sheet: SheetCells
    heading: int
    column: int
    notices: tuple[Remark, ...] = ()


class Rows(NamedTuple):
    """The rows found: row in the sheet by the place of the commitment in the table; `end` the row below."""

    rows: Mapping[int, int]
    end: int | None
    faults: tuple[Remark, ...]
    notices: tuple[Remark, ...]


def owners_of_marks(tables: tuple[UnitTable, ...]) -> dict[str, UnitTable]:
    """Return whose table each check of a mark belongs to."""
    owners: dict[str, UnitTable] = {}
    for table in tables:
        owners[check_of(line_mark(table, HEADING))] = table
        for row in table.rows:
            owners[check_of(row_mark(table, row.key))] = table
    return owners


def meta_sheet(book: Book) -> list[tuple[str, str]] | None:
    """Return the lines of the hidden sheet, None where there is none."""
    for sheet in book.sheets:
        if sheet.name == META_SHEET:
            lines: list[tuple[str, str]] = []
            for row in range(len(sheet.rows)):
                name = text_of(sheet.at(row, 0))
                if name:
                    lines.append((name, text_of(sheet.at(row, 1))))
                if name == "check":
                    break
            return lines
    return None


def said_before(book: Book) -> dict[tuple[str, int], Said]:
    """Return what the cells to fill said when the file was made, by check of the row's mark and column."""
    sheet = next((one for one in book.sheets if one.name == META_SHEET), None)
    rows = range(len(sheet.rows)) if sheet is not None else ()
    return read_said([text_of(sheet.at(row, 1)) for row in rows if sheet is not None and sheet.at(row, 0) == SAID])


def find_sheet(book: Book, table: UnitTable, owners: Mapping[str, UnitTable]) -> Found | Remark:
    """Return the sheet that holds the table, or why it can't be told."""
    wanted = table_sheet_name(table)
    marked = [
        (sheet, *place)
        for sheet in book.sheets
        if sheet.name != META_SHEET and (place := _heading(sheet, owners)) is not None
    ]
    if not marked:
        there = any(sheet.name == wanted for sheet in book.sheets)
        return remark("no-marks" if there else "sheet-missing", sheet=wanted)
    if len(marked) > 1:
        names = "、".join(sheet.name for sheet, _, _ in marked)
        return remark("sheet-twice", count=len(marked), sheets=names)
    sheet, row, column = marked[0]
    check = check_of(sheet.at(row, column))
    if check != check_of(line_mark(table, HEADING)):
        owner = owners.get(check)
        if owner is None:
            return remark("key-altered", sheet.name, place_of(row, column), found=sheet.at(row, column))
        return remark("sheet-of-other", sheet.name, unit=owner.unit_name)
    renamed = (remark("sheet-renamed", sheet.name, found=sheet.name, expected=wanted),)
    return Found(sheet, row, column, () if sheet.name == wanted else renamed)


def _heading(sheet: SheetCells, owners: Mapping[str, UnitTable]) -> tuple[int, int] | None:
    """Return where the mark of the heading row stands: one that is known, or else any."""
    marks = [
        (check_of(cell) not in owners, row, column)
        for row, cells in enumerate(sheet.rows[:_DEEPEST])
        for column, cell in enumerate(cells[:_WIDEST])
        if isinstance(cell, str) and _HEADING_MARK.fullmatch(cell)
    ]
    return min(marks)[1:] if marks else None


def find_rows(found: Found, table: UnitTable, owners: Mapping[str, UnitTable]) -> Rows:
    """Return which row of the sheet belongs to which commitment, and every row that does not fit."""
    search = _Search(found, table, owners)
    end = search.run()
    return Rows(search.rows, end, tuple(search.faults), tuple(search.notices))


class _Search:
    def __init__(self, found: Found, table: UnitTable, owners: Mapping[str, UnitTable]) -> None:
        self.sheet, self.table, self.owners = found.sheet, table, owners
        self.first, self.column = found.heading + 1, found.column
        marks = [row_mark(table, row.key) for row in table.rows]
        self.expected = {check_of(mark): (at, canonical(mark)) for at, mark in enumerate(marks)}
        self.rows: dict[int, int] = {}
        self.faults: list[Remark] = []
        self.notices: list[Remark] = []

    def run(self) -> int | None:
        end = self._walk()
        if end is None:
            self._fault("end-missing")
        for at in range(len(self.table.rows)):
            if at not in self.rows:
                self._fault("row-deleted", **self._named(at))
        order = [at for at, _ in sorted(self.rows.items(), key=lambda item: item[1])]
        if order != sorted(order):
            self.notices.append(remark("rows-reordered", self.sheet.name))
        return end

    def _walk(self) -> int | None:
        for row in range(self.first, len(self.sheet.rows)):
            mark = canonical(text_of(self.sheet.at(row, self.column)))
            if mark.startswith(f"{END}~"):
                return row
            if mark and not mark.startswith(f"{BAND}~"):
                self._marked(row, mark)
            elif not mark and (there := next(self._texts(row), None)) is not None:
                self._fault("row-added", place_of(row, there[0]), found=there[1])
        return None

    def _texts(self, row: int) -> Iterator[tuple[int, str]]:
        cells = self.sheet.rows[row][: self.column]
        return ((at, text_of(cell)) for at, cell in enumerate(cells) if not is_empty(cell))

    def _marked(self, row: int, mark: str) -> None:
        known = self.expected.get(check_of(mark))
        cell = place_of(row, 0)
        if known is None or known[1] != mark:
            owner = self.owners.get(check_of(mark))
            if known is None and owner is not None:
                self._fault("row-of-other", cell, unit=owner.unit_name)
            else:
                self._fault("key-altered", cell, found=mark)
        elif known[0] in self.rows:
            self._fault("row-twice", cell, **self._named(known[0]), other=self.rows[known[0]] + 1)
        else:
            self.rows[known[0]] = row

    def _named(self, at: int) -> dict[str, object]:
        """Return how a sentence names the commitment at `at`: its number and the longest of its texts."""
        texts = [cell for cell in self.table.rows[at].cells if isinstance(cell, str)]
        return {"number": at + 1, "item": max(texts, key=len, default="")}

    def _fault(self, code: str, cell: str = "", /, **args: object) -> None:
        self.faults.append(remark(code, self.sheet.name, cell, **args))
