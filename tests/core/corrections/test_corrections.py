"""Each kind of correction on the example plan: what it changes, what goes with it, when it is lost."""

import random
from collections.abc import Callable
from pathlib import Path
from typing import get_args

import pytest

import damage
from samples import EXAMPLE, compile_text, corpus, plain, plan_of, stems, text_of
from yibiao import packs
from yibiao.core.commitments.making import make_commitments
from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.bench import is_by_hand
from yibiao.core.corrections.jsonform import (
    UnusableCorrection,
    correction_values,
    corrections_schema,
    read_correction,
    read_corrections,
)
from yibiao.core.corrections.making import add_target_at, add_task_at, split_at
from yibiao.core.corrections.members import with_members
from yibiao.core.corrections.refs import (
    finding_key,
    finding_refs,
    measure_keys,
    measure_ref,
    target_ref,
    task_ref,
)
from yibiao.core.corrections.telling import describe
from yibiao.core.corrections.values import (
    KINDS,
    AddTask,
    Answer,
    AnswerFinding,
    ChooseMembers,
    Corrected,
    Correction,
    DropTarget,
    DropTask,
    EditTarget,
    EditTask,
    FindingRef,
    MergeTasks,
    Reason,
    Ref,
    SetUnits,
    kind_of,
)
from yibiao.core.findings import finding, render
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import Definition, Plan, Target, Task
from yibiao.core.spans import Span
from yibiao.core.splits.values import Chosen, SplitFile
from yibiao.core.validate import validate

PLAN = plan_of(EXAMPLE)


def task(id: str, plan: Plan = PLAN) -> Task:
    return next(one for one in plan.tasks if one.id == id)


def target(id: str, plan: Plan = PLAN) -> Target:
    return next(one for one in plan.targets if one.id == id)


def own(id: str) -> tuple[str, ...]:
    """Return the keys of a task's measures."""
    return measure_keys(PLAN)[[one.id for one in PLAN.tasks].index(id)]


def finding_of(code: str, task: str | None = None) -> FindingRef:
    return next(
        ref
        for ref, found in zip(finding_refs(PLAN), PLAN.findings, strict=True)
        if (found.code, found.task) == (code, task)
    )


def names(units) -> list[str]:
    return [unit.name for unit in units]


def at(words: str, text: str = PLAN.text) -> Span:
    start = text.index(words)
    return Span(start, start + len(words))


def reasons(made: Corrected) -> list[tuple[int, str]]:
    return [(one.correction.number, one.reason) for one in made.lost]


def codes(plan: Plan, id: str) -> list[str]:
    return [found.code for found in plan.findings if found.task == id]


# --- Units ---------------------------------------------------------------------------------------


def test_a_lead_set_by_hand_settles_the_finding() -> None:
    assert codes(PLAN, "2.3.1") == ["no-lead-unit"]
    made = apply_corrections(PLAN, [SetUnits(1, task_ref(task("2.3.1")), "lead", ("市科技局", "市委宣传部"))])
    after = task("2.3.1", made.plan)
    assert names(after.lead) == ["市科技局", "市委宣传部"]
    assert codes(made.plan, "2.3.1") == []
    assert made.marks == {after.key: (1,)}
    # Who is named in the clause keeps the place; who is not says so, and points to the clause overruled.
    by_hand = {unit.name: is_by_hand(unit) for unit in after.lead}
    assert by_hand["市委宣传部"]
    assert after.lead[1].span == (after.clause or after.span)
    known = next((unit for unit in task("2.3.1").responsible if unit.name == "市科技局"), None)
    assert by_hand["市科技局"] == (known is None)


def test_a_class_set_by_hand_is_a_class() -> None:
    ref = task_ref(task("2.3.1"))
    made = apply_corrections(PLAN, [SetUnits(1, ref, "cooperating", ("各乡镇", "各依托单位", "市委宣传部"))])
    assert [unit.group for unit in task("2.3.1", made.plan).cooperating] == [True, True, False]


