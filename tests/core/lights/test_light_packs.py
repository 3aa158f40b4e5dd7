"""Packs: what each published rule gives, what holds under all of them, and what a file must be."""

import hashlib
from collections.abc import Callable
from decimal import Decimal
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao import packs
from yibiao.core.commitments.values import Figure, Planned, Trajectory
from yibiao.core.lights.facts import Around
from yibiao.core.lights.kinds import KINDS, Measure
from yibiao.core.lights.pack import DEFAULT, PackError, default_pack, light_pack, light_packs, read_pack
from yibiao.core.lights.values import SHARED, State
from yibiao.core.standing import Standing, standing

PATH = Trajectory("line", tuple(Planned(f"2021-{month:02}", month * 10) for month in range(1, 13)))
AT_LEAST = Figure(">=", 120, None, "家")
# What is better, from the worst on: `grey` of an upward figure is that nothing is due, or that nobody can say.
ORDER = {"red": 0, "yellow": 1, "grey": 2, "late": 2, "green": 3, "done": 4}


def lit(pack: str, reached: Any, period: str = "2021-06", **more: Any) -> Standing:
    value = None if reached is None else Decimal(str(reached))
    before: Callable[[int], Decimal | None] | None = more.pop("before", None)
    around = Around(before, more.pop("peers", None), more.pop("on", None))
    return standing(AT_LEAST, more.pop("path", PATH), period, value, pack=light_pack(pack), around=around, **more)


def always(value: int) -> Callable[[int], Decimal | None]:
    return lambda month: Decimal(value)


@pytest.mark.parametrize(
    ("pack", "reached", "more", "light", "rule"),
    [
        ("default", 60, {}, "green", "on-path"),
        ("default", 59, {}, "yellow", "behind"),
        ("yinchuan-2025", 60, {}, "green", "on-path"),
        ("yinchuan-2025", 59, {}, "yellow", "little-behind"),  # left open by the published rule
        ("yinchuan-2025", 48, {}, "yellow", "behind"),  # 10 points
        ("yinchuan-2025", 24, {}, "yellow", "behind"),  # 30 points, inclusive
        ("yinchuan-2025", 23, {}, "red", "far-behind"),
        ("yinchuan-2025", 0, {"period": "2021-01"}, "yellow", "not-begun"),
        ("yinchuan-2025", 0, {"period": "2021-03"}, "yellow", "not-begun"),
        ("yinchuan-2025", 0, {"path": Trajectory("line", tuple(Planned(f"2021-{m:02}", m) for m in range(1, 13))), "period": "2021-04"}, "red", "never-begun"),
        ("sanya-2022", 60, {}, "green", "on-path"),
        ("sanya-2022", 30, {"before": always(100)}, "yellow", "short"),
        ("sanya-2022", 29, {"before": always(100)}, "red", "short-by-half"),
        ("sanya-2022", 59, {"before": always(49)}, "red", "second-month"),
        ("sanya-2022", 59, {"before": always(50)}, "yellow", "short"),
        ("sanya-2022", 59, {}, "yellow", "short"),  # its past is unknown
        ("tianjin-2022", 60, {"peers": Decimal(50)}, "green", "plan-and-average"),
        ("tianjin-2022", 60, {"peers": Decimal(51)}, "yellow", "below-average"),
        ("tianjin-2022", 59, {"peers": Decimal(10), "before": always(0)}, "yellow", "below-plan-alone"),
        ("tianjin-2022", 60, {}, "green", "plan-alone"),
        ("deadline", 0, {"deadline": "2021-12-31"}, "grey", "before"),
        ("deadline", 0, {"deadline": "2021-07-03"}, "yellow", "near"),
        ("deadline", 0, {"deadline": "2021-07-04"}, "grey", "before"),
        ("deadline", 0, {"deadline": "2021-06-29"}, "red", "overdue"),
        ("deadline", 0, {"deadline": "2021-03-29"}, "red", "overdue"),
        ("deadline", None, {"deadline": "2021-06-29"}, "red", "overdue"),
        ("deadline", 0, {"deadline": "长期"}, "grey", "before"),
    ],
)  # fmt: skip
def test_a_pack_lights_as_its_rule_says(pack: str, reached: Any, more: dict[str, Any], light: str, rule: str) -> None:
    found = lit(pack, reached, **more)
    assert (found.light, found.by, found.rule) == (light, rule, f"{pack}/1")


