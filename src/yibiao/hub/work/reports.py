"""What waits for somebody of reports: to hand in, pass on, file again, verify, take over, and requests to decide."""

from collections.abc import Iterable

from django.db.models import Count, Exists, OuterRef, QuerySet

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import TOTAL
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import ReportRecord, RequestRecord, StandingRecord
from yibiao.hub.work.filling import Table, month_of
from yibiao.hub.work.items import Item


def to_report(actor: Actor, tables: Iterable[Table]) -> list[Item]:
    """Return what waits for an actor of reports; six queries, however much there is."""
    return [*_to_submit(tables), *_inside(actor), *_back(actor), *_to_verify(actor), *_to_accept(actor), *_to_decide(actor)]


def _to_submit(tables: Iterable[Table]) -> list[Item]:
    """Return the tables that are filled and not handed in."""
    return [
        Item("submit", one.unit.name, (one.plan.pk, one.unit.code, one.period), month_of(one.period), one.due, plan=one.plan.title)
        for one in tables
        if one.mine and one.is_filled and one.stage == "open"
    ]


def _inside(actor: Actor) -> list[Item]:
    """Return the reports of the actor's own unit that wait for their step."""
    rows = visible(actor, "report.pass", ReportRecord.objects.filter(plan__state=PlanRecord.PUBLISHED))
    return [_item("sign", row) for row in _read(rows)]


def _back(actor: Actor) -> list[Item]:
    """Return the reports of which cells came back."""
    rows = ReportRecord.objects.filter(returned=True, stage="open", plan__state=PlanRecord.PUBLISHED)
    return [_item("back", row) for row in _read(visible(actor, "report.submit", rows))]


def _read(rows: QuerySet[ReportRecord]) -> QuerySet[ReportRecord]:
    return rows.select_related("unit", "plan").defer("plan__compiled", "plan__effective")


def _item(kind: str, row: ReportRecord) -> Item:
    ids = (row.plan_id, row.unit.code, row.period)
    return Item(kind, row.unit.name, ids, month_of(row.period), row.extended, plan=row.plan.title)


def _to_verify(actor: Actor) -> list[Item]:
    """Return the months of plans whose filed figures the actor's unit verifies, and has not yet."""
    if not actor.units:
        return []
    seen = visible(actor, "value.verify", CommitmentRecord.objects.filter(leads__unit__code__in=actor.units))
    report = ReportRecord.objects.filter(plan=OuterRef("commitment__plan"), unit=OuterRef("commitment__unit"), period=OuterRef("period"))
    done = StandingRecord.objects.filter(commitment=OuterRef("commitment"), period=OuterRef("period"))
    values = ValueRecord.objects.filter(Exists(report.filter(stage="filed")), ~Exists(done), commitment__in=seen, field=TOTAL, filed__gt="")
    mine = values.exclude(commitment__unit__code__in=actor.units).order_by()
    counted = mine.values_list("commitment__plan", "commitment__plan__title", "period").annotate(count=Count("pk"))
    return [_counted("verify", *one) for one in counted]


def _to_accept(actor: Actor) -> list[Item]:
    """Return the months of plans of which reports wait to be taken over."""
    rows = visible(actor, "report.accept", ReportRecord.objects.filter(stage="filed")).order_by()
    counted = rows.values_list("plan", "plan__title", "period").annotate(count=Count("pk"))
    return [_counted("accept", *one) for one in counted]


def _counted(kind: str, plan: int, title: str, period: str, count: int) -> Item:
    return Item(kind, title, (plan, period), {"count": count, **month_of(period)}, plan=title)


def _to_decide(actor: Actor) -> list[Item]:
    """Return the requests that wait for the actor's decision."""
    rows = visible(actor, "request.decide", RequestRecord.objects.filter(state=RequestRecord.ASKED))
    asked = rows.values_list("pk", "unit__name", "kind", "plan__title")
    return [Item("decide", name, (pk,), {"kind": kind}, plan=title) for pk, name, kind, title in asked]
