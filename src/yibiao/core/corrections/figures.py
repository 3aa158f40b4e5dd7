"""Corrections of targets: added, dropped, edited."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from yibiao.core.corrections.bench import Bench, Refused
from yibiao.core.corrections.passages import Place
from yibiao.core.corrections.values import TARGET_FIELDS, AddTarget, DropTarget, EditTarget, Passage
from yibiao.core.plan import Baseline, Plan, Target, Task, UnitRef
from yibiao.core.schema import plan_schema, problems
from yibiao.core.serialise import to_dict
from yibiao.core.spans import Span
from yibiao.core.validate import validate

_BARE = Target("-", "", None, "", Span(0, 0), "", "=", 0, 0, "", "level")


def add_target(bench: Bench, correction: AddTarget) -> tuple[str, ...]:
    """Add a figure to a task; return its key."""
    home = bench.task(correction.task)
    if correction.key in bench.targets:
        raise Refused("already-there")
    place = found_place(bench, correction.passage, bench.tasks[home].task.span)
    bare = _BARE._replace(key=correction.key, text=place.text, span=place.span)
    target = checked(_edited(bench, bare, dict(correction.fields)), bench.plan)
    if any(_same(target, other) for other in bench.targets_of(home)):
        raise Refused("already-there")
    bench.put_target(target._replace(task=bench.tasks[home].task.id), home)
    return (correction.key,)


def _same(one: Target, two: Target) -> bool:
    """Tell whether two figures are one: the same number in overlapping words."""
    figures = ((one.low, one.high, one.unit), (two.low, two.high, two.unit))
    return figures[0] == figures[1] and one.span.start < two.span.end and two.span.start < one.span.end


def drop_target(bench: Bench, correction: DropTarget) -> tuple[str, ...]:
    """Drop a figure; return its key."""
    key = bench.target(correction.target)
    bench.take_target(key, "dropped")
    return (key,)


def edit_target(bench: Bench, correction: EditTarget) -> tuple[str, ...]:
    """Change fields of a figure; return its key."""
    key = bench.target(correction.target)
    edited = _edited(bench, bench.targets[key], dict(correction.fields))
    # Who has looked at a figure is as sure of it as one can be.
    bench.put_target(checked(edited._replace(confidence=None), bench.plan), bench.homes[key])
    return (key,)


def found_place(bench: Bench, passage: Passage, within: Span | None = None) -> Place:
    """Return where a passage stands, first looked for `within`; raise `Refused` where that can't be said."""
    if not bench.passages.has_text:
        raise Refused("no-text")
    found = bench.passages.find(passage, within) or (bench.passages.find(passage) if within else [])
    if not found:
        raise Refused("no-words")
    if len(found) > 1:
        raise Refused("ambiguous")
    if found[0].changed:
        bench.moved = (passage.words, found[0].text)
    return found[0]


def _edited(bench: Bench, target: Target, fields: Mapping[str, Any]) -> Target:
    """Return a target with fields changed; owners are given by name."""
    given = dict(fields)
    if not given.keys() <= set(TARGET_FIELDS) or not given.get("subject", "-"):
        raise Refused("impossible")
    if "owed_by" in given:
        known: tuple[UnitRef, ...] = target.owed_by
        given["owed_by"] = bench.units(given["owed_by"], known, target.span)
    if isinstance(given.get("baseline"), Mapping):
        given["baseline"] = Baseline(given["baseline"].get("year"), given["baseline"].get("value"))
    return _fitted(target._replace(**given), given)


def _fitted(target: Target, given: Mapping[str, Any]) -> Target:
    """Return a target whose bound that was not given follows the other one and the comparator."""
    low, high = target.low, target.high
    if {"low", "high"} <= given.keys() or not given.keys() & {"low", "high", "comparator"}:
        return target
    value = given.get("high" if "high" in given else "low", high if low is None else low)
    if target.comparator in (">=", ">"):
        return target._replace(low=value, high=given.get("high"))
    if target.comparator in ("<=", "<"):
        return target._replace(low=given.get("low"), high=value)
    return target if target.comparator == "range" else target._replace(low=value, high=value)


def checked(target: Target, plan: Plan) -> Target:
    """Return a target if a plan may hold it, else raise `Refused`: bounds, dates, digits as in any plan file."""
    document = plan.document._replace(date=None, years=None)
    numbers = (target.low, target.high, target.baseline.value if target.baseline else None)
    if any(isinstance(value, Decimal) and not value.is_finite() for value in numbers):
        raise Refused("impossible")
    alone = Plan(document, (), (), (target._replace(id="-", task=None),), (), (), (), "")
    shape = plan_schema()["$defs"]["target"]
    if validate(alone) or problems(to_dict(alone)["targets"][0], schema=shape):
        raise Refused("impossible")
    return target


def checked_task(task: Task, plan: Plan) -> Task:
    """Return a task if a plan may hold it, else raise `Refused`: its dates have to be real ones."""
    document = plan.document._replace(date=None, years=None)
    dated = task._replace(id="-", section=None, measures=())
    if validate(Plan(document, (), (dated,), (), (), (), (), "")):
        raise Refused("impossible")
    return task
