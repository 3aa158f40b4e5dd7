"""What a workbook knows of itself: marks of its rows in a hidden column, and a sheet nobody sees.

A mark is a commitment's key with a check drawn from plan, unit, form and key. So a row is found again
wherever it was moved to, and a changed key, or a row pasted from another unit's workbook or another version
of the plan, is told apart. The checks guard against accidents; they are no signature.
"""

from hashlib import blake2b

from yibiao.core.tables.values import UnitTable
from yibiao.files.tables.text import canonical, sheet_name, shown

FORMAT = "yibiao-table/1"
OVERVIEW_FORMAT = "yibiao-overview/1"
META_SHEET = "_yibiao"
HEADING = "#heading"
BAND = "#band"
END = "#end"

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
