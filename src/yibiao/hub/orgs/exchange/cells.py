"""Cells of files of units and people: their columns in either language, and what may stand in them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import cache
from typing import Any, NamedTuple

from yibiao.core.orgs.names import is_date
from yibiao.core.orgs.pack import KINDS, Alias
from yibiao.hub.orgs.aliases import aliases_of
from yibiao.hub.orgs.exchange.report import RowFault
from yibiao.hub.orgs.models import POST_KINDS
from yibiao.messages import LANGUAGES, say

UNIT_COLUMNS = (
    *("code", "name", "kind", "parent", "aliases", "gb_code", "supervision", "since", "until", "successor"),
    *("groups", "table", "dispatches"),
)
PEOPLE_COLUMNS = ("login", "fullname", "phone", "email", "unit", "post", "title", "since", "until")
# Words of choices by column: the beginning of their message keys, and the values.
_CHOICES: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "kind": ("unit-", KINDS),
    "supervision": ("supervision-", ("supervised", "letter")),
    "post": ("post-", POST_KINDS),
    "dispatches": ("dispatches-", ("yes", "no")),
}
_GB_CODE = re.compile(r"[0-9]{6}(?:[0-9]{3}){0,2}")
_DATE = re.compile(r"(\d{4})(?:[-/.年](\d{1,2})(?:[-/.月](\d{1,2})日?|月)?|年)?")


class CellFault(ValueError):
    """A cell that can't be meant: `key` and `slots` say what was expected."""

    def __init__(self, key: str, **slots: Any) -> None:
        super().__init__(key)
        self.key, self.slots = key, slots


class FileRow(NamedTuple):
    """A row of a file: its number as spreadsheets count, and its cells by column; missing columns are missing."""

    number: int
    cells: Mapping[str, str]

    def fault(self, column: str, key: str, **slots: Any) -> RowFault:
        """Return a fault in one cell."""
        return RowFault(self.number, column, self.cells.get(column, ""), key, slots)


def label(column: str, lang: str) -> str:
    """Return the heading of a column."""
    return say(f"orgs.column-{column}", lang)


def word(column: str, value: str, lang: str) -> str:
    """Return the word for a choice of a column."""
    return say(f"orgs.{_CHOICES[column][0]}{value}", lang)


@cache
def _words(column: str) -> dict[str, str]:
    """Return the choices of a column by every word for them."""
    beginning, values = _CHOICES[column]
    told = {say(f"orgs.{beginning}{value}", lang).casefold(): value for value in values for lang in LANGUAGES}
    return told | {value.casefold(): value for value in values}


def choice(column: str, text: str) -> str:
    """Return the value that a word means; raise `CellFault` with the words there are."""
    found = _words(column).get(text.strip().casefold())
    if found is None:
        words = say("planfile.separator", "zh").join(
            word(column, value, "zh") for value in _CHOICES[column][1]
        )
        raise CellFault("orgs.expect-choice", choices=words)
    return found


def partial_date(text: str) -> str | None:
    """Return a date as far as it is given, in ISO form: of 2019年1月 ``2019-01``; None for an empty cell."""
    if not text:
        return None
    found = _DATE.fullmatch(text.replace(" ", ""))
    parts = [part.zfill(2) for part in found.groups() if part] if found else []
    made = "-".join(parts)
    if not made or not is_date(made):
        raise CellFault("orgs.expect-partial-date")
    return made


def full_date(text: str) -> date | None:
    """Return a date; None for an empty cell."""
    made = partial_date(text) if text else None
    if made is not None and len(made) < 10:
        raise CellFault("orgs.expect-date")
    return date.fromisoformat(made) if made else None


def gb_code(text: str) -> str:
    """Return a GB/T 2260 code, which may be missing."""
    if text and not _GB_CODE.fullmatch(text):
        raise CellFault("orgs.expect-gb-code")
    return text


def other_names(text: str) -> tuple[Alias, ...]:
    """Return the names of a cell, with their days in ISO form."""
    try:
        found = aliases_of(text)
        return tuple(
            alias._replace(since=partial_date(alias.since or ""), until=partial_date(alias.until or ""))
            for alias in found
        )
    except CellFault:
        raise
    except ValueError as fault:
        raise CellFault("orgs.expect-aliases") from fault


def table_of(
    rows: Sequence[Sequence[str]], columns: Sequence[str], needed: Iterable[str]
) -> tuple[list[FileRow], list[RowFault]]:
    """Return the rows below the heading by column, or what is wrong with the heading."""
    top = next(at for at, row in enumerate(rows) if any(cell.strip() for cell in row))
    places: dict[int, str] = {}
    faults: list[RowFault] = []
    names = _headings(tuple(columns))
    for at, cell in enumerate(rows[top]):
        if not cell.strip():
            continue
        column = names.get("".join(cell.split()).casefold())
        if column is None:
            known = say("planfile.separator", "zh").join(label(name, "zh") for name in columns)
            faults.append(
                RowFault(top + 1, "", cell, "orgs.unknown-column", {"found": cell[:40], "choices": known})
            )
        elif column in places.values():
            faults.append(RowFault(top + 1, column, cell, "orgs.column-twice"))
        else:
            places[at] = column
    faults += [
        RowFault(top + 1, name, "", "orgs.column-missing") for name in needed if name not in places.values()
    ]
    if faults:
        return [], faults
    return [
        FileRow(number, {column: row[at].strip() if at < len(row) else "" for at, column in places.items()})
        for number, row in enumerate(rows[top + 1 :], start=top + 2)
        if any(cell.strip() for cell in row)
    ], []


@cache
def _headings(columns: tuple[str, ...]) -> dict[str, str]:
    """Return columns by every heading for them."""
    told = {
        "".join(label(column, lang).split()).casefold(): column for column in columns for lang in LANGUAGES
    }
    return told | {column: column for column in columns}
