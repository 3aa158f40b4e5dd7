"""The calendar of working days: what is announced every year, and the days that the operator sets beside it.

The days announced by the State Council come with a library that knows them to the year of its release; a year
beyond is entered by the operator, and until then has its weekends alone.
"""

import datetime
from functools import cache
from typing import Any

from yibiao.core.cycle.workdays import Workdays, merged
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.cycle.models import DayRecord

# A holiday with its make-up days is shorter than this; a longer span is a slip of the hand.
MOST_DAYS = 31
_EARLIEST, _LATEST = 2000, 2100


def workdays() -> Workdays:
    """Return the calendar as it is now, with one query."""
    changed = {day: (working, name) for day, working, name in DayRecord.objects.values_list("day", "working", "name")}
    return merged(announced(), changed, frozenset(day.year for day in changed))


@cache
def announced() -> Workdays:
    """Return the days that the library knows, by their Chinese names."""
    from chinese_calendar.constants import Holiday, holidays, workdays  # noqa: PLC0415  a large table

    names = {one.value: one.chinese for one in Holiday}
    off = {day: names.get(name, name) for day, name in holidays.items()}
    on = {day: names.get(name, name) for day, name in workdays.items()}
    return Workdays(off, on, frozenset(day.year for day in off))


def _system(_row: Any) -> None:
    """The calendar belongs to the hub as a whole."""


@action("calendar.set", "group.edit", about=_system)
def set_days(act: Act, first: datetime.date, last: datetime.date, working: bool, name: str) -> list[DayRecord]:
    """Set the days from `first` to `last` as worked or off, with what the office calls them."""
    if not name.strip() or len(name.strip()) > DayRecord._meta.get_field("name").max_length:
        raise Refused("cycle.no-name")
    if last < first or (last - first).days >= MOST_DAYS:
        raise Refused("cycle.no-span", most=MOST_DAYS)
    if not (first.year >= _EARLIEST and last.year <= _LATEST):
        raise Refused("cycle.no-year", first=_EARLIEST, last=_LATEST)
    days = [first + datetime.timedelta(count) for count in range((last - first).days + 1)]
    known = {row.day: row for row in DayRecord.objects.select_for_update().filter(day__in=days)}
    return [_set(act, known.get(day), day, working, name.strip()) for day in days]


def _set(act: Act, row: DayRecord | None, day: datetime.date, working: bool, name: str) -> DayRecord:
    old = [row.working, row.name] if row is not None else None
    if old != [working, name]:
        act.note(f"day:{day}", old, [working, name])
    if row is None:
        return DayRecord.objects.create(day=day, working=working, name=name)
    if old != [working, name]:
        row.working, row.name = working, name
        row.edition += 1
        row.save(update_fields=["working", "name", "edition"])
    return row


@action("calendar.drop", "group.edit", about=_system)
def drop_day(act: Act, day: datetime.date) -> None:
    """Take back what was set for a day: it is again as announced."""
    row = DayRecord.objects.filter(day=day).first()
    if row is None:
        raise Refused("cycle.not-set", day=day)
    act.note(f"day:{day}", [row.working, row.name], None)
    row.delete()
