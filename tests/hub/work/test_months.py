"""Which month pages show where nobody asks for another: one rule, and one slip of the hand moves nobody's pages."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from long_plans import long_plan
from made_commitments import load_units, published
from made_reports import report_value
from yibiao.core.commitments.horizon import month_name
from yibiao.hub.access.actors import command
from yibiao.hub.clock import now
from yibiao.hub.commitments.duemonths import filling_period
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work import months

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan() -> PlanRecord:
    units = load_units()
    return published(long_plan(3), units["keji"], dispatching=units["keji"])


def tell(plan: PlanRecord, *periods: str, value: str = "1") -> None:
    row = CommitmentRecord.objects.filter(plan=plan)[0]
    for period in periods:
        report_value(row, period, value)


def shown(*plans: PlanRecord) -> str:
    return month_name(months.usual_month(plan.pk for plan in plans))


@pytest.mark.parametrize(
    ("periods", "month"),
    [
        ((), "2021-04"),
        (("2021-05", "2021-07"), "2021-07"),
        (("2021-07", "2021-12"), "2021-12"),
        (("2021-05", "2021-Q2"), "2021-06"),
        (("2021-05", "2021"), "2021-05"),
        (("2021-05", "2027-03"), "2021-05"),
        (("2021-05", "2022-03"), "2021-05"),
        (("2021-05", "0021-09"), "2021-05"),
        (("2027-03",), "2021-04"),
    ],
)
def test_the_latest_month_that_was_reported_and_can_be(plan: PlanRecord, periods: tuple[str, ...], month: str) -> None:
    tell(plan, *periods)
    assert shown(plan) == month


def test_what_was_withdrawn_counts_for_nothing(plan: PlanRecord) -> None:
    tell(plan, "2021-05")
    tell(plan, "2021-08", value="")
    assert shown(plan) == "2021-05"


@pytest.mark.parametrize(("day", "month"), [((2021, 7, 9), "2021-07"), ((2021, 3, 30), "2021-04"), ((2020, 7, 9), "2021-04"), ((2023, 1, 1), "2021-04")])
def test_a_plan_that_nobody_reported_on(plan: PlanRecord, monkeypatch: pytest.MonkeyPatch, day: tuple[int, int, int], month: str) -> None:
    monkeypatch.setattr(months, "today", lambda: datetime.date(*day))
    assert shown(plan) == month


def test_a_month_still_to_come_waits_until_it_has(plan: PlanRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    tell(plan, "2021-06", "2021-11")
    monkeypatch.setattr(months, "today", lambda: datetime.date(2021, 7, 9))
    assert shown(plan) == "2021-06"
    monkeypatch.setattr(months, "today", lambda: datetime.date(2021, 11, 1))
    assert shown(plan) == "2021-11"


def test_of_several_plans_the_latest_with_as_many_queries_as_for_one(plan: PlanRecord) -> None:
    office = UnitRecord.objects.get(code="keji")
    others = [published(long_plan(count), office, dispatching=office) for count in (2, 4)]
    tell(plan, "2021-05")
    shown(plan, *others)
    with CaptureQueriesContext(connection) as alone:
        assert shown(plan) == "2021-05"
    tell(others[0], "2021-06", "2022-02")
    with CaptureQueriesContext(connection) as together:
        assert shown(plan, *others) == "2021-06"
    assert len(together) == len(alone)
    assert shown(others[1]) == "2021-04"


def test_a_unit_s_pages_are_about_all_it_has_to_do_with(plan: PlanRecord) -> None:
    office = UnitRecord.objects.get(code="keji")
    other = published(long_plan(2), office)
    hongshan = UnitRecord.objects.get(code="hongshan")
    CommitmentRecord.objects.filter(plan=other, unit=hongshan).update(closed_at=now())
    assert months.plans_of(command("test"), hongshan) == [plan.pk]


def test_a_slip_behind_the_plan_s_year_is_not_filled_in_now() -> None:
    assert filling_period(2021, ["2021-09", "2027-03"], datetime.date(2026, 1, 1)) == "2021-09"
