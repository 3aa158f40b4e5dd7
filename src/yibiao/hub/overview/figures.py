"""Figures as a dashboard sees them: what was reported over time, and a total as one thing with its parts."""

from bisect import bisect_right
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from yibiao.core.commitments.serialise import read_figure
from yibiao.core.commitments.values import Figure, Trajectory, number_of
from yibiao.core.lights.values import LightPack
from yibiao.core.overview import Together, Whole, summed, together, whole
from yibiao.core.plan import Force
from yibiao.core.standing import Standing, planned_at
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.lights.lighting import Lit
from yibiao.hub.orgs.models import UnitRecord


class Reported(NamedTuple):
    """A cumulative value and the month (year × 12 + month − 1) at whose end it holds."""

    end: int
    value: Decimal


class Row(NamedTuple):
    """One unit's row with a figure: its path, and what was reported, in order of time."""

    commitment: CommitmentRecord
    figure: Figure | None
    path: Trajectory
    history: tuple[Reported, ...]
    lit: Lit = Lit()

    def reached(self, month: int) -> Decimal | None:
        """Return the cumulative value as of a month; None where nothing was reported by then."""
        at = bisect_right(self.history, month, key=lambda one: one.end)
        return self.history[at - 1].value if at else None

    def reported_in(self, month: int) -> bool:
        """Tell whether a value was reported for a period that ends in this month."""
        return any(one.end == month for one in self.history)

    def stands(self, month: int, pack: LightPack | None = None) -> Standing:
        """Return how the row stands at the end of a month, by the pack of that month or one that is tried."""
        return self.lit.stands(
            self.figure, self.path, month, self.reached(month), self.commitment.deadline, self.reached, pack
        )

    def planned(self, month: int) -> Decimal | None:
        """Return what was planned by the end of a month."""
        return planned_at(self.path, month)


class Task(NamedTuple):
    """A task of a plan as far as it is seen: how many rows and units it has."""

    plan: int
    key: str
    number: str
    title: str
    items: int
    units: int


class Measured(NamedTuple):
    """One figure of a plan: rows of those who lead its total, who have a part of it, who each owe it themselves.

    `name` is what it measures, without the figure; `complete` is false where the actor does not see every part of the total.
    """

    plan: int
    key: str
    task: str
    name: str
    text: str
    unit: str
    force: Force
    leads: tuple[Row, ...]
    parts: tuple[Row, ...]
    each: tuple[Row, ...]
    complete: bool
    lit: Lit = Lit()

    @property
    def is_whole(self) -> bool:
        """Whether the city's total is seen and counts as one: by its lead's row, or by all its parts."""
        return bool(self.leads or (self.parts and self.complete))

    @property
    def is_shared(self) -> bool:
        """Whether the total is spread over units that have a figure of their own."""
        return any(row.figure is not None for row in self.parts)

    @property
    def own(self) -> tuple[Row, ...]:
        """The rows with a figure of their unit's own."""
        return tuple(row for row in (*self.parts, *self.each) if row.figure is not None)

    @property
    def first(self) -> CommitmentRecord:
        """A row to trace the figure by: the lead's, else any."""
        return (*self.leads, *self.parts, *self.each)[0].commitment

    @property
    def figure(self) -> Figure | None:
        """The figure ordered for the city as a whole."""
        city: Mapping[str, Any] | None = self.first.body.get("city")
        return self.leads[0].figure if self.leads else read_figure(city)

    @property
    def goal(self) -> Decimal | None:
        """The number the total is measured by."""
        value = number_of(self.figure)
        return None if value is None else Decimal(value)

    def path(self) -> Trajectory:
        """Return the path of the total: the lead's, else that of all parts together."""
        return self.leads[0].path if self.leads else summed([row.path for row in self.parts])

    def come(self, month: int) -> Whole:
        """Return what the total has come to by the end of a month; parts count where all of them are seen."""
        parts = [row.reached(month) for row in self.parts] if self.complete else []
        return whole([row.reached(month) for row in self.leads], parts)

    def whole_stands(self, month: int, pack: LightPack | None = None) -> Standing:
        """Return how the total stands at the end of a month, by the pack of that month or one that is tried."""
        reached = self.come(month).value
        figure = self.figure if self.leads or self.is_shared else None
        if figure is None:
            # Nobody has a figure yet: the total is not split, and nobody answers for the whole of it.
            return Standing("no-path", "grey", reached=reached, rule=(pack or self.lit.chosen.at(month)).mark)
        return self.lit.stands(figure, self.path(), month, reached, self.first.deadline, lambda at: self.come(at).value, pack)

    def stands(self, month: int) -> list[Standing]:
        """Return what counts for the task: the total as one where it is seen, and what each unit owes by itself.

        Parts of a total that is seen don't count beside it: the city can be on its path while a district is not.
        """
        parts = () if self.is_whole else tuple(row for row in self.parts if row.figure is not None)
        own = [row.stands(month) for row in (*parts, *self.each)]
        return [self.whole_stands(month), *own] if self.is_whole else own


class Line(NamedTuple):
    """What stands in lists: a total as a whole (`row` None), or one unit's figure; how it stands, and what is missing."""

    figure: Measured
    row: Row | None
    stands: Standing

    @property
    def commitment(self) -> CommitmentRecord:
        """The row that the figure is traced by."""
        return self.row.commitment if self.row else self.figure.first

    @property
    def units(self) -> tuple[UnitRecord, ...]:
        """Whose figure it is: a unit's own, or a total of all who lead it."""
        rows = (self.row,) if self.row else self.figure.leads
        return tuple(row.commitment.unit for row in rows)

    @property
    def counts(self) -> bool:
        """Whether it counts for its task: a total as one and what a unit owes by itself, not a part of a total that is seen."""
        own = self.row is None or not self.figure.is_whole or self.row.commitment.holding == "own"
        return own and self.stands.status != "no-path"

    def reported_by(self, month: int) -> tuple[str, ...]:
        """Return the code of the unit that reported it for a month, nothing where it did not; a total is its first lead's."""
        row = self.row or next(iter(self.figure.leads), None)
        told = row is not None and row.figure is not None and row.reported_in(month)
        return (row.commitment.unit.code,) if row is not None and told else ()

    @property
    def short(self) -> Decimal | None:
        """What is missing to the path, or past the deadline to the goal; None where nothing is."""
        return missing(self.stands)


def missing(stands: Standing) -> Decimal | None:
    """Return what is missing to the path, or past the deadline to the goal; None where nothing is."""
    wanted = stands.goal if stands.status == "overdue" else stands.planned
    if wanted is None or stands.reached is None:
        return None
    short = stands.reached - wanted if stands.falls else wanted - stands.reached
    return short if short > 0 else None


def lines_of(figure: Measured, month: int) -> list[Line]:
    """Return a figure's total, where it is seen, and the figures of its units.

    What a unit reported before it has a share stands there too: the sum is made of it.
    """
    told = [row for row in (*figure.parts, *figure.each) if row.figure is not None or row.history]
    own = [Line(figure, row, row.stands(month)) for row in told]
    return [Line(figure, None, figure.whole_stands(month)), *own] if figure.is_whole else own


def stand_together(figures: list[Measured], month: int) -> Together:
    """Return how the figures of a task stand together."""
    return together(one for figure in figures for one in figure.stands(month))