def test_a_unit_set_by_hand_gets_its_rows() -> None:
    pack = shipped_pack("wuhan-2021")
    ref = task_ref(task("2.1.1"))
    made = apply_corrections(PLAN, [SetUnits(1, ref, "cooperating", ("市财政局",))]).plan

    def rows(plan: Plan) -> list[tuple[str, ...]]:
        found = make_commitments(plan, resolve(plan, pack))
        units = {unit.id for unit in pack.units if unit.name == "武汉市财政局" or "市财政局" in unit.name}
        return [row.roles for row in found.rows if row.task.id == "2.1.1" and row.unit in units]

    assert ("cooperating",) in rows(made)
    assert ("cooperating",) not in rows(PLAN)


TWO_CLAUSES = (
    "一、主要任务\n1.建设平台。新建省级平台5个以上（牵头单位：市科技局；责任单位：市财政局）。"
    "培育瞪羚企业30家（牵头单位：市经信局；责任单位：市财政局）。\n2.引进人才。引进人才20名（牵头单位：市人社局）。\n"
)


def test_task_and_measures_keep_being_a_union() -> None:
    plan = compile_text(TWO_CLAUSES)
    first = plan.tasks[0]
    keys = measure_keys(plan)[0]
    assert [names(one.lead) for one in first.measures] == [["市科技局"], ["市经信局"]]
    ref = measure_ref(keys[1], first.measures[1], first)
    made = apply_corrections(plan, [SetUnits(1, ref, "lead", ("市商务局",))])
    assert [names(one.lead) for one in made.plan.tasks[0].measures] == [["市科技局"], ["市商务局"]]
    assert names(made.plan.tasks[0].lead) == ["市科技局", "市商务局"]
    assert made.marks == {keys[1]: (1,), first.key: (1,)}
    whole = apply_corrections(plan, [SetUnits(1, task_ref(first), "responsible", ("市教育局",))]).plan.tasks[0]
    assert [names(one.responsible) for one in whole.measures] == [["市教育局"], ["市教育局"]]
    assert names(whole.responsible) == ["市教育局"]


def test_a_measure_without_clause_gets_lists_of_its_own() -> None:
    one = task("2.1.4")
    ref = measure_ref(own("2.1.4")[1], one.measures[1], one)
    after = task("2.1.4", apply_corrections(PLAN, [SetUnits(1, ref, "lead", ("市财政局",))]).plan)
    assert names(after.measures[1].lead) == ["市财政局"]
    assert names(after.measures[1].responsible) == names(one.responsible)
    assert after.measures[1].clause == one.clause
    assert names(after.lead) == [*names(one.lead), "市财政局"]
    # The other sentences keep their units: who joins one does not join them by way of the task.
    assert [names(other.lead) for other in after.measures] == [
        names(one.lead),
        ["市财政局"],
        *[names(one.lead)] * 2,
    ]


# --- Tasks ---------------------------------------------------------------------------------------


def test_a_task_is_split_at_a_measure_and_within_one() -> None:
    one = task("2.1.4")
    within = at("脉冲强磁场").start
    cuts = [(one.measures[1].span.start, "推动立项"), (within, "优化提升")]
    made = apply_corrections(PLAN, [split_at(1, PLAN, one, own("2.1.4"), cuts, "加快建设")])
    parts = [part for part in made.plan.tasks if part.id.startswith("2.1.4")]
    assert [(part.id, part.title) for part in parts] == [
        ("2.1.4", "加快建设"),
        ("2.1.4b", "推动立项"),
        ("2.1.4c", "优化提升"),
    ]
    assert parts[0].key == one.key
    assert [part.text for part in parts][2].startswith("脉冲强磁场")
    assert [part.span.start for part in parts] == [one.span.start, one.measures[1].span.start, within]
    assert parts[-1].span.end == one.span.end
    assert all(names(part.lead) == names(one.lead) for part in parts)
    figures = {found.id: found.key for found in made.plan.targets if (found.task or "").startswith("2.1.4")}
    assert figures == {"2.1.4-t1": target("2.1.4-t1").key, "2.1.4c-t1": target("2.1.4-t2").key}
    assert "".join(measure.text for part in parts for measure in part.measures).replace("、", "") == "".join(
        measure.text for measure in one.measures
    ).replace("、", "")


