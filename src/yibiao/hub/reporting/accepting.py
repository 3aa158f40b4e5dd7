"""Taking reports over 收下: their values are approved and locked; later changes are corrections that somebody approves."""

from django.db import connection

from yibiao.hub.actions import Act, action
from yibiao.hub.notices import reports as notices
from yibiao.hub.reporting.models import ReportRecord
from yibiao.hub.reporting.steps import take


@action("report.accept")
def accept(act: Act, row: ReportRecord) -> ReportRecord:
    """Take over a filed report: what was filed is approved."""
    take(act, row, "accept", act.reason)
    approve(row)
    notices.tell_accepted(act, row)
    return row


def approve(row: ReportRecord) -> None:
    """Note what was filed as approved, in one statement."""
    own = "SELECT id FROM hub_commitmentrecord WHERE plan_id = %s AND unit_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE hub_valuerecord SET approved = filed WHERE period = %s AND commitment_id IN ({own})"
            " AND filed IS NOT NULL AND (approved IS NULL OR approved <> filed)",
            [row.period, row.plan_id, row.unit_id],
        )
