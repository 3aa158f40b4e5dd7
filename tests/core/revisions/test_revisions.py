"""Made revisions of the example and of the corpus: what changed is told, what did not is carried over."""

import random
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import get_args

import pytest

import damage
from samples import EXAMPLE, compile_text, corpus, plan_of, stems, text_of
from yibiao import packs
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.values import Commitments
from yibiao.core.corrections.making import split_at
from yibiao.core.corrections.members import with_members
from yibiao.core.corrections.refs import finding_refs, measure_keys, measure_ref, target_ref, task_ref
from yibiao.core.corrections.values import (
    AnswerFinding,
    ChooseMembers,
    Corrected,
    Correction,
    DropTarget,
    EditTarget,
    EditTask,
    MergeTasks,
    Reason,
    SetUnits,
)
from yibiao.core.match import similarity
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import Plan, Target, Task
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
    Revision,
    State,
    TaskDifference,
    TaskKind,
    WhyNot,
)
from yibiao.core.splits.values import Approval, Chosen, Comment, Details, Split, SplitFile

PLAN = plan_of(EXAMPLE)
TEXT = PLAN.text
PACK = shipped_pack("wuhan-2021")
SIGNED = Approval("市科技局", "2021-04-01", "分管市领导", "2021-04-09", "武科〔2021〕7号")


def task(id: str, plan: Plan = PLAN) -> Task:
    return next(one for one in plan.tasks if one.id == id)


def target(id: str, plan: Plan = PLAN) -> Target:
    return next(one for one in plan.targets if one.id == id)


def changed(*pairs: tuple[str, str]) -> Plan:
    """Compile the example with words replaced, each of which stands there once."""
    text = TEXT
    for old, new in pairs:
        assert text.count(old) == 1, old
        text = text.replace(old, new)
    return compile_text(text)


def committed(made: Corrected, decided: SplitFile) -> Commitments:
    decisions = with_members(decided, made)
    return make_commitments(made.plan, resolve(made.plan, PACK, decisions.members), decisions)


def whole(new: Plan, corrections: Iterable[Correction] = (), decided: SplitFile | None = None) -> Revision:
    """Revise the example, commitments included, in the two steps the caller takes."""
    decisions = DECIDED if decided is None else decided
    given = tuple(corrections)
    first = revise(PLAN, new, given, decisions)
    rows = committed(first.old, decisions), committed(first.new, first.split_file)
    return revise(PLAN, new, given, decisions, *rows)


def of(made: Revision, key: str) -> TaskDifference:
    return next(one for one in made.tasks if key in (*one.old, *one.new))


def kinds(made: Revision) -> Counter[str]:
    return Counter(one.kind for one in made.tasks)


def reasons(made: Revision) -> dict[int, str | None]:
    return {one.old.number: one.reason for one in made.corrections}


def gone(made: Revision) -> Counter[str | None]:
    return Counter(one.reason for one in made.commitments if one.kind == "gone")


def fields(made: Revision) -> Counter[str]:
    return Counter(change.field for one in made.commitments for change in one.changes)


def decisions(made: Revision) -> dict[tuple[str, str], tuple[str, str | None]]:
    return {(one.what, one.subject): (one.state, one.reason) for one in made.decisions}


# --- What hangs on the plan in force -------------------------------------------------------------

PLACES = task("2.1.4")
KEYS = measure_keys(PLAN)[[one.id for one in PLAN.tasks].index("2.1.4")]


def answer(number: int, code: str, id: str | None) -> AnswerFinding:
    for ref, found in zip(finding_refs(PLAN), PLAN.findings, strict=True):
        if (found.code, found.task) == (code, id):
            return AnswerFinding(number, ref, "noted")
    raise AssertionError(code)


