"""Drafts: corrections beside the compiled facts, undone and redone at will, kept through a recompile; findings answered."""

import json
import random

import pytest
from django.db import transaction

from made_drafts import TEXT, brought_in, document_of, draft_of
from made_hub import make_actor
from yibiao.core.compiler import compile_source
from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.jsonform import read_correction
from yibiao.core.serialise import from_dict, to_dict
from yibiao.core.source import SourceText
from yibiao.core.validate import validate
from yibiao.hub.access.actors import SYSTEM, Actor
from yibiao.hub.access.rights import Denied, may
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans import compiling, drafting, publishing, queries
from yibiao.hub.plans.assigning import assign_offices, charge
from yibiao.hub.plans.documents import file_of
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say

pytestmark = pytest.mark.django_db


@pytest.fixture
def plan(clerk: Actor, office: UnitRecord) -> PlanRecord:
    return draft_of(brought_in(clerk, office))


def task(plan: PlanRecord, number: str) -> dict:
    return next(one for one in plan.effective["tasks"] if one["id"] == number)


def leads(plan: PlanRecord, number: str) -> list[str]:
    return [unit["name"] for unit in task(plan, number)["lead"]]


def lead_by(plan: PlanRecord, number: str, *names: str) -> dict:
    return {"kind": "units", "fact": {"key": task(plan, number)["key"]}, "role": "lead", "units": list(names)}


def entry() -> dict:
    return json.loads(EntryRecord.objects.order_by("-seq").values_list("line", flat=True)[0])


def test_a_correction_changes_the_effective_plan_and_not_the_compiled_one(clerk: Actor, plan: PlanRecord) -> None:
    compiled = dict(plan.compiled)
    row = drafting.correct(clerk, plan, lead_by(plan, "1.1", "市财政局"), reason="会议议定")
    plan.refresh_from_db()
    assert row.number == 1
    assert row.body["fact"]["title"] == "建设创新平台"
    assert leads(plan, "1.1") == ["市财政局"]
    assert plan.compiled == compiled
    assert not validate(from_dict(plan.effective))


def test_the_log_says_what_was_and_what_is(clerk: Actor, plan: PlanRecord) -> None:
    drafting.correct(clerk, plan, lead_by(plan, "1.1", "市财政局"), reason="会议议定")
    told = entry()
    key = task(plan, "1.1")["key"]
    assert (told["action"], told["object"], told["reason"]) == ("plan.correct", f"plan:{plan.pk}", "会议议定")
    assert [f"task:{key}.lead", ["市科技局"], ["市财政局"]] in told["changes"]
    assert told["changes"][0][0] == "correction:1"


def test_any_correction_can_be_undone_and_redone(clerk: Actor, plan: PlanRecord) -> None:
    drafting.correct(clerk, plan, lead_by(plan, "1.1", "市财政局"))
    drafting.correct(clerk, plan, lead_by(plan, "1.2", "市财政局"))
    drafting.correct(clerk, plan, {"kind": "task.edit", "task": {"key": task(plan, "1.3")["key"]}, "fields": {"title": "多方投入"}})
    drafting.undo(clerk, plan, 1)
    plan.refresh_from_db()
    assert (leads(plan, "1.1"), leads(plan, "1.2"), task(plan, "1.3")["title"]) == (["市科技局"], ["市财政局"], "多方投入")
    assert entry()["changes"][0][0].endswith("undone_at")
    drafting.redo(clerk, plan, 1)
    plan.refresh_from_db()
    assert leads(plan, "1.1") == ["市财政局"]
    for number in (3, 1, 2):
        drafting.undo(clerk, plan, number)
    plan.refresh_from_db()
    assert plan.effective == to_dict(from_dict(plan.compiled))


@pytest.mark.parametrize("seed", range(3))
def test_any_row_of_undoing_and_redoing_gives_what_the_corrections_in_force_give(
    clerk: Actor, plan: PlanRecord, seed: int
) -> None:
    chance = random.Random(seed)
    for number in ("1.1", "1.2", "1.3"):
        drafting.correct(clerk, plan, lead_by(plan, number, "市财政局", "市科技局"))
        plan.refresh_from_db()
    drafting.correct(clerk, plan, {"kind": "task.merge", "tasks": [{"key": task(plan, n)["key"]} for n in ("1.1", "1.3")]})
    force = {1: True, 2: True, 3: True, 4: True}
    for _ in range(12):
        number = chance.choice(list(force))
        turn = drafting.undo if force[number] else drafting.redo
        try:
            with transaction.atomic():
                turn(clerk, plan, number)
        except Refused:  # what it is about is not there just now
            continue
        force[number] = not force[number]
    plan.refresh_from_db()
    bodies = plan.corrections.order_by("number").values_list("number", "body")
    wanted = apply_corrections(from_dict(plan.compiled), [read_correction(body) for n, body in bodies if force[n]])
    assert plan.effective == to_dict(wanted.plan)


