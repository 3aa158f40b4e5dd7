"""What an office decides beside a published plan: who an open class is, what counts for a target."""

from collections.abc import Mapping, Sequence
from typing import Any

from yibiao.core.splits.serialise import chosen_values, details_values
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.deciding import Ground, ground
from yibiao.hub.commitments.entries import read_entry
from yibiao.hub.commitments.making import Followed, follow
from yibiao.hub.commitments.models import DecisionRecord
from yibiao.hub.plans.models import PlanRecord


@action("members.choose", "plan.assign")
def choose_members(
    act: Act, plan: PlanRecord, group: str, units: Sequence[str], task: str | None = None
) -> Followed:
    """Name the members of a class the document leaves open (各相关区), in one task (by key or id) or everywhere.

    Units are named as the unit tree has them. No units: undecided again. The rows of the plan follow.
    """
    _in_force(plan)
    base = ground(plan)
    found = read_entry(base, "members", {"group": group, "task": task, "units": list(units)})
    chosen = found.members[0] if found.members else None
    key = _task_key(base, task)
    name = _group_name(base, group)
    body = chosen_values(chosen._replace(group=name, task=key)) if chosen else None
    decide(act, plan, DecisionRecord.MEMBERS, f"{name}@{key or ''}", body)
    return follow(act, plan, key)


@action("target.describe", "split.propose")
def describe_target(act: Act, plan: PlanRecord, target: str, body: Mapping[str, Any]) -> Followed:
    """Fill in what counts for a target (口径, 数据来源, 认定时点, attribution, planned values), as in a split file."""
    _in_force(plan)
    base = ground(plan)
    wanted = base.target(target)
    if wanted is None:
        raise Refused("hubcommitments.no-target", target=target)
    details = read_entry(base, "targets", {**body, "target": wanted.id}).details[0]
    entry = details_values(details._replace(target=wanted.key))
    decide(act, plan, DecisionRecord.DETAILS, wanted.key, entry if len(entry) > 1 else None)
    return follow(act, plan, base.task_of(wanted))


def decide(act: Act, plan: PlanRecord, kind: str, about: str, body: Mapping[str, Any] | None) -> None:
    """Write one decision and note it; None takes back what was decided."""
    standing = DecisionRecord.objects.filter(plan=plan, kind=kind, about=about).first()
    act.note(f"{kind}.{about}", standing.body if standing else None, body)
    if body is None:
        if standing is not None:
            standing.delete()
        return
    values = {"body": body, "by_id": act.actor.person, "at": act.at}
    DecisionRecord.objects.update_or_create(plan=plan, kind=kind, about=about, defaults=values)


def _in_force(plan: PlanRecord) -> None:
    if plan.state != PlanRecord.PUBLISHED:
        raise Refused("hubcommitments.plan-not-in-force", plan=plan.title)


def _task_key(base: Ground, task: str | None) -> str | None:
    return next((one.key for one in base.plan.tasks if task in (one.key, one.id)), None) if task else None


def _group_name(base: Ground, group: str) -> str:
    """Return the name under which the plan has a class; `read_entry` has refused what it has not."""
    found = read_entry(base, "members", {"group": group, "units": [base.pack.units[0].id]})
    return found.members[0].group
