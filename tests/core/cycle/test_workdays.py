"""Days that are worked: weekends, public holidays and the days that make up for them."""

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.core.cycle.workdays import WEEKENDS_ALONE, Shift, Workdays, merged

D = datetime.date
DAYS = st.dates(D(2004, 1, 1), D(2040, 12, 31))
MAY = Workdays(
    off={D(2021, 5, day): "劳动节" for day in range(1, 6)},
    on={D(2021, 4, 25): "劳动节", D(2021, 5, 8): "劳动节"},
    years=frozenset({2021}),
)
ANY = st.builds(
    lambda off, on: Workdays(dict.fromkeys(off, "节"), dict.fromkeys(on, "调休")), st.sets(DAYS, max_size=40), st.sets(DAYS, max_size=40)
)


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2021, 4, 25), True),  # a Sunday made up for
        (D(2021, 4, 30), True),
        (D(2021, 5, 3), False),  # a Monday off
        (D(2021, 5, 8), True),
        (D(2021, 5, 9), False),
    ],
)
def test_a_make_up_day_is_worked_and_a_holiday_is_not(day: datetime.date, works: bool) -> None:
    assert MAY.is_working(day) is works


@pytest.mark.parametrize(
    ("day", "shift", "found"),
    [
        (D(2021, 5, 1), "after", D(2021, 5, 6)),
        (D(2021, 5, 5), "before", D(2021, 4, 30)),
        (D(2021, 5, 5), "stay", D(2021, 5, 5)),
        (D(2021, 5, 9), "before", D(2021, 5, 8)),
        (D(2021, 4, 25), "after", D(2021, 4, 25)),
        (D(2021, 12, 31), "after", D(2021, 12, 31)),
    ],
)
def test_a_day_off_moves_as_the_office_says(day: datetime.date, shift: Shift, found: datetime.date) -> None:
    assert MAY.shifted(day, shift) == found


def test_a_year_s_end_and_a_leap_day_are_days_like_others() -> None:
    assert WEEKENDS_ALONE.shifted(D(2022, 12, 31), "after") == D(2023, 1, 2)
    assert WEEKENDS_ALONE.later(D(2024, 2, 28), 1) == D(2024, 2, 29)
    assert WEEKENDS_ALONE.shifted(D(2032, 2, 29), "before") == D(2032, 2, 27)


@given(ANY, DAYS)
def test_a_shifted_day_is_worked_and_no_working_day_lies_between(known: Workdays, day: datetime.date) -> None:
    ways: tuple[tuple[Shift, int], ...] = (("after", 1), ("before", -1))
    for shift, step in ways:
        found = known.shifted(day, shift)
        assert known.is_working(found)
        between = [day + datetime.timedelta(step * count) for count in range(abs((found - day).days))]
        assert not any(map(known.is_working, between))


@given(ANY, DAYS, st.integers(0, 30))
def test_so_many_working_days_later_are_counted_one_by_one(known: Workdays, day: datetime.date, count: int) -> None:
    found = known.later(day, count)
    passed = (day + datetime.timedelta(ahead) for ahead in range(1, (found - day).days + 1))
    assert sum(map(known.is_working, passed)) == count
    back = known.later(day, -count)
    passed = (day - datetime.timedelta(behind) for behind in range(1, (day - back).days + 1))
    assert sum(map(known.is_working, passed)) == count


def test_a_calendar_of_nothing_but_rest_leaves_a_day_where_it_is() -> None:
    rest = Workdays(off={D(2021, 1, 1) + datetime.timedelta(count): "休" for count in range(400)})
    assert rest.shifted(D(2021, 3, 1), "after") == D(2021, 3, 1)


def test_what_the_office_sets_counts_before_what_was_known() -> None:
    made = merged(MAY, {D(2021, 5, 3): (True, "加班"), D(2021, 5, 8): (False, "放假"), D(2027, 1, 1): (False, "元旦")}, frozenset({2027}))
    assert made.is_working(D(2021, 5, 3))
    assert not made.is_working(D(2021, 5, 8))
    assert not made.is_working(D(2027, 1, 1))
    assert made.knows(D(2027, 6, 1))
    assert not MAY.knows(D(2027, 6, 1))
    assert MAY.is_working(D(2021, 5, 8))