CORRECTIONS: tuple[Correction, ...] = (
    SetUnits(1, task_ref(task("2.3.1")), "lead", ("市科技局",)),
    split_at(2, PLAN, PLACES, KEYS, [(PLACES.measures[2].span.start, "争取国家立项")]),
    MergeTasks(3, (task_ref(task("2.4.2")), task_ref(task("2.4.3")))),
    EditTarget(4, target_ref(target("2.1.5-t1"), PLAN), (("comparator", ">="),)),
    DropTarget(5, target_ref(target("2.2.4-t2"), PLAN), "不是目标"),
    EditTask(6, task_ref(task("2.3.5")), (("title", "建设知识产权强市"),)),
    ChooseMembers(7, "各依托单位", task_ref(task("2.1.3")), ("市科技局",)),
    SetUnits(8, measure_ref(KEYS[0], PLACES.measures[0], PLACES), "guiding", ("市财政局",)),
    answer(9, "no-target", "2.2.5"),
    answer(10, "annex-missing", None),
)
INCUBATORS, ZONES = target("2.2.1-t2"), target("2.2.1-t1")
DECIDED = SplitFile(
    splits=(
        Split(INCUBATORS.id, state="issued", approval=SIGNED, comments=(Comment("wuchang", "偏高"),)),
        Split(ZONES.key, state="approved", approval=SIGNED),
        Split(target("2.2.2-t1").id, state="issued", approval=SIGNED),
    ),
    details=(Details(INCUBATORS.id, "新认定"), Details(target("2.2.2-t1").id, "净增")),
    members=(Chosen("各相关区人民政府", "2.1.5", ("洪山区",)),),
)


def nothing_lost(made: Revision) -> None:
    assert set(reasons(made).values()) == {None}
    assert {one.state for one in made.decisions} == {"kept"}
    assert [one.approval for one in made.split_file.splits] == [SIGNED] * 3
    assert [one.state for one in made.split_file.splits] == ["issued", "approved", "issued"]
    assert made.findings == ()


# --- Tasks ---------------------------------------------------------------------------------------

NEW_TASK = "新建人才公寓。新建人才公寓3000套以上。（牵头单位：市财政局；责任单位：各区人民政府）\n\n"


def in_front(section: str, words: str) -> Plan:
    """Compile the example with a new task 1 in a section, and all others of it renumbered."""
    start = TEXT.index(section) + len(section)
    start = TEXT.index("\n", start) + 1
    end = re.compile(r"^（[一二三四五]）|^三、", re.M).search(TEXT, start)
    assert end
    body = re.sub(r"^(\d)\.", lambda found: f"{int(found[1]) + 1}.", TEXT[start : end.start()], flags=re.M)
    return compile_text(f"{TEXT[:start]}\n1.{words}{body}{TEXT[end.start() :]}")


@pytest.mark.parametrize("section", ["（一）高水平建设东湖科学城", "（二）激活全域自主创新"])
def test_a_task_in_front_moves_all_numbers_and_loses_nothing(section: str) -> None:
    new = in_front(section, NEW_TASK)
    made = whole(new, CORRECTIONS)
    nothing_lost(made)
    counts = kinds(made)
    assert counts["new"] == 1
    assert counts["renumbered"] >= 5
    assert set(counts) == {"new", "renumbered", "unchanged"}
    assert gone(made) == Counter()
    assert Counter(one.kind for one in made.commitments).keys() == {"same", "new"}
    carried = {one.id: one.key for one in made.new.plan.targets}
    for split in made.split_file.splits:
        assert split.target in carried.values()


