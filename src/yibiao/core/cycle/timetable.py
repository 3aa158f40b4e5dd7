"""The days of a period: 数据截止 → 报送 → 核验 → 汇总 → 调度, and the day of a longer period's 小结, 讲评 or 考核.

Each is a day of the month, some days after the period has ended, or some after the day before it. A day that
is not worked moves to a working day before or after it, as the office says, but for the cut-off: figures as they
stood on a Sunday can be told on Monday. The usual days are those of the month's chain in practice: 25 → 28 → 30 → 3 → 5.
"""

import calendar
import datetime
from collections.abc import Iterable, Mapping
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from yibiao.core.cadence import family_of
from yibiao.core.commitments.horizon import months_of
from yibiao.core.cycle.workdays import SHIFTS, WEEKENDS_ALONE, Shift, Workdays
from yibiao.core.plan import Due

StepName = Literal["cut_off", "report", "verify", "collate", "dispatch"]
STEPS: tuple[StepName, ...] = ("cut_off", "report", "verify", "collate", "dispatch")
Kind = Literal["day", "end", "step"]

# A day of the month up to this one belongs to the period that ended the month before (每月5日前报送上月).
_HALF = 15
# Whose day it is: that of reporting, else that of the dispatch the reports are for.
_FAMILIES = ("报送", "调度")
# What may be asked for: days of a month, months after a period's last, days after another day.
_MOST_DAYS, _MOST_MONTHS, _MOST_AFTER = 31, 3, 60


class Step(NamedTuple):
    """One day: `number` is a ``day`` of the month that lies `months` after the period's last (31: its last day),
    a count of days after the period's ``end`` (negative: before it), or after the ``step`` before this one.

    Counted days are working days where `working` says so.
    """

    kind: Kind
    number: int
    months: int = 0
    working: bool = False


# The usual day of verification: what is reported later than that is verified two working days on.
_CHECKED = Step("day", 30)


class Timetable(NamedTuple):
    """The days of every period of a plan; `review` is the day of longer periods' 小结, 讲评 and 考核."""

    cut_off: Step = Step("day", 25)
    report: Step = Step("day", 28)
    verify: Step = _CHECKED
    collate: Step = Step("day", 3, 1)
    dispatch: Step = Step("day", 5, 1)
    review: Step = Step("day", 10, 1)
    shift: Shift = "after"


class Dates(NamedTuple):
    """The days of one period; `dispatch` of a longer one is the day of its review."""

    cut_off: datetime.date
    report: datetime.date
    verify: datetime.date
    collate: datetime.date
    dispatch: datetime.date


class TimetableError(ValueError):
    """A timetable is none: `key` is a sentence of the book `cycle`, `step` the day it is about."""

    def __init__(self, key: str, step: str, **slots: object) -> None:
        super().__init__(key, step)
        self.key, self.step, self.slots = key, step, slots


def monthly_due(cadence: Iterable[Mapping[str, Any]]) -> Due | None:
    """Return the due day of a plan's monthly reports, by its cadence as plain values; None where it orders none."""
    monthly = [(family_of(one["activity"]), Due(**one["due"])) for one in cadence if one["every"] == "month" and one["due"]]
    named = [(family, due) for family, due in monthly if ordered(due) is not None]
    return next((due for wanted in _FAMILIES for family, due in named if family == wanted), None)


def usual(due: Due | None) -> Timetable:
    """Return the timetable of a plan that orders `due` for its monthly reports (None: nothing): the usual days around it."""
    report = ordered(due)
    if report is None:
        return Timetable()
    if report.kind == "day" and report.months == 0:
        return _around(report)
    # What is reported about the month's end is cut off there or before, and goes on two working days at a time.
    on = Step("step", 2, working=True)
    cut_off = Step("end", min(0, report.number), working=report.working) if report.kind == "end" else Step("end", 0)
    return Timetable(cut_off=cut_off, report=report, verify=on, collate=on, dispatch=on)


