"""A split applied to a target: the arithmetic of the tables, and every finding about it."""

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_plans import TARGET
from yibiao.core.findings import render
from yibiao.core.splits.apply import apply_split, due, total_to_split
from yibiao.core.splits.exact import exact
from yibiao.core.splits.values import Approval, Baseline, Bounds, Split

ZONES = ("dh", "jk", "lkg")
PARKS = TARGET._replace(id="2.2.1-t1", subject="科技创新园区和街区", low=30, unit="个", each=False)
BY_WEIGHT = Split("2.2.1-t1", "weights", weights=(("dh", 5), ("jk", 3), ("lkg", 2)))
NAMES = {"dh": "东湖高新区", "jk": "武汉经开区", "lkg": "临空港"}

amounts = st.integers(0, 2000) | st.decimals(0, 2000, places=2, allow_nan=False, allow_infinity=False)


def codes(shares):
    return [found.code for found in shares.findings]


def said(shares):
    return [found.message for found in shares.findings]


@st.composite
def splits(draw):
    method = draw(st.sampled_from(["equal", "weights", "baseline", "manual"]))
    column = tuple((unit, draw(st.integers(0, 50))) for unit in ZONES)
    hand = draw(st.lists(st.sampled_from(ZONES), unique=True))
    return Split(
        "2.2.1-t1",
        method,
        step=draw(st.sampled_from([Decimal(1), Decimal("0.01"), Decimal(5)])),
        reserve=draw(amounts),
        city=draw(amounts),
        weights=column if method == "weights" else (),
        baseline=Baseline("示例", "示例", column) if method == "baseline" else None,
        shares=tuple((unit, draw(st.integers(0, 400))) for unit in hand),
        bounds=tuple((unit, Bounds(draw(st.none() | st.integers(0, 90)), None)) for unit in hand[:1]),
        bounds_of_all=Bounds(None, draw(st.none() | st.integers(500, 3000))),
    )


@given(splits(), amounts)
@settings(deadline=None, max_examples=300)
def test_shares_make_total_and_reserve_less_what_the_city_bears(split, total):
    made = apply_split(split, PARKS._replace(low=total), ZONES)
    if "split-impossible" in codes(made):
        assert made.shares == ()
        assert made.gap is None
        return
    sum_of = sum((exact(share) for _, share in made.shares), Fraction(0))
    wanted = exact(total) + exact(split.reserve) - exact(split.city)
    assert exact(made.gap) == sum_of - wanted
    assert ("shares-above-total" in codes(made)) == (made.gap > 0)
    assert ("shares-below-total" in codes(made)) == (made.gap < 0)
    for unit, share in split.shares:
        assert made.of(unit) == share
    if made.gap and split.method != "manual":
        # The hand-set shares are too much, or all there are.
        assert {unit for unit, _ in made.shares} == {unit for unit, _ in split.shares}


def test_the_three_zones_owe_the_parks():
    made = apply_split(BY_WEIGHT, PARKS, ZONES)
    assert made.shares == (("dh", 15), ("jk", 9), ("lkg", 6))
    assert (made.total, made.gap, made.findings, made.units) == (30, 0, (), ZONES)
    assert made.of("jk") == 9
    assert made.of("jiangan") is None


def test_reserve_and_city_part():
    made = apply_split(BY_WEIGHT._replace(reserve=12, city=2), PARKS, ZONES)
    assert made.shares == (("dh", 20), ("jk", 12), ("lkg", 8))
    assert due(made.split, 30) == 40
    assert made.gap == 0


def test_a_hand_set_share_stays_and_the_rest_is_spread():
    made = apply_split(BY_WEIGHT._replace(shares=(("jk", 20),)), PARKS, ZONES)
    assert made.shares == (("dh", 7), ("jk", 20), ("lkg", 3))


def test_bounds_of_one_go_before_those_of_all():
    split = Split("t", bounds_of_all=Bounds(9, 11), bounds=(("jk", Bounds(most=3)), ("dh", Bounds(least=1))))
    made = apply_split(split, PARKS, ZONES)
    assert codes(made) == ["split-impossible"]  # jk: at least 9, at most 3
    split = split._replace(bounds=(("jk", Bounds(0, 3)), ("dh", Bounds(most=20))))
    assert apply_split(split, PARKS, ZONES).shares == (("dh", 16), ("jk", 3), ("lkg", 11))