def test_one_of_several_of_the_same_title_in_front() -> None:
    """Keys of the same words are counted, so that the one in front takes the key of the next."""
    names = ("加强组织领导", "加强组织领导", "加强组织领导")
    works = ("建立联席会议制度，定期研究问题", "开展督促检查工作，推动任务落实", "做好宣传引导，营造良好氛围")

    def text(order: list[int]) -> str:
        rows = (
            f"{at + 1}.{names[place]}。{works[place]}。（牵头单位：市科技局）\n" for at, place in enumerate(order)
        )
        return "一、主要任务\n" + "".join(rows)

    old, new = compile_text(text([1, 2])), compile_text(text([0, 1, 2]))
    given = [SetUnits(1, task_ref(old.tasks[1]), "cooperating", ("市财政局",))]
    made = revise(old, new, given)
    assert [(one.kind, one.old_ids, one.new_ids) for one in made.tasks] == [
        ("new", (), ("1.1",)),
        ("renumbered", ("1.1",), ("1.2",)),
        ("renumbered", ("1.2",), ("1.3",)),
    ]
    assert [unit.name for unit in made.new.plan.tasks[2].cooperating] == ["市财政局"]


def test_one_of_several_figures_of_the_same_thing_in_front() -> None:
    def text(*counts: int) -> str:
        works = "".join(f"新建创新平台{count}个以上。" for count in counts)
        return f"一、主要任务\n1.建设创新平台。{works}（牵头单位：市科技局；责任单位：各区人民政府）\n"

    old, new = compile_text(text(7, 5)), compile_text(text(9, 7, 5))
    assert old.targets[0].key == new.targets[0].key
    made = revise(old, new, [DropTarget(1, target_ref(old.targets[0], old), "重复")])
    assert [one.low for one in made.new.plan.targets] == [9, 5]
    pairs = {one.old: one.new for one in revise(old, new).targets}
    assert [pairs[one.key] for one in old.targets] == [one.key for one in new.targets[1:]]


def test_a_dropped_task_closes_its_commitments_with_a_reason() -> None:
    one = task("2.2.1")
    made = whole(compile_text(TEXT[: one.span.start] + TEXT[one.span.end + 1 :]), CORRECTIONS)
    assert kinds(made)["gone"] == 1
    assert of(made, one.key).kind == "gone"
    assert gone(made).keys() == {"task-gone"}
    rows = [row for row in committed(made.old, DECIDED).rows if row.task.key == one.key]
    assert gone(made)["task-gone"] == len(rows) > 20
    told = decisions(made)
    assert told["split", INCUBATORS.subject] == ("gone", "target-gone")
    assert told["details", INCUBATORS.subject] == ("gone", "target-gone")
    assert told["split", "高新技术企业"] == ("kept", None)
    assert {found.code for found in made.findings} == {"revision-split-gone", "revision-details-gone"}


def merged_text() -> str:
    """Return the example with the sentences of 2.4.3 in 2.4.2, in front of its clause."""
    one, two = task("2.4.2"), task("2.4.3")
    assert one.clause
    assert two.clause
    body = TEXT[two.span.start + 2 : two.clause.start]
    front = TEXT[: one.clause.start] + body + TEXT[one.clause.start : one.span.end]
    return f"{front}\n{TEXT[two.span.end + 1 :]}".replace("4.打造一流创新创业环境", "3.打造一流创新创业环境")


def test_tasks_that_the_document_merges() -> None:
    one, two = task("2.4.2"), task("2.4.3")
    given = [SetUnits(1, task_ref(two), "cooperating", ("市税务局",)), EditTask(2, task_ref(two), (("title", "甲"),))]
    made = whole(compile_text(merged_text()), given)
    merged = of(made, two.key)
    assert (merged.kind, merged.old_ids, merged.new_ids) == ("merged", ("2.4.2", "2.4.3"), ("2.4.2",))
    assert merged.new == (one.key,)
    assert kinds(made) == {"merged": 1, "renumbered": 1, "unchanged": 16}
    assert reasons(made) == {1: None, 2: "text-changed"}
    assert "task-gone" not in gone(made)
    assert all(pair.into for pair in made.commitments if pair.reason == "merged-into")
    # The sentences of the second go on with those units that the first's clause names.
    rows = [pair for pair in made.commitments if pair.text == two.measures[0].text]
    assert {pair.reason for pair in rows if pair.kind == "gone"} == {"unit-no-longer-named"}
    assert [change.field for pair in rows for change in pair.changes] == ["roles"]
    assert {pair.kind for pair in rows} == {"same", "changed", "new", "gone"}


