"""A table as the data that `table.typ` sets: texts broken into lines, widths in millimetres, heights in points."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from yibiao.core.tables.values import UnitTable
from yibiao.files.tables.fonts import WEIGHTS, Chain, Part, without_marks
from yibiao.files.tables.lines import balanced, broken, is_shaped
from yibiao.files.tables.paper import (
    ANNEX,
    BOTTOM,
    DRAFT,
    LEFT,
    MM_PER_POINT,
    RIGHT,
    TOP,
    Paper,
    bands,
    clean,
    entry,
    notes,
    said,
)

# Distance of lines in ems; space above and below the text of a cell, and the lowest row, in points.
_PITCH = 1.3
_BREATHING = 3.0
_LOWEST = 24.0
# Parts of the page: a row above `_TALL` may run over to the next page, headings above theirs aren't repeated.
_TALL, _TALL_HEADING, _TALL_BAND = 0.5, 0.4, 0.2
# A row as high as its text: typst finds out.
_AUTO = -1.0
# What the page itself says, for the check of the fonts.
_PAGE = "— 0123456789"
_BODY = "注："


class Texts(NamedTuple):
    """The texts of a table as print can show them; `columns` are the cells of each column, top to bottom."""

    title: str
    subtitle: str
    draft: str
    head: list[str]
    heading: list[str]
    bands: list[tuple[str, int]]
    columns: list[list[str]]
    notes: list[str]
    foot: list[str]
    watermark: Sequence[str] = ()

    def wanted(self) -> dict[Part, set[str]]:
        """Return the characters that each part's fonts must have."""
        body = set(_BODY).union(*map(set, (*self.head, *self.notes, *self.foot)))
        for column in self.columns:
            body.update(*set(column))
        bands = "".join(title for title, _ in self.bands)
        return {
            "body": body,
            "head": set(ANNEX + self.draft + bands + "".join(self.heading)),
            "title": set(self.title),
            "kai": set(f"{self.subtitle}（{self.draft}）" if self.draft else self.subtitle),
            "page": set(_PAGE).union(*self.watermark),
        }


def texts(table: UnitTable) -> Texts:
    """Return the texts of a table, cleaned."""
    runs = bands(table.rows)
    rows = [row.cells for run in runs for row in run.rows]
    count = len(table.form.columns)
    columns = list(zip(*rows, strict=True)) if rows else [()] * count
    if len(columns) != count:
        raise ValueError(f"rows of {len(columns)} cells in a form of {count} columns")
    return Texts(
        title=clean(table.title),
        subtitle=clean(table.subtitle),
        draft=DRAFT if table.draft else "",
        head=[entry(line) for line in table.head],
        heading=[clean(column.title) for column in table.form.columns],
        bands=[(run.title, len(run.rows)) for run in runs],
        columns=[[clean(said(value)) for value in column] for column in columns],
        notes=[clean(note) for note in notes(table)],
        foot=[entry(line) for line in table.foot],
        watermark=clean(table.watermark).splitlines(),
    )


class _Setter:
    """Breaks and measures the cells of one table."""

    def __init__(self, sheet: Paper, chains: Mapping[Part, Chain], *, reckons: bool) -> None:
        self._reckons = reckons
        self._sheet = sheet
        self._chains = chains
        self._page = sheet.text_height / MM_PER_POINT
        em = sheet.size * MM_PER_POINT
        self._rooms = [_room(width - 2 * sheet.padding, em) for width in sheet.columns]
        self._heading_rooms = [_room(width - 2 * sheet.heading_padding, em) for width in sheet.columns]
        self._band_room = _room(sheet.text_width - 2 * sheet.padding, em)

    def column(self, cells: Sequence[str], at: int) -> list[tuple[str, int]]:
        """Return each cell with its lines broken, and how many they are (0: not known)."""
        chain, room = self._chains["body"], self._rooms[at]
        made: dict[str, tuple[str, int]] = {}
        for text in cells:
            if text not in made:
                made[text] = self._joined(broken(text, chain, room))
        return [made[text] for text in cells]

    def heading(self, title: str, at: int) -> tuple[str, int]:
        """Return the heading of a column in lines of like length, and how many they are (0: not known)."""
        return self._joined(balanced(title, self._chains["head"], self._heading_rooms[at]))

    def band(self, title: str) -> tuple[str, float]:
        """Return the heading of a run of rows, broken, and its height."""
        text, count = self._joined(broken(title, self._chains["head"], self._band_room))
        return text, self.height(count)

    def _joined(self, lines: list[str]) -> tuple[str, int]:
        return "\n".join(lines), len(lines) if self._reckons else 0

    def height(self, count: int) -> float:
        """Return the height of a row of `count` lines in points."""
        size = self._sheet.size
        return max(_LOWEST, round(count * size * _PITCH + 2 * _BREATHING, 2)) if count else _AUTO

    def fits(self, height: float, part: float) -> bool:
        """Tell whether `height` is known and takes no more than `part` of the page."""
        return 0 <= height <= part * self._page


