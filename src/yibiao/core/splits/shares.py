"""Exact allocation: a total given out in steps, in proportion to weights, by largest remainder within bounds.

1. What is set by hand stays; the rest of the total is spread among the others, counted in whole steps.
2. Each claim is proportional to its weight, clamped to the unit's bounds: ``clamp(factor * weight, least, most)``
   with the one factor at which the claims add up to the rest. What a bound takes from one unit goes to all
   others in proportion, never to the next in the list.
3. Claims are cut down to whole steps; the steps left over go one each to the largest remainders. Of equal
   remainders the unit that stands first in the given order wins, so the result is the same on every run, and
   units without an equal get the same share in whatever order they are given.

Everything is whole numbers and fractions; there is no float and no rounding. Sorting is the costliest step.
"""

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Literal, NamedTuple

from yibiao.core.plan import Number
from yibiao.core.splits.exact import exact, is_finite, number
from yibiao.core.splits.values import Bounds, Figures

Reason = Literal[
    "not-a-number",  # a figure that is NaN or infinite
    "step",  # the step is zero or negative
    "negative-total",  # nothing to share: the city bears more than there is
    "reserve-sign",  # a reserve below zero, or above zero for a ceiling
    "negative-city",  # the city cannot bear less than nothing
    "negative-weight",
    "weight-missing",  # a unit without weight, or without a figure in the baseline column
    "negative-share",  # a hand-set share below zero
    "off-step-share",  # a hand-set share that is no whole number of steps
    "strangers",  # hand-set shares or bounds of units that do not share
    "fixed-outside-bounds",
    "crossed-bounds",  # a least above its most, or no whole step between them
    "fixed-above-total",
    "fixed-below-total",  # every unit is set by hand, and something is left
    "off-step",  # what is left to spread is no whole number of steps
    "nobody",  # something to share and no unit
    "no-weight",  # something to spread, and the weights of all who could take it are zero
    "least-above-total",  # the lower bounds alone make more than there is
    "most-below-total",  # the upper bounds do not reach it
]

_NOTHING: Mapping[str, Number] = {}
_UNBOUNDED: Mapping[str, Bounds] = {}


class Impossible(NamedTuple):
    """Why a total cannot be shared as asked: the units it lies with, and the figures that show it."""

    reason: Reason
    units: tuple[str, ...] = ()
    args: tuple[tuple[str, Number], ...] = ()


class _Claim(NamedTuple):
    """One unit's part in the spreading: whole weight, bounds in whole steps (`most` None is open)."""

    unit: str
    weight: int
    least: int
    most: int | None


def allot(
    total: Number,
    weights: Mapping[str, Number],
    step: Number = 1,
    fixed: Mapping[str, Number] = _NOTHING,
    bounds: Mapping[str, Bounds] = _UNBOUNDED,
) -> Figures | Impossible:
    """Return a share per unit of `weights`, in its order, that add up to `total` exactly; or why that can't be.

    Weights say in what proportion (all 1 for equal shares; a weight of zero gets no more than its least);
    those of `fixed` units do not count. Shares are never negative; all but the fixed ones are whole
    multiples of `step`, within their bounds (inclusive).
    """
    amiss = _amiss(total, weights, step, fixed, bounds)
    if amiss is not None:
        return amiss
    rest = exact(total) - sum((exact(share) for share in fixed.values()), Fraction(0))
    steps = rest / exact(step)
    free = {unit: weight for unit, weight in weights.items() if unit not in fixed}
    amiss = _amiss_rest(rest, steps, step, free, fixed)
    if amiss is not None:
        return amiss
    claims = _claims(free, exact(step), bounds)
    if isinstance(claims, Impossible):
        return claims
    spread = _spread(steps.numerator, claims, step)
    if isinstance(spread, Impossible):
        return spread
    return tuple((unit, fixed[unit] if unit in fixed else spread[unit]) for unit in weights)


def _amiss(
    total: Number,
    weights: Mapping[str, Number],
    step: Number,
    fixed: Mapping[str, Number],
    bounds: Mapping[str, Bounds],
) -> Impossible | None:
    """Return what is wrong with the figures themselves."""
    limits = [end for pair in bounds.values() for end in pair if end is not None]
    if not all(map(is_finite, (total, step, *weights.values(), *fixed.values(), *limits))):
        return Impossible("not-a-number")
    if step <= 0:
        return Impossible("step", (), (("step", step),))
    if total < 0:
        return Impossible("negative-total", (), (("total", total),))
    named: tuple[tuple[Reason, list[str]], ...] = (
        ("strangers", [unit for unit in dict.fromkeys((*fixed, *bounds)) if unit not in weights]),
        ("negative-weight", [unit for unit, weight in weights.items() if weight < 0]),
    )
    found = next((Impossible(reason, tuple(units)) for reason, units in named if units), None)
    return found or amiss_fixed(fixed, step, bounds)


def amiss_fixed(fixed: Mapping[str, Number], step: Number, bounds: Mapping[str, Bounds]) -> Impossible | None:
    """Return what is wrong with hand-set shares: below zero, no whole number of steps, or out of bounds."""
    negative = tuple(unit for unit, share in fixed.items() if share < 0)
    if negative:
        return Impossible("negative-share", negative)
    uneven = tuple(unit for unit, share in fixed.items() if (exact(share) / exact(step)).denominator != 1)
    if uneven:
        return Impossible("off-step-share", uneven, (("step", step),))
    outside = tuple(unit for unit, share in fixed.items() if not _within(share, bounds.get(unit)))
    return Impossible("fixed-outside-bounds", outside) if outside else None


