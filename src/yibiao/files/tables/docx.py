"""One unit's table as a Word document: an annex by GB/T 9704-2012, written as ready XML.

Filling a table cell by cell through a library takes twenty times as long; here a row is one template with its
texts put in. No clock, no random mark: the same table gives the same bytes.
"""

import io
import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from html import escape
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from yibiao.core.tables.values import TableRow, UnitTable
from yibiao.files.tables import docx_parts as parts
from yibiao.files.tables.docx_parts import DOCUMENT_RELATIONS, XML, R, W, twips
from yibiao.files.tables.paper import (
    ANNEX,
    BOTTOM,
    DRAFT,
    LEFT,
    MM_PER_POINT,
    RIGHT,
    TOP,
    Paper,
    bands,
    clean,
    entry,
    notes,
    paper,
    said,
)

# Distance of lines in ems; space above and below the text of a cell, and the lowest row, in points.
_PITCH = 1.35
_BREATHING = 2.5
_LOWEST = 24.0
# A row that may take more than this part of a page may run over to the next one.
_TALL = 0.5
# How many entries of the foot stand beside each other.
_FOOT_COLUMNS = 3

_SPECIAL = re.compile("[&<>\n]")
_STYLES = {"left": "CellLeft", "center": "CellCenter", "right": "CellRight"}
_DAY = (1980, 1, 1, 0, 0, 0)  # the first a zip file knows
_BREAK = '</w:t><w:br/><w:t xml:space="preserve">'
_TEXT = '<w:r><w:t xml:space="preserve">'
_STYLE_END = "/></w:pPr>"
# The last row stays with what follows: a signature alone on a page signs nothing.
_KEPT_STYLE_END = "/><w:keepNext/></w:pPr>"
_TEXT_END = "</w:t></w:r></w:p>"
_LINES = '<w:{0} w:val="single" w:sz="4" w:space="0" w:color="000000"/>'
_ALL_LINES = "".join(_LINES.format(side) for side in ("top", "left", "bottom", "right", "insideH", "insideV"))


def document(table: UnitTable) -> bytes:
    """Return the bytes of the Word document (.docx) of one unit's table.

    `UnusableInput` where the form does not fit the paper.
    """
    sheet = paper(table)
    mark = DRAFT if table.draft else ""
    watermark = _xml("　".join(clean(table.watermark).splitlines()))
    files = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.RELATIONS,
        "docProps/core.xml": parts.core_properties(
            _xml(table.title), _xml(table.subtitle), _xml(table.plan_digest), _xml(table.plan_version)
        ),
        "word/document.xml": _document(table, sheet),
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
        "word/styles.xml": _styles(sheet.size),
        "word/settings.xml": parts.SETTINGS,
        "word/fontTable.xml": parts.font_table(),
        "word/header1.xml": parts.header(mark, watermark),
        "word/header2.xml": parts.header(mark, watermark),
        "word/footer1.xml": parts.footer("PageOdd"),
        "word/footer2.xml": parts.footer("PageEven"),
    }
    return _zipped(files)


def _zipped(files: dict[str, str]) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=2) as archive:
        for name, text in files.items():
            info = ZipInfo(name, _DAY)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0  # or the bytes would tell on which system they were made
            archive.writestr(info, text.encode())
    return out.getvalue()


@lru_cache(maxsize=16)
def _styles(size: float) -> str:
    return parts.styles(size, size * _PITCH, max(9.0, min(size, 10.5)))


def _xml(text: str) -> str:
    """Return a text as it stands in XML; line breaks become those of Word only in runs (`_run_text`)."""
    return escape(clean(text), quote=True)


def _run_text(text: str) -> str:
    """Return a text as it stands within a run."""
    made = clean(text)
    if not _SPECIAL.search(made):
        return made
    return escape(made, quote=False).replace("\n", _BREAK)


def _paragraph(style: str, text: str) -> str:
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_TEXT}{_run_text(text)}{_TEXT_END}'


