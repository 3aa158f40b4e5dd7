"""Handing out tables 发表: which units have one under a plan, which have none, and for which month."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from django.db.models import Count

from yibiao.core.orgs.pack import DISTRICT_LEVEL
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may, visible
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord


class Taker(NamedTuple):
    """A unit that has a table under a plan, and how many items stand in it."""

    unit: UnitRecord
    items: int


class Handout(NamedTuple):
    """The tables of a plan: who has one, which districts owe nothing and have none."""

    takers: tuple[Taker, ...]
    without: tuple[UnitRecord, ...]

    @property
    def items(self) -> int:
        """How many items stand in all of them."""
        return sum(taker.items for taker in self.takers)


def handout(plan: PlanRecord) -> Handout:
    """Return who has a table under a plan, in the order of the units."""
    rows = CommitmentRecord.objects.filter(plan=plan, closed_at=None).order_by()
    counts = dict(rows.values_list("unit").annotate(items=Count("pk")))
    units = UnitRecord.objects.filter(pk__in=counts).order_by("place", "pk")
    others = UnitRecord.objects.on(today()).filter(kind__in=DISTRICT_LEVEL, table=None).exclude(pk__in=counts)
    return Handout(tuple(Taker(unit, counts[unit.pk]) for unit in units), tuple(others.order_by("place", "pk")))


def exportable(actor: Actor, unit: UnitRecord, plans: Iterable[PlanRecord]) -> list[PlanRecord]:
    """Keep the plans under which somebody may have a unit's table as a file: its own people all, an office its own plans."""
    plans = list(plans)
    if may(actor, "table.export", unit):
        return plans
    known = PlanRecord.objects.filter(pk__in=[plan.pk for plan in plans])
    theirs = set(visible(actor, "plan.export", known).values_list("pk", flat=True))
    return [plan for plan in plans if plan.pk in theirs]


def months(document: Mapping[str, Any], due: str) -> list[str]:
    """Return the months a table may be handed out for: those of the plan's years, and the one that is due."""
    year = document.get("year")
    first, last = document.get("years") or (year, year)
    years = range(first, min(last, first + 9) + 1) if isinstance(first, int) and isinstance(last, int) else ()
    found = {f"{one:04}-{month:02}" for one in (*years, int(due[:4])) for month in range(1, 13)}
    return sorted({*found, due})
