"""What units owe, lead and share, as each of them may see it; the number of queries does not grow with the plan."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from long_plans import long_plan
from made_commitments import OPERATOR, published
from made_hub import make_actor
from yibiao.hub.access.actors import NOBODY, Actor
from yibiao.hub.commitments.deciding import ground
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.reading import commitments, leads, owes, shares_of, splits_of, task_view
from yibiao.hub.commitments.rows import stored
from yibiao.hub.commitments.splits import comment, propose, withdraw
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.models import ChargeRecord, PlanRecord

pytestmark = pytest.mark.django_db

SPLIT = {"method": "weights", "weights": {"WH-DH": 5, "WH-JK": 3, "WH-LKG": 2}, "reserve": 2, "city": 1}


def target_key(plan: PlanRecord, target: str) -> str:
    found = ground(plan).target(target)
    assert found is not None
    return found.key


def test_a_unit_owes_what_its_table_holds_in_that_order(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    table = stored(plan, ground(plan)).of("jiangan")
    found = owes(make_actor(units["jiangan"]), units["jiangan"])
    assert [row.key for row in found] == [row.key for row in table]
    assert owes(OPERATOR, units["hannan"]).count() == owes(OPERATOR, units["WH-JK"]).count() > 0  # one table for both


def test_a_lead_sees_the_rows_of_all_it_leads(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    expected = {(row.unit, row.key) for row in stored(plan, ground(plan)).rows if "keji" in row.lead_units}
    found = leads(make_actor(units["keji"]), units["keji"])
    assert {(row.unit.code, row.key) for row in found} == expected
    assert {row.unit.code for row in found} > {"jiangan", "keji"}


def test_nobody_sees_what_is_not_theirs(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    jiangan = make_actor(units["jiangan"])
    assert not owes(jiangan, units["jianghan"]).exclude(leads__unit=units["jiangan"]).exists()
    assert not owes(NOBODY, units["jiangan"]).exists()
    assert not owes(make_actor(units["tongji"]), units["jiangan"]).exists()
    assert owes(make_actor(units["keji"]), units["jianghan"]).count() == owes(OPERATOR, units["jianghan"]).count()


def test_drafts_closed_plans_and_closed_rows_are_owed_no_more(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    count = owes(OPERATOR, units["jiangan"]).count()
    row = CommitmentRecord.objects.filter(unit=units["jiangan"]).first()
    assert row is not None
    CommitmentRecord.objects.filter(pk=row.pk).update(closed_at=plan.at)
    assert owes(OPERATOR, units["jiangan"], plan).count() == count - 1
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanRecord.CLOSED)
    assert not owes(OPERATOR, units["jiangan"]).exists()


def test_who_shares_a_total(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    key = target_key(plan, "2.2.1-t1")
    before = shares_of(OPERATOR, plan, key)
    assert before is not None
    assert (before.state, [unit.code for unit in before.unset]) == ("", ["WH-DH", "WH-JK", "WH-LKG"])
    split = propose(OPERATOR, plan, key, SPLIT)
    zone = make_actor(units["WH-DH"])
    comment(zone, split, units["WH-DH"], "建议12个", 12)
    found = shares_of(zone, plan, key)
    assert found is not None
    assert [(part.unit.code, part.share) for part in found.parts] == [("WH-DH", "16"), ("WH-JK", "9"), ("WH-LKG", "6")]
    assert (found.state, found.reserve, found.city, found.figure["low"]) == ("proposed", "2", "1", 30)
    assert [said.unit.code for said in found.comments] == ["WH-DH"]
    assert shares_of(NOBODY, plan, key) is None
    withdraw(OPERATOR, split)
    after = shares_of(zone, plan, key)
    assert after is not None
    assert after.state == ""


def test_a_district_office_sees_its_own_share_only(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    """A unit below a district has the rights of `working above`, not those of who owes under the plan."""
    key = target_key(plan, "2.2.2-t1")
    propose(OPERATOR, plan, key, {"method": "equal"})
    bureau = UnitRecord.objects.create(
        code="jiangan-keji", name="江岸区科技局", kind="department", parent=units["jiangan"],
        path=f"{units['jiangan'].path}jiangan-keji/", place=9999,
    )  # fmt: skip
    found = shares_of(make_actor(bureau), plan, key)
    visible_to_it = {part.unit.code for part in found.parts} if found else set()
    assert visible_to_it <= {"jiangan"}
    assert found is None or found.split is None


def test_a_task_with_everybody_in_it(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    split = propose(OPERATOR, plan, "2.2.1-t1", SPLIT)
    task = ground(plan).plan.tasks[[task.id for task in ground(plan).plan.tasks].index("2.2.1")].key
    leader = make_actor(units["wuhan"], "leader")
    ChargeRecord.objects.create(plan=plan, leader=PostRecord.objects.get(pk=leader.posts[0].post))
    view = task_view(leader, plan, task)
    assert view is not None
    assert (view.number, view.leader and view.leader.pk) == ("1.", leader.posts[0].post)
    assert [one.pk for one in view.splits] == [split.pk]
    assert {row.unit.code for row in view.commitments} > {"jiangan", "WH-DH", "keji"}
    assert task_view(NOBODY, plan, task) is None


def counted(question: Callable[[], Any]) -> int:
    with CaptureQueriesContext(connection, ) as queries:
        question()
    return len(queries)


def questions(actor: Actor, unit: UnitRecord, plan: PlanRecord) -> dict[str, Callable[[], Any]]:
    """Every question a page asks, with all that it shows of the answer."""
    shared = CommitmentRecord.objects.filter(plan=plan, holding="share", unit__code="jiangan")
    target = shared.values_list("target", "task")[0]

    def shown(rows: Any) -> list[Any]:
        return [(row.plan.title, row.unit.name, [lead.unit.name for lead in row.leads.all()]) for row in rows]

    return {
        "owes": lambda: shown(owes(actor, unit, plan)),
        "leads": lambda: shown(leads(actor, unit, plan)[:500]),
        "all": lambda: shown(commitments(actor, plan)[:100]),
        "shares": lambda: shares_of(actor, plan, target[0]),
        "task": lambda: task_view(actor, plan, target[1]),
        "splits": lambda: [list(split.comments.all()) for split in splits_of(actor, plan)],
    }


def test_the_number_of_queries_is_that_of_a_small_plan(units: dict[str, UnitRecord]) -> None:
    small, large = (published(long_plan(tasks), units["keji"]) for tasks in (10, 1000))
    for plan in (small, large):
        target = next(one for one in ground(plan).plan.targets if one.subject == "高新技术企业")
        split = propose(OPERATOR, plan, target.key, {"method": "equal"})
        comment(OPERATOR, split, units["jiangan"], "请再核算")
    assert CommitmentRecord.objects.filter(plan=large).count() > 50 * CommitmentRecord.objects.filter(plan=small).count()
    actors = {"district": (make_actor(units["jiangan"]), "jiangan"), "office": (make_actor(units["keji"]), "keji")}
    for actor, code in actors.values():
        few = {name: counted(ask) for name, ask in questions(actor, units[code], small).items()}
        many = {name: counted(ask) for name, ask in questions(actor, units[code], large).items()}
        assert few == many
        assert min(many.values()) >= 2
        assert max(many.values()) <= 5
    tables = [counted(lambda plan=plan: stored(plan, ground(plan))) for plan in (small, large)]
    assert tables[0] == tables[1] <= 12


def test_a_split_in_a_large_plan_takes_as_many_queries_as_in_a_small_one(units: dict[str, UnitRecord]) -> None:
    counts = []
    for tasks in (10, 250):
        plan = published(long_plan(tasks), units["keji"])
        target = next(one for one in ground(plan).plan.targets if one.subject == "高新技术企业")
        counts.append(counted(lambda plan=plan, target=target: propose(OPERATOR, plan, target.key, {"method": "equal"})))
    assert counts[0] == counts[1]
