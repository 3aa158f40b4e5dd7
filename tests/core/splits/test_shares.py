"""Any split adds up: largest remainder within bounds, hand-set shares, ties, and what is impossible."""

import math
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from yibiao.core.splits.exact import exact, number
from yibiao.core.splits.shares import Impossible, allot
from yibiao.core.splits.values import Bounds

steady = settings(deadline=None)

UNITS = [f"u{place}" for place in range(12)]
weights = st.one_of(
    st.integers(0, 10**6), st.decimals(0, 10**6, places=3, allow_nan=False, allow_infinity=False)
)
steps = st.sampled_from([1, 2, 5, Decimal("0.1"), Decimal("0.25"), 10**7])


@st.composite
def asked(draw):
    """A total in steps, weights, some hand-set shares and some bounds; not always possible."""
    units = UNITS[: draw(st.integers(1, len(UNITS)))]
    step = draw(steps)
    total = number(draw(st.integers(0, 5000)) * exact(step))
    by_unit = {unit: draw(weights) for unit in units}
    fixed = {
        unit: number(draw(st.integers(0, 300)) * exact(step))
        for unit in draw(st.lists(st.sampled_from(units), unique=True, max_size=3))
    }
    ends = st.none() | st.integers(0, 900).map(lambda count: number(count * exact(step)))
    bounded = draw(st.lists(st.sampled_from(units), unique=True))
    bounds = {unit: Bounds(draw(ends), draw(ends)) for unit in bounded}
    return total, by_unit, step, fixed, bounds


def exact_sum(shares):
    return sum((exact(share) for _, share in shares), Fraction(0))


@given(asked())
@steady
def test_any_split_adds_up_or_says_why_not(case):
    total, by_unit, step, fixed, bounds = case
    shares = allot(total, by_unit, step, fixed, bounds)
    if isinstance(shares, Impossible):
        assert is_impossible(case), shares
        return
    assert [unit for unit, _ in shares] == list(by_unit)
    assert exact_sum(shares) == exact(total)
    for unit, share in shares:
        least, most = bounds.get(unit, Bounds())
        assert share >= (least or 0)
        assert most is None or share <= most
        assert (exact(share) / exact(step)).denominator == 1
        assert unit not in fixed or share == fixed[unit]


def is_impossible(case):
    """Whether no shares at all fulfil the conditions: said without the code under test."""
    total, by_unit, _, fixed, bounds = case
    for unit, share in fixed.items():
        least, most = bounds.get(unit, Bounds())
        if (least is not None and share < least) or (most is not None and share > most):
            return True
    rest = exact(total) - sum(map(exact, fixed.values()))
    low = high = Fraction(0)
    for unit, weight in by_unit.items():
        if unit not in fixed:
            least, most = bounds.get(unit, Bounds())
            least = exact(least or 0)
            most = exact(most) if most is not None else max(rest, least)
            if most < least:
                return True
            low += least
            high += most if weight else least  # without a weight no more than the least
    return not low <= rest <= high


@given(asked(), st.randoms(use_true_random=False))
@steady
def test_the_order_of_units_matters_only_among_equals(case, random):
    total, by_unit, step, fixed, bounds = case
    shares = allot(total, by_unit, step, fixed, bounds)
    assume(not isinstance(shares, Impossible))
    order = list(by_unit)
    random.shuffle(order)
    again = dict(allot(total, {unit: by_unit[unit] for unit in order}, step, fixed, bounds))
    for unit, share in shares:
        if again[unit] != share:
            # Only who has the same remainder may take the step instead, so by one step at most.
            assert abs(exact(again[unit]) - exact(share)) == exact(step)
    # In the new order as in the old one: of two who are alike in everything, the first has no less.
    place = {unit: at for at, unit in enumerate(order)}
    for one in order:
        for two in order:
            alike = by_unit[one] == by_unit[two] and bounds.get(one) == bounds.get(two)
            if alike and not {one, two} & set(fixed) and place[one] < place[two]:
                assert again[one] >= again[two]


@given(st.dictionaries(st.sampled_from(UNITS), st.integers(1, 10**9), min_size=1), st.integers(0, 10**6))
@steady
def test_without_bounds_no_share_is_a_whole_step_off_its_claim(by_unit, total):
    everything = sum(by_unit.values())
    for unit, share in allot(total, by_unit):
        claim = Fraction(total * by_unit[unit], everything)
        assert math.floor(claim) <= share <= math.ceil(claim)


@given(asked())
@steady
def test_more_weight_never_gets_less(case):
    total, by_unit, step, _, _ = case
    shares = allot(total, by_unit, step)
    assume(not isinstance(shares, Impossible))
    given_to = dict(shares)
    for one, first in by_unit.items():
        for two, second in by_unit.items():
            assert first <= second or given_to[one] >= given_to[two]


