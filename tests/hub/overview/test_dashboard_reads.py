"""What a dashboard reads: totals by their lead or by their parts, what each person sees, and a number of queries that stays."""

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from long_plans import long_plan
from made_commitments import load_units, published
from made_hub import make_person
from made_reports import report_value
from yibiao.hub.access.actors import Actor, actor_of, command
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.demovalues import MONTHS, report
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.overview.figures import Measured
from yibiao.hub.overview.loading import overview
from yibiao.hub.plans.models import PlanRecord

pytestmark = pytest.mark.django_db

ALL = command("test")
SEPTEMBER = 2021 * 12 + 8


@pytest.fixture
def plan() -> PlanRecord:
    units = load_units()
    return published(long_plan(12), units["keji"], dispatching=units["keji"])


def say(row: CommitmentRecord, period: str, value: str) -> None:
    report_value(row, period, value)


def shared(actor: Actor) -> Measured:
    """Return a total that a lead answers for and units have to share."""
    return next(one for one in overview(actor).figures if one.leads and len(one.parts) > 2)


def test_a_total_counts_as_its_parts_until_its_lead_says_another(plan: PlanRecord) -> None:
    first, second, *_ = shared(ALL).parts
    say(first.commitment, "2021-05", "3")
    say(first.commitment, "2021-08", "5")
    say(second.commitment, "2021-Q2", "4")
    say(second.commitment, "2021-12", "9")
    figure = shared(ALL)
    assert figure.is_whole
    assert [figure.come(month).value for month in (SEPTEMBER - 5, SEPTEMBER - 3, SEPTEMBER)] == [None, 7, 9]
    assert figure.come(SEPTEMBER).reported == 2
    say(figure.leads[0].commitment, "2021-09", "20")
    assert shared(ALL).come(SEPTEMBER).value == 20
    assert shared(ALL).come(SEPTEMBER).sum == 9


def test_values_that_are_no_numbers_or_withdrawn_count_for_nothing(plan: PlanRecord) -> None:
    rows = shared(ALL).parts
    for row, value in zip(rows, ("", "若干", "NaN"), strict=False):
        say(row.commitment, "2021-05", value)
    assert shared(ALL).come(SEPTEMBER).value is None


def test_a_district_sees_its_own_part_and_no_total(plan: PlanRecord) -> None:
    hongshan = UnitRecord.objects.get(code="hongshan")
    clerk = actor_of(make_person(hongshan, "clerk", "clerk"))
    seen = overview(clerk)
    # What the district leads itself it sees whole; of other totals its own part alone.
    partly = [one for one in seen.figures if not one.complete]
    assert partly
    assert {row.commitment.unit_id for one in partly for row in (*one.leads, *one.parts)} == {hongshan.pk}
    assert not any(one.is_whole for one in partly)
    assert not any(line.row is None for line in seen.lines(SEPTEMBER) if line.figure in partly)


def test_who_may_see_nothing_sees_nothing(plan: PlanRecord) -> None:
    keeper = actor_of(make_person(UnitRecord.objects.get(code="wuhan"), "system_admin", "keeper"))
    assert overview(keeper)[1:] == ((), ())


def test_a_unit_s_dashboard_holds_what_it_has_to_do_with(plan: PlanRecord) -> None:
    hongshan = UnitRecord.objects.get(code="hongshan")
    seen = overview(ALL, unit=hongshan)
    assert all(any(row.commitment.unit_id == hongshan.pk for row in (*one.parts, *one.each)) for one in seen.figures)
    assert 0 < len(seen.figures) < len(overview(ALL).figures)


def test_a_total_that_is_not_split_and_has_no_lead_has_no_light(plan: PlanRecord) -> None:
    lost = next(one for one in overview(ALL).figures if not one.leads and not one.is_shared and one.parts)
    assert lost.whole_stands(SEPTEMBER).status == "no-path"
    assert {line.stands.light for line in overview(ALL).lines(SEPTEMBER) if line.figure.key == lost.key} == {"grey"}


def test_as_many_queries_for_many_plans_and_values_as_for_few(plan: PlanRecord) -> None:
    def count() -> int:
        with CaptureQueriesContext(connection) as asked:
            overview(ALL)
        return len(asked)

    before = count()
    published(long_plan(30), plan.unit, dispatching=plan.unit)
    for row in CommitmentRecord.objects.filter(holding="own"):
        for month in MONTHS:
            say(row, month, "1")
    assert count() == before <= 9


def test_the_example_s_values_are_the_same_everywhere_and_never_fall(plan: PlanRecord) -> None:
    report(ALL, plan)
    values: dict[int, list[Any]] = {}
    for value in ValueRecord.objects.filter(field="total").order_by("period"):
        values.setdefault(value.commitment_id, []).append(int(value.value))
    assert len(values) > 20
    assert all(told == sorted(told) for told in values.values())
    assert {value.by.login for value in ValueRecord.objects.select_related("by") if value.by} >= {"tianbao-hongshan", "tianbao-wh-dh"}
