"""The example with corrections and decisions hanging on it, and its revisions as the tests look at them."""

from collections import Counter
from collections.abc import Iterable

from samples import EXAMPLE, compile_text, plan_of
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
    SetUnits,
)
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import Plan, Target, Task
from yibiao.core.revisions.revise import revise
from yibiao.core.revisions.values import (
    Revision,
    TaskDifference,
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
