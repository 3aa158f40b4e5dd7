"""What a right is asked about: the facts of a row that rights look at; as conditions on queries they stand in `lookups`."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from django.db.models import Model

from yibiao.core.coordination.machines import stage_of
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import SHARING, CommitmentRecord, HandOnRecord, LeadRecord, SplitRecord
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import SEPARATED, HoldingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.models import ChargeRecord, DocumentRecord, PartyRecord, PlanRecord
from yibiao.hub.reporting.models import ReportRecord, RequestRecord


class Subject(NamedTuple):
    """The facts of an object that rights look at.

    `paths` are those of its units, `offices` unit ids by office, `charged` the posts in charge, `persons`
    the people it belongs to.
    """

    kind: str
    state: str = "any"
    paths: Collection[str] = ()
    offices: Mapping[str, Collection[int]] = {}
    charged: Collection[int] = ()
    persons: Collection[int] = ()


SYSTEM = Subject("system")


def subject_of(row: Model | None) -> Subject:
    """Return the subject of a row; None is the system as a whole."""
    if row is None:
        return SYSTEM
    return _SUBJECTS[type(row)](row)


def plan_subject(plan: PlanRecord, kind: str = "plan", state: str | None = None) -> Subject:
    """Return the subject of a plan, or of something whose rights are those of its plan."""
    parties = list(PartyRecord.objects.filter(plan=plan).values_list("unit", "leads", "owes"))
    charges = ChargeRecord.objects.filter(plan=plan).values_list("leader", "coordinator")
    offices = {
        **_offices(plan),
        "lead": {unit for unit, leads, _ in parties if leads},
        "owing": {unit for unit, _, owes in parties if owes},
    }
    charged = {post for pair in charges for post in pair if post}
    return Subject(kind, state or plan.state, (), offices, charged)


def _offices(plan: PlanRecord) -> dict[str, set[int]]:
    """Return the offices of a plan; the unit that brought it in dispatches until another is named."""
    return {
        "dispatching": {plan.dispatching_id or plan.unit_id},
        "supervising": {unit for unit in (plan.supervising_id,) if unit},
        "assessing": {unit for unit in (plan.assessing_id,) if unit},
    }


def _unit_subject(unit: UnitRecord) -> Subject:
    return Subject("unit", paths=(unit.path,), offices={"dispatching": (unit.pk,) if unit.dispatches else ()})


def _document_subject(document: DocumentRecord) -> Subject:
    """A document is read like the plans made of it; before there is one, by the office that brought it in."""
    plans = list(document.plans.all())
    published = any(plan.state in PlanRecord.IN_PUBLIC for plan in plans)
    own: dict[str, set[int]] = {"dispatching": {document.unit_id}}
    charged: set[int] = set()
    for plan in plans:
        subject = plan_subject(plan)
        charged.update(subject.charged)
        for office in ("dispatching", "supervising", "assessing"):
            own.setdefault(office, set()).update(subject.offices[office])
    return Subject("document", "published" if published else "any", (), own, charged)


def _split_subject(split: SplitRecord) -> Subject:
    """A total is shared out by those who lead it and have no share of it; leads of other tasks have no say."""
    made = plan_subject(split.plan, "split", split.state)
    rows = CommitmentRecord.objects.filter(plan=split.plan_id, target=split.target)
    leading = set(LeadRecord.objects.filter(commitment__in=rows).values_list("unit", flat=True))
    sharing = set(rows.filter(holding__in=SHARING).order_by().values_list("unit", flat=True))
    return made._replace(offices={**made.offices, "lead": leading - sharing})


def _commitment_subject(row: CommitmentRecord) -> Subject:
    plan = row.plan
    leads = set(LeadRecord.objects.filter(commitment=row).values_list("unit", flat=True))
    charges = ChargeRecord.objects.filter(plan=plan, task__in=("", row.task))
    charged = {post for pair in charges.values_list("leader", "coordinator") for post in pair if post}
    is_open = row.closed_at is None and plan.state == PlanRecord.PUBLISHED
    offices = {**_offices(plan), "lead": leads, "taking": _takers([row.pk]).get(row.pk, _NO_ONE)}
    return Subject("commitment", "open" if is_open else "closed", (row.unit.path,), offices, charged)


def report_subject(plan: PlanRecord, unit: UnitRecord, stage: str) -> Subject:
    """Return the subject of a unit's report under a plan at a stage, whether or not anybody has begun it."""
    leads = LeadRecord.objects.filter(commitment__plan=plan, commitment__unit=unit, commitment__closed_at=None)
    taken = HandOnRecord.objects.filter(commitment__plan=plan, commitment__unit=unit, withdrawn_at=None)
    charges = ChargeRecord.objects.filter(plan=plan).values_list("leader", "coordinator")
    offices = {
        **_offices(plan),
        "lead": set(leads.values_list("unit", flat=True)),
        "taking": set(taken.values_list("unit", flat=True)),
    }
    state = stage if plan.state == PlanRecord.PUBLISHED else "closed"
    return Subject("report", state, (unit.path,), offices, {post for pair in charges for post in pair if post})


def _report_subject(row: ReportRecord) -> Subject:
    return report_subject(row.plan, row.unit, row.stage)


def _request_subject(row: RequestRecord) -> Subject:
    made = report_subject(row.plan, row.unit, row.state)
    return made._replace(kind="request", persons=(row.by_id,) if row.by_id is not None else ())


