"""The values of a split file (`yibiao-split/1`): what an office decides beside the plan, and who approved it.

How a total is split, as offices do it: the lead department computes, districts comment, the leader in charge
approves, then it is issued; until then prints carry 征求意见稿. Shares add up to the total, plus a declared
reserve 余量, minus what the city bears itself 市本级承担; only an undeclared gap is a fault.
"""

from decimal import Decimal
from typing import Literal, NamedTuple

from yibiao.core.plan import Number

FORMAT = "yibiao-split/1"

Method = Literal["equal", "weights", "baseline", "manual"]
State = Literal["proposed", "commented", "approved", "issued"]
Attribution = Literal["registered", "managed"]  # 注册地, 托管地
Shape = Literal["line", "back-loaded", "quarterly", "year-end", "manual"]
# How a target is measured: see core/lights/kinds.
Kind = Literal["flow", "stock", "ratio", "growth", "decreasing", "rank", "milestone"]
# A figure per unit id (or, for planned values, per period), in the order of the file.
Figures = tuple[tuple[str, Number], ...]


class Comment(NamedTuple):
    """What a district said to a proposed share, and what became of it."""

    unit: str
    text: str
    date: str | None = None
    asked: Number | None = None
    answer: str | None = None


class Bounds(NamedTuple):
    """The least and the most a unit may be given, inclusive; None is open."""

    least: Number | None = None
    most: Number | None = None


class Baseline(NamedTuple):
    """A column of figures that shares are proportional to: what it is, where it is from, a figure per unit id."""

    title: str
    source: str
    values: Figures


class Approval(NamedTuple):
    """Who proposed and who approved a split, when, under which document number."""

    proposer: str | None = None
    proposed_on: str | None = None
    approver: str | None = None
    approved_on: str | None = None
    number: str | None = None


class Split(NamedTuple):
    """How one target's total is shared. Units are pack ids; figures are in the target's base unit.

    `step` is the smallest amount a share may differ by (1 for things counted, 10000000 for 千万元).
    `shares` holds hand-set or issued shares: with method ``manual`` all of them, else those that stay put
    while the rest is spread. `line` is the line of the file it was read from, for messages.
    """

    target: str
    method: Method = "equal"
    step: Decimal = Decimal(1)
    reserve: Number = 0
    city: Number = 0
    weights: Figures = ()
    baseline: Baseline | None = None
    shares: Figures = ()
    bounds: tuple[tuple[str, Bounds], ...] = ()
    bounds_of_all: Bounds = Bounds()
    units: tuple[str, ...] = ()
    state: State = "proposed"
    approval: Approval = Approval()
    comments: tuple[Comment, ...] = ()
    note: str | None = None
    line: int | None = None


class Chosen(NamedTuple):
    """The members an operator names for an open class (各相关区) at one place; `task` None means everywhere."""

    group: str
    task: str | None
    units: tuple[str, ...]
    line: int | None = None


class Details(NamedTuple):
    """What the office fills in once for a target: 口径, 数据来源, 认定时点, attribution, kind and baseline, trajectory."""

    target: str
    definition: str | None = None
    data_source: str | None = None
    counted_at: str | None = None
    attribution: Attribution | None = None
    kind: Kind | None = None
    baseline: Number | None = None
    shape: Shape | None = None
    values: Figures = ()
    lagging: bool | None = None
    opening: Figures = ()
    line: int | None = None


class SplitFile(NamedTuple):
    """The decisions beside a plan. `number` and `sha256` name the plan's document, so that it fits no other."""

    number: str | None = None
    sha256: str | None = None
    version: str | None = None
    members: tuple[Chosen, ...] = ()
    details: tuple[Details, ...] = ()
    splits: tuple[Split, ...] = ()
    name: str = ""
