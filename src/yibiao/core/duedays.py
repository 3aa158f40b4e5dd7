"""By which day a month is reported: as the plan itself orders (每月5日前报送), else on the usual day.

A day of the first half of a month is one for the month before: what was done in April is reported by the 5th of May.
Working days are Monday to Friday; public holidays are known to nobody here.
"""

import calendar
import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from yibiao.core.cadence import family_of
from yibiao.core.plan import Due

USUAL_DAY = 28
# Up to this day a month that has ended is reported.
_HALF = 15
# Whose day it is: that of reporting, else that of the dispatch the reports are for.
_FAMILIES = ("报送", "调度")


def monthly_due(cadence: Iterable[Mapping[str, Any]]) -> Due | None:
    """Return the due day of a plan's monthly reports, by its cadence as plain values; None where it orders none."""
    monthly = [(family_of(one["activity"]), Due(**one["due"])) for one in cadence if one["every"] == "month" and one["due"]]
    named = [(family, due) for family, due in monthly if due.day is not None or due.before_end]
    return next((due for wanted in _FAMILIES for family, due in named if family == wanted), None)


def due_date(due: Due | None, month: int) -> datetime.date:
    """Return the day by which a month (year × 12 + month − 1) is reported."""
    last = _day_of(month, 31)
    if due is None:
        return _day_of(month, USUAL_DAY)
    if due.after_end:
        return _after(last, due.day or 0, due.working_days)
    if due.before_end:
        return last - datetime.timedelta(days=due.day or 0)
    day = due.day or USUAL_DAY
    return _day_of(month if day > _HALF else month + 1, day)


def _day_of(month: int, day: int) -> datetime.date:
    year, place = month // 12, month % 12 + 1
    return datetime.date(year, place, min(day, calendar.monthrange(year, place)[1]))


def _after(last: datetime.date, days: int, working: bool) -> datetime.date:
    """Return the day that lies some days behind another."""
    day = last
    while days > 0:
        day += datetime.timedelta(days=1)
        days -= not working or day.weekday() < calendar.SATURDAY
    return day
