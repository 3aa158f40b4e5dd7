"""What is shown of a piece of evidence: pictures drawn anew, or text and tables as plain values."""

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from itertools import islice
from typing import Any, NamedTuple

from yibiao.core.evidence.limits import excerpt, kinds
from yibiao.core.source import SourceText
from yibiao.files.errors import UnusableInput
from yibiao.files.evidence.pictures import Drawn, picture_pages
from yibiao.files.evidence.sniffing import decoded, separator_of
from yibiao.files.sandbox import grant

_A_PAGE = 10.0  # seconds to draw a page
_LONGEST_CELL = 500
_SCALE_LIMIT = 4.0
_MOST_PAGE_PIXELS = 8_000_000


class Preview(NamedTuple):
    """What is shown. `pictures` are those from page `first` of `total`; `blocks` lines and tables of a text, `sheets` names and rows; `more` says that the file holds more than is shown."""

    total: int = 0
    first: int = 1
    pictures: tuple[Drawn, ...] = ()
    blocks: tuple[Any, ...] = ()
    sheets: tuple[tuple[str, list[list[str]], bool], ...] = ()
    more: bool = False


def preview_job(data: bytes, kind: str, name: str, first: int = 1) -> Preview:
    """Return what is shown of a file of a kind; of one with pages, some from `first` on."""
    match kinds()[kind].shown:
        case "picture":
            total, made = picture_pages(data, kind, name, first)
            return Preview(total, first, tuple(made))
        case "pages":
            return _pages(data, name, first)
        case "sheets":
            return _sheets(data, kind, name)
        case "text":
            return _text(data, kind, name)


def _pages(data: bytes, name: str, first: int) -> Preview:
    from yibiao.files.pdf import opened  # noqa: PLC0415  loads PDFium

    with opened(data, name) as document:
        total = len(document)
        last = min(total, first + excerpt().batch - 1)
        made = []
        for at in range(first, last + 1):
            grant(seconds=_A_PAGE)
            made.append(_page(document, at - 1, name))
    return Preview(total, first, tuple(made))


def _page(document: Any, at: int, name: str) -> Drawn:
    from pypdfium2 import PdfiumError  # noqa: PLC0415

    try:
        page = document[at]
        width, height = page.get_size()
        scale = min(excerpt().page / max(width, 1.0), _SCALE_LIMIT)
        # A page as long as a road is drawn smaller, never at the cost of the memory.
        scale = min(scale, (_MOST_PAGE_PIXELS / max(width * height, 1.0)) ** 0.5)
        image = page.render(scale=scale, may_draw_forms=False).to_pil().convert("RGB")
    except (PdfiumError, ValueError) as error:
        raise UnusableInput("errors.truncated", name, kind=" PDF ", reason=str(error)) from None
    out = io.BytesIO()
    image.save(out, "PNG")
    return Drawn(out.getvalue(), "image/png", *image.size)


def _text(data: bytes, kind: str, name: str) -> Preview:
    from yibiao.files.docx import read_docx  # noqa: PLC0415
    from yibiao.files.ofd import read_ofd  # noqa: PLC0415

    if kind == "doc":
        from yibiao.files.office import convert_office  # noqa: PLC0415

        data, kind = convert_office(data, name, ".doc")[0], "docx"
    source = (read_docx if kind == "docx" else read_ofd)(data, name)
    blocks: list[Any] = []
    length = 0
    for block in _blocks(source):
        length += len(block) if isinstance(block, str) else sum(len(cell) for row in block for cell in row)
        if length > excerpt().characters:
            return Preview(blocks=tuple(blocks), more=True)
        blocks.append(block)
    return Preview(blocks=tuple(blocks))


def _blocks(source: SourceText) -> Iterator[Any]:
    """Yield the paragraphs of a text as lines and its tables as rows of cells, in order."""
    at, text = 0, source.text
    for table in sorted(source.tables, key=lambda table: table.span.start):
        yield from filter(str.strip, text[at : table.span.start].split("\n"))
        yield [[text[cell.start : cell.end] for cell in row] for row in table.rows]
        at = max(at, table.span.end)
    yield from filter(str.strip, text[at:].split("\n"))


def _sheets(data: bytes, kind: str, name: str) -> Preview:
    if kind == "csv":
        text = decoded(data)
        if text is None:
            raise UnusableInput("sheets.encoding", name)
        found: list[tuple[str, Iterable[Any]]] = [("", csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text)))]
    else:
        from yibiao.files.workbooks import read_workbook  # noqa: PLC0415

        found = [(sheet.name, sheet.rows) for sheet in read_workbook(data, name).sheets]
    return Preview(sheets=tuple(_sheet(title, rows) for title, rows in found[: excerpt().sheets]), more=len(found) > excerpt().sheets)


def _sheet(title: str, rows: Iterable[Any]) -> tuple[str, list[list[str]], bool]:
    most = excerpt()
    taken = list(islice(iter(rows), most.rows + 1))
    cut = len(taken) > most.rows or any(len(row) > most.columns for row in taken)
    shown = [[_cell(cell) for cell in row[: most.columns]] for row in taken[: most.rows]]
    while shown and not any(shown[-1]):
        shown.pop()
    width = max((at + 1 for row in shown for at, cell in enumerate(row) if cell), default=0)
    return title, [[*row[:width], *[""] * (width - len(row))] for row in shown], cut


def _cell(value: Any) -> str:
    """Return a cell as a reader expects it: whole numbers without a point, days as ISO dates."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, datetime) and (value.hour, value.minute, value.second) == (0, 0, 0):
        return value.date().isoformat()
    if isinstance(value, datetime | date):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() and abs(value) < 1e15 else repr(value)
    text = "" if value is None else str(value)
    return text if len(text) <= _LONGEST_CELL else f"{text[:_LONGEST_CELL]}…"
