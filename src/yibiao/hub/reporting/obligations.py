"""Who owes which report: every unit that owes something under a published plan, for every period that has begun."""

import datetime
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from django.db.models import Count

from yibiao.core.commitments.horizon import months_of
from yibiao.core.cycle.reporting import Reported, reported
from yibiao.core.cycle.rounds import Round
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import ReportRecord, ReturnRecord
from yibiao.hub.reporting.steps import machine


class Owed(NamedTuple):
    """One report that a unit owes: its row (None: nobody has begun it), the day it is due, where it stands on the axis 报送.

    `filled` of `of` rows say something, `carried` of these only what they said before; `returned` counts open returns.
    """

    unit: UnitRecord
    row: ReportRecord | None
    due: datetime.date
    axis: Reported
    filled: int
    of: int
    carried: int = 0
    returned: int = 0

    @property
    def stage(self) -> str:
        """The stage it stands at."""
        return self.row.stage if self.row is not None else "open"

    @property
    def days(self) -> int:
        """How many days are left until it is due (negative: it is overdue by so many)."""
        return (self.due - today()).days


def owed(actor: Actor, plan: PlanRecord, one: Round) -> list[Owed]:
    """Return the reports that units owe for a round of a plan, as far as an actor may know, in the order of the tree; six queries."""
    rows = visible(actor, "commitment.read", CommitmentRecord.objects.filter(plan=plan, closed_at=None)).order_by()
    counts = dict(rows.values_list("unit").annotate(of=Count("pk")))
    units = UnitRecord.objects.filter(pk__in=counts).order_by("place", "id")
    known = {row.unit_id: row for row in ReportRecord.objects.filter(plan=plan, period=one.period, unit__in=counts)}
    filled, carried = _filled(rows, one.period)
    backs = ReturnRecord.objects.filter(report__in=known.values(), answered_at=None).order_by()
    returned = dict(backs.values_list("report__unit").annotate(count=Count("pk")))
    return [
        _owed(unit, known.get(unit.pk), one, filled.get(unit.pk, 0), counts[unit.pk], carried.get(unit.pk, 0), returned.get(unit.pk, 0))
        for unit in units
    ]


def _owed(unit: UnitRecord, row: ReportRecord | None, one: Round, filled: int, of: int, carried: int, returned: int) -> Owed:
    due = one.dates.report if row is None else row.due or row.extended or one.dates.report
    axis = reported(machine(row, due) if row is not None else None, due, today())
    return Owed(unit, row, due, axis, filled, of, carried, returned)


def _filled(rows: Iterable[CommitmentRecord], period: str) -> tuple[dict[int, int], dict[int, int]]:
    """Return how many rows say something in a period, and how many nothing but what they said before, by unit."""
    values = ValueRecord.objects.filter(commitment__in=rows, period=period).exclude(value="").order_by()
    filled = values.values_list("commitment__unit").annotate(count=Count("commitment", distinct=True))
    typed = values.exclude(source="carried").values_list("commitment__unit").annotate(count=Count("commitment", distinct=True))
    all_of, typed_of = dict(filled), dict(typed)
    return all_of, {unit: count - typed_of.get(unit, 0) for unit, count in all_of.items()}


def has_begun(one: Round, day: datetime.date) -> bool:
    """Tell whether a period has begun by a day."""
    months = months_of(one.period)
    return months is not None and datetime.date(months[0] // 12, months[0] % 12 + 1, 1) <= day


def current(made: Iterable[Round], day: datetime.date) -> Round | None:
    """Return the round that is under way: the first, in order of time, that is not dispatched yet; else the last that has begun."""
    begun = [one for one in made if has_begun(one, day)]
    return next((one for one in begun if one.dates.dispatch >= day), begun[-1] if begun else None)


def tally(found: Iterable[Owed]) -> Mapping[str, int]:
    """Return how many reports stand at each place of the axis 报送."""
    counted: dict[str, int] = {}
    for one in found:
        counted[one.axis] = counted.get(one.axis, 0) + 1
    return counted
