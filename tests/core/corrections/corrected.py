"""The example, its facts by their ids, and what corrections made of them."""

from samples import EXAMPLE, plan_of
from yibiao.core.corrections.refs import (
    finding_refs,
    measure_keys,
)
from yibiao.core.corrections.values import (
    Corrected,
    FindingRef,
)
from yibiao.core.plan import Plan, Target, Task
from yibiao.core.spans import Span

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