@pytest.mark.parametrize(
    ("shares", "code", "gap", "words"),
    [
        (
            (("dh", 15), ("jk", 9), ("lkg", 5)),
            "shares-below-total",
            -1,
            "“科技创新园区和街区”分解数合计 29个，少于应分解数 30个（总数 30个，余量 0个，市本级承担 0个），缺口 1个",
        ),
        (
            (("dh", 15), ("jk", 9), ("lkg", 9)),
            "shares-above-total",
            3,
            "“科技创新园区和街区”分解数合计 33个，多于应分解数 30个（总数 30个，余量 0个，市本级承担 0个），超出 3个",
        ),
    ],
)
def test_an_undeclared_gap_is_a_fault(shares, code, gap, words):
    made = apply_split(Split("t", "manual", shares=shares), PARKS, ZONES)
    assert made.gap == gap
    assert codes(made) == [code]
    assert said(made) == [words]
    assert made.findings[0].severity == "warning"
    assert made.findings[0].span == PARKS.span
    assert made.findings[0].about == PARKS.id
    declared = {"reserve": gap} if gap > 0 else {"city": -gap}
    assert apply_split(made.split._replace(**declared), PARKS, ZONES).findings == ()


def test_a_unit_without_a_share_is_said():
    made = apply_split(Split("t", "manual", shares=(("dh", 30), ("jk", 0))), PARKS, ZONES, NAMES)
    assert codes(made) == ["shares-missing"]
    assert "临空港 没有分解数" in said(made)[0]
    assert made.unset == ("lkg",)
    assert made.of("jk") == 0  # a zero is a share


def test_who_does_not_owe_a_figure_shares_none():
    stranger = BY_WEIGHT._replace(weights=(*BY_WEIGHT.weights, ("jiangan", 4)))
    for split in (
        stranger,
        BY_WEIGHT._replace(shares=(("jiangan", 4),)),
        BY_WEIGHT._replace(bounds=(("jiangan", Bounds(1)),)),
        Split("t", "baseline", baseline=Baseline("a", "b", stranger.weights)),
    ):
        made = apply_split(split, PARKS, ZONES, {"jiangan": "江岸区"})
        assert codes(made) == ["split-not-owed"]
        assert "给了 江岸区 数值" in said(made)[0]
        assert made.shares == ()
    wider = apply_split(stranger._replace(units=(*ZONES, "jiangan")), PARKS, ZONES)
    assert codes(wider) == ["split-widened"]
    assert wider.units == (*ZONES, "jiangan")
    assert dict(wider.shares)["jiangan"] > 0
    assert wider.gap == 0


def test_who_is_left_out_is_said():
    made = apply_split(Split("t", units=("lkg", "dh")), PARKS, ZONES, NAMES)
    assert codes(made) == ["split-narrowed"]
    assert made.shares == (("dh", 15), ("lkg", 15))
    assert "武汉经开区" in said(made)[0]


def test_a_total_nobody_owes_needs_units():
    assert codes(apply_split(Split("t"), PARKS, ())) == ["split-impossible"]
    made = apply_split(Split("t", units=("dh", "jk")), PARKS, ())
    assert made.shares == (("dh", 15), ("jk", 15))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"change": "growth", "unit": "%"}, "是比率或增速"),
        ({"change": "share", "unit": "%"}, "是比率或增速"),
        ({"change": "level", "unit": "个百分点"}, "是比率或增速"),
        ({"each": True}, "由各单位分别完成"),
        ({"low": None}, "没有可分解的数值"),
    ],
)
def test_what_is_no_total_is_not_split(change, words):
    target = PARKS._replace(**change)
    made = apply_split(BY_WEIGHT, target, ZONES)
    assert codes(made) == ["split-impossible"]
    assert words in said(made)[0]
    assert (made.shares, made.gap, made.total) == ((), None, None)
    assert total_to_split(target) is None


def test_which_end_is_the_total():
    assert total_to_split(PARKS._replace(comparator="range", low=1, high=2)) == 1
    assert total_to_split(PARKS._replace(comparator="~", low=10, high=10)) == 10
    ceiling = PARKS._replace(comparator="<=", low=None, high=20, direction="down")
    assert total_to_split(ceiling) == 20
    made = apply_split(BY_WEIGHT, ceiling, ZONES)
    assert made.shares == (("dh", 10), ("jk", 6), ("lkg", 4))


