"""Figures as the split desk writes and reads them: in 亿 or 万 where a total is large, exact in both directions."""

from decimal import Decimal
from typing import NamedTuple

from yibiao.core.amounts import as_decimal, grouped
from yibiao.core.emit import number_text
from yibiao.core.plan import Number
from yibiao.core.splits.exact import exact, number
from yibiao.core.typednumbers import typed_number
from yibiao.hub.actions import Refused

# Money is written in 亿 and 万; of what is counted only that which stays readable in them.
_MONEY = "元"
_ROOM = 100
_SIZES = ((100_000_000, "亿"), (10_000, "万"))


class Scale(NamedTuple):
    """What figures are divided by to be written, and the unit that then stands beside them: 100000000, ``亿元``."""

    power: int
    unit: str

    def plain(self, value: Number | str | None) -> str:
        """Return a figure as it stands in a field: no grouping, nothing for none."""
        made = as_decimal(value if value != "" else None)
        return "" if made is None else _short(number(exact(made) / self.power))

    def shown(self, value: Number | str | None) -> str:
        """Return a figure to be read: thousands grouped."""
        return thousands(self.plain(value))

    def typed(self, text: str) -> str:
        """Return what somebody typed as exact text in the base unit; nothing for none, `Refused` for what is no figure."""
        return typed(text, self.power)


def thousands(text: str) -> str:
    """Return a figure's text with its thousands grouped; nothing for none."""
    made = as_decimal(text or None)
    return "" if made is None else grouped(made)


def scale_of(total: Number | None, unit: str) -> Scale:
    """Return how the figures of a total are written."""
    value = as_decimal(total) or Decimal(0)
    for power, word in _SIZES:
        if abs(value) >= power * (1 if unit == _MONEY else _ROOM) and value % (power // 100) == 0:
            return Scale(power, f"{word}{unit}")
    return Scale(1, unit)


def step_of(total: Number | None, scale: Scale) -> Decimal:
    """Return the step that shares of a total differ by where nobody has said: whole things, or what the total is written in."""
    if scale.power > 1:
        return Decimal(scale.power // 100)
    value = as_decimal(total)
    exponent = value.normalize().as_tuple().exponent if value is not None else 0
    return Decimal(1).scaleb(min(0, exponent)) if isinstance(exponent, int) else Decimal(1)


def typed(text: str, power: int = 1) -> str:
    """Return a figure that somebody typed, times `power` unless it says 万 or 亿 itself, as exact text."""
    if not text.strip():
        return ""
    value = typed_number(text, power)
    if value is None:
        raise Refused("hubcommitments.no-figure", found=text.strip()[:40])
    return _short(value)


def _short(value: Number) -> str:
    """Return a number without the zeros behind its last digit."""
    made = number_text(value)
    return made.rstrip("0").rstrip(".") if "." in made else made
