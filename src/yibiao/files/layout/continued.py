"""Tables that go on overleaf: repeated headings dropped, split rows and split merged cells joined."""

from itertools import pairwise

from yibiao.files.blocks import Cell, Grid
from yibiao.files.layout.cells import Filled, TablePart, goes_on, grid_of

_SAME = 4.0  # points
_MOST_HEADING = 4  # rows


def agree(above: TablePart, below: TablePart) -> bool:
    """Tell whether `below` may be the same table on the next page: its columns stand in the same places."""
    one, two = above.lattice.xs, below.lattice.xs
    if below.page != above.page + 1 or len(one) != len(two):
        return False
    shift = two[0] - one[0]  # margins may be mirrored
    return all(abs(a + shift - b) <= _SAME for a, b in zip(one, two, strict=True))


def whole(parts: list[TablePart]) -> Grid:
    """Return the one table that `parts`, on successive pages, make up."""
    grid = first = grid_of(parts[0])
    for above, below in pairwise(parts):
        grid = _Seam(first, above, below).joined(grid)
    return grid


class _Seam:
    """Where a table is cut by the end of a page."""

    def __init__(self, first: Grid, above: TablePart, below: TablePart) -> None:
        self._more = grid_of(below)
        self._heading = _repeated(first, self._more)
        self._padding = above.padding
        end = len(above.lattice.ys) - 1
        self._upper = {cell.region.column: cell for cell in above.cells if _end(cell) == end}
        self._lower = {c.region.column: c for c in below.cells if c.region.row == self._heading}
        self._split = self._is_split()

    def joined(self, grid: Grid) -> Grid:
        """Return `grid` with the rows overleaf."""
        last = {cell.column: cell for cell in grid.cells if cell.row + cell.rows == grid.height}
        down = grid.height - self._heading - (1 if self._split else 0)
        made = {(cell.row, cell.column): cell for cell in grid.cells}
        for cell in self._more.cells:
            if cell.row < self._heading:
                continue
            moved = cell._replace(row=cell.row + down)
            origin = last.get(cell.column)
            if cell.row == self._heading and origin is not None and self._goes_on(origin, cell):
                moved = self._grown(origin, moved)
            made[moved.row, moved.column] = moved
        return Grid(self._more.height + down, grid.width, tuple(sorted(made.values())))

    def _is_split(self) -> bool:
        """Tell whether the first row overleaf is the rest of the last one: text goes on in full lines.

        Some cell must have nothing more to say, as a new row fills its cells.
        """
        going = [column for column, cell in self._lower.items() if cell.lines]
        if not going or len(going) == len(self._lower) > 1:
            return False
        if any(column not in self._upper or not self._upper[column].lines for column in going):
            return False
        return all(self._flows(column) for column in going)

    def _flows(self, column: int) -> bool:
        """Tell whether the text of a cell was cut in the middle of a paragraph."""
        above, below = self._upper.get(column), self._lower.get(column)
        if above is None or below is None or not above.lines or not below.lines:
            return False
        last = above.lines[-1]
        level = below.lines[0]._replace(base=last.base + last.size)
        return goes_on(last, level, above.region, self._padding)

    def _goes_on(self, origin: Cell, cell: Cell) -> bool:
        """Tell whether a cell overleaf is the rest of `origin`: of a split row, or of a merged cell."""
        merged = not cell.text and bool(origin.text) and (origin.rows > 1 or cell.rows > 1)
        return origin.columns == cell.columns and (self._split or merged)

    def _grown(self, origin: Cell, cell: Cell) -> Cell:
        between = "\n" if origin.text and cell.text and not self._flows(cell.column) else ""
        rows = cell.row + cell.rows - origin.row
        return origin._replace(rows=rows, text=origin.text + between + cell.text)


def _end(cell: Filled) -> int:
    return cell.region.row + cell.region.rows


def _repeated(first: Grid, more: Grid) -> int:
    """Return how many rows at the top of `more` repeat the heading of `first`."""
    count = 0
    for row in range(min(_MOST_HEADING, first.height, more.height - 1)):
        if _row(first, row) != _row(more, row) or not any(cell.text for cell in _row(more, row)):
            break
        count = row + 1
    return count


def _row(grid: Grid, row: int) -> list[Cell]:
    return [cell for cell in grid.cells if cell.row == row]
