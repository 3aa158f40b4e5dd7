"""Which days are worked: Monday to Friday, without public holidays, and with the days that make up for them (调休).

The days off are announced year by year (国务院办公厅关于部分节假日安排的通知), so they come from outside. A year that
nobody has announced yet has its weekends alone, and whoever shows a day of it can say so (`knows`).
"""

import calendar
import datetime
from collections.abc import Mapping
from typing import Literal, NamedTuple

Shift = Literal["before", "after", "stay"]
SHIFTS: tuple[Shift, ...] = ("before", "after", "stay")

# No rest lasts as long as this; a calendar that says so would let no day be found.
_LONGEST_REST = 60
_ONE = datetime.timedelta(days=1)


class Workdays(NamedTuple):
    """A calendar: holidays `off` and make-up days `on` with their names, and the `years` it knows."""

    off: Mapping[datetime.date, str] = {}
    on: Mapping[datetime.date, str] = {}
    years: frozenset[int] = frozenset()

    def knows(self, day: datetime.date) -> bool:
        """Tell whether the holidays of the day's year are known."""
        return day.year in self.years

    def is_working(self, day: datetime.date) -> bool:
        """Tell whether a day is worked."""
        return day in self.on or (day.weekday() < calendar.SATURDAY and day not in self.off)

    def shifted(self, day: datetime.date, shift: Shift) -> datetime.date:
        """Return the working day that a day falls on: itself, else the next one `before` or `after` it; `stay`: always itself."""
        if shift == "stay":
            return day
        step = _ONE if shift == "after" else -_ONE
        found = day
        for _ in range(_LONGEST_REST):
            if self.is_working(found):
                return found
            found += step
        return day

    def later(self, day: datetime.date, count: int) -> datetime.date:
        """Return the `count`-th working day after a day (before it where `count` is negative)."""
        step = _ONE if count > 0 else -_ONE
        for _ in range(abs(count)):
            day = self.shifted(day + step, "after" if count > 0 else "before")
        return day


WEEKENDS_ALONE = Workdays()


def merged(base: Workdays, changed: Mapping[datetime.date, tuple[bool, str]], years: frozenset[int] = frozenset()) -> Workdays:
    """Return a calendar with days that an office set itself: worked or not, and why; they count before what was known.

    `years` are those whose holidays the office has entered altogether.
    """
    kept_off = {day: name for day, name in base.off.items() if day not in changed}
    kept_on = {day: name for day, name in base.on.items() if day not in changed}
    off = {day: name for day, (working, name) in changed.items() if not working}
    on = {day: name for day, (working, name) in changed.items() if working}
    return Workdays({**kept_off, **off}, {**kept_on, **on}, base.years | years)
