"""A plan revised in mid-cycle: what was said goes on with the rows that continue it, and what is open moves to the revision.

A period is open until it is dispatched. Its reports, whatever stage they stand at, are the revision's from then on, so that
nobody reports twice and no month falls between the two; the reports of closed periods stay where they were filed.
"""

from django.db import connection

from yibiao.core.commitments.horizon import months_of
from yibiao.hub.actions import Act
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import ReportRecord, RequestRecord, ReturnRecord

_VALUES = ("period", "field", "value", "edition", "by_id", "at", "filed", "counted", "approved", "source")
_STANDINGS = ("period", "kind", "value", "claimed", "method", "source", "note", "by_id", "unit_id", "at")


def carry_reports(act: Act, old: PlanRecord, new: PlanRecord) -> None:
    """Let a published revision go on where the plan it revises stood, inside the action that publishes it.

    Rows are bound to those they continue by then. A figure in another unit of measure is another figure, and stays behind.
    """
    same_unit = "(n.measure_unit = o.measure_unit OR v.field NOT IN ('total', 'current'))"
    _copy("hub_valuerecord", _VALUES, new, same_unit)
    _copy("hub_standingrecord", _STANDINGS, new, "n.measure_unit = o.measure_unit")
    made, _ = rounds(old)
    still_open = [one.period for one in made if one.dates.dispatch >= today()]
    months = [period for period in still_open if (span := months_of(period)) is not None and span[0] == span[1]]
    new.reports_since = months[0] if months else ""
    new.save(update_fields=["reports_since"])
    act.note("reports_since", None, new.reports_since or None)
    _move(act, old, new, still_open)


def _copy(table: str, columns: tuple[str, ...], new: PlanRecord, condition: str) -> None:
    """Copy what was said of rows to the rows that continue them, in one statement."""
    names = ", ".join(columns)
    told = ", ".join(f"v.{name}" for name in columns)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} (commitment_id, {names}) SELECT n.id, {told} FROM hub_commitmentrecord n"
            f" JOIN hub_commitmentrecord o ON o.id = n.previous_id JOIN {table} v ON v.commitment_id = o.id"
            f" WHERE n.plan_id = %s AND {condition}",
            [new.pk],
        )


def _move(act: Act, old: PlanRecord, new: PlanRecord, periods: list[str]) -> None:
    """Move the reports of open periods, with what came back of them and what was asked for, to the revision."""
    owing = CommitmentRecord.objects.filter(plan=new, closed_at=None).order_by().values("unit")
    reports = list(ReportRecord.objects.filter(plan=old, period__in=periods, unit__in=owing))
    continued = dict(CommitmentRecord.objects.filter(plan=new).exclude(previous=None).values_list("previous", "pk"))
    for back in ReturnRecord.objects.filter(report__in=reports):
        if back.commitment_id in continued:
            back.commitment_id = continued[back.commitment_id]
            back.save(update_fields=["commitment"])
    for asked in RequestRecord.objects.filter(plan=old, state=RequestRecord.ASKED, period__in=periods, unit__in=owing):
        if asked.commitment_id is None or asked.commitment_id in continued:
            asked.plan, asked.commitment_id = new, continued.get(asked.commitment_id or 0)
            asked.save(update_fields=["plan", "commitment"])
    ReportRecord.objects.filter(pk__in=[one.pk for one in reports]).update(plan=new)
    act.note("reports_moved", None, len(reports) or None)
