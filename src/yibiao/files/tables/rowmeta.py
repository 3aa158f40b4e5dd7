"""What a workbook knows of itself: marks of its rows in a hidden column, and a sheet nobody sees.

A mark is a commitment's key with a check drawn from plan, unit, form and key. So a row is found again
wherever it was moved to, and a changed key, or a row pasted from another unit's workbook or another version
of the plan, is told apart. The checks guard against accidents; they are no signature.
"""

import json
from collections.abc import Iterator
from hashlib import blake2b
from typing import NamedTuple

from yibiao.core.emit import number_text
from yibiao.core.tables.values import UnitTable, Value
from yibiao.files.tables.text import canonical, sheet_name, shown

FORMAT = "yibiao-table/1"
OVERVIEW_FORMAT = "yibiao-overview/1"
META_SHEET = "_yibiao"
HEADING = "#heading"
BAND = "#band"
END = "#end"

# Behind the check stand lines that older programs do not read: what the cells to fill said when the file was made.
SAID = "said"
_SHORT = 60
_LONGEST_LINE = 30_000

_ROW = "row:"
_HEAD = "head:"


def row_mark(table: UnitTable, key: str) -> str:
    """Return the mark of the row of a commitment."""
    return f"{_ROW}{shown(key)}~{_check(table.plan_digest, table.unit, table.form.id, key)}"


def line_mark(table: UnitTable, kind: str, text: str = "") -> str:
    """Return the mark of a row that is no commitment's: the heading, a band, the end."""
    return f"{kind}~{_check(table.plan_digest, table.unit, table.form.id, kind, text)}"


def check_of(mark: str) -> str:
    """Return the check of a mark."""
    return mark.rpartition("~")[2]


def table_sheet_name(table: UnitTable) -> str:
    """Return the name of the sheet that holds the table."""
    return sheet_name(table.unit_name, (META_SHEET,))


def meta_lines(table: UnitTable) -> list[tuple[str, str]]:
    """Return the lines of the hidden sheet: name and value, the last one a check of those above."""
    lines = [
        ("format", FORMAT),
        ("plan_digest", table.plan_digest),
        ("plan_version", table.plan_version),
        ("unit", table.unit),
        ("unit_name", table.unit_name),
        ("form", table.form.id),
        ("sheet", table_sheet_name(table)),
        ("rows", str(len(table.rows))),
        ("keys", _check(*(row.key for row in table.rows))),
        *((f"{_HEAD}{line.label}", line.text) for line in table.head if line.text),
    ]
    seen = [(shown(name), shown(value)) for name, value in lines]
    return [*seen, ("check", meta_check(seen))]


def meta_check(lines: list[tuple[str, str]]) -> str:
    """Return the check of the hidden sheet's lines."""
    return _check(*(f"{canonical(name)}\x1f{canonical(value)}" for name, value in lines))


def printed_head(lines: list[tuple[str, str]]) -> dict[str, str]:
    """Return the printed entries of the head (报告期 …) among the lines of the hidden sheet."""
    return {
        canonical(name.removeprefix(_HEAD)): canonical(value) for name, value in lines if name.startswith(_HEAD)
    }


def _check(*parts: str) -> str:
    joined = "\x1e".join(parts).encode("utf-8", "surrogatepass")
    return blake2b(joined, digest_size=6).hexdigest()


class Said(NamedTuple):
    """What a cell to fill said when its file was made: a digest of it, and its beginning to be shown."""

    digest: str
    text: str


NOTHING = Said("", "")


def said_of(value: Value) -> Said:
    """Return what is kept of the value of a cell to fill; `NOTHING` of an empty one."""
    text = "" if value is None else canonical(value if isinstance(value, str) else number_text(value))
    if not text:
        return NOTHING
    digest = blake2b(text.encode("utf-8", "surrogatepass"), digest_size=6).hexdigest()
    return Said(digest, text if len(text) <= _SHORT else f"{text[:_SHORT]}…")


def said_lines(table: UnitTable) -> Iterator[tuple[str, str]]:
    """Yield the lines that tell what the cells to fill said; none where nothing was filled in.

    JSON of the check of each row's mark to its columns (counted from 0) with digest and text.
    """
    fills = [at for at, column in enumerate(table.form.columns) if column.fill is not None]
    rows: dict[str, dict[int, Said]] = {}
    length = 0
    for row in table.rows:
        said = {at: known for at in fills if (known := said_of(row.cells[at])) != NOTHING}
        # Twice: outside the first plane a character takes two units of a cell.
        size = 2 * sum(len(known.text) + 32 for known in said.values()) + 20
        if length + size > _LONGEST_LINE and rows:
            yield SAID, json.dumps(rows, ensure_ascii=False)
            rows, length = {}, 0
        if said:
            rows[check_of(row_mark(table, row.key))] = said
            length += size
    if rows:
        yield SAID, json.dumps(rows, ensure_ascii=False)


def read_said(texts: list[str]) -> dict[tuple[str, int], Said]:
    """Return what cells said, by the check of their row's mark and their column; lines that were altered tell nothing."""
    found: dict[tuple[str, int], Said] = {}
    for text in texts:
        try:
            rows = json.loads(text)
            found |= {(check, int(at)): Said(*map(str, said)) for check, known in rows.items() for at, said in known.items()}
        except (ValueError, TypeError, AttributeError, RecursionError):
            continue
    return found
