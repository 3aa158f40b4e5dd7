"""Figures out of the range of their history."""

from decimal import Decimal

import pytest

from yibiao.core.cycle.unusual import unusual


@pytest.mark.parametrize(
    ("value", "before", "goal", "why"),
    [
        ("9", "10", None, "falls"),
        ("10", "10", None, None),
        ("0", "", None, None),
        ("500", "10", None, "slip"),
        ("49", "10", None, None),
        ("3", "200", None, "falls"),
        ("40", "5 10 16", None, "jump"),
        ("33", "5 10 16", None, None),
        ("40", "5 10", None, None),
        ("21", "", "10", "beyond"),
        ("20", "", "10", None),
        ("5", "0 0 0", "100", None),
    ],
)
def test_cases(value: str, before: str, goal: str | None, why: str | None) -> None:
    found = unusual(Decimal(value), [Decimal(one) for one in before.split()], Decimal(goal) if goal else None)
    assert (found.why if found else None) == why


def test_what_is_to_fall_may_fall_but_not_by_a_unit_of_measure() -> None:
    assert unusual(Decimal(90), [Decimal(100)], Decimal(80), falling=True) is None
    found = unusual(Decimal("0.01"), [Decimal(100)], Decimal(80), falling=True)
    assert found is not None
    assert (found.why, found.against) == ("slip", Decimal(100))
