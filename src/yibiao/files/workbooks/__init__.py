"""Workbooks of any office program as plain cells: read here, understood elsewhere.

xlsx (Excel, WPS, LibreOffice), xls and et (old Excel, WPS) and ods (LibreOffice) are read by calamine. It
gives the values; what it does not tell (formulas, error values, percentages) is read beside it, since a cell
that shows ``#DIV/0!`` must not come back as an empty one. Untrusted files belong into `sandbox.Worker`.
"""

import io
from typing import Any

import python_calamine as calamine

from yibiao.files.archive import Archive, is_encrypted_ole, is_ole
from yibiao.files.errors import UnusableInput
from yibiao.files.sniff import sniff
from yibiao.files.workbooks import biff, odf, ooxml
from yibiao.files.workbooks.values import Book, Hints, SheetCells, check_extent

__all__ = ["Book", "Hints", "SheetCells", "read_workbook"]

MAX_SHEETS = 100
# Pictures and the like are neither unpacked nor counted.
_NOT_READ = ("xl/media/", "xl/embeddings/", "Pictures/", "Thumbnails/", "ObjectReplacements/")


def read_workbook(data: bytes, name: str) -> Book:
    """Return the sheets of a workbook called `name`; whatever goes wrong is `UnusableInput`."""
    if not data.strip(b"\0 \t\r\n"):
        raise UnusableInput("errors.empty", name)
    kind, archive = _kind(data, name)
    hints = [*_hints(data, name, kind, archive), *(Hints() for _ in range(MAX_SHEETS))]
    sheets = zip(_sheets(data, name, kind), hints, strict=False)
    return Book(kind, tuple(SheetCells(sheet, rows, hint) for (sheet, rows), hint in sheets))


def _kind(data: bytes, name: str) -> tuple[str, Archive | None]:
    """Return the format of a workbook, and its parts if it is an archive."""
    if is_encrypted_ole(data):
        raise UnusableInput("errors.encrypted", name, kind=" Excel ")
    if is_ole(data):
        if biff.is_workbook(data):
            return "xls", None
        raise _no_workbook(data, name)
    if not data.startswith(b"PK"):
        raise _no_workbook(data, name)
    archive = Archive(data, name, " Excel ")
    for part in archive.names():
        if not part.endswith("/") and not part.startswith(_NOT_READ):
            archive.read(part)  # a bomb is found here, by what really comes out
    if "xl/workbook.xml" in archive:
        return "xlsx", archive
    if "content.xml" in archive and b"spreadsheet" in archive.read("mimetype"):
        return "ods", archive
    raise _no_workbook(data, name)


def _no_workbook(data: bytes, name: str) -> UnusableInput:
    return UnusableInput("errors.not-workbook", name, kind=f"kinds.{sniff(data, name).kind}")


def _sheets(data: bytes, name: str, kind: str) -> list[tuple[str, list[list[Any]]]]:
    try:
        return _cells(calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)), name)
    except (UnusableInput, MemoryError):
        raise
    except calamine.PasswordError:
        raise UnusableInput("errors.encrypted", name, kind=f" {kind} ") from None
    except BaseException as error:  # calamine panics on some broken files: that is no `Exception`
        if isinstance(error, KeyboardInterrupt | SystemExit):
            raise
        reason = str(error).partition("\n")[0] or type(error).__name__
        raise UnusableInput("errors.truncated", name, kind=f" {kind} ", reason=reason) from None


def _cells(book: calamine.CalamineWorkbook, name: str) -> list[tuple[str, list[list[Any]]]]:
    if len(book.sheet_names) > MAX_SHEETS:
        raise UnusableInput("errors.too-large", name, limit=f"{MAX_SHEETS} sheets")
    made: list[tuple[str, list[list[Any]]]] = []
    for at, sheet_name in enumerate(book.sheet_names):
        if book.sheets_metadata[at].typ != calamine.SheetTypeEnum.WorkSheet:
            made.append((sheet_name, []))
            continue
        sheet = book.get_sheet_by_index(at)
        check_extent(sheet.total_height, sheet.total_width, name)
        made.append((sheet_name, sheet.to_python(skip_empty_area=False)))
    return made


def _hints(data: bytes, name: str, kind: str, archive: Archive | None) -> list[Hints]:
    """Return per sheet what calamine does not tell."""
    if archive is None:
        return biff.hints(data, name)
    return ooxml.hints(archive) if kind == "xlsx" else odf.hints(archive)
