"""Days of packs and files, known as far as they are written: ``2018``, ``2018-06``, ``2018-06-30``."""

import calendar
from datetime import date, timedelta
from typing import NamedTuple

from yibiao.hub.orgs.models import KnownDates

FULL = 10  # characters of a whole ISO date
_DAY = timedelta(days=1)


class Spell(NamedTuple):
    """The two days of a row as the database keeps them, and how many characters of each are known."""

    since: date | None
    until: date | None
    since_known: int = FULL
    until_known: int = FULL


def first_day(text: str) -> date:
    """Return the first day of what `text` says: of ``2018`` the 1st of January."""
    return date.fromisoformat(text + "0001-01-01"[len(text) :])


def last_day(text: str) -> date:
    """Return the last day of what `text` says: of ``2018-02`` the 28th."""
    first = first_day(text)
    if len(text) == FULL:
        return first
    month = first.month if len(text) == 7 else 12
    return date(first.year, month, calendar.monthrange(first.year, month)[1])


def spell(since: str | None, until: str | None) -> Spell:
    """Return the days of two texts; an empty one is open."""
    return Spell(
        first_day(since) if since else None,
        last_day(until) if until else None,
        len(since) if since else FULL,
        len(until) if until else FULL,
    )


def since_text(row: KnownDates) -> str | None:
    """Return the first day of a row as far as it is known."""
    return row.since.isoformat()[: row.since_known] if row.since else None


def until_text(row: KnownDates) -> str | None:
    """Return the last day of a row as far as it is known."""
    return row.until.isoformat()[: row.until_known] if row.until else None


def before(day: date) -> date:
    """Return the day before."""
    return day - _DAY


def after(day: date | None) -> date | None:
    """Return the day after; an open end has none."""
    return day + _DAY if day else None


def standing(since: date | None, until: date | None, day: date) -> bool:
    """Tell whether a day lies between two others, both inclusive, None being open."""
    return (since is None or since <= day) and (until is None or until >= day)


def meet(one: tuple[date | None, date | None], two: tuple[date | None, date | None]) -> bool:
    """Tell whether two spells share a day; one that ends before it begins shares none."""
    begins = max((day for day, _ in (one, two) if day), default=None)
    ends = min((day for _, day in (one, two) if day), default=None)
    return begins is None or ends is None or begins <= ends
