"""Pages to blocks: tables out of their rulings, furniture away, lines to paragraphs across pages."""

from collections import defaultdict

from yibiao.files.blocks import Block, Grid, check_grid
from yibiao.files.layout.cells import TablePart, fill, inside
from yibiao.files.layout.continued import agree, whole
from yibiao.files.layout.frame import Measure, frame_of, measure
from yibiao.files.layout.furniture import Leaf, stripped
from yibiao.files.layout.join import Placed, continues, joined
from yibiao.files.layout.lines import lines_of
from yibiao.files.layout.rulings import lattices
from yibiao.files.layout.types import Frame, Line, Page

_Item = Placed | TablePart


def flow(pages: list[Page], name: str) -> list[Block]:
    """Return the paragraphs and tables of `pages` in reading order; footnotes come last."""
    parts, leaves = _split(pages)
    bodies, notes = stripped(leaves)
    frames = _frames(bodies, pages)
    usual = measure(zip(bodies, frames, strict=True))
    items: list[_Item] = []
    for at, (lines, frame) in enumerate(zip(bodies, frames, strict=True)):
        placed: list[_Item] = [Placed(line, frame, at) for line in lines]
        items += sorted([*placed, *parts[at]], key=_height)
    blocks = _blocks(items, usual, name)
    blocks += _blocks([Placed(line, frame_of(notes, 0.0), 0) for line in notes], usual, name)
    return blocks


def _split(pages: list[Page]) -> tuple[list[list[TablePart]], list[Leaf]]:
    """Return for each page its tables, and its lines that stand in none."""
    parts: list[list[TablePart]] = []
    leaves: list[Leaf] = []
    for at, page in enumerate(pages):
        left = page.glyphs
        found: list[TablePart] = []
        for lattice in lattices(page.rulings):
            held = [glyph for glyph in left if inside(lattice, glyph)]
            part = fill(lattice, held, at)
            if part is not None:
                found.append(part)
                left = [glyph for glyph in left if not inside(lattice, glyph)]
        tops = [part.lattice.box[1] for part in found]
        edges = (min(tops), max(part.lattice.box[3] for part in found)) if found else None
        parts.append(found)
        leaves.append(Leaf(lines_of(left), page, edges))
    return parts, leaves


def _frames(bodies: list[list[Line]], pages: list[Page]) -> list[Frame]:
    """Return the column of each page; pages of one width share theirs unless margins are mirrored."""
    by_width: dict[int, list[Line]] = defaultdict(list)
    for lines, page in zip(bodies, pages, strict=True):
        by_width[round(page.width)] += lines
    shared = {width: frame_of(lines, width) for width, lines in by_width.items()}
    return [
        _own(lines, page.width, shared[round(page.width)]) for lines, page in zip(bodies, pages, strict=True)
    ]


def _own(lines: list[Line], width: float, shared: Frame) -> Frame:
    own = frame_of(lines, width)
    as_wide = own.right - own.left > 0.9 * (shared.right - shared.left)
    return own if len(lines) >= 10 and as_wide else shared


def _height(item: _Item) -> float:
    return item.line.base if isinstance(item, Placed) else item.lattice.box[1]


def _blocks(items: list[_Item], usual: Measure, name: str) -> list[Block]:
    made: list[Block] = []
    lines: list[Placed] = []
    tables: list[TablePart] = []
    for item in items:
        if isinstance(item, Placed):
            made += _table(tables, name)
            if lines and not continues(lines, item, usual):
                made += _paragraph(lines)
            lines.append(item)
        else:
            made += _paragraph(lines)
            if tables and not agree(tables[-1], item):
                made += _table(tables, name)
            tables.append(item)
    return made + _paragraph(lines) + _table(tables, name)


def _paragraph(lines: list[Placed]) -> list[Block]:
    """Close the paragraph that `lines` hold."""
    text = joined([placed.line for placed in lines]) if lines else ""
    lines.clear()
    return [text] if text else []


def _table(parts: list[TablePart], name: str) -> list[Block]:
    """Close the table that `parts` hold."""
    if not parts:
        return []
    grid: Grid = whole(parts)
    parts.clear()
    check_grid(grid.height, grid.width, name)
    return [grid]
