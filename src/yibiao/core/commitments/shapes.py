"""The shape of a target's planned path where the office names none: rules of the pack `trajectories`."""

from functools import cache
from typing import Any, NamedTuple

from yibiao import packs
from yibiao.core.plan import Target
from yibiao.core.splits.values import Shape

# What is published late and never lit along a line: growth rates and shares.
LAGGING = ("growth", "share")
CEILINGS = ("<=", "<")


class ShapeRule(NamedTuple):
    """A rule of the pack: its shape, why, where it is from, the mark of that fact, and since when it holds."""

    id: str
    shape: Shape
    zh: str
    en: str
    source: str
    mark: str
    since: str
    subject: tuple[str, ...]
    unless: tuple[str, ...]
    units: tuple[str, ...]
    change: tuple[str, ...]

    def fits(self, target: Target) -> bool:
        """Tell whether the rule is about this target."""
        subject = target.subject
        return (
            (not self.subject or any(word in subject for word in self.subject))
            and not any(word in subject for word in self.unless)
            and (not self.units or target.unit in self.units)
            and target.change in self.change
        )


@cache
def shape_rules() -> tuple[ShapeRule, ...]:
    """Return the rules of the pack, in the order in which they are tried."""
    return tuple(_rule(entry) for entry in packs.load("trajectories")["rules"])


def _rule(entry: dict[str, Any]) -> ShapeRule:
    words = ("subject", "unless", "units", "change")
    fields: dict[str, Any] = {name: entry[name] for name in ShapeRule._fields}
    fields.update({name: tuple(entry[name]) for name in words}, since=str(entry["since"]))
    return ShapeRule(**fields)


def has_path(target: Target) -> bool:
    """Tell whether a target is planned period by period: a total that grows, in what is counted or measured.

    A ceiling (不超过…), a stock that is held (稳定在…) and a falling figure are kept to or reached, not filled up;
    growth rates and shares are published late.
    """
    if any(word in target.text for word in _words_of_holding()):
        return False
    return target.comparator not in CEILINGS and target.direction == "up" and target.change not in LAGGING


@cache
def _words_of_holding() -> tuple[str, ...]:
    return tuple(packs.load("trajectories")["held"])


def default_rule(target: Target) -> ShapeRule | None:
    """Return the rule that gives a target its shape, None where it has no path."""
    if not has_path(target):
        return None
    return next((rule for rule in shape_rules() if rule.fits(target)), None)


def default_shape(target: Target) -> Shape | None:
    """Return the shape of a target's path by the pack, None where it has no path (see `has_path`)."""
    rule = default_rule(target)
    return rule.shape if rule else None
