"""A revision's rows continue those of the plan before; splits, comments and decisions go along; the rest is closed."""

import json
from collections import Counter
from typing import get_args

import pytest

from made_commitments import OPERATOR, make_plan, make_version, published
from yibiao import compile_text
from yibiao.core.plan import Plan
from yibiao.core.revisions.revise import revise
from yibiao.core.revisions.values import Gone, Revision
from yibiao.hub.actions import Act, action
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.carrying import Carried, carry, decisions_of
from yibiao.hub.commitments.deciding import commitments_of, ground
from yibiao.hub.commitments.decisions import choose_members, describe_target
from yibiao.hub.commitments.making import GONE, instantiate, planned
from yibiao.hub.commitments.models import CommitmentRecord, DecisionRecord, SplitRecord
from yibiao.hub.commitments.rows import stored
from yibiao.hub.commitments.splits import approve, comment, issue, propose, send_back
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say

pytestmark = pytest.mark.django_db


def revised(example: Plan) -> Plan:
    """The example with a figure raised, two tasks dropped, and all that follow the first of them renumbered."""
    text = example.text.replace("新增高新技术企业2000家", "新增高新技术企业2200家")
    start = text.index("1.畅通成果供需对接渠道")
    end = text.index("2.办好成果转化对接活动")
    text = text[:start] + text[end:]
    start, end = text.index("5.推动光谷科技创新大走廊"), text.index("（三）坚持")
    text = text[:start] + text[end:]
    for number in range(2, 6):
        text = text.replace(f"\n{number}.{NAMES[number]}", f"\n{number - 1}.{NAMES[number]}")
    return compile_text(text, name="revised.txt")


NAMES = {2: "办好成果转化", 3: "推动新型研发", 4: "撬动社会资本", 5: "争创全国一流"}


@action("plan.publish")
def publish_revision(act: Act, new: PlanRecord, old: PlanRecord, revision: Revision, first: bool = False) -> Carried:
    act.set(old, state=PlanRecord.CLOSED)
    act.set(new, state=PlanRecord.PUBLISHED)
    version = make_version(new)
    if first:
        instantiate(act, new, version)
    return carry(act, old, new, revision)


def revision_of(old: PlanRecord, new: PlanRecord, plans: tuple[Plan, Plan]) -> Revision:
    """In two steps: the decisions first, then the commitments made with them."""
    first = revise(*plans, (), decisions_of(old))
    made = stored(old, ground(old)), planned(new, given=first.split_file)
    return revise(*plans, (), decisions_of(old), *made)


