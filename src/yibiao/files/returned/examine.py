"""One workbook that came back, held against the tables that were sent out."""

import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from yibiao.core.emit import number_text
from yibiao.core.tables.values import Column, UnitTable, Value
from yibiao.files.returned.entered import entered, exact, is_empty, text_of
from yibiao.files.returned.places import (
    Found,
    Rows,
    find_rows,
    find_sheet,
    meta_sheet,
    owners_of_marks,
    said_before,
)
from yibiao.files.returned.values import FileResult, Filled, Remark, Returned, Touched, remark
from yibiao.files.tables.layout import Entry, Layout, entry_text, heading_text, layout, widths_of
from yibiao.files.tables.rowmeta import (
    FORMAT,
    NOTHING,
    OVERVIEW_FORMAT,
    Said,
    check_of,
    meta_check,
    meta_lines,
    printed_head,
    row_mark,
    said_of,
)
from yibiao.files.tables.text import canonical, is_exact, place_of, shown
from yibiao.files.workbooks.values import Book, Formula, Merged
from yibiao.messages import say

# So many faults of one file are listed; one that was rebuilt would fill pages.
MOST_FAULTS = 100


class Expected(NamedTuple):
    """The tables that were sent out, by unit and form, and whose each row mark is."""

    tables: Mapping[tuple[str, str], UnitTable]
    owners: Mapping[str, UnitTable]
    version: str


def expect(tables: tuple[UnitTable, ...]) -> Expected:
    """Return the tables prepared for examining many files."""
    version = tables[0].plan_version if tables else ""
    return Expected(
        {(canonical(table.unit), canonical(table.form.id)): table for table in tables},
        owners_of_marks(tables),
        version,
    )


def examine(book: Book, name: str, sha256: str, expected: Expected) -> FileResult:
    """Return what a workbook gives, or everything that is wrong with it."""
    empty = FileResult(name, sha256, "refused")
    meta = meta_sheet(book)
    if not meta:
        return empty._replace(faults=(remark("no-meta"),))
    said = dict(meta)
    if said.get("format") == OVERVIEW_FORMAT:
        return empty._replace(state="ignored", notices=(remark("overview"),))
    table, fault = _table(meta, expected)
    whose = empty._replace(unit=said.get("unit"), unit_name=said.get("unit_name"), form=said.get("form"))
    if table is None or fault is not None:
        return whose._replace(faults=(fault or remark("meta-altered"),))
    whose = empty._replace(unit=table.unit, unit_name=table.unit_name, form=table.form.id)
    found = find_sheet(book, table, expected.owners)
    if isinstance(found, Remark):
        return whose._replace(faults=(found,))
    return _Examination(found, table, name, said_before(book)).result(whose, expected)


def _table(meta: list[tuple[str, str]], expected: Expected) -> tuple[UnitTable | None, Remark | None]:
    """Return the table a workbook says it is, and why it can't be taken."""
    said = dict(meta)
    if said.get("format") != FORMAT:
        return None, remark("other-format", found=said.get("format", ""), expected=FORMAT)
    if meta[-1] != ("check", meta_check(meta[:-1])):
        return None, remark("meta-altered")
    table = expected.tables.get((canonical(said.get("unit", "")), canonical(said.get("form", ""))))
    digests = {canonical(known.plan_digest) for known in expected.tables.values()}
    if canonical(said.get("plan_digest", "")) not in digests:
        return table, remark("other-plan", found=said.get("plan_version", ""), expected=expected.version)
    if table is None:
        return None, remark("unknown-table", unit=said.get("unit_name", ""), form=said.get("form", ""))
    return table, _other_table(meta, table)


def _other_table(meta: list[tuple[str, str]], table: UnitTable) -> Remark | None:
    """Return what tells a workbook from the table expected of the same unit: plan, period, rows."""
    now = meta_lines(table)
    theirs, ours = printed_head(meta), printed_head(now)
    for label, wanted in ours.items():  # an entry that nobody expects anything of may say what it likes
        found = theirs.get(label, "")
        if found != wanted:
            return remark("other-head", label=label, found=found, expected=wanted)
    same = all(
        canonical(dict(meta).get(name, "")) == canonical(dict(now)[name]) for name in ("plan_digest", "keys")
    )
    if same:
        return None
    return remark("other-plan", found=dict(meta).get("plan_version", ""), expected=table.plan_version)


