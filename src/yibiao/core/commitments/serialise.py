"""Commitments as JSON values and back, so that tables can be made again from stored rows.

A row's values hold what was worked out about it; its task, measure and figure are named and stand in the
plan, its split and details in the decisions beside the plan (`Facts`).
"""

from collections.abc import Mapping
from typing import Any

from yibiao.core.commitments.making import goal_task
from yibiao.core.commitments.values import Commitment, Figure, Planned, Stricter, Trajectory
from yibiao.core.plan import Number, Plan, Target, Task
from yibiao.core.spans import Span
from yibiao.core.splits.serialise import number_value, read_number
from yibiao.core.splits.values import Details, Split, SplitFile

Json = dict[str, Any]
_NOTHING = SplitFile()


class Facts:
    """What the values of rows refer to: a plan's tasks and targets by id, and what was decided beside it."""

    def __init__(self, plan: Plan, decided: SplitFile = _NOTHING) -> None:
        self._tasks = {task.id: task for task in plan.tasks}
        self._targets = {target.id: target for target in plan.targets}
        self._splits = {split.target: split for split in decided.splits}
        self._details = {details.target: details for details in decided.details}
        self._goals: dict[str, Task] = {}
        self._plan = plan

    def task(self, task_id: str, target: Target | None) -> Task:
        """Return a task; what stands for one where a headline goal was shared. An unknown id is a `KeyError`."""
        found = self._tasks.get(task_id)
        if found is not None:
            return found
        if target is None:
            raise KeyError(task_id)
        if target.id not in self._goals:
            self._goals[target.id] = goal_task(self._plan, target)
        return self._goals[target.id]

    def target(self, target_id: str | None) -> Target | None:
        """Return a target by its id; an unknown id is a `KeyError`."""
        return None if target_id is None else self._targets[target_id]

    def split(self, target: Target | None) -> Split | None:
        """Return the split of a target's total."""
        return None if target is None else self._splits.get(target.id) or self._splits.get(target.key)

    def details(self, target: Target | None) -> Details | None:
        """Return what the office filled in for a target."""
        return None if target is None else self._details.get(target.id) or self._details.get(target.key)


def commitment_values(row: Commitment) -> Json:
    """Return the values of a row; what is empty is left out."""
    made: Json = {
        "key": row.key,
        "unit": row.unit,
        "task": row.task.id,
        "text": row.text,
        "roles": list(row.roles),
        "holding": row.holding,
        "dated": row.dated,
        "settled": row.settled,
        "spans": [list(span) for span in row.spans],
        "leads": list(row.lead_units),
        "trajectory": _trajectory(row.trajectory),
    }
    more = {
        "target": row.target.id if row.target else None,
        "measure": row.task.measures.index(row.measure) if row.measure else None,
        "figure": _figure(row.figure),
        "city": _figure(row.city),
        "deadline": row.deadline,
        "group": row.group,
        "stricter": [
            {"figure": _figure(one.figure), "group": one.group, "target": one.target} for one in row.stricter
        ]
        or None,
        "split": True if row.split else None,
    }
    made.update((name, value) for name, value in more.items() if value is not None)
    return made


def read_commitment(values: Mapping[str, Any], facts: Facts) -> Commitment:
    """Return the row of some values; a task, target or split that is not there is a `KeyError`."""
    get = values.get
    target = facts.target(get("target"))
    task = facts.task(values["task"], target)
    split = facts.split(target) if get("split") else None
    if get("split") and split is None:
        raise KeyError(f"split of {values['target']}")
    measure = get("measure")
    return Commitment(
        key=values["key"],
        unit=values["unit"],
        task=task,
        target=target,
        measure=None if measure is None else task.measures[measure],
        text=values["text"],
        roles=tuple(values["roles"]),
        holding=values["holding"],
        figure=read_figure(get("figure")),
        city=read_figure(get("city")),
        deadline=get("deadline"),
        dated=values["dated"],
        spans=tuple(Span(start, end) for start, end in values["spans"]),
        lead_units=tuple(values["leads"]),
        group=get("group"),
        stricter=tuple(map(_read_stricter, get("stricter", ()))),
        split=split,
        details=facts.details(target),
        trajectory=read_trajectory(values["trajectory"]),
        settled=values["settled"],
    )


def _figure(figure: Figure | None) -> Json | None:
    if figure is None:
        return None
    comparator, low, high, unit = figure
    return {"comparator": comparator, "low": number_value(low), "high": number_value(high), "unit": unit}


def read_figure(value: Mapping[str, Any] | None) -> Figure | None:
    """Return the figure of a row's values, None for none."""
    if value is None:
        return None
    return Figure(value["comparator"], _end(value["low"]), _end(value["high"]), value["unit"])


def _read_stricter(value: Mapping[str, Any]) -> Stricter:
    figure = value["figure"]
    low, high = _end(figure["low"]), _end(figure["high"])
    return Stricter(Figure(figure["comparator"], low, high, figure["unit"]), value["group"], value["target"])


def _trajectory(path: Trajectory) -> Json:
    made: Json = {}
    if path.shape:
        made["shape"] = path.shape
    if path.points:
        made["points"] = [[point.period, number_value(point.value)] for point in path.points]
    if path.opening:
        made["opening"] = list(path.opening)
    if path.lagging:
        made["lagging"] = True
    return made


def read_trajectory(value: Mapping[str, Any]) -> Trajectory:
    """Return the planned path of a row's values."""
    opening = value.get("opening")
    return Trajectory(
        shape=value.get("shape"),
        points=tuple(Planned(period, read_number(amount)) for period, amount in value.get("points", ())),
        opening=(opening[0], opening[1]) if opening else None,
        lagging=value.get("lagging", False),
    )


def _end(value: int | str | None) -> Number | None:
    return None if value is None else read_number(value)
