"""The agenda of a meeting, drawn from what stands badly: figures far behind, reports that are missing, items open or overdue."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any

from yibiao.core.commitments.horizon import months_of
from yibiao.core.coordination.machines import stages
from yibiao.hub.access.actors import Actor
from yibiao.hub.coordination.models import ItemRecord, MeetingRecord
from yibiao.hub.coordination.reading import items
from yibiao.hub.overview.figures import Line
from yibiao.hub.overview.loading import Overview, overview
from yibiao.hub.plans.models import PlanRecord

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
        "silent": list(_silent(seen, month)),
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


def _silent(seen: Overview, month: int) -> Iterator[dict[str, Any]]:
    """Yield one row for each unit that reported nothing of its figures for the month."""
    rows: dict[tuple[str, str], bool] = {}
    for row in seen.rows:
        unit = row.commitment.unit
        key = (unit.code, unit.name)
        rows[key] = rows.get(key, False) or row.reported_in(month)
    for (code, name), reported in rows.items():
        if not reported:
            yield {"kind": "silent", "text": name, "units": [code], "to": f"/units/{code}"}


def since_last(meeting: MeetingRecord) -> list[ItemRecord]:
    """Return what the meetings before this one decided, for 上次议定事项."""
    last = MeetingRecord.objects.filter(plan=meeting.plan_id, state="issued", day__lte=meeting.day).exclude(pk=meeting.pk).first()
    return list(last.items.select_related("unit").order_by("pk")) if last else []
