"""Made revisions of the example: tasks put in front, dropped, merged, split, moved."""

import re
from collections import Counter

import pytest
from made_revisions import (
    CORRECTIONS,
    DECIDED,
    INCUBATORS,
    PLACES,
    PLAN,
    TEXT,
    changed,
    committed,
    decisions,
    fields,
    gone,
    kinds,
    nothing_lost,
    of,
    reasons,
    target,
    task,
    whole,
)

from samples import compile_text
from yibiao.core.corrections.refs import target_ref, task_ref
from yibiao.core.corrections.values import (
    DropTarget,
    EditTask,
    SetUnits,
)
from yibiao.core.plan import Plan
from yibiao.core.revisions.revise import revise
from yibiao.core.splits.values import SplitFile

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
            f"{at + 1}.{names[place]}。{works[place]}。（牵头单位：市科技局）\n"
            for at, place in enumerate(order)
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
    given = [
        SetUnits(1, task_ref(two), "cooperating", ("市税务局",)),
        EditTask(2, task_ref(two), (("title", "甲"),)),
    ]
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


def test_a_sentence_that_two_merged_tasks_had_in_common() -> None:
    clause = "（牵头单位：市科技局；责任单位：市财政局）\n"
    one, two = "出台支持创新平台建设的政策措施。健全创新平台的考核评价机制。", "完善科技成果转化的服务体系。"
    old = compile_text(
        f"一、主要任务\n1.建设平台。{one}{clause}2.转化成果。{two}出台支持创新平台建设的政策措施。{clause}"
    )
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
    new = changed(
        ("加快精密重力测量研究设施建设进度，新谋划", "全力推进精密重力测量设施早日建成投用，并新谋划")
    )
    first = revise(PLAN, new)
    rows = committed(first.old, SplitFile()), committed(first.new, SplitFile())
    made = revise(PLAN, new, (), SplitFile(), *rows)
    assert gone(made) == Counter()
    text = "做好资金保障与绩效评价工作"
    old = compile_text(f"一、主要任务\n1.建设平台。{text}。加强督查。（牵头单位：市科技局）\n")
    other = compile_text(
        "一、主要任务\n1.建设平台。强化资金保障和绩效评价考核。加强督查。（牵头单位：市科技局）\n"
    )
    first = revise(old, other)
    rows = committed(first.old, SplitFile()), committed(first.new, SplitFile())
    pairs = revise(old, other, (), SplitFile(), *rows).commitments
    assert [(pair.kind, [change.field for change in pair.changes]) for pair in pairs] == [
        ("changed", ["wording"]),
        ("same", []),
    ]