def test_growth_counts_the_same_months_of_the_year_before() -> None:
    years = Trajectory("line", tuple(Planned(f"{2020 + at // 12}-{at % 12 + 1:02}", at * 5) for at in range(24)))
    reported = {2020 * 12 + 5: 40, 2020 * 12 + 11: 70}

    def before(month: int) -> Decimal | None:
        return next((Decimal(value) for at, value in sorted(reported.items(), reverse=True) if at <= month), None)

    # 40 by June 2020, 70 by its end: 35 more by June 2021 is less than the year before.
    shrinking = standing(Figure(">=", 999, None, "万元"), years, "2021-06", Decimal(105), pack=light_pack("tianjin-2022"), around=Around(before))
    growing = standing(Figure(">=", 999, None, "万元"), years, "2021-06", Decimal(111), pack=light_pack("tianjin-2022"), around=Around(before, Decimal(100)))
    assert (shrinking.by, shrinking.facts and shrinking.facts.grown) == ("shrinking", Decimal("-12.5"))
    assert growing.facts is not None
    assert growing.facts.grown == Decimal("2.5")


def test_what_could_not_be_asked_is_said() -> None:
    assert lit("tianjin-2022", 60).unknown == ("peers", "grown")
    assert lit("sanya-2022", 59).unknown == ("running",)
    assert lit("default", 60).unknown == ()
    # A rule that does not hold whatever the unknown fact is was not passed over.
    assert lit("tianjin-2022", 60, peers=Decimal(50), before=lambda month: None).unknown == ()


values = st.none() | st.integers(-20, 200).map(Decimal)
marks = st.sampled_from([pack.id for pack in light_packs()])
periods = st.sampled_from([f"2021-{month:02}" for month in range(1, 13)] + ["2022-01"])
deadlines = st.sampled_from(["", "2021-03-31", "2021-06-30", "2021-12-31", "长期"])
kinds = st.sampled_from([None, *KINDS])
paths = st.sampled_from([PATH, Trajectory(None), Trajectory(None, lagging=True), PATH._replace(points=PATH.points[5:])])
histories = st.none() | st.lists(values, min_size=40, max_size=40).map(lambda told: lambda month: told[month % 40])
figures = st.builds(Figure, st.sampled_from([">=", ">", "<=", "<", "~", "range", "="]), st.sampled_from([0, 1, 120]), st.sampled_from([0, 120]), st.just("家"))


@given(marks, st.integers(-20, 200), st.integers(-20, 200), periods, deadlines, histories, st.none() | st.integers(0, 150).map(Decimal), st.sampled_from([None, "flow", "stock"]))
def test_a_higher_value_never_has_a_worse_light(
    pack: str, one: int, other: int, period: str, deadline: str, before: Any, peers: Decimal | None, kind: Any
) -> None:
    low, high = sorted((one, other))
    more = {"period": period, "deadline": deadline, "before": before, "peers": peers, "measure": Measure(kind)}
    worse, better = lit(pack, low, **more), lit(pack, high, **more)
    assert ORDER[worse.light] <= ORDER[better.light]


@given(marks, figures, paths, values, periods, deadlines, histories, kinds, st.none() | st.integers(-5, 150).map(Decimal), values)
def test_a_stretch_is_never_red_and_nothing_unknown_is_an_error(
    pack: str, figure: Figure, path: Trajectory, reached: Decimal | None, period: str, deadline: str, before: Any, kind: Any, baseline: Any, peers: Any
) -> None:
    found = standing(
        figure, path, period, reached, force="stretch", deadline=deadline, pack=light_pack(pack), measure=Measure(kind, baseline), around=Around(before, peers),
    )  # fmt: skip
    assert found.light != "red"


@given(marks, paths, values, periods, deadlines)
def test_who_has_no_figure_is_lit_by_nobody_elses(pack: str, path: Trajectory, reached: Decimal | None, period: str, deadline: str) -> None:
    around = Around(lambda month: Decimal(0), Decimal(90))
    found = standing(None, path, period, reached, deadline=deadline, pack=light_pack(pack), around=around)
    assert found.light in ("grey", "late")


