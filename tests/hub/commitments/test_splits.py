"""The round of a split: proposed, commented, approved, issued, withdrawn; rows follow, everything is in the log."""

import json
from typing import Any

import pytest

from made_commitments import OPERATOR
from made_hub import make_actor
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.deciding import commitments_of, ground
from yibiao.hub.commitments.decisions import choose_members, describe_target
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.commitments.rows import stored
from yibiao.hub.commitments.splits import (
    answer,
    approve,
    comment,
    edit_split,
    issue,
    propose,
    withdraw,
)
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.models import ChargeRecord, PlanRecord
from yibiao.messages import say

pytestmark = pytest.mark.django_db

PARKS, FIRMS, HATCHERIES, DEALS = "2.2.1-t1", "2.2.2-t1", "2.2.1-t2", "1-t4"
BY_WEIGHTS: dict[str, Any] = {
    "method": "weights",
    "weights": {"武汉东湖新技术开发区": 5, "武汉经济技术开发区": 3, "WH-LKG": 2},
    "reserve": 2,
    "city": 1,
}


def rows(plan: PlanRecord, target: str) -> dict[str, CommitmentRecord]:
    found = ground(plan).target(target)
    assert found is not None
    own = CommitmentRecord.objects.filter(plan=plan, target=found.key, closed_at=None).select_related("unit")
    return {row.unit.code: row for row in own}


def check_like_the_whole(plan: PlanRecord) -> None:
    """The rows that followed are those that making everything anew would give."""
    base = ground(plan)
    assert stored(plan, base).rows == commitments_of(base).rows


def last_entry() -> dict[str, Any]:
    return json.loads(EntryRecord.objects.order_by("-seq")[0].line)


def refusal(refused: pytest.ExceptionInfo[Refused]) -> str:
    said = [say(refused.value.key, lang, **refused.value.slots) for lang in ("zh", "en")]
    assert said[0] != said[1]
    return said[0]


@pytest.fixture
def leader(plan: PlanRecord, units: dict[str, UnitRecord]) -> Actor:
    """The leader in charge of everything."""
    actor = make_actor(units["wuhan"], "leader")
    ChargeRecord.objects.create(plan=plan, leader=PostRecord.objects.get(pk=actor.posts[0].post))
    return actor


def test_a_proposal_gives_shares_and_only_its_rows_change(plan: PlanRecord) -> None:
    before = {row.pk: row for row in CommitmentRecord.objects.filter(plan=plan)}
    keys = {code: row.key for code, row in rows(plan, PARKS).items()}
    split = propose(OPERATOR, plan, PARKS, BY_WEIGHTS)
    assert split.state == "proposed"
    found = rows(plan, PARKS)
    assert {code: row.figure for code, row in found.items() if row.holding == "share"} == {
        "WH-DH": "16", "WH-JK": "9", "WH-LKG": "6",
    }  # fmt: skip
    assert {code: row.key for code, row in found.items()} == keys
    assert not any(row.body["settled"] for row in found.values() if row.holding == "share")
    changed = [
        row for row in CommitmentRecord.objects.filter(plan=plan)
        if (row.body, row.figure, row.holding) != (before[row.pk].body, before[row.pk].figure, before[row.pk].holding)
    ]  # fmt: skip
    assert {row.task for row in changed} == {found["WH-DH"].task}
    check_like_the_whole(plan)