def _document(table: UnitTable, sheet: Paper) -> str:
    body = "".join(
        [
            _paragraph("Annex", ANNEX),
            _paragraph("Title", table.title),
            _paragraph("Subtitle", table.subtitle) if table.subtitle else "",
            _paragraph("DraftMark", f"（{DRAFT}）") if table.draft else "",
            _paragraph("Gap", ""),
            _head(table, sheet),
            *_table(table, sheet),
            *_notes(table, sheet),
            _foot(table, sheet),
        ]
    )
    return f"{XML}<w:document {W} {R}><w:body>{body}{_section(sheet)}</w:body></w:document>"


def _section(sheet: Paper) -> str:
    references = (
        '<w:headerReference w:type="default" r:id="header1"/><w:headerReference w:type="even" r:id="header2"/>'
        '<w:footerReference w:type="default" r:id="footer1"/><w:footerReference w:type="even" r:id="footer2"/>'
    )
    size = f'<w:pgSz w:w="{_dxa(sheet.width)}" w:h="{_dxa(sheet.height)}" w:orient="landscape"/>'
    # The number stands 7 mm below the text area (GB/T 9704-2012, 7.5); its line is 16 points high.
    below = _dxa(BOTTOM - 7) - twips(16)
    margins = (
        f'<w:pgMar w:top="{_dxa(TOP)}" w:right="{_dxa(RIGHT)}" w:bottom="{_dxa(BOTTOM)}" '
        f'w:left="{_dxa(LEFT)}" w:header="{_dxa(15)}" w:footer="{below}" w:gutter="0"/>'
    )
    return f"<w:sectPr>{references}{size}{margins}</w:sectPr>"


def _dxa(millimetres: float) -> int:
    return twips(millimetres / MM_PER_POINT)


def _grid(widths: Sequence[int], borders: str, padding: int, more: str = "") -> str:
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    return (
        f'<w:tbl><w:tblPr><w:tblW w:w="{sum(widths)}" w:type="dxa"/><w:jc w:val="center"/>'
        f'<w:tblBorders>{borders}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>'
        f'<w:top w:w="{more or 0}" w:type="dxa"/><w:left w:w="{padding}" w:type="dxa"/>'
        f'<w:bottom w:w="{more or 0}" w:type="dxa"/><w:right w:w="{padding}" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        f"<w:tblGrid>{columns}</w:tblGrid>"
    )


def _head(table: UnitTable, sheet: Paper) -> str:
    """Return the entries above the table, side by side from edge to edge."""
    if not table.head:
        return ""
    entries = [entry(line) for line in table.head]
    # Each gets room by its length, so that a long one does not wrap while others have room to spare.
    lengths = [len(text) + 6 for text in entries]
    area = _dxa(sheet.text_width)
    widths = [area * length // sum(lengths) for length in lengths]
    last = len(entries) - 1
    styles = [
        "HeadEntry" if at == 0 else "HeadEntryRight" if at == last else "HeadEntryCenter"
        for at in range(last + 1)
    ]
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="bottom"/></w:tcPr>'
        f"{_paragraph(style, text)}</w:tc>"
        for width, style, text in zip(widths, styles, entries, strict=True)
    )
    row = f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"
    return f"{_grid(widths, '', 0)}{row}</w:tbl>{_paragraph('Gap', '')}"


def _table(table: UnitTable, sheet: Paper) -> Iterator[str]:
    columns = table.form.columns
    widths = [_dxa(width) for width in sheet.columns]
    yield _grid(widths, _ALL_LINES, _dxa(sheet.padding), str(twips(_BREATHING)))
    margin = _dxa(sheet.heading_padding)
    margins = (
        f'<w:tcMar><w:left w:w="{margin}" w:type="dxa"/><w:right w:w="{margin}" w:type="dxa"/></w:tcMar>'
    )
    heading = _row(widths, ["Heading"] * len(columns), "<w:tblHeader/>", margins)
    yield heading % tuple(_run_text(column.title) for column in columns)
    usual = _row(widths, [_STYLES[column.align] for column in columns])
    tall = usual.replace("<w:cantSplit/>", "")
    band = _band(sum(widths), len(columns))
    is_tall = _Tall(sheet)
    last = table.rows[-1] if table.rows else None
    for run in bands(table.rows):
        if run.title:
            yield band % _run_text(run.title)
        for row in run.rows:
            texts = tuple([_run_text(said(value)) for value in row.cells])
            made = (tall if is_tall(row) else usual) % texts
            yield made if row is not last else made.replace(_STYLE_END, _KEPT_STYLE_END)
    yield "</w:tbl>"