def _within(share: Number, bounds: Bounds | None) -> bool:
    least, most = bounds or Bounds()
    return (least is None or share >= least) and (most is None or share <= most)


def _amiss_rest(
    rest: Fraction, steps: Fraction, step: Number, free: Mapping[str, Number], fixed: Mapping[str, Number]
) -> Impossible | None:
    """Return why what the hand-set shares leave cannot be spread in steps."""
    if rest < 0:
        return Impossible("fixed-above-total", tuple(fixed), (("over", number(-rest)),))
    if rest and not free:
        left = (("rest", number(rest)),)
        return (
            Impossible("fixed-below-total", tuple(fixed), left) if fixed else Impossible("nobody", (), left)
        )
    if steps.denominator != 1:
        return Impossible("off-step", (), (("rest", number(rest)), ("step", step)))
    return None


def _claims(
    free: Mapping[str, Number], step: Fraction, bounds: Mapping[str, Bounds]
) -> list[_Claim] | Impossible:
    """Return the claims with whole weights and with bounds in whole steps."""
    parts = {unit: exact(weight) for unit, weight in free.items()}
    scale = math.lcm(*(part.denominator for part in parts.values()))
    claims = []
    for unit, part in parts.items():
        least, most = bounds.get(unit, Bounds())
        low = 0 if least is None else max(0, math.ceil(exact(least) / step))
        high = None if most is None else math.floor(exact(most) / step)
        claims.append(_Claim(unit, int(part * scale), low, high))
    crossed = tuple(claim.unit for claim in claims if claim.most is not None and claim.most < claim.least)
    return Impossible("crossed-bounds", crossed) if crossed else claims


def _spread(steps: int, claims: list[_Claim], step: Number) -> dict[str, Number] | Impossible:
    """Return the share of each claim; `steps` is what there is to spread."""
    amiss = _unreachable(steps, claims, step)
    if amiss is not None:
        return amiss
    above, below = _factor(steps, claims)
    given: dict[str, int] = {}
    remainders: list[tuple[int, int, str]] = []
    for place, claim in enumerate(claims):
        # All claims have the denominator `below`, so whole parts and remainders are whole numbers.
        wanted = max(above * claim.weight, claim.least * below)
        if claim.most is not None:
            wanted = min(wanted, claim.most * below)
        given[claim.unit], remainder = divmod(wanted, below)
        remainders.append((-remainder, place, claim.unit))
    remainders.sort()
    # A remainder means that the claim lies between two whole steps, so one step more keeps to its bounds.
    for _, _, unit in remainders[: steps - sum(given.values())]:
        given[unit] += 1
    size = exact(step)
    return {unit: number(count * size) for unit, count in given.items()}


def _unreachable(steps: int, claims: list[_Claim], step: Number) -> Impossible | None:
    """Return why the bounds and weights cannot make up `steps`."""
    size = exact(step)
    least = sum(claim.least for claim in claims)
    if least > steps:
        bound = tuple(claim.unit for claim in claims if claim.least)
        return _short("least-above-total", bound, "least", number(least * size), number(steps * size))
    if least == steps:
        return None
    able = [claim for claim in claims if claim.weight]
    if not able:
        left = (("rest", number((steps - least) * size)),)
        return Impossible("no-weight", tuple(claim.unit for claim in claims), left)
    ceilings = [claim.most for claim in able if claim.most is not None]
    most = sum(ceilings) + sum(claim.least for claim in claims if not claim.weight)
    if len(ceilings) == len(able) and most < steps:
        bound = tuple(claim.unit for claim in able)
        return _short("most-below-total", bound, "most", number(most * size), number(steps * size))
    return None


def _short(reason: Reason, units: tuple[str, ...], name: str, value: Number, rest: Number) -> Impossible:
    return Impossible(reason, units, ((name, value), ("rest", rest)))


def _factor(steps: int, claims: list[_Claim]) -> tuple[int, int]:
    """Return the factor, as numerator and denominator, at which the clamped claims add up to `steps`.

    Their sum grows with the factor, in straight pieces that end where a claim reaches one of its bounds. The
    ends are walked upwards until the sum would pass `steps`.
    """
    standing = sum(claim.least for claim in claims)
    if standing == steps:
        return 0, 1
    moving = 0
    for factor, weight, bound in _turns(claims):
        # At `factor`, with `moving` the weight of the claims that are between their bounds:
        if standing * factor.denominator + moving * factor.numerator >= steps * factor.denominator:
            break
        moving += weight
        standing += bound
    return steps - standing, moving


def _turns(claims: list[_Claim]) -> list[tuple[Fraction, int, int]]:
    """Return where a claim leaves its least or reaches its most: the factor, and what changes there."""
    turns = []
    for claim in claims:
        if not claim.weight or claim.most == claim.least:
            continue
        turns.append((Fraction(claim.least, claim.weight), claim.weight, -claim.least))
        if claim.most is not None:
            turns.append((Fraction(claim.most, claim.weight), -claim.weight, claim.most))
    turns.sort(key=lambda turn: turn[0])
    return turns
