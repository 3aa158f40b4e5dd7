"""Where everything stands on the sheet of a unit's table; writing and reading back share it.

From top to bottom: the mark of a draft, title, subtitle, entries of the head, the heading row, bands and rows,
notes, entries of the foot. Behind the last column stands one that is hidden, with the mark of each row
(`rowmeta`). Rows and columns are counted from 0.
"""

import re
from itertools import accumulate
from typing import NamedTuple

from yibiao.core.tables.values import HeadLine, TableRow, UnitTable
from yibiao.files.tables.measure import capacity, units
from yibiao.messages import say

# Width of the papers in landscape and of the margins left and right, in millimetres.
PAPERS = {"A4": 297.0, "A3": 420.0}
MARGIN = 15.0
# A place for the seal is left free on paper; nothing is typed there.
_SEAL = re.compile(r"\W*(?:盖章|公章|印章|[Ss]eal)\W*")
# Millimetres that a full-width character of head and foot takes (11 points), and what is left to write on.
_CHARACTER = 3.9
_TO_WRITE_ON = 25.0


class Area(NamedTuple):
    """Columns `first` to `last` (both in) of one row."""

    row: int
    first: int
    last: int


class Entry(NamedTuple):
    """A labelled entry in one cell; where its text isn't known, the unit types it behind the label."""

    line: HeadLine
    area: Area

    @property
    def fills(self) -> bool:
        """Tell whether the unit types here."""
        return not self.line.text and not _SEAL.fullmatch(self.line.label)


class BodyRow(NamedTuple):
    """A row of the body: a commitment's, or for None the band above the rows of `section`."""

    row: int
    section: str
    commitment: TableRow | None


class Layout(NamedTuple):
    """The places of everything; `draft` and `subtitle` are None where the table has none."""

    draft: int | None
    title: int
    subtitle: int | None
    head: tuple[Entry, ...]
    heading: int
    body: tuple[BodyRow, ...]
    end: int
    notes: tuple[int, ...]
    foot: tuple[Entry, ...]
    last: int
    columns: int

    @property
    def marks(self) -> int:
        """The hidden column of row marks."""
        return self.columns


def widths_of(table: UnitTable) -> list[float]:
    """Return the widths of the columns in millimetres, stretched or shrunk to the page."""
    page = PAPERS[table.form.paper] - 2 * MARGIN
    asked = [column.width for column in table.form.columns]
    return [page * width / sum(asked) for width in asked]


def layout(table: UnitTable) -> Layout:
    """Return the places of a table."""
    columns = len(table.form.columns)
    widths = widths_of(table)
    title = 1 if table.draft else 0
    subtitle = title + 1 if table.subtitle else None
    head, heading = _entries(table.head, (subtitle or title) + 1, widths)
    body = _body(table.rows, heading + 1)
    end = heading + 1 + len(body)
    notes = tuple(range(end + 1, end + 1 + len(table.notes)))
    foot, after = _entries(table.foot, end + 1 + len(notes), widths)
    draft = 0 if table.draft else None
    return Layout(draft, title, subtitle, head, heading, body, end, notes, foot, max(end, after - 1), columns)


def _body(rows: tuple[TableRow, ...], top: int) -> tuple[BodyRow, ...]:
    made: list[BodyRow] = []
    section = ""
    for row in rows:
        if row.section != section and row.section:
            made.append(BodyRow(top + len(made), row.section, None))
        section = row.section
        made.append(BodyRow(top + len(made), section, row))
    return tuple(made)


def _entries(lines: tuple[HeadLine, ...], top: int, widths: list[float]) -> tuple[tuple[Entry, ...], int]:
    """Return the entries of head or foot from row `top` on, and the row below them."""
    if not lines:
        return (), top
    most = min(len(widths), max(1, int(sum(widths) / max(map(_room, lines)))))
    rows = -(-len(lines) // most)
    each = -(-len(lines) // rows)
    groups = _groups(widths, each)
    made = [Entry(line, Area(top + at // each, *groups[at % each])) for at, line in enumerate(lines)]
    return tuple(made), top + -(-len(lines) // each)


def _room(line: HeadLine) -> float:
    """Return the millimetres an entry needs."""
    written = units(line.text) / 2 * _CHARACTER if line.text else _TO_WRITE_ON
    return (units(line.label) / 2 + 1.5) * _CHARACTER + written


def _groups(widths: list[float], count: int) -> list[tuple[int, int]]:
    """Split the columns into `count` runs of about the same width."""
    ends = list(accumulate(widths))
    groups: list[tuple[int, int]] = []
    first = 0
    for number in range(1, count):
        wanted = ends[-1] * number / count
        last_possible = len(widths) - 1 - (count - number)
        last = min(range(first, last_possible + 1), key=lambda at: (abs(ends[at] - wanted), at))
        groups.append((first, last))
        first = last + 1
    return [*groups, (first, len(widths) - 1)]


def heading_text(title: str, width: float) -> str:
    """Return a column's heading, broken before its bracket where it does not fit on one line."""
    fits = units(title) <= capacity(width, 10.5)
    return title if fits else re.sub(r"(?<=[^\n])(?=[（(])", "\n", title, count=1)


def entry_text(entry: Entry) -> str:
    """Return what is printed of an entry: label and text, or the label to type behind."""
    colon = say("workbook.colon", "zh") if entry.line.text or entry.fills else ""
    return f"{entry.line.label}{colon}{entry.line.text}"
