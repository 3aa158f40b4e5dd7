"""The tables that units fill in: for which period now, by when, and how much of each is filled."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Count, Min

from yibiao.core.cycle.timetable import dates
from yibiao.core.times import told_period
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments.duemonths import filling_period
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord, ValueRecord
from yibiao.hub.cycle.days import workdays
from yibiao.hub.cycle.timetables import timetables
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.known import heads
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import ReportRecord
from yibiao.hub.work.items import Item


class Table(NamedTuple):
    """The table of a unit under a plan in a period: `filled` of `of` rows hold something; `due` is the day to report.

    `stage` is that of its report.

    `by` tells who says so: the plan (`ordered` are its words), its office, or nobody and the usual day counts.
    """

    unit: UnitRecord
    plan: PlanRecord
    period: str
    due: datetime.date
    ordered: str
    by: str
    filled: int
    of: int
    mine: bool
    stage: str = "open"

    @property
    def is_filled(self) -> bool:
        """Whether no row is empty."""
        return self.filled >= self.of


def tables(actor: Actor, day: datetime.date) -> list[Table]:
    """Return the tables of the units somebody works for; `mine` are those they may fill in."""
    rows = CommitmentRecord.objects.filter(closed_at=None, plan__state=PlanRecord.PUBLISHED, unit__code__in=actor.units)
    owed = visible(actor, "commitment.read", rows).order_by()
    counts = {(unit, plan): count for unit, plan, count in owed.values_list("unit", "plan").annotate(of=Count("pk"))}
    if not counts:
        return []
    fillable = set(visible(actor, "value.save", rows).order_by().values_list("unit", "plan").distinct())
    units = UnitRecord.objects.in_bulk({unit for unit, _ in counts})
    plans = PlanRecord.objects.defer("compiled", "effective").in_bulk({plan for _, plan in counts})
    known_of, filled = heads(plans.values()), _filled(rows)
    set_for, calendar = timetables(plans.values()), workdays()
    found, stages = [], _stages(counts)
    for (unit, plan), of in counts.items():
        known, head = filled.get((unit, plan), {}), known_of[plan]
        period, days = filling_period(head.year, known, day), set_for[plan]
        due, ordered = dates(days.at(period), period, calendar).report, head.due.text if head.due else ""
        by = "set" if days.is_set(period) else "ordered" if ordered else "usual"
        count, mine = known.get(period, 0), (unit, plan) in fillable
        stage, extended = stages.get((unit, plan, period), ("open", None))
        found.append(Table(units[unit], plans[plan], period, extended or due, ordered, by, count, of, mine, stage))
    return sorted(found, key=lambda table: (table.due, table.plan.pk, table.unit.place))


def _stages(wanted: Iterable[tuple[int, int]]) -> dict[tuple[int, int, str], tuple[str, datetime.date | None]]:
    """Return the stages of reports and the days they were given more time until, by unit, plan and period."""
    rows = ReportRecord.objects.filter(unit__in={unit for unit, _ in wanted}, plan__in={plan for _, plan in wanted}).order_by()
    known = rows.values_list("unit", "plan", "period", "stage", "extended")
    return {(unit, plan, period): (stage, extended) for unit, plan, period, stage, extended in known}


def _filled(rows: object) -> dict[tuple[int, int], dict[str, int]]:
    """Return how many rows hold something, by unit and plan and then by period."""
    found: dict[tuple[int, int], dict[str, int]] = {}
    values = ValueRecord.objects.filter(commitment__in=rows).exclude(value="").order_by()
    by_period = values.values_list("commitment__unit", "commitment__plan", "period")
    for unit, plan, period, count in by_period.annotate(filled=Count("commitment", distinct=True)):
        found.setdefault((unit, plan), {})[period] = count
    return found


def to_fill(found: Iterable[Table]) -> list[Item]:
    """Return the tables that somebody may fill in and that are not filled."""
    return [_item(table) for table in found if table.mine and not table.is_filled and table.stage == "open"]


def month_of(period: str) -> dict[str, dict[str, str]]:
    """Return a period as a slot of a sentence."""
    return {"month": {lang: told_period(period, lang) for lang in ("zh", "en")}}


def _item(table: Table) -> Item:
    slots = {**month_of(table.period), "filled": table.filled, "of": table.of, "ordered": table.ordered, "by": table.by}
    ids = (table.unit.code, table.plan.pk, table.period)
    return Item("fill", table.unit.name, ids, slots, table.due, begun=bool(table.filled), plan=table.plan.title)


def handed(actor: Actor) -> list[Item]:
    """Return what was handed on to the bureaus somebody works for, one item for each of them."""
    rows = HandOnRecord.objects.filter(
        unit__code__in=actor.units, withdrawn_at=None, commitment__closed_at=None, commitment__plan__state=PlanRecord.PUBLISHED
    )
    counted = rows.order_by().values_list("unit__code", "unit__name").annotate(count=Count("pk"), due=Min("due"))
    return [Item("handed", name, (code,), {"count": count}, due) for code, name, count, due in counted]
