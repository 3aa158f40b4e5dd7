"""What is known already is filled in and cited: a lead's list, another plan's table; targets changed with a paper cited."""

from decimal import Decimal

import pytest

from made_commitments import make_plan
from made_reports import OPERATOR, filed
from reporting_city import MAY, TEXT, City, on
from yibiao import compile_text
from yibiao.hub import clock
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.lights.lighting import lighting
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.plans.assigning import assign_offices
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish
from yibiao.hub.reporting import asking
from yibiao.hub.reporting.filing import submit
from yibiao.hub.reporting.models import AdjustmentRecord, RequestRecord, SameRecord
from yibiao.hub.reporting.offering import claim, object_to, offer, offers
from yibiao.hub.reporting.once import ask_apart, ask_once, questions

CITE = "2026年5月认定名单"


def total(row: CommitmentRecord, period: str = MAY) -> ValueRecord | None:
    return ValueRecord.objects.filter(commitment=row, period=period, field="total").first()


def test_what_a_lead_knows_is_confirmed_with_one_click(city: City) -> None:
    first, second = city.rows
    offer(city.lead, city.plan, {first.pk: "5"}, MAY, CITE)
    assert NoticeRecord.objects.filter(key="told.offered").exists()
    city.say("60", at=1)
    with pytest.raises(Refused, match="unanswered"):
        submit(city.clerk, city.key())
    assert claim(city.clerk, city.unit, [first, second], MAY) == 1
    value = total(first)
    assert value is not None
    assert (value.value, value.source, offers([first], MAY)[first.pk].state) == ("5", "known", "claimed")
    assert claim(city.clerk, city.unit, [first, second], MAY) == 0  # once more changes nothing
    assert filed(city.plan, city.unit, MAY).stage == "filed"
    with pytest.raises(Refused, match="offered-too-late"):
        offer(city.lead, city.plan, {first.pk: "6"}, MAY, CITE)


def test_a_unit_objects_with_a_reason_and_reports_its_own(city: City) -> None:
    first = city.rows[0]
    offer(city.lead, city.plan, {first.pk: "5"}, MAY, CITE)
    with pytest.raises(Refused, match="no-reason"):
        object_to(city.clerk, first, MAY, reason=" ")
    object_to(city.clerk, first, MAY, reason="漏了2个")
    city.say("7")
    assert offers([first], MAY)[first.pk].state == "objected"
    assert NoticeRecord.objects.get(key="told.objected").person_id == city.lead.person
    assert filed(city.plan, city.unit, MAY).stage == "filed"
    # Another list takes the place of the one objected to, once the period is open again; the log has both.
    assert EntryRecord.objects.filter(action__in=("value.offer", "value.object")).count() == 2


def test_who_may_offer_what(city: City) -> None:
    first, second = city.rows
    with pytest.raises(Denied):
        offer(city.lead, city.plan, {second.pk: "5"}, MAY, CITE)  # another lead's
    with pytest.raises(Denied):
        offer(city.clerk, city.plan, {first.pk: "5"}, MAY, CITE)
    with pytest.raises(Refused, match="no-cite"):
        offer(city.lead, city.plan, {first.pk: "5"}, MAY, " ")
    with pytest.raises(Refused, match="no-figure"):
        offer(city.lead, city.plan, {first.pk: "五"}, MAY, CITE)
    with pytest.raises(Refused, match="no-offer"):
        object_to(city.clerk, first, MAY, reason="不符")


@pytest.fixture
def other(city: City) -> PlanRecord:
    """A second plan that asks the same."""
    plan = make_plan(compile_text(TEXT.replace("科技创新工作", "平台建设专项"), name="专项.txt"), city.units["keji"])
    assign_offices(OPERATOR, plan, city.units["fagai"], city.units["renshe"], city.units["renshe"])
    with clock.played(on("2026-03-21")):
        publish(OPERATOR, plan, "首版")
    return PlanRecord.objects.get(pk=plan.pk)


def test_a_question_of_two_plans_is_asked_once(city: City, other: PlanRecord) -> None:
    city.say("5")
    city.say("60", at=1)
    asked = questions(city.office, other)
    assert {one.other.pk for one in asked} == {city.plan.pk}
    assert len(asked) == 2
    for one in asked:
        ask_once(city.office, other, one.target["key"], one.other, one.other_target["key"])
    there = CommitmentRecord.objects.filter(plan=other, unit=city.unit).exclude(target="").order_by("place")
    assert total(there[0]) is None  # nothing is filed yet
    report = filed(city.plan, city.unit, MAY)
    value = total(there[0])
    assert value is not None
    assert (value.value, value.source, value.counted) == ("5", "known", None)
    assert report.number in offers(list(there), MAY)[there[0].pk].offer.cite
    assert filed(other, city.unit, MAY).stage == "filed"  # nobody typed anything
    ask_apart(city.office, other, SameRecord.objects.all()[0])
    assert sum(one.record is not None for one in questions(city.office, other)) == 1


def test_what_was_typed_is_not_filled_over(city: City, other: PlanRecord) -> None:
    there = CommitmentRecord.objects.filter(plan=other, unit=city.unit).exclude(target="").order_by("place")[0]
    ValueRecord.objects.create(commitment=there, period=MAY, field="total", value="4", at=clock.now())
    city.say("5")
    filed(city.plan, city.unit, MAY)
    for one in questions(city.office, other):
        ask_once(city.office, other, one.target["key"], one.other, one.other_target["key"])
    value = total(there)
    assert value is not None
    assert (value.value, offers([there], MAY)) == ("4", {})


# --- another target


def asked_for(city: City, figure: str = "8", document: str = "示例政办函〔2026〕8号") -> RequestRecord:
    body = {"commitment": city.rows[0].pk, "figure": figure, "document": document}
    return asking.ask(city.clerk, city.key(), "target", body, reason="用地调整")


def test_another_target_cites_its_paper_and_holds_from_then_on(city: City) -> None:
    first = city.rows[0]
    city.say("5")
    filed(city.plan, city.unit, MAY)
    lit = lighting([city.plan.pk])
    april, may = (lit.stands(first, month, "3") for month in ("2026-04", MAY))
    row = asked_for(city)
    assert (row.body["old"], row.body["new"], row.body["since"]) == ("12", "8", MAY)
    assert [side["rate"] for side in (row.effect[0]["before"], row.effect[0]["after"])] == ["41.7", "62.5"]
    assert lighting([city.plan.pk]).stands(first, MAY, "3") == may  # 未批不变
    asking.approve(city.office, row)
    lit = lighting([city.plan.pk])
    assert lit.stands(first, "2026-04", "3") == april
    after = lit.stands(first, MAY, "3")
    assert (after.goal, may.goal) == (Decimal(8), Decimal(12))
    assert after.planned is not None
    assert may.planned is not None
    assert after.planned == round(may.planned * 8 / 12, 4)
    assert AdjustmentRecord.objects.get().document == "示例政办函〔2026〕8号"


def test_a_target_is_not_changed_without_a_paper_or_for_nothing(city: City) -> None:
    for figure, document, why in (("8", "", "no-document"), ("12", "示例8号", "same-value"), ("若干", "示例8号", "no-figure")):
        with pytest.raises(Refused, match=why):
            asked_for(city, figure, document)
    one = asked_for(city)
    with pytest.raises(Refused, match="asked-already"):
        asked_for(city, "9")
    asking.refuse(city.office, one, reason="不同意")
    assert AdjustmentRecord.objects.count() == 0
