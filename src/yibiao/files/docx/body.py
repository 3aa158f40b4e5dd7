"""From the tree of a Word document to blocks: paragraphs with their numbers, tables with merged cells."""

from collections.abc import Iterator

from lxml import etree

from yibiao.files.blocks import Block, Cell, Grid, check_grid, row_lines
from yibiao.files.docx.inline import Inline
from yibiao.files.docx.names import P_PR, TBL, TC, TC_PR, TR, TR_PR, VAL, P, w
from yibiao.files.docx.numbering import Numbering
from yibiao.files.docx.styles import Styles

_MAX_SPAN = 256  # Word itself stops at 63 columns
_STYLE = f"{P_PR}/{w('pStyle')}"
_NOTE_TAGS = (w("footnote"), w("endnote"))
# Around paragraphs, rows or cells, these wrap and nothing more.
_WRAPPERS = frozenset(
    map(
        w,
        (
            "body",
            "document",
            "sdt",
            "sdtContent",
            "customXml",
            "smartTag",
            "ins",
            "moveTo",
            "txbxContent",
            "footnote",
            "endnote",
        ),
    )
) | {
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}AlternateContent",
    "{http://schemas.openxmlformats.org/markup-compatibility/2006}Choice",
}


class Body:
    """Reads one document; keeps the count of its lists and the state of its fields."""

    def __init__(self, styles: Styles, numbering: Numbering, name: str) -> None:
        self._styles = styles
        self._numbering = numbering
        self._name = name
        self._inline = Inline()

    def blocks(self, root: etree._Element) -> list[Block]:
        """Return the blocks below `root` in reading order."""
        found: list[Block] = []
        for element in _inside(root, (P, TBL)):
            if element.tag == P:
                found.extend(self._lines(element))
            else:
                found.extend(self._table(element))
        return found

    def notes(self, roots: list[etree._Element]) -> list[Block]:
        """Return the footnotes and endnotes that the text refers to."""
        found: list[Block] = []
        for root in roots:
            for note in root.iterchildren(*_NOTE_TAGS):
                if (note.tag, note.get(w("id"))) in self._inline.notes:
                    found.extend(self.blocks(note))
        return found

    def _lines(self, paragraph: etree._Element) -> list[str]:
        """Return the lines of a paragraph (more than one where it holds soft breaks), without empty ones."""
        found = paragraph.find(_STYLE)
        style = None if found is None else found.get(VAL)
        label = self._numbering.label(paragraph, style)
        text = self._inline.text(paragraph)
        if style is not None and self._styles.is_contents(style):
            return []
        text = label + text.lstrip() if label else text
        if "\n" not in text:
            text = text.strip()
            return [text] if text else []
        return [line for part in text.split("\n") if (line := part.strip())]

    def _table(self, table: etree._Element) -> list[Block]:
        cells = [cell for row in _inside(table, (TR,)) for cell in _inside(row, (TC,))]
        # A box around text: what stands in it stays what it is.
        return self.blocks(cells[0]) if len(cells) == 1 else [_GridBuilder(self).build(table, self._name)]

    def cell_text(self, cell: etree._Element) -> str:
        """Return the lines of a cell; a table in it is flattened, one row a line."""
        lines: list[str] = []
        for block in self.blocks(cell):
            lines.extend([block] if isinstance(block, str) else row_lines(block))
        return "\n".join(lines)


class _GridBuilder:
    """Resolves gridSpan, vMerge and hMerge into cells that know what they cover."""

    def __init__(self, body: Body) -> None:
        self._body = body
        self._cells: list[Cell] = []
        self._open: dict[int, int] = {}  # first column → place in _cells of the cell that may go on below
        self._width = 0

    def build(self, table: etree._Element, name: str) -> Grid:
        height = 0
        for row in _inside(table, (TR,)):
            self._row(row, height)
            height += 1
            check_grid(height, max(self._width, 1), name)
        return Grid(height, self._width, tuple(self._cells))

    def _row(self, row: etree._Element, number: int) -> None:
        column = _int(row.find(f"{TR_PR}/{w('gridBefore')}"), 0)
        going: dict[int, int] = {}
        for cell in _inside(row, (TC,)):
            columns = max(1, _int(cell.find(f"{TC_PR}/{w('gridSpan')}"), 1))
            self._place(cell, number, column, columns, going)
            column += columns
        self._open = going
        self._width = max(self._width, column + _int(row.find(f"{TR_PR}/{w('gridAfter')}"), 0))

    def _place(
        self, cell: etree._Element, row: int, column: int, columns: int, going: dict[int, int]
    ) -> None:
        vertical, horizontal = _merge(cell, "vMerge"), _merge(cell, "hMerge")
        if horizontal == "continue" and self._cells and self._cells[-1].row == row:
            left = self._cells[-1]
            self._cells[-1] = left._replace(columns=left.columns + columns)
            return
        above = self._open.get(column)
        if vertical == "continue" and above is not None:
            origin = self._cells[above]
            self._cells[above] = origin._replace(rows=row - origin.row + 1)
            going[column] = above
            return
        if vertical is not None:
            going[column] = len(self._cells)
        self._cells.append(Cell(row, column, self._body.cell_text(cell), 1, columns))


def _merge(cell: etree._Element, name: str) -> str | None:
    """Return ``"restart"``, ``"continue"`` or None (not merged); without a value a merge continues."""
    found = cell.find(f"{TC_PR}/{w(name)}")
    return None if found is None else found.get(VAL) or "continue"


def _int(element: etree._Element | None, default: int) -> int:
    value = None if element is None else element.get(VAL)
    if value is None or not value.isascii() or not value.isdigit() or len(value) > 4:
        return default
    return min(int(value), _MAX_SPAN)


def _inside(parent: etree._Element, wanted: tuple[str, ...]) -> Iterator[etree._Element]:
    """Yield the elements `wanted` below `parent` in order, through wrappers, not into what was found."""
    stack = [iter(parent)]
    while stack:
        child = next(stack[-1], None)
        if child is None:
            stack.pop()
        elif child.tag in wanted:
            yield child
        elif child.tag in _WRAPPERS:
            stack.append(iter(child))
