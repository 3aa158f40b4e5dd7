"""Charts as tables: what the pages draw, each with the finding that is its title. The table is what is drawn."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import NamedTuple

from yibiao.core.commitments.horizon import month_name
from yibiao.core.overview import GROUPS, Together
from yibiao.core.standing import Standing, Status, planned_at
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.overview.figures import Line, Measured, Row
from yibiao.web.pages.city.asking import Board
from yibiao.web.pages.city.words import Rated

# Statuses that bars are made of, in the order in which they are stacked.
STACKED: tuple[Status, ...] = GROUPS[:-1]


class Point(NamedTuple):
    """One month of a path: what was planned, what was reached by then, and whether it was reported for this very month."""

    period: str
    planned: Decimal | None
    reached: Decimal | None
    told: bool


class PathPlot(NamedTuple):
    """A trajectory with the planned path behind it. `said` and `sum` tell a lead's own figure from that of the parts."""

    title: str
    figure: Measured
    stands: Standing
    points: tuple[Point, ...]
    said: Decimal | None
    sum: Decimal | None
    parts: int
    reported: int
    differs: Decimal | None


class Strand(NamedTuple):
    """One small multiple: a unit's, or a figure's, path."""

    name: str
    commitment: CommitmentRecord
    stands: Standing
    points: tuple[Point, ...]


class Multiples(NamedTuple):
    """Small multiples on one scale; `months` are their common months, in `unit` or in per cent of each goal."""

    title: str
    unit: str
    months: tuple[str, ...]
    strands: tuple[Strand, ...]


class Dot(NamedTuple):
    """One row of a dot plot: the part of the goal that was reached, and that was planned by now, in per cent."""

    name: str
    line: Line
    rate: Decimal
    planned: Decimal | None


class Dots(NamedTuple):
    """A dot plot, the furthest first."""

    title: str
    rows: tuple[Dot, ...]


class Share(NamedTuple):
    """One bar: a unit's share of a total, and how much of it was reached."""

    name: str
    row: Row
    share: Decimal
    part: Decimal
    reached: Decimal | None


class Shares(NamedTuple):
    """Bars of shares, the largest first; `rest` is what the total has besides (negative: a reserve above it)."""

    title: str
    unit: str
    goal: Decimal | None
    rows: tuple[Share, ...]
    rest: Decimal


class Bar(NamedTuple):
    """One bar of counts: its name, what a link to what it counts asks for, and the counts by status."""

    name: str
    asks: str
    group: Together


class Stack(NamedTuple):
    """Bars of counts by status; `statuses` are those that occur."""

    title: str
    rows: tuple[Bar, ...]
    statuses: tuple[Status, ...]


def path_plot(shown: Board, figure: Measured) -> PathPlot:
    """Return the trajectory of a total."""
    stands, come = figure.whole_stands(shown.month), figure.come(shown.month)
    return PathPlot(
        shown.words.of_path(stands, figure.unit), figure, stands, _whole_points(shown, figure),
        come.said, come.sum, come.parts, come.reported, come.differs,
    )  # fmt: skip


def by_unit(shown: Board, figure: Measured) -> Multiples:
    """Return one small multiple per unit that has a figure of its own, on one scale.

    Units that owe different numbers are compared by the part of their goal: in the measure unit the largest would
    press all others flat.
    """
    strands = [_strand(shown, row, row.commitment.unit.name) for row in figure.own]
    title = shown.words.of_strands("units", *_told(strands))
    if len({strand.stands.goal for strand in strands}) == 1:
        return Multiples(title, figure.unit, _months(shown), tuple(strands))
    return Multiples(title, "%", _months(shown), tuple(map(_in_percent, strands)))


def by_figure(shown: Board, lines: Sequence[Line]) -> Multiples:
    """Return one small multiple per figure of a unit, each in per cent of its goal, so that one scale holds for all."""
    strands = [_strand(shown, line.row, line.figure.text) if line.row else _whole(shown, line) for line in lines]
    title = shown.words.of_strands("figures", *_told(strands))
    return Multiples(title, "%", _months(shown), tuple(map(_in_percent, strands)))


def dots(shown: Board, lines: Iterable[Line], *, by_unit: bool) -> Dots:
    """Return the part of the goal reached by each unit of a figure, or by each figure."""
    rows = [_dot(line, by_unit=by_unit) for line in lines if line.stands.rate is not None]
    rows.sort(key=lambda row: -row.rate)
    # What is not due yet is no laggard.
    rated = [Rated(row.name, row.rate) for row in rows if row.line.stands.status != "not-due"]
    return Dots(shown.words.of_rates(rated), tuple(rows))


