"""The review desk: what is doubted and how far it is settled, what changed, what is undone next; what publishing will mean."""

import pytest

from made_drafts import TEXT, brought_in, draft_of
from made_hub import make_actor
from yibiao.hub.access.actors import Actor
from yibiao.hub.actions import Refused
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans import drafting
from yibiao.hub.plans.known import findings
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.outlook import outlook, tally_of
from yibiao.hub.plans.publishing import preview
from yibiao.hub.plans.reviewing import Desk, Tally, changed, desk, tally

pytestmark = pytest.mark.django_db

# A task without lead, a class nobody knows the members of, a figure that is hard to read.
DOUBTFUL = TEXT.replace("（牵头单位：市财政局）", "").replace("责任单位：东城区、西城区", "责任单位：各相关单位") + "（四）引进人才。力争30万以上大学毕业生留汉就业创业。（牵头单位：市科技局）\n"


@pytest.fixture
def plan(clerk: Actor, office: UnitRecord) -> PlanRecord:
    return draft_of(brought_in(clerk, office, text=DOUBTFUL))


def key_of(plan: PlanRecord, number: str) -> str:
    return next(task["key"] for task in plan.effective["tasks"] if task["id"] == number)


def seen(actor: Actor, plan: PlanRecord) -> Desk:
    plan.refresh_from_db()
    return desk(actor, plan, "zh")


def test_what_is_doubted_stands_with_its_task_the_gravest_first(clerk: Actor, plan: PlanRecord) -> None:
    now = seen(clerk, plan)
    by_task = {card.task["id"]: [doubt.code for doubt in card.doubts if doubt.severity != "info"] for card in now.cards}
    assert by_task["1.1"] == ["unresolved-group"]
    assert by_task["1.3"] == ["no-lead-unit"]
    assert "unsure" in by_task["1.4"]
    assert [card.task["id"] for card in now.ordered("all")] == ["1.1", "1.2", "1.3", "1.4"]
    ranks = [card.rank for card in now.ordered("doubts")]
    assert ranks == sorted(ranks)
    assert ranks[0] < ranks[-1]


def test_a_doubt_is_settled_by_an_answer_a_correction_or_a_look(clerk: Actor, plan: PlanRecord) -> None:
    first = seen(clerk, plan)
    assert first.tally.done == 0
    group = next(doubt for card in first.cards for doubt in card.doubts if doubt.code == "unresolved-group")
    drafting.correct(clerk, plan, {"kind": "finding.answer", "finding": {"key": group.key}, "answer": "noted", "text": "已知"})
    drafting.correct(clerk, plan, {"kind": "units", "fact": {"key": key_of(plan, "1.3")}, "role": "lead", "units": ["市财政局"]})
    unsure = next(doubt for card in first.cards for doubt in card.doubts if doubt.code == "unsure")
    drafting.correct(clerk, plan, {"kind": "target.edit", "target": {"key": unsure.key}, "fields": {"unit": "人"}})
    now = seen(clerk, plan)
    assert now.tally.total == first.tally.total
    assert now.tally.done == 3
    answered = next(doubt for card in now.cards for doubt in card.doubts if doubt.key == group.key)
    assert (answered.answer, answered.answer_text, answered.is_open) == ("noted", "已知", False)
    drafting.undo(clerk, plan, 1)
    assert seen(clerk, plan).tally.done == 2


def test_who_may_not_know_the_history_sees_no_answers(clerk: Actor, plan: PlanRecord, city: dict[str, UnitRecord]) -> None:
    group = next(doubt for card in seen(clerk, plan).cards for doubt in card.doubts if doubt.code == "unresolved-group")
    drafting.correct(clerk, plan, {"kind": "finding.answer", "finding": {"key": group.key}, "answer": "dismissed"})
    now = seen(make_actor(city["science"]), plan)
    assert not now.knows
    assert now.steps == ()
    assert all(doubt.is_open for card in now.cards for doubt in card.doubts)
    assert all(card.marks == {} for card in now.cards)


def test_undo_is_about_ones_own_last_step(clerk: Actor, plan: PlanRecord, office: UnitRecord) -> None:
    other = make_actor(office, "reviewer", "tongshi")
    for actor, number, title in ((clerk, "1.1", "甲"), (other, "1.2", "乙"), (clerk, "1.3", "丙")):
        drafting.correct(actor, plan, {"kind": "task.edit", "task": {"key": key_of(plan, number)}, "fields": {"title": title}})
    mine, theirs = seen(clerk, plan), seen(other, plan)
    assert (mine.undo and mine.undo.number, theirs.undo and theirs.undo.number) == (3, 2)
    assert mine.redo is None
    drafting.undo(clerk, plan, 3)
    mine = seen(clerk, plan)
    assert (mine.undo and mine.undo.number, mine.redo and mine.redo.number) == (1, 3)
    assert seen(other, plan).redo is None
    drafting.correct(clerk, plan, {"kind": "task.edit", "task": {"key": key_of(plan, "1.1")}, "fields": {"title": "丁"}})
    assert seen(clerk, plan).redo is None  # something else was done since


