"""Kinds of a plan's targets: proposed from their words, confirmed by the office beside what else it fills in for them."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from yibiao.core.lights.kinds import KINDS, Proposal, propose_kind
from yibiao.core.plan import Number, Target
from yibiao.core.splits.serialise import details_values, read_details_values, read_number
from yibiao.core.splits.values import Details, Kind
from yibiao.hub.actions import Act, Refused, action, save_next_edition
from yibiao.hub.commitments.deciding import ground
from yibiao.hub.commitments.decisions import decide
from yibiao.hub.commitments.making import follow
from yibiao.hub.commitments.models import DecisionRecord
from yibiao.hub.lights.lighting import number
from yibiao.hub.plans.models import PlanRecord


class Kinded(NamedTuple):
    """A target with the kind its words propose and what the office confirmed (None: nothing yet); `baseline` counts for it."""

    target: Target
    proposal: Proposal
    kind: Kind | None
    baseline: Number | None


def kinds_of(plan: PlanRecord) -> list[Kinded]:
    """Return the targets of a plan with their kinds, in the order of its document."""
    details = _details(plan)
    return [_kinded(target, details.get(target.key)) for target in ground(plan).plan.targets]


@action("target.kind", "plan.assign")
def confirm_kinds(act: Act, plan: PlanRecord, given: Mapping[str, tuple[str, str]]) -> int:
    """Confirm kind and baseline of targets, by their keys (both as text; an empty one: not decided); return how many changed.

    The planned values of what falls follow from its baseline. What is wrong is `Refused` with the target's words.
    """
    if plan.state != PlanRecord.PUBLISHED:
        raise Refused("lights.not-published")
    base, known = ground(plan), _details(plan)
    targets = {target.key: target for target in base.plan.targets}
    changed: list[Target] = []
    for key, (kind, baseline) in given.items():
        if key not in targets:
            raise Refused("lights.no-target")
        old = known.get(key) or Details(key)
        new = old._replace(kind=_kind(kind), baseline=_baseline(targets[key], baseline))
        if new != old:
            entry = details_values(new._replace(target=key))
            decide(act, plan, DecisionRecord.DETAILS, key, entry if len(entry) > 1 else None)
            changed.append(targets[key])
    if changed:
        save_next_edition(plan)
        tasks = {base.task_of(target) for target in changed}
        follow(act, plan, tasks.pop() if len(tasks) == 1 else None)
    return len(changed)


def _details(plan: PlanRecord) -> dict[str, Details]:
    rows = DecisionRecord.objects.filter(plan=plan, kind=DecisionRecord.DETAILS)
    return {about: read_details_values(body) for about, body in rows.values_list("about", "body")}


def _kinded(target: Target, details: Details | None) -> Kinded:
    own = target.baseline.value if target.baseline else None
    given = details.baseline if details else None
    return Kinded(target, propose_kind(target), details.kind if details else None, own if given is None else given)


def _kind(text: str) -> Kind | None:
    if not text:
        return None
    found = next((kind for kind in KINDS if kind == text), None)
    if found is None:
        raise Refused("lights.no-kind", found=text[:20])
    return found


def _baseline(target: Target, text: str) -> Number | None:
    """Return the baseline that was typed; that of the document need not be kept twice."""
    if not text.strip():
        return None
    found = number(text.strip()) if len(text.strip()) <= _LONGEST else None
    if found is None:
        raise Refused("lights.no-baseline", text=target.text[:40], found=text.strip()[:20])
    own = target.baseline.value if target.baseline else None
    return None if own is not None and Decimal(own) == found else read_number(f"{found:f}")


_LONGEST = 30
