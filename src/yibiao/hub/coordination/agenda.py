"""The agenda of a meeting, drawn from what stands badly: figures far behind, reports that are missing, items open or overdue."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.coordination.machines import stages
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.coordination.models import ItemRecord, MeetingRecord
from yibiao.hub.coordination.reading import items
from yibiao.hub.overview.figures import Line
from yibiao.hub.overview.loading import overview
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import ReportRecord

# So many rows of a kind: an agenda is for one meeting.
MOST = 20
# The order in which a meeting takes them: what was decided last time first.
ORDER = ("decided", "overdue", "red", "issue", "silent")


def drawn(actor: Actor, plan: PlanRecord, period: str, day: datetime.date) -> list[dict[str, Any]]:
    """Return the rows of an agenda for a period, as the one who plans the meeting sees the plan."""
    months = months_of(period)
    month = months[1] if months else day.year * 12 + day.month - 1
    open_ones = list(items(actor).filter(plan=plan, state__in=stages()["open"]).order_by("due", "pk"))
    seen = overview(actor, plan)
    found = {
        "decided": [_of_item("decided", row) for row in open_ones if row.kind == "minutes"],
        "overdue": [_of_item("overdue", row) for row in open_ones if row.kind != "minutes" and row.due and row.due < day],
        "issue": [_of_item("issue", row) for row in open_ones if row.kind in ("issue", "dispute") and not (row.due and row.due < day)],
        "red": list(_reds(seen.lines(month))),
        "silent": list(_silent(actor, plan, month)),
    }
    return [row for kind in ORDER for row in found[kind][:MOST]]


def _of_item(kind: str, row: ItemRecord) -> dict[str, Any]:
    units = [row.unit.code] if row.unit else []
    return {"kind": kind, "text": row.title, "units": units, "to": f"/coordination/items/{row.pk}"}


def _reds(lines: Iterable[Line]) -> Iterator[dict[str, Any]]:
    """Yield the figures far behind, the widest gap first."""
    red = [line for line in lines if line.stands.light == "red"]
    for line in sorted(red, key=lambda line: -(line.stands.gap or 0)):
        units = [unit.code for unit in line.units]
        who = "、".join(unit.name for unit in line.units)
        text = f"{line.figure.name} {who}".strip()
        yield {"kind": "red", "text": text, "units": units, "to": f"/trace/commitments/{line.commitment.pk}"}


def _silent(actor: Actor, plan: PlanRecord, month: int) -> Iterator[dict[str, Any]]:
    """Yield one row for each unit that owes something and has filed no report of the month."""
    period = month_name(month)
    filed = ReportRecord.objects.filter(plan=plan, period=period, filed_at__isnull=False)
    known = set(filed.values_list("unit__code", flat=True))
    owed = visible(actor, "commitment.read", CommitmentRecord.objects.filter(plan=plan, closed_at=None)).order_by("unit__place", "unit")
    for code, name in owed.values_list("unit__code", "unit__name").distinct():
        if code not in known:
            yield {"kind": "silent", "text": name, "units": [code], "to": f"/plans/{plan.pk}/reports/{code}/{period}"}


def since_last(meeting: MeetingRecord) -> list[ItemRecord]:
    """Return what the meetings before this one decided, for 上次议定事项."""
    last = MeetingRecord.objects.filter(plan=meeting.plan_id, state="issued", day__lte=meeting.day).exclude(pk=meeting.pk).first()
    return list(last.items.select_related("unit").order_by("pk")) if last else []
