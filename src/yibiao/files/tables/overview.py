"""The city's workbook: plain sheets of units, totals, splits and open questions, to be read and not filled in."""

import io
from typing import Any

import xlsxwriter

from yibiao.core.tables.values import Overview, Value
from yibiao.core.tables.values import Sheet as PlainSheet
from yibiao.files.tables.layout import MARGIN, PAPERS
from yibiao.files.tables.measure import MAX_HEIGHT, height
from yibiao.files.tables.rowmeta import META_SHEET, OVERVIEW_FORMAT
from yibiao.files.tables.sheet import A3, A4, NORMAL, Cell, Sheet
from yibiao.files.tables.styles import SIZE, Styles
from yibiao.files.tables.text import MAX_TEXT, check_length, place_of, sheet_name, shown
from yibiao.files.tables.xlsx import MADE, watermark_header
from yibiao.messages import say

# A character of a column's width, in millimetres.
_CHARACTER = 2.1
_NARROW = 12  # characters
# Rows above the data: title, note, heading.
_TITLE, _NOTE, _HEADING = 0, 1, 2


def overview_workbook(overview: Overview) -> bytes:
    """Return the bytes of the overview workbook (.xlsx); the same overview gives the same bytes."""
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_format_properties": NORMAL})
    book.set_properties({"title": shown(overview.title)[:255], "created": MADE})
    styles = Styles(book)
    names = [META_SHEET]
    for plain in overview.sheets:
        names.append(sheet_name(plain.name, names))
        made: Any = book.add_worksheet(names[-1], worksheet_class=Sheet)
        _Page(made, styles, plain, overview.title).write()
        if header := watermark_header(overview.watermark):
            made.set_header(header)
    meta: Any = book.add_worksheet(META_SHEET, worksheet_class=Sheet)
    mark = styles.named("mark")
    meta.put(0, [Cell(0, mark, "format"), Cell(1, mark, OVERVIEW_FORMAT)], 15.0)
    if overview.sheets:
        meta.very_hidden()
    book.close()
    return out.getvalue()


class _Page:
    """Writes one sheet."""

    def __init__(self, sheet: Any, styles: Styles, plain: PlainSheet, title: str) -> None:
        self.sheet, self.styles, self.plain, self.title = sheet, styles, plain, title
        self.widths = [max(4, width) * _CHARACTER for width in plain.widths]

    def write(self) -> None:
        last = max(0, len(self.plain.heading) - 1)
        self._across(_TITLE, last, "title", 20, f"{self.title}　{self.plain.name}")
        self._across(_NOTE, last, "note", 10, self.plain.note)
        self._row(_HEADING, "heading", self.plain.heading)
        for at, row in enumerate(self.plain.rows, start=_HEADING + 1):
            self._row(at, "plain", row)
        self._set_up(last)

    def _across(self, row: int, last: int, style: str, size: float, text: str) -> None:
        made = self.styles.named(style)
        if last:
            self.sheet.merge_range(row, 0, row, last, "")
        cells = [Cell(0, made, self._text(text, row, 0)), *(Cell(at, made) for at in range(1, last + 1))]
        high = height([(text, sum(self.widths))], size) if text else 6.0
        self.sheet.put(row, cells, min(high, MAX_HEIGHT))

    def _row(self, row: int, style: str, values: tuple[Value, ...]) -> None:
        cells = [
            Cell(
                at,
                self._style(style, at, value),
                self._text(value, row, at) if isinstance(value, str) else value,
            )
            for at, value in enumerate(values)
        ]
        texts = [
            (value, width)
            for value, width in zip(values, self.widths, strict=False)
            if isinstance(value, str)
        ]
        high = max(20.0, height(texts, SIZE))
        self.sheet.put(row, cells, min(high, MAX_HEIGHT), grows=style == "plain")

    def _style(self, style: str, at: int, value: Value) -> Any:
        """Return the style of a cell: narrow columns hold marks and small numbers, and are centred."""
        if style != "plain":
            return self.styles.named(style)
        narrow = at < len(self.widths) and self.widths[at] <= _NARROW * _CHARACTER
        align = "center" if narrow else "left" if isinstance(value, str | None) else "right"
        return self.styles.plain(value, align)

    def _text(self, text: str, row: int, column: int) -> str:
        made = shown(text)
        if len(made) > MAX_TEXT // 2:
            check_length(made, self.title, f"{self.plain.name}!{place_of(row, column)}")
        return made

    def _set_up(self, last: int) -> None:
        sheet = self.sheet
        sheet.set_widths(self.widths)
        sheet.set_landscape()
        sheet.set_paper(A4 if sum(self.widths) <= PAPERS["A4"] - 2 * MARGIN else A3)
        sheet.center_horizontally()
        sheet.set_margins(left=MARGIN / 25.4, right=MARGIN / 25.4, top=0.75, bottom=0.7)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(_HEADING)
        sheet.freeze_panes(_HEADING + 1, 2 if last > 7 else 1)
        sheet.hide_gridlines(2)
        if self.plain.heading and self.plain.rows:
            sheet.autofilter(_HEADING, 0, _HEADING + len(self.plain.rows), last)
        sheet.set_footer(f'&C&"宋体,Regular"&9{say("workbook.page", "zh")}')