def test_about_counts_within_its_tolerance_under_every_pack() -> None:
    for pack in light_packs():
        for value, done in ((114, True), (113, False)):
            found = standing(Figure("~", 120, None, "家"), PATH, "2021-06", Decimal(value), pack=pack)
            assert (found.light == "done") is done


# --- files

GOOD: dict[str, Any] = packs.load("lights/default-1")


def test_shipped_packs_say_what_they_are() -> None:
    assert [pack.id for pack in light_packs()] == ["default", "sanya-2022", "tianjin-2022", "yinchuan-2025", "deadline"]
    assert default_pack().mark == f"{DEFAULT[0]}/{DEFAULT[1]}" == "default/1"
    assert all(pack.left_open and pack.rules for pack in light_packs())
    with pytest.raises(KeyError):
        light_pack("default", 99)


# What lit the past must stay as it was: whoever wants other rules adds the next version of a pack.
SHIPPED = {
    "deadline-1.yaml": "da0d1ae58ad60802",
    "default-1.yaml": "bccfcb81e35b7179",
    "sanya-2022-1.yaml": "d9f5632dbd9dfa71",
    "tianjin-2022-1.yaml": "7ed4a09587a4f1bc",
    "yinchuan-2025-1.yaml": "12748d2ba73aca82",
}


def test_every_state_has_a_light_without_a_rule() -> None:
    assert set(SHARED) == set(State.__args__)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"format": "yibiao-lights/1"}, "format"),
        ({"version": 0}, "version"),
        ({"version": True}, "version"),
        ({"since": "soon"}, "since"),
        ({"name": {"zh": "默认"}}, "name"),
        ({"left_open": "nothing"}, "left_open"),
        ({"about": "5"}, "about"),
        ({"rules": []}, "rules"),
        ({"more": 1}, "pack"),
        ({"rules": [{"id": "a", "status": "behind"}]}, "rules[0]"),
        ({"rules": [{"id": "a", "status": "behind", "light": "green"}]}, "rules[0].light"),
        ({"rules": [{"id": "a", "status": "late", "light": "grey"}]}, "rules[0].status"),
        ({"rules": [{"id": "a", "status": "behind", "light": "red", "when": {"mood": {"over": 1}}}]}, "rules[0].when"),
        ({"rules": [{"id": "a", "status": "behind", "light": "red", "when": {"gap": {"above": 1}}}]}, "rules[0].when.gap"),
        ({"rules": [{"id": "a", "status": "behind", "light": "red", "when": {"gap": {"over": "1"}}}]}, "rules[0].when.gap.over"),
        ({"rules": [{"id": "a", "status": "behind", "light": "red", "when": {"gap": 30}}]}, "rules[0].when.gap"),
        ({"rules": [{"id": "a", "status": "behind", "light": "red", "when": [30]}]}, "rules[0].when"),
        ({"rules": [{"id": "a", "status": "behind", "light": "red", "state": ["done"]}]}, "rules[0].state"),
        ({"rules": [{"id": "a", "status": "behind", "light": "red", "state": ["asleep"]}]}, "rules[0].state"),
        ({"rules": [GOOD["rules"][0], GOOD["rules"][0]]}, "rules[1].id"),
    ],
)  # fmt: skip
def test_what_is_no_pack_is_refused_with_its_place(change: dict[str, Any], place: str) -> None:
    with pytest.raises(PackError) as refused:
        read_pack({**GOOD, **change})
    assert refused.value.place == place


def test_a_pack_without_a_field_or_no_pack_at_all() -> None:
    for values in ({key: value for key, value in GOOD.items() if key != "source"}, [], "x"):
        with pytest.raises(PackError):
            read_pack(values)


def test_a_version_that_was_shipped_is_never_changed() -> None:
    found = files(packs).joinpath("lights")
    digests = {path.name: hashlib.sha256(path.read_bytes()).hexdigest()[:16] for path in found.iterdir()}
    assert SHIPPED.items() <= digests.items()
    assert {name.removesuffix(".yaml") for name in digests} == {f"{pack.id}-{pack.version}" for pack in light_packs(every=True)}