class _Examination:
    """The cells of one table's sheet, one after the other."""

    def __init__(
        self, found: Found, table: UnitTable, name: str, said: Mapping[tuple[str, int], Said]
    ) -> None:
        self.said = said
        self.touched: list[Touched] = []
        self.sheet, self.heading, self.column = found.sheet, found.heading, found.column
        self.found, self.table, self.name = found, table, name
        self.places: Layout = layout(table)
        self.faults: list[Remark] = []
        self.notices: list[Remark] = list(found.notices)

    def result(self, whose: FileResult, expected: Expected) -> FileResult:
        """Return what the file gives."""
        returned: list[Returned] = []
        entries: list[Filled] = []
        if self._headings_hold():
            rows = find_rows(self.found, self.table, expected.owners)
            self.faults.extend(rows.faults)
            self.notices.extend(rows.notices)
            self._printed()
            self._apart(rows)
            for at, row in sorted(rows.rows.items()):
                returned.extend(self._row(at, row))
            entries.extend(self._entries(rows))
        self._by_name(expected)
        if self.faults:
            return whose._replace(faults=self._listed(), notices=tuple(self.notices))
        if not returned:
            self.notices.append(remark("nothing-filled", self.sheet.name))
        return whose._replace(
            state="taken",
            returned=tuple(returned),
            entries=tuple(entries),
            notices=tuple(self.notices),
            touched=tuple(self.touched),
        )

    def _listed(self) -> tuple[Remark, ...]:
        if len(self.faults) <= MOST_FAULTS:
            return tuple(self.faults)
        more = remark("more-faults", self.sheet.name, count=len(self.faults) - MOST_FAULTS)
        return (*self.faults[:MOST_FAULTS], more)

    def _by_name(self, expected: Expected) -> None:
        """Tell of a file that is named like another unit's."""
        stem = self.name.replace("\\", "/").rpartition("/")[2].rpartition(".")[0]
        for other in expected.tables.values():
            if stem == other.file_name and other.unit != self.table.unit:
                self.notices.append(
                    remark("named-otherwise", expected=other.unit_name, found=self.table.unit_name)
                )

    # --- what is printed ----------------------------------------------------------------------------

    def _headings_hold(self) -> bool:
        """Check the columns; where they were moved, nothing below can be told."""
        if self.column != self.places.marks:
            self.faults.append(remark("columns-moved", self.sheet.name))
            return False
        widths = widths_of(self.table)
        for at, (column, width) in enumerate(zip(self.table.form.columns, widths, strict=True)):
            wanted = heading_text(column.title, width)
            actual = self.sheet.at(self.heading, at)
            if not _same(wanted, actual):
                self._fault("column", self.heading, at, expected=wanted, found=text_of(actual))
        return not self.faults

    def _printed(self) -> None:
        """Check what is printed above the heading row."""
        shift = self.heading - self.places.heading
        self._holds(self.places.title + shift, 0, self.table.title)
        if self.places.subtitle is not None:
            self._holds(self.places.subtitle + shift, 0, self.table.subtitle)
        for entry in self.places.head:
            if not entry.fills:
                self._holds(entry.area.row + shift, entry.area.first, entry_text(entry))

    def _holds(self, row: int, column: int, wanted: Value) -> None:
        actual = self.sheet.at(row, column)
        if not _same(wanted, actual):
            shown_wanted = (
                "" if wanted is None else text_of(wanted) if isinstance(wanted, str) else str(wanted)
            )
            self._fault("locked", row, column, expected=shown_wanted, found=text_of(actual))

    # --- what is filled in --------------------------------------------------------------------------

    def _row(self, at: int, row: int) -> Iterator[Returned]:
        commitment = self.table.rows[at]
        check = check_of(row_mark(self.table, commitment.key))
        for number, (column, wanted) in enumerate(
            zip(self.table.form.columns, commitment.cells, strict=True)
        ):
            if column.fill is None:
                self._holds(row, number, wanted)
                continue
            value = self._value(column, row, number)
            before = self.said.get((check, number), NOTHING)
            if said_of(value).digest != before.digest:
                cell = place_of(row, number)
                self.touched.append(
                    Touched(commitment.key, column.key, value, self.sheet.name, cell, before.text, before.digest)
                )
            if value is not None:
                yield Returned(
                    self.table.unit,
                    self.table.form.id,
                    commitment.key,
                    column.key,
                    value,
                    f"{self.name}!{place_of(row, number)}",
                )

    def _apart(self, rows: Rows) -> None:
        """Check that no cells of the table were made one: what stood in all but the first of them is gone."""
        lines = set(rows.rows.values())
        for first, left, last, right in self.sheet.hints.merged:
            inside = range(first, min(last, len(self.sheet.rows)) + 1)
            if left < self.column and not lines.isdisjoint(inside) and self._is_one((first, left, last, right)):
                self._fault("merged", first, left, found=f"{place_of(first, left)}:{place_of(last, right)}")

    def _is_one(self, area: Merged) -> bool:
        """Tell whether merged cells hold nothing but the first: some programs leave a merge behind where rows moved."""
        first, left, last, right = area
        cells = ((row, at) for row in range(first, min(last, len(self.sheet.rows)) + 1) for at in range(left, min(right, self.column) + 1))
        return all(is_empty(self.sheet.at(*place)) for place in cells if place != (first, left))

    def _value(self, column: Column, row: int, number: int) -> Value:
        """Return the value of a cell to fill, None for nothing or for a fault."""
        hints = self.sheet.hints
        place = row, number
        if place in hints.errors:
            self._fault("error-value", row, number, found=hints.errors[place])
            return None
        formula = hints.formulas.get(place)
        if formula is not None and not formula.known:
            self._fault("formula-unknown", row, number, found=_formula_text(formula))
            return None
        found = entered(column, self.sheet.at(row, number), percent=place in hints.percents)
        cell = place_of(row, number)
        if found.fault is not None:
            self.faults.append(found.fault._replace(sheet=self.sheet.name, cell=cell))
            return None
        if found.notice is not None:
            self.notices.append(found.notice._replace(sheet=self.sheet.name, cell=cell))
        if formula is not None and found.value is not None:
            self._notice("formula-read", row, number, found=_formula_text(formula), value=_plain(found.value))
        return found.value

    def _entries(self, rows: Rows) -> Iterator[Filled]:
        """Yield what was typed behind the labels of head and foot."""
        shift = self.heading - self.places.heading
        for entry in self.places.head:
            yield from self._entry(entry, entry.area.row + shift)
        if rows.end is not None:
            for entry in self.places.foot:
                yield from self._entry(entry, entry.area.row - self.places.end + rows.end)

    def _entry(self, entry: Entry, row: int) -> Iterator[Filled]:
        text = text_of(self.sheet.at(row, entry.area.first)).strip()
        typed = _behind(text, entry.line.label)
        if entry.fills and typed:
            place = place_of(row, entry.area.first)
            yield Filled(entry.line.label, typed, f"{self.name}!{place}")

    def _fault(self, code: str, row: int, column: int, **args: object) -> None:
        self.faults.append(remark(code, self.sheet.name, place_of(row, column), **args))

    def _notice(self, code: str, row: int, column: int, **args: object) -> None:
        self.notices.append(remark(code, self.sheet.name, place_of(row, column), **args))


def _behind(text: str, label: str) -> str:
    """Return what stands behind the label of an entry: 填报人：张三 → 张三."""
    plain = shown(label).strip()
    if not text.startswith(plain):
        return text
    return text.removeprefix(plain).lstrip(" 　:：").strip()


def _formula_text(formula: Formula) -> str:
    return f"={formula.text}" if formula.text else say("collect.formula-hidden")


def _plain(value: Value) -> str:
    return value if isinstance(value, str) else number_text(value or 0)


def _same(wanted: Value, actual: Any) -> bool:
    """Tell whether a printed cell still says what was printed, as far as any program keeps it."""
    if wanted is None or wanted == "":
        return is_empty(actual)
    if wanted == actual and not isinstance(actual, bool):
        return True
    if isinstance(wanted, str):
        text = canonical(wanted)
        return text == canonical(text_of(actual)) or _blank_as(text, actual)
    if isinstance(actual, int | float) and not isinstance(actual, bool) and is_exact(wanted):
        return Decimal(wanted) == exact(actual)
    return canonical(unicodedata.normalize("NFKC", text_of(actual))) == number_text(wanted)


def _blank_as(text: str, actual: Any) -> bool:
    return not text and is_empty(actual)
