"""Values as units reported them: filed, so that they count."""

import datetime

from django.db.models import F

from yibiao.hub.access.actors import Actor, command
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.filing import pass_on, submit
from yibiao.hub.reporting.models import ReportRecord
from yibiao.hub.reporting.steps import Key, waits_inside

OPERATOR = command("test")


def value_of(
    row: CommitmentRecord, period: str, value: str, field: str = "total", at: datetime.datetime | None = None
) -> ValueRecord:
    """Return a value that was filed, not yet kept."""
    return ValueRecord(commitment=row, period=period, field=field, value=value, filed=value, counted=value, at=at or now())


def report_value(row: CommitmentRecord, period: str, value: str, field: str = "total") -> ValueRecord:
    """Keep a value that was filed."""
    made = value_of(row, period, value, field)
    made.save()
    return made


def let_count() -> None:
    """Let every value that was filled in count, as if its report had been filed."""
    ValueRecord.objects.update(filed=F("value"), counted=F("value"))


def filed(plan: PlanRecord, unit: UnitRecord, period: str, actor: Actor = OPERATOR) -> ReportRecord:
    """Hand a report in and pass it on until it is filed."""
    row = submit(actor, Key(plan, unit, period))
    while waits_inside(row):
        row = pass_on(actor, row)
    return row
