"""One unit's table as a workbook that an office fills in, prints and signs.

Locked except the cells to fill, which are checked while typing; frozen and repeated headings; landscape, one
page wide; rows as high as their text needs. The same table gives the same bytes. What an office sees is told
in docs/collect.md, the hidden marks in `rowmeta`.
"""

import io
import re
from datetime import datetime
from typing import Any

import xlsxwriter

from yibiao.core.tables.values import Column, UnitTable, Value
from yibiao.files.tables.layout import (
    MARGIN,
    Area,
    Entry,
    Layout,
    entry_text,
    heading_text,
    layout,
    widths_of,
)
from yibiao.files.tables.measure import MAX_HEIGHT, height, height_of
from yibiao.files.tables.rowmeta import (
    BAND,
    END,
    HEADING,
    META_SHEET,
    line_mark,
    meta_lines,
    row_mark,
    said_lines,
    table_sheet_name,
)
from yibiao.files.tables.rules import FIRST_DAY, LAST_DAY, MOST, is_percent
from yibiao.files.tables.sheet import A3, A4, NORMAL, Cell, Sheet
from yibiao.files.tables.styles import SIZE, Styles
from yibiao.files.tables.text import MAX_TEXT, check_length, place_of, shown
from yibiao.messages import say

# Every file says it was made on this day: a clock would make other bytes of the same table.
MADE = datetime(2021, 1, 1)

_PAPERS = {"A4": A4, "A3": A3}
# Rows whose text is too long for the highest row of Excel are set in the first smaller size that fits.
_SMALLER = (9.0, 8.0, 7.0, 6.0)
# A form wider than this keeps its first two columns in sight.
_WIDE_FORM = 300.0
# Only short lists of plain words fit into a rule; others stand on the hidden sheet.
_LONGEST_INLINE_LIST = 250
_PLAIN_CHOICE = re.compile(r"\w[\w（）()、·—-]*")
_LONGEST_FOOTER = 60
_LONGEST_WATERMARK = 120


def workbook(table: UnitTable) -> bytes:
    """Return the bytes of the workbook (.xlsx) of one unit's table.

    Raises `UnusableInput` for a text that is longer than a cell can be, `ValueError` for two rows of one key.
    """
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_format_properties": NORMAL})
    book.set_properties({"title": shown(table.title)[:255], "created": MADE})
    _Writer(book, table).write()
    book.close()
    return out.getvalue()


