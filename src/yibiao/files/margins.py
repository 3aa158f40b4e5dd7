"""What a file says outside its text: page headers and footers, text boxes, watermarks, properties.

The readers leave all this out, for it is no text of the document; a mark of secrecy stands there all the same.
"""

import html
import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, NamedTuple

from lxml import etree

from yibiao.files.archive import Archive
from yibiao.files.encoding import decode
from yibiao.files.mht import page_of
from yibiao.files.sandbox import earn

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

# A mark stands in the first or the last lines of a page.
_EDGE = 3
# Seconds that a page of a PDF earns, as its reader gives it.
_A_PAGE = 0.05
_META = re.compile(r"<meta\b([^>]{0,2000})>", re.I)
_ATTRIBUTE = re.compile(r"""([\w-]{1,40})\s*=\s*(?:"([^"]*)"|'([^']*)')""")
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{0,2000})", re.I)
_SHEET_PART = re.compile(r"xl/(?:work|chart)sheets/[^/]+\.xml")
_PRINTED = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(?:Header|Footer)[^>]{0,200}>([^<]{0,2000})")
# Codes of fonts, sizes and places between the words: &C, &"宋体,常规", &12, &P.
_PRINT_CODE = re.compile(r"""&(?:"[^"]*"|\d+|[A-Za-z])""")
_MARGIN_PART = re.compile(r"word/(?:header|footer)\d*\.xml")


class Outside(NamedTuple):
    """Lines in the margins of pages, and properties as names and values."""

    margins: tuple[str, ...] = ()
    properties: tuple[tuple[str, str], ...] = ()


def outside(kind: str, data: bytes, name: str) -> Outside:
    """Return what a file of `kind` (the words of `sniff`) says outside its text; raise `UnusableInput`."""
    reader = _READERS.get(kind)
    return reader(data, name) if reader else Outside()


def _of_docx(data: bytes, name: str) -> Outside:
    archive = Archive(data, name, "docx")
    margins: list[str] = []
    for part in archive.names():
        if _MARGIN_PART.fullmatch(part):
            margins += _paragraphs(archive.xml(part))
    if "word/document.xml" in archive:
        for box in archive.xml("word/document.xml").iter("{*}txbxContent"):
            margins += _paragraphs(box)
    return Outside(tuple(margins), tuple(_office_properties(archive)))


def _of_xlsx(data: bytes, name: str) -> Outside:
    """Workbooks: what is printed above and below each sheet (``&C机密``), and the properties."""
    archive = Archive(data, name, "xlsx")
    margins: list[str] = []
    for part in archive.names():
        if _SHEET_PART.fullmatch(part) and b"eaderFooter" in (sheet := archive.read(part)):
            for found in _PRINTED.findall(sheet):
                margins += _PRINT_CODE.split(html.unescape(found.decode("utf-8", "replace")))
    return Outside(tuple(margins), tuple(_office_properties(archive)))


def _paragraphs(root: etree._Element) -> Iterator[str]:
    """Yield the text of each paragraph, and the words of a watermark (a VML text path)."""
    for paragraph in root.iter("{*}p"):
        yield "".join(text.text or "" for text in paragraph.iter("{*}t"))
    for path in root.iter("{*}textpath"):
        yield path.get("string", "")


def _office_properties(archive: Archive) -> Iterator[tuple[str, str]]:
    for part in ("docProps/core.xml", "docProps/app.xml", "docProps/custom.xml"):
        if part in archive:
            yield from _named(archive.xml(part))


def _named(root: etree._Element) -> Iterator[tuple[str, str]]:
    """Yield the children of an element as properties, by their name attribute or else their tag."""
    for child in root:
        if isinstance(child.tag, str):
            name = child.get("name") or child.get("Name") or etree.QName(child).localname
            yield name, "".join(map(str, child.itertext())).strip()


def _of_pdf(data: bytes, name: str) -> Outside:
    from yibiao.files.pdf import opened  # noqa: PLC0415  loads PDFium

    margins: list[str] = []
    with opened(data, name) as document:
        properties = tuple((key, str(value)) for key, value in document.get_metadata_dict().items() if value)
        for at in range(len(document)):
            lines = _lines_of(document, at)
            margins += (*lines[:_EDGE], *lines[-_EDGE:])
            if lines:
                earn(_A_PAGE)
    return Outside(tuple(margins), properties)


def _lines_of(document: "PdfDocument", at: int) -> list[str]:
    """Return the lines of a page; of one that can't be opened none, as its reader takes it for a picture."""
    from pypdfium2 import PdfiumError  # noqa: PLC0415

    try:
        page = document[at]
    except PdfiumError:
        return []
    try:
        text = page.get_textpage().get_text_bounded()
    except PdfiumError:
        text = ""
    page.close()
    return [line for line in text.splitlines() if line.strip()]


def _of_ofd(data: bytes, name: str) -> Outside:
    """OFD: the document information, and the templates that lie under its pages."""
    archive = Archive(data, name, "OFD")
    properties: list[tuple[str, str]] = []
    margins: list[str] = []
    for part in archive.names():
        if part == "OFD.xml":
            for info in archive.xml(part).iter("{*}DocInfo"):
                properties += (*_named(info), *(pair for group in info.iter("{*}CustomDatas") for pair in _named(group)))
        elif part.endswith("Content.xml") and "/tpls/" in part.lower():
            margins += _text_objects(archive.xml(part))
    return Outside(tuple(margins), tuple(properties))


def _text_objects(root: etree._Element) -> Iterable[str]:
    return ["".join(code.text or "" for code in item.iter("{*}TextCode")) for item in root.iter("{*}TextObject")]


def _of_html(data: bytes, name: str, declared: str | None = None) -> Outside:
    markup, _ = decode(data, declared, name=name)
    properties = [("title", found[1]) for found in _TITLE.finditer(markup)]
    for meta in _META.finditer(markup):
        given = {key.lower(): one or two for key, one, two in _ATTRIBUTE.findall(meta[1])}
        properties.append((given.get("name", ""), given.get("content", "")))
    return Outside((), tuple(properties))


def _of_mht(data: bytes, name: str) -> Outside:
    return _of_html(*_page(data, name))


def _page(data: bytes, name: str) -> tuple[bytes, str, str | None]:
    page, charset = page_of(data, name)
    return page, name, charset


_READERS: dict[str, Callable[[bytes, str], Outside]] = {
    "docx": _of_docx,
    "xlsx": _of_xlsx,
    "pdf": _of_pdf,
    "ofd": _of_ofd,
    "html": _of_html,
    "mht": _of_mht,
}