def test_the_entry_holds_old_and_new_figures(plan: PlanRecord) -> None:
    split = propose(OPERATOR, plan, PARKS, BY_WEIGHTS)
    row = rows(plan, PARKS)["WH-DH"]
    entry = last_entry()
    assert (entry["action"], entry["object"], entry["plan"]) == ("split.propose", f"split:{split.pk}", f"plan:{plan.pk}")
    assert [f"commitment:{row.pk}.figure", "", "16"] in entry["changes"]
    assert [f"commitment:{row.pk}.holding", "unset", "share"] in entry["changes"]
    count = EntryRecord.objects.count()
    edit_split(OPERATOR, split, {**BY_WEIGHTS, "weights": {"WH-DH": 1, "WH-JK": 1, "WH-LKG": 0}})
    assert EntryRecord.objects.count() == count + 1
    changes = last_entry()["changes"]
    assert [f"commitment:{row.pk}.figure", "16", "16"] not in changes  # 31 in halves: 16 stays
    other = rows(plan, PARKS)["WH-LKG"]
    assert [f"commitment:{other.pk}.figure", "6", "0"] in changes


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({"method": "manual", "shares": {"WH-DH": 10, "WH-JK": 10, "WH-LKG": 9}}, "29"),
        ({"method": "manual", "shares": {"WH-DH": 10, "WH-JK": 10, "WH-LKG": 11}}, "31"),
        ({"method": "manual", "shares": {"WH-DH": 15, "WH-JK": 15}}, "武汉临空港经济技术开发区"),
        ({"method": "manual", "shares": {"WH-DH": 15, "WH-JK": 14.5, "WH-LKG": 0.5}}, "整倍数"),
        ({"method": "equal", "bounds_of_all": {"most": 9}}, "27"),
        ({"method": "weights"}, "weights"),
        ({"method": "weights", "weights": {"东湖高新技术开发": 1}}, "东湖"),
        ({"method": "equal", "weights": {"江岸区": 1}}, "weights"),
        ({"method": "manual", "shares": {"江岸区": 30}}, "江岸区"),
        ({"method": "equal", "reserv": 1}, "reserv"),
        ({"method": "equal", "reserve": "many"}, "reserve"),
        ({"method": "equal", "state": "issued"}, "state"),
        ({}, "method"),
    ],
)
def test_what_does_not_add_up_is_refused_in_a_sentence(plan: PlanRecord, body: dict[str, Any], said: str) -> None:
    with pytest.raises(Refused) as refused:
        propose(OPERATOR, plan, PARKS, body)
    assert said in refusal(refused)
    assert not SplitRecord.objects.exists()
    assert {row.holding for row in rows(plan, PARKS).values()} == {"unset", "none"}


def test_every_fault_is_said_at_once(plan: PlanRecord) -> None:
    with pytest.raises(Refused) as refused:
        propose(OPERATOR, plan, PARKS, {"method": "weights", "weights": {"东湖区": 1, "西湖区": 2}, "step": -1})
    assert refused.value.slots["count"] >= 1
    with pytest.raises(Refused) as refused:
        propose(OPERATOR, plan, PARKS, {"method": "weights", "weights": {"东湖区": 1, "西湖区": 2}})
    assert refused.value.slots["count"] == 2


def test_totals_that_cannot_be_shared_are_refused(plan: PlanRecord) -> None:
    for target in ("1-t1", "2.3.2-t3"):  # a rate, and what each owes by itself
        with pytest.raises(Refused) as refused:
            propose(OPERATOR, plan, target, {"method": "equal"})
        assert refusal(refused)
    with pytest.raises(Refused) as refused:
        propose(OPERATOR, plan, "9.9-t9", {"method": "equal"})
    assert "9.9-t9" in refusal(refused)


def test_a_second_split_of_one_total_is_refused_until_the_first_is_withdrawn(plan: PlanRecord) -> None:
    split = propose(OPERATOR, plan, PARKS, BY_WEIGHTS)
    with pytest.raises(Refused):
        propose(OPERATOR, plan, PARKS, {"method": "equal"})
    withdraw(OPERATOR, split)
    assert {row.holding for row in rows(plan, PARKS).values()} == {"unset", "none"}
    check_like_the_whole(plan)
    again = propose(OPERATOR, plan, PARKS, {"method": "equal"})
    assert (again.pk, again.state) == (split.pk, "proposed")
    assert rows(plan, PARKS)["WH-DH"].figure == "10"


