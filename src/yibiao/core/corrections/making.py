"""Corrections made from what an officer points at in a plan: the keys and words by which it is found later.

`plan` is the corrected plan the officer sees, `measures` the keys of its measures (`Corrected.measures`).
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from yibiao.core.corrections.passages import Passages
from yibiao.core.corrections.refs import measure_ref, new_key, task_ref
from yibiao.core.corrections.values import AddTarget, AddTask, Part, SplitTask
from yibiao.core.keys import Keys
from yibiao.core.match import normal
from yibiao.core.plan import Plan, Task
from yibiao.core.spans import Span

# Of the words a part begins with, so many are remembered.
_BEGINNING = 24


def split_at(
    number: int,
    plan: Plan,
    task: Task,
    measures: Sequence[str],
    cuts: Iterable[tuple[int, str]],
    title: str | None = None,
) -> SplitTask:
    """Return the cut of a task at offsets of the text, each with the title of the part that begins there.

    `measures` are the keys of the task's measures. An offset that is a measure's start cuts before it.
    """
    parts = []
    starts = {measure.span.start: at for at, measure in enumerate(task.measures)}
    passages = Passages(plan)
    taken = {other.key for other in plan.tasks}
    for offset, name in cuts:
        at = starts.get(offset)
        if at is not None:
            measure, begin = measure_ref(measures[at], task.measures[at], task), None
            words = task.measures[at].text
        else:
            measure, begin = None, passages.passage(Span(offset, _end(task, offset)))
            words = begin.words
        key = _part_key(task.key, normal(words), taken)
        taken.add(key)
        parts.append(Part(key, name, measure, begin))
    return SplitTask(number, task_ref(task), tuple(parts), title)


def _end(task: Task, offset: int) -> int:
    """Return where the words that a part is known by end: with the measure, or after some characters."""
    ends = [one.span.end for one in task.measures if one.span.start <= offset < one.span.end]
    return min([*ends, offset + _BEGINNING])


def _part_key(task: str, words: str, taken: set[str]) -> str:
    keys = Keys()
    made = keys.of("s", task, words)
    while made in taken:
        made = keys.of("s", task, words)
    return made


def add_task_at(
    number: int,
    plan: Plan,
    span: Span,
    title: str,
    roles: Mapping[str, Iterable[str]] | None = None,
    deadline: str | None = None,
) -> AddTask:
    """Return the addition of the task that stands at `span`."""
    lists = tuple((role, tuple(names)) for role, names in (roles or {}).items())
    key = new_key(plan, "t", title)
    return AddTask(number, key, Passages(plan).passage(span), title, lists, deadline)


def add_target_at(number: int, plan: Plan, task: Task, span: Span, **fields: Any) -> AddTarget:
    """Return the addition of the figure at `span` to a task; `fields` as in `TARGET_FIELDS`, owners by name."""
    given = {name: tuple(value) if isinstance(value, list) else value for name, value in fields.items()}
    words = (given["subject"], *given.get("owed_by", ()), given.get("period") or "")
    key = new_key(plan, "f", task.key, *map(str, words))
    return AddTarget(number, key, task_ref(task), Passages(plan).passage(span), tuple(given.items()))
