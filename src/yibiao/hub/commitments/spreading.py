"""How a total would be shared, worked out and not kept: what the split desk shows while figures are being set.

It is the same arithmetic as that of a split which is proposed, and of the command line (docs/splits.md).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from yibiao.core.findings import render
from yibiao.core.plan import Number, Target
from yibiao.core.splits.apply import due, total_to_split
from yibiao.core.splits.exact import exact, number, total_of
from yibiao.core.splits.shares import Impossible, allot
from yibiao.core.splits.values import Split
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.deciding import ground
from yibiao.hub.commitments.entries import outcome, read_unchecked_split
from yibiao.hub.plans.models import PlanRecord

Shares = Mapping[str, Number]
# What applying a split brings up besides (whose a thing is that two units count) is said where the plan is read.
_ABOUT_SHARES = ("split-", "shares-")


class Spread(NamedTuple):
    """What a split gives: shares by unit code, what they make less what they should, what is wrong (Chinese, English).

    `equal` and `by_baseline` are what every unit would have by those methods alone, to compare with; empty where there is
    no such thing. `gap` is None where nothing adds up (rates).
    """

    shares: Shares
    gap: Number | None
    faults: tuple[tuple[str, str], ...]
    equal: Shares
    by_baseline: Shares


def spread(actor: Actor, plan: PlanRecord, target: str, body: Mapping[str, Any]) -> Spread:
    """Return what a split with `body` (an entry of a split file) would give; `Refused` where it cannot be read."""
    check(actor, "split.propose", plan)
    base = ground(plan)
    found = base.target(target)
    if found is None:
        raise Refused("hubcommitments.no-target", target=target)
    split = read_unchecked_split(base, found, body)
    shares, findings = outcome(base, found, split)
    told = [one for one in findings if one.code.startswith(_ABOUT_SHARES)]
    faults = tuple((render(one, "zh")[0], render(one, "en")[0]) for one in told)
    sharers = tuple(shares)
    return Spread(shares, gap_of(found, split, shares), faults, *compared(found, split, sharers))


def gap_of(target: Target, split: Split, shares: Shares) -> Number | None:
    """Return what shares make less what they should; None where there is no sum to take."""
    total = total_to_split(target)
    if total is None:
        return None
    return number(exact(total_of(tuple(shares.values()))) - exact(due(split, total)))


def compared(target: Target, split: Split, sharers: tuple[str, ...]) -> tuple[Shares, Shares]:
    """Return what each of `sharers` would have in equal parts, and in proportion to the baseline."""
    total = total_to_split(target)
    if total is None or not sharers:
        return {}, {}
    base = dict(split.baseline.values) if split.baseline else {}
    return (
        _allotted(split, total, dict.fromkeys(sharers, 1)),
        _allotted(split, total, {unit: base.get(unit, 0) for unit in sharers}) if base else {},
    )


def _allotted(split: Split, total: Number, weights: Mapping[str, Number]) -> Shares:
    found = allot(due(split, total), weights, split.step)
    return {} if isinstance(found, Impossible) else dict(found)