def test_the_whole_round(plan: PlanRecord, units: dict[str, UnitRecord], leader: Actor) -> None:
    office, zone = make_actor(units["keji"]), make_actor(units["WH-DH"])
    split = propose(office, plan, PARKS, BY_WEIGHTS)
    said = comment(zone, split, units["WH-DH"], "任务偏重，建议12个", "12")
    answer(office, said, "已核算，维持")
    assert (said.asked, said.answer) == ("12", "已核算，维持")
    with pytest.raises(Denied):
        approve(office, split, "武政办〔2021〕30号")
    with pytest.raises(Refused):
        approve(leader, split, "  ")
    approve(leader, split, "武政办〔2021〕30号")
    assert (split.state, split.approved_by_id, split.approved_number) == ("approved", leader.person, "武政办〔2021〕30号")
    assert not rows(plan, PARKS)["WH-DH"].body["settled"]  # 征求意见稿 until it is issued
    with pytest.raises(Denied):
        issue(leader, split)
    issue(office, split)
    assert split.state == "issued"
    assert all(row.body["settled"] for row in rows(plan, PARKS).values())
    check_like_the_whole(plan)
    with pytest.raises(Denied):
        edit_split(office, split, {"method": "equal"})
    withdraw(office, split)
    assert split.state == "withdrawn"
    actions = list(EntryRecord.objects.filter(action__startswith="split.").values_list("action", flat=True))
    assert actions == [f"split.{name}" for name in ("propose", "comment", "answer", "approve", "issue", "withdraw")]


def test_editing_an_approved_split_proposes_it_again(plan: PlanRecord, units: dict[str, UnitRecord], leader: Actor) -> None:
    office = make_actor(units["keji"])
    split = propose(office, plan, PARKS, BY_WEIGHTS)
    approve(leader, split, "武政办〔2021〕30号")
    same = edit_split(office, split, BY_WEIGHTS)
    assert not same.reopened
    assert split.state == "approved"
    edited = edit_split(office, split, {"method": "equal"})
    assert edited.reopened
    assert "重新报批" in say(edited.said, "zh")
    assert (split.state, split.approved_by_id, split.approved_number) == ("proposed", None, "")
    assert ["state", "approved", "proposed"] in last_entry()["changes"]


def test_only_the_leader_of_the_task_approves(plan: PlanRecord, units: dict[str, UnitRecord], leader: Actor) -> None:
    other = make_actor(units["wuhan"], "leader", "second")
    split = propose(OPERATOR, plan, PARKS, BY_WEIGHTS)
    task = rows(plan, PARKS)["WH-DH"].task
    ChargeRecord.objects.create(plan=plan, task=task, leader=PostRecord.objects.get(pk=other.posts[0].post))
    with pytest.raises(Refused) as refused:
        approve(leader, split, "1号")
    assert "武汉市" in refusal(refused)
    assert approve(other, split, "1号").state == "approved"


