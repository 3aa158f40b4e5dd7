"""What the readers of office formats find in a document, and how it becomes extracted text.

A document is a row of blocks: a paragraph (a line of text) or a grid (a table with merged cells).
Readers of docx, PDF, OFD and scans all end here, so the same document gives the same text from each.
"""

from collections.abc import Iterable
from typing import NamedTuple

from yibiao.core.source import Table
from yibiao.core.spans import Span
from yibiao.files.errors import UnusableInput

# A table of a million positions is a hostile file: gridSpan makes them for nothing.
MAX_GRID = 1_000_000


class Cell(NamedTuple):
    """A cell at its first row and column; it covers `rows` × `columns` positions of the grid."""

    row: int
    column: int
    text: str
    rows: int = 1
    columns: int = 1


class Grid(NamedTuple):
    """A table of `height` × `width` positions; positions that no cell covers are empty."""

    height: int
    width: int
    cells: tuple[Cell, ...]


Block = str | Grid


def flat(grid: Grid) -> list[Block]:
    """Return `grid` as a block, or the lines in it where it is nothing but a box around text."""
    if grid.height * grid.width > 1:
        return [grid]
    return [line for cell in grid.cells for line in cell.text.split("\n") if line]


def row_lines(grid: Grid) -> list[str]:
    """Return the rows of `grid`, each with its cells separated by tabs; a merged cell speaks once."""
    rows = [[""] * grid.width for _ in range(grid.height)]
    for cell in grid.cells:
        rows[cell.row][cell.column] = cell.text
    return ["\t".join(row) for row in rows]


class Assembler:
    """Joins blocks into the extracted text and notes where the cells of each table stand."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._at = 0
        self._tables: list[Table] = []

    def add(self, block: Block) -> None:
        """Append one block on a line of its own."""
        if self._at:
            self._write("\n")
        if isinstance(block, str):
            self._write(block)
        else:
            self._tables.append(self._grid(block))

    def done(self) -> tuple[str, tuple[Table, ...]]:
        """Return the extracted text and its tables."""
        return "".join(self._parts), tuple(self._tables)

    def _write(self, text: str) -> None:
        self._parts.append(text)
        self._at += len(text)

    def _grid(self, grid: Grid) -> Table:
        start = self._at
        origins = {(cell.row, cell.column): cell for cell in grid.cells}
        spans: list[list[Span | None]] = [[None] * grid.width for _ in range(grid.height)]
        for row in range(grid.height):
            for column in range(grid.width):
                if column or row:
                    self._write("\t" if column else "\n")
                self._cell(origins.get((row, column)), spans, row, column)
        rows = tuple(tuple(span or Span(start, start) for span in line) for line in spans)
        return Table(Span(start, self._at), rows)

    def _cell(self, cell: Cell | None, spans: list[list[Span | None]], row: int, column: int) -> None:
        here = Span(self._at, self._at)
        if cell is None:
            spans[row][column] = spans[row][column] or here
            return
        self._write(cell.text)
        for below in range(row, min(row + cell.rows, len(spans))):
            for right in range(column, min(column + cell.columns, len(spans[row]))):
                spans[below][right] = Span(here.start, self._at)


def assemble(blocks: Iterable[Block]) -> tuple[str, tuple[Table, ...]]:
    """Return the extracted text of `blocks`, one block a line (a grid: one row a line), and its tables."""
    assembler = Assembler()
    for block in blocks:
        assembler.add(block)
    return assembler.done()


def check_grid(height: int, width: int, name: str) -> None:
    """Refuse a table with more positions than any office could fill."""
    if height * width > MAX_GRID:
        raise UnusableInput("errors.too-large", name, limit=f"{MAX_GRID:,}")
