"""Whether a cumulative figure is out of the range of its own history, so that it wants a word of explanation.

A figure is unusual where it

=========  =====================================================================================
falls      is below what was reached before, though it adds up
slip       is at least fifty times what was reached before, or a fiftieth of it: likely another unit (万 for 亿)
jump       grew in this period by more than three times the most it ever grew in one, with three of them known
beyond     is more than twice the goal
=========  =====================================================================================

The first that holds is told. None of them refuses a figure: what is unusual may well be right, and is then explained.
"""

from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise
from typing import Literal, NamedTuple

Why = Literal["falls", "slip", "jump", "beyond"]

_SLIP, _JUMP, _BEYOND = 50, 3, 2
# So many growths make a history.
_KNOWN = 3


class Unusual(NamedTuple):
    """Why a figure is unusual, and the figure that it is held against."""

    why: Why
    against: Decimal


def unusual(value: Decimal, before: Sequence[Decimal], goal: Decimal | None = None, falling: bool = False) -> Unusual | None:
    """Return why a figure is unusual, None where it is not; `before` are those of earlier periods in order of time.

    `falling` marks one that is to fall (能耗, PM2.5): that it falls is no news then, and no goal is exceeded.
    """
    last = before[-1] if before else None
    if last is not None and value < last and not falling:
        return Unusual("falls", last)
    if last is not None and last > 0 and (value >= last * _SLIP or 0 < value * _SLIP <= last):
        return Unusual("slip", last)
    grown = [later - earlier for earlier, later in pairwise((Decimal(0), *before))]
    if last is not None and not falling and len(grown) >= _KNOWN and 0 < max(grown) * _JUMP < value - last:
        return Unusual("jump", max(grown))
    if goal is not None and goal > 0 and value > goal * _BEYOND and not falling:
        return Unusual("beyond", goal)
    return None