def test_a_correction_without_effect_is_refused_and_leaves_nothing(clerk: Actor, plan: PlanRecord) -> None:
    before = plan.edition
    for body in (
        {"kind": "target.drop", "target": {"key": "f-0000000000"}, "reason": "x"},
        {"kind": "nonsense"},
        {"kind": "units", "fact": {"key": task(plan, "1.1")["key"]}, "role": "master", "units": ["市财政局"]},
        {"kind": "task.split", "task": {"key": task(plan, "1.1")["key"]}, "at": [[1, "甲"]]},
        {"kind": "members", "group": "各县", "task": None, "units": ["东城区"]},
    ):
        with pytest.raises(Refused) as refused, transaction.atomic():
            drafting.correct(clerk, plan, body)
        assert all(say(refused.value.key, lang, **refused.value.slots) for lang in ("zh", "en"))
    plan.refresh_from_db()
    assert (plan.edition, plan.corrections.count()) == (before, 0)


def test_a_task_is_cut_at_a_place_of_the_text(clerk: Actor, plan: PlanRecord) -> None:
    one = task(plan, "1.1")
    place = plan.compiled["text"].index("支持企业")
    drafting.correct(clerk, plan, {"kind": "task.split", "task": {"key": one["key"]}, "at": [[place, "支持研发机构"]]})
    plan.refresh_from_db()
    assert [row["title"] for row in plan.effective["tasks"]][:2] == ["建设创新平台", "支持研发机构"]


def test_a_figure_is_added_by_its_place(clerk: Actor, plan: PlanRecord) -> None:
    text = plan.compiled["text"]
    drop = next(one for one in plan.effective["targets"] if one["unit"] == "家")
    drafting.correct(clerk, plan, {"kind": "target.drop", "target": {"key": drop["key"]}, "reason": "不是目标"})
    plan.refresh_from_db()
    assert drop["key"] not in {one["key"] for one in plan.effective["targets"]}
    start = text.index("新增高新技术企业30家")
    fields = {"subject": "高新技术企业", "comparator": ">=", "low": 30, "unit": "家", "change": "increment"}
    body = {"kind": "target.add", "task": {"key": task(plan, "1.2")["key"]}, "span": [start, start + 12], "fields": fields}
    drafting.correct(clerk, plan, body)
    plan.refresh_from_db()
    assert ("高新技术企业", 30) in {(one["subject"], one["low"]) for one in plan.effective["targets"]}


def test_the_second_of_two_editors_is_told(clerk: Actor, plan: PlanRecord) -> None:
    seen = plan.edition
    drafting.correct(clerk, plan, lead_by(plan, "1.1", "市财政局"), edition=seen)
    with pytest.raises(Stale):
        drafting.correct(clerk, plan, lead_by(plan, "1.2", "市财政局"), edition=seen)
    assert plan.corrections.count() == 1


def test_only_the_dispatching_office_corrects(plan: PlanRecord, city: dict[str, UnitRecord]) -> None:
    for unit in ("science", "finance", "east"):
        with pytest.raises(Denied):
            drafting.correct(make_actor(city[unit]), plan, lead_by(plan, "1.1", "市财政局"))


def test_a_finding_is_answered_and_counts_no_longer(clerk: Actor, plan: PlanRecord) -> None:
    found = drafting.findings_of(plan)
    assert found
    assert all(one.is_open for one in found)
    body = {"kind": "finding.answer", **drafting.body_of_form("finding.answer", {"key": found[0].key, "answer": "accepted", "text": "按净增"})}
    drafting.correct(clerk, plan, body)
    after = drafting.findings_of(plan, "en")
    [answered] = [one for one in after if not one.is_open]
    assert (answered.key, answered.answer, answered.answer_text) == (found[0].key, "accepted", "按净增")
    assert publishing.preview(plan).open_findings == len(found) - 1


def changed(text: str) -> str:
    """A newer compiler that reads the same document a little better."""
    return text.replace("建设创新平台。", "建设市级创新平台。")