def test_a_merger_that_the_document_makes_itself() -> None:
    made = whole(compile_text(merged_text()), [CORRECTIONS[2]])
    assert reasons(made) == {3: "already-there"}
    assert kinds(made).keys() == {"renumbered", "unchanged", "changed"}
    assert [finding.severity for finding in made.findings] == ["info"]


def test_a_task_that_the_document_splits() -> None:
    clause = TEXT[PLACES.clause.start : PLACES.clause.end] if PLACES.clause else ""
    at = PLACES.measures[2].span.start
    cut = f"{TEXT[:at]}{clause}\n\n5.争取国家立项。{TEXT[at:]}"
    new = compile_text(cut.replace("5.提升国家级科技创新平台能级", "6.提升国家级科技创新平台能级"))
    made = whole(new, [CORRECTIONS[3], CORRECTIONS[7]])
    parts = of(made, PLACES.key)
    assert (parts.kind, parts.old_ids, parts.new_ids) == ("split", ("2.1.4",), ("2.1.4", "2.1.5"))
    assert parts.new[0] == PLACES.key
    assert kinds(made) == {"split": 1, "renumbered": 1, "unchanged": 17}
    pairs = {one.old: one.new for one in made.targets}
    assert pairs[target("2.1.4-t2").key] == target("2.1.5-t1", new).key
    assert set(reasons(made).values()) == {None}
    assert gone(made) == Counter()
    assert Counter(one.kind for one in made.commitments).keys() == {"same"}


def test_a_task_that_the_document_splits_as_a_correction_did() -> None:
    """The officer cut the task where the amended document now cuts it: the correction has nothing left to do."""
    clause = TEXT[PLACES.clause.start : PLACES.clause.end] if PLACES.clause else ""
    at = PLACES.measures[2].span.start
    cut = f"{TEXT[:at]}{clause}\n\n5.争取国家立项。{TEXT[at:]}"
    new = compile_text(cut.replace("5.提升国家级科技创新平台能级", "6.提升国家级科技创新平台能级"))
    made = whole(new, [CORRECTIONS[1]])
    assert reasons(made) == {2: "gone"}
    assert len(made.new.plan.tasks) == 20
    assert "split" not in kinds(made)
    assert gone(made) == Counter()


def test_reworded_text_keeps_what_hangs_on_it() -> None:
    new = changed(
        ("提升国家级科技创新平台能级", "大力提升国家级创新平台能级"),
        ("加快精密重力测量研究设施建设进度", "加快推进精密重力测量研究设施的建设进度"),
    )
    made = whole(new, CORRECTIONS)
    nothing_lost(made)
    assert kinds(made) == {"changed": 2, "unchanged": 17}
    assert gone(made) == Counter()
    assert fields(made).keys() == {"wording"}
    assert reasons(made) == dict.fromkeys(range(1, 11))
    assert not any(one.moved for one in made.new.applied)


# --- Figures -------------------------------------------------------------------------------------


def test_a_raised_total_brings_its_split_back_as_a_proposal() -> None:
    made = whole(changed(("新建市级以上创新孵化载体50家", "新建市级以上创新孵化载体60家")), CORRECTIONS)
    assert set(reasons(made).values()) == {None}
    told = decisions(made)
    assert told["split", INCUBATORS.subject] == ("reopened", "total-changed")
    assert told["details", INCUBATORS.subject] == ("kept", None)
    [found] = made.findings
    assert (found.code, found.severity) == ("revision-split", "warning")
    assert "由 50家 改为 60家" in found.message
    split = next(one for one in made.split_file.splits if one.target == INCUBATORS.key)
    assert (split.state, split.approval.approver, split.approval.number) == ("proposed", None, None)
    assert split.comments == DECIDED.splits[0].comments
    assert Counter(one.state for one in made.split_file.splits) == {"issued": 1, "approved": 1, "proposed": 1}
    assert kinds(made)["changed"] == 1
    assert fields(made).keys() >= {"city", "figure"}
    assert gone(made) == Counter()
    changed_rows = [one for one in made.commitments if one.kind == "changed"]
    rows = {row.key: row for row in committed(made.new, made.split_file).rows}
    assert {rows[one.new or ""].target.key for one in changed_rows if rows[one.new or ""].target} == {INCUBATORS.key}  # type: ignore[union-attr]


