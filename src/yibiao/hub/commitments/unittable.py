"""One table per unit 一单位一表: what it owes, what it leads and what was handed on to it, from all published plans."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet

from yibiao.core.standing import Standing
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments.handing import RIGHT, handed_on, taken_on
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord, ValueRecord
from yibiao.hub.commitments.reading import commitments, leads, owes
from yibiao.hub.commitments.standing import latest
from yibiao.hub.lights.lighting import Lighting, lighting
from yibiao.hub.orgs.models import UnitRecord

TABS = ("owes", "leads", "taken")
# As many rows stand in one table; a unit that leads more is told so.
MOST = 1000


class Line(NamedTuple):
    """One row as it stands at the end of a period: `reached` is the cumulative value as reported (None: never).

    `handed` is to whom it was handed on, as far as the asker may know; `may_hand_on` whether they may themselves.
    """

    row: CommitmentRecord
    leads: tuple[UnitRecord, ...]
    stands: Standing
    reached: ValueRecord | None
    handed: tuple[HandOnRecord, ...]
    may_hand_on: bool


class Table(NamedTuple):
    """The rows of a tab in table order, how many there are altogether (`total`), and the plans under which the asker may fill in."""

    lines: tuple[Line, ...]
    total: int
    fillable: frozenset[int]


def rows_of(actor: Actor, unit: UnitRecord, tab: str) -> QuerySet[CommitmentRecord]:
    """Return the open commitments of a tab that an actor may see."""
    if tab == "leads":
        return leads(actor, unit)
    if tab == "taken":
        standing = taken_on(actor, unit).filter(commitment=OuterRef("pk"))
        return commitments(actor).filter(Exists(standing)).order_by("plan", "place", "unit__place", "id")
    return owes(actor, unit)


class Led(NamedTuple):
    """What a unit leads: how many tasks and figures, and how many units owe something in them."""

    tasks: int
    figures: int
    units: int


def led_by(actor: Actor, unit: UnitRecord) -> Led:
    """Return how much a unit leads, as far as an actor may see it."""
    rows = leads(actor, unit).order_by()
    figures = rows.exclude(target="").values("plan", "target").distinct().count()
    return Led(_tasks(rows), figures, rows.values("unit").distinct().count())


def _tasks(rows: QuerySet[CommitmentRecord]) -> int:
    return rows.order_by().values("plan", "task").distinct().count()


def counts(actor: Actor, unit: UnitRecord) -> dict[str, int]:
    """Return how much each tab has: rows, of what a unit leads the tasks, for each has a row for everybody who owes something."""
    found = {tab: rows_of(actor, unit, tab) for tab in TABS}
    return {tab: _tasks(rows) if tab == "leads" else rows.count() for tab, rows in found.items()}


def unit_table(actor: Actor, unit: UnitRecord, tab: str, period: str) -> Table:
    """Return a tab's rows with the same number of queries however many there are."""
    wanted = rows_of(actor, unit, tab)
    rows = list(wanted[:MOST])
    ids = [row.pk for row in rows]
    own = CommitmentRecord.objects.filter(pk__in=ids).order_by()
    found = latest(rows, period)
    lit = lighting(row.plan_id for row in rows)
    handed = _handed(actor, unit, tab, ids)
    allowed = frozenset(visible(actor, RIGHT, own).values_list("pk", flat=True)) if tab == "owes" else frozenset()
    fillable = visible(actor, "value.save", own) if tab == "owes" else own.none()
    lines = tuple(_line(row, period, found, lit, handed, row.pk in allowed) for row in rows)
    return Table(lines, wanted.count(), frozenset(fillable.values_list("plan", flat=True)))


def _line(
    row: CommitmentRecord,
    period: str,
    found: Mapping[int, ValueRecord],
    lit: Lighting,
    handed: Mapping[int, Sequence[HandOnRecord]],
    allowed: bool,
) -> Line:
    reached = found.get(row.pk)
    stands = lit.stands(row, period, (reached.counted or "") if reached else "")
    order = {code: place for place, code in enumerate(row.body.get("leads", ()))}
    units = sorted((lead.unit for lead in row.leads.all()), key=lambda unit: order.get(unit.code, len(order)))
    return Line(row, tuple(units), stands, reached, tuple(handed.get(row.pk, ())), allowed)


def _handed(actor: Actor, unit: UnitRecord, tab: str, ids: Sequence[int]) -> dict[int, list[HandOnRecord]]:
    """Return to whom rows were handed on; in a bureau's own table that bureau's part alone."""
    told: dict[int, list[HandOnRecord]] = {}
    if tab == "leads":
        return told
    rows = taken_on(actor, unit).filter(commitment__in=ids) if tab == "taken" else handed_on(actor, ids)
    for one in rows:
        told.setdefault(one.commitment_id, []).append(one)
    return told
