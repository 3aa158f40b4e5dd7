"""Which tables of a page hold data, and their grid with merged cells spread over what they cover."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from lxml import etree

# A grid larger than this is no table of an office but an attack (a few cells that span a thousand each).
_LARGEST_GRID = 300_000
_WIDEST_SPAN = 1000  # HTML's own limit for colspan
# A cell with more than this is the body of a page in a layout table, not a datum.
_LONGEST_CELL = 4000
_MOST_BLOCKS = 40
_LONGEST_HEADING = 12  # characters
_HEADINGS = ("h1", "h2", "h3")
_SECTIONS = ("thead", "tbody", "tfoot")
_CELLS = ("td", "th")


class Unit(NamedTuple):
    """One cell of the page, or a hole of the grid (`element` is None)."""

    number: int
    element: etree._Element | None


class Grid(NamedTuple):
    """Rows of equal length; a merged cell stands at every position it covers."""

    rows: list[list[Unit]]


def grid_of(table: etree._Element) -> Grid | None:
    """Return the grid of a data table, or None for a table that only lays out the page."""
    if table.get("role") in ("presentation", "none") or _holds(table, "table"):
        return None
    rows = list(_rows(table))
    if not rows or _stray_text(table, rows) or any(_holds_page(cell) for row in rows for cell in row):
        return None
    grid = _spread(rows)
    if grid is None or len(grid.rows[0]) < 2:
        return None
    return grid if _has_columns(grid) or (len(grid.rows) == 1 and _is_heading(table, rows[0])) else None


def _rows(table: etree._Element) -> Iterator[etree._Element]:
    for child in table:
        if child.tag == "tr":
            yield child
        elif child.tag in _SECTIONS:
            yield from child.iterchildren("tr")


def _stray_text(table: etree._Element, rows: list[etree._Element]) -> bool:
    """Tell whether anything to be seen stands in the table outside its cells."""
    parents = [table, *table.iterchildren(*_SECTIONS)]
    if any(_loose(parent, ("tr", "caption", "colgroup", "col", *_SECTIONS)) for parent in parents):
        return True
    return any(_loose(row, _CELLS) for row in rows)


def _loose(parent: etree._Element, allowed: tuple[str, ...]) -> bool:
    if parent.text and parent.text.strip():
        return True
    return any(child.tag not in allowed or (child.tail and child.tail.strip()) for child in parent)


def _holds_page(cell: etree._Element) -> bool:
    """Tell whether a cell holds the body of a page rather than a datum."""
    if _holds(cell, *_HEADINGS):
        return True
    blocks = sum(1 for _ in cell.iterdescendants("p", "div", "li"))
    return blocks > _MOST_BLOCKS or sum(map(len, cell.itertext())) > _LONGEST_CELL


def _holds(element: etree._Element, *tags: str) -> bool:
    return next(element.iterdescendants(*tags), None) is not None


def _has_columns(grid: Grid) -> bool:
    """Tell whether at least two rows hold two cells or more: one wide cell under another is no table."""
    return sum(len(set(row)) > 1 for row in grid.rows) >= 2


def _is_heading(table: etree._Element, row: etree._Element) -> bool:
    """Tell whether a lone row heads columns (its table goes on below a line of text): short plain cells."""
    if len(row) < 3 or _holds(table, "a", "img", "p", "div", "li"):
        return False
    return all(0 < len("".join(map(str, cell.itertext())).strip()) <= _LONGEST_HEADING for cell in row)


def _spread(rows: list[etree._Element]) -> Grid | None:
    """Return the grid of `rows`, or None where it would be larger than any table of an office.

    Follows the table model of HTML: cells go left to right into the positions that no cell above reaches.
    """
    placed: list[dict[int, Unit]] = [{} for _ in rows]
    number = positions = 0
    for index, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in placed[index]:
                column += 1
            down, across = _extent(cell, len(rows) - index)
            positions += down * across
            if positions > _LARGEST_GRID:
                return None
            number += 1
            _place(placed[index : index + down], range(column, column + across), Unit(number, cell))
            column += across
    return _squared(placed, number)


def _place(rows: list[dict[int, Unit]], columns: range, unit: Unit) -> None:
    for row in rows:
        for column in columns:
            row.setdefault(column, unit)


def _squared(placed: list[dict[int, Unit]], number: int) -> Grid | None:
    """Return the rows filled up with empty cells to one width; rows without any cell are left out."""
    width = max((max(row) + 1 for row in placed if row), default=0)
    if width * len(placed) > _LARGEST_GRID:
        return None
    rows: list[list[Unit]] = []
    for row in filter(None, placed):
        holes = (Unit(-1 - column - len(rows) * width, None) for column in range(width))
        rows.append([row.get(column, hole) for column, hole in enumerate(holes)])
    return Grid(rows) if rows else None


def _extent(cell: etree._Element, rows_left: int) -> tuple[int, int]:
    """Return how many rows down and columns across a cell reaches."""
    down = _count(cell.get("rowspan"), 1)
    across = _count(cell.get("colspan"), 1) or 1
    return min(down or rows_left, rows_left), min(across, _WIDEST_SPAN)


def _count(text: str | None, otherwise: int) -> int:
    match = re.match(r"\s*([0-9]{1,5})", text or "")
    return int(match[1]) if match else otherwise
