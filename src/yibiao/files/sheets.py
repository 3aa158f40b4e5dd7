"""Plain sheets of text, in and out: lists that offices keep in Excel or WPS, as CSV or xlsx.

Every cell is text. One that a spreadsheet would take for a formula is written as text (in CSV behind an
apostrophe) and reads back as it was. Files from outside are parsed in a child process with limits.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from yibiao.files.errors import UnusableInput
from yibiao.files.sandbox import run_limited

FORMATS = ("csv", "xlsx")
MAX_ROWS = 50_000
MAX_COLUMNS = 100
MAX_BYTES = 32 * 2**20

# A spreadsheet takes a cell that begins so for a formula, or may (full-width signs in Chinese Excel).
_ACTIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_QUOTE = "'"
_SEPARATORS = (",", "\t", ";")
_WIDTH, _HEIGHT = 42.0, 20.0  # of a column in millimetres, of a row in points

Rows = list[list[str]]


def read_sheet(data: bytes, name: str) -> Rows:
    """Return the rows of a CSV file or of the first sheet of a workbook that has any; raise `UnusableInput`.

    Rows stand at their place in the file: `rows[4]` is row 5, empty ones are empty lists.
    """
    if len(data) > MAX_BYTES:
        raise UnusableInput("errors.too-large", name, limit=f"{MAX_BYTES >> 20} MiB")
    return run_limited(parse_sheet, data, name, name=name)


def parse_sheet(data: bytes, name: str) -> Rows:
    """Do `read_sheet` in this process."""
    if not data.strip(b"\0 \t\r\n"):
        raise UnusableInput("errors.empty", name)
    rows = _workbook(data, name) if data.startswith((b"PK", b"\xd0\xcf\x11\xe0")) else _csv(data, name)
    while rows and not rows[-1]:
        rows.pop()
    if not rows:
        raise UnusableInput("errors.empty", name)
    columns = max(map(len, rows))
    if len(rows) > MAX_ROWS or columns > MAX_COLUMNS:
        raise UnusableInput(
            "sheets.too-many", name, rows=len(rows), columns=columns, most=MAX_ROWS, across=MAX_COLUMNS
        )
    return rows


def _trimmed(row: Iterable[str]) -> list[str]:
    """Return a row without empty cells at its end."""
    cells = list(row)
    while cells and not cells[-1].strip():
        cells.pop()
    return cells


# --- CSV


def _csv(data: bytes, name: str) -> Rows:
    text = _decoded(data, name)
    separator = max(_SEPARATORS, key=text.partition("\n")[0].count)
    rows: Rows = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True):
            rows.append(_trimmed(map(_unquoted, row)))
            if len(rows) > MAX_ROWS:
                break
    except csv.Error as error:
        raise UnusableInput("sheets.csv", name, row=len(rows) + 1, reason=str(error)) from None
    return rows


def _decoded(data: bytes, name: str) -> str:
    """Return the text of a CSV file: UTF-8 or UTF-16 with a mark, UTF-8, else GB18030 as Chinese Excel writes it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    else:
        encodings = ("utf-8-sig", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise UnusableInput("sheets.encoding", name)


def _is_quoted(text: str) -> bool:
    return text.startswith(_QUOTE) and text.lstrip(_QUOTE).startswith(_ACTIVE)


def _unquoted(text: str) -> str:
    return text[1:] if _is_quoted(text) else text


def _quoted(text: str) -> str:
    return _QUOTE + text if text.startswith(_ACTIVE) or _is_quoted(text) else text


def csv_bytes(rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as CSV in UTF-8 with a mark, which Excel and WPS read as Chinese."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerows([_quoted(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


# --- workbooks


def _workbook(data: bytes, name: str) -> Rows:
    from yibiao.files.workbooks import read_workbook  # noqa: PLC0415  reading workbooks is an extra

    for sheet in read_workbook(data, name).sheets:
        rows = [_trimmed(map(_text, row)) for row in sheet.rows]
        if any(rows):
            return rows
    raise UnusableInput("errors.empty", name)


def _text(value: Any) -> str:
    """Return a cell as text: whole numbers without a point, days as ISO dates."""
    if isinstance(value, str):
        return value
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute) == (0, 0) else value.isoformat(" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "" if value is None else str(value)


def xlsx_bytes(title: str, rows: Iterable[Sequence[str]]) -> bytes:
    """Return rows as a workbook of one sheet; its cells are text, and stay text when somebody types into them."""
    import xlsxwriter  # noqa: PLC0415  writing workbooks is an extra

    from yibiao.files.tables.sheet import NORMAL, Cell, Sheet  # noqa: PLC0415
    from yibiao.files.tables.text import sheet_name, shown  # noqa: PLC0415
    from yibiao.files.tables.xlsx import MADE  # noqa: PLC0415

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_format_properties": NORMAL})
    book.set_properties({"title": shown(title)[:255], "created": MADE})
    heading = book.add_format({"bold": True, "num_format": "@", "bottom": 1})
    plain = book.add_format({"num_format": "@"})
    sheet: Any = book.add_worksheet(sheet_name(title), worksheet_class=Sheet)
    across = 0
    for at, row in enumerate(rows):
        style = plain if at else heading
        sheet.put(at, [Cell(column, style, shown(cell)) for column, cell in enumerate(row)], _HEIGHT)
        across = max(across, len(row))
    sheet.set_widths([_WIDTH] * across)
    sheet.freeze_panes(1, 1)
    book.close()
    return out.getvalue()
