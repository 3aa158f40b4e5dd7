"""Ending a plan: nothing is owed under it any more and nobody waits for anything; what was stays and is proven."""

import json

import pytest

from made_drafts import TEXT, brought_in, draft_of
from made_hub import make_actor
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.splits import approve, propose
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.notices.following import follow
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.assigning import charge
from yibiao.hub.plans.ending import close, ended
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish
from yibiao.hub.plans.revising import start_revision
from yibiao.hub.work.filling import tables
from yibiao.hub.work.waiting import waiting

pytestmark = pytest.mark.django_db
SHARED = TEXT.replace("责任单位：市财政局、东城区", "责任单位：东城区、西城区")


@pytest.fixture
def plan(clerk: Actor, office: UnitRecord) -> PlanRecord:
    made = draft_of(brought_in(clerk, office, text=SHARED))
    publish(clerk, made)
    made.refresh_from_db()
    return made


def kinds(actor: Actor) -> set[str]:
    return {item.kind for item in waiting(actor, tables(actor, today()), today())}


def test_what_was_owed_is_closed_and_nothing_is_deleted(clerk: Actor, plan: PlanRecord) -> None:
    owed = CommitmentRecord.objects.filter(plan=plan).count()
    close(clerk, plan, reason=" 试用结束 ")
    plan.refresh_from_db()
    assert plan.state == PlanRecord.CLOSED
    rows = CommitmentRecord.objects.filter(plan=plan)
    assert rows.count() == owed > 5
    assert set(rows.values_list("closed_reason", flat=True)) == {"plan-ended"}
    assert not rows.filter(closed_at=None).exists()
    entry = json.loads(EntryRecord.objects.get(action="plan.close").line)
    assert (entry["object"], entry["reason"]) == (f"plan:{plan.pk}", "试用结束")
    assert entry["changes"] == [["state", "published", "closed"], ["commitments", owed, 0]]
    how = ended(plan)
    assert how is not None
    assert how.reason == "试用结束"


def test_nothing_waits_any_more(clerk: Actor, plan: PlanRecord, city: dict[str, UnitRecord]) -> None:
    east = make_actor(city["east"])
    shared = CommitmentRecord.objects.filter(plan=plan, unit=city["east"], holding="unset")[0]
    leader = make_actor(city["city"], "leader")
    charge(clerk, plan, "", PostRecord.objects.get(kind="leader"))
    split = propose(clerk, plan, shared.target, {"method": "equal"})
    assert {"fill", "comment"} <= kinds(east)
    assert kinds(leader) == {"approve"}
    close(clerk, plan, reason="试用结束")
    assert kinds(east) == kinds(clerk) == kinds(leader) == set()
    with pytest.raises(Refused, match="plan-not-in-force"):
        approve(leader, split, "1号")


def test_who_had_to_do_with_it_is_told_why(clerk: Actor, plan: PlanRecord, city: dict[str, UnitRecord]) -> None:
    east, follower = make_actor(city["east"]), make_actor(city["east-science"])
    follow(follower, plan)
    close(clerk, plan, reason="与新方案重复")
    told = NoticeRecord.objects.filter(key="told.ended")
    assert set(told.values_list("person", flat=True)) == {east.person, follower.person}
    assert told[0].slots == {"title": plan.title, "reason": "与新方案重复"}
    assert not NoticeRecord.objects.exclude(key="told.ended").filter(about=f"plan:{plan.pk}", read_at=None).exists()


def test_it_needs_a_reason_the_right_office_and_a_plan_in_force(clerk: Actor, plan: PlanRecord, city: dict[str, UnitRecord]) -> None:
    with pytest.raises(Refused, match="end-reason"):
        close(clerk, plan, reason="  ")
    for unit in ("east", "science"):
        with pytest.raises(Denied):
            close(make_actor(city[unit]), plan, reason="不要了")
    with pytest.raises(Stale):
        close(clerk, plan, reason="不要了", edition=plan.edition - 1)
    close(clerk, plan, reason="不要了")
    with pytest.raises(Denied):
        close(clerk, plan, reason="再来一次")


def test_its_document_may_come_again_but_not_that_of_a_plan_in_force(clerk: Actor, office: UnitRecord, plan: PlanRecord) -> None:
    with pytest.raises(Refused, match="same-document"):
        brought_in(clerk, office, text=SHARED)
    close(clerk, plan, reason="试用结束")
    assert draft_of(brought_in(clerk, office, text=SHARED)).pk != plan.pk


def test_what_a_revision_replaced_was_not_ended(clerk: Actor, office: UnitRecord, plan: PlanRecord) -> None:
    start_revision(clerk, plan, "新.txt", text=SHARED.replace("30家", "40家"))
    run_pending()
    publish(clerk, PlanRecord.objects.get(revises=plan))
    plan.refresh_from_db()
    assert plan.state == PlanRecord.CLOSED
    assert ended(plan) is None
    with pytest.raises(Refused, match="same-document"):
        brought_in(clerk, office, text=SHARED)
