"""A plan that is revised in mid-cycle: what is open moves to the revision, what is closed stays, and nothing said is lost."""

from made_commitments import make_plan
from made_reports import OPERATOR, filed
from reporting_city import MAY, TEXT, City, on
from yibiao import compile_text
from yibiao.hub import clock
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import latest
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.plans.assigning import assign_offices
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish
from yibiao.hub.reporting import asking
from yibiao.hub.reporting.models import ReportRecord
from yibiao.hub.reporting.returning import Wrong, return_cells

REVISED = TEXT.replace("2026年3月20日", "2026年5月30日").replace("120家", "150家")


def revised(city: City) -> PlanRecord:
    made = make_plan(compile_text(REVISED, name="修订.txt"), city.units["keji"], revises=city.plan)
    assign_offices(OPERATOR, made, city.units["fagai"], city.units["renshe"], city.units["renshe"])
    publish(OPERATOR, made, "修订")
    return PlanRecord.objects.get(pk=made.pk)


def test_what_is_open_moves_and_what_is_closed_stays(city: City) -> None:
    city.say("3", period="2026-04")
    april = filed(city.plan, city.unit, "2026-04")
    city.say("5")
    city.say("60", at=1)
    may = filed(city.plan, city.unit, MAY)
    return_cells(city.lead, may, [Wrong(city.rows[0].pk, "total", "与台账不符")])
    asked = asking.ask(
        city.clerk, city.key("2026-04"), "correct", {"commitment": city.rows[0].pk, "field": "total", "value": "4"}, reason="漏报"
    )
    with clock.played(on("2026-06-01")):  # May is not dispatched yet
        plan = revised(city)
        assert plan.reports_since == MAY
        made, _ = rounds(plan)
        assert made[0].period == MAY
        moved = ReportRecord.objects.get(pk=may.pk)
        assert (moved.plan_id, moved.returned, moved.late) == (plan.pk, True, False)
        april.refresh_from_db()
        asked.refresh_from_db()
        assert (april.plan_id, asked.plan_id) == (city.plan.pk, city.plan.pk)
        rows = {row.previous_id: row for row in CommitmentRecord.objects.filter(plan=plan, unit=city.unit)}
        first, second = (rows[row.pk] for row in city.rows)
        assert moved.returns.get().commitment_id == first.pk
        found = latest([first, second], MAY)
        assert {pk: value.counted for pk, value in found.items()} == {first.pk: "5", second.pk: "60"}
        assert ValueRecord.objects.filter(commitment=first, period="2026-04").get().counted == "3"
        again = City(plan, city.unit, city.units, city.clerk, city.reviewer, city.head, city.lead, city.office, (first, second))
        again.say("6", edition=1)
        assert filed(plan, city.unit, MAY).filings == 2


def test_after_the_dispatch_the_next_month_is_the_first(city: City) -> None:
    city.say("5")
    filed(city.plan, city.unit, MAY)
    with clock.played(on("2026-06-10")):
        plan = revised(city)
    assert plan.reports_since == "2026-06"
    assert ReportRecord.objects.get().plan_id == city.plan.pk