def test_a_cut_that_leaves_nothing_is_lost() -> None:
    one = task("2.1.2")
    cut = split_at(1, PLAN, one, own("2.1.2"), [(one.measures[0].span.start, "全部")])
    made = apply_corrections(PLAN, [cut])
    assert reasons(made) == [(1, "nothing-left")]


def test_parts_of_a_task_whose_sentences_have_clauses_have_their_own_units() -> None:
    plan = compile_text(TWO_CLAUSES)
    first = plan.tasks[0]
    cut = split_at(1, plan, first, measure_keys(plan)[0], [(first.measures[1].span.start, "培育企业")])
    parts = apply_corrections(plan, [cut]).plan.tasks[:2]
    assert [names(part.lead) for part in parts] == [["市科技局"], ["市经信局"]]


def test_tasks_are_merged_into_the_first() -> None:
    one, two = task("2.1.5"), task("2.2.1")
    made = apply_corrections(PLAN, [MergeTasks(1, (task_ref(two), task_ref(one)), "合并")])
    after = task("2.2.1", made.plan)
    assert (after.key, after.title) == (two.key, "合并")
    assert "2.1.5" not in [other.id for other in made.plan.tasks]
    assert set(names(after.responsible)) == {*names(one.responsible), *names(two.responsible)}
    assert len(after.measures) == len(one.measures) + len(two.measures)
    moved = [found for found in made.plan.targets if found.key == target("2.1.5-t1").key]
    assert [found.task for found in moved] == ["2.2.1"]
    assert one.span in after.also
    ids = [found.id for found in made.plan.targets if found.task == "2.2.1"]
    assert ids == [f"2.2.1-t{number + 1}" for number in range(len(ids))]
    assert made.marks.keys() == {one.key, two.key}


def test_a_deadline_of_one_of_two_merged_tasks_stays_with_its_measures() -> None:
    plan = compile_text(
        "一、主要任务\n1.建设平台。新建省级平台5个以上（牵头单位：市科技局；完成时限：2021年6月底前）\n"
        "2.引进人才。引进人才20名（牵头单位：市人社局；完成时限：2021年9月底前）\n"
    )
    assert [one.deadline for one in plan.tasks] == ["2021-06-30", "2021-09-30"]
    merged = apply_corrections(plan, [MergeTasks(1, tuple(map(task_ref, plan.tasks)))]).plan.tasks[0]
    assert merged.deadline is None
    assert [one.deadline for one in merged.measures] == ["2021-06-30", "2021-09-30"]


def test_a_dropped_task_takes_its_figures_along_or_leaves_them() -> None:
    ref = task_ref(task("2.1.4"))
    gone = apply_corrections(PLAN, [DropTask(1, ref, "不是任务")])
    assert not [one for one in gone.plan.targets if one.task == "2.1.4"]
    kept = apply_corrections(PLAN, [DropTask(1, ref, "不是任务", keep_targets=True)])
    assert [one.id for one in kept.plan.targets if one.task == "2.1.4"] == ["2.1.4-t1", "2.1.4-t2"]
    assert "2.1.4" not in [one.id for one in kept.plan.tasks]


def test_an_overlooked_task_is_added_where_its_words_stand() -> None:
    span = at("加强宣传引导") if "加强宣传引导" in PLAN.text else PLAN.sections[-1].span
    added = add_task_at(1, PLAN, span, "做好宣传", {"lead": ["市委宣传部"]}, "2021-12-31")
    made = apply_corrections(PLAN, [added])
    [after] = [one for one in made.plan.tasks if one.key == added.key]
    assert (after.title, names(after.lead), after.deadline) == ("做好宣传", ["市委宣传部"], "2021-12-31")
    assert after.span == span
    assert [one.span.start for one in made.plan.tasks] == sorted(one.span.start for one in made.plan.tasks)
    assert after.key in made.marks
    twice = apply_corrections(made.plan, [added])
    assert reasons(twice) == [(1, "already-there")]
    overlapping = add_task_at(1, PLAN, task("2.1.4").measures[1].span, "重复")
    assert reasons(apply_corrections(PLAN, [overlapping])) == [(1, "overlaps")]


