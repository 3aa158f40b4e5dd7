"""The days of a period: cut-off, reporting, verification, collation, dispatch."""

import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.core.cycle.timetable import (
    STEPS,
    Step,
    Timetable,
    TimetableError,
    dates,
    read_timetable,
    timetable_values,
    usual,
)
from yibiao.core.cycle.workdays import SHIFTS, WEEKENDS_ALONE, Workdays
from yibiao.core.plan import Due

D = datetime.date
DAYS = st.dates(D(2022, 1, 1), D(2024, 12, 31))
CALENDARS = st.builds(
    lambda off, on: Workdays(dict.fromkeys(off, "节"), dict.fromkeys(on, "班")), st.sets(DAYS, max_size=12), st.sets(DAYS, max_size=6)
)
DUES = st.one_of(
    st.none(),
    st.builds(lambda day: Due("", day), st.integers(1, 31)),
    st.builds(lambda day, working: Due("", day, after_end=True, working_days=working), st.integers(0, 99), st.booleans()),
    st.builds(lambda day, working: Due("", day, before_end=True, working_days=working), st.integers(0, 99), st.booleans()),
    st.just(Due("", before_end=True)),
)
MONTHS = st.builds("{:04}-{:02}".format, st.integers(2022, 2024), st.integers(1, 12))


def told(timetable: Timetable, period: str, workdays: Workdays = WEEKENDS_ALONE) -> list[str]:
    return [day.isoformat() for day in dates(timetable, period, workdays)]


def test_the_usual_chain_runs_into_the_next_month() -> None:
    # 28 May 2022 is a Saturday, 5 June a Sunday.
    assert told(Timetable(), "2022-05") == ["2022-05-25", "2022-05-30", "2022-05-30", "2022-06-03", "2022-06-06"]
    before = Timetable(shift="before")
    assert told(before, "2022-05") == ["2022-05-25", "2022-05-27", "2022-05-30", "2022-06-03", "2022-06-03"]


def test_the_cut_off_stays_on_a_day_off() -> None:
    assert told(Timetable(), "2022-09")[0] == "2022-09-25"  # a Sunday


def test_february_and_december() -> None:
    assert told(Timetable(shift="stay"), "2024-02") == ["2024-02-25", "2024-02-28", "2024-02-29", "2024-03-03", "2024-03-05"]
    assert told(Timetable(shift="stay"), "2023-02")[2] == "2023-02-28"
    assert told(Timetable(shift="stay"), "2021-12")[3:] == ["2022-01-03", "2022-01-05"]


def test_a_longer_period_ends_with_its_review() -> None:
    assert told(Timetable(shift="stay"), "2021-Q2") == ["2021-06-25", "2021-06-28", "2021-06-30", "2021-07-03", "2021-07-10"]
    assert told(Timetable(shift="stay"), "2021-H1")[-1] == "2021-07-10"
    assert told(Timetable(shift="stay"), "2021")[-1] == "2022-01-10"


def test_what_is_no_period_has_no_days() -> None:
    with pytest.raises(ValueError, match="2021-13"):
        dates(Timetable(), "2021-13", WEEKENDS_ALONE)


@pytest.mark.parametrize(
    ("due", "days"),
    [
        (Due("20日前", 20), ["2021-04-17", "2021-04-20", "2021-04-30", "2021-05-03", "2021-05-05"]),
        (Due("5日前", 5), ["2021-04-30", "2021-05-05", "2021-05-07", "2021-05-11", "2021-05-13"]),
        (Due("结束后3个工作日内", 3, after_end=True, working_days=True), ["2021-04-30", "2021-05-05", "2021-05-07", "2021-05-11", "2021-05-13"]),
        (Due("月底前", before_end=True), ["2021-04-30", "2021-04-30", "2021-05-04", "2021-05-06", "2021-05-10"]),
    ],
)
def test_the_other_days_lie_around_the_one_the_plan_orders(due: Due, days: list[str]) -> None:
    assert told(usual(due)._replace(shift="stay"), "2021-04") == days


@given(DUES, st.sampled_from(SHIFTS), MONTHS, CALENDARS)
def test_no_day_comes_before_the_one_it_follows(due: Due | None, shift: Any, period: str, workdays: Workdays) -> None:
    timetable = usual(due)._replace(shift=shift)
    made = dates(timetable, period, workdays)
    # The cut-off is no working day; what follows may have been moved before it.
    assert list(made[1:]) == sorted(made[1:])
    if shift != "before":
        assert made.cut_off <= made.report
    assert shift == "stay" or all(workdays.is_working(day) for day in made[1:])
    assert read_timetable(timetable_values(timetable)) == timetable


@pytest.mark.parametrize(
    ("changed", "key", "step"),
    [
        ({"report": {"kind": "day", "number": 20}}, "order", "report"),
        ({"verify": {"kind": "day", "number": 32}}, "no-day", "verify"),
        ({"verify": {"kind": "day", "number": "30"}}, "no-step", "verify"),
        ({"verify": {"kind": "day", "number": True}}, "no-step", "verify"),
        ({"verify": None}, "no-step", "verify"),
        ({"collate": {"kind": "step", "number": 61}}, "no-day", "collate"),
        ({"collate": {"kind": "step", "number": -1}}, "no-day", "collate"),
        ({"collate": {"kind": "week", "number": 1}}, "no-day", "collate"),
        ({"dispatch": {"kind": "day", "number": 2, "months": 1}}, "order", "dispatch"),
        ({"shift": "sideways"}, "no-shift", "shift"),
    ],
)
def test_a_timetable_that_cannot_be_names_its_day(changed: dict[str, Any], key: str, step: str) -> None:
    with pytest.raises(TimetableError) as refused:
        read_timetable({**timetable_values(Timetable()), **changed})
    assert (refused.value.key, refused.value.step) == (key, step)


def test_every_step_can_be_of_every_kind() -> None:
    kinds = (Step("day", 28), Step("end", 2, working=True), Step("step", 1, working=True), Step("end", -2))
    assert {one.kind for one in kinds} == {"day", "end", "step"}
    made = Timetable(Step("day", 20), *(Step("step", 1, working=True) for _ in STEPS[1:]))
    assert told(made, "2021-04") == ["2021-04-20", "2021-04-21", "2021-04-22", "2021-04-23", "2021-04-26"]
