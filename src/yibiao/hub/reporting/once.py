"""One question asked once: a figure that a unit filed under one plan stands in its tables of other plans that ask the same.

The office that dispatches a plan confirms which of its targets another plan asks already (`core.commitments.same`
proposes them). From then on whichever report is filed first fills the other's cell, cited, where it is still empty.
"""

from typing import Any, NamedTuple

from django.db.models import Q

from yibiao.core.commitments.horizon import months_of
from yibiao.core.commitments.same import same_questions
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.locks import Locks
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import TOTAL
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import ReportRecord, SameRecord
from yibiao.hub.reporting.offering import KNOWN, put
from yibiao.messages import say


class Question(NamedTuple):
    """A target of a plan and one of another that ask the same; `record` where somebody confirmed it."""

    target: dict[str, Any]
    other: PlanRecord
    other_target: dict[str, Any]
    record: SameRecord | None


def questions(actor: Actor, plan: PlanRecord) -> list[Question]:
    """Return what a plan and others in force ask alike, confirmed or only proposed; two queries, however many plans."""
    others = visible(actor, "plan.read", PlanRecord.objects.filter(state=PlanRecord.PUBLISHED)).exclude(pk=plan.pk)
    linked = {(row.target, row.other_id, row.other_target): row for row in SameRecord.objects.filter(plan=plan, ended_at=None)}
    found = []
    ours = _targets(plan)
    for other in others.defer("compiled"):
        theirs = _targets(other)
        pairs = {(one.target, one.other) for one in same_questions(ours.values(), theirs.values())}
        pairs |= {(target, key) for target, pk, key in linked if pk == other.pk and target in ours and key in theirs}
        found += [Question(ours[one], other, theirs[two], linked.get((one, other.pk, two))) for one, two in sorted(pairs)]
    return found


def _targets(plan: PlanRecord) -> dict[str, dict[str, Any]]:
    return {target["key"]: target for target in (plan.effective or {}).get("targets") or ()}


@action("same.set", "plan.assign")
def ask_once(act: Act, plan: PlanRecord, target: str, other: PlanRecord, other_target: str) -> SameRecord:
    """Confirm that two targets ask the same; what was filed under the other for a period still open here is filled in."""
    if target not in _targets(plan) or other_target not in _targets(other) or plan.pk == other.pk:
        raise Refused("reporting.no-question")
    fields = {"by_id": act.actor.person, "at": act.at, "ended_at": None}
    made, _ = SameRecord.objects.update_or_create(
        plan=plan, target=target, other=other, other_target=other_target, defaults=fields
    )
    act.note(f"same:{target}", None, f"{other.pk}:{other_target}")
    for report in ReportRecord.objects.filter(plan=other, filed_at__isnull=False).select_related("plan", "unit"):
        spread(act, report)
    return made


@action("same.end", "plan.assign")
def ask_apart(act: Act, plan: PlanRecord, same: SameRecord) -> SameRecord:
    """Let two targets be asked apart again; what was filled in stays."""
    same.ended_at = act.at
    same.save(update_fields=["ended_at"])
    act.note(f"same:{same.target}", f"{same.other_id}:{same.other_target}", None)
    return same


def spread(act: Act, report: ReportRecord) -> int:
    """Fill what a report filed into the unit's cells of other plans that ask the same, where they are empty and open.

    Periods meet where they end in the same month: the figure is cumulative. Return how many cells were filled.
    """
    links = SameRecord.objects.filter(Q(plan=report.plan_id) | Q(other=report.plan_id), ended_at=None)
    pairs = [_from(one, report.plan_id) for one in links.select_related("plan", "other")]
    if not pairs:
        return 0
    totals = ValueRecord.objects.filter(commitment__plan=report.plan_id, commitment__unit=report.unit_id, period=report.period)
    known = {value.commitment.target: value for value in totals.filter(field=TOTAL, filed__gt="").select_related("commitment")}
    return sum(_fill(act, report, known[key], plan, target) for key, plan, target in pairs if key in known)


def _from(same: SameRecord, plan: int) -> tuple[str, PlanRecord, str]:
    """Return the own target of a plan, and the other plan with its target."""
    if same.plan_id == plan:
        return same.target, same.other, same.other_target
    return same.other_target, same.plan, same.target


def _fill(act: Act, report: ReportRecord, value: ValueRecord, plan: PlanRecord, target: str) -> int:
    rows = CommitmentRecord.objects.filter(plan=plan, unit=report.unit_id, target=target, closed_at=None)
    period = _period(plan, report.period)
    locks = Locks({(plan.pk, report.unit_id, period)})
    return sum(_fill_one(act, report, value, row, period, locks) for row in rows) if period else 0


def _fill_one(act: Act, report: ReportRecord, value: ValueRecord, row: CommitmentRecord, period: str, locks: Locks) -> bool:
    if locks.shut(row.plan_id, row.unit_id, (row.pk, period, TOTAL)):
        return False
    cell = ValueRecord.objects.filter(commitment=row, period=period, field=TOTAL).first()
    if cell is not None and cell.value:
        return False
    cell = cell or ValueRecord(commitment=row, period=period, field=TOTAL, edition=0)
    cell.value, cell.source, cell.edition = value.filed or "", KNOWN, cell.edition + 1
    cell.by_id, cell.at = value.by_id, act.at
    cell.save()
    act.note(f"commitment:{row.pk}.{period}.{TOTAL}", None, cell.value)
    title = report.plan.title[:160]
    put(act, row, period, cell.value, say("reporting.cite-table", "zh", title=title, number=report.number), value.commitment)
    return True


def _period(plan: PlanRecord, period: str) -> str:
    """Return the period of a plan that ends in the same month as one of another's; empty where it has none."""
    end = (months_of(period) or (0, -1))[1]
    made, _ = rounds(plan)
    return next((one.period for one in made if (months_of(one.period) or (0, -2))[1] == end and one.every == "month"), "")