def _around(report: Step) -> Timetable:
    """Return the usual days where they fit around a day of reporting, else some that do."""
    cut_off = Step("day", min(25, max(1, report.number - 3)))
    if report.number <= _CHECKED.number:
        return Timetable(cut_off=cut_off, report=report, verify=_CHECKED)
    on = Step("step", 2, working=True)
    return Timetable(cut_off=cut_off, report=report, verify=on, collate=on, dispatch=on)


def ordered(due: Due | None) -> Step | None:
    """Return the day that a document orders as a step, None where it orders none that lies near the period's end."""
    if due is None or (due.day is None and not due.before_end):
        return None
    count = due.day or 0
    if count > _MOST_DAYS:
        return None
    if due.after_end:
        return Step("end", count, working=due.working_days)
    if due.before_end:
        return Step("end", -count, working=due.working_days)
    return Step("day", count, 0 if count > _HALF else 1)


def dates(timetable: Timetable, period: str, workdays: Workdays) -> Dates:
    """Return the days of a period (``2021-04``, ``2021-Q2``, ``2021-H1``, ``2021``); a period that is none is a `ValueError`."""
    months = months_of(period)
    if months is None:
        raise ValueError(period)
    made: list[datetime.date] = []
    for name in STEPS:
        step = getattr(timetable, name)
        if name == "dispatch" and months[0] != months[1]:
            step = timetable.review
        raw = _day(step, months[1], made[-1] if made else _month_end(months[1]), workdays)
        made.append(raw if name == "cut_off" else workdays.shifted(raw, timetable.shift))
    return Dates(*made)


def _day(step: Step, month: int, before: datetime.date, workdays: Workdays) -> datetime.date:
    if step.kind == "day":
        return _day_of(month + step.months, step.number)
    start = before if step.kind == "step" else _month_end(month)
    if step.working:
        return workdays.later(start, step.number)
    return start + datetime.timedelta(days=step.number)


def _day_of(month: int, day: int) -> datetime.date:
    year, place = month // 12, month % 12 + 1
    return datetime.date(year, place, min(day, calendar.monthrange(year, place)[1]))


def _month_end(month: int) -> datetime.date:
    return _day_of(month, 31)


# --- as kept, and as an office sets it


def timetable_values(timetable: Timetable) -> dict[str, Any]:
    """Return a timetable as plain values, as it is kept and logged."""
    steps = {name: getattr(timetable, name)._asdict() for name in (*STEPS, "review")}
    return {**steps, "shift": timetable.shift}


def read_timetable(values: Mapping[str, Any]) -> Timetable:
    """Return a timetable of plain values; `TimetableError` names the day that can't be, or comes before the one it follows."""
    steps = {name: _read_step(name, values.get(name)) for name in (*STEPS, "review")}
    shift = values.get("shift")
    if shift not in SHIFTS:
        raise TimetableError("no-shift", "shift", found=str(shift)[:20])
    made = Timetable(**steps, shift=shift)
    _check_order(made)
    return made


def _read_step(name: str, values: Any) -> Step:
    try:
        step = Step(values["kind"], values["number"], values.get("months", 0), values.get("working", False))
    except (TypeError, KeyError, AttributeError):
        raise TimetableError("no-step", name) from None
    if type(step.number) is not int or type(step.months) is not int or type(step.working) is not bool:
        raise TimetableError("no-step", name)
    if step.kind == "day" and 1 <= step.number <= _MOST_DAYS and 0 <= step.months <= _MOST_MONTHS:
        return step
    least = -_MOST_DAYS if step.kind == "end" else 0
    if step.kind in ("end", "step") and least <= step.number <= _MOST_AFTER and step.months == 0:
        return step
    raise TimetableError("no-day", name, found=str(step.number)[:20])


def _check_order(timetable: Timetable) -> None:
    """Refuse days that come before those they follow, in any month of a year of weekends alone."""
    unmoved = timetable._replace(shift="stay")
    for month in range(1, 13):
        made = dates(unmoved, f"2024-{month:02}", WEEKENDS_ALONE)
        for earlier, later in pairwise(STEPS):
            if getattr(made, later) < getattr(made, earlier):
                raise TimetableError("order", later, before=earlier, month=month)