def test_the_worked_example():
    """30 parks in proportion 5 : 3 : 2, then with bounds."""
    by_unit = {"东湖": 5, "经开": 3, "临空港": 2}
    assert allot(30, by_unit) == (("东湖", 15), ("经开", 9), ("临空港", 6))
    assert allot(31, by_unit) == (("东湖", 16), ("经开", 9), ("临空港", 6))  # 15.5, 9.3, 6.2
    # What the bound takes from the first goes to the others 3 : 2, not to the next alone.
    assert allot(30, by_unit, bounds={"东湖": Bounds(most=10)}) == (("东湖", 10), ("经开", 12), ("临空港", 8))
    assert allot(30, by_unit, bounds={"临空港": Bounds(least=9)}) == (
        ("东湖", 13),
        ("经开", 8),
        ("临空港", 9),
    )


def test_equal_remainders_go_to_the_first_listed():
    assert allot(10, dict.fromkeys("abc", 1)) == (("a", 4), ("b", 3), ("c", 3))
    assert allot(11, dict.fromkeys("cba", 1)) == (("c", 4), ("b", 4), ("a", 3))


def test_money_is_given_out_in_its_step():
    shares = allot(100_000_000_000, {"a": 1, "b": 1, "c": 1}, step=10_000_000)
    assert shares == (("a", 33_340_000_000), ("b", 33_330_000_000), ("c", 33_330_000_000))


def test_figures_of_any_length_stay_exact():
    total = Decimal("123456789012345678901234567890.123456789012345678901234567890")
    shares = allot(total, {"a": 1, "b": Decimal("1e-30")}, step=Decimal("1e-30"))
    assert exact_sum(shares) == exact(total)
    assert allot(Decimal("12.50"), {"a": 1}, Decimal("0.5")) == (("a", Decimal("12.5")),)


@pytest.mark.parametrize(
    ("reason", "args"),
    [
        ("not-a-number", (Decimal("NaN"), {"a": 1})),
        ("not-a-number", (5, {"a": Decimal("Infinity")})),
        ("not-a-number", (5, {"a": 1}, 1, {}, {"a": Bounds(most=Decimal("Infinity"))})),
        ("step", (5, {"a": 1}, 0)),
        ("step", (5, {"a": 1}, Decimal("-0.5"))),
        ("negative-total", (-1, {"a": 1})),
        ("negative-weight", (5, {"a": 1, "b": -1})),
        ("negative-share", (5, {"a": 1, "b": 1}, 1, {"b": -1})),
        ("off-step-share", (5, {"a": 1, "b": 1}, 1, {"b": Decimal("1.5")})),
        ("strangers", (5, {"a": 1}, 1, {"b": 2})),
        ("strangers", (5, {"a": 1}, 1, {}, {"b": Bounds(1)})),
        ("fixed-outside-bounds", (5, {"a": 1, "b": 1}, 1, {"b": 4}, {"b": Bounds(most=3)})),
        ("crossed-bounds", (5, {"a": 1}, 1, {}, {"a": Bounds(4, 3)})),
        ("crossed-bounds", (50, {"a": 1}, 10, {}, {"a": Bounds(11, 19)})),
        ("crossed-bounds", (5, {"a": 1}, 1, {}, {"a": Bounds(most=-1)})),
        ("fixed-above-total", (5, {"a": 1, "b": 1}, 1, {"b": 6})),
        ("fixed-below-total", (5, {"a": 1}, 1, {"a": 4})),
        ("off-step", (55, {"a": 1}, 10)),
        ("off-step", (Decimal("5.5"), {"a": 1})),
        ("nobody", (5, {})),
        ("no-weight", (5, {"a": 0, "b": 0})),
        ("no-weight", (5, {"a": 0, "b": 3}, 1, {"b": 2})),
        ("least-above-total", (5, {"a": 1, "b": 1}, 1, {}, {"a": Bounds(3), "b": Bounds(3)})),
        ("most-below-total", (5, {"a": 1, "b": 0}, 1, {}, {"a": Bounds(most=4)})),
    ],
)
def test_what_is_impossible(reason, args):
    found = allot(*args)
    assert isinstance(found, Impossible)
    assert found.reason == reason


def test_nothing_to_share_needs_no_weights():
    assert allot(0, {"a": 0, "b": 0}) == (("a", 0), ("b", 0))
    assert allot(0, {}) == ()
    assert allot(6, {"a": 0, "b": 0}, bounds={"a": Bounds(2), "b": Bounds(4)}) == (("a", 2), ("b", 4))


def test_thousands_of_units():
    many = {f"u{place}": place * place % 997 + 1 for place in range(3000)}
    bounds = {unit: Bounds(place % 7, 40 + place % 11) for place, unit in enumerate(many)}
    shares = allot(90_000, many, 1, {"u5": 1000}, {**bounds, "u5": Bounds()})
    assert sum(share for _, share in shares) == 90_000
    assert all(bounds[unit].least <= share <= bounds[unit].most for unit, share in shares if unit != "u5")
