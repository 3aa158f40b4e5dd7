"""Exact arithmetic on figures: `Number` (int or Decimal) to `Fraction` and back, without rounding anywhere.

`Decimal` rounds sums and products to the digits of its context; figures of a plan have up to eighty.
"""

from decimal import Decimal
from fractions import Fraction

from yibiao.core.plan import Number


def exact(value: Number) -> Fraction:
    """Return a figure as a fraction; a Decimal that is no finite number is a programmer's `ValueError`."""
    if isinstance(value, Decimal) and not value.is_finite():
        raise ValueError(f"{value} is no figure")
    return Fraction(value)


def is_finite(value: Number) -> bool:
    """Tell whether a figure is a number at all (no NaN, no infinity)."""
    return isinstance(value, int) or value.is_finite()


def number(value: Fraction) -> Number:
    """Return a fraction made of figures as a figure again: a whole number as int, else an exact Decimal.

    Its denominator divides a power of ten, as every sum, difference and multiple of figures has it.
    """
    if value.denominator == 1:
        return value.numerator
    places = 1
    while 10**places % value.denominator:
        places += 1
    return Decimal(f"{value.numerator * 10**places // value.denominator}E-{places}")


def total_of(values: tuple[Number, ...]) -> Number:
    """Return the exact sum of figures."""
    return number(sum(map(exact, values), Fraction(0)))
