"""Returning cells 退回: some cells of a filed report go back with their reasons, and the rest of it stays as it is."""

import datetime
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from yibiao.hub.access.actors import Actor
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.entering import fields
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.notices import reports as notices
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import ReportRecord, ReturnRecord
from yibiao.hub.reporting.steps import take

MOST = 200
_LONGEST = 500


class Wrong(NamedTuple):
    """One cell that is returned, and why."""

    commitment: int
    field: str
    reason: str


@action("report.return")
def return_cells(act: Act, row: ReportRecord, cells: Iterable[Wrong], until: datetime.date | None = None) -> list[ReturnRecord]:
    """Return some cells of a filed report; each needs a reason, and stands in a row that the actor's unit leads.

    The dispatching office may return any. `until` is the day by which the unit is to file them again.
    """
    wanted = list(dict.fromkeys(cells))
    rows = _rows(act, row, wanted)
    known = {(one.commitment_id, one.field) for one in row.returns.filter(answered_at=None)}
    again = [one for one in wanted if (one.commitment, one.field) in known]
    if again:
        raise Refused("reporting.returned-already", text=rows[again[0].commitment].text[:60])
    take(act, row, "return", "；".join(one.reason for one in wanted)[:500])
    values = _values(row, wanted)
    made = [
        ReturnRecord(
            report=row, commitment_id=one.commitment, field=one.field, reason=one.reason.strip(), until=until,
            value=values.get((one.commitment, one.field), ""), by_id=act.actor.person, unit_id=_office(act.actor), at=act.at,
        )
        for one in wanted
    ]  # fmt: skip
    ReturnRecord.objects.bulk_create(made)
    for one in wanted:
        act.note(f"commitment:{one.commitment}.{row.period}.{one.field}.returned", None, one.reason.strip())
    notices.tell_returned(act, row, made)
    return made


def _rows(act: Act, row: ReportRecord, wanted: Sequence[Wrong]) -> dict[int, CommitmentRecord]:
    """Return the rows of the cells by id; refused where one is not of the report, not led by the actor, or without a reason."""
    if not wanted or len(wanted) > MOST:
        raise Refused("reporting.no-cells", most=MOST)
    found = {one.pk: one for one in led_rows(act.actor, row)}
    for one in wanted:
        if one.commitment not in found or one.field not in fields():
            raise Refused("reporting.not-led")
        if not one.reason.strip():
            raise Refused("reporting.no-reason")
        if len(one.reason.strip()) > _LONGEST:
            raise Refused("reporting.long-reason", most=_LONGEST)
    return found


def led_rows(actor: Actor, row: ReportRecord) -> list[CommitmentRecord]:
    """Return the rows of a report that an actor looks after: those their unit leads, all for the dispatching office.

    Nobody looks after what their own unit reported, unless they dispatch the plan.
    """
    rows = CommitmentRecord.objects.filter(plan=row.plan_id, unit=row.unit_id, closed_at=None)
    if actor.trusted or dispatches(actor, row.plan):
        return list(rows)
    own = {post.unit for post in actor.posts if post.working}
    return [] if row.unit_id in own else list(rows.filter(leads__unit__in=own).distinct())


def dispatches(actor: Actor, plan: PlanRecord) -> bool:
    """Tell whether an actor works in the office that dispatches a plan."""
    return (plan.dispatching_id or plan.unit_id) in {post.unit for post in actor.posts if post.working}


def _values(row: ReportRecord, wanted: Sequence[Wrong]) -> dict[tuple[int, str], str]:
    values = ValueRecord.objects.filter(commitment__in={one.commitment for one in wanted}, period=row.period)
    return {(pk, field): value for pk, field, value in values.values_list("commitment", "field", "value")}


def _office(actor: Actor) -> int | None:
    return next((post.unit for post in actor.posts if post.working), None)
