"""Revisions 修订: an amended document against the plan in force, with everything that hangs on that."""

from typing import Any

from yibiao.core.commitments.values import Commitments
from yibiao.core.corrections.jsonform import correction_values
from yibiao.core.corrections.members import with_members
from yibiao.core.revisions.jsonform import revision_values
from yibiao.core.revisions.revise import revise
from yibiao.core.revisions.telling import lines
from yibiao.core.revisions.values import Revision
from yibiao.core.serialise import from_dict
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.carrying import decisions_of
from yibiao.hub.commitments.deciding import Ground, commitments_of, day_of, ground
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.orgs.packs import unit_pack
from yibiao.hub.plans.documents import Given, bring_in, received
from yibiao.hub.plans.drafting import corrections_of, effective, effective_plan
from yibiao.hub.plans.models import ChargeRecord, CorrectionRecord, PlanRecord


def start_revision(
    actor: Actor,
    plan: PlanRecord,
    name: str,
    data: bytes | None = None,
    text: str | None = None,
    *,
    reason: str = "",
    request: str = "",
    edition: int | None = None,
) -> JobRecord:
    """Bring in the amended document of a published plan; return the job that makes a draft which revises it."""
    check(actor, "plan.revise", plan)
    told: dict[str, Any] = {"reason": reason, "request": request, "edition": edition}
    return bring_in(_receive, actor, plan, name, data, text, **told)


@action("plan.revise")
def _receive(act: Act, plan: PlanRecord, given: Given, file: str) -> JobRecord:
    if plan.state != PlanRecord.PUBLISHED:
        raise Refused("hubplans.not-published", title=plan.title)
    return received(act, plan.unit, given, file, revises=plan)


def begin_revision(act: Act, draft: PlanRecord, old: PlanRecord) -> None:
    """Give a new draft what hangs on the plan it revises: offices, leaders in charge, corrections.

    Corrections that the amended text overrules come as undone ones, so that they can be put back.
    """
    draft.revises = old
    draft.unit = old.unit
    draft.dispatching, draft.supervising, draft.assessing = old.dispatching, old.supervising, old.assessing
    draft.save(update_fields=["revises", "unit", "dispatching", "supervising", "assessing"])
    made = _texts(draft, old)
    _carry_corrections(act, draft, old, made)
    _carry_charges(act, draft, old, made)
    act.note("revises", None, f"plan:{old.pk}")


def _texts(draft: PlanRecord, old: PlanRecord) -> Revision:
    """Return the difference of the compiled plans, with the corrections of the old one."""
    return revise(from_dict(old.compiled), from_dict(draft.compiled), corrections_of(old))


def _carry_corrections(act: Act, draft: PlanRecord, old: PlanRecord, made: Revision) -> None:
    by = dict(CorrectionRecord.objects.filter(plan=old).values_list("number", "by"))
    CorrectionRecord.objects.bulk_create(
        CorrectionRecord(
            plan=draft,
            number=one.old.number,
            body=correction_values(one.new or one.old),
            by_id=by.get(one.old.number),
            at=act.at,
            undone_at=None if one.new else act.at,
        )
        for one in made.corrections
    )
    act.note("corrections.carried", None, [one.old.number for one in made.corrections if one.new])
    act.note("corrections.lost", None, [f"{one.old.number} {one.reason}" for one in made.corrections if not one.new])


def _carry_charges(act: Act, draft: PlanRecord, old: PlanRecord, made: Revision) -> None:
    """Carry the leaders in charge to the tasks that go on; of several tasks that became one, the first counts."""
    heirs = {key: one.new for one in made.tasks for key in one.old}
    carried: dict[str, ChargeRecord] = {}
    for row in ChargeRecord.objects.filter(plan=old).order_by("id"):
        for key in heirs.get(row.task, ()) if row.task else ("",):
            new = ChargeRecord(plan=draft, task=key, leader_id=row.leader_id, coordinator_id=row.coordinator_id)
            carried.setdefault(key, new)
    ChargeRecord.objects.bulk_create(carried.values())
    act.note("charges", None, sorted(carried))


def difference(draft: PlanRecord) -> Revision:
    """Return what publishing a draft changes against the plan it revises, commitments included.

    Both plans count as their corrections left them; what became of the old plan's corrections stands with it.
    """
    old = draft.revises
    if old is None:
        raise Refused("hubplans.revises-nothing", title=draft.title)
    texts = _texts(draft, old)
    before, after = effective_plan(old), effective_plan(draft)
    decided, owed = decisions_of(old), commitments_of(ground(old))
    successors = _successors()
    planned = revise(before, after, (), decided, owed, None, successors)
    new = owed_under(draft, planned)
    made = revise(before, after, (), decided, owed, new, successors)
    lost = [one.finding for one in texts.corrections if one.finding is not None]
    return made._replace(corrections=texts.corrections, findings=(*lost, *made.findings))


def owed_under(draft: PlanRecord, made_of: Revision) -> Commitments:
    """Return what units will owe under a draft with the decisions that the revision carries over to it."""
    made = effective(draft)
    decided = with_members(made_of.split_file, made)
    return commitments_of(Ground(made.plan, unit_pack(day_of(made.plan)), decided))


def _successors() -> dict[str, str]:
    """Return the code of the unit that took over, by that of the one it took over from."""
    rows = UnitRecord.objects.exclude(successor=None)
    return dict(rows.values_list("code", "successor__code"))


def difference_values(plan: PlanRecord, lang: str | None = None) -> dict[str, Any]:
    """Return a difference as plain values (yibiao-revision/1) with a sentence for each: as published, else as it stands."""
    published = plan.versions.order_by("-number").first()
    if published is not None and published.revision:
        return dict(published.revision)
    made = difference(plan)
    return revision_values(made) | {"lines": list(lines(made, lang))}
