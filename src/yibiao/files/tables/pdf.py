"""One unit's table as PDF/A, set by typst.

The text travels as data: what a cell says is never read as markup. Lines are broken and rows measured before
(`typeset`), so that typst need not set the table twice; that halves its time. The same table and the same
fonts give the same bytes: no date, no random mark. PDF/A-2a: every font is in the file, text can be searched,
and the table is tagged, so that a reading machine knows rows and headings.
"""

import json
import os
import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Final

from yibiao.core.tables.values import UnitTable
from yibiao.files.errors import UnusableInput
from yibiao.files.tables.fonts import Shelf, shelf
from yibiao.files.tables.paper import paper
from yibiao.files.tables.typeset import texts, typeset

if TYPE_CHECKING:
    import typst

STANDARD: Final = "a-2a"
# PDF/A wants a date of making; a clock would make other bytes of the same table (the workbooks' day).
MADE = datetime(2021, 1, 1, tzinfo=UTC)
# Threads that set at a time; more than a few only wait for each other.
_MOST_THREADS = 4

# typst keeps parts of a document until it has set that many others, and they take 50 MB each: empty ones do.
_KEPT = 10

_here = threading.local()


def pdf(table: UnitTable, folder: str | None = None) -> bytes:
    """Return the PDF/A file of one unit's table, its fonts taken from `folder` (see `fonts`).

    `UnusableInput` where a font or a character is missing, or the form does not fit the paper.
    """
    fonts = shelf(folder)
    table = table._replace(watermark=fonts.shown(table.watermark, "page"))
    sheet, found = paper(table), texts(table)
    chains = fonts.chains(found.wanted(), table.file_name)
    data = json.dumps(typeset(table, found, sheet, chains), ensure_ascii=False)
    return set_data(data, fonts, table.file_name, _template())


def pdfs(tables: Iterable[UnitTable], folder: str | None = None) -> Iterator[bytes]:
    """Yield the PDF/A files of many tables in their order, set on several processors at a time.

    Fonts are read once. The first table that can't be set ends the rest with its `UnusableInput`.
    """
    shelf(folder)
    with ThreadPoolExecutor(min(_MOST_THREADS, os.cpu_count() or 1)) as pool:
        yield from pool.map(lambda table: pdf(table, folder), tables)


def set_data(data: str, fonts: Shelf, name: str, template: bytes) -> bytes:
    """Let typst set `data` by a template; what it only warns of is an error here."""
    from typst import TypstError  # noqa: PLC0415  an extra: who writes no PDF needs none

    try:
        made, warnings = _compiler(fonts).compile_with_warnings(
            input=template,
            format="pdf",
            sys_inputs={"table": data},
            pdf_standards=[STANDARD],
            timestamp=MADE,
        )
    except TypstError as fault:
        raise UnusableInput("printing.not-set", name, reason=fault.message) from None
    except BaseException as fault:
        # Where typst itself breaks down, it raises what no `except Exception` catches.
        if type(fault).__name__ != "PanicException":
            raise
        raise UnusableInput("printing.not-set", name, reason=fault) from None
    _forget(fonts)
    if warnings or not isinstance(made, bytes):
        reason = warnings[0].message if warnings else "?"
        raise UnusableInput("printing.not-set", name, reason=reason)
    return made


def _forget(fonts: Shelf) -> None:
    """Let typst drop what it keeps of this table: it would for ten more, and search through all of it each time."""
    for _ in range(_KEPT):
        _compiler(fonts).compile(input=b"", format="pdf", sys_inputs={})


def _compiler(fonts: Shelf) -> "typst.Compiler":
    """Return this thread's compiler for the fonts; it keeps what it has set, so a second table is faster."""
    from typst import Compiler  # noqa: PLC0415

    made: dict[int, typst.Compiler] = vars(_here).setdefault("compilers", {})
    if id(fonts) not in made:
        made[id(fonts)] = Compiler(font_paths=fonts.handle, ignore_system_fonts=True)
    return made[id(fonts)]


@lru_cache(maxsize=1)
def _template() -> bytes:
    return files("yibiao.files.tables").joinpath("table.typ").read_bytes()