def _room(millimetres: float, em: float) -> int:
    """Return thousandths of an em, less what rounding may cost."""
    return int(millimetres / em * 1000) - 2


def typeset(table: UnitTable, found: Texts, sheet: Paper, chains: Mapping[Part, Chain]) -> dict[str, Any]:
    """Return what `table.typ` sets; where widths can't be reckoned, it finds out the heights itself."""
    found = _printable(found, chains)
    reckons = not is_shaped("".join(set().union(*found.wanted().values())))
    setter = _Setter(sheet, chains, reckons=reckons)
    heading = [setter.heading(title, at) for at, title in enumerate(found.heading)]
    columns = [setter.column(cells, at) for at, cells in enumerate(found.columns)]
    heading_height = setter.height(_most([count for _, count in heading]))
    heights = [
        setter.height(_most(counts)) for counts in zip(*([n for _, n in c] for c in columns), strict=True)
    ]
    titles = [setter.band(title) for title, _ in found.bands]
    repeats = setter.fits(heading_height, _TALL_HEADING)
    # A repeated band names the rows below it, so every run must have one.
    repeats_bands = all(title for title, _ in found.bands[1:]) and all(
        setter.fits(height, _TALL_BAND) for _, height in titles
    )
    known = [
        height if setter.fits(height, _TALL) else _AUTO
        for height in _in_order(heading_height, heights, found.bands, titles)
    ]
    return {
        **_around(table, found, sheet, chains),
        "kerning": not reckons,
        "heading": [text for text, _ in heading],
        "bands": _runs(found.bands, titles, columns),
        "heights": known,
        "repeat": repeats,
        "repeat-bands": repeats_bands,
        "keep": bool(table.rows) and repeats and repeats_bands and _AUTO not in known,
    }


def _most(counts: Sequence[int]) -> int:
    """Return the lines of a row; 0 where one cell's are not known."""
    return max(counts) if all(counts) else 0


def _runs(
    found: Sequence[tuple[str, int]],
    titles: Sequence[tuple[str, float]],
    columns: list[list[tuple[str, int]]],
) -> list[dict[str, Any]]:
    rows = list(zip(*([text for text, _ in column] for column in columns), strict=True))
    made, start = [], 0
    for (_, count), (title, _) in zip(found, titles, strict=True):
        cells = [text for row in rows[start : start + count] for text in row]
        made.append({"title": title, "cells": cells, "rows": count})
        start += count
    return made


def _in_order(
    heading: float,
    heights: list[float],
    found: Sequence[tuple[str, int]],
    titles: Sequence[tuple[str, float]],
) -> list[float]:
    """Return the heights of all rows as they stand on paper: heading, then each band and its rows."""
    made, start = [heading], 0
    for (title, count), (_, height) in zip(found, titles, strict=True):
        made += [height] * bool(title) + heights[start : start + count]
        start += count
    return made


def _around(table: UnitTable, found: Texts, sheet: Paper, chains: Mapping[Part, Chain]) -> dict[str, Any]:
    """Return what stands around the table, and the measures of the page."""
    return {
        "title": found.title,
        "subtitle": found.subtitle,
        "annex": ANNEX,
        "draft": found.draft,
        "head": found.head,
        "notes": found.notes,
        "foot": found.foot,
        "watermark": found.watermark,
        "keywords": [clean(table.form.name), clean(table.plan_version), table.plan_digest],
        "size": sheet.size,
        "note-size": max(9.0, min(sheet.size, 10.5)),
        "leading": round((_PITCH - 1) * sheet.size, 3),
        "breathing": _BREATHING,
        "padding": round(sheet.padding, 4),
        "heading-padding": round(sheet.heading_padding, 4),
        "columns": [round(width, 4) for width in sheet.columns],
        "align": [column.align for column in table.form.columns],
        "faces": {
            part: {"families": chain.families, "weight": WEIGHTS[part]} for part, chain in chains.items()
        },
        "sheet": {
            "width": sheet.width, "height": sheet.height,
            "top": TOP, "bottom": BOTTOM, "left": LEFT, "right": RIGHT,
        },
    }  # fmt: skip


def _printable(found: Texts, chains: Mapping[Part, Chain]) -> Texts:
    """Return the texts with 〓 for marks that the fonts lack."""
    body, head = chains["body"], chains["head"]
    return found._replace(
        title=without_marks(found.title, chains["title"]),
        subtitle=without_marks(found.subtitle, chains["kai"]),
        head=[without_marks(text, body) for text in found.head],
        heading=[without_marks(text, head) for text in found.heading],
        bands=[(without_marks(title, head), count) for title, count in found.bands],
        columns=[[without_marks(text, body) for text in column] for column in found.columns],
        notes=[without_marks(text, body) for text in found.notes],
        foot=[without_marks(text, body) for text in found.foot],
        watermark=[without_marks(text, chains["page"]) for text in found.watermark],
    )
