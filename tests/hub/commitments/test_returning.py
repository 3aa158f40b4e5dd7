"""A split that its leader returns, the remark of an approval, and the last day for comments."""

import datetime
import json
from typing import Any

import pytest

from made_commitments import OPERATOR
from made_hub import make_actor
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, may
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.commitments.deciding import commitments_of, ground
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.commitments.reading import shares_of
from yibiao.hub.commitments.rounds import course, waiting
from yibiao.hub.commitments.rows import stored
from yibiao.hub.commitments.splits import (
    answer,
    approve,
    comment,
    edit_split,
    issue,
    propose,
    send_back,
    withdraw,
)
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.models import ChargeRecord, PlanRecord
from yibiao.messages import say

pytestmark = pytest.mark.django_db

PARKS = "2.2.1-t1"
DAY = datetime.timedelta(days=1)
EQUAL: dict[str, Any] = {"method": "equal"}
BY_HAND: dict[str, Any] = {"method": "manual", "shares": {"WH-DH": 12, "WH-JK": 10, "WH-LKG": 8}}


@pytest.fixture
def leader(plan: PlanRecord, units: dict[str, UnitRecord]) -> Actor:
    """The leader in charge of everything."""
    actor = make_actor(units["wuhan"], "leader")
    ChargeRecord.objects.create(plan=plan, leader=PostRecord.objects.get(pk=actor.posts[0].post))
    return actor


def changes() -> list[Any]:
    found: list[Any] = json.loads(EntryRecord.objects.order_by("-seq")[0].line)["changes"]
    return found


def refused(error: pytest.ExceptionInfo[Refused]) -> str:
    said = [say(error.value.key, lang, **error.value.slots) for lang in ("zh", "en")]
    assert said[0] != said[1]
    return said[0]


def figures(plan: PlanRecord, split: SplitRecord) -> dict[str, tuple[str, bool]]:
    rows = CommitmentRecord.objects.filter(plan=plan, target=split.target, closed_at=None, holding="share")
    return {row.unit.code: (row.figure, row.is_draft) for row in rows.select_related("unit")}


def over(split: SplitRecord) -> None:
    """Let the last day for comments be yesterday."""
    SplitRecord.objects.filter(pk=split.pk).update(comments_until=today() - DAY)


def test_returned_with_a_reason_changed_and_proposed_again(plan: PlanRecord, leader: Actor) -> None:
    split = propose(OPERATOR, plan, PARKS, EQUAL)
    send_back(leader, split, reason=" 基数口径不一致 ")
    assert (split.state, split.returned_reason, split.returned_by_id) == ("returned", "基数口径不一致", leader.person)
    assert ["state", "proposed", "returned"] in changes()
    assert ["returned_reason", "", "基数口径不一致"] in changes()
    assert waiting(split, (), ()).what == "propose"
    # Until it is proposed again its figures are a draft, and the rows are what making them anew would give.
    assert set(figures(plan, split).values()) == {("10", True)}
    base = ground(plan)
    assert stored(plan, base).rows == commitments_of(base).rows
    before = split.body
    again = propose(OPERATOR, plan, PARKS, BY_HAND)
    assert (again.pk, again.state, again.returned_reason, again.returned_at) == (split.pk, "proposed", "", None)
    assert ["returned_reason", "基数口径不一致", ""] in changes()
    assert ["body", before, again.body] in changes()
    assert figures(plan, split)["WH-DH"] == ("12", True)
    steps = course(OPERATOR, again)
    assert [(step.what, step.reason) for step in steps] == [("propose", ""), ("return", "基数口径不一致"), ("propose", "")]
    assert steps[-1].changed == 2, "that the first zone has more and the last less"
    approve(leader, again, "1号")
    issue(OPERATOR, again)
    assert figures(plan, split)["WH-DH"] == ("12", False)


def test_a_return_needs_a_reason_and_a_proposal(plan: PlanRecord, leader: Actor) -> None:
    split = propose(OPERATOR, plan, PARKS, EQUAL)
    for reason in ("", "  "):
        with pytest.raises(Refused) as error:
            send_back(leader, split, reason=reason)
        assert refused(error) == "请填写退回的原因"
    with pytest.raises(Refused):
        send_back(leader, split, reason="长" * 501)
    approve(leader, split, "1号")
    with pytest.raises(Denied):
        send_back(leader, split, reason="晚了")
    with pytest.raises(Refused):
        send_back(OPERATOR, split, reason="晚了")


def test_who_returns_is_who_may_approve(plan: PlanRecord, units: dict[str, UnitRecord], leader: Actor) -> None:
    split = propose(OPERATOR, plan, PARKS, EQUAL)
    office = make_actor(units["keji"], login="office")
    with pytest.raises(Denied):
        send_back(office, split, reason="不行")
    other = make_actor(units["wuhan"], "leader", login="other")
    ChargeRecord.objects.create(plan=plan, task=ground(plan).task_of(ground(plan).plan.targets[0]), leader_id=other.posts[0].post)
    with pytest.raises(Refused) as error:
        send_back(other, split, reason="不是我分管")
    assert refused(error)
    send_back(leader, split, reason="重算")
    assert not may(leader, "split.approve", split)


