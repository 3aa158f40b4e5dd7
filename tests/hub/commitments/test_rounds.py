"""Where a split stands: who waits for whom, who agrees, the course it took; the list of a plan's totals."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from long_plans import long_plan
from made_commitments import OPERATOR, published
from made_hub import make_actor
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied
from yibiao.hub.commitments.deciding import ground
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.commitments.reading import shares_of
from yibiao.hub.commitments.rounds import Waiting, agrees, course, waiting
from yibiao.hub.commitments.splits import answer, approve, comment, edit_split, issue, propose, withdraw
from yibiao.hub.commitments.totals import Total, totals
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.models import ChargeRecord, PlanRecord

pytestmark = pytest.mark.django_db

PARKS = "2.2.1-t1"
ZONES = ("WH-DH", "WH-JK", "WH-LKG")


@pytest.fixture
def leader(plan: PlanRecord, units: dict[str, UnitRecord]) -> Actor:
    actor = make_actor(units["wuhan"], "leader")
    ChargeRecord.objects.create(plan=plan, leader=PostRecord.objects.get(pk=actor.posts[0].post))
    return actor


def waits(split: SplitRecord) -> Waiting:
    shared = shares_of(OPERATOR, split.plan, split.target)
    assert shared is not None
    return waiting(shared.split, [(part.unit, part.share) for part in shared.parts], shared.comments)


def total_named(actor: Actor, plan: PlanRecord, key: str) -> Total:
    return next(one for one in totals(actor, plan) if one.target.key == key)


def test_a_round_waits_for_one_after_the_other(plan: PlanRecord, units: dict[str, UnitRecord], leader: Actor) -> None:
    split = propose(OPERATOR, plan, PARKS, {"method": "equal"})
    assert [unit.code for unit in waits(split).units] == list(ZONES)
    for code in ZONES[:2]:
        comment(make_actor(units[code], login=code), split, units[code], "", agrees=True)
    assert waits(split) == Waiting("comment", (units["WH-LKG"],))
    said = comment(make_actor(units["WH-LKG"]), split, units["WH-LKG"], "基数小", "8")
    assert waits(split) == Waiting("answer", (units["WH-LKG"],))
    answer(OPERATOR, said, "维持")
    assert waits(split).what == "approve"
    approve(leader, split, "1号")
    assert waits(split).what == "issue"
    issue(OPERATOR, split)
    assert waits(split).what == ""
    withdraw(OPERATOR, split)
    assert waiting(split, (), ()).what == "propose"


def test_to_agree_is_to_ask_for_the_share_one_has(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    split = propose(OPERATOR, plan, PARKS, {"method": "equal"})
    said = comment(make_actor(units["WH-DH"]), split, units["WH-DH"], "", agrees=True)
    assert (said.text, said.asked) == ("同意", "10")
    assert agrees(said, "10")
    assert not agrees(said, "12")  # what is changed afterwards nobody has agreed to
    assert not agrees(said, "")
    remark = comment(make_actor(units["WH-JK"]), split, units["WH-JK"], "口径不明")
    assert not agrees(remark, "10")


def test_what_was_asked_for_and_given_needs_no_answer(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    split = propose(OPERATOR, plan, PARKS, {"method": "equal"})
    for code, asked in zip(ZONES, ("12", "9", "9"), strict=True):
        comment(make_actor(units[code], login=code), split, units[code], "建议", asked)
    assert len(waits(split).units) == 3
    edit_split(OPERATOR, split, {"method": "manual", "shares": {"WH-DH": 12, "WH-JK": 9, "WH-LKG": 9}})
    assert waits(split).what == "approve"


def test_a_new_proposal_begins_a_new_round(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    split = propose(OPERATOR, plan, PARKS, {"method": "equal"})
    comment(make_actor(units["WH-DH"]), split, units["WH-DH"], "", agrees=True)
    withdraw(OPERATOR, split, reason="口径变更")
    again = propose(OPERATOR, plan, PARKS, {"method": "equal"})
    assert len(waits(again).units) == 3


def test_the_course_says_who_did_what_and_why(plan: PlanRecord, units: dict[str, UnitRecord], leader: Actor) -> None:
    office, zone = make_actor(units["keji"]), make_actor(units["WH-DH"])
    split = propose(office, plan, PARKS, {"method": "equal"})
    comment(zone, split, units["WH-DH"], "", agrees=True)
    edit_split(office, split, {"method": "manual", "shares": {"WH-DH": 12, "WH-JK": 9, "WH-LKG": 9}})
    approve(leader, split, "示例〔2026〕1号")
    withdraw(office, split, reason="目标调整")
    steps = course(zone, split)
    assert [step.what for step in steps] == ["propose", "comment", "edit", "approve", "withdraw"]
    assert (steps[1].unit, steps[2].changed, steps[3].number, steps[4].reason) == (
        units["WH-DH"].name, 3, "示例〔2026〕1号", "目标调整",
    )  # fmt: skip
    assert all(step.by for step in steps)
    with pytest.raises(Denied):
        course(make_actor(units["tongji"]), split)


def test_totals_stand_with_sum_gap_and_whose_turn_it_is(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    found = totals(OPERATOR, plan)
    assert {one.waits.what for one in found} == {"propose"}
    # What is not split yet is still to be assigned, all of it.
    assert all((one.undeclared, one.reserve, one.city) == (one.total, None, None) for one in found)
    split = propose(OPERATOR, plan, PARKS, {"method": "equal", "reserve": 2, "city": 1})
    parks = total_named(OPERATOR, plan, split.target)
    assert (parks.total, parks.due, parks.given, parks.undeclared, parks.state) == (30, 31, 31, 0, "proposed")
    assert (parks.reserve, parks.city) == (2, 1)
    assert parks.asked == tuple(units[code].name for code in ZONES)
    # A revision may leave a split that makes another total than the one there is now.
    CommitmentRecord.objects.filter(plan=plan, target=split.target, holding="share", unit=units["WH-DH"]).update(figure="1")
    assert total_named(OPERATOR, plan, split.target).undeclared == 10
    withdraw(OPERATOR, split)
    assert total_named(OPERATOR, plan, split.target).undeclared == 30


def test_who_sees_one_part_sees_no_sum(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    split = propose(OPERATOR, plan, PARKS, {"method": "equal"})
    clerk = make_actor(units["hongshan"])
    firms = total_named(clerk, plan, ground(plan).target("2.2.2-t1").key)
    assert {unit.code for unit, _ in firms.parts} == {"hongshan"}
    assert len(total_named(clerk, plan, split.target).parts) == 3  # it owes under the plan, so it sees the split
    assert totals(make_actor(units["tongji"]), plan) == ()


def test_the_list_takes_the_same_queries_however_long_the_plan(units: dict[str, UnitRecord]) -> None:
    counts = []
    for tasks in (6, 24):
        plan = published(long_plan(tasks), units["keji"])
        for key in {one.target.key for one in totals(OPERATOR, plan)}:
            propose(OPERATOR, plan, key, {"method": "equal"})
        with CaptureQueriesContext(connection) as asked:
            assert totals(OPERATOR, plan)
        counts.append(len(asked))
    assert counts[0] == counts[1]
