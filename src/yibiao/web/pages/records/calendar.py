"""The calendar of working days: a year at a glance, and the days that the system administrator sets."""

import calendar as months
import datetime
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.core.cycle.workdays import Workdays
from yibiao.hub.access.rights import check, may
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.cycle.days import announced, drop_day, set_days, workdays
from yibiao.hub.cycle.models import DayRecord
from yibiao.web.acting import actor_for
from yibiao.web.pages.viewing import day_in, done, number_in, view
from yibiao.web.templating import page

_FIRST, _LAST = 2004, 2100


class Day(NamedTuple):
    """One day: `kind` is ``off``, ``on`` (a weekend worked), ``rest`` or empty; `name` what it is called."""

    day: datetime.date
    kind: str
    name: str


@view
def calendar(request: HttpRequest) -> HttpResponse:
    """Show a year; the system administrator sets days and takes them back."""
    actor = actor_for(request)
    year = min(max(number_in(request, "year") or today().year, _FIRST), _LAST)
    if request.method == "POST":
        check(actor, "group.edit")
        return _changed(request, year)
    known = workdays()
    return page(
        request,
        "records/calendar.html",
        year=year,
        months=[[_shown(known, day) for day in _days(year, month)] for month in range(1, 13)],
        known=known.knows(datetime.date(year, 1, 1)),
        last=max(announced().years),
        own=DayRecord.objects.filter(day__year=year),
        able=may(actor, "group.edit"),
        years=[one if _FIRST <= one <= _LAST else None for one in (year - 1, year + 1)],
    )


def _changed(request: HttpRequest, year: int) -> HttpResponse:
    to = f"{reverse('calendar')}?year={year}"
    if request.POST.get("what") == "drop":
        day = day_in(request, "day")
        if day is None:
            raise Refused("cycle.needs-days")
        drop_day(actor_for(request), day)
        return done(request, "cycle.dropped", to)
    first = day_in(request, "first")
    if first is None:
        raise Refused("cycle.needs-days")
    last = day_in(request, "last") or first
    made = set_days(actor_for(request), first, last, request.POST.get("kind") == "on", request.POST.get("name", ""))
    return done(request, "cycle.entered", f"{reverse('calendar')}?year={first.year}", count=len(made))


def _days(year: int, month: int) -> list[datetime.date]:
    return [datetime.date(year, month, day) for day in range(1, months.monthrange(year, month)[1] + 1)]


def _shown(known: Workdays, day: datetime.date) -> Day:
    if day in known.on:
        return Day(day, "on", known.on[day])
    if day in known.off:
        return Day(day, "off", known.off[day])
    return Day(day, "" if known.is_working(day) else "rest", "")