def shares(shown: Board, figure: Measured) -> Shares:
    """Return how a total is spread over units."""
    goal = figure.goal
    rows = [_share(shown, row, goal) for row in figure.parts if row.stands(shown.month).goal is not None]
    rows.sort(key=lambda row: -row.share)
    total = sum((row.share for row in rows), Decimal(0))
    title = shown.words.of_shares([(row.name, row.share) for row in rows])
    return Shares(title, figure.unit, goal, tuple(rows), (goal or total) - total)


def trend(shown: Board) -> Stack:
    """Return how many tasks stood how, month by month."""
    told = [month for month in shown.past if month in shown.seen.ends or month == shown.month]
    rows = tuple(_month_bar(shown, month) for month in told)
    behind = [(bar.asks, bar.group.counts.get("behind", 0)) for bar in rows]
    return Stack(shown.words.of_trend(behind), rows, _statuses(rows))


def stack(shown: Board, groups: Iterable[tuple[str, str, Together]]) -> Stack:
    """Return bars of counts by status for some groups, those with most behind first."""
    rows = sorted((Bar(*group) for group in groups), key=lambda bar: -bar.group.counts.get("behind", 0))
    kept = tuple(bar for bar in rows if bar.group.measured)
    return Stack(shown.words.of_counts([(bar.name, bar.group) for bar in kept]), kept, _statuses(kept))


def _month_bar(shown: Board, month: int) -> Bar:
    stands = [group.status for _, group in shown.tasks(month)]
    counts = {status: stands.count(status) for status in STACKED}
    return Bar(shown.words.month(month_name(month)), month_name(month), Together("no-path", "grey", counts))


def _statuses(rows: Iterable[Bar]) -> tuple[Status, ...]:
    found = {status for bar in rows for status, count in bar.group.counts.items() if count}
    return tuple(status for status in STACKED if status in found)


def _span(shown: Board) -> list[int]:
    first = shown.past[0]
    return list(range(first, first + len(shown.months)))


def _months(shown: Board) -> tuple[str, ...]:
    return tuple(month_name(month) for month in _span(shown))


def _strand(shown: Board, row: Row, name: str) -> Strand:
    points = tuple(
        Point(
            month_name(month),
            row.planned(month),
            row.reached(month) if month <= shown.month else None,
            month <= shown.month and row.reported_in(month),
        )
        for month in _span(shown)
    )
    return Strand(name, row.commitment, row.stands(shown.month), points)


def _whole(shown: Board, line: Line) -> Strand:
    return Strand(line.figure.text, line.commitment, line.stands, _whole_points(shown, line.figure))


def _whole_points(shown: Board, figure: Measured) -> tuple[Point, ...]:
    """Return the path of a total; a month was reported where those did whose figures count."""
    path = figure.path()
    tellers = figure.leads if figure.come(shown.month).said is not None else figure.parts
    return tuple(
        Point(
            month_name(month),
            planned_at(path, month),
            figure.come(month).value if month <= shown.month else None,
            month <= shown.month and any(row.reported_in(month) for row in tellers),
        )
        for month in _span(shown)
    )


def _in_percent(strand: Strand) -> Strand:
    part = strand.stands.part
    if not strand.stands.goal:
        return strand._replace(points=())
    points = tuple(point._replace(planned=part(point.planned), reached=part(point.reached)) for point in strand.points)
    return strand._replace(points=points)


def _told(strands: Sequence[Strand]) -> tuple[list[str], int, int]:
    """Return who is behind, how many have reported, and how many there are."""
    behind = [one.name for one in strands if one.stands.light in ("red", "yellow")]
    return behind, sum(one.stands.reached is not None for one in strands), len(strands)


def _dot(line: Line, *, by_unit: bool) -> Dot:
    name = line.commitment.unit.name if by_unit else line.figure.text
    return Dot(name, line, line.stands.rate or Decimal(0), line.stands.part(line.stands.planned))


def _share(shown: Board, row: Row, goal: Decimal | None) -> Share:
    stands = row.stands(shown.month)
    share = stands.goal or Decimal(0)
    return Share(row.commitment.unit.name, row, share, share * 100 / goal if goal else Decimal(0), stands.reached)
