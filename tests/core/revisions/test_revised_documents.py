"""Revisions of the documents of the corpus, and how any difference is told."""

import random
import re
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest
from made_revisions import CORRECTIONS, SIGNED, TEXT, changed, task, whole

import damage
from samples import compile_text, corpus, plan_of, stems, text_of
from yibiao import packs
from yibiao.core.corrections.refs import task_ref
from yibiao.core.corrections.values import (
    Reason,
    SetUnits,
)
from yibiao.core.plan import Task
from yibiao.core.revisions.jsonform import revision_values
from yibiao.core.revisions.revise import revise
from yibiao.core.revisions.telling import (
    commitment_line,
    correction_line,
    decision_line,
    lines,
    summary,
    task_line,
)
from yibiao.core.revisions.values import (
    CommitmentPair,
    Field,
    Gone,
    PairKind,
    State,
    TaskKind,
    WhyNot,
)
from yibiao.core.splits.values import Split, SplitFile

# --- Telling -------------------------------------------------------------------------------------


def test_every_difference_has_its_sentence_in_both_languages() -> None:
    one = task("2.2.1")
    made = whole(compile_text(TEXT[: one.span.start] + TEXT[one.span.end + 1 :]), CORRECTIONS)
    for lang in ("zh", "en"):
        said = list(lines(made, lang))
        assert said[0] == summary(made, lang)
        assert len(said) > 20
        assert not any("{" in line for line in said)
    assert summary(made, "en").startswith("tasks: ")
    assert [task_line(one) for one in made.tasks if one.kind == "gone"] == [
        "任务 2.2.1“支持各区走特色创新之路”：取消"
    ]
    row = CommitmentPair("gone", "c-1", None, "wuchang", "甲", (), "merged-into", "c-2")
    assert commitment_line(row, "en") == "wuchang, “甲”: closed, merged into another commitment of the unit"
    assert correction_line(made.corrections[0]) == "第1号 修改单位：畅通成果供需对接渠道：沿用"
    assert "目标值已取消" in {decision_line(one).rpartition("，")[2] for one in made.decisions}


def test_the_revision_as_plain_values() -> None:
    made = whole(changed(("新建市级以上创新孵化载体50家", "新建市级以上创新孵化载体60家")), CORRECTIONS)
    values = revision_values(made)
    assert values["format"] == "yibiao-revision/1"
    assert len(values["tasks"]) == len(made.tasks)
    [raised] = [one for one in values["tasks"] if one["kind"] == "changed"]
    figure = [one for one in raised["changes"] if one["subject"] == "target"]
    assert [(one["old"]["low"], one["new"]["low"]) for one in figure] == [(50, 60)]
    assert {one["reason"] for one in values["corrections"]} == {None}
    assert {one["state"] for one in values["decisions"]} == {"kept", "reopened"}
    assert len(values["commitments"]) == len(made.commitments)


# --- The corpus ----------------------------------------------------------------------------------

TUNE = corpus("tune")
DIGITS = re.compile(r"\d+")


@pytest.mark.parametrize("path", TUNE, ids=stems(TUNE))
def test_one_figure_raised_in_any_document(path: Path) -> None:
    """Change one figure of a document: that target alone has another figure, and everything else is carried."""
    text, plan = text_of(path), plan_of(path)
    figure = next(one for one in plan.targets if len(DIGITS.findall(text[slice(*one.span)])) == 1)
    number = DIGITS.search(text, *figure.span)
    assert number
    new = compile_text(f"{text[: number.start()]}{int(number[0]) + 1}{text[number.end() :]}")
    splits = tuple(Split(one.key, state="issued", approval=SIGNED) for one in plan.targets)
    made = revise(plan, new, (), SplitFile(splits=splits))
    assert all(one.old and one.new for one in made.targets)
    assert Counter(one.state for one in made.decisions)["gone"] == sum(
        one.reason == "not-shared" for one in made.decisions
    )
    figures = [
        change
        for change in (*made.other, *(change for one in made.tasks for change in one.changes))
        if change.subject == "target" and change.field == "figure"
    ]
    assert [change.old_id for change in figures] == [figure.id]
    assert {one.kind for one in made.tasks} <= {"unchanged", "changed"}