def test_figures_of_a_section_go_into_the_task_added_there() -> None:
    span = Span(target("1-t3").span.start - 2, target("1-t3").span.end + 1)
    added = add_task_at(1, PLAN, span, "培育高新技术企业", {"lead": ["市科技局"]})
    made = apply_corrections(PLAN, [added])
    after = next(one for one in made.plan.tasks if one.key == added.key)
    assert after.id == "1.p1"
    assert [one.key for one in made.plan.targets if one.task == "1.p1"] == [target("1-t3").key]
    assert [one.id for one in made.plan.targets if one.task == "1"] == [f"1-t{number}" for number in range(1, 6)]


def test_what_refers_to_a_task_that_went_refers_to_where_it_went() -> None:
    """Findings and definitions of a task without a heading of its own: into the merged task, or its section."""
    plan = PLAN._replace(
        sections=tuple(one for one in PLAN.sections if one.id != "2.1.2"),
        findings=(*PLAN.findings, finding("lost-characters", task("2.1.2").span, task="2.1.2", lost=1)),
        definitions=(Definition("各区", ("开发区",), "2.1.2", task("2.1.2").span),),
    )
    merged = apply_corrections(plan, [MergeTasks(1, (task_ref(task("2.1.1")), task_ref(task("2.1.2"))))]).plan
    dropped = apply_corrections(plan, [DropTask(1, task_ref(task("2.1.2")), "不是任务")]).plan
    for made, place in ((merged, "2.1.1"), (dropped, "2.1")):
        assert [one.task for one in made.findings if one.code == "lost-characters"] == [place]
        assert made.definitions[0].origin == place
        assert validate(made) == ()


def test_title_and_deadline() -> None:
    ref = task_ref(task("2.1.4"))
    made = apply_corrections(PLAN, [EditTask(1, ref, (("title", "布局设施"), ("deadline", "2021-10-31")))])
    assert task("2.1.4", made.plan)[:5] == (*task("2.1.4")[:4], "布局设施")
    assert task("2.1.4", made.plan).deadline == "2021-10-31"
    wrong = [EditTask(1, ref, (("deadline", "2021-02-30"),)), EditTask(2, ref, (("clause", None),))]
    assert reasons(apply_corrections(PLAN, wrong)) == [(1, "impossible"), (2, "impossible")]


# --- Targets -------------------------------------------------------------------------------------


def test_a_figure_is_edited_and_its_bounds_follow() -> None:
    ref = target_ref(target("2.1.5-t1"), PLAN)
    made = apply_corrections(PLAN, [EditTarget(1, ref, (("comparator", ">="), ("owed_by", ("各区",))))])
    after = target("2.1.5-t1", made.plan)
    assert (after.comparator, after.low, after.high) == (">=", 28, None)
    assert [(unit.name, unit.group) for unit in after.owed_by] == [("各区", True)]
    assert after.key == target("2.1.5-t1").key
    wrong = EditTarget(1, ref, (("comparator", "range"), ("low", 5), ("high", 3)))
    assert reasons(apply_corrections(PLAN, [wrong])) == [(1, "impossible")]


def test_figures_are_counted_anew_where_one_is_dropped() -> None:
    made = apply_corrections(PLAN, [DropTarget(1, target_ref(target("1-t2"), PLAN), "背景")])
    assert [one.id for one in made.plan.targets if one.task == "1"] == [f"1-t{number}" for number in range(1, 6)]
    assert target("1-t2", made.plan).key == target("1-t3").key
    assert made.marks == {target("1-t2").key: (1,)}
    both = [DropTarget(1, target_ref(target("1-t2"), PLAN), ""), EditTarget(2, target_ref(target("1-t2"), PLAN), ())]
    assert reasons(apply_corrections(PLAN, both)) == [(2, "dropped")]


