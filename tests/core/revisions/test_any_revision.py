"""A document that did not change: everything is unchanged and carried over, whatever was corrected and decided."""

import json
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from made_corrections import corrections
from made_plans import plans
from samples import EXAMPLE, compile_text, corpus, everything, plan_of, stems, text_of
from yibiao.core.commitments.making import make_commitments
from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.members import with_members
from yibiao.core.diff import diff_plans
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import Plan
from yibiao.core.revisions.jsonform import revision_values
from yibiao.core.revisions.revise import revise
from yibiao.core.revisions.telling import lines
from yibiao.core.splits.apply import total_to_split
from yibiao.core.splits.values import Approval, Chosen, Details, Split, SplitFile

RELAXED = settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)
DOCUMENTS = everything()
SIGNED = Approval("市科技局", "2021-04-01", "分管市领导", "2021-04-09", "武科〔2021〕7号")


def decided(plan: Plan) -> SplitFile:
    """Return decisions about everything in a plan that can be decided."""
    totals = [target for target in plan.targets if total_to_split(target) is not None]
    groups = dict.fromkeys((unit.name, task.id) for task in plan.tasks for unit in task.responsible if unit.group)
    return SplitFile(
        splits=tuple(Split(one.id if at % 2 else one.key, state="issued", approval=SIGNED) for at, one in enumerate(totals)),
        details=tuple(Details(target.id, "净增") for target in plan.targets),
        members=tuple(Chosen(name, task, ("甲",)) for name, task in groups),
    )


@pytest.mark.parametrize("path", DOCUMENTS, ids=stems(DOCUMENTS))
@RELAXED
@given(data=st.data())
def test_nothing_changed(path: Path, data: st.DataObject) -> None:
    plan = plan_of(path)
    given = data.draw(corrections(plan))
    before = apply_corrections(plan, given)
    made = revise(plan, plan, given, decided(before.plan))
    assert {one.kind for one in made.tasks} <= {"unchanged"}
    assert [one.new for one in made.tasks] == [(task.key,) for task in made.new.plan.tasks]
    assert all(one.old == one.new for one in made.targets)
    assert made.other == ()
    lost = {one.correction.number for one in before.lost}
    assert {one.old.number for one in made.corrections if one.new is None} == lost
    assert apply_corrections(plan, made.carried).plan.tasks == before.plan.tasks
    assert apply_corrections(plan, made.carried).plan.targets == before.plan.targets
    assert {one.state for one in made.decisions} <= {"kept"}
    assert all(one.approval == SIGNED and one.state == "issued" for one in made.split_file.splits)
    json.dumps(revision_values(made), default=float)


@RELAXED
@given(data=st.data())
def test_no_commitment_changed(data: st.DataObject) -> None:
    plan, pack = plan_of(EXAMPLE), shipped_pack("wuhan-2021")
    given = data.draw(corrections(plan, 4))
    before = apply_corrections(plan, given)
    decisions = with_members(decided(before.plan), before)
    rows = make_commitments(before.plan, resolve(before.plan, pack, decisions.members), decisions)
    made = revise(plan, plan, given, decisions, rows, rows)
    assert [(one.kind, one.old, one.new) for one in made.commitments] == [
        ("same", row.key, row.key) for row in rows.rows
    ]


@RELAXED
@given(data=st.data(), old=plans, new=plans)
def test_any_two_plans(data: st.DataObject, old: Plan, new: Plan) -> None:
    made = revise(old, new, data.draw(corrections(plan_of(EXAMPLE), 3)), decided(plan_of(EXAMPLE)))
    assert {key for one in made.tasks for key in one.new} == {task.key for task in made.new.plan.tasks}
    assert {key for one in made.tasks for key in one.old} == {task.key for task in made.old.plan.tasks}
    assert list(lines(made, "en"))
    assert list(lines(made, "zh"))


TUNE = [EXAMPLE, *corpus("tune")]


@pytest.mark.parametrize(("path", "other"), list(pairwise([*TUNE, EXAMPLE])), ids=stems(TUNE))
def test_another_document_altogether(path: Path, other: Path) -> None:
    made = revise(plan_of(path), plan_of(other), (), decided(plan_of(path)))
    olds = [key for one in made.tasks for key in one.old]
    news = [key for one in made.tasks for key in one.new]
    assert sorted(olds) == sorted(task.key for task in plan_of(path).tasks)
    assert sorted(news) == sorted(task.key for task in plan_of(other).tasks)
    assert len(made.decisions) == sum(map(len, decided(plan_of(path))[3:6]))


@pytest.mark.parametrize("path", TUNE, ids=stems(TUNE))
def test_each_task_dropped_by_itself(path: Path) -> None:
    """Cut each of the first tasks out of the text: it alone is gone, and nothing of the others is lost."""
    text, plan = text_of(path), plan_of(path)
    for task in plan.tasks[:6]:
        start = text.rfind("\n", 0, task.span.start) + 1
        end = text.find("\n", task.span.end)
        rest = text[:start] + text[end + 1 :] if end >= 0 else text[:start]
        after = compile_text(rest)
        assert len(after.tasks) == len(plan.tasks) - 1
        made = revise(plan, after)
        assert [one.old for one in made.tasks if one.kind == "gone"] == [(task.key,)]
        kinds = {one.kind for one in made.tasks}
        assert kinds <= {"gone", "unchanged", "renumbered", "changed"}
        words = [change for one in made.tasks for change in one.changes if change.kind == "retitled"]
        assert words == []


def test_the_difference_is_that_of_diff() -> None:
    old, new = plan_of(TUNE[1]), plan_of(EXAMPLE)
    assert revise(old, old).tasks[0].changes == ()
    assert diff_plans(old, old) == ()
    assert len(diff_plans(old, new)) > 20