def test_a_reserve_makes_shares_stricter_never_milder():
    ceiling = PARKS._replace(comparator="<=", low=None, high=20, direction="down")
    assert codes(apply_split(BY_WEIGHT._replace(reserve=10), ceiling, ZONES)) == ["split-impossible"]
    assert apply_split(BY_WEIGHT._replace(reserve=-10), ceiling, ZONES).shares[0] == ("dh", 5)
    assert codes(apply_split(BY_WEIGHT._replace(reserve=-10), PARKS, ZONES)) == ["split-impossible"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weights": (("dh", 5), ("jk", 3))}, "缺少这些单位的权重或基数：临空港"),
        ({"weights": tuple((unit, 0) for unit in ZONES)}, "权重或基数都是 0"),
        ({"weights": (("dh", 5), ("jk", -3), ("lkg", 1))}, "不能为负：武汉经开区"),
        ({"bounds_of_all": Bounds(most=9)}, "上限合计 27个，分不完 30个"),
        ({"bounds_of_all": Bounds(least=11)}, "下限合计 33个，超过待分的 30个"),
        ({"step": Decimal(7)}, "待分的 30个 不是分解单位 7个 的整倍数"),
        ({"step": Decimal(0)}, "应大于 0"),
        ({"city": 31}, "扣除市本级承担数后为 -1个"),
        ({"city": -1}, "市本级承担数不能为负"),
        ({"shares": (("dh", -1),)}, "分解数不能为负：东湖高新区"),
        ({"shares": (("dh", Decimal("1.5")),)}, "不是 1个 的整倍数：东湖高新区"),
        ({"shares": (("dh", 5),), "bounds": (("dh", Bounds(6)),)}, "超出上下限：东湖高新区"),
        ({"method": "baseline"}, "缺少这些单位的权重或基数"),
        ({"reserve": Decimal("NaN")}, "不是数的值"),
    ],
)
def test_what_cannot_be_split_is_explained_in_both_languages(change, words):
    made = apply_split(BY_WEIGHT._replace(**change), PARKS, ZONES, NAMES)
    assert codes(made) == ["split-impossible"]
    assert words in said(made)[0]
    assert (made.shares, made.gap) == ((), None)
    english, advice = render(made.findings[0], "en")
    assert PARKS.subject in english
    assert advice.endswith(".")


def test_a_weight_of_zero_is_a_weight():
    made = apply_split(BY_WEIGHT._replace(weights=(("dh", 1), ("jk", 0), ("lkg", 1))), PARKS, ZONES)
    assert made.of("jk") == 0
    assert made.unset == ()


def test_a_hand_set_share_needs_no_weight():
    split = BY_WEIGHT._replace(weights=(("dh", 1), ("lkg", 1)), shares=(("jk", 10),))
    assert apply_split(split, PARKS, ZONES).shares == (("dh", 10), ("jk", 10), ("lkg", 10))


@pytest.mark.parametrize(
    ("state", "approval", "approved", "unsigned"),
    [
        ("proposed", Approval(number="示例〔2021〕1号"), False, False),
        ("commented", Approval(approver="分管市领导"), False, False),
        ("approved", Approval(), False, True),
        ("approved", Approval(proposer="市科技局"), False, True),
        ("approved", Approval(approver="分管市领导"), True, False),
        ("issued", Approval(number="示例〔2021〕1号"), True, False),
        ("issued", Approval(number="", approver=""), False, True),
    ],
)
def test_when_a_split_counts_as_approved(state, approval, approved, unsigned):
    made = apply_split(BY_WEIGHT._replace(state=state, approval=approval), PARKS, ZONES)
    assert made.approved is approved
    assert (codes(made) == ["split-unsigned"]) is unsigned
    assert made.shares  # a draft has shares all the same


RATE = PARKS._replace(subject="卫生厕所普及率", low=92, unit="%", change="share")


def test_a_rate_may_be_set_for_each_unit_by_hand():
    values = (("dh", 95), ("jk", Decimal("92.5")), ("lkg", 90))
    shares = apply_split(Split("2.2.1-t1", "manual", shares=values), RATE, ZONES, NAMES)
    assert (shares.shares, shares.gap, shares.total, shares.findings) == (values, None, None, ())


def test_a_rate_is_not_spread():
    assert codes(apply_split(BY_WEIGHT, RATE, ZONES, NAMES)) == ["split-impossible"]
    density = PARKS._replace(unit="微克/立方米", comparator="<=", low=None, high=32)
    assert total_to_split(density) is None


def test_a_rate_that_one_unit_lacks_is_said():
    shares = apply_split(Split("2.2.1-t1", "manual", shares=(("dh", 95),)), RATE, ZONES, NAMES)
    assert codes(shares) == ["shares-missing"]