def test_an_overlooked_figure_is_added() -> None:
    one = task("2.1.1")
    span = Span(one.measures[0].span.start, one.measures[0].span.start + 10)
    added = add_target_at(1, PLAN, one, span, subject="规划", comparator="=", low=1, unit="项")
    made = apply_corrections(PLAN, [added])
    after = target("2.1.1-t1", made.plan)
    assert (after.key, after.low, after.high, after.span) == (added.key, 1, 1, span)
    assert PLAN.text[slice(*span)] == after.text
    assert "no-target" in codes(PLAN, "2.1.1")
    assert "no-target" not in codes(made.plan, "2.1.1")
    assert reasons(apply_corrections(made.plan, [added])) == [(1, "already-there")]


# --- Members and findings ------------------------------------------------------------------------


def test_members_go_into_the_decisions_that_tables_are_made_with() -> None:
    chosen = ChooseMembers(1, "各依托单位", task_ref(task("2.1.3")), ("武汉大学", "华中科技大学"))
    made = apply_corrections(PLAN, [chosen])
    assert ("unresolved-group", "各依托单位") not in {
        (found.code, found.about) for found in made.plan.findings if found.task == "2.1.3"
    }
    before = SplitFile(members=(Chosen("各依托单位", "2.1.3", ("某单位",)), Chosen("各依托单位", None, ("甲",))))
    after = with_members(before, made)
    assert after.members == (
        Chosen("各依托单位", "2.1.3", ("武汉大学", "华中科技大学")),
        Chosen("各依托单位", None, ("甲",)),
    )
    assert with_members(before, apply_corrections(PLAN, [])) is before
    stranger = ChooseMembers(1, "各乡镇", task_ref(task("2.1.3")), ("甲",))
    assert reasons(apply_corrections(PLAN, [stranger])) == [(1, "gone")]


def test_an_answered_finding_stays_and_is_open_no_more() -> None:
    answer = AnswerFinding(1, finding_of("annex-missing"), "noted", "已另行印发")
    made = apply_corrections(PLAN, [answer])
    assert made.plan.findings == PLAN.findings
    assert [one.finding.code for one in made.answered] == ["annex-missing"]
    assert len(made.open_findings) == len(PLAN.findings) - 1
    assert made.answered[0].correction.text == "已另行印发"


def test_an_answer_to_a_finding_that_a_correction_settled_says_so() -> None:
    answer = AnswerFinding(2, finding_of("no-lead-unit", "2.3.1"), "accepted")
    made = apply_corrections(PLAN, [SetUnits(1, task_ref(task("2.3.1")), "lead", ("市科技局",)), answer])
    assert reasons(made) == [(2, "gone")]
    assert made.lost[0].finding.severity == "info"


def test_answers_survive_another_number_and_title_of_the_task() -> None:
    ref = finding_of("unresolved-group", "2.1.5")
    text = PLAN.text.replace("5.提升国家级科技创新平台能级", "6.提升国家级创新平台的能级")
    assert text != PLAN.text
    made = apply_corrections(compile_text(text), [AnswerFinding(1, ref, "noted")])
    assert [(one.finding.code, one.finding.task) for one in made.answered] == [("unresolved-group", "2.1.6")]


def test_a_changed_figure_is_another_conflict() -> None:
    one = "一、工作目标\n全市新增众创空间20家以内。\n二、主要任务\n（一）建设空间。新增众创空间30家以上。（牵头单位：市科技局）\n"
    before, after = compile_text(one), compile_text(one.replace("30家", "40家"))
    ref = next(ref for ref in finding_refs(before) if ref.code == "conflicting-target")
    assert reasons(apply_corrections(before, [AnswerFinding(1, ref, "noted")])) == []
    assert reasons(apply_corrections(after, [AnswerFinding(1, ref, "noted")])) == [(1, "gone")]


def test_finding_key_is_that_of_the_reference() -> None:
    assert [finding_key(found, PLAN) for found in PLAN.findings] == [ref.key for ref in finding_refs(PLAN)]


# --- Surviving a recompile -----------------------------------------------------------------------


