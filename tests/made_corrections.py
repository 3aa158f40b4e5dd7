"""Corrections made for tests: a strategy for any that an officer could make in a plan."""

from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from yibiao.core.corrections.making import add_target_at, add_task_at, split_at
from yibiao.core.corrections.refs import finding_refs, measure_keys, measure_ref, target_ref, task_ref
from yibiao.core.corrections.values import (
    TARGET_FIELDS,
    AnswerFinding,
    ChooseMembers,
    Correction,
    DropTarget,
    DropTask,
    EditTarget,
    EditTask,
    MergeTasks,
    SetUnits,
)
from yibiao.core.plan import ROLES, Baseline, Plan
from yibiao.core.spans import Span

NAMES = ["市科技局", "市财政局", "各区", "各依托单位", "武昌区", "有关部门", "某某公司", " 市科技局 "]
units = st.lists(st.sampled_from(NAMES), max_size=3).map(tuple)
deadlines = st.sampled_from(["2021-12-31", "2021-02-30", "持续推进", None])
numbers = st.one_of(st.integers(-3, 10**12), st.decimals(-5, 10**6, places=2), st.none())
FIELDS: dict[str, Any] = {
    "subject": st.sampled_from(["平台", "高新技术企业", ""]),
    "comparator": st.sampled_from([">=", ">", "<=", "<", "~", "range", "="]),
    "low": numbers,
    "high": numbers,
    "unit": st.sampled_from(["个", "%", "家", ""]),
    "change": st.sampled_from(["increment", "growth", "share", "level"]),
    "direction": st.sampled_from(["up", "down"]),
    "force": st.sampled_from(["binding", "stretch"]),
    "owed_by": units,
    "each": st.booleans(),
    "period": st.sampled_from(["2021", "2022", "2021/2025", "2025/2021", "P5Y", None]),
    "per": st.sampled_from(["year", "quarter", "month", None]),
    "average": st.booleans(),
    "baseline": st.sampled_from([None, Baseline(2020), Baseline(2020, Decimal("6.8")), Baseline(None, 3)]),
    "deadline": deadlines,
}
assert tuple(FIELDS) == TARGET_FIELDS


@st.composite
def corrections(draw: st.DrawFn, plan: Plan, most: int = 8) -> tuple[Correction, ...]:
    """Draw corrections of a plan, numbered from 1, most of them possible."""
    count = draw(st.integers(1, most))
    return tuple(draw(correction(plan, number)) for number in range(1, count + 1))


@st.composite
def correction(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    """Draw one correction."""
    makers = [_members]
    makers += [_units, _split, _merge, _drop, _edit, _add_target] if plan.tasks else []
    makers += [_target] * 3 if plan.targets else []
    makers += [_answer] * 2 if plan.findings else []
    makers += [_add] if len(plan.text) > 10 else []
    return draw(st.sampled_from(makers))(draw, plan, number)


def _units(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    at = draw(st.integers(0, len(plan.tasks) - 1))
    task = plan.tasks[at]
    role = draw(st.sampled_from(ROLES))
    names = draw(units)
    if task.measures and draw(st.booleans()):
        place = draw(st.integers(0, len(task.measures) - 1))
        ref = measure_ref(measure_keys(plan)[at][place], task.measures[place], task)
    else:
        ref = task_ref(task)
    return SetUnits(number, ref, role, names)


def _split(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    at = draw(st.integers(0, len(plan.tasks) - 1))
    task = plan.tasks[at]
    starts = [measure.span.start for measure in task.measures[1:]]
    anywhere = st.integers(task.span.start, max(task.span.start, task.span.end - 1))
    offset = st.sampled_from(starts) | anywhere if starts else anywhere
    cuts = sorted(draw(st.sets(offset, min_size=1, max_size=3)))
    parts = [(cut, f"第{place}部分") for place, cut in enumerate(cuts)]
    return split_at(number, plan, task, measure_keys(plan)[at], parts)


def _merge(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    tasks = draw(st.lists(st.sampled_from(plan.tasks), min_size=2, max_size=4))
    return MergeTasks(number, tuple(map(task_ref, tasks)), draw(st.sampled_from([None, "合并的任务"])))


def _drop(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    return DropTask(number, task_ref(draw(st.sampled_from(plan.tasks))), "不是任务", draw(st.booleans()))


def _edit(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    fields = draw(st.fixed_dictionaries({}, optional={"title": st.just("新的标题"), "deadline": deadlines}))
    return EditTask(number, task_ref(draw(st.sampled_from(plan.tasks))), tuple(fields.items()))


def _add(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    start = draw(st.integers(0, len(plan.text) - 8))
    span = Span(start, draw(st.integers(start + 4, min(len(plan.text), start + 200))))
    roles = draw(st.fixed_dictionaries({}, optional=dict.fromkeys(ROLES, units)))
    return add_task_at(number, plan, span, "补入的任务", roles, draw(deadlines))


def _add_target(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    task = draw(st.sampled_from(plan.tasks))
    start = draw(st.integers(task.span.start, max(task.span.start, task.span.end - 6)))
    optional = {name: one for name, one in FIELDS.items() if name not in ("subject", "comparator", "unit")}
    wanted = {name: FIELDS[name] for name in ("subject", "comparator", "unit")}
    fields = draw(st.fixed_dictionaries(wanted, optional=optional))
    return add_target_at(number, plan, task, Span(start, min(start + 6, len(plan.text))), **fields)


def _target(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    ref = target_ref(draw(st.sampled_from(plan.targets)), plan)
    if draw(st.booleans()):
        return DropTarget(number, ref, "不是目标")
    return EditTarget(number, ref, tuple(draw(st.fixed_dictionaries({}, optional=FIELDS)).items()))


def _members(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    names = [ref.name for task in plan.tasks for role in ROLES for ref in getattr(task, role) if ref.group]
    task = draw(st.sampled_from(plan.tasks)) if plan.tasks and draw(st.booleans()) else None
    group = draw(st.sampled_from([*names, "各相关单位"]))
    return ChooseMembers(number, group, task_ref(task) if task else None, draw(units))


def _answer(draw: st.DrawFn, plan: Plan, number: int) -> Correction:
    ref = draw(st.sampled_from(finding_refs(plan)))
    return AnswerFinding(number, ref, draw(st.sampled_from(["accepted", "dismissed", "noted"])), "已核")
