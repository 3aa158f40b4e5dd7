"""How a figure stands in a period: its status on the axis of progress 进度, its light, and why.

The planned value is that of the last period of the path which has ended by then. With `reached` and `planned`
as parts of the goal in percentage points, a figure is

=========  ==========================================================================
完成        reached the goal: of a range its low end, of 左右 within the tolerance
超进度      ahead of the path by at least `ahead` points
达进度      on the path, or under a ceiling
欠进度      behind it: yellow up to `red` points, red beyond; a stretch 力争 is never red
未启动      nothing reached though something was planned: yellow, beyond `red` points red
未到期      nothing is planned yet
=========  ==========================================================================

After the deadline a figure that is not reached is red (逾期), one that is published late (`lagging`) has no
light until it is. Nothing reported is no status of progress: it is `unreported`, and grey.
"""

from decimal import Decimal
from functools import cache
from typing import Any, Literal, NamedTuple

from yibiao import packs
from yibiao.core.commitments.horizon import months_of
from yibiao.core.commitments.values import Figure, Trajectory, number_of
from yibiao.core.plan import Force

Light = Literal["green", "yellow", "red", "done", "grey", "late"]  # `late`: 滞后公布
Status = Literal[
    "unreported", "not-due", "not-begun", "behind", "on-path", "ahead", "done", "overdue", "no-path", "late"
]

_CEILINGS = ("<=", "<")
# Statuses with either of two lights.
_BOTH = ("behind", "not-begun")
_LIGHTS: dict[Status, Light] = {
    "unreported": "grey",
    "not-due": "grey",
    "no-path": "grey",
    "late": "late",
    "on-path": "green",
    "ahead": "green",
    "done": "done",
    "overdue": "red",
}


class LightRule(NamedTuple):
    """A rule of the pack `lights`: limits in percentage points of the goal, `about` in per cent of the figure."""

    id: str
    version: int
    since: str
    red: int
    ahead: int
    about: int
    source: dict[str, str]


class Standing(NamedTuple):
    """How a figure stands: `planned`, `reached` and `goal` in its unit, `gap` in percentage points of the goal (behind > 0)."""

    status: Status
    light: Light
    planned: Decimal | None = None
    reached: Decimal | None = None
    goal: Decimal | None = None
    gap: Decimal | None = None
    rule: str = "default/1"

    @property
    def word(self) -> str:
        """What the status is called beside its light."""
        return word_of(self.status, self.light)

    @property
    def rate(self) -> Decimal | None:
        """The part of the goal that was reached, in per cent; None for a goal of zero."""
        return None if self.reached is None or not self.goal else self.reached * 100 / self.goal


def word_of(status: Status, light: Light) -> str:
    """Return the word of a status and its light: a key of the book `standings`.

    What is behind can be yellow or red, and the word says which as the colour does.
    """
    return f"{status}-red" if light == "red" and status in _BOTH else status


@cache
def light_rule(name: str = "default") -> LightRule:
    """Return a rule of the pack by its id; an unknown one is a `KeyError`."""
    rules: dict[str, dict[str, Any]] = {one["id"]: one for one in packs.load("lights")["rules"]}
    return LightRule(**{**rules[name], "since": str(rules[name]["since"])})


def standing(
    figure: Figure | None,
    path: Trajectory,
    period: str,
    reached: Decimal | None,
    *,
    force: Force = "binding",
    deadline: str = "",
    rule: LightRule | None = None,
) -> Standing:
    """Return how a figure stands at the end of `period` (``2021-04``, ``2021-Q2``) with `reached` as cumulative value.

    `deadline` is an ISO date, empty for none; a period that ends in its month or before is in time. A `period`
    that is none is a `ValueError`.
    """
    rule = rule or light_rule()
    months = months_of(period)
    if months is None:
        raise ValueError(period)
    planned = planned_at(path, months[1])
    goal = _exact(number_of(figure))
    found = Standing("unreported", "grey", planned, reached, goal, rule=f"{rule.id}/{rule.version}")
    status = _status(figure, path, found, rule, _is_past(deadline, months[1]))
    if status in ("behind", "not-begun"):
        return _lit(found, status, rule, force)
    return found._replace(status=status, light=_LIGHTS[status], gap=_gap(found))


def planned_at(path: Trajectory, month: int) -> Decimal | None:
    """Return what was planned by the end of a month (year × 12 + month − 1); None before the path begins or without one."""
    value = None
    for point in path.points:
        months = months_of(point.period)
        if months is None or months[1] > month:
            break
        value = _exact(point.value)
    return value


def _status(figure: Figure | None, path: Trajectory, found: Standing, rule: LightRule, past: bool) -> Status:
    reached, goal = found.reached, found.goal
    if reached is None:
        return "late" if path.lagging else "unreported"
    if figure is None or goal is None:
        return "no-path"
    if figure.comparator in _CEILINGS:
        return "on-path" if _within(figure, reached) else "overdue"
    if _is_met(figure, reached, goal, rule):
        return "done"
    if past:
        return "overdue"
    if path.lagging:
        return "late"
    if found.planned is None:
        return "not-due" if path.points else "no-path"
    gap = _gap(found)
    if gap is None or gap <= 0:
        return "not-due" if not found.planned and not reached else _on_path(gap, rule)
    return "behind" if reached else "not-begun"


def _on_path(gap: Decimal | None, rule: LightRule) -> Status:
    return "ahead" if gap is not None and -gap >= rule.ahead else "on-path"


def _within(figure: Figure, reached: Decimal) -> bool:
    limit = _exact(figure.high if figure.high is not None else figure.low)
    return limit is None or (reached < limit if figure.comparator == "<" else reached <= limit)


def _is_met(figure: Figure, reached: Decimal, goal: Decimal, rule: LightRule) -> bool:
    if figure.comparator == "~":
        return reached >= goal - abs(goal) * rule.about / 100
    return reached > goal if figure.comparator == ">" else reached >= goal


def _lit(found: Standing, status: Status, rule: LightRule, force: Force) -> Standing:
    gap = _gap(found)
    red = gap is not None and gap > rule.red and force != "stretch"
    return found._replace(status=status, light="red" if red else "yellow", gap=gap)


def _gap(found: Standing) -> Decimal | None:
    if found.planned is None or found.reached is None or not found.goal:
        return None
    return (found.planned - found.reached) * 100 / abs(found.goal)


def _is_past(deadline: str, month: int) -> bool:
    """Tell whether a period ends in a later month than the deadline's."""
    if len(deadline) < len("2021-12") or not deadline[:4].isdecimal() or not deadline[5:7].isdecimal():
        return False
    return month > int(deadline[:4]) * 12 + int(deadline[5:7]) - 1


def _exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