def some_of_each(plan: Plan) -> list[Correction]:
    """Return corrections of many kinds that are possible in any document with tasks and figures."""
    keys = measure_keys(plan)
    largest = max(range(len(plan.tasks)), key=lambda place: len(plan.tasks[place].measures))
    rest = [one for one in plan.tasks if one is not plan.tasks[largest]]
    made: list[Correction] = [SetUnits(1, task_ref(rest[0]), "lead", ("市某某局",))]
    if len(plan.tasks[largest].measures) > 1:
        one = plan.tasks[largest]
        made.append(split_at(2, plan, one, keys[largest], [(one.measures[1].span.start, "第二部分")]))
        made.append(SetUnits(3, Ref(made[-1].parts[0].key), "guiding", ("市某某委",)))  # type: ignore[union-attr]
    if len(rest) > 4:
        made.append(MergeTasks(4, (task_ref(rest[1]), task_ref(rest[2]))))
        made.append(DropTask(5, task_ref(rest[3]), "不是任务"))
        made.append(EditTask(6, task_ref(rest[4]), (("title", "新标题"),)))
    standing = [one for one in plan.targets if one.task not in {other.id for other in rest[1:4]}]
    if len(standing) > 1:
        made.append(EditTarget(7, target_ref(standing[0], plan), (("subject", "新指标"),)))
        made.append(DropTarget(8, target_ref(standing[1], plan), "不是目标"))
    kept = {one.id for one in plan.tasks} - {one.id for one in rest[1:4]}
    for ref, found in zip(finding_refs(plan), plan.findings, strict=True):
        if found.code in ("annex-missing", "no-target", "no-deadline") and found.task in (None, *kept):
            made.append(AnswerFinding(9, ref, "noted"))
            break
    return made


def told(made: Corrected) -> list[tuple[object, ...]]:
    """Return what a corrected plan says, wherever it stands in the file."""
    tasks = [
        (one.id, one.key, plain(one.title), plain(names(one.lead)), plain(names(one.guiding)), len(one.measures))
        for one in made.plan.tasks
    ]
    return [*tasks, *((one.id, one.key, plain(one.subject)) for one in made.plan.targets)]


NOISE: dict[str, Callable[[str], str]] = {
    "pinyin": lambda text: damage.pinyin(text, random.Random(1), 0.25),
    "traditional": damage.traditional,
    "invisible": lambda text: damage.invisible(text, random.Random(2)),
    "full-width marks": damage.full_width_marks,
    "ascii marks": damage.ascii_marks,
    "full-width digits": damage.full_width_digits,
}
DOCUMENTS = [path for path in (EXAMPLE, *corpus("tune")) if len(plan_of(path).tasks) > 1]


@pytest.mark.parametrize("noise", NOISE)
@pytest.mark.parametrize("path", DOCUMENTS, ids=stems(DOCUMENTS))
def test_corrections_survive_noise(path: Path, noise: str) -> None:
    plan = plan_of(path)
    given = some_of_each(plan)
    before = apply_corrections(plan, given)
    assert before.lost == ()
    after = apply_corrections(compile_text(NOISE[noise](text_of(path))), given)
    assert reasons(after) == []
    assert told(after) == told(before)


def test_everything_that_stands_on_words_survives_noise() -> None:
    one = task("2.1.4")
    given = [
        split_at(1, PLAN, one, own("2.1.4"), [(at("脉冲强磁场").start, "优化提升")]),
        add_task_at(2, PLAN, Span(target("1-t3").span.start, target("1-t3").span.end), "培育企业"),
        add_target_at(3, PLAN, one, at("第四代同步辐射光源"), subject="光源", comparator="=", low=1, unit="个"),
    ]
    before = apply_corrections(PLAN, given)
    assert reasons(before) == []
    for noise in NOISE.values():
        after = apply_corrections(compile_text(noise(PLAN.text)), given)
        assert reasons(after) == []
        assert told(after) == told(before)


def test_a_fact_whose_words_changed_a_little_is_found_and_told() -> None:
    text = PLAN.text.replace("提升国家级科技创新平台能级", "大力提升国家级创新平台能级")
    plan = compile_text(text)
    given = [SetUnits(1, task_ref(task("2.1.5")), "lead", ("市委宣传部",))]
    made = apply_corrections(plan, given)
    assert reasons(made) == []
    assert made.applied[0].moved == ("提升国家级科技创新平台能级", "大力提升国家级创新平台能级")
    assert names(task("2.1.5", made.plan).lead) == ["市委宣传部"]
    [found] = [found for found in made.plan.findings if found.code == "correction-moved"]
    assert "大力提升" in found.message
    assert "Correction 1" in render(found, "en")[0]