def test_corrections_survive_a_recompile(clerk: Actor, plan: PlanRecord, monkeypatch: pytest.MonkeyPatch) -> None:
    drafting.correct(clerk, plan, lead_by(plan, "1.1", "市财政局"))
    drafting.correct(clerk, plan, lead_by(plan, "1.2", "市财政局"))
    real = compiling._compiled

    def newer(*args: object) -> object:
        real(*args)  # type: ignore[arg-type]
        return to_dict(compile_source(SourceText(changed(TEXT))), with_text=True), False

    monkeypatch.setattr(compiling, "_compiled", newer)
    job = compiling.recompile(clerk, plan)
    assert compiling.recompile(clerk, plan) == job
    run_pending()
    job.refresh_from_db()
    plan.refresh_from_db()
    assert (job.state, job.result) == (JobRecord.DONE, f"plan:{plan.pk}")
    assert task(plan, "1.1")["title"] == "建设市级创新平台"
    assert (leads(plan, "1.1"), leads(plan, "1.2")) == (["市财政局"], ["市财政局"])
    assert PlanRecord.objects.count() == 1


def test_a_correction_that_a_recompile_loses_becomes_a_finding(
    clerk: Actor, plan: PlanRecord, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafting.correct(clerk, plan, lead_by(plan, "1.3", "市科技局"))
    text = TEXT.replace("（三）加大投入。设立引导基金2亿元。（牵头单位：市财政局）\n", "")
    values = to_dict(compile_source(SourceText(text)), with_text=True)
    monkeypatch.setattr(compiling, "_compiled", lambda *_: (values, False))
    compiling.recompile(clerk, plan)
    run_pending()
    plan.refresh_from_db()
    assert "correction-lost" in {found.code for found in drafting.findings_of(plan)}
    assert publishing.preview(plan).lost == 1


@pytest.mark.parametrize("seen", [None, "机密★5年\n"], ids=["gone", "marked"])
def test_a_recompile_that_fails_leaves_the_draft_as_it_was(clerk: Actor, plan: PlanRecord, seen: str | None) -> None:
    path = file_of(plan.document)
    if seen is None:
        path.unlink()
    else:
        path.write_text(seen + TEXT, encoding="utf-8")
    before = (plan.effective, plan.edition)
    job = compiling.recompile(clerk, plan)
    run_pending()
    job.refresh_from_db()
    plan.refresh_from_db()
    assert job.state == JobRecord.FAILED
    assert job.error["key"] == ("hubplans.file-gone" if seen is None else "hubplans.classified-text")
    assert (plan.state, (plan.effective, plan.edition)) == (PlanRecord.DRAFT, before)


def test_a_discarded_draft_is_kept_and_shown_to_nobody_new(
    clerk: Actor, plan: PlanRecord, city: dict[str, UnitRecord]
) -> None:
    drafting.discard(clerk, plan, reason="发错")
    assert PlanRecord.objects.get() == plan
    with pytest.raises(Denied):
        drafting.correct(clerk, plan, lead_by(plan, "1.1", "市财政局"))
    with pytest.raises(Refused):
        drafting.correct(SYSTEM, plan, lead_by(plan, "1.1", "市财政局"))
    east = make_actor(city["east"])
    assert may(clerk, "plan.read", plan)
    assert not may(east, "plan.read", plan)
    assert not may(east, "document.read", plan.document)
    assert list(queries.plans(east)) == []
    assert list(queries.documents(east)) == []
    assert list(queries.documents(clerk)) == [plan.document]


def test_offices_and_leaders_in_charge(clerk: Actor, plan: PlanRecord, city: dict[str, UnitRecord]) -> None:
    leader = PostRecord.objects.create(unit=city["city"], kind="leader", title="分管副市长")
    head = PostRecord.objects.create(unit=city["science"], kind="head")
    assign_offices(clerk, plan, city["office"], supervising=city["finance"], edition=plan.edition)
    plan.refresh_from_db()
    assert (plan.dispatching, plan.supervising, plan.assessing) == (city["office"], city["finance"], None)
    key = task(plan, "1.1")["key"]
    charge(clerk, plan, key, leader)
    charge(clerk, plan, "", None, leader)
    assert entry()["changes"] == [["charge:", [None, None], [None, f"post:{leader.pk}"]]]
    with pytest.raises(Refused, match="no-leader"):
        charge(clerk, plan, key, head)
    with pytest.raises(Refused, match="no-fact"):
        charge(clerk, plan, "t-0000000000", leader)
    drafting.correct(clerk, plan, lead_by(plan, "1.2", "市财政局"))
    plan.refresh_from_db()
    rows = {row.task["id"]: row for row in queries.tasks(plan)}
    assert rows["1.1"].charge is not None
    assert (rows["1.1"].charge.leader, rows["1.2"].charge.coordinator) == (leader, leader)  # type: ignore[union-attr]
    [[mark]] = rows["1.2"].marks.values()
    assert (mark.number, mark.by) == (1, clerk.person)
    assert rows["1.1"].marks == {}
    assert document_of(JobRecord.objects.latest("id")).title == "云汀市创新工作方案"
