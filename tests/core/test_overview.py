"""Figures together: counted, summed, never averaged; and the tiles of the schematic map."""

from decimal import Decimal

import pytest

from yibiao import packs
from yibiao.core.commitments.values import Planned, Trajectory
from yibiao.core.overview import summed, together, whole
from yibiao.core.standing import Light, Standing, Status, planned_at
from yibiao.core.tiles import tiles

GREEN = Standing("on-path", "green")
AHEAD = Standing("ahead", "green")
YELLOW = Standing("behind", "yellow")
RED = Standing("not-begun", "red")
OVERDUE = Standing("overdue", "red")
DONE = Standing("done", "done")
EARLY = Standing("not-due", "grey")
NEAR = Standing("not-due", "yellow")
SILENT = Standing("unreported", "grey")
NONE = Standing("no-path", "grey")
LATE = Standing("late", "late")


@pytest.mark.parametrize(
    ("stands", "status", "light"),
    [
        ([], "no-path", "grey"),
        ([NONE], "no-path", "grey"),
        ([GREEN, AHEAD, DONE], "on-path", "green"),
        ([GREEN, YELLOW], "behind", "yellow"),
        ([GREEN, YELLOW, RED], "behind", "red"),
        ([OVERDUE], "behind", "red"),
        ([DONE, DONE, NONE], "done", "done"),
        ([DONE, EARLY], "not-due", "grey"),
        ([DONE, SILENT], "unreported", "grey"),
        ([GREEN, SILENT], "on-path", "green"),
        ([SILENT], "unreported", "grey"),
        ([EARLY, NEAR], "not-due", "yellow"),
        ([GREEN, NEAR], "on-path", "green"),
        ([LATE], "late", "late"),
        ([LATE, DONE], "late", "late"),
    ],
)
def test_a_group_is_as_its_worst_figure(stands: list[Standing], status: Status, light: Light) -> None:
    assert together(stands)[:2] == (status, light)


def test_a_group_says_how_many_stand_how() -> None:
    group = together([GREEN, AHEAD, YELLOW, RED, OVERDUE, NONE])
    assert dict(group.counts) == {"on-path": 2, "behind": 3, "no-path": 1}
    assert group.measured == 5


def test_a_total_is_what_its_lead_says_else_the_sum() -> None:
    parts = [Decimal(3), None, Decimal("4.5")]
    summed_up = whole([None], parts)
    assert (summed_up.value, summed_up.parts, summed_up.reported, summed_up.differs) == (Decimal("7.5"), 3, 2, None)
    assert whole([None, Decimal(9), Decimal(11)], parts).value == 9
    assert whole([], []).value is None
    assert whole([], [None]).value is None


def test_a_lead_that_differs_from_the_sum_is_told_once_all_have_reported() -> None:
    parts = [Decimal(3), Decimal(4)]
    assert whole([Decimal(9)], parts).differs == 2
    assert whole([Decimal(7)], parts).differs is None
    assert whole([Decimal(9)], [*parts, None]).differs is None


def test_a_sum_is_exact() -> None:
    huge = Decimal("123456789012345678901234567890.01")
    assert whole([], [huge, Decimal("0.02")]).value == Decimal("123456789012345678901234567890.03")


def test_the_path_of_a_total_is_that_of_its_parts_together() -> None:
    first = Trajectory("line", (Planned("2021-04", 1), Planned("2021-05", 2)))
    second = Trajectory("quarterly", (Planned("2021-Q2", 10),))
    path = summed([first, second])
    assert [(point.period, point.value) for point in path.points] == [("2021-04", 1), ("2021-05", 2), ("2021-06", 12)]
    assert planned_at(path, 2021 * 12 + 11) == 12
    assert summed([first, Trajectory(None)]).points == ()
    assert summed([]).points == ()


def test_districts_of_a_known_city_stand_where_the_pack_says() -> None:
    placed = {tile.unit: tile for tile in tiles([("wuchang", "武昌区"), ("hanyang", "汉阳区"), ("WH-DH", "武汉东湖新技术开发区"), ("new", "新设区")])}
    assert placed["hanyang"].row == placed["wuchang"].row
    assert placed["hanyang"].column < placed["wuchang"].column
    assert placed["WH-DH"].name == "东湖高新"
    assert placed["new"].row > placed["wuchang"].row


def test_another_city_gets_a_plain_grid_without_two_on_one_place() -> None:
    placed = tiles([(f"d{at}", f"第{at}区") for at in range(13)])
    assert len({(tile.row, tile.column) for tile in placed}) == 13
    assert [tile.unit for tile in placed] == [f"d{at}" for at in range(13)]
    assert max(tile.row for tile in placed) <= max(tile.column for tile in placed)
    assert tiles([]) == ()


def test_no_two_districts_of_a_pack_share_a_tile() -> None:
    entries = packs.load("maps/wuhan-2021")["units"]
    assert len({tuple(entry["at"]) for entry in entries.values()}) == len(entries)
