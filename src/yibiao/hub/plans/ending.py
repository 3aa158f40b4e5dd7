"""Ending a plan 终止: nothing is owed under it any more. It stays, with its versions and what was filled in, to be read."""

import datetime
import json
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from yibiao.hub.actions import Act, Refused, action, name_of
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.making import end_rows
from yibiao.hub.notices.following import tell_ended
from yibiao.hub.plans.models import PlanRecord

_CLOSE = "plan.close"
_LONGEST = 500


class Ended(NamedTuple):
    """When a plan was ended, and why."""

    at: datetime.datetime
    reason: str


@action(_CLOSE)
def close(act: Act, plan: PlanRecord) -> PlanRecord:
    """End a published plan; everything units owe under it is closed with it, and they are told why.

    `Refused` without a reason: it stands beside the plan from then on.
    """
    if plan.state != PlanRecord.PUBLISHED:
        raise Refused("hubplans.ends-not-published", title=plan.title)
    act.reason = act.reason.strip()[:_LONGEST]
    if not act.reason:
        raise Refused("hubplans.end-reason")
    tell_ended(act, plan)
    act.set(plan, state=PlanRecord.CLOSED)
    end_rows(act, plan)
    return plan


def is_ended() -> Q:
    """Return the condition that a plan was ended, not replaced by a revision."""
    heirs = PlanRecord.objects.filter(revises=OuterRef("pk"), state__in=PlanRecord.IN_PUBLIC)
    return Q(~Exists(heirs), state=PlanRecord.CLOSED)


def ended(plan: PlanRecord) -> Ended | None:
    """Return how a plan was ended, as the log has it; None for one that wasn't."""
    if plan.state != PlanRecord.CLOSED:
        return None
    entry = EntryRecord.objects.filter(object=name_of(plan), action=_CLOSE).last()
    return Ended(entry.at, json.loads(entry.line)["reason"]) if entry else None
