"""A plan made into rows for every unit: as many and the same as the compiler's own commitments."""

import pytest

from made_commitments import OPERATOR, make_plan, publish, published
from yibiao.core.commitments.making import make_commitments
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import Plan
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.deciding import ground
from yibiao.hub.commitments.making import planned
from yibiao.hub.commitments.models import CommitmentRecord, LeadRecord
from yibiao.hub.commitments.rows import stored
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PartyRecord, PlanRecord

pytestmark = pytest.mark.django_db


def test_rows_come_back_as_the_commitments_they_were_made_of(plan: PlanRecord, example: Plan) -> None:
    pack = shipped_pack("wuhan-2021")
    expected = make_commitments(example, resolve(example, pack))
    found = stored(plan, ground(plan))
    assert len(expected.rows) > 300
    assert found.rows == expected.rows
    assert found.unowned == expected.unowned


def test_previewing_makes_the_same_and_writes_nothing(units: dict[str, UnitRecord], example: Plan) -> None:
    draft = make_plan(example, units["keji"])
    before = planned(draft)
    assert not CommitmentRecord.objects.exists()
    publish(OPERATOR, draft)
    assert stored(draft, ground(draft)).rows == before.rows


def test_columns_say_what_lists_need(plan: PlanRecord) -> None:
    row = CommitmentRecord.objects.get(plan=plan, unit__code="jiangan", task_title__contains="办好成果转化", figure="5")
    assert (row.holding, row.measure_unit, row.deadline) == ("own", "场", "2021-12-31")
    assert row.body["city"] == {"comparator": ">=", "low": 5, "high": None, "unit": "场"}
    assert [lead.unit.name for lead in row.leads.all()] == ["市科技局"]
    assert "text" not in row.body


def test_leads_and_parties_are_those_of_the_rows(plan: PlanRecord) -> None:
    rows = stored(plan, ground(plan)).rows
    pairs = LeadRecord.objects.filter(commitment__plan=plan).values_list("commitment__key", "unit__code")
    assert set(pairs) == {(row.key, lead) for row in rows for lead in row.lead_units}
    parties = PartyRecord.objects.filter(plan=plan).values_list("unit__code", "leads", "owes")
    leading, owing = {lead for row in rows for lead in row.lead_units}, {row.unit for row in rows}
    assert set(parties) == {(unit, unit in leading, unit in owing) for unit in leading | owing}


def test_the_entry_of_publishing_says_how_many(plan: PlanRecord) -> None:
    entry = EntryRecord.objects.filter(action="plan.publish").get()
    assert f'["commitments",null,{CommitmentRecord.objects.count()}]' in entry.line


def test_two_plans_stand_side_by_side(plan: PlanRecord, units: dict[str, UnitRecord], example: Plan) -> None:
    other = published(example, units["keji"])
    keys = [set(CommitmentRecord.objects.filter(plan=one).values_list("key", flat=True)) for one in (plan, other)]
    assert keys[0] == keys[1]
    assert len(keys[0]) * 2 == CommitmentRecord.objects.count()
