"""Made revisions of the example: figures raised and dropped, units replaced, keys that change with them."""

from collections import Counter

from made_revisions import (
    CORRECTIONS,
    DECIDED,
    INCUBATORS,
    PLAN,
    SIGNED,
    TEXT,
    ZONES,
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
    ChooseMembers,
    EditTarget,
    SetUnits,
)
from yibiao.core.match import similarity
from yibiao.core.plan import Plan, Target
from yibiao.core.revisions.revise import revise
from yibiao.core.splits.values import Split, SplitFile

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
    targets = [rows[one.new or ""].target for one in changed_rows]
    assert {target.key for target in targets if target} == {INCUBATORS.key}


def test_a_figure_that_a_correction_set_and_the_document_changes() -> None:
    new = changed(("引导28家国家重点实验室", "引导30家以上国家重点实验室"))
    made = whole(
        new, [CORRECTIONS[3], EditTarget(11, target_ref(target("1-t1"), PLAN), (("low", 13), ("high", 13)))]
    )
    assert reasons(made) == {4: "already-there", 11: None}
    other = whole(
        changed(("全社会研发投入增长12%", "全社会研发投入增长15%")),
        [EditTarget(11, target_ref(target("1-t1"), PLAN), (("low", 13), ("high", 13)))],
    )
    assert reasons(other) == {11: "text-changed"}
    assert target("1-t1", other.new.plan).low == 15
    assert [found.code for found in other.findings] == ["correction-lost"]


def test_a_figure_that_went_closes_its_rows() -> None:
    made = whole(
        changed(("，新建市级以上创新孵化载体50家", ""))
        if "，新建市级以上创新孵化载体50家" in TEXT
        else without(INCUBATORS)
    )
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
    assert Counter(kind for kind, _ in units.elements()) == {
        "gone": len(one.measures),
        "new": len(one.measures),
    }


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
    swapped = (
        clause.replace("市财政局", "甲")
        .replace("市地方金融工作局", "市财政局")
        .replace("甲", "市地方金融工作局")
    )
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
    made = whole(
        changed((clause, "洪山区人民政府")), [ChooseMembers(1, clause, task_ref(task("2.1.5")), ("洪山区",))]
    )
    assert decisions(made)["members", clause] == ("gone", "group-gone")
    assert reasons(made) == {1: "gone"}
    assert made.split_file.members == ()


def test_successors_of_units_keep_their_history() -> None:
    first = revise(PLAN, PLAN, (), DECIDED)
    rows = committed(first.old, DECIDED)
    renamed = rows._replace(
        rows=tuple(
            row._replace(unit="old-wuchang" if row.unit == "wuchang" else row.unit) for row in rows.rows
        )
    )
    without_map = revise(PLAN, PLAN, (), DECIDED, renamed, rows)
    assert {one.reason for one in without_map.commitments if one.kind == "gone"} == {"unit-no-longer-named"}
    made = revise(PLAN, PLAN, (), DECIDED, renamed, rows, {"old-wuchang": "wuchang"})
    assert {one.kind for one in made.commitments} == {"same"}


def test_a_sentence_that_gets_a_figure_keeps_its_history() -> None:
    new = changed(
        ("加快精密重力测量研究设施建设进度，新谋划布局8个", "加快精密重力测量研究设施建设进度，布局一批")
    )
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
    text = (
        TITLED.replace("5个", "8个").replace("3.引", "4.引").replace("2.新", "3.新").replace("1.新", "2.新")
    )
    new = compile_text(
        text.replace("一、主要任务\n", "一、主要任务\n1.开放共享大型仪器。（牵头单位：市科技局）\n")
    )
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
    made = whole(
        changed(
            (
                TEXT[one.clause.start - 12 : one.clause.end],
                TEXT[one.clause.start - 12 : one.clause.start] + narrower,
            )
        )
    )
    assert gone(made).keys() <= {"unit-no-longer-named"}
    assert not [
        pair for pair in made.commitments if pair.kind == "gone" and pair.unit in ("hongshan", "jiangxia")
    ]
    assert of(made, one.key).kind == "changed"


def test_a_task_written_anew_between_its_neighbours() -> None:
    """Hardly the same words and another number: what stands between the same two tasks is the same task."""
    old = compile_text(
        TITLED.replace("2.新增高新技术企业200家以上。", "2.壮大企业主体。加强高新技术企业培育和服务工作。")
    )
    text = TITLED.replace(
        "2.新增高新技术企业200家以上。", "3.培育企业主体。开展高新技术企业申报辅导，落实税收优惠。"
    )
    text = text.replace("3.引", "4.引").replace("1.新", "2.新")
    new = compile_text(
        text.replace("一、主要任务\n", "一、主要任务\n1.开放共享大型仪器。（牵头单位：市科技局）\n")
    )
    one, two = old.tasks[1], new.tasks[2]
    assert similarity(one.title + one.text, two.title + two.text) < 0.6
    made = revise(old, new, [SetUnits(1, task_ref(one), "cooperating", ("市财政局",))])
    assert of(made, one.key).new == (two.key,)
    assert reasons(made) == {1: None}
