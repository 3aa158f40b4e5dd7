"""A file at the door: what it is, whether it is sound, and whether it carries a mark of secrecy."""

import csv
import io
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from yibiao.core.classified import Mark, mark_in_margins, mark_in_name, mark_in_properties, mark_in_text
from yibiao.core.evidence.limits import kinds, limits
from yibiao.core.evidence.naming import fitting_name, own_name
from yibiao.files.errors import UnusableInput
from yibiao.files.evidence import oldword, pictures
from yibiao.files.evidence.sniffing import decoded, kind_of, separator_of
from yibiao.files.margins import outside
from yibiao.files.read import seconds_for
from yibiao.files.sandbox import grant

# Reading as a text what is evidence may take longer than refusing it: a workbook of 20 MB is half a minute.
_SECONDS = 10.0
# Of a PDF so many pages are read as texts; of all others the lines at their edges, where marks stand.
_READ_PAGES = 3
_MOST_ROWS = 2000
# A file of pictures has no text, and is evidence all the same.
_WITHOUT_TEXT = "errors.empty"


class Checked(NamedTuple):
    """A file that was looked at: its kind, its name with an ending that fits, its mark of secrecy if it has one.

    `details` says how large it is: width and height in pixels, pages, sheets.
    """

    kind: str
    name: str
    mark: Mark | None = None
    details: dict[str, int] = {}  # noqa: RUF012  a tuple's default, never changed


def check_job(data: bytes, given: str) -> Checked:
    """Look at a file that its owner calls `given`; raise `UnusableInput` for one that is not taken."""
    name = own_name(given)
    if mark := mark_in_name(name):
        return Checked("", "", mark)
    grant(seconds=_SECONDS + seconds_for(len(data)))
    kind = kind_of(data, name)
    mark, details = _LOOKS[kind](data, kind, name)
    return Checked(kind, fitting_name(name, kinds()[kind].endings) if name else f"1{kinds()[kind].endings[0]}", mark, details)


Looked = tuple[Mark | None, dict[str, int]]


def _look_picture(data: bytes, kind: str, name: str) -> Looked:
    with pictures.opened(data, kind, name) as image:
        size = {"width": image.width, "height": image.height}
        pictures.drawn(image, 64)  # what can't be drawn is broken
        return None, size


def _look_pdf(data: bytes, kind: str, name: str) -> Looked:
    from yibiao.files.pdf import opened  # noqa: PLC0415  loads PDFium

    with opened(data, name) as document:
        count = len(document)
        if count > limits().pages:
            raise UnusableInput("errors.too-many-pages", name, found=count, limit=limits().pages)
        text = "\n".join(_text_of(document, at) for at in range(min(count, _READ_PAGES)))
    return _outside(kind, data, name) or mark_in_text(text), {"pages": count}


def _text_of(document: Any, at: int) -> str:
    from pypdfium2 import PdfiumError  # noqa: PLC0415

    try:
        return str(document[at].get_textpage().get_text_bounded()).replace("\r\n", "\n")
    except PdfiumError:
        return ""


def _look_text(data: bytes, kind: str, name: str) -> Looked:
    """Word and OFD: read as documents are, though one without a word is evidence too."""
    from yibiao.files.docx import read_docx  # noqa: PLC0415
    from yibiao.files.ofd import read_ofd  # noqa: PLC0415

    mark = _outside(kind, data, name)
    try:
        text = (read_docx if kind == "docx" else read_ofd)(data, name).text
    except UnusableInput as error:
        if error.key != _WITHOUT_TEXT:
            raise
        text = ""
    return mark or mark_in_text(text), {}


def _look_old_word(data: bytes, _kind: str, name: str) -> Looked:
    if oldword.is_locked(data):
        raise UnusableInput("errors.encrypted", name, kind=" doc ")
    return mark_in_text(oldword.words_of(data)), {}


def _look_workbook(data: bytes, kind: str, name: str) -> Looked:
    from yibiao.files.workbooks import read_workbook  # noqa: PLC0415

    book = read_workbook(data, name)
    mark = _outside(kind, data, name)
    for sheet in book.sheets:
        mark = mark or mark_in_name(sheet.name) or _mark_in_rows(sheet.rows)
    return mark, {"sheets": len(book.sheets)}


def _look_table(data: bytes, _kind: str, name: str) -> Looked:
    text = decoded(data)
    if text is None:
        raise UnusableInput("sheets.encoding", name)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator_of(text)))
    except csv.Error as error:
        raise UnusableInput("errors.truncated", name, kind=" CSV ", reason=str(error)) from None
    return _mark_in_rows(rows), {}


def _mark_in_rows(rows: Iterable[Iterable[Any]]) -> Mark | None:
    """Return the mark in the cells of a sheet, each row a line with gaps between its cells."""
    lines = []
    for number, row in enumerate(rows):
        if number == _MOST_ROWS:
            break
        lines.append("\t".join(str(cell) for cell in row if cell not in (None, "")))
    return mark_in_text("\n".join(lines))


def _outside(kind: str, data: bytes, name: str) -> Mark | None:
    found = outside(kind, data, name)
    return mark_in_properties(found.properties) or mark_in_margins(found.margins)


_LOOKS: dict[str, Callable[[bytes, str, str], Looked]] = {
    **dict.fromkeys(("png", "jpeg", "gif", "webp", "bmp", "tiff"), _look_picture),
    "pdf": _look_pdf,
    "docx": _look_text,
    "ofd": _look_text,
    "doc": _look_old_word,
    "xlsx": _look_workbook,
    "xls": _look_workbook,
    "csv": _look_table,
}
