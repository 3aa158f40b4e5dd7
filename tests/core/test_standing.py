"""Standing of a figure: each line of the rule, and each mistake met elsewhere."""

from decimal import Decimal
from typing import Any

import pytest

from yibiao.core.commitments.values import Figure, Planned, Trajectory
from yibiao.core.standing import standing

PATH = Trajectory("line", tuple(Planned(f"2021-{month:02}", month * 10) for month in range(4, 13)))
AT_LEAST = Figure(">=", 120, None, "家")


def stands(reached: str | None, period: str = "2021-06", figure: Figure = AT_LEAST, path: Trajectory = PATH, **more: Any) -> tuple[str, str]:
    found = standing(figure, path, period, None if reached is None else Decimal(reached), **more)
    return found.status, found.light


@pytest.mark.parametrize(
    ("reached", "expected"),
    [
        (None, ("unreported", "grey")),
        ("0", ("not-begun", "red")),  # 60 planned of 120: 50 points behind
        ("24", ("behind", "yellow")),  # exactly 30 points
        ("23", ("behind", "red")),
        ("60", ("on-path", "green")),
        ("71", ("on-path", "green")),
        ("72", ("ahead", "green")),
        ("119", ("ahead", "green")),
        ("120", ("done", "done")),
        ("500", ("done", "done")),
    ],
)
def test_an_increasing_figure(reached: str | None, expected: tuple[str, str]) -> None:
    assert stands(reached) == expected


def test_a_zero_is_a_value_and_before_the_path_nothing_is_due() -> None:
    assert stands("0", "2021-03") == ("not-due", "grey")
    path = Trajectory("year-end", (Planned("2021-11", 0), Planned("2021-12", 120)))
    assert stands("0", "2021-11", path=path) == ("not-due", "grey")


def test_a_stretch_is_never_red_and_an_overdue_figure_is() -> None:
    assert stands("0", force="stretch") == ("not-begun", "yellow")
    assert stands("119", "2022-01", deadline="2021-12-31") == ("overdue", "red")
    assert stands("119", "2022-01", deadline="2021-12-31", force="stretch") == ("overdue", "yellow")
    assert stands("119", "2021-12", deadline="2021-12-31") == ("behind", "yellow")
    assert stands("120", "2022-01", deadline="2021-12-31") == ("done", "done")


def test_comparators() -> None:
    assert stands("114", figure=Figure("~", 120, None, "家")) == ("done", "done")
    assert stands("113", figure=Figure("~", 120, None, "家"))[0] == "ahead"
    assert stands("120", figure=Figure(">", 120, None, "家"))[0] == "ahead"
    assert stands("100", figure=Figure("range", 100, 120, "家")) == ("done", "done")
    ceiling = Figure("<=", None, 5, "%")
    none = Trajectory(None)
    assert stands("5", figure=ceiling, path=none) == ("on-path", "green")
    assert stands("6", figure=ceiling, path=none) == ("overdue", "red")


def test_what_is_published_late_has_no_light_until_it_is_reached() -> None:
    late = Trajectory(None, lagging=True)
    assert stands(None, path=late) == ("late", "late")
    assert stands("20", path=late) == ("late", "late")
    assert stands("120", path=late) == ("done", "done")


def test_rate_and_gap_explain_the_light() -> None:
    found = standing(AT_LEAST, PATH, "2021-Q2", Decimal(30))
    assert (found.planned, found.rate, found.gap, found.rule) == (Decimal(60), Decimal(25), Decimal(25), "default/1")
    assert standing(Figure("=", 0, None, "件"), PATH, "2021-06", Decimal(0)).rate is None
    with pytest.raises(ValueError, match="June"):
        standing(AT_LEAST, PATH, "June", None)