# What rights are told of a commitment: the ids of its unit and plan, whether it is closed, who leads, who is in charge,
# and to whom it was handed on.
Facts = tuple[int, int, bool, frozenset[int], frozenset[int], frozenset[int]]
_NO_ONE: frozenset[int] = frozenset()


def commitment_facts(rows: Collection[tuple[int, int, int, bool, str]], roles: Collection[str]) -> dict[int, Facts]:
    """Return the facts of many commitments by id, with three queries at most.

    A row is the ids of commitment, unit and plan, whether it is closed, and its task. Who leads, who is in
    charge and who took it on is read where `roles`, those a right names, ask for it.
    """
    leads = _leads([row[0] for row in rows]) if "lead" in roles else {}
    charges = _charges({row[2] for row in rows}) if "leader" in roles else {}
    takers = _takers([row[0] for row in rows]) if "taking" in roles else {}
    if not leads and not charges and not takers:
        return {pk: (unit, plan, bool(closed), _NO_ONE, _NO_ONE, _NO_ONE) for pk, unit, plan, closed, _ in rows}
    return {
        pk: (
            unit,
            plan,
            bool(closed),
            leads.get(pk, _NO_ONE),
            charges.get((plan, ""), _NO_ONE) | charges.get((plan, task), _NO_ONE),
            takers.get(pk, _NO_ONE),
        )
        for pk, unit, plan, closed, task in rows
    }


def commitment_subjects(facts: Collection[Facts], paths: Mapping[int, str]) -> dict[Facts, Subject]:
    """Return the subjects of commitments by their facts, with one query; `paths` are those of their units by id."""
    ids = {plan for _, plan, *_ in facts}
    plans = {plan.pk: plan for plan in PlanRecord.objects.filter(pk__in=ids).only(*_OF_PLANS)}

    def subject(known: Facts) -> Subject:
        unit, of, closed, lead, charged, taking = known
        plan = plans[of]
        state = "open" if not closed and plan.state == PlanRecord.PUBLISHED else "closed"
        return Subject("commitment", state, (paths[unit],), {**_offices(plan), "lead": lead, "taking": taking}, charged)

    return {known: subject(known) for known in facts}


def _leads(commitments: Collection[int]) -> dict[int, frozenset[int]]:
    """Return the units that lead, by commitment."""
    found: dict[int, set[int]] = {}
    for commitment, unit in LeadRecord.objects.filter(commitment__in=commitments).values_list("commitment", "unit"):
        found.setdefault(commitment, set()).add(unit)
    return {commitment: frozenset(units) for commitment, units in found.items()}


def _takers(commitments: Collection[int]) -> dict[int, frozenset[int]]:
    """Return the units that commitments were handed on to, by commitment."""
    found: dict[int, set[int]] = {}
    handed = HandOnRecord.objects.filter(commitment__in=commitments, withdrawn_at=None)
    for commitment, unit in handed.order_by().values_list("commitment", "unit"):
        found.setdefault(commitment, set()).add(unit)
    return {commitment: frozenset(units) for commitment, units in found.items()}


def _charges(plans: Collection[int]) -> dict[tuple[int, str], frozenset[int]]:
    """Return the posts in charge, by plan and task."""
    rows = ChargeRecord.objects.filter(plan__in=list(plans)).values_list("plan", "task", "leader", "coordinator")
    return {(plan, task): frozenset(post for post in pair if post) for plan, task, *pair in rows}


_OF_PLANS = ("state", "unit_id", "dispatching_id", "supervising_id", "assessing_id")


def _person_subject(person: PersonRecord) -> Subject:
    paths = HoldingRecord.objects.on(today()).filter(person=person).values_list("post__unit__path", flat=True)
    return Subject("person", paths=set(paths), persons=(person.pk,))


# Posts that stand apart from the work of their unit: nobody above them passes them on.
OFFICIAL = (*SEPARATED, "auditor")


def _post_subject(post: PostRecord) -> Subject:
    holders = HoldingRecord.objects.on(today()).filter(post=post).values_list("person", flat=True)
    return Subject("post", "office" if post.kind in OFFICIAL else "ordinary", (post.unit.path,), persons=set(holders))


def _job_subject(job: JobRecord) -> Subject:
    return Subject(
        "job", paths=(job.unit.path,) if job.unit else (), persons=(job.by_id,) if job.by_id is not None else ()
    )


def _item_subject(row: ItemRecord) -> Subject:
    """Its units are its parties; who signs for the unit it comes from is found by that unit's path."""
    made = plan_subject(row.plan)
    leading = LeadRecord.objects.filter(commitment=row.commitment_id) if row.commitment_id else LeadRecord.objects.none()
    parties = {
        "lead": set(leading.values_list("unit", flat=True)),
        "doing": {row.unit_id} - {None},
        "helping": set(row.helpers.values_list("pk", flat=True)),
        "asking": {row.asker_id},
    }
    return Subject("item", stage_of(row.state), (row.asker.path,), {**made.offices, **parties}, made.charged)


_SUBJECTS: dict[type[Model], Callable[[Any], Subject]] = {
    PlanRecord: plan_subject,
    UnitRecord: _unit_subject,
    DocumentRecord: _document_subject,
    SplitRecord: _split_subject,
    CommitmentRecord: _commitment_subject,
    ReportRecord: _report_subject,
    RequestRecord: _request_subject,
    PersonRecord: _person_subject,
    PostRecord: _post_subject,
    JobRecord: _job_subject,
    ItemRecord: _item_subject,
}