def test_a_compiler_that_draws_other_keys() -> None:
    given = some_of_each(PLAN)[:1] + some_of_each(PLAN)[3:]
    other = PLAN._replace(
        tasks=tuple(one._replace(key=f"t-{at}") for at, one in enumerate(PLAN.tasks)),
        targets=tuple(one._replace(key=f"f-{at}") for at, one in enumerate(PLAN.targets)),
    )
    made = apply_corrections(other, given)
    assert reasons(made) == []
    assert not any(one.moved for one in made.applied)
    assert [one[:1] + one[2:] for one in told(made)] == [
        one[:1] + one[2:] for one in told(apply_corrections(PLAN, given))
    ]


def test_namesakes_are_told_apart_by_their_words() -> None:
    """Keys of the same title are counted, so that one in front takes the key of the next."""
    works = ("建立联席会议制度，定期研究问题", "开展督促检查工作，推动任务落实", "做好宣传引导，营造良好氛围")

    def text(order: list[int]) -> str:
        rows = (f"{at + 1}.加强组织领导。{works[place]}。（牵头单位：市科技局）\n" for at, place in enumerate(order))
        return "一、主要任务\n" + "".join(rows)

    before, after = compile_text(text([1, 2])), compile_text(text([0, 1, 2]))
    given = [EditTask(at + 1, task_ref(one), (("title", works[at + 1][:4]),)) for at, one in enumerate(before.tasks)]
    made = apply_corrections(after, given)
    assert [one.title for one in made.plan.tasks] == ["加强组织领导", "开展督促", "做好宣传"]


def test_a_fact_that_could_be_either_is_lost() -> None:
    twins = "".join(
        f"{number}.推进{side}片区平台建设工作。建成平台5个以上。（牵头单位：市科技局）\n"
        for number, side in ((1, "甲"), (2, "乙"))
    )
    before = compile_text("一、主要任务\n1.推进丙片区平台建设工作。建成平台5个以上。（牵头单位：市科技局）\n")
    ref = task_ref(before.tasks[0])._replace(id="")
    made = apply_corrections(compile_text("一、主要任务\n" + twins), [EditTask(1, ref, (("title", "新"),))])
    assert reasons(made) == [(1, "ambiguous")]


def test_a_fact_that_is_gone_is_reported_with_what_to_do() -> None:
    plan = compile_text("一、主要任务\n1.别的事项。办好另一件事。（牵头单位：市科技局）\n")
    made = apply_corrections(plan, [SetUnits(3, task_ref(task("2.1.5")), "lead", ("市财政局",))])
    [lost] = made.lost
    assert (lost.reason, lost.finding.code, lost.finding.severity) == ("gone", "correction-lost", "warning")
    assert "第 3 号校正" in lost.finding.message
    assert "提升国家级科技创新平台能级" in lost.finding.message
    assert lost.finding in made.open_findings
    assert made.plan.tasks == plan.tasks


def test_what_stands_on_an_undone_correction_is_lost() -> None:
    one = task("2.1.4")
    cut = split_at(1, PLAN, one, own("2.1.4"), [(one.measures[2].span.start, "第二部分")])
    both = [cut, SetUnits(2, Ref(cut.parts[0].key, "第二部分", one.text), "lead", ("市财政局",))]
    assert reasons(apply_corrections(PLAN, both)) == []
    assert reasons(apply_corrections(PLAN, both[1:])) == [(2, "not-made")]


