"""A split applied to a target: a share per unit, and what does not add up.

The rule of the tables: shares = total + declared reserve 余量 − borne by the city 市本级承担, checked exactly.
Who shares is what the sentence says; a split that reaches further has to say so itself (`Split.units`).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from yibiao.core.emit import number_text
from yibiao.core.findings import finding
from yibiao.core.plan import Finding, Number, Target
from yibiao.core.splits.exact import exact, is_finite, number, total_of
from yibiao.core.splits.shares import Impossible, allot, amiss_fixed
from yibiao.core.splits.values import Bounds, Figures, Split

# What is a proportion of something has no parts that add up.
PERCENT_UNITS = ("%", "％", "‰", "个百分点", "百分点", "个基点", "倍", "成")
CEILINGS = ("<=", "<")
_NO_NAMES: Mapping[str, str] = {}


class Shares(NamedTuple):
    """What a split gives: `units` are those who share, in order; `shares` a figure for each that has one.

    `gap` is the sum of the shares less what they should make (negative: too little), None where there is
    no sum to take. `approved` is true once somebody who can has approved it; until then prints carry
    征求意见稿.
    """

    split: Split
    target: Target
    units: tuple[str, ...]
    shares: Figures
    total: Number | None
    gap: Number | None
    findings: tuple[Finding, ...]
    approved: bool

    def of(self, unit: str) -> Number | None:
        """Return the share of a unit, None where it has none or it is not set."""
        return dict(self.shares).get(unit)

    @property
    def reserve(self) -> Number:
        """The declared reserve 余量."""
        return self.split.reserve

    @property
    def city(self) -> Number:
        """What the city bears itself 市本级承担."""
        return self.split.city

    @property
    def unset(self) -> tuple[str, ...]:
        """The units that share and have no figure yet."""
        given = dict(self.shares)
        return tuple(unit for unit in self.units if unit not in given)


def apply_split(
    split: Split, target: Target, sharers: tuple[str, ...], names: Mapping[str, str] = _NO_NAMES
) -> Shares:
    """Return the shares of `target` under `split`.

    `sharers` are the ids of the units that owe the total by its sentence, in table order; `names` gives the
    names by which messages call units. Whatever is wrong is a finding: where the split cannot be carried
    out there are no shares, so that the total shows as not yet split.
    """
    teller = _Teller(target, names)
    units = _who(split, sharers, teller)
    total = total_to_split(target)
    shares: Figures = ()
    gap: Number | None = None
    if total is None and not (is_rate(target) and split.method == "manual"):
        teller.say("split-impossible", _refusal(target))
    elif _strangers(split, units):
        teller.say("split-not-owed", units=_strangers(split, units))
    elif total is None:
        shares = _set_by_hand(split, units, teller)
    else:
        shares, gap = _shared(split, total, units, teller)
    approved = is_approved(split)
    if split.state in ("approved", "issued") and not approved:
        teller.say("split-unsigned")
    return Shares(split, target, units, shares, total, gap, tuple(teller.findings), approved)


def is_approved(split: Split) -> bool:
    """Tell whether a split counts as approved: its state says so, and an approver or a document number stands there."""
    signed = split.approval.number or split.approval.approver
    return split.state in ("approved", "issued") and bool(signed)


def total_to_split(target: Target) -> Number | None:
    """Return the total that is shared: the low end of a range, of a ceiling the high; None where there is none.

    A rate has no parts (an office may set one for each unit by hand), and what each unit owes by itself is no
    total.
    """
    if _refusal(target):
        return None
    return target.high if target.comparator in CEILINGS else target.low


def is_rate(target: Target) -> bool:
    """Tell whether a figure is a proportion or so much of one thing per other (%, 微克/立方米): it has no parts."""
    return target.change in ("growth", "share") or not adds_up(target.unit)


def adds_up(unit: str) -> bool:
    """Tell whether figures in a measure unit have parts that make a sum."""
    return unit not in PERCENT_UNITS and "/" not in unit


def _refusal(target: Target) -> str | None:
    """Return the entry that says why a target cannot be split at all."""
    if is_rate(target):
        return "split-impossible-percent"
    if target.each:
        return "split-impossible-each"
    value = target.high if target.comparator in CEILINGS else target.low
    return "split-impossible-no-figure" if value is None else None


class _Teller:
    """Collects findings about one target, with the units by name and the figures with their unit."""

    def __init__(self, target: Target, names: Mapping[str, str]) -> None:
        self.findings: list[Finding] = []
        self.ceiling = target.comparator in CEILINGS
        self._target = target
        self._names = names

    def say(
        self, code: str, entry: str | None = None, units: tuple[str, ...] = (), **figures: Number
    ) -> None:
        target = self._target
        said: dict[str, Any] = {name: f"{number_text(value)}{target.unit}" for name, value in figures.items()}
        if units:
            said["units"] = "、".join(self._names.get(unit, unit) for unit in units)
        self.findings.append(
            finding(
                code,
                target.span,
                entry=entry,
                task=target.task,
                about=target.id,
                subject=target.subject or target.text or target.id,
                target=target.id,
                **said,
            )
        )


def _who(split: Split, sharers: tuple[str, ...], teller: _Teller) -> tuple[str, ...]:
    """Return who shares; a split's own list goes before the sentence's, and where they differ that is said."""
    if not split.units:
        return sharers
    added = tuple(unit for unit in dict.fromkeys(split.units) if unit not in sharers)
    kept = tuple(unit for unit in sharers if unit in split.units)
    if added:
        teller.say("split-widened", units=added)
    if len(kept) < len(sharers):
        teller.say("split-narrowed", units=tuple(unit for unit in sharers if unit not in kept))
    return (*kept, *added)


def _strangers(split: Split, units: tuple[str, ...]) -> tuple[str, ...]:
    """Return the units that the split gives figures and that do not share."""
    columns = [split.shares, split.weights, split.bounds, split.baseline.values if split.baseline else ()]
    named = dict.fromkeys(unit for column in columns for unit, _ in column)
    known = set(units)
    return tuple(unit for unit in named if unit not in known)


def _shared(
    split: Split, total: Number, units: tuple[str, ...], teller: _Teller
) -> tuple[Figures, Number | None]:
    """Return the shares and their gap."""
    fixed = dict(_in_order(split.shares, units))
    outcome = _allotted(split, total, units, fixed, teller.ceiling)
    if isinstance(outcome, Impossible) and outcome.reason in ("fixed-above-total", "fixed-below-total"):
        outcome = tuple(fixed.items())  # the shares stand as they were set, and the gap is reported
    if isinstance(outcome, Impossible):
        teller.say(
            "split-impossible", f"split-impossible-{outcome.reason}", outcome.units, **dict(outcome.args)
        )
        return (), None
    given = total_of(tuple(share for _, share in outcome))
    gap = number(exact(given) - exact(due(split, total)))
    _tell_gap(split, total, given, gap, teller)
    missing = tuple(unit for unit in units if unit not in dict(outcome))
    if missing and gap >= 0:
        teller.say("shares-missing", units=missing)
    return outcome, gap


def _set_by_hand(split: Split, units: tuple[str, ...], teller: _Teller) -> Figures:
    """Return what the office sets for each unit of a rate: the values stand by themselves and make no sum."""
    missing = tuple(unit for unit in units if unit not in dict(split.shares))
    if missing:
        teller.say("shares-missing", units=missing)
    if not all(is_finite(value) for _, value in split.shares):
        teller.say("split-impossible", "split-impossible-not-a-number")
        return ()
    return _in_order(split.shares, units)


def due(split: Split, total: Number) -> Number:
    """Return what the shares must add up to: total + reserve − borne by the city."""
    return number(exact(total) + exact(split.reserve) - exact(split.city))


def _tell_gap(split: Split, total: Number, given: Number, gap: Number, teller: _Teller) -> None:
    if gap:
        code = "shares-above-total" if gap > 0 else "shares-below-total"
        teller.say(
            code,
            total=total,
            reserve=split.reserve,
            city=split.city,
            sum=given,
            due=due(split, total),
            gap=number(abs(exact(gap))),
        )


def _allotted(
    split: Split, total: Number, units: tuple[str, ...], fixed: Mapping[str, Number], ceiling: bool
) -> Figures | Impossible:
    """Return the shares as the method has them, or why not.

    A reserve makes the shares stricter than the total: for a ceiling it is what is held back, below zero.
    """
    if not all(map(is_finite, (total, split.reserve, split.city, split.step))):
        return Impossible("not-a-number")
    if split.step <= 0:
        return Impossible("step", (), (("step", split.step),))
    if split.city < 0:
        return Impossible("negative-city", (), (("city", split.city),))
    if due(split, total) < 0:
        return Impossible("negative-total", (), (("total", due(split, total)),))
    if split.reserve and (split.reserve < 0) != ceiling:
        return Impossible("reserve-sign", (), (("reserve", split.reserve),))
    bounds = _bounds(split, units)
    if split.method == "manual":
        return amiss_fixed(fixed, split.step, bounds) or tuple(fixed.items())
    weights = _weights(split, units, fixed)
    if isinstance(weights, Impossible):
        return weights
    return allot(due(split, total), weights, split.step, fixed, bounds)


def _bounds(split: Split, units: tuple[str, ...]) -> dict[str, Bounds]:
    """Return the bounds of each unit: its own, each end else that of all."""
    own, common = dict(split.bounds), split.bounds_of_all
    found = {}
    for unit in units:
        least, most = own.get(unit, common)
        found[unit] = Bounds(common.least if least is None else least, common.most if most is None else most)
    return found


def _weights(
    split: Split, units: tuple[str, ...], fixed: Mapping[str, Number]
) -> Mapping[str, Number] | Impossible:
    """Return a weight per unit; one that is missing is no zero, unless its share is set by hand."""
    if split.method == "equal":
        return dict.fromkeys(units, 1)
    column = split.weights if split.method == "weights" else split.baseline.values if split.baseline else ()
    given = dict(column)
    missing = tuple(unit for unit in units if unit not in given and unit not in fixed)
    if missing:
        return Impossible("weight-missing", missing)
    return {unit: given.get(unit, 0) for unit in units}


def _in_order(column: Figures, units: tuple[str, ...]) -> Figures:
    given = dict(column)
    return tuple((unit, given[unit]) for unit in units if unit in given)
