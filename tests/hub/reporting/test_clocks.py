"""Clocks: midnight of the office's own clock, the year's end, a leap day, and a machine whose clock was set back."""

import datetime

import pytest

from made_reports import filed
from reporting_city import City, on
from yibiao.core.cycle.reporting import reported
from yibiao.hub import clock
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.reporting.filing import pass_on, submit
from yibiao.hub.reporting.models import ReportRecord
from yibiao.hub.reporting.returning import Wrong, return_cells
from yibiao.hub.reporting.steps import due_of, machine

MAY_DUE = datetime.date(2026, 5, 28)


def at(text: str) -> datetime.datetime:
    return datetime.datetime.fromisoformat(text)


def handed_in(city: City, moment: datetime.datetime, period: str = "2026-05") -> ReportRecord:
    with clock.played(moment):
        if period == "2026-05":
            city.say("5")
        return filed(city.plan, city.unit, period)


@pytest.mark.parametrize(
    ("moment", "late"),
    [("2026-05-28T15:59:00+00:00", False), ("2026-05-28T16:01:00+00:00", True), ("2026-05-28T23:59:00+08:00", False)],
)
def test_a_day_ends_at_midnight_of_the_office(city: City, moment: str, late: bool) -> None:
    row = handed_in(city, at(moment))
    assert (row.due, row.late) == (MAY_DUE, late)


def test_the_last_month_is_reported_by_the_plan_s_days_whatever_the_year(city: City) -> None:
    made, _ = rounds(city.plan)
    last = [one for one in made if one.every == "month"][-1]
    assert last.period == "2026-12"
    assert last.dates.report.year in (2026, 2027)
    row = handed_in(city, on(f"{last.dates.report}"), "2026-12")
    assert not row.late
    assert last.dates.dispatch.year == 2027  # the month after it is another year's


def test_a_leap_day_is_a_day_like_others(city: City) -> None:
    with clock.played(on("2028-02-29")):
        row = ReportRecord.objects.create(plan=city.plan, unit=city.unit, period="2026-05", at=clock.now(), extended=datetime.date(2028, 2, 29))
        assert due_of(row) == datetime.date(2028, 2, 29)
        assert reported(machine(row), due_of(row), clock.today()) == "unreported"
        city.say("5")
        assert not filed(city.plan, city.unit, "2026-05").late
    with clock.played(on("2028-03-01")):
        assert reported(machine(ReportRecord.objects.get()), datetime.date(2028, 2, 29), clock.today()) == "in-time"


def test_a_clock_set_back_makes_nothing_punctual(city: City) -> None:
    with clock.played(on("2026-05-30")):
        city.say("5")
        submit(city.clerk, city.key())
    with clock.played(on("2026-05-20")):  # set back: the step before it was taken later
        row = pass_on(city.reviewer, ReportRecord.objects.get())
        row = pass_on(city.head, row)
    assert row.late
    with clock.played(on("2026-05-01")):
        return_cells(city.office, row, [Wrong(city.rows[0].pk, "total", "不符")])
        city.say("4", edition=1)
        city.say("核减1个", field="explained")
        again = filed(city.plan, city.unit, "2026-05")
    assert again.late
    assert again.filings == 2
