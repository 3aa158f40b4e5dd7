"""The paper a form is printed on: margins, size of the text, widths of the columns; alike in Word and PDF.

GB/T 9704-2012 gives A4 margins of 37 mm at the top, 28 mm at the binding, and with a text area of 156 × 225 mm
35 mm at the bottom and 26 mm at the right. A table across is the same sheet turned by a quarter: the binding
is above, the top at the right. A3 keeps the margins, so a folded A3 sheet lies with the A4 sheets.
"""

import re
from collections.abc import Iterable
from math import isfinite
from typing import NamedTuple

from yibiao.core.emit import number_text
from yibiao.core.tables.values import Column, HeadLine, TableRow, UnitTable, Value
from yibiao.files.errors import UnusableInput
from yibiao.files.tables.text import shown

MM_PER_POINT = 25.4 / 72
# Millimetres of the turned sheet.
TOP, BOTTOM, LEFT, RIGHT = 28.0, 26.0, 35.0, 37.0
_SHEETS = {"A4": (297.0, 210.0), "A3": (420.0, 297.0)}

# The sizes of Chinese type from 小四 over 五号 down to what can still be read, in points.
SIZES = (12.0, 10.5, 9.0, 7.5, 6.5, 5.5, 5.0)
# Space left and right of the text of a cell, and of a heading, in ems: one of four characters stays on a line.
PADDING = 0.25
HEADING_PADDING = 0.1
# A column of mean width holds that many characters, or the text is set a size smaller; 小四 only where the
# columns are wide enough that a line of text is not torn into pieces.
_CHARACTERS, _CHARACTERS_OF_LARGE = 3.5, 10.0

DRAFT = "征求意见稿"
ANNEX = "附件"
BLANK_DATE = "　　　　年　　月　　日"
# The place for the seal is no entry to write in, so it has no colon; a date has its 年, 月 and 日.
_SEAL = re.compile(r"\W*(?:盖章|公章|印章|[Ss]eal)\W*")
_DATE = re.compile("日期$")

# Marks that turn the direction of what follows: a text could say another thing than it shows. And code points
# that are no characters.
_TURNS = re.compile("[\u202a-\u202e\u2066-\u2069\ufdd0-\ufdef]")


class Paper(NamedTuple):
    """A form on its sheet: millimetres of the sheet and of each column, points of the text in cells."""

    width: float
    height: float
    columns: tuple[float, ...]
    size: float

    @property
    def text_width(self) -> float:
        """The width of the text area, in millimetres."""
        return self.width - LEFT - RIGHT

    @property
    def text_height(self) -> float:
        """The height of the text area, in millimetres."""
        return self.height - TOP - BOTTOM

    @property
    def padding(self) -> float:
        """The space left and right of the text of a cell, in millimetres."""
        return PADDING * self.size * MM_PER_POINT

    @property
    def heading_padding(self) -> float:
        """The space left and right of a column's heading, in millimetres."""
        return HEADING_PADDING * self.size * MM_PER_POINT


class Band(NamedTuple):
    """A run of rows under one heading; `title` empty where there is none."""

    title: str
    rows: tuple[TableRow, ...]


def paper(table: UnitTable) -> Paper:
    """Return the sheet of a table, its columns scaled to the text area, however many and wide they are.

    `UnusableInput` where there is no column, or so many that a reader would need a lens.
    """
    form = table.form
    width, height = _SHEETS[form.paper]
    area = width - LEFT - RIGHT
    if not form.columns:
        raise UnusableInput("printing.no-columns", table.file_name, form=form.name)
    size = _size(len(form.columns), area)
    if size is None:
        most = int(area / _narrowest(SIZES[-1]))
        raise UnusableInput(
            "printing.too-many-columns", table.file_name, form=form.name, found=len(form.columns), limit=most
        )
    return Paper(width, height, _scaled(form.columns, area, _narrowest(size)), size)


def _size(count: int, area: float) -> float | None:
    """Return the largest size in which columns of the mean width hold enough characters."""
    mean = area / count
    for size in SIZES:
        wanted = _CHARACTERS_OF_LARGE if size == SIZES[0] else _CHARACTERS
        if mean / (size * MM_PER_POINT) >= wanted + 2 * PADDING:
            return size
    return SIZES[-1] if mean >= _narrowest(SIZES[-1]) else None


def _narrowest(size: float) -> float:
    """Return the width in millimetres of a column that holds one character; a little is lost to rounding."""
    return (1.05 + 2 * PADDING) * size * MM_PER_POINT


def _scaled(columns: tuple[Column, ...], area: float, narrowest: float) -> tuple[float, ...]:
    """Return widths that fill `area` in the ratio asked for, none below `narrowest`."""
    asked = [column.width if isfinite(column.width) and column.width > 0 else 0.0 for column in columns]
    given = [width for width in asked if width] or [1.0]
    mean = sum(given) / len(given)
    asked = [width or mean for width in asked]
    raised: set[int] = set()
    while True:
        free = area - narrowest * len(raised)
        rest = sum(width for at, width in enumerate(asked) if at not in raised)
        widths = [narrowest if at in raised else width * free / rest for at, width in enumerate(asked)]
        below = {at for at, width in enumerate(widths) if width < narrowest - 1e-9} - raised
        if not below or len(raised | below) == len(asked):
            return tuple(widths)
        raised |= below


def bands(form_rows: Iterable[TableRow]) -> list[Band]:
    """Return the rows in runs of one heading, as they are printed beneath each other."""
    runs: list[tuple[str, list[TableRow]]] = []
    for row in form_rows:
        if not runs or runs[-1][0] != row.section:
            runs.append((row.section, []))
        runs[-1][1].append(row)
    return [Band(clean(title), tuple(rows)) for title, rows in runs]


def clean(text: str) -> str:
    """Return `text` as print can show it: what is no character, or turns the direction, as a visible mark."""
    made = text.replace("\t", " ")
    if made.isprintable():
        return made
    return _TURNS.sub("\N{REPLACEMENT CHARACTER}", shown(made))


def said(value: Value) -> str:
    """Return what a cell says, before cleaning; a number with exactly its digits."""
    if isinstance(value, str):
        return value
    return "" if value is None else number_text(value)


def entry(line: HeadLine) -> str:
    """Return an entry of head or foot as it stands on paper, with room to write where it is empty."""
    label, text = clean(line.label), clean(line.text)
    if not text and _SEAL.fullmatch(label):
        return label
    if not text and _DATE.search(label):
        text = BLANK_DATE
    return f"{label}{': ' if label.isascii() else '：'}{text}"


def notes(table: UnitTable) -> list[str]:
    """Return the notes with their numbers; one alone has none."""
    if len(table.notes) == 1:
        return [clean(table.notes[0])]
    return [f"{number}.{clean(note)}" for number, note in enumerate(table.notes, start=1)]