def _row(widths: Sequence[int], styles: Sequence[str], more: str = "", margins: str = "") -> str:
    """Return a row with a place (``%s``) for each cell's text; `more` are properties of the row."""
    cells = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{margins}<w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{_TEXT}%s{_TEXT_END}</w:tc>'
        for width, style in zip(widths, styles, strict=True)
    )
    height = f'<w:trHeight w:val="{twips(_LOWEST)}" w:hRule="atLeast"/>'
    return f"<w:tr><w:trPr><w:cantSplit/>{height}{more}</w:trPr>{cells}</w:tr>"


def _band(width: int, columns: int) -> str:
    span = f'<w:gridSpan w:val="{columns}"/>' if columns > 1 else ""
    return (
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{twips(_LOWEST)}" w:hRule="atLeast"/></w:trPr>'
        f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}'
        '<w:shd w:val="clear" w:color="auto" w:fill="F2F2F2"/><w:vAlign w:val="center"/></w:tcPr>'
        f'<w:p><w:pPr><w:pStyle w:val="Band"/></w:pPr>{_TEXT}%s{_TEXT_END}</w:tc></w:tr>'
    )


class _Tall:
    """Tells which rows may be too high to stand on a page whole, by a generous guess."""

    def __init__(self, sheet: Paper) -> None:
        em = sheet.size * MM_PER_POINT
        self._lines = sheet.text_height * _TALL / (em * _PITCH)
        self._rooms = [max(1.0, (width - 2 * sheet.padding) / em - 1) for width in sheet.columns]

    def __call__(self, row: TableRow) -> bool:
        texts = [said(value) for value in row.cells]
        if max(map(len, texts)) < self._lines:  # not even a line for each character would do it
            return False
        return any(
            len(text) / room + text.count("\n") > self._lines
            for text, room in zip(texts, self._rooms, strict=True)
        )


def _notes(table: UnitTable, sheet: Paper) -> Iterator[str]:
    """Yield the notes; every one hangs behind its first character, the first behind 注："""
    yield _paragraph("Gap", "")
    size = max(9.0, min(sheet.size, 10.5))
    for at, note in enumerate(notes(table)):
        # LibreOffice does not know the indents in characters, Word prefers them.
        left = twips(2 * size)
        first = (
            f'<w:ind w:leftChars="200" w:left="{left}" w:hangingChars="200" w:hanging="{left}"/>'
            if at == 0
            else f'<w:ind w:leftChars="200" w:left="{left}" w:firstLineChars="0" w:firstLine="0"/>'
        )
        text = f"注：{note}" if at == 0 else note
        yield (f'<w:p><w:pPr><w:pStyle w:val="Note"/>{first}</w:pPr>{_TEXT}{_run_text(text)}{_TEXT_END}')


def _foot(table: UnitTable, sheet: Paper) -> str:
    """Return the signature block, kept on one page."""
    if not table.foot:
        return _paragraph("End", "")
    entries = [entry(line) for line in table.foot]
    count = min(_FOOT_COLUMNS, len(entries))
    entries += [""] * (-len(entries) % count)
    widths = [_dxa(sheet.text_width / count)] * count
    cells = [
        f'<w:tc><w:tcPr><w:tcW w:w="{widths[0]}" w:type="dxa"/><w:vAlign w:val="bottom"/></w:tcPr>'
        f"{_paragraph('Foot', text)}</w:tc>"
        for text in entries
    ]
    height = f'<w:trHeight w:val="{twips(34)}" w:hRule="atLeast"/>'
    rows = "".join(
        f"<w:tr><w:trPr><w:cantSplit/>{height}</w:trPr>{''.join(cells[at : at + count])}</w:tr>"
        for at in range(0, len(cells), count)
    )
    return f"{_grid(widths, '', 0)}{rows}</w:tbl>{_paragraph('End', '')}"
