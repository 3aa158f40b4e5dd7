"""The values of printed tables: a form's columns, and one unit's table as text cells.

A table knows nothing of file formats: `files.tables` writes it as workbook, Word or PDF, and `files.collect`
reads the workbook back by the row keys.
"""

from typing import Literal, NamedTuple

from yibiao.core.plan import Number

FormId = str  # "issued" (印发版), "dispatch" (调度版), or the id of an operator's own form
Fill = Literal["number", "date", "list", "text"]
Align = Literal["left", "center", "right"]
Paper = Literal["A4", "A3"]
Format = Literal["xlsx", "docx", "pdf"]
# A cell is text, or a number that a workbook must be able to add up.
Value = str | Number | None


class Column(NamedTuple):
    """One column of a form. `field` names what stands in it (see `core.tables.fields`); `width` is a share of
    the page in millimetres. `fill` is None for printed columns; else what the unit types there, with
    `choices` for a list. `key` is the column's name in collected values."""

    key: str
    title: str
    field: str
    width: float
    align: Align = "left"
    fill: Fill | None = None
    choices: tuple[str, ...] = ()


class Form(NamedTuple):
    """A form: its columns, paper (landscape), what stands in head and foot, and the
    file formats it is written in. Titles may hold ``{unit}``,
    ``{plan}``, ``{year}``, ``{period}``."""

    id: FormId
    name: str
    title: str
    paper: Paper
    columns: tuple[Column, ...]
    head: tuple[str, ...]
    foot: tuple[str, ...]
    notes: tuple[str, ...] = ()
    formats: tuple[Format, ...] = ("xlsx", "docx", "pdf")


class TableRow(NamedTuple):
    """One row: `key` is the commitment's, `cells` follow the form's columns. `section` is the heading the row
    stands under (a run of rows with the same one is printed beneath one band), "" for none."""

    key: str
    cells: tuple[Value, ...]
    section: str = ""


class HeadLine(NamedTuple):
    """A labelled entry of head or foot: `text` empty where it is to be filled in by hand."""

    label: str
    text: str = ""


class UnitTable(NamedTuple):
    """One unit's table in one form. `draft` is true while any split in it is not approved or does not add up: the print then
    carries 征求意见稿. `file_name` is safe on every system and has no suffix. `watermark` is printed lightly on every
    page, by lines: whose copy it is."""

    unit: str
    unit_name: str
    form: Form
    title: str
    subtitle: str
    head: tuple[HeadLine, ...]
    rows: tuple[TableRow, ...]
    notes: tuple[str, ...]
    foot: tuple[HeadLine, ...]
    draft: bool
    file_name: str
    plan_version: str
    plan_digest: str
    watermark: str = ""


class Overview(NamedTuple):
    """The city's workbook: sheets of plain cells (`units × commitments`, totals, splits, open questions)."""

    title: str
    sheets: tuple["Sheet", ...]
    watermark: str = ""


class Sheet(NamedTuple):
    """One sheet: a heading row and rows of values; `widths` in characters, `wrap` columns are wrapped."""

    name: str
    heading: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    widths: tuple[int, ...]
    note: str = ""