def test_the_order_of_corrections_of_different_facts_does_not_matter() -> None:
    given = [
        SetUnits(1, task_ref(task("2.3.1")), "lead", ("市科技局",)),
        split_at(2, PLAN, task("2.1.4"), own("2.1.4"), [(task("2.1.4").measures[1].span.start, "二")]),
        split_at(3, PLAN, task("2.1.5"), own("2.1.5"), [(task("2.1.5").measures[1].span.start, "二")]),
        MergeTasks(4, (task_ref(task("2.1.1")), task_ref(task("2.1.2")))),
        EditTarget(5, target_ref(target("1-t1"), PLAN), (("low", 15),)),
        DropTarget(6, target_ref(target("1-t2"), PLAN), ""),
        DropTask(7, task_ref(task("2.4.4")), ""),
        add_task_at(8, PLAN, target("1-t3").span, "培育企业"),
        add_task_at(9, PLAN, target("1-t4").span, "技术合同"),
        ChooseMembers(10, "各依托单位", task_ref(task("2.1.3")), ("武汉大学",)),
        AnswerFinding(11, finding_of("annex-missing"), "noted"),
    ]
    expected = apply_corrections(PLAN, given)
    assert expected.lost == ()
    for seed in range(20):
        shuffled = random.Random(seed).sample(given, len(given))
        made = apply_corrections(PLAN, shuffled)
        assert made._replace(marks=dict(sorted(made.marks.items()))) == expected._replace(
            marks=dict(sorted(expected.marks.items()))
        )


# --- JSON ----------------------------------------------------------------------------------------

GOOD = correction_values(SetUnits(1, Ref("t-1"), "lead", ("市科技局",)))
BAD = [
    (None, "应为一组字段（对象），实为 null"),
    ({}, "kind: 校正的种类应为"),
    (GOOD | {"kind": "units.set"}, "kind: 校正的种类应为"),
    (GOOD | {"role": "boss"}, "role: 应为 lead、responsible"),
    (GOOD | {"units": "市科技局"}, "units: 应为列表"),
    (GOOD | {"unit": []}, "unit: 不认识的字段"),
    (GOOD | {"fact": {}}, "fact.key: 缺少这个字段"),
    (GOOD | {"number": -1}, "number: "),
    ({"kind": "task.merge", "number": 1, "tasks": [{"key": "t-1"}]}, "tasks: "),
    ({"kind": "target.edit", "number": 1, "target": {"key": "f"}, "fields": {"low": "5"}}, "fields.low: 应为数字"),
    ({"kind": "target.edit", "number": 1, "target": {"key": "f"}, "fields": {"id": "5"}}, "fields.id: 不认识"),
]


@pytest.mark.parametrize(("value", "said"), BAD)
def test_what_is_no_correction_is_refused_in_one_line(value: object, said: str) -> None:
    with pytest.raises(UnusableCorrection) as caught:
        read_correction(value)
    line = str(caught.value)
    assert line.startswith(said)
    assert "\n" not in line
    assert caught.value.line("en") != line


def test_faults_in_a_file_are_told_with_their_place() -> None:
    with pytest.raises(UnusableCorrection, match=r"^corrections\[1\]\.role: "):
        read_corrections({"format": "yibiao-corrections/1", "corrections": [GOOD, GOOD | {"role": "x"}]})
    with pytest.raises(UnusableCorrection, match=r"^format: "):
        read_corrections({"format": "yibiao-plan/1", "corrections": []})


def test_every_kind_has_its_words() -> None:
    for one in (*some_of_each(PLAN), AddTask(12, "t-1", add_task_at(1, PLAN, Span(300, 320), "甲").passage, "甲")):
        assert describe(one).startswith(f"第{one.number}号 ")
        assert kind_of(one).split(".", maxsplit=1)[0] in describe(one, "en") or "answered" in describe(one, "en")


def test_every_reason_and_answer_has_its_sentence() -> None:
    book = packs.load("messages/corrections")
    findings = {key.removeprefix("correction-lost-") for key in book if key.startswith("correction-lost-")}
    assert findings == {*get_args(Reason), "finding"}
    assert {key.removeprefix("answer-") for key in book if key.startswith("answer-")} == set(get_args(Answer))
    kinds = {key.removeprefix("kind-") for key in book if key.startswith("kind-")}
    assert kinds == {kind.replace(".", "-") for kind in KINDS}
    assert set(KINDS) == set(corrections_schema()["$defs"])
