"""Figures that no unit can be said to owe: headline goals without a unit, tasks without a clause."""

from collections.abc import Iterable

from yibiao.core.commitments.values import Commitment
from yibiao.core.plan import Plan, Target


def unowned(plan: Plan, rows: Iterable[Commitment]) -> tuple[Target, ...]:
    """Return the targets without a row, save those that repeat one which has (`repeated-target`)."""
    owned = {row.target.key for row in rows if row.target}
    owned |= {left.target for row in rows for left in row.stricter}
    repeats = _repeats(plan)
    return tuple(
        target
        for target in plan.targets
        if target.key not in owned
        and target.id not in owned
        and not any(other.key in owned for other in repeats.get(target.key, ()))
    )


def _repeats(plan: Plan) -> dict[str, list[Target]]:
    """Return, by key, the targets that the plan's findings call the same figure in another place."""
    same: dict[str, list[Target]] = {}
    for found in plan.findings:
        if found.code == "repeated-target":
            places = {found.span, *found.also}
            twins = [target for target in plan.targets if target.span in places]
            for target in twins:
                same.setdefault(target.key, []).extend(other for other in twins if other is not target)
    return same
