"""PDF with a text layer, through pypdfium2: paragraphs and ruled tables from the places of characters.

A PDF of images goes to `yibiao.files.ocr`, where that extra is installed.
"""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import pypdfium2

from yibiao.core.source import Notice, SourceText
from yibiao.core.spans import Span
from yibiao.files import ocr as scan
from yibiao.files.blocks import assemble
from yibiao.files.errors import UnusableInput
from yibiao.files.layout import Page, flow
from yibiao.files.pdf.drawn import has_picture, rulings
from yibiao.files.pdf.glyphs import Raws, Turned, characters
from yibiao.files.sandbox import earn

__all__ = ["read_pdf"]

MEDIA_TYPE = "application/pdf"
MAX_PAGES = 2_000
MAX_CHARACTERS = 5_000_000
_PASSWORD = 4  # FPDF_ERR_PASSWORD
_BLANK = Page(595.0, 842.0, [], [])
_FEW = 12  # characters: a scanned page may carry a stamped page number
# Seconds that a page with text and a character in it earn: ten times what they take. A page without text
# earns next to nothing, so a file that keeps PDFium busy for nothing is stopped.
_A_PAGE, _A_CHARACTER, _NOTHING = 0.05, 0.0001, 0.001
_TAIL = 2048  # bytes: where the end mark of a whole file stands


def read_pdf(data: bytes, name: str, *, ocr: bool = True) -> SourceText:
    """Return the text and ruled tables of the PDF `data`; raise `UnusableInput` for anything else.

    `ocr` allows the recognition of pages that are images, where the extra is installed.
    """
    notices: list[Notice] = []
    if b"%%EOF" not in data[-_TAIL:]:
        notices.append(Notice("recovered-file", Span(0, 0)))
    with opened(data, name) as document:
        found, images = _pages(document, name)
        if images:
            notices.append(_recognised(document, found, images, name, ocr))
    text, tables = assemble(flow(found, name))
    if not text:
        raise UnusableInput("errors.empty", name)
    digest = hashlib.sha256(data).hexdigest()
    return SourceText(text, name, digest, MEDIA_TYPE, None, tables, tuple(notices))


def _recognised(
    document: pypdfium2.PdfDocument, pages: list[Page], images: list[int], name: str, allowed: bool
) -> Notice:
    """Put recognised text into `pages` for those that are `images`, and say so; or say that it is missing."""
    listed = _listed(images)
    if allowed and scan.is_installed():
        for at, page in zip(images, scan.recognise(document, images), strict=True):
            pages[at] = page
        return Notice("recognised-text", Span(0, 0), (("pages", listed),))
    if len(images) == len(pages) or not any(page.glyphs for page in pages):
        raise UnusableInput("errors.no-text-layer", name, pages=listed)
    return Notice("pages-without-text", Span(0, 0), (("pages", listed),))


def _listed(pages: list[int]) -> str:
    """Return page numbers as people write them: 1–3, 7."""
    runs: list[list[int]] = []
    for page in pages:
        if runs and runs[-1][-1] == page:
            runs[-1][-1] = page + 1
        else:
            runs.append([page + 1, page + 1])
    return ", ".join(str(one) if one == two else f"{one}–{two}" for one, two in runs)


@contextmanager
def opened(data: bytes, name: str) -> Iterator[pypdfium2.PdfDocument]:
    """Open `data`, refuse what is locked, broken or far too long, and close it again."""
    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if getattr(error, "err_code", None) == _PASSWORD:
            raise UnusableInput("errors.encrypted", name, kind=" PDF ") from error
        raise _damaged(name, error) from error
    try:
        count = len(document)
        if count < 1:
            raise _damaged(name, "0 pages")
        if count > MAX_PAGES:
            raise UnusableInput("errors.too-many-pages", name, found=count, limit=MAX_PAGES)
        yield document
    finally:
        document.close()


def _damaged(name: str, reason: object) -> UnusableInput:
    return UnusableInput("errors.truncated", name, kind=" PDF ", reason=reason)


def _pages(document: pypdfium2.PdfDocument, name: str) -> tuple[list[Page], list[int]]:
    """Return the pages of `document`, and which of them (from 0) are images or can't be read as text."""
    made: list[Page] = []
    images: list[int] = []
    total = 0
    for at in range(len(document)):
        page, legible = _page(document, at, MAX_CHARACTERS + 1 - total)
        if not legible:
            images.append(at)
        earn(_A_PAGE + _A_CHARACTER * len(page.glyphs) if page.glyphs else _NOTHING)
        total += len(page.glyphs)
        if total > MAX_CHARACTERS:
            raise UnusableInput("errors.too-long", name, found=total, limit=MAX_CHARACTERS)
        made.append(page)
    return made, images


def _page(document: pypdfium2.PdfDocument, at: int, most: int) -> tuple[Page, bool]:
    """Return a page, and whether its characters tell what is to be read on it."""
    try:
        page = document[at]
        text_page = page.get_textpage()
    except pypdfium2.PdfiumError:
        return _BLANK, True  # one page that can't be loaded does not cost the others
    try:
        raws = characters(text_page.raw, most)
        seen = _seen(page, raws)
        illegible = raws.unknown > raws.total or (raws.total < _FEW and has_picture(page))
        return (seen._replace(glyphs=[]) if illegible else seen), not illegible
    finally:
        text_page.close()
        page.close()


def _seen(page: pypdfium2.PdfPage, raws: Raws) -> Page:
    turned = Turned(page.get_bbox(), raws.turn)
    return Page(turned.width, turned.height, turned.glyphs(raws), rulings(page.raw, turned))