def decide(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    parks = propose(OPERATOR, plan, "2.2.1-t1", {"method": "weights", "weights": {"WH-DH": 5, "WH-JK": 3, "WH-LKG": 2}})
    comment(OPERATOR, parks, units["WH-DH"], "无意见", 15)
    approve(OPERATOR, parks, "1号")
    issue(OPERATOR, parks)
    firms = propose(OPERATOR, plan, "2.2.2-t1", {"method": "equal"})
    approve(OPERATOR, firms, "2号")
    describe_target(OPERATOR, plan, "2.2.2-t1", {"definition": "净增", "opening": {"江岸区": 3}})
    choose_members(OPERATOR, plan, "各相关区人民政府", ["洪山区", "江夏区"], task="2.1.5")


@pytest.mark.parametrize("first", [False, True])
def test_history_hangs_on_and_what_vanished_is_closed(
    plan: PlanRecord, units: dict[str, UnitRecord], example: Plan, first: bool
) -> None:
    decide(plan, units)
    amended = revised(example)
    new = make_plan(amended, units["keji"], revises=plan)
    before = CommitmentRecord.objects.filter(plan=plan, closed_at=None).count()
    done = publish_revision(OPERATOR, new, plan, revision_of(plan, new, (example, amended)), first=first)
    rows = CommitmentRecord.objects.filter(plan=new)
    assert done.paired + done.closed == before
    assert rows.exclude(previous=None).count() == done.paired
    for row in rows.exclude(previous=None).select_related("previous"):
        assert row.previous is not None
        assert (row.previous.unit_id, row.previous.plan_id) == (row.unit_id, plan.pk)
    gone = CommitmentRecord.objects.filter(plan=plan).exclude(closed_at=None)
    assert Counter(gone.values_list("closed_reason", flat=True)) == {"task-gone": done.closed}
    assert {row.task_title[:2] for row in gone} == {"推动"}
    for reason in (*get_args(Gone), GONE):
        assert say(f"revisions.gone-{reason}", "zh") != say(f"revisions.gone-{reason}", "en")
    base = ground(new)
    assert stored(new, base).rows == commitments_of(base).rows


def test_splits_keep_their_state_unless_the_total_changed(
    plan: PlanRecord, units: dict[str, UnitRecord], example: Plan
) -> None:
    decide(plan, units)
    amended = revised(example)
    new = make_plan(amended, units["keji"], revises=plan)
    publish_revision(OPERATOR, new, plan, revision_of(plan, new, (example, amended)))
    found = {row.approved_number: row for row in SplitRecord.objects.filter(plan=new)}
    parks, firms = found["1号"], found[""]
    assert (parks.state, firms.state) == ("issued", "proposed")
    assert [said.text for said in parks.comments.all()] == ["无意见"]
    shares = CommitmentRecord.objects.filter(plan=new, target=firms.target, holding="share")
    assert not any(row.body["settled"] for row in shares)
    assert sum(int(row.figure) for row in shares) == 2200
    kinds = Counter(DecisionRecord.objects.filter(plan=new).values_list("kind", flat=True))
    assert kinds == {"details": 1, "members": 1}
    named = CommitmentRecord.objects.filter(plan=new, body__task="2.1.5").values_list("unit__code", flat=True)
    assert {"hongshan", "jiangxia"} <= set(named)


def test_a_returned_split_stays_returned(plan: PlanRecord, units: dict[str, UnitRecord], example: Plan) -> None:
    """Also where its total changed: what the leader returned is not before them again by a revision."""
    for target, reason in (("2.2.1-t1", "口径"), ("2.2.2-t1", "基数")):
        send_back(OPERATOR, propose(OPERATOR, plan, target, {"method": "equal"}), reason=reason)
    amended = revised(example)
    new = make_plan(amended, units["keji"], revises=plan)
    publish_revision(OPERATOR, new, plan, revision_of(plan, new, (example, amended)))
    found = SplitRecord.objects.filter(plan=new).order_by("id").values_list("state", "returned_reason")
    assert sorted(found) == [("returned", "口径"), ("returned", "基数")]


def test_the_entry_tells_what_was_carried_and_closed(
    plan: PlanRecord, units: dict[str, UnitRecord], example: Plan
) -> None:
    decide(plan, units)
    amended = revised(example)
    new = make_plan(amended, units["keji"], revises=plan)
    done = publish_revision(OPERATOR, new, plan, revision_of(plan, new, (example, amended)))
    entry = json.loads(EntryRecord.objects.order_by("-seq")[0].line)
    closed = [change for change in entry["changes"] if change[0].endswith("closed_reason")]
    assert len(closed) == done.closed > 0
    assert {change[2] for change in closed} == {"task-gone"}
    assert sum(change[0].startswith("split:") for change in entry["changes"]) == 2


def test_the_rows_are_paired_as_the_revision_foretold(
    plan: PlanRecord, units: dict[str, UnitRecord], example: Plan
) -> None:
    decide(plan, units)
    amended = revised(example)
    new = make_plan(amended, units["keji"], revises=plan)
    revision = revision_of(plan, new, (example, amended))
    publish_revision(OPERATOR, new, plan, revision)
    rows = CommitmentRecord.objects.filter(plan=new).exclude(previous=None).values_list("previous__key", "key")
    assert set(rows) == {(pair.old, pair.new) for pair in revision.commitments if pair.old and pair.new}


def test_the_same_text_again_goes_on_in_every_row(
    plan: PlanRecord, units: dict[str, UnitRecord], example: Plan
) -> None:
    new = make_plan(example, units["keji"], revises=plan)
    done = publish_revision(OPERATOR, new, plan, revision_of(plan, new, (example, example)))
    assert done == (CommitmentRecord.objects.filter(plan=plan).count(), 0)


def test_a_plan_that_is_no_revision_has_nothing_before_it(
    plan: PlanRecord, units: dict[str, UnitRecord], example: Plan
) -> None:
    other = published(example, units["keji"])
    assert not CommitmentRecord.objects.filter(plan=other).exclude(previous=None).exists()
