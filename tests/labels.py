"""What an answer of `tests/corpus` leaves room for, settled before it is scored (see the README there)."""

from typing import Any

from support import Score, compare, role_rows

Row = tuple[str, str, str]


def role_score(answer: dict[str, Any], tasks: list[dict[str, Any]]) -> Score:
    """Score (task, role, unit) of compiled tasks against an answer, with its accepted and debatable units."""
    want, found = role_rows(answer["tasks"]), role_rows(tasks)
    found = accepted(answer.get("accept") or {}, want, found)
    open_rows = debatable(answer)
    return compare(want - open_rows, found - open_rows)


def accepted(accept: dict[str, list[str]], want: set[Row], found: set[Row]) -> set[Row]:
    """Return `found` with other spellings of a unit, and the parts of a class, put as the answer has them."""
    settled = set(found)
    for task, role, unit in want - found:
        others = {(task, role, other) for other in accept.get(unit, ())} & settled
        if others:
            settled = settled - others | {(task, role, unit)}
    return settled


def debatable(answer: dict[str, Any]) -> set[Row]:
    """Return the rows that may be there or not."""
    return {
        (task["id"], role, unit)
        for task in answer["tasks"]
        for role, units in (task.get("debatable_units") or {}).items()
        for unit in units
    }
