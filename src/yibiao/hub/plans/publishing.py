"""Publishing 发布: what it will do, and then an immutable, numbered version with everything units owe under it."""

import hashlib
import json
from decimal import Decimal
from typing import Any, NamedTuple

from yibiao.core.commitments.values import Commitments
from yibiao.core.emit import dumps_json
from yibiao.core.revisions.jsonform import revision_values
from yibiao.core.revisions.values import Revision
from yibiao.core.serialise import to_dict
from yibiao.core.splits.apply import is_rate
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.carrying import carry
from yibiao.hub.commitments.making import instantiate, planned
from yibiao.hub.cycle.timetables import carry_timetables
from yibiao.hub.lights.choosing import carry_lights
from yibiao.hub.notices.following import tell_followers
from yibiao.hub.notices.occasions import tell_published
from yibiao.hub.plans.drafting import effective, effective_plan, must_be_draft, open_errors
from yibiao.hub.plans.models import PlanRecord, PlanVersionRecord
from yibiao.hub.plans.revising import difference, owed_under
from yibiao.hub.reporting.revised import carry_reports


class Preview(NamedTuple):
    """What publishing would do: counts. `errors` forbid it; `lost` are corrections without effect.

    `unset` are totals not yet split; `closing` and `carried` commitments of the plan that this one revises.
    """

    number: int
    tasks: int
    targets: int
    units: int
    commitments: int
    unset: int
    open_findings: int
    errors: int
    lost: int
    carried: int = 0
    closing: int = 0


def preview(plan: PlanRecord) -> Preview:
    """Return what publishing a draft would do."""
    made = effective(plan)
    revision = difference(plan) if plan.revises_id is not None else None
    owed = owed_under(plan, revision) if revision else planned(plan)
    pairs = revision.commitments if revision else ()
    closing = sum(pair.kind == "gone" for pair in pairs)
    return Preview(
        number=next_number(plan),
        tasks=len(made.plan.tasks),
        targets=len(made.plan.targets),
        units=len({row.unit for row in owed.rows}),
        commitments=len(owed.rows),
        unset=len(unset_totals(owed)),
        open_findings=len(made.open_findings),
        errors=open_errors(made),
        lost=len(made.lost),
        carried=sum(pair.old is not None for pair in pairs) - closing,
        closing=closing,
    )


def preview_values(plan: PlanRecord) -> dict[str, Any]:
    """Return the preview as plain values."""
    return preview(plan)._asdict()


def unset_totals(made: Commitments) -> set[str]:
    """Return the keys of the targets whose total has no share for some unit yet; a rate has no parts to wait for."""
    unset = (row.target for row in made.rows if row.holding == "unset" and row.target)
    return {target.key for target in unset if not is_rate(target)}


def next_number(plan: PlanRecord) -> int:
    """Return the number the next version has: counted on through the line of plans that revise one another."""
    last = 0
    line: PlanRecord | None = plan
    while line is not None and not last:
        last = max(line.versions.values_list("number", flat=True), default=0)
        line = line.revises
    return last + 1


@action("plan.publish")
def publish(act: Act, plan: PlanRecord, note: str = "") -> PlanVersionRecord:
    """Publish a draft: a version, and what every unit owes under it.

    A revision closes the plan it revises and carries over what hangs on it. Refused while a finding of the
    weight `error` is open, or where the plan it revises is no longer in force.
    """
    must_be_draft(plan)
    errors = open_errors(effective(plan))
    if errors:
        raise Refused("hubplans.open-errors", count=errors)
    old = plan.revises
    if old is not None and old.state != PlanRecord.PUBLISHED:
        raise Refused("hubplans.revises-closed", title=old.title)
    revision = difference(plan) if old is not None else None
    version = _version(act, plan, note, revision)
    act.set(plan, state=PlanRecord.PUBLISHED)
    if old is None or revision is None:
        instantiate(act, plan, version)
    else:
        carried = carry(act, old, plan, revision)
        act.note("carried", None, list(carried))
        carry_timetables(act, old, plan)
        carry_reports(act, old, plan)
        carry_lights(act, old, plan)
        act.set(old, state=PlanRecord.CLOSED)
    tell_published(act, plan, version)
    tell_followers(act, plan, version)
    return version


def _version(act: Act, plan: PlanRecord, note: str, revision: Revision | None) -> PlanVersionRecord:
    values = to_dict(effective_plan(plan), with_text=True)
    version = PlanVersionRecord.objects.create(
        plan=plan,
        number=next_number(plan),
        values=values,
        digest=digest_of(values),
        revision=revision_values(revision) if revision else {},
        note=note[:500],
        by_id=act.actor.person,
        at=act.at,
    )
    act.note("version", None, version.number)
    act.note("digest", None, version.digest)
    act.note("note", None, version.note)
    return version


def digest_of(values: Any) -> str:
    """Return the SHA-256 (hex) of a plan's values as canonical JSON: sorted names, no spaces, UTF-8."""
    try:
        text = json.dumps(values, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    except TypeError:  # a figure with more digits than a float has
        text = json.dumps(_exact(values), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _exact(value: Any) -> Any:
    """Return values with the few numbers that are no floats as text, marked as what they are."""
    if isinstance(value, Decimal):
        return {"decimal": dumps_json(value)}
    if isinstance(value, dict):
        return {name: _exact(part) for name, part in value.items()}
    return list(map(_exact, value)) if isinstance(value, list) else value
