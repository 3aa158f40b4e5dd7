"""The rounds of a plan: its cadence, month by month, from the month after its date on."""

from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples import compile_text
from yibiao.core.commitments.horizon import months_of
from yibiao.core.cycle.rounds import RHYTHMS, Opening, Round, periods, rounds_of
from yibiao.core.cycle.timetable import Timetable
from yibiao.core.cycle.workdays import WEEKENDS_ALONE
from yibiao.core.serialise import to_dict

FORMULA = "（一）加强督导。实行每月一调度、每季一小结、半年一讲评、全年一考核。"


def plan_of(body: str = FORMULA, **document: Any) -> dict[str, Any]:
    made = to_dict(compile_text(f"一、保障措施\n{body}\n"))
    return {**made, "document": {**made["document"], "year": 2021, "date": "2021-03-28", **document}}


def made_of(plan: dict[str, Any]) -> tuple[tuple[Round, ...], Opening | None]:
    return rounds_of(plan, lambda _: Timetable(shift="stay"), WEEKENDS_ALONE)


def names(plan: dict[str, Any]) -> list[str]:
    return [f"{one.period} {one.activity}" for one in made_of(plan)[0]]


def test_a_plan_of_late_march_begins_in_april_with_an_opening_balance() -> None:
    found, opening = made_of(plan_of())
    assert opening == Opening("2021-01", "2021-03")
    assert [one.period for one in found] == [
        *("2021-04", "2021-05", "2021-06", "2021-Q2", "2021-H1", "2021-07", "2021-08", "2021-09", "2021-Q3"),
        *("2021-10", "2021-11", "2021-12", "2021-Q4", "2021-H2", "2021"),
    ]
    assert [one.activity for one in found][2:5] == ["调度", "小结", "讲评"]
    assert found[-1].activity == "考核"


def test_a_plan_that_says_nothing_is_reported_month_by_month() -> None:
    assert names(plan_of("（一）加强督导。", date="2020-12-30")) == [f"2021-{month:02} 调度" for month in range(1, 13)]


def test_what_the_document_orders_for_a_longer_period_is_its_day() -> None:
    plan = plan_of("（一）加强督导。各单位每季度结束后5个工作日内报送小结。每月一调度。")
    quarter = next(one for one in made_of(plan)[0] if one.period == "2021-Q2")
    assert quarter.dates.dispatch.isoformat() == "2021-07-07"
    assert "5个工作日" in quarter.ordered


@pytest.mark.parametrize(
    ("document", "first", "last", "opening"),
    [
        ({"date": "2021-12-31"}, "2021-12", "2021-12", Opening("2021-01", "2021-11")),
        ({"date": None}, "2021-01", "2021-12", None),
        ({"date": "2020-06-01"}, "2021-01", "2021-12", None),
        ({"year": None, "years": [2021, 2023], "date": "2021-02-28"}, "2021-03", "2023-12", Opening("2021-01", "2021-02")),
    ],
)
def test_plans_of_other_years(document: dict[str, Any], first: str, last: str, opening: Opening | None) -> None:
    found, begins = made_of(plan_of("（一）加强督导。每月一调度。", **document))
    assert (found[0].period, found[-1].period, begins) == (first, last, opening)


def test_a_plan_without_a_year_has_no_rounds() -> None:
    assert made_of(plan_of(year=None, years=None)) == ((), None)


def test_the_timetable_of_each_period_is_asked_for() -> None:
    asked: list[str] = []

    def timetable_of(period: str) -> Timetable:
        asked.append(period)
        return Timetable(shift="before" if period >= "2021-08" else "after")

    found, _ = rounds_of(plan_of("（一）加强督导。"), timetable_of, WEEKENDS_ALONE)
    days = {one.period: one.dates.report.isoformat() for one in found}
    assert asked == [f"2021-{month:02}" for month in range(4, 13)]
    # 28 August 2021 is a Saturday, 28 November a Sunday.
    assert (days["2021-08"], days["2021-11"]) == ("2021-08-27", "2021-11-26")


@given(st.sampled_from(list(RHYTHMS)), st.integers(2015 * 12, 2030 * 12), st.integers(0, 60))
def test_periods_end_within_the_months_and_follow_one_another(every: Any, first: int, more: int) -> None:
    found = [months_of(period) for period in periods(every, first, first + more)]
    spans = [span for span in found if span]
    assert len(spans) == len(found)
    assert all(first <= last <= first + more for _, last in spans)
    assert all(left[1] + 1 == right[0] for left, right in pairwise(spans))
    assert {last - begun + 1 for begun, last in spans} <= {RHYTHMS[every][0]}