def test_a_figure_that_a_correction_set_and_the_document_changes() -> None:
    new = changed(("引导28家国家重点实验室", "引导30家以上国家重点实验室"))
    made = whole(new, [CORRECTIONS[3], EditTarget(11, target_ref(target("1-t1"), PLAN), (("low", 13), ("high", 13)))])
    assert reasons(made) == {4: "already-there", 11: None}
    other = whole(
        changed(("全社会研发投入增长12%", "全社会研发投入增长15%")),
        [EditTarget(11, target_ref(target("1-t1"), PLAN), (("low", 13), ("high", 13)))],
    )
    assert reasons(other) == {11: "text-changed"}
    assert target("1-t1", other.new.plan).low == 15
    assert [found.code for found in other.findings] == ["correction-lost"]


def test_a_figure_that_went_closes_its_rows() -> None:
    made = whole(changed(("，新建市级以上创新孵化载体50家", "")) if "，新建市级以上创新孵化载体50家" in TEXT else without(INCUBATORS))
    assert INCUBATORS.key in {one.old for one in made.targets if one.new is None}
    assert gone(made).keys() <= {"target-gone", "measure-gone"}
    assert gone(made)["target-gone"] > 10
    assert decisions(made)["split", INCUBATORS.subject] == ("gone", "target-gone")


def without(figure: Target) -> Plan:
    """Compile the example without the words of a figure."""
    return compile_text(TEXT[: figure.span.start] + TEXT[figure.span.end :])


# --- Units ---------------------------------------------------------------------------------------


def test_a_unit_replaced() -> None:
    one = task("2.3.4")
    assert one.clause
    clause = TEXT[one.clause.start : one.clause.end]
    made = whole(changed((clause, clause.replace("市财政局", "市商务局"))), CORRECTIONS)
    nothing_lost(made)
    assert [(change.kind, change.field) for change in of(made, one.key).changes] == [
        ("units-removed", "responsible"),
        ("units-added", "responsible"),
    ]
    assert gone(made) == {"unit-no-longer-named": len(one.measures)}
    units = Counter((pair.kind, pair.unit) for pair in made.commitments if pair.kind in ("gone", "new"))
    assert len({unit for kind, unit in units if kind == "gone"}) == 1
    assert Counter(kind for kind, _ in units.elements()) == {"gone": len(one.measures), "new": len(one.measures)}


def test_units_that_a_correction_set_and_the_document_changes() -> None:
    one = task("2.3.4")
    assert one.clause
    clause = TEXT[one.clause.start : one.clause.end]
    new = changed((clause, clause.replace("市财政局", "市商务局")))
    given = [
        SetUnits(1, task_ref(one), "responsible", ("市科技局",)),
        SetUnits(2, task_ref(one), "guiding", ("市科技局",)),
        SetUnits(3, task_ref(one), "responsible", ("市商务局", "市科技局", "市产业投资集团")),
    ]
    assert reasons(whole(new, given)) == {1: "text-changed", 2: None, 3: "already-there"}


def test_another_role_is_a_change_of_the_commitment() -> None:
    one = task("2.3.4")
    assert one.clause
    clause = TEXT[one.clause.start : one.clause.end]
    swapped = clause.replace("市财政局", "甲").replace("市地方金融工作局", "市财政局").replace("甲", "市地方金融工作局")
    made = whole(changed((clause, swapped)))
    assert gone(made) == Counter()
    assert fields(made)["roles"] == 2 * len(one.measures)