class _Writer:
    """Writes one table into one workbook."""

    def __init__(self, book: Any, table: UnitTable) -> None:
        if len({row.key for row in table.rows}) != len(table.rows):
            raise ValueError(f"{table.unit}: two rows of one key")
        self.table = table
        self.file = f"{table.file_name}.xlsx"
        self.places: Layout = layout(table)
        self.widths = widths_of(table)
        self.styles = Styles(book)
        self.plain: dict[float, list[Any]] = {}
        self.sheet: Any = book.add_worksheet(table_sheet_name(table), worksheet_class=Sheet)
        self.meta: Any = book.add_worksheet(META_SHEET, worksheet_class=Sheet)

    def write(self) -> None:
        """Write everything."""
        self._top()
        self._head(self.places.head, 26.0)
        self._heading()
        self._body()
        self._notes()
        self._head(self.places.foot, 36.0)
        self._hidden_sheet()
        self._entry_rules()
        self._page()
        self._protection()

    # --- text ---------------------------------------------------------------------------------------

    def _text(self, text: str, row: int, column: int) -> str:
        made = shown(text)
        if len(made) > MAX_TEXT // 2:
            check_length(made, self.file, place_of(row, column))
        return made

    def _across(self, area: Area, style: Any, text: str) -> list[Cell]:
        """Return the cells of an area that holds one text, and merge them."""
        made = self._text(text, area.row, area.first)
        if area.last > area.first:
            self.sheet.merge_range(area.row, area.first, area.row, area.last, "")
        rest = [Cell(column, style) for column in range(area.first + 1, area.last + 1)]
        return [Cell(area.first, style, made), *rest]

    def _line(self, row: int, style: str, size: float, text: str, mark: str = "") -> None:
        """Write a row that holds one text from the first column to the last."""
        area = Area(row, 0, self.places.columns - 1)
        cells = self._across(area, self.styles.named(style), text)
        high = height([(text, sum(self.widths))], size)
        if mark:
            cells.append(Cell(self.places.marks, self.styles.named("mark"), mark))
        self.sheet.put(row, cells, min(high, MAX_HEIGHT))

    # --- parts, from top to bottom ------------------------------------------------------------------

    def _top(self) -> None:
        if self.places.draft is not None:
            self._line(self.places.draft, "draft", 16, say("workbook.draft", "zh"))
        self._line(self.places.title, "title", 20, self.table.title)
        if self.places.subtitle is not None:
            self._line(self.places.subtitle, "subtitle", 12, self.table.subtitle)

    def _head(self, entries: tuple[Entry, ...], least: float) -> None:
        """Write the entries of head or foot, row by row."""
        rows: dict[int, list[tuple[Entry, str]]] = {}
        for entry in entries:
            rows.setdefault(entry.area.row, []).append((entry, entry_text(entry)))
        for row, parts in rows.items():
            cells = [
                cell
                for entry, text in parts
                for cell in self._across(entry.area, self.styles.named(_style(entry)), text)
            ]
            room = [(text, sum(self.widths[entry.area.first : entry.area.last + 1])) for entry, text in parts]
            self.sheet.put(row, cells, min(MAX_HEIGHT, max(least, height(room, 11))))

    def _heading(self) -> None:
        row = self.places.heading
        style = self.styles.named("heading")
        titles = [
            self._text(heading_text(column.title, width), row, at)
            for at, (column, width) in enumerate(zip(self.table.form.columns, self.widths, strict=True))
        ]
        cells = [Cell(at, style, title) for at, title in enumerate(titles)]
        cells.append(Cell(self.places.marks, self.styles.named("mark"), line_mark(self.table, HEADING)))
        high = height(zip(titles, self.widths, strict=True), SIZE) + 6
        self.sheet.put(row, cells, min(MAX_HEIGHT, high))

    def _body(self) -> None:
        fills = any(column.fill == "text" for column in self.table.form.columns)
        least = height_of(2 if fills else 1, SIZE)
        for row, section, commitment in self.places.body:
            if commitment is None:
                self._line(row, "band", 11, section, line_mark(self.table, BAND, section))
            else:
                values = [
                    self._text(value, row, at) if isinstance(value, str) else value
                    for at, value in enumerate(commitment.cells)
                ]
                self._row(row, values, row_mark(self.table, commitment.key), least)

    def _row(self, row: int, values: list[Value], mark: str, least: float) -> None:
        size, high = self._size(values)
        plain = self._plain_styles(size)
        cells = [
            Cell(
                at,
                plain[at] if value is None or isinstance(value, str) else self._number(at, value, size),
                value,
            )
            for at, value in enumerate(values)
        ]
        cells.append(Cell(self.places.marks, self.styles.named("mark"), self._text(mark, row, len(values))))
        self.sheet.put(row, cells, max(least, high), grows=True)

    def _plain_styles(self, size: float) -> list[Any]:
        """Return the styles of a row of texts and empty cells."""
        made = self.plain.get(size)
        if made is None:
            made = [self.styles.body(column, None, size) for column in self.table.form.columns]
            self.plain[size] = made
        return made

    def _number(self, at: int, value: Value, size: float) -> Any:
        return self.styles.body(self.table.form.columns[at], value, size)

    def _size(self, values: list[Value]) -> tuple[float, float]:
        """Return the size of the letters of a row, smaller where Excel has no row high enough, and its height."""
        texts = [
            (value, width)
            for value, width in zip(values, self.widths, strict=True)
            if isinstance(value, str) and value
        ]
        high = height(texts, SIZE)
        if high <= MAX_HEIGHT:
            return SIZE, high
        sizes = [(size, height(texts, size)) for size in _SMALLER]
        return next((found for found in sizes if found[1] <= MAX_HEIGHT), (_SMALLER[-1], MAX_HEIGHT))

    def _notes(self) -> None:
        end = Cell(self.places.marks, self.styles.named("mark"), line_mark(self.table, END))
        self.sheet.put(self.places.end, [end], 8.0)
        for row, note in zip(self.places.notes, note_lines(self.table.notes), strict=True):
            self._line(row, "note", 10, note)

    def _hidden_sheet(self) -> None:
        style = self.styles.named("mark")
        for row, line in enumerate([*meta_lines(self.table), *said_lines(self.table)]):
            cells = [Cell(at, style, self._text(text, row, at)) for at, text in enumerate(line)]
            self.meta.put(row, cells, 15.0)
        self.meta.protect()
        self.meta.very_hidden()

    # --- rules of entry, page, protection -----------------------------------------------------------

    def _entry_rules(self) -> None:
        if not self.places.body:
            return
        first, last = self.places.body[0].row, self.places.body[-1].row
        for at, column in enumerate(self.table.form.columns):
            if column.fill is None:
                continue
            rule = self._rule(column, at)
            if rule:
                self.sheet.data_validation(first, at, last, at, rule)
            empty = {"type": "blanks", "format": self.styles.named("empty")}
            self.sheet.conditional_format(first, at, last, at, empty)

    def _rule(self, column: Column, at: int) -> dict[str, Any]:
        prompt = "number-percent" if is_percent(column) else f"{column.fill}-prompt"
        said = {
            "input_title": say(f"workbook.{column.fill}-title", "zh"),
            "input_message": say(f"workbook.{prompt}", "zh"),
            "error_title": say(f"workbook.{column.fill}-title", "zh"),
            "error_message": say(f"workbook.{column.fill}-fault", "zh"),
        } if column.fill != "text" else {}  # fmt: skip
        if column.fill == "number":
            return {"validate": "decimal", "criteria": "between", "minimum": -MOST, "maximum": MOST, **said}
        if column.fill == "date":
            return {
                "validate": "date",
                "criteria": "between",
                "minimum": FIRST_DAY,
                "maximum": LAST_DAY,
                **said,
            }
        if column.fill == "list" and column.choices:
            return {"validate": "list", "source": self._choices(column, at), **said}
        return {}

    def _choices(self, column: Column, at: int) -> list[str] | str:
        """Return the choices of a list, or where they stand."""
        choices = [self._text(choice, 0, at) for choice in column.choices]
        if (
            all(map(_PLAIN_CHOICE.fullmatch, choices))
            and len(",".join(choices).encode("utf-16-le")) // 2 <= _LONGEST_INLINE_LIST
        ):
            return choices
        first = 100 + at * 1000
        for row, choice in enumerate(choices, start=first):
            self.meta.put(row, [Cell(2, self.styles.named("mark"), choice)], 15.0)
        return f"={META_SHEET}!$C${first + 1}:$C${first + len(choices)}"

    def _page(self) -> None:
        sheet, places = self.sheet, self.places
        sheet.set_widths(self.widths, hidden=places.marks)
        sheet.set_landscape()
        sheet.set_paper(_PAPERS[self.table.form.paper])
        sheet.set_margins(left=MARGIN / 25.4, right=MARGIN / 25.4, top=0.75, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.center_horizontally()
        sheet.print_area(0, 0, places.last, places.columns - 1)
        sheet.repeat_rows(places.heading)
        wide = sum(self.widths) > _WIDE_FORM and places.columns > 4
        sheet.freeze_panes(places.heading + 1, 2 if wide else 0)
        sheet.hide_gridlines(2)
        draft = f'&R&"黑体,Regular"&12{say("workbook.draft", "zh")}' if self.table.draft else ""
        if header := watermark_header(self.table.watermark) + draft:
            sheet.set_header(header)
        sheet.set_footer(self._footer())

    def _footer(self) -> str:
        """Return the footer: whose table a loose page is from, of which version, and the page number.

        An ampersand is a command there (&G a picture), which doubling it does not keep every program from obeying.
        """
        whose, version = (
            _page_text(text, _LONGEST_FOOTER)
            for text in (f"{self.table.unit_name}　{self.table.form.name}", self.table.plan_version)
        )
        font = '&"宋体,Regular"&9'
        return f"&L{font} {whose}&C{font}{say('workbook.page', 'zh')}&R{font} {version}"

    def _protection(self) -> None:
        """Lock the sheet without a password: against slips, not against those who must change it."""
        self.sheet.protect("", {"format_columns": True, "format_rows": True})
        first = self.places.body[0].row if self.places.body else 0
        fills = [at for at, column in enumerate(self.table.form.columns) if column.fill]
        if fills:
            row = next((place.row for place in self.places.body if place.commitment), first)
            self.sheet.set_selection(row, fills[0], row, fills[0])


def watermark_header(watermark: str) -> str:
    """Return the part of a page's header that says in light letters whose copy it is; Excel prints nothing behind cells."""
    text = _page_text(watermark, _LONGEST_WATERMARK)
    return f'&C&"宋体,Regular"&9&KA6A6A6{text}' if text else ""


def _page_text(text: str, most: int) -> str:
    """Return a text as it may stand in header or footer."""
    return shown(text)[:most].replace("&", "\N{FULLWIDTH AMPERSAND}").replace("\n", " ")


def _style(entry: Entry) -> str:
    return "blank" if entry.fills else "entry"


def note_lines(notes: tuple[str, ...]) -> list[str]:
    """Return the notes as printed: 注： before the first, numbered where there are several."""
    said = [
        say("workbook.note-numbered", "zh", number=number, note=note) if len(notes) > 1 else note
        for number, note in enumerate(notes, start=1)
    ]
    first = [say("workbook.note-first", "zh", note=note) for note in said[:1]]
    return [*first, *(f"　　{note}" for note in said[1:])]
