"""Kinds of target: the formula of each, what is proposed for a sentence, and mistakes met in comparable systems."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from samples import compile_text
from yibiao.core.commitments.trajectory import trajectory_of
from yibiao.core.commitments.values import Figure, Planned, Trajectory
from yibiao.core.lights.kinds import (
    KINDS,
    Measure,
    attained,
    behind,
    capped,
    is_met,
    measured_as,
    propose_kind,
)
from yibiao.core.plan import Target
from yibiao.core.splits.values import Details
from yibiao.core.standing import standing

FALLING = Trajectory("line", tuple(Planned(f"2021-{month:02}", 100 - month * 5) for month in range(1, 13)))
TO_FORTY = Figure("<=", None, 40, "件")
PLAN = "2021年示例工作实施方案\n一、主要任务\n（一）示例任务。{}（牵头单位：市科技局；责任单位：各区人民政府）\n2021年3月28日\n"
numbers = st.decimals(-1000, 1000, places=2)


def exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(str(value))


@pytest.mark.parametrize(
    ("kind", "baseline", "goal", "planned", "value", "percent", "points"),
    [
        (None, None, 120, 60, 45, "37.5", "12.5"),
        ("flow", None, 120, 60, 45, "37.5", "12.5"),
        ("flow", None, 120, 60, 0, "0", "50"),
        ("flow", None, 120, 60, 156, "130", "-80"),
        ("stock", 80, 100, 90, 84, "20", "30"),
        ("stock", None, 100, 90, 84, "84", "6"),
        ("stock", 100, 100, 100, 99, None, None),
        ("ratio", None, "3.24", "3.1", "2.9", None, "0.2"),
        ("growth", None, 14, 12, 9, None, "3"),
        ("decreasing", 100, 40, 70, 85, "25", "25"),
        ("decreasing", 100, 40, 70, 110, "-16.66666666666666666666666667", "66.66666666666666666666666667"),
        ("decreasing", None, 40, 70, 85, None, None),
        ("decreasing", None, 40, 70, 40, "100", None),
        ("decreasing", 40, 40, 40, 45, None, None),
        ("rank", 12, 5, 9, 7, "71.42857142857142857142857143", "-28.57142857142857142857142857"),
        ("rank", 12, 5, 9, 3, "100", "-85.71428571428571428571428571"),
        ("milestone", None, 1, 0, 0, "0", None),
        ("milestone", None, 1, 0, 1, "100", None),
        ("flow", None, 0, 0, 3, None, None),
    ],
)
def test_attainment_and_gap(kind: Any, baseline: Any, goal: Any, planned: Any, value: Any, percent: str | None, points: str | None) -> None:
    measure = Measure(kind, exact(baseline))
    if percent is not None or kind not in ("ratio", "growth"):
        assert attained(measure, exact(value), Decimal(str(goal))) == exact(percent)
    assert behind(measure, exact(value), exact(planned), Decimal(str(goal))) == exact(points)


@given(st.sampled_from([None, *KINDS]), st.none() | numbers, st.none() | numbers, st.none() | numbers, st.none() | numbers)
def test_whatever_is_unknown_or_zero_has_a_result(kind: Any, baseline: Any, value: Any, planned: Any, goal: Any) -> None:
    measure = Measure(kind, baseline)
    for found in (attained(measure, value, goal), behind(measure, value, planned, goal)):
        assert found is None or found.is_finite()
    if value is not None and goal is not None:
        assert is_met(kind, value, goal, "=", Decimal(5)) in (True, False)


def target_of(sentence: str) -> Target:
    return compile_text(PLAN.format(sentence)).targets[0]


def falls(value: int, period: str = "2021-06", baseline: int | None = 100, **more: Any) -> tuple[str, str]:
    measure = Measure("decreasing", exact(baseline))
    path = FALLING if baseline else Trajectory(None)
    found = standing(TO_FORTY, path, period, Decimal(value), measure=measure, **more)
    return found.status, found.light


def test_falls_are_progress_and_not_nought_per_cent_for_ever() -> None:
    assert falls(100) == ("not-begun", "red")  # 70 planned: half the way
    assert falls(80) == ("behind", "yellow")
    assert falls(70) == ("on-path", "green")
    assert falls(60) == ("ahead", "green")
    assert falls(40) == ("done", "done")
    assert falls(120) == ("behind", "red")
    found = standing(TO_FORTY, FALLING, "2021-06", Decimal(70), measure=Measure("decreasing", Decimal(100)))
    assert (found.rate, found.gap) == (Decimal(50), Decimal(0))


def test_what_falls_is_not_done_for_standing_high() -> None:
    equal = Figure("=", 40, 40, "件")
    assert standing(equal, Trajectory(None), "2021-06", Decimal(85), measure=Measure("decreasing")).status == "no-path"
    assert falls(85, baseline=None) == ("no-path", "grey")
    assert falls(85, "2022-01", baseline=None, deadline="2021-12-31") == ("overdue", "red")


def test_a_rank_is_better_when_smaller() -> None:
    fifth, rank = Figure("=", 5, 5, "位"), Measure("rank", Decimal(12))
    assert standing(fifth, Trajectory(None), "2021-06", Decimal(3), measure=rank).light == "done"
    assert standing(fifth, Trajectory(None), "2021-06", Decimal(7), measure=rank).status == "no-path"


def test_a_milestone_is_done_or_not_by_its_date() -> None:
    one, built = Figure("=", 1, 1, "个"), Measure("milestone")
    for value, period, status in ((0, "2021-06", "not-due"), (1, "2021-06", "done"), (0, "2022-01", "overdue")):
        found = standing(one, Trajectory(None), period, Decimal(value), measure=built, deadline="2021-12-31")
        assert found.status == status


def test_a_ratio_is_grey_until_it_is_published() -> None:
    share, late = Figure(">=", Decimal("3.24"), None, "%"), Trajectory(None, lagging=True)
    assert standing(share, late, "2021-06", None, measure=Measure("ratio")).light == "late"
    assert standing(share, late, "2021-06", Decimal("3.3"), measure=Measure("ratio")).light == "done"


def test_a_cap_leaves_what_is_below_it() -> None:
    """Capped with the larger of the two, no unit would ever be below 100."""
    assert [capped(Decimal(value)) for value in (-5, 0, 37, 100, 130)] == [0, 0, 37, 100, 100]
    assert capped(Decimal(130), 120) == 120


def test_an_approved_nought_is_a_value() -> None:
    assert attained(Measure("flow"), Decimal(0), Decimal(120)) == 0
    assert attained(Measure("flow"), None, Decimal(120)) is None


@pytest.mark.parametrize(
    ("sentence", "kind"),
    [
        ("新增高新技术企业2000家。", "flow"),
        ("举办对接活动5场以上。", "flow"),
        ("技术合同成交额达到1000亿元。", "stock"),
        ("全社会研发投入占比达到3.24%。", "ratio"),
        ("高新技术产业增加值增长14%以上。", "growth"),
        ("办理时限由7天压缩至3天。", "decreasing"),
        ("投诉件控制在40件以内。", "stock"),
        ("建成市级算力中心1个。", "milestone"),
    ],
)
def test_what_is_proposed(sentence: str, kind: str) -> None:
    target = target_of(sentence)
    assert propose_kind(target).kind == kind


def test_only_what_falls_is_measured_by_a_proposal() -> None:
    days = target_of("办理时限由7天压缩至3天。")
    assert measured_as(days, None) == Measure("decreasing", Decimal(7))
    assert measured_as(target_of("新增高新技术企业2000家。"), None) == Measure()
    assert measured_as(days, "stock", Decimal(6)) == Measure("stock", Decimal(6))
    assert measured_as(days, "flow") == Measure("flow")


def test_a_confirmed_falling_figure_has_a_path_from_its_baseline() -> None:
    plan = compile_text(PLAN.format("投诉件由100件减少到40件。"))
    target, document = plan.targets[0], plan.document
    path, found = trajectory_of(target, document, details=Details(target.id, kind="decreasing", baseline=100))
    assert not found
    assert [point.value for point in path.points] == [80, 75, 70, 65, 60, 55, 50, 45, 40]
    assert trajectory_of(target, document)[0].points == ()
    assert trajectory_of(target._replace(baseline=None), document, details=Details(target.id, kind="decreasing"))[0].points == ()