def test_a_changed_group_reopens_the_split_of_its_total() -> None:
    made = whole(changed(("三大国家级开发区按照“一区一特”", "洪山区、江夏区按照“一区一特”")))
    pair = next(one for one in made.targets if one.old == ZONES.key)
    assert pair.new is not None
    told = decisions(made)
    assert told["split", ZONES.subject] == ("reopened", "sharers-changed")
    assert gone(made).keys() == {"unit-no-longer-named"}


def test_a_total_that_each_owes_by_now_is_no_total() -> None:
    made = whole(changed(("三大国家级开发区按照“一区一特”", "各区按照“一区一特”")))
    assert decisions(made)["split", ZONES.subject] == ("gone", "not-shared")
    assert len(made.split_file.splits) == 2


def test_members_of_a_class_that_is_no_longer_named() -> None:
    clause = "各相关区人民政府"
    assert TEXT.count(clause) == 1
    made = whole(changed((clause, "洪山区人民政府")), [ChooseMembers(1, clause, task_ref(task("2.1.5")), ("洪山区",))])
    assert decisions(made)["members", clause] == ("gone", "group-gone")
    assert reasons(made) == {1: "gone"}
    assert made.split_file.members == ()


def test_successors_of_units_keep_their_history() -> None:
    first = revise(PLAN, PLAN, (), DECIDED)
    rows = committed(first.old, DECIDED)
    renamed = rows._replace(
        rows=tuple(row._replace(unit="old-wuchang" if row.unit == "wuchang" else row.unit) for row in rows.rows)
    )
    without_map = revise(PLAN, PLAN, (), DECIDED, renamed, rows)
    assert {one.reason for one in without_map.commitments if one.kind == "gone"} == {"unit-no-longer-named"}
    made = revise(PLAN, PLAN, (), DECIDED, renamed, rows, {"old-wuchang": "wuchang"})
    assert {one.kind for one in made.commitments} == {"same"}


def test_a_sentence_that_gets_a_figure_keeps_its_history() -> None:
    new = changed(("加快精密重力测量研究设施建设进度，新谋划布局8个", "加快精密重力测量研究设施建设进度，布局一批"))
    first = revise(new, PLAN)
    rows = committed(first.old, SplitFile()), committed(first.new, SplitFile())
    made = revise(new, PLAN, (), SplitFile(), *rows)
    assert gone(made) == Counter()
    assert {one.kind for one in made.commitments} == {"same", "changed"}
    assert fields(made).keys() == {"city", "holding", "wording"}


def test_a_milder_figure_lives_on_in_the_stricter_one() -> None:
    """The zones, districts by their own definition, get a figure of their own beside that of all districts."""
    zones = target("2.3.2-t2")
    start = TEXT.index("三大国家级开发区分别举办")
    end = TEXT.index("各区分别举办", start)
    assert start <= zones.span.start < end
    old = compile_text(TEXT[:start] + TEXT[end:])
    first = revise(old, PLAN)
    rows = committed(first.old, SplitFile()), committed(first.new, SplitFile())
    made = revise(old, PLAN, (), SplitFile(), *rows)
    joined = [one for one in made.commitments if one.kind == "gone"]
    assert {one.reason for one in joined} == {"merged-into"}
    after = {row.key: row for row in rows[1].rows}
    assert {after[one.into or ""].target for one in joined} == {zones}
    assert {after[one.into or ""].unit for one in joined} == {one.unit for one in joined}


