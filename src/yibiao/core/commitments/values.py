"""The values of commitments: one unit × one target or measure, a row of the unit's table."""

from typing import Literal, NamedTuple

from yibiao.core.orgs.pack import OrgUnit, UnitPack
from yibiao.core.orgs.resolution import Resolution
from yibiao.core.plan import Finding, Measure, Number, Plan, Target, Task
from yibiao.core.spans import Span
from yibiao.core.splits.values import Details, Shape, Split

Role = Literal["lead", "responsible", "cooperating", "data_providers", "guiding", "named"]

# How the figure of a row belongs to the unit.
Holding = Literal[
    "own",  # the sentence gives it to this unit, or to each of its class
    "share",  # this unit's part of a total that was split
    "unset",  # a share of a total that nobody has split yet: the city's figure is shown, with "share not set"
    "total",  # the unit leads: the whole is its to deliver
    "none",  # no figure of its own: it supports, or the sentence orders no figure
]


class Figure(NamedTuple):
    """A figure as a row shows it, in the base unit (see `Target`)."""

    comparator: str
    low: Number | None
    high: Number | None
    unit: str


def number_of(figure: Figure | None) -> Number | None:
    """Return the number a figure is measured by: the low end, of a ceiling the high one."""
    if figure is None:
        return None
    return figure.low if figure.low is not None else figure.high


class Planned(NamedTuple):
    """The planned cumulative value at the end of a period (``2021-04``, ``2021-Q2``)."""

    period: str
    value: Number


class Trajectory(NamedTuple):
    """The planned path 序时进度 of a commitment.

    `points` begin with the first period after the plan's date; `opening` names the months before it
    (``("2021-01", "2021-03")``), whose result is entered once as an opening balance. Lagging figures
    (growth rates, shares) are published late: no points, and never lit along a line.
    """

    shape: Shape | None
    points: tuple[Planned, ...] = ()
    opening: tuple[str, str] | None = None
    lagging: bool = False


class Stricter(NamedTuple):
    """A milder figure for the same thing that this row's figure replaced, and the class it came from."""

    figure: Figure
    group: str
    target: str


class Commitment(NamedTuple):
    """One row of a unit's table.

    `key` is opaque and stable: the same unit, target (or measure) and plan give it again. `text` is what is
    to be done, `city` the figure the document orders for the whole, `figure` the unit's own. `deadline` is
    an ISO date or the document's words; `dated` is false where it is only the end of the target's period.
    `spans` lead back to the sentence (first), the clause that gives the role, and the mention of the unit.
    `settled` is false while the split behind it is not approved or does not add up.
    `lead_units` are the ids of the task's leads, the first of several collecting (首位汇总, to be confirmed).
    """

    key: str
    unit: str
    task: Task
    target: Target | None
    measure: Measure | None
    text: str
    roles: tuple[Role, ...]
    holding: Holding
    figure: Figure | None
    city: Figure | None
    deadline: str | None
    dated: bool
    spans: tuple[Span, ...]
    lead_units: tuple[str, ...]
    group: str | None = None
    stricter: tuple[Stricter, ...] = ()
    split: Split | None = None
    details: Details | None = None
    trajectory: Trajectory = Trajectory(None)
    settled: bool = True


class Commitments(NamedTuple):
    """Everything every unit owes under a plan, in table order, and what is still open.

    `findings` are those of the plan and of resolving and splitting; `unowned` are targets that nobody can
    be said to owe yet (headline goals without a unit, tasks without a clause).
    """

    plan: Plan
    resolution: Resolution
    rows: tuple[Commitment, ...]
    findings: tuple[Finding, ...]
    unowned: tuple[Target, ...]

    @property
    def pack(self) -> UnitPack:
        """The unit pack the names were resolved in."""
        return self.resolution.pack

    def of(self, unit: OrgUnit | str) -> tuple[Commitment, ...]:
        """Return the rows of one unit, in the order of its table."""
        wanted = unit if isinstance(unit, str) else unit.id
        return tuple(row for row in self.rows if row.unit == wanted)