def test_what_a_returned_split_allows(plan: PlanRecord, units: dict[str, UnitRecord], leader: Actor) -> None:
    split = propose(OPERATOR, plan, PARKS, EQUAL)
    zone = make_actor(units["WH-DH"], login="zone")
    said = comment(zone, split, units["WH-DH"], "多了", "8")
    send_back(leader, split, reason="重算")
    for attempt in (
        lambda: comment(OPERATOR, split, units["WH-DH"], "多了", "7"),
        lambda: answer(OPERATOR, said, "维持"),
        lambda: approve(OPERATOR, split, "1号"),
        lambda: issue(OPERATOR, split),
    ):
        with pytest.raises(Refused) as error:
            attempt()
        assert refused(error) == "分解方案已退回，请修改后重新提出"
    edited = edit_split(OPERATOR, split, BY_HAND)
    assert (edited.reopened, split.state, split.returned_reason) == (False, "returned", "重算")
    seen = split.edition
    edit_split(OPERATOR, split, EQUAL)
    with pytest.raises(Stale):
        propose(OPERATOR, plan, PARKS, BY_HAND, seen=seen)
    propose(OPERATOR, plan, PARKS, BY_HAND, seen=split.edition)
    shared = shares_of(OPERATOR, plan, split.target)
    assert shared is not None
    assert [one.text for one in shared.comments] == ["多了"]
    with pytest.raises(Refused):
        propose(OPERATOR, plan, PARKS, EQUAL)
    split.refresh_from_db()
    send_back(leader, split, reason="仍不妥")
    withdraw(OPERATOR, split)
    assert split.state == "withdrawn"


def test_an_approval_may_carry_a_remark(plan: PlanRecord, leader: Actor) -> None:
    split = propose(OPERATOR, plan, PARKS, EQUAL)
    with pytest.raises(Refused):
        approve(leader, split, "1号", "长" * 501)
    approve(leader, split, "1号", " 年底复核一次 ")
    assert split.approved_remark == "年底复核一次"
    assert ["approved_remark", "", "年底复核一次"] in changes()
    assert course(OPERATOR, split)[-1].remark == "年底复核一次"
    edit_split(OPERATOR, split, BY_HAND)
    assert split.approved_remark == ""
    assert ["approved_remark", "年底复核一次", ""] in changes()


def test_the_last_day_for_comments_is_not_over_when_it_is_named(plan: PlanRecord) -> None:
    with pytest.raises(Refused) as error:
        propose(OPERATOR, plan, PARKS, EQUAL, today() - DAY)
    assert "已经过去" in refused(error)
    split = propose(OPERATOR, plan, PARKS, EQUAL, today())
    assert ["comments_until", None, str(today())] in changes()
    with pytest.raises(Refused):
        edit_split(OPERATOR, split, EQUAL, today() - DAY)
    edit_split(OPERATOR, split, EQUAL, today() + DAY)
    assert ["comments_until", str(today()), str(today() + DAY)] in changes()
    edit_split(OPERATOR, split, BY_HAND)
    assert split.comments_until == today() + DAY, "who names none leaves it"
    edit_split(OPERATOR, split, BY_HAND, None)
    assert split.comments_until is None
    split = propose_again_after(plan, split, today())
    over(split)
    split.refresh_from_db()
    edit_split(OPERATOR, split, EQUAL, today() - DAY)  # a day that is over stays where it is
    assert split.comments_until == today() - DAY


def propose_again_after(plan: PlanRecord, split: SplitRecord, until: datetime.date) -> SplitRecord:
    withdraw(OPERATOR, split)
    return propose(OPERATOR, plan, PARKS, EQUAL, until)


def test_what_comes_after_the_last_day_is_kept_and_marked(plan: PlanRecord, units: dict[str, UnitRecord]) -> None:
    split = propose(OPERATOR, plan, PARKS, EQUAL, today())
    first = make_actor(units["WH-DH"], login="first")
    assert not comment(first, split, units["WH-DH"], "", agrees=True).late
    assert not any(field.endswith(".late") for field, _, _ in changes())
    over(split)
    second = comment(make_actor(units["WH-JK"], login="second"), split, units["WH-JK"], "基数小", "8")
    assert (second.late, second.text, second.asked) == (True, "基数小", "8")
    assert [f"splitcomment:{second.pk}.late", None, True] in changes()
    assert [step.late for step in course(OPERATOR, split)] == [False, False, True]


def test_without_a_last_day_nothing_is_late(plan: PlanRecord, units: dict[str, UnitRecord], leader: Actor) -> None:
    split = propose(OPERATOR, plan, PARKS, EQUAL)
    assert not comment(make_actor(units["WH-DH"]), split, units["WH-DH"], "", agrees=True).late
    approve(leader, split, "1号")
    assert split.state == "approved"


def test_approved_before_the_last_day_only_when_confirmed(plan: PlanRecord, units: dict[str, UnitRecord], leader: Actor) -> None:
    split = propose(OPERATOR, plan, PARKS, EQUAL, today())
    comment(make_actor(units["WH-DH"]), split, units["WH-DH"], "", agrees=True)
    with pytest.raises(Refused) as error:
        approve(leader, split, "1号")
    told = refused(error)
    assert units["WH-JK"].name in told
    assert units["WH-LKG"].name in told
    assert units["WH-DH"].name not in told
    approve(leader, split, "1号", confirmed=True)
    edit_split(OPERATOR, split, BY_HAND)
    over(split)
    approve(leader, split, "2号")
    assert split.state == "approved"


def test_once_all_have_spoken_there_is_nothing_to_confirm(plan: PlanRecord, units: dict[str, UnitRecord], leader: Actor) -> None:
    split = propose(OPERATOR, plan, PARKS, EQUAL, today() + 7 * DAY)
    for code in ("WH-DH", "WH-JK", "WH-LKG"):
        comment(make_actor(units[code], login=code), split, units[code], "", agrees=True)
    approve(leader, split, "1号")
    assert split.state == "approved"
