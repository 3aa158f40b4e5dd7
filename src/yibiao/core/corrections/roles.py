"""Corrections of units: the lists of a task and of the measures that have a clause of their own.

The lists of a task are the union of its measures' (as the compiler has it), so a correction of one is
carried to the other: who is removed from a task is removed from its measures, who is added is added to each
of them; who joins or leaves a measure joins or leaves the task, unless another measure names it.
"""

from collections.abc import Iterable
from itertools import chain
from typing import Any

from yibiao.core.corrections.bench import Bench, Refused
from yibiao.core.corrections.values import SetUnits
from yibiao.core.plan import ROLES, Measure, Task, UnitRef

Units = tuple[UnitRef, ...]


def set_units(bench: Bench, correction: SetUnits) -> tuple[str, ...]:
    """Set the units of one role; return the keys of the facts that this changes."""
    checked_role(correction.role)
    if correction.fact.key in bench.measures or correction.fact.key.startswith("m-"):
        return _of_measure(bench, correction)
    return _of_task(bench, correction)


def united(*lists: Units) -> Units:
    """Return the units of several lists, each name once."""
    found: dict[str, UnitRef] = {}
    for ref in chain.from_iterable(lists):
        found.setdefault(ref.name, ref)
    return tuple(found.values())


def _of_task(bench: Bench, correction: SetUnits) -> tuple[str, ...]:
    key, role = bench.task(correction.fact), correction.role
    task, keys = bench.tasks[key]
    before: Units = getattr(task, role)
    after = bench.units(correction.units, (*before, *_named(task)), task.clause or task.span)
    gone = {ref.name for ref in before} - {ref.name for ref in after}
    came = tuple(ref for ref in after if ref.name not in {other.name for other in before})
    changed: dict[str, Any] = {role: after}
    measures = [
        _with(measure, role, _kept(getattr(measure, role), gone) + came) if measure.clause else measure
        for measure in task.measures
    ]
    bench.put(task._replace(**changed, measures=tuple(measures)))
    pairs = zip(keys, task.measures, measures, strict=True)
    return (key, *(own for own, one, two in pairs if one != two))


def _named(task: Task) -> Iterable[UnitRef]:
    """Yield the units the clause of a task names in any role."""
    return chain.from_iterable(getattr(task, role) for role in ROLES)


def _kept(units: Units, gone: set[str]) -> Units:
    return tuple(ref for ref in units if ref.name not in gone)


def _with(measure: Measure, role: str, units: Units) -> Measure:
    changed: dict[str, Any] = {role: united(units)}
    return measure._replace(**changed)


def _of_measure(bench: Bench, correction: SetUnits) -> tuple[str, ...]:
    own = bench.measure(correction.fact)
    key, role = bench.measures[own], correction.role
    task, keys = bench.tasks[key]
    at = keys.index(own)
    task = _spelt_out(task)
    before = task.measures[at]
    known = (*getattr(before, role), *_named(task))
    after = _with(before, role, bench.units(correction.units, known, before.clause or before.span))
    measures = (*task.measures[:at], after, *task.measures[at + 1 :])
    changed: dict[str, Any] = {role: _union(task, measures, role)}
    bench.put(task._replace(**changed, measures=measures))
    return (own,) if changed[role] == getattr(task, role) else (own, key)


def _spelt_out(task: Task) -> Task:
    """Return a task whose measures all answer by lists of their own: where they had none, by those of the task.

    Else who joins one sentence would, by the list of the task, join all others too.
    """
    lists: dict[str, Any] = {role: getattr(task, role) for role in ROLES}
    place = task.clause or task.span
    measures = (one if one.clause else one._replace(**lists, clause=place) for one in task.measures)
    return task._replace(measures=tuple(measures))


def _union(task: Task, measures: tuple[Measure, ...], role: str) -> Units:
    """Return a task's list after one of its measures changed: whom that one alone named may have left it."""
    now = united(*(getattr(measure, role) for measure in measures))
    before = {ref.name for measure in task.measures for ref in getattr(measure, role)}
    left = before - {ref.name for ref in now}
    return united(_kept(getattr(task, role), left), now)


def checked_role(role: str) -> str:
    """Return a role, or raise `Refused` where there is no such role."""
    if role not in ROLES:
        raise Refused("impossible")
    return role
