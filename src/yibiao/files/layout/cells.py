"""The text in the cells of a ruled table: glyphs to cells, lines of a cell to its paragraphs."""

from bisect import bisect_right
from collections import Counter
from itertools import zip_longest
from typing import NamedTuple

from yibiao.files.blocks import Cell, Grid
from yibiao.files.layout.chars import MARKER, NO_START
from yibiao.files.layout.join import first_piece, joined, needed
from yibiao.files.layout.lines import lines_of
from yibiao.files.layout.rulings import Lattice, Region
from yibiao.files.layout.types import Glyph, Line

_MOST_PADDING = 8.0  # points between border and text: Word and LibreOffice 5.4, typst 5


class Filled(NamedTuple):
    """A cell with its lines, and how it stands in a table that may go on overleaf."""

    region: Region
    lines: list[Line]


class TablePart(NamedTuple):
    """A table, or what of it stands on page `page`; `padding` in points."""

    page: int
    lattice: Lattice
    cells: list[Filled]
    padding: float


def fill(lattice: Lattice, glyphs: list[Glyph], page: int) -> TablePart | None:
    """Return the table with the `glyphs` of its page that stand in it; None where it is empty."""
    places = {
        (row, column): at
        for at, region in enumerate(lattice.regions)
        for row in range(region.row, region.row + region.rows)
        for column in range(region.column, region.column + region.columns)
    }
    held: list[list[Glyph]] = [[] for _ in lattice.regions]
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - 0.35 * glyph.size
        row, column = bisect_right(lattice.ys, y) - 1, bisect_right(lattice.xs, x) - 1
        rows, columns = len(lattice.ys) - 1, len(lattice.xs) - 1
        place = min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)
        held[places[place]].append(glyph)
    cells = [Filled(region, lines_of(held[at])) for at, region in enumerate(lattice.regions)]
    if not any(cell.lines for cell in cells):
        return None
    return TablePart(page, lattice, cells, _padding(cells))


def inside(lattice: Lattice, glyph: Glyph) -> bool:
    """Tell whether `glyph` stands in the box of the table."""
    left, top, right, bottom = lattice.box
    x, y = (glyph.x0 + glyph.x1) / 2, glyph.base - 0.35 * glyph.size
    return left <= x <= right and top <= y <= bottom


def _padding(cells: list[Filled]) -> float:
    """Return the distance of text and border: the usual one on the left, else the least on either side."""
    lefts = [line.x0 - region.box[0] for region, lines in cells for line in lines]
    usual, times = Counter(round(left * 2) / 2 for left in lefts).most_common(1)[0]
    if 0 <= usual <= _MOST_PADDING and times > 0.3 * len(lefts):
        return usual
    # A closing mark may hang into the padding on the right.
    firm = [
        region.box[2] - line.x1 for region, lines in cells for line in lines if line.text[-1:] not in NO_START
    ]
    return min(max(min(lefts + firm), 0.0), _MOST_PADDING)


def text_of(cell: Filled, padding: float) -> str:
    """Return the paragraphs of a cell, one a line."""
    return "\n".join(joined(lines) for lines in paragraphs(cell, padding))


def paragraphs(cell: Filled, padding: float) -> list[list[Line]]:
    """Return the lines of a cell, grouped by paragraph."""
    groups: list[list[Line]] = []
    for line, below in zip_longest(cell.lines, cell.lines[1:]):
        if groups and (_overflows(line, below) or goes_on(groups[-1][-1], line, cell.region, padding)):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _overflows(line: Line, below: Line | None) -> bool:
    """Tell whether `line` is the first part of a piece too long for its narrow column: 95% above 、100%."""
    if below is None or below.text[:1] not in NO_START:
        return False
    return first_piece(line) * line.size > line.x1 - line.x0 - 0.1


def goes_on(above: Line, line: Line, region: Region, padding: float) -> bool:
    """Tell whether `line` was wrapped from `above`: what it begins with had no room there any more."""
    left = above.x0 - region.box[0] - padding
    right = region.box[2] - padding - above.x1
    centred = abs(left - right) < above.size
    room = left + right if centred else max(left, right)
    if line.base - above.base > 2.6 * above.size:
        return False
    if room >= needed(above, line) * line.size:
        return False
    return not (above.text[-1:] in "。；;" and MARKER.match(line.text))


def grid_of(part: TablePart) -> Grid:
    """Return the table as a grid."""
    cells = tuple(
        Cell(r.row, r.column, text_of(cell, part.padding), r.rows, r.columns)
        for cell in part.cells
        for r in (cell.region,)
    )
    return Grid(len(part.lattice.ys) - 1, len(part.lattice.xs) - 1, cells)
