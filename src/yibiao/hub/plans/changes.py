"""What changed between two states of a plan, fact by fact, as the log writes it."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

from yibiao.core.plan import ROLES, Plan, Target, Task
from yibiao.core.serialise import exact
from yibiao.hub.audit.log import Change

_TASK_FIELDS = ("title", "deadline")
_TARGET_FIELDS = (
    "subject", "comparator", "low", "high", "unit", "change", "direction", "force", "period", "deadline", "task",
)  # fmt: skip


def changes(old: Plan, new: Plan) -> Iterator[Change]:
    """Yield every fact that differs, as ``task:t-12ab.lead``, with its value before and after."""
    yield from _differing("task", {task.key: _task(task) for task in old.tasks}, {task.key: _task(task) for task in new.tasks})
    targets = ({target.key: _target(target, plan) for target in plan.targets} for plan in (old, new))
    yield from _differing("target", *targets)


def _differing(kind: str, old: Mapping[str, Any], new: Mapping[str, Any]) -> Iterator[Change]:
    for key in dict.fromkeys((*old, *new)):
        before, after = old.get(key), new.get(key)
        if before is None or after is None:
            yield f"{kind}:{key}", before, after
        else:
            for field in (field for field in before if before[field] != after[field]):
                yield f"{kind}:{key}.{field}", before[field], after[field]


def _task(task: Task) -> dict[str, Any]:
    made: dict[str, Any] = {field: getattr(task, field) for field in _TASK_FIELDS}
    made |= {role: [unit.name for unit in getattr(task, role)] for role in ROLES}
    return made | {"measures": len(task.measures)}


def _target(target: Target, plan: Plan) -> dict[str, Any]:
    """Return the fields of a target; its task by the key, for numbers change with what stands before."""
    made = {field: told(getattr(target, field)) for field in _TARGET_FIELDS}
    made["task"] = next((task.key for task in plan.tasks if task.id == target.task), target.task)
    return made | {"owed_by": [unit.name for unit in target.owed_by]}


def told(value: Any) -> Any:
    """Return a value as an entry of the log may hold it: numbers that aren't whole, or longer than 64 bits, as text."""
    if isinstance(value, Decimal):
        value = exact(value)
    if isinstance(value, float | Decimal) or (isinstance(value, int) and abs(value) >= 2**63):
        return str(value)
    if isinstance(value, Mapping):
        return {name: told(part) for name, part in value.items()}
    return [told(part) for part in value] if isinstance(value, list | tuple) else value
