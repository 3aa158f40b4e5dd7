"""A unit's target that was changed from a month on, with the paper that approves it: its figure, and its path in proportion."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from yibiao.core.commitments.values import Figure, Planned, Trajectory, number_of
from yibiao.core.plan import Number
from yibiao.core.splits.exact import exact

_PLACES = 4


class Adjusted(NamedTuple):
    """The figure that holds from a month on (year × 12 + month − 1)."""

    since: int
    figure: Number


def adjusted(figure: Figure | None, path: Trajectory, changes: Sequence[Adjusted], month: int) -> tuple[Figure | None, Trajectory]:
    """Return the figure and the path that hold in a month: those of the newest change by then, or as they were.

    The path keeps its shape: every planned value is taken in the proportion of the new figure to the old, to four digits
    behind the point. A path to nothing (0) or from nothing has no proportion and keeps no points.
    """
    # Of two from the same month the later approved stands behind the other.
    newest = max((one for one in reversed(changes) if one.since <= month), key=lambda one: one.since, default=None)
    if newest is None or figure is None:
        return figure, path
    old, new = number_of(figure), newest.figure
    made = figure._replace(low=None if figure.low is None else new, high=None if figure.high is None else new)
    if not old or not new:
        return made, path._replace(points=())
    part = exact(new) / exact(old)
    points = tuple(Planned(one.period, _scaled(exact(one.value) * part)) for one in path.points)
    return made, path._replace(points=points)


def _scaled(value: Fraction) -> Number:
    found = round(Decimal(value.numerator) / Decimal(value.denominator), _PLACES)
    return int(found) if found == found.to_integral_value() else found.normalize()
