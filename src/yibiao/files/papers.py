"""Papers that go with a report, as Word documents on A4: headings, paragraphs and tables, one below the other.

Written as ready XML like the letters. No clock, no random mark: the same paper gives the same bytes.
"""

from typing import NamedTuple

from yibiao.files.letters import BODY, LINES, packed, paragraph, styled
from yibiao.files.tables.docx_parts import XML, R, W

# Twentieths of a point: A4 with margins of 28 and 26 mm, so that a page holds what an office prints on one.
_WIDE = 8844
_PAGE = (
    '<w:sectPr><w:headerReference w:type="default" r:id="header1"/><w:footerReference w:type="default" r:id="footer1"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1588" w:right="1474" w:bottom="1474" w:left="1588" w:header="851" w:footer="992" w:gutter="0"/></w:sectPr>'
)
_TIGHT = BODY.replace('w:line="579"', 'w:line="480"')
_HEADING = '<w:pStyle w:val="Annex"/><w:spacing w:before="120" w:line="500" w:lineRule="exact"/>'


class Text(NamedTuple):
    """A paragraph, or the heading of what follows."""

    text: str
    heading: bool = False


class Grid(NamedTuple):
    """A table: the parts of the page its columns take, its heading row (may be empty), its rows, the least height in twips."""

    parts: tuple[int, ...]
    heading: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    height: int = 440


class Paper(NamedTuple):
    """A paper: its title, the line below it, what stands on it, and what its header says (of one that is not final)."""

    title: str
    subtitle: str
    blocks: tuple[Text | Grid, ...]
    mark: str = ""


def paper_document(paper: Paper) -> bytes:
    """Return the bytes of a paper as a Word document (.docx)."""
    body = [styled("Title", paper.title), styled("Subtitle", paper.subtitle), styled("Gap", "")]
    for block in paper.blocks:
        body.append(_grid(block) if isinstance(block, Grid) else paragraph(_HEADING if block.heading else _TIGHT, block.text))
    document = f"{XML}<w:document {W} {R}><w:body>{''.join(body)}{_PAGE}</w:body></w:document>"
    return packed(paper.title, paper.subtitle, document, paper.mark)


def _grid(grid: Grid) -> str:
    whole = sum(grid.parts)
    widths = [_WIDE * part // whole for part in grid.parts]
    lines = [_row(grid.heading, widths, "Heading", grid.height, repeated=True)] if grid.heading else []
    lines += [_row(row, widths, "CellLeft", grid.height) for row in grid.rows]
    layout = f'<w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:tblBorders>{LINES}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return f"<w:tbl>{layout}<w:tblGrid>{columns}</w:tblGrid>{''.join(lines)}</w:tbl>{styled('Gap', '')}"


def _row(cells: tuple[str, ...], widths: list[int], style: str, height: int, repeated: bool = False) -> str:
    head = "<w:tblHeader/>" if repeated else ""
    made = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{_lines(style, cell)}</w:tc>'
        for cell, width in zip(cells, widths, strict=True)
    )
    return f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/>{head}</w:trPr>{made}</w:tr>'


def _lines(style: str, cell: str) -> str:
    """Return the paragraphs of a cell: one for each of its lines."""
    return "".join(styled(style, line) for line in cell.split("\n"))