@pytest.mark.parametrize("path", TUNE, ids=stems(TUNE))
def test_a_paragraph_more_in_any_document(path: Path) -> None:
    text, plan = text_of(path), plan_of(path)
    at = text.index("\n", plan.tasks[0].span.start) + 1 if "\t" not in text else len(text)
    new = compile_text(f"{text[:at]}各级各部门要高度重视，认真抓好落实。\n{text[at:]}")
    given = [SetUnits(at + 1, task_ref(one), "guiding", ("市某某局",)) for at, one in enumerate(plan.tasks)]
    made = revise(plan, new, given)
    assert not any(one.reason for one in made.corrections)
    assert {one.kind for one in made.tasks} <= {"unchanged", "changed"}
    assert all(one.old and one.new for one in made.targets)


@pytest.mark.parametrize("path", TUNE, ids=stems(TUNE))
def test_a_cleaner_copy_is_no_revision(path: Path) -> None:
    text, plan = text_of(path), plan_of(path)
    given = [SetUnits(at + 1, task_ref(one), "guiding", ("市某某局",)) for at, one in enumerate(plan.tasks)]
    splits = tuple(Split(one.key, state="issued", approval=SIGNED) for one in plan.targets)
    noisy = compile_text(damage.pinyin(damage.traditional(text), random.Random(path.stem), 0.3))
    made = revise(noisy, plan, given, SplitFile(splits=splits))
    assert {one.kind for one in made.tasks} == {"unchanged"}
    assert all(one.old and one.new for one in made.targets)
    assert not any(one.reason for one in made.corrections)
    assert {one.state for one in made.decisions} <= {"kept", "gone"}
    assert {one.reason for one in made.decisions} <= {None, "not-shared"}


# In a table whose cells stand one a line, a row with the number of the next one is no row.
PARAGRAPHS = [path for path in TUNE if path.stem != "city-breakdown-2020"]


@pytest.mark.parametrize("path", PARAGRAPHS, ids=stems(PARAGRAPHS))
def test_a_new_first_task_in_any_document(path: Path) -> None:
    """Whatever is renumbered by a paragraph that is a task of its own, nothing of the others is lost."""
    text, plan = text_of(path), plan_of(path)
    one = plan.tasks[0]
    start = text.rfind("\n", 0, one.span.start) + 1
    twin = text[start : one.span.end].replace(text[slice(*_title(one, text))], "推进另一件全新的工作", 1)
    new = compile_text(f"{text[:start]}{twin}\n{text[start:]}")
    made = revise(plan, new, [SetUnits(1, task_ref(task), "guiding", ("甲局",)) for task in plan.tasks])
    assert not any(one.reason for one in made.corrections)
    assert {one.kind for one in made.tasks} <= {"unchanged", "renumbered", "new", "changed"}
    assert not [
        change
        for one in made.tasks
        if one.kind == "changed"
        for change in one.changes
        if change.kind == "retitled"
    ]


def _title(one: Task, text: str) -> tuple[int, int]:
    at = text.index(one.title[:6], one.span.start)
    return at, at + len(one.title)


def test_every_kind_and_reason_has_its_sentence() -> None:
    book = packs.load("messages/revisions")

    def said(prefix: str) -> set[str]:
        return {key.removeprefix(prefix) for key in book if key.startswith(prefix)}

    assert said("task-") == said("kind-") == set(get_args(TaskKind))
    assert said("why-") == {*get_args(Reason), *get_args(WhyNot)}
    # The last two are what the hub closes rows for.
    assert said("gone-") == {*get_args(Gone), "decision", "plan-ended"}
    assert said("field-") == set(get_args(Field))
    assert said("commitment-") == set(get_args(PairKind))
    assert said("decision-") == set(get_args(State))
