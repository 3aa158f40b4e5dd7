"""Corrections of units, tasks and figures of the example."""

from corrected import PLAN, at, codes, names, own, reasons, target, task

from samples import compile_text
from yibiao.core.commitments.making import make_commitments
from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.bench import is_by_hand
from yibiao.core.corrections.making import add_target_at, add_task_at, split_at
from yibiao.core.corrections.refs import (
    measure_keys,
    measure_ref,
    target_ref,
    task_ref,
)
from yibiao.core.corrections.values import (
    DropTarget,
    DropTask,
    EditTarget,
    EditTask,
    MergeTasks,
    SetUnits,
)
from yibiao.core.findings import finding
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import Definition, Plan
from yibiao.core.spans import Span
from yibiao.core.validate import validate

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
    whole = apply_corrections(plan, [SetUnits(1, task_ref(first), "responsible", ("市教育局",))]).plan.tasks[
        0
    ]
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
    assert [one.id for one in made.plan.targets if one.task == "1"] == [
        f"1-t{number}" for number in range(1, 6)
    ]


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
    assert [one.id for one in made.plan.targets if one.task == "1"] == [
        f"1-t{number}" for number in range(1, 6)
    ]
    assert target("1-t2", made.plan).key == target("1-t3").key
    assert made.marks == {target("1-t2").key: (1,)}
    both = [
        DropTarget(1, target_ref(target("1-t2"), PLAN), ""),
        EditTarget(2, target_ref(target("1-t2"), PLAN), ()),
    ]
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
