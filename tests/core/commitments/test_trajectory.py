"""Planned values: every path rises to the total, and begins in the month after the plan's date."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from made_plans import SMALL, TARGET
from yibiao import packs
from yibiao.core.commitments.horizon import horizon, month_of, months_of
from yibiao.core.commitments.shapes import default_rule, default_shape, has_path, shape_rules
from yibiao.core.commitments.trajectory import Unplanned, default_step, trajectory, trajectory_of
from yibiao.core.commitments.values import Planned, Trajectory
from yibiao.core.findings import render
from yibiao.core.plan import Baseline
from yibiao.core.snippets import compile_sentence
from yibiao.core.splits.exact import exact
from yibiao.core.splits.values import Details

DATED = "2021-03-28"
COUNT = TARGET._replace(subject="平台", low=120, unit="个", period="2021", owed_by=())
SHAPES = ("line", "back-loaded", "quarterly", "year-end")
MONTHS = [f"2021-{month:02}" for month in range(1, 13)]

periods = st.sampled_from([None, "2021", "2021/2025", "2021-Q3", "2021-12", "2021-02", "P5Y", "2020", "2022"])
dates = st.none() | st.dates().map(str) | st.sampled_from([DATED, "2021-12-31", "2020-11-02"])
totals = st.integers(0, 10**12) | st.decimals(0, 10**6, places=2, allow_nan=False, allow_infinity=False)
targets = st.builds(
    lambda period, per, deadline, average: COUNT._replace(
        period=period, per=per, deadline=deadline, average=average
    ),
    periods,
    st.sampled_from([None, None, "year", "quarter", "month"]),
    st.sampled_from([None, None, "2021-06-30", "2021-12-31", "持续推进"]),
    st.booleans(),
)


def values(made):
    return [point.value for point in made.points]


def of(made, period):
    return dict(made.points)[period]


def plan(target=COUNT, total=120, dated=DATED, year=2021, **more):
    return trajectory(target, total, dated, year, **more)


@given(
    targets,
    totals,
    dates,
    st.none() | st.integers(2015, 2030),
    st.sampled_from(SHAPES),
    st.sampled_from(["month", "quarter"]),
    st.none() | st.sampled_from([1, 7, Decimal("0.01"), 10**6]),
)
@settings(deadline=None, max_examples=400)
def test_any_path_rises_to_the_total(target, total, dated, year, shape, every, step):
    made = trajectory(target, total, dated, year, shape=shape, every=every, step=step)
    months = horizon(target, dated, year)
    if months is None:
        assert made == Trajectory(shape)
        return
    assert made.points
    assert made.points[-1].value == total
    assert values(made) == sorted(values(made))
    assert min(values(made)) >= 0
    assert len({point.period for point in made.points}) == len(made.points)
    assert [point.period for point in made.points] == sorted(point.period for point in made.points)
    size = exact(step if step is not None else default_step(total))
    assert all((exact(value) / size).denominator == 1 or value == total for value in values(made))
    if every == "month":
        first = month_of(f"{made.points[0].period}-01")
        # A plan that comes too late for any obligation still has its last month.
        assert month_of(dated) is None or first > month_of(dated) or len(made.points) == 1
    if made.opening:
        assert made.opening[0] <= made.opening[1] < f"{months.start // 12:04}-{months.start % 12 + 1:02}"


def test_obligations_begin_in_the_month_after_the_plan():
    made = plan(shape="line")
    assert made.opening == ("2021-01", "2021-03")
    assert made.points[0] == Planned("2021-04", 40)
    assert [point.period for point in made.points] == MONTHS[3:]
    assert values(made) == [40, 50, 60, 70, 80, 90, 100, 110, 120]


def test_the_shapes():
    assert values(plan(shape="back-loaded", total=144)) == [16, 25, 36, 49, 64, 81, 100, 121, 144]
    assert values(plan(shape="quarterly")) == [30, 30, 60, 60, 60, 90, 90, 90, 120]
    assert values(plan(shape="year-end")) == [0, 0, 0, 0, 0, 0, 0, 0, 120]


def test_by_quarter():
    made = plan(shape="back-loaded", total=144, every="quarter")
    assert made.points == (Planned("2021-Q2", 36), Planned("2021-Q3", 81), Planned("2021-Q4", 144))
    # The quarter that the plan falls into still has a month to go.
    assert plan(shape="line", dated="2021-04-20", every="quarter").points[0] == Planned("2021-Q2", 60)
    until = plan(COUNT._replace(deadline="2021-08-31"), shape="line", every="quarter")
    assert until.points == (Planned("2021-Q2", 90), Planned("2021-Q3", 120))


def test_counted_things_are_planned_whole():
    assert values(plan(total=5, shape="line")) == [1, 2, 2, 2, 3, 3, 4, 4, 5]
    assert values(plan(total=1, shape="line")) == [0] * 8 + [1]
    assert values(plan(total=0, shape="line")) == [0] * 9


def test_money_is_planned_to_four_digits():
    made = plan(total=100_000_000_000, shape="line")
    assert made.points[0].value == 33_300_000_000
    assert plan(total=100_000_000_000, shape="line", step=1).points[0].value == 33_333_333_333


@pytest.mark.parametrize(
    ("total", "step"),
    [
        (0, 1), (7, 1), (2000, 1), (300_000, 100), (100_000_000_000, 100_000_000),
        (Decimal("3.5"), Decimal("0.1")), (Decimal("12345.678"), 10), (Decimal("1E+5"), 100),
    ],
)  # fmt: skip
def test_the_step_where_none_is_given(total, step):
    assert default_step(total) == step


@pytest.mark.parametrize(
    ("change", "dated", "first", "last", "opening"),
    [
        ({}, DATED, "2021-04", "2021-12", ("2021-01", "2021-03")),
        ({}, "2020-12-30", "2021-01", "2021-12", None),
        ({}, "2021-01-04", "2021-02", "2021-12", ("2021-01", "2021-01")),
        ({}, None, "2021-01", "2021-12", None),
        ({}, "不明", "2021-01", "2021-12", None),
        ({}, "2021-12-28", "2021-12", "2021-12", ("2021-01", "2021-11")),
        ({}, "2022-02-01", "2021-12", "2021-12", ("2021-01", "2021-11")),
        ({"period": None}, DATED, "2021-04", "2021-12", ("2021-01", "2021-03")),
        ({"period": "2021/2025"}, DATED, "2021-04", "2025-12", ("2021-01", "2021-03")),
        ({"period": "2021-Q3"}, DATED, "2021-07", "2021-09", None),
        ({"period": "2021-Q3", "deadline": "2021-09-30"}, DATED, "2021-04", "2021-09", ("2021-01", "2021-03")),
        ({"period": "2021-12"}, DATED, "2021-12", "2021-12", None),
        ({"period": "2021-12", "deadline": "2021-12-31"}, DATED, "2021-04", "2021-12", ("2021-01", "2021-03")),
        ({"deadline": "2021-06-30"}, DATED, "2021-04", "2021-06", ("2021-01", "2021-03")),
        ({"deadline": "持续推进"}, DATED, "2021-04", "2021-12", ("2021-01", "2021-03")),
        ({"period": "P5Y"}, DATED, "2021-04", "2026-03", None),
        ({"period": "P1Y"}, None, "2021-01", "2021-12", None),
        ({"per": "year", "period": "2021/2025"}, DATED, "2021-04", "2021-12", ("2021-01", "2021-03")),
        ({"average": True, "period": "2021/2025"}, DATED, "2021-04", "2021-12", ("2021-01", "2021-03")),
        ({"per": "quarter"}, DATED, "2021-04", "2021-06", None),
        ({"per": "quarter"}, "2021-04-10", "2021-05", "2021-06", ("2021-04", "2021-04")),
        ({"per": "month"}, DATED, "2021-04", "2021-04", None),
    ],
)  # fmt: skip
def test_from_when_to_when(change, dated, first, last, opening):
    made = plan(COUNT._replace(**change), dated=dated, shape="line")
    assert (made.points[0].period, made.points[-1].period, made.opening) == (first, last, opening)


def test_what_recurs_is_planned_where_asked():
    each_quarter = COUNT._replace(per="quarter")
    later = plan(each_quarter, shape="line", within="2021-08")
    assert later.points == (Planned("2021-07", 40), Planned("2021-08", 80), Planned("2021-09", 120))
    yearly = plan(COUNT._replace(per="year", period="2021/2025"), shape="line", within="2023-05")
    assert (yearly.points[0], yearly.opening) == (Planned("2023-01", 10), None)


@pytest.mark.parametrize("period", ["1900/2900", "2021/2020", "2021-13", "2021-Q5", "年", "P0Y", ""])
def test_no_sensible_period_no_points(period):
    made = trajectory(COUNT._replace(period=period), 120, None, None, shape="line")
    assert made == Trajectory("line")


def test_lagging_figures_have_no_points():
    for change in ("growth", "share"):
        assert plan(COUNT._replace(change=change, unit="%", low=12), 12) == Trajectory(None, lagging=True)
    assert plan(lagging=True) == Trajectory(None, lagging=True)
    rate = COUNT._replace(change="share", unit="%", low=26)
    assert plan(rate, 26, lagging=False) == Trajectory(None)
    by_hand = (("2021-06", 20), ("2021-12", 26))
    assert values(plan(rate, 26, lagging=False, values=by_hand, every="quarter")) == [20, 20, 26]
    assert plan(rate, 26, values=by_hand) == Unplanned("no-path")


def test_ceilings_and_falling_figures_have_no_ramp():
    ceiling = COUNT._replace(comparator="<=", low=None, high=120, direction="down")
    falling = COUNT._replace(direction="down")
    for target in (ceiling, falling):
        assert plan(target, shape="line") == Trajectory(None)
        assert not has_path(target)
        assert default_shape(target) is None
        assert plan(target, values=(("2021-12", 120),)) == Unplanned("no-path")


def test_values_by_hand_hold_until_the_next():
    by_hand = (("2021-Q3", 50), ("2021-02", 10), ("2021-11", 120))
    made = plan(shape="manual", values=by_hand)
    assert values(made) == [10, 10, 10, 10, 10, 50, 50, 120, 120]
    assert made.opening == ("2021-01", "2021-03")


def test_values_by_hand_are_taken_in_proportion_for_a_part():
    by_hand = (("2021-06", 50), ("2021-12", 120))
    made = plan(total=7, shape="manual", values=by_hand)
    assert values(made) == [0, 0, 2, 2, 2, 2, 2, 2, 7]  # 7 × 50 / 120 = 2.9


@given(st.lists(st.integers(0, 500), min_size=1, max_size=12), st.integers(0, 700))
@settings(deadline=None)
def test_any_values_by_hand_rise_to_any_part(steps, total):
    whole = sum(steps)
    by_hand = tuple((MONTHS[12 - len(steps) + at], sum(steps[: at + 1])) for at in range(len(steps)))
    made = plan(COUNT._replace(low=whole), total, shape="manual", values=by_hand)
    assert made.points[-1].value == total
    assert values(made) == sorted(values(made))


@pytest.mark.parametrize(
    ("by_hand", "why", "words"),
    [
        ((), "no-values", "没有数值"),
        ((("2022-01", 120),), "period", "2022-01"),
        ((("2021-13", 120),), "period", "2021-13"),
        ((("2021/2022", 120),), "period", "2021/2022"),
        ((("2021-06", 60), ("2021-Q2", 60), ("2021-12", 120)), "period", "2021-Q2"),
        ((("2021-06", 60), ("2021-09", 50), ("2021-12", 120)), "falling", "2021-09 却比前一期少"),
        ((("2021-06", 60), ("2021-12", 119)), "end", "末期为 119个，应等于目标数 120个"),
    ],
)
def test_what_values_by_hand_may_not_be(by_hand, why, words):
    made = plan(shape="manual", values=by_hand)
    assert isinstance(made, Unplanned)
    assert made.why == why
    details = Details(COUNT.id, shape="manual", values=by_hand)
    path, findings = trajectory_of(COUNT, SMALL.document, None, details)
    assert path == Trajectory(None)
    assert [found.code for found in findings] == ["trajectory-impossible"]
    assert words in findings[0].message
    assert COUNT.subject in render(findings[0], "en")[0]
    # The same for every unit's part, so that it can be told once.
    assert trajectory_of(COUNT, SMALL.document, 3, details)[1] == findings


def test_a_targets_path_as_the_office_filled_it_in():
    path, findings = trajectory_of(COUNT, SMALL.document)
    assert (path.shape, path.points[0], findings) == ("line", Planned("2021-04", 40), ())
    path, _ = trajectory_of(COUNT, SMALL.document, 12, Details(COUNT.id, shape="year-end"), every="quarter")
    assert path.points[-1] == Planned("2021-Q4", 12)
    assert path.shape == "year-end"
    assert trajectory_of(COUNT, SMALL.document, details=Details(COUNT.id, lagging=True))[0].lagging


def test_a_stock_grows_from_its_baseline():
    stock = COUNT._replace(change="level", low=120, baseline=Baseline(value=60))
    path, _ = trajectory_of(stock, SMALL.document)
    assert values(path)[0] == 80  # 60 and a third of the 60 to come
    assert values(trajectory_of(stock, SMALL.document, 12)[0])[0] == 4  # a part has no baseline of its own
    above = stock._replace(baseline=Baseline(value=500))
    assert values(trajectory_of(above, SMALL.document)[0])[0] == 40


# --- the pack


def entries():
    return packs.load("trajectories")["rules"]


def example_target(entry):
    found = compile_sentence(entry["example"], 2021)
    assert len(found) == 1, entry["example"]
    fields = {name: found[0][name] for name in ("subject", "comparator", "low", "high", "unit", "change")}
    return COUNT._replace(**fields)


@pytest.mark.parametrize("entry", entries(), ids=lambda entry: entry["id"])
def test_every_rule_is_dated_sourced_and_fits_its_example(entry):
    target = example_target(entry)
    rule = default_rule(target)
    assert rule is not None
    assert (rule.id, rule.shape) == (entry["id"], entry["shape"])
    assert default_shape(target) == entry["shape"]
    assert entry["source"]
    assert entry["mark"] in {"S", "S2", "G", "?"}
    assert month_of(str(entry["since"])) is not None
    assert entry["zh"]
    assert entry["en"]


def test_the_last_rule_fits_whatever_has_a_path():
    last = shape_rules()[-1]
    assert (last.subject, last.unless, last.units) == ((), (), ())
    assert default_shape(COUNT._replace(subject="", unit="")) == "line"


@pytest.mark.parametrize(
    ("sentence", "shape"),
    [
        ("高新技术企业增加值达到3000亿元。", "line"),
        ("新增高新技术企业2000家。", "back-loaded"),
        ("技术合同成交额达到1000亿元。", "back-loaded"),
        ("培育专精特新企业50家。", "quarterly"),
        ("建成科技创新园区和街区30个以上。", "line"),
        ("全社会研发投入增长12%。", None),
    ],
)
def test_shapes_of_sentences(sentence, shape):
    assert default_shape(example_target({"example": sentence})) == shape


def test_months_of_periods():
    assert months_of("2021") == (2021 * 12, 2021 * 12 + 11)
    assert months_of("2021-Q4") == (2021 * 12 + 9, 2021 * 12 + 11)
    assert months_of("2021-12") == (2021 * 12 + 11, 2021 * 12 + 11)
    assert months_of("P5Y") is None
