"""A one-page paper of an office as a Word document, A4 by GB/T 9704-2012: 督办单, 商请函, 约谈通知书.

Written as ready XML like the tables. No clock, no random mark: the same paper gives the same bytes.
"""

import io
from html import escape
from typing import NamedTuple
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from yibiao.files.tables import docx_parts as parts
from yibiao.files.tables.docx_parts import DOCUMENT_RELATIONS, XML, R, W
from yibiao.files.tables.paper import clean

_DAY = (1980, 1, 1, 0, 0, 0)  # the first a zip file knows
# The body is set in 仿宋, 三号 (16 points), 22 lines of 28.95 points on a page, indented by two characters.
BODY = '<w:spacing w:line="579" w:lineRule="exact"/><w:ind w:firstLineChars="200" w:firstLine="640"/>'
PLAIN = '<w:spacing w:line="579" w:lineRule="exact"/>'
_RIGHT = '<w:spacing w:line="579" w:lineRule="exact"/><w:ind w:rightChars="200" w:right="640"/><w:jc w:val="right"/>'
# A4; margins of 37, 26, 35 and 28 mm.
_PAGE = (
    '<w:sectPr><w:headerReference w:type="default" r:id="{header}"/><w:footerReference w:type="default" r:id="{footer}"/>'
    '<w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="2098" w:right="1474" w:bottom="1984" w:left="1588" w:header="851" w:footer="1400" w:gutter="0"/></w:sectPr>'
)
LINES = "".join(f'<w:{side} w:val="single" w:sz="6" w:space="0" w:color="000000"/>' for side in ("top", "left", "bottom", "right", "insideH", "insideV"))
_WIDTHS = (2000, 6844)


class Letter(NamedTuple):
    """The words of a paper. `facts` stand in a table above the text, `foot` below it to be filled in by hand; `draft` marks one without a number."""

    head: str
    number: str
    to: str
    facts: tuple[tuple[str, str], ...]
    paragraphs: tuple[str, ...]
    sender: str
    day: str
    foot: tuple[str, ...] = ()
    draft: str = ""


def letter_document(letter: Letter) -> bytes:
    """Return the bytes of a paper as a Word document (.docx)."""
    return packed(letter.head, letter.to, _document(letter), letter.draft)


def packed(head: str, subject: str, document: str, draft: str) -> bytes:
    """Return the bytes of a Word document: `document` is its text as XML, `draft` what its header says."""
    files = {
        "[Content_Types].xml": parts.CONTENT_TYPES,
        "_rels/.rels": parts.RELATIONS,
        "docProps/core.xml": parts.core_properties(escaped(head), escaped(subject), "", ""),
        "word/document.xml": document,
        "word/_rels/document.xml.rels": DOCUMENT_RELATIONS,
        "word/styles.xml": parts.styles(12, 18, 10.5),
        "word/settings.xml": parts.SETTINGS,
        "word/fontTable.xml": parts.font_table(),
        "word/header1.xml": parts.header(escaped(draft)),
        "word/header2.xml": parts.header(escaped(draft)),
        "word/footer1.xml": parts.footer("PageOdd"),
        "word/footer2.xml": parts.footer("PageEven"),
    }
    out = io.BytesIO()
    with ZipFile(out, "w", ZIP_DEFLATED, compresslevel=2) as archive:
        for name, text in files.items():
            info = ZipInfo(name, _DAY)
            info.compress_type = ZIP_DEFLATED
            info.create_system = 0  # or the bytes would tell on which system they were made
            archive.writestr(info, text.encode())
    return out.getvalue()


def _document(letter: Letter) -> str:
    body = [
        styled("Title", letter.head),
        styled("Subtitle", letter.number),
        paragraph(PLAIN, letter.to),
        _table(letter.facts),
        *(paragraph(BODY, text) for text in letter.paragraphs),
        paragraph(PLAIN, ""),
        paragraph(_RIGHT, letter.sender),
        paragraph(_RIGHT, letter.day),
        _table(tuple((label, "") for label in letter.foot), height=1200) if letter.foot else "",
        _PAGE.format(header="header1", footer="footer1"),
    ]
    return f"{XML}<w:document {W} {R}><w:body>{''.join(body)}</w:body></w:document>"


def _table(rows: tuple[tuple[str, str], ...], height: int = 560) -> str:
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
    made = "".join(
        f'<w:tr><w:trPr><w:cantSplit/><w:trHeight w:val="{height}" w:hRule="atLeast"/></w:trPr>'
        f"{_cell(_WIDTHS[0], 'CellCenter', label)}{_cell(_WIDTHS[1], 'CellLeft', text)}</w:tr>"
        for label, text in rows
    )
    layout = f'<w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/><w:tblBorders>{LINES}</w:tblBorders><w:tblLayout w:type="fixed"/></w:tblPr>'
    return f"<w:tbl>{layout}<w:tblGrid>{grid}</w:tblGrid>{made}</w:tbl>"


def _cell(width: int, style: str, text: str) -> str:
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>{styled(style, text)}</w:tc>'


def styled(style: str, text: str) -> str:
    """Return a paragraph in a style of `docx_parts`."""
    return paragraph(f'<w:pStyle w:val="{style}"/>', text)


def paragraph(properties: str, text: str) -> str:
    """Return a paragraph with the XML of its properties."""
    return f'<w:p><w:pPr>{properties}</w:pPr><w:r><w:t xml:space="preserve">{escaped(text)}</w:t></w:r></w:p>'


def escaped(text: str) -> str:
    """Return a text on one line as it stands in XML."""
    return escape(clean(" ".join(text.splitlines())), quote=True)