def test_only_tasks_that_changed_are_told(clerk: Actor, plan: PlanRecord) -> None:
    before = seen(clerk, plan)
    drafting.correct(clerk, plan, {"kind": "task.edit", "task": {"key": key_of(plan, "1.2")}, "fields": {"title": "培育主体"}})
    after = seen(clerk, plan)
    assert [card.task["title"] for card in changed(before, after)] == ["培育主体"]
    assert changed(after, after) == []


def test_what_was_taken_out_can_be_seen_and_brought_back(clerk: Actor, plan: PlanRecord) -> None:
    target = next(one["key"] for one in plan.effective["targets"] if one["task"] == "1.2")
    drafting.correct(clerk, plan, {"kind": "target.drop", "target": {"key": target}, "reason": "不是目标值"})
    drafting.correct(clerk, plan, {"kind": "task.drop", "task": {"key": key_of(plan, "1.3")}, "reason": "重复"})
    now = seen(clerk, plan)
    assert [step.number for card in now.cards for step in card.dropped] == [1]
    assert [step.number for step in now.dropped] == [2]
    drafting.undo(clerk, plan, 2)
    assert seen(clerk, plan).dropped == []


def test_the_outlook_says_who_will_owe_what(clerk: Actor, plan: PlanRecord) -> None:
    told = outlook(plan, "zh")
    assert told.counts == preview(plan)
    assert sum(unit.items for unit in told.units) == told.counts.commitments
    assert len(told.units) == told.counts.units
    assert len(told.unset) == told.counts.unset
    assert {unit.name for unit in told.units} >= {"市科技局", "东城区"}
    assert [told.numbers[found.task] for found in told.doubts if found.code == "no-lead-unit"] == ["1.3"]
    assert told.errors == ()


def test_the_outlook_names_tasks_that_no_unit_leads(clerk: Actor, office: UnitRecord) -> None:
    """A lead that is no unit (有关部门) leads nothing, whatever was answered to the doubt about it."""
    nobody = draft_of(brought_in(clerk, office, text=TEXT.replace("牵头单位：市科技局", "牵头单位：有关部门", 1)))
    assert outlook(nobody).leadless == ("1.1",)


def test_every_page_counts_the_same_doubts(clerk: Actor, plan: PlanRecord) -> None:
    now, told = seen(clerk, plan), outlook(plan, "zh")
    assert now.tally == tally(plan) == tally_of([plan.pk])[plan.pk] == told.tally
    assert len(told.doubts) == now.tally.open > 0
    assert (findings([plan])[plan.pk].all, findings([plan])[plan.pk].open) == (now.tally.total, now.tally.open)
    [job] = JobRecord.objects.filter(kind="compile")
    assert (job.details["found"]["doubts"], job.details["found"]["hints"]) == (now.tally.total, now.tally.hints)


def test_hints_are_noted_and_taken_back_at_one_stroke(clerk: Actor, office: UnitRecord) -> None:
    plain = "（五）优化服务。提高办事效率。（牵头单位：市科技局）\n（六）加强宣传。组织各类活动。（牵头单位：市财政局）\n"
    plan = draft_of(brought_in(clerk, office, text=DOUBTFUL + plain))
    before = seen(clerk, plan).tally
    assert before.hints > 1
    drafting.correct(clerk, plan, {"kind": "task.edit", "task": {"key": key_of(plan, "1.1")}, "fields": {"title": "甲"}})
    assert drafting.note_hints(clerk, plan) == before.hints
    noted = seen(clerk, plan)
    assert noted.tally == Tally(before.done, before.total, 0)
    assert noted.undo is not None
    assert noted.undo.together == before.hints
    with pytest.raises(Refused):
        drafting.note_hints(clerk, plan)
    assert len(drafting.undo(clerk, plan, noted.undo.number, together=True)) == before.hints
    undone = seen(clerk, plan)
    assert undone.tally.hints == before.hints
    assert undone.redo is not None
    assert undone.undo is not None
    assert (undone.redo.together, undone.undo.number, undone.undo.together) == (before.hints, 1, 1)
    drafting.redo(clerk, plan, undone.redo.number, together=True)
    assert seen(clerk, plan).tally.hints == 0
