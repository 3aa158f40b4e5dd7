"""Clocks over holidays and the turn of the year; climbing gives the same however often and late it is asked."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.core.coordination.clocks import CLOCKS, LEVELS, climbed, days_of, due_by, is_late
from yibiao.core.cycle.workdays import WEEKENDS_ALONE, Workdays

DAY = datetime.timedelta(days=1)


def day(text: str) -> datetime.date:
    return datetime.date.fromisoformat(text)


# The National Day of 2021: off from 1 to 7 October, Saturday 9 October made up for it, as did Sunday 26 September.
OCTOBER = Workdays(
    {day(f"2021-10-0{one}"): "国庆节" for one in range(1, 8)}, {day("2021-09-26"): "国庆节", day("2021-10-09"): "国庆节"}, frozenset({2021})
)
NEW_YEAR = Workdays({day("2022-01-01"): "元旦", day("2022-01-02"): "元旦", day("2022-01-03"): "元旦"}, {}, frozenset({2021, 2022}))


def test_the_usual_clocks() -> None:
    assert {clock: days_of(clock) for clock in CLOCKS} == {"urgent": 5, "normal": 15, "minutes": 20, "hard": 30, "document": 30}


@pytest.mark.parametrize(
    ("start", "clock", "working", "calendar", "due"),
    [
        # 28 September and 5 days: in the holiday, so the first working day behind it.
        ("2021-09-28", "urgent", False, OCTOBER, "2021-10-08"),
        # Five working days: 29, 30 September, 8, 9 (made up), 11 October.
        ("2021-09-28", "urgent", True, OCTOBER, "2021-10-11"),
        ("2021-09-28", "urgent", True, WEEKENDS_ALONE, "2021-10-05"),
        # Over the turn of the year: 20 December and 15 days is 4 January.
        ("2021-12-20", "normal", False, NEW_YEAR, "2022-01-04"),
        ("2021-12-18", "normal", False, NEW_YEAR, "2022-01-04"),
        ("2021-12-20", "normal", True, NEW_YEAR, "2022-01-11"),
        # The leap day counts.
        ("2024-02-10", "minutes", False, WEEKENDS_ALONE, "2024-03-01"),
    ],
)
def test_due(start: str, clock: str, working: bool, calendar: Workdays, due: str) -> None:
    assert due_by(clock, day(start), calendar, working=working) == day(due)


def test_the_day_itself_is_not_late() -> None:
    assert not is_late(day("2021-10-08"), day("2021-10-08"))
    assert is_late(day("2021-10-08"), day("2021-10-09"))
    assert not is_late(None, day("2021-10-09"))


def test_each_level_has_its_own_clock() -> None:
    found = list(climbed("unit", day("2021-09-20"), day("2021-12-31"), WEEKENDS_ALONE, working=False))
    assert [(one.level, one.day.isoformat(), one.due.isoformat()) for one in found] == [
        ("lead", "2021-09-21", "2021-09-27"),
        ("dispatching", "2021-09-28", "2021-10-04"),
        ("leader", "2021-10-05", "2021-10-08"),
    ]
    assert not list(climbed("unit", day("2021-09-20"), day("2021-09-20"), WEEKENDS_ALONE, working=False))
    assert [one.level for one in climbed("unit", day("2021-09-20"), day("2021-09-21"), WEEKENDS_ALONE, working=False)] == ["lead"]
    without = climbed("unit", day("2021-09-20"), day("2021-12-31"), WEEKENDS_ALONE, working=False, skipped=frozenset({"lead"}))
    assert [one.level for one in without] == ["dispatching", "leader"]
    assert not list(climbed("leader", day("2021-09-20"), day("2021-12-31"), WEEKENDS_ALONE, working=False))


@given(
    due=st.dates(day("2021-08-01"), day("2022-01-31")),
    looks=st.lists(st.integers(0, 60), max_size=8),
    working=st.booleans(),
    level=st.sampled_from(LEVELS),
)
def test_it_does_not_matter_when_anybody_looks(due: datetime.date, looks: list[int], working: bool, level: str) -> None:
    """Looking on some days and writing down what was found leads to the same rows as looking once at the end."""
    end = due + 61 * DAY
    once = list(climbed(level, due, end, OCTOBER, working=working))
    rows, at, until = [], level, due
    for look in [*sorted(looks), 61, 61]:
        for one in climbed(at, until, due + look * DAY, OCTOBER, working=working):
            rows.append(one)
            at, until = one.level, one.due
    assert rows == once
