"""The planned path 序时进度 of a figure: the cumulative value at the end of each month or quarter.

With n months in the target's period, the part of the total that is planned at the end of month k:

=============  ==============================================================================
line           k/n
back-loaded    (k/n)²: a quarter of the total at half time, more than half of it in the last third
quarterly      batches: equal steps at the end of each calendar quarter, nothing in between
year-end       equal steps at the end of each year: nothing before December in a plan of one year
manual         the values given, each holding until the next
=============  ==============================================================================

The last month also ends its quarter and year. Values are cut down to whole steps, since a thing that is
counted is not due before it is whole; the last is the total exactly. No value is below the one before.

There is no path, and so no points, for growth rates and shares (published late: `lagging`), for ceilings
(不超过…, which are kept to all the time) and for falling figures, unless the office has confirmed the kind of such a
figure and its baseline: then the path falls from the baseline to the goal.
"""

from bisect import bisect_right
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, Literal, NamedTuple

from yibiao.core.commitments.horizon import Horizon, horizon, month_name, months_of, quarter_name
from yibiao.core.commitments.shapes import CEILINGS, LAGGING, default_shape, has_path
from yibiao.core.commitments.values import Planned, Trajectory
from yibiao.core.emit import number_text
from yibiao.core.findings import finding
from yibiao.core.lights.kinds import FALLING
from yibiao.core.plan import Baseline, Change, Document, Finding, Number, Target
from yibiao.core.splits.exact import exact, number
from yibiao.core.splits.values import Details, Figures, Kind, Shape

Every = Literal["month", "quarter"]
Why = Literal["no-values", "period", "falling", "end", "no-path"]

_NO_PATH = Trajectory(None)
# How a figure of a confirmed kind counts here.
_CHANGES: Mapping[Kind, Change] = {"flow": "increment", "stock": "level", "ratio": "share", "growth": "growth"}
# A planned value is read at a glance: to this many digits of the total where no step is given.
_DIGITS = 4


class Unplanned(NamedTuple):
    """Why the values an office gave are no path; `args` are the figures and periods that show it."""

    why: Why
    args: tuple[tuple[str, Number | str], ...] = ()


def trajectory(
    target: Target,
    total: Number | None,
    dated: str | None,
    year: int | None = None,
    *,
    shape: Shape | None = None,
    every: Every = "month",
    values: Figures = (),
    lagging: bool | None = None,
    step: Number | None = None,
    start: Number = 0,
    within: str | None = None,
    due: str | None = None,
) -> Trajectory | Unplanned:
    """Return the planned cumulative values of `total`, the figure of `target` or a unit's part of it.

    `dated` is the plan's date (ISO) and `year` its year. `shape` None is the target's default. `values` are
    hand-set for the target as a whole (`total` may be a part of it: they are then taken in proportion).
    `lagging` None follows the kind of figure. `step` is the smallest amount by which values differ, by
    default four digits of the total; `start` is what there was before (a stock grows from its baseline).
    `within` names a month of the recurrence that is meant where a figure recurs, `due` the date its task sets
    (see `horizon`).
    """
    if lagging or (lagging is None and target.change in LAGGING):
        return Unplanned("no-path") if values else Trajectory(None, lagging=True)
    months = horizon(target, dated, year, within, due)
    if not has_path(target) and not (_may_be_set(target) and values):
        return Unplanned("no-path") if values else _NO_PATH
    shape = shape or default_shape(target) or "manual"
    if total is None or months is None:
        return Trajectory(shape)
    if shape == "manual":
        given = _given(target, values, months)
        if isinstance(given, Unplanned):
            return given
        return Trajectory(shape, _scaled(given, total, step, months, every), months.opening)
    return Trajectory(shape, _along(shape, total, start, step, months, every), months.opening)


def trajectory_of(
    target: Target,
    document: Document,
    total: Number | None = None,
    details: Details | None = None,
    *,
    every: Every = "month",
    step: Number | None = None,
    within: str | None = None,
    due: str | None = None,
) -> tuple[Trajectory, tuple[Finding, ...]]:
    """Return the path of a target's own figure, or of a part `total` of it, as the office filled it in.

    What it filled in wrongly is a finding, the same one for every part of the target, and leaves no path.
    """
    given = details or Details(target.id)
    target = _as_confirmed(target, given)
    whole = planned_total(target)
    own = total is None or total == whole
    if given.kind == "milestone":
        return _NO_PATH, ()
    if given.kind in FALLING:
        return _falling(target, document, given, every, within, due) if own else _NO_PATH, ()
    made = trajectory(
        target,
        whole if total is None else total,
        document.date,
        document.year,
        shape=given.shape,
        every=every,
        values=given.values,
        lagging=given.lagging,
        step=step,
        start=_start(target, whole) if own else 0,
        within=within,
        due=due,
    )
    if isinstance(made, Trajectory):
        return made, ()
    return _NO_PATH, (_finding(target, made),)


def _as_confirmed(target: Target, given: Details) -> Target:
    """Return a target as the office says it is measured: the kind goes before how its words were read."""
    change = _CHANGES.get(given.kind, target.change) if given.kind else target.change
    if given.baseline is None:
        return target._replace(change=change)
    return target._replace(change=change, baseline=(target.baseline or Baseline())._replace(value=given.baseline))