def test_a_task_moved_to_another_section() -> None:
    one = task("2.3.5")
    paragraph = TEXT[one.span.start : one.span.end]
    rest = TEXT.replace(paragraph + "\n", "")
    end = rest.index("三、")
    new = compile_text(f"{rest[:end]}5.{paragraph[2:]}\n\n{rest[end:]}")
    made = whole(new, CORRECTIONS)
    nothing_lost(made)
    moved = of(made, one.key)
    assert (moved.kind, moved.old_ids, moved.new_ids) == ("moved", ("2.3.5",), ("2.4.5",))
    assert kinds(made) == {"moved": 1, "unchanged": 18}
    assert {pair.kind for pair in made.commitments} == {"same"}


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
    assert [task_line(one) for one in made.tasks if one.kind == "gone"] == ["任务 2.2.1“支持各区走特色创新之路”：取消"]
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
    assert not [change for one in made.tasks if one.kind == "changed" for change in one.changes if change.kind == "retitled"]


def _title(one: Task, text: str) -> tuple[int, int]:
    at = text.index(one.title[:6], one.span.start)
    return at, at + len(one.title)


def test_every_kind_and_reason_has_its_sentence() -> None:
    book = packs.load("messages/revisions")

    def said(prefix: str) -> set[str]:
        return {key.removeprefix(prefix) for key in book if key.startswith(prefix)}

    assert said("task-") == said("kind-") == set(get_args(TaskKind))
    assert said("why-") == {*get_args(Reason), *get_args(WhyNot)}
    assert said("gone-") == set(get_args(Gone))
    assert said("field-") == set(get_args(Field))
    assert said("commitment-") == set(get_args(PairKind))
    assert said("decision-") == set(get_args(State))


def test_a_sentence_that_two_merged_tasks_had_in_common() -> None:
    clause = "（牵头单位：市科技局；责任单位：市财政局）\n"
    one, two = "出台支持创新平台建设的政策措施。健全创新平台的考核评价机制。", "完善科技成果转化的服务体系。"
    old = compile_text(f"一、主要任务\n1.建设平台。{one}{clause}2.转化成果。{two}出台支持创新平台建设的政策措施。{clause}")
    new = compile_text(f"一、主要任务\n1.建设平台。{one}{two}{clause}")
    rows = committed(revise(old, new).old, SplitFile()), committed(revise(old, new).new, SplitFile())
    made = revise(old, new, (), SplitFile(), *rows)
    assert [one.kind for one in made.tasks] == ["merged"]
    assert gone(made) == {"merged-into": 2}
    after = {row.key: (row.unit, row.text) for row in rows[1].rows}
    assert [after[one.into or ""] for one in made.commitments if one.into] == [
        (one.unit, "出台支持创新平台建设的政策措施") for one in made.commitments if one.into
    ]


def test_a_sentence_hardly_recognised_stays_that_of_its_task() -> None:
    new = changed(("加快精密重力测量研究设施建设进度，新谋划", "全力推进精密重力测量设施早日建成投用，并新谋划"))
    first = revise(PLAN, new)
    rows = committed(first.old, SplitFile()), committed(first.new, SplitFile())
    made = revise(PLAN, new, (), SplitFile(), *rows)
    assert gone(made) == Counter()
    text = "做好资金保障与绩效评价工作"
    old = compile_text(f"一、主要任务\n1.建设平台。{text}。加强督查。（牵头单位：市科技局）\n")
    other = compile_text("一、主要任务\n1.建设平台。强化资金保障和绩效评价考核。加强督查。（牵头单位：市科技局）\n")
    first = revise(old, other)
    rows = committed(first.old, SplitFile()), committed(first.new, SplitFile())
    pairs = revise(old, other, (), SplitFile(), *rows).commitments
    assert [(pair.kind, [change.field for change in pair.changes]) for pair in pairs] == [
        ("changed", ["wording"]),
        ("same", []),
    ]


# --- Keys that change with the figure ------------------------------------------------------------