def test_only_who_shares_comments_and_only_for_itself(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    split = propose(OPERATOR, plan, PARKS, BY_WEIGHTS)
    district = make_actor(units["jiangan"])
    with pytest.raises(Refused) as refused:
        comment(district, split, units["jiangan"], "我区也想要")
    assert "江岸区" in refusal(refused)
    with pytest.raises(Denied):
        comment(district, split, units["WH-DH"], "冒名")
    zone = make_actor(units["WH-DH"])
    for text, asked in (("", ""), ("多了", "-3"), ("多了", "十二"), ("多了", "NaN")):
        with pytest.raises(Refused):
            comment(zone, split, units["WH-DH"], text, asked)


def test_the_second_of_two_editors_is_told(plan: PlanRecord) -> None:
    split = propose(OPERATOR, plan, PARKS, BY_WEIGHTS)
    seen = split.edition
    edit_split(OPERATOR, split, {"method": "equal"}, edition=seen)
    with pytest.raises(Stale):
        edit_split(OPERATOR, split, BY_WEIGHTS, edition=seen)


def test_a_split_may_reach_units_the_sentence_does_not_name(plan: PlanRecord) -> None:
    body = {"method": "equal", "units": ["WH-DH", "WH-JK", "WH-LKG", "江岸区", "江汉区"]}
    split = propose(OPERATOR, plan, PARKS, body)
    found = rows(plan, PARKS)
    assert found["jiangan"].figure == "6"
    assert found["jiangan"].leads.count() == 16
    check_like_the_whole(plan)
    withdraw(OPERATOR, split)
    closed = CommitmentRecord.objects.get(pk=found["jiangan"].pk)
    assert (closed.closed_at is not None, closed.closed_reason) == (True, "decision")
    assert say(f"revisions.gone-{closed.closed_reason}")
    check_like_the_whole(plan)
    propose(OPERATOR, plan, PARKS, body)
    assert rows(plan, PARKS)["jiangan"].pk == closed.pk  # opened again, not made twice
    check_like_the_whole(plan)


def test_a_headline_goal_can_be_shared(plan: PlanRecord) -> None:
    propose(OPERATOR, plan, DEALS, {"method": "equal", "units": ["jiangan", "jianghan"], "step": 100000000})
    found = rows(plan, DEALS)
    assert {code: row.figure for code, row in found.items()} == {"jiangan": "50000000000", "jianghan": "50000000000"}
    check_like_the_whole(plan)


def test_members_that_are_named_later_get_rows(plan: PlanRecord) -> None:
    named = {row.unit.code for row in CommitmentRecord.objects.filter(plan=plan, body__task="2.1.5").select_related("unit")}
    done = choose_members(OPERATOR, plan, "各相关区人民政府", ["洪山区", "江夏区"], task="2.1.5")
    assert done.made > 0
    now = {row.unit.code for row in CommitmentRecord.objects.filter(plan=plan, body__task="2.1.5").select_related("unit")}
    assert now - named == {"hongshan", "jiangxia"}
    check_like_the_whole(plan)
    choose_members(OPERATOR, plan, "各相关区人民政府", [], task="2.1.5")
    assert not CommitmentRecord.objects.filter(plan=plan, body__task="2.1.5", unit__code="jiangxia", closed_at=None).exists()
    check_like_the_whole(plan)
    with pytest.raises(Refused):
        choose_members(OPERATOR, plan, "各相关乡镇", ["洪山区"])
    with pytest.raises(Refused):
        choose_members(OPERATOR, plan, "各相关区人民政府", ["没有区"], task="2.1.5")


def test_details_reach_the_rows(plan: PlanRecord) -> None:
    describe_target(OPERATOR, plan, FIRMS, {"definition": "净增", "shape": "quarterly", "opening": {"江岸区": 3}})
    propose(OPERATOR, plan, FIRMS, {"method": "equal"})
    made = {row.unit: row for row in stored(plan, ground(plan)).rows if row.target and row.target.id == FIRMS}
    assert made["jiangan"].details is not None
    assert made["jiangan"].details.definition == "净增"
    assert made["jiangan"].trajectory.shape == "quarterly"
    check_like_the_whole(plan)
    with pytest.raises(Refused):
        describe_target(OPERATOR, plan, FIRMS, {"shape": "wavy"})


def test_nothing_of_a_closed_plan_can_be_changed(plan: PlanRecord) -> None:
    split = propose(OPERATOR, plan, PARKS, BY_WEIGHTS)
    PlanRecord.objects.filter(pk=plan.pk).update(state=PlanRecord.CLOSED)
    for attempt in (
        lambda: propose(OPERATOR, plan, HATCHERIES, {"method": "equal"}),
        lambda: edit_split(OPERATOR, split, {"method": "equal"}),
        lambda: approve(OPERATOR, split, "1号"),
        lambda: withdraw(OPERATOR, split),
        lambda: choose_members(OPERATOR, plan, "各相关区人民政府", ["洪山区"]),
        lambda: describe_target(OPERATOR, plan, FIRMS, {"definition": "净增"}),
    ):
        with pytest.raises(Refused) as refused:
            attempt()
        assert plan.title in refusal(refused)


def test_who_may_not_propose_is_refused(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    with pytest.raises(Denied):
        propose(make_actor(units["tongji"]), plan, PARKS, BY_WEIGHTS)
    lead = make_actor(units["shangwu"], login="lead")  # leads 2.2.2 with others, and nothing of 2.2.1
    with pytest.raises(Denied):
        propose(lead, plan, PARKS, BY_WEIGHTS)
    assert propose(lead, plan, FIRMS, {"method": "equal"}).state == "proposed"
    district = make_actor(units["hongshan"], login="sharing")  # leads 2.2.1 as a district, and shares this total
    with pytest.raises(Denied):
        edit_split(district, SplitRecord.objects.get(), {"method": "equal"})


def test_more_changes_than_an_entry_holds_stand_there_by_their_digest(
    plan: PlanRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("yibiao.hub.commitments.making._MOST_CHANGES", 3)
    propose(OPERATOR, plan, FIRMS, {"method": "equal"})
    (changes,) = [new for field, _, new in last_entry()["changes"] if field == "changes"]
    assert changes["count"] > 16
    assert len(changes["sha256"]) == 64
    check_like_the_whole(plan)