def _falling(
    target: Target, document: Document, given: Details, every: Every, within: str | None, due: str | None
) -> Trajectory:
    """Return the path from the baseline down to the goal: what is planned is how far it has fallen. No baseline, no path."""
    goal = target.high if target.high is not None else target.low
    base = target.baseline.value if target.baseline else None
    months = horizon(target, document.date, document.year, within, due)
    if given.lagging:
        return Trajectory(None, lagging=True)
    if goal is None or base is None or base <= goal or months is None:
        return _NO_PATH
    shape: Shape = given.shape if given.shape and given.shape != "manual" else "line"
    fall = number(exact(base) - exact(goal))
    points = _along(shape, fall, 0, None, months, every)
    return Trajectory(shape, tuple(point._replace(value=number(exact(base) - exact(point.value))) for point in points), months.opening)


def planned_total(target: Target) -> Number | None:
    """Return the value a target's path ends at: its low end (of a ceiling the high)."""
    return target.high if target.comparator in CEILINGS else target.low


def default_step(total: Number) -> Number:
    """Return the step of planned values by their total: to four digits, and no finer than the total is written.

    1 for 2,000, one 亿 for 1,000亿, 0.1 for 3.5.
    """
    size = Decimal(total)
    places = -int(size.as_tuple().exponent) if isinstance(total, Decimal) else 0
    finest = max(size.adjusted() - _DIGITS + 1, -max(places, 0))
    return int(10**finest) if finest >= 0 else Decimal(f"1E{finest}")


def _start(target: Target, whole: Number | None) -> Number:
    """Return where the path begins: at the baseline's value where the figure is a stock that grows from it."""
    value = target.baseline.value if target.baseline else None
    if target.change != "level" or value is None or whole is None or not 0 <= value <= whole:
        return 0
    return value


def _may_be_set(target: Target) -> bool:
    """Tell whether values by hand make a path where no shape can: a rate that is published in time."""
    return target.change in LAGGING and target.comparator not in CEILINGS and target.direction == "up"


def _cut(value: Fraction, step: Fraction) -> Fraction:
    return value // step * step


def _points(months: Horizon, every: Every) -> list[int]:
    """Return the months at whose end there is a planned value, from the first obligation on."""
    if every == "month":
        return list(range(months.start, months.last + 1))
    return [month for month in range(months.start, months.last + 1) if month % 3 == 2 or month == months.last]


def _name(month: int, every: Every) -> str:
    return month_name(month) if every == "month" else quarter_name(month)


def _along(
    shape: Shape, total: Number, start: Number, step: Number | None, months: Horizon, every: Every
) -> tuple[Planned, ...]:
    """Return the path from `start` to `total` in a shape that is a formula."""
    low, high = exact(start), exact(total)
    size = exact(default_step(total) if step is None else step)
    parts = _parts(shape, months)
    points = []
    for month in _points(months, every):
        part = parts(month)
        value = high if part == 1 else max(low, _cut(low + (high - low) * part, size))
        points.append(Planned(_name(month, every), number(value)))
    return tuple(points)


def _parts(shape: Shape, months: Horizon) -> Callable[[int], Fraction]:
    """Return the part of the whole that is planned at the end of a month, by shape."""
    count = months.last - months.first + 1
    if shape == "line":
        return lambda month: Fraction(month - months.first + 1, count)
    if shape == "back-loaded":
        return lambda month: Fraction(month - months.first + 1, count) ** 2
    length = 3 if shape == "quarterly" else 12
    ends = [month for month in range(months.first, months.last) if month % length == length - 1]
    ends.append(months.last)
    return lambda month: Fraction(bisect_right(ends, month), len(ends))


def _given(target: Target, values: Figures, months: Horizon) -> list[tuple[int, Number]] | Unplanned:
    """Return hand-set values by the month at whose end they hold, in order of time; or what is wrong."""
    if not values:
        return Unplanned("no-values")
    placed: dict[int, tuple[str, Number]] = {}
    for period, value in values:
        ends = months_of(period)
        if ends is None or "/" in period or not months.first <= ends[1] <= months.last or ends[1] in placed:
            return Unplanned("period", (("period", period),))
        placed[ends[1]] = (period, value)
    ordered = sorted(placed.items())
    before: Number = 0
    for _, (period, value) in ordered:
        if value < before:
            return Unplanned("falling", (("period", period),))
        before = value
    whole = planned_total(target)
    if whole is None or before != whole:
        return Unplanned("end", (("last", before), ("total", whole if whole is not None else "—")))
    return [(month, value) for month, (_, value) in ordered]


def _scaled(
    given: list[tuple[int, Number]], total: Number, step: Number | None, months: Horizon, every: Every
) -> tuple[Planned, ...]:
    """Return hand-set values for a part of the whole; between two of them the earlier one holds."""
    ends = [month for month, _ in given]
    whole, part = exact(given[-1][1]), exact(total)
    size = exact(default_step(total) if step is None else step)
    points = []
    for month in _points(months, every):
        place = bisect_right(ends, month)
        value = exact(given[place - 1][1]) if place else Fraction(0)
        if value == whole or month == months.last:
            value = part
        elif part != whole:
            value = _cut(part * value / whole, size)
        points.append(Planned(_name(month, every), number(value)))
    return tuple(points)


def _finding(target: Target, amiss: Unplanned) -> Finding:
    """Return what the office should look at in the values it gave."""
    said: dict[str, Any] = {
        name: value if isinstance(value, str) else f"{number_text(value)}{target.unit}"
        for name, value in amiss.args
    }
    return finding(
        "trajectory-impossible",
        target.span,
        entry=f"trajectory-impossible-{amiss.why}",
        task=target.task,
        about=target.id,
        subject=target.subject or target.text or target.id,
        target=target.id,
        **said,
    )