TITLED = (
    "一、主要任务\n1.新建省级创新平台5个以上。（牵头单位：市科技局；责任单位：各区人民政府）\n"
    "2.新增高新技术企业200家以上。（牵头单位：市科技局；责任单位：各区人民政府）\n"
    "3.引进领军人才20名。（牵头单位：市人力资源社会保障局）\n"
)


def test_a_raised_figure_in_a_title() -> None:
    """The title is the sentence, so that its key goes with the figure: the task is known by its words."""
    old, new = compile_text(TITLED), compile_text(TITLED.replace("5个", "8个"))
    assert old.tasks[0].key != new.tasks[0].key
    decided = SplitFile(splits=tuple(Split(one.key, state="issued", approval=SIGNED) for one in old.targets))
    given = [SetUnits(1, task_ref(old.tasks[0]), "cooperating", ("市财政局",))]
    made = revise(old, new, given, decided)
    assert [(one.kind, one.old_ids, one.new_ids) for one in made.tasks] == [
        ("changed", ("1.1",), ("1.1",)),
        ("unchanged", ("1.2",), ("1.2",)),
        ("unchanged", ("1.3",), ("1.3",)),
    ]
    assert reasons(made) == {1: None}
    assert [(one.state, one.reason) for one in made.decisions] == [
        ("reopened", "total-changed"),
        ("kept", None),
        ("kept", None),
    ]
    assert made.split_file.splits[0].target == new.targets[0].key


def test_a_raised_figure_in_a_title_behind_a_new_task() -> None:
    """Number, key and words all change at once."""
    text = TITLED.replace("5个", "8个").replace("3.引", "4.引").replace("2.新", "3.新").replace("1.新", "2.新")
    new = compile_text(text.replace("一、主要任务\n", "一、主要任务\n1.开放共享大型仪器。（牵头单位：市科技局）\n"))
    old = compile_text(TITLED)
    made = revise(old, new, [SetUnits(1, task_ref(old.tasks[0]), "cooperating", ("市财政局",))])
    assert [(one.kind, one.old_ids, one.new_ids) for one in made.tasks] == [
        ("new", (), ("1.1",)),
        ("changed", ("1.1",), ("1.2",)),
        ("renumbered", ("1.2",), ("1.3",)),
        ("renumbered", ("1.3",), ("1.4",)),
    ]
    assert reasons(made) == {1: None}


def test_a_narrower_class_in_the_clause() -> None:
    one = task("2.3.2")
    assert one.clause
    clause = TEXT[one.clause.start : one.clause.end]
    narrower = clause.replace("各区人民政府", "洪山区人民政府、江夏区人民政府")
    assert narrower != clause
    made = whole(changed((TEXT[one.clause.start - 12 : one.clause.end], TEXT[one.clause.start - 12 : one.clause.start] + narrower)))
    assert gone(made).keys() <= {"unit-no-longer-named"}
    assert not [pair for pair in made.commitments if pair.kind == "gone" and pair.unit in ("hongshan", "jiangxia")]
    assert of(made, one.key).kind == "changed"


def test_a_task_written_anew_between_its_neighbours() -> None:
    """Hardly the same words and another number: what stands between the same two tasks is the same task."""
    old = compile_text(TITLED.replace("2.新增高新技术企业200家以上。", "2.壮大企业主体。加强高新技术企业培育和服务工作。"))
    text = TITLED.replace("2.新增高新技术企业200家以上。", "3.培育企业主体。开展高新技术企业申报辅导，落实税收优惠。")
    text = text.replace("3.引", "4.引").replace("1.新", "2.新")
    new = compile_text(text.replace("一、主要任务\n", "一、主要任务\n1.开放共享大型仪器。（牵头单位：市科技局）\n"))
    one, two = old.tasks[1], new.tasks[2]
    assert similarity(one.title + one.text, two.title + two.text) < 0.6
    made = revise(old, new, [SetUnits(1, task_ref(one), "cooperating", ("市财政局",))])
    assert of(made, one.key).new == (two.key,)
    assert reasons(made) == {1: None}
