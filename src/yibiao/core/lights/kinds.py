"""Kinds of target, each with its formula: how far a value is on the way to the goal, and how far behind its path.

With v the value, g the goal, b the baseline and p the planned value:

===========  ===================================  ==========================================  ====================
kind         attainment in per cent               gap in points (behind > 0)                  met where
===========  ===================================  ==========================================  ====================
flow         v / g                                (p − v) / |g|                               v ≥ g
stock        (v − b) / (g − b)                    (p − v) / |g − b|                           v ≥ g
ratio        v / g                                p − v: points of the ratio itself           v ≥ g
growth       v / g                                p − v: points of growth                     v ≥ g
decreasing   (b − v) / (b − g)                    (v − p) / |b − g|                           v ≤ g
rank         (b − v) / (b − g), 100 at g          (v − p) / |b − g|                           v ≤ g
milestone    100 where v ≥ g, else 0              none before the deadline                    v ≥ g
===========  ===================================  ==========================================  ====================

A stock without a baseline is measured from zero. What falls without one has no attainment until it is met: it is
unknown, not 0 %. A goal of zero, or a baseline that is the goal, has no way to go: 100 where it is met, else unknown.
Rates are not capped: 130 % is 130 %; what caps them does so at the top (`capped`).
"""

from decimal import Decimal
from typing import Literal, NamedTuple, get_args

from yibiao.core.plan import Target
from yibiao.core.splits.values import Kind

KINDS: tuple[Kind, ...] = get_args(Kind)
# Kinds of which less is better.
FALLING: tuple[Kind, ...] = ("decreasing", "rank")
# Kinds that are published late and mean something only where they are published: never summed or averaged.
RATES: tuple[Kind, ...] = ("ratio", "growth")
# Kinds of which the figures of several units make one sum.
SUMMED: tuple[Kind, ...] = ("flow", "stock")
# Kinds that a baseline says something about.
BASED: tuple[Kind, ...] = ("stock", "decreasing", "rank")

Because = Literal["rank", "growth", "share", "falls", "ceiling", "milestone", "increment", "holds", "level"]

# Words by which a figure is the state of something and not what is done over the year.
_HOLDS = ("达到", "保持", "稳定", "总量", "总数", "存量", "保有量", "累计", "突破")
_FALLS = ("降至", "降到", "降低到", "降低至", "下降到", "下降至", "压缩到", "压缩至", "缩短到", "缩短至", "减少到", "减少至", "压减到", "压减至", "压降至", "控制到")
_RANKS = ("排名", "位次", "名次", "位居", "进位", "位列")
_ONCE = ("建成", "投用", "投入使用", "竣工", "开工", "获批", "立项", "挂牌", "出台", "印发", "制定")
ORDINALS = ("位", "名")


class Measure(NamedTuple):
    """How a figure is measured: its kind (None: as the document words it, against the goal) and its baseline."""

    kind: Kind | None = None
    baseline: Decimal | None = None


class Proposal(NamedTuple):
    """The kind that a target's words propose, and why: a key of the book `lights`."""

    kind: Kind
    because: Because


def propose_kind(target: Target) -> Proposal:
    """Return the kind that a compiled target seems to be of; the office confirms it or chooses another."""
    text = f"{target.subject}{target.text}"
    if target.unit in ORDINALS and any(word in text for word in _RANKS):
        return Proposal("rank", "rank")
    if target.change == "growth":
        return Proposal("growth", "growth")
    falls = target.direction == "down" and any(word in text for word in _FALLS)
    if falls or (target.comparator in ("<=", "<") and target.baseline is not None and target.baseline.value is not None):
        return Proposal("decreasing", "falls")
    if target.change == "share":
        return Proposal("ratio", "share")
    if target.comparator in ("<=", "<"):
        return Proposal("stock", "ceiling")
    if target.low == 1 and target.high in (None, 1) and not target.each and any(word in text for word in _ONCE):
        return Proposal("milestone", "milestone")
    if target.change == "increment":
        return Proposal("flow", "increment")
    return Proposal("stock", "holds") if any(word in text for word in _HOLDS) else Proposal("flow", "level")


def measured_as(target: Target, kind: Kind | None, baseline: Decimal | None = None) -> Measure:
    """Return how a target is measured: as the office confirmed (`kind`, `baseline`), else as its words say.

    What is only proposed counts where the direction depends on it: a falling figure is never done for standing high.
    """
    own = target.baseline.value if target.baseline else None
    based = baseline if baseline is not None else None if own is None else Decimal(own)
    if kind is None:
        proposed = propose_kind(target).kind
        return Measure(proposed, based) if proposed in FALLING else Measure()
    return Measure(kind, based if kind in BASED else None)


def is_met(kind: Kind | None, value: Decimal, goal: Decimal, comparator: str, about: Decimal) -> bool:
    """Tell whether a value meets its goal; of 左右 (`~`) within `about` per cent of the goal."""
    if kind in FALLING:
        return _at_most(value, goal, comparator, about)
    if comparator == "~":
        return value >= goal - abs(goal) * about / 100
    return value > goal if comparator == ">" else value >= goal


def _at_most(value: Decimal, goal: Decimal, comparator: str, about: Decimal) -> bool:
    if comparator == "~":
        return value <= goal + abs(goal) * about / 100
    return value < goal if comparator == "<" else value <= goal


def attained(measure: Measure, value: Decimal | None, goal: Decimal | None) -> Decimal | None:
    """Return the part of the way to the goal that a value has come, in per cent; None where it can't be told."""
    if value is None or goal is None:
        return None
    kind, base = measure
    if kind == "milestone":
        return Decimal(100 if value >= goal else 0)
    if kind in FALLING:
        if base is None or base == goal:
            return Decimal(100) if value <= goal else None
        far = (base - value) * 100 / (base - goal)
        return Decimal(100) if kind == "rank" and value <= goal else far
    if kind == "stock" and base is not None:
        if base == goal:
            return Decimal(100) if value >= goal else None
        return (value - base) * 100 / (goal - base)
    return value * 100 / goal if goal else None


def behind(measure: Measure, value: Decimal | None, planned: Decimal | None, goal: Decimal | None) -> Decimal | None:
    """Return by how many points a value is behind its planned one (ahead: negative); None where it can't be told."""
    if value is None or planned is None or goal is None:
        return None
    kind, base = measure
    if kind == "milestone":
        return None
    if kind in RATES:
        return planned - value
    if kind in FALLING:
        return None if base is None or base == goal else (value - planned) * 100 / abs(base - goal)
    way = abs(goal - base) if kind == "stock" and base is not None else abs(goal)
    return (planned - value) * 100 / way if way else None


def come(measure: Measure, value: Decimal) -> Decimal:
    """Return how far a value has come from where it started, in its own unit: of what falls, by how much it fell."""
    kind, base = measure
    if kind in FALLING:
        return (base or Decimal(0)) - value if base is not None else Decimal(0)
    return value - base if kind == "stock" and base is not None else value


def capped(percent: Decimal, most: int = 100) -> Decimal:
    """Return a percentage between 0 and `most`: what is below the cap stays as it is."""
    return min(max(percent, Decimal(0)), Decimal(most))
