"""What a right is asked about: the facts of a row that rights look at, and the same as conditions on queries."""

from collections.abc import Callable, Collection, Mapping
from typing import Any, NamedTuple

from django.db.models import Exists, Model, OuterRef, Q

from yibiao.core.coordination.machines import stage_of, stages
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import SHARING, CommitmentRecord, HandOnRecord, LeadRecord, SplitRecord
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import SEPARATED, HoldingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.models import ChargeRecord, DocumentRecord, PartyRecord, PlanRecord
from yibiao.hub.reporting.models import ReportRecord, RequestRecord

NONE = Q(pk__in=[])


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
_OFFICIAL = (*SEPARATED, "auditor")


def _post_subject(post: PostRecord) -> Subject:
    holders = HoldingRecord.objects.on(today()).filter(post=post).values_list("person", flat=True)
    return Subject("post", "office" if post.kind in _OFFICIAL else "ordinary", (post.unit.path,), persons=set(holders))


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


class Lookup(NamedTuple):
    """The same facts as conditions on a query of rows of one kind."""

    state: Callable[[str], Q]
    units: Callable[[str, Collection[str]], Q] = lambda _relation, _paths: NONE
    office: Callable[[str, Collection[int]], Q] = lambda _office, _units: NONE
    charged: Callable[[Collection[int]], Q] = lambda _posts: NONE
    persons: Callable[[int], Q] = lambda _person: NONE


def _by_path(prefix: str) -> Callable[[str, Collection[str]], Q]:
    """Return the condition that the unit found under `prefix` is one of `paths`, or lies below or above one."""

    def units(relation: str, paths: Collection[str]) -> Q:
        if relation == "own":
            return Q(**{f"{prefix}path__in": list(paths)})
        met = NONE
        for path in paths:
            if relation == "above":
                met |= Q(**{f"{prefix}path__startswith": path}) & ~Q(**{f"{prefix}path": path})
            else:
                parents = path.rstrip("/").split("/")
                met |= Q(**{f"{prefix}path__in": ["/".join(parents[:n]) + "/" for n in range(1, len(parents))]})
        return met

    return units


def _plan_office(prefix: str) -> Callable[[str, Collection[int]], Q]:
    """Return the condition that an office of the plan found under `prefix` is one of some units."""

    def office(name: str, units: Collection[int]) -> Q:
        ids = list(units)
        if name == "dispatching":
            own = Q(**{f"{prefix}dispatching__in": ids})
            return own | Q(**{f"{prefix}dispatching": None, f"{prefix}unit__in": ids})
        if name in {"supervising", "assessing"}:
            return Q(**{f"{prefix}{name}__in": ids})
        field = "leads" if name == "lead" else "owes"
        parties = PartyRecord.objects.filter(plan=OuterRef(f"{prefix}pk"), unit__in=ids, **{field: True})
        return Q(Exists(parties))

    return office


def _plan_charged(prefix: str) -> Callable[[Collection[int]], Q]:
    def charged(posts: Collection[int]) -> Q:
        theirs = Q(leader__in=list(posts)) | Q(coordinator__in=list(posts))
        return Q(Exists(ChargeRecord.objects.filter(theirs, plan=OuterRef(f"{prefix}pk"))))

    return charged


def _split_office(name: str, units: Collection[int]) -> Q:
    if name != "lead":
        return _plan_office("plan__")(name, units)
    theirs = {"plan": OuterRef("commitment__plan"), "target": OuterRef("commitment__target"), "unit": OuterRef("unit")}
    sharing = CommitmentRecord.objects.filter(holding__in=SHARING, **theirs)
    of = {"commitment__plan": OuterRef("plan"), "commitment__target": OuterRef("target")}
    return Q(Exists(LeadRecord.objects.filter(~Exists(sharing), unit__in=list(units), **of)))


def _document_office(name: str, units: Collection[int]) -> Q:
    plans = PlanRecord.objects.filter(_plan_office("")(name, units), document=OuterRef("pk"))
    return Q(Exists(plans)) | (Q(unit__in=list(units)) if name == "dispatching" else NONE)


def _document_state(_state: str) -> Q:
    """A document has one state rights ask about: whether a plan of it is published."""
    return Q(Exists(PlanRecord.objects.filter(document=OuterRef("pk"), state__in=PlanRecord.IN_PUBLIC)))


def _document_charged(posts: Collection[int]) -> Q:
    return Q(Exists(PlanRecord.objects.filter(_plan_charged("")(posts), document=OuterRef("pk"))))


def _commitment_office(name: str, units: Collection[int]) -> Q:
    if name == "lead":
        return Q(Exists(LeadRecord.objects.filter(commitment=OuterRef("pk"), unit__in=list(units))))
    if name == "taking":
        handed = HandOnRecord.objects.filter(commitment=OuterRef("pk"), unit__in=list(units), withdrawn_at=None)
        return Q(Exists(handed))
    return _plan_office("plan__")(name, units)


def _commitment_state(state: str) -> Q:
    is_open = Q(closed_at=None, plan__state=PlanRecord.PUBLISHED)
    return is_open if state == "open" else ~is_open


def _commitment_charged(posts: Collection[int]) -> Q:
    theirs = Q(leader__in=list(posts)) | Q(coordinator__in=list(posts))
    charges = ChargeRecord.objects.filter(theirs, plan=OuterRef("plan"))
    return Q(Exists(charges.filter(Q(task="") | Q(task=OuterRef("task")))))


def _report_office(name: str, units: Collection[int]) -> Q:
    if name in ("lead", "taking"):
        ids = list(units)
        rows = CommitmentRecord.objects.filter(plan=OuterRef("plan"), unit=OuterRef("unit"))
        if name == "taking":
            return Q(Exists(rows.filter(handed_on__unit__in=ids, handed_on__withdrawn_at=None)))
        return Q(Exists(rows.filter(closed_at=None, leads__unit__in=ids)))
    return _plan_office("plan__")(name, units)


def _report_state(field: str) -> Callable[[str], Q]:
    """Return the condition that a report is at a stage, or a request in a state; those of closed plans are at none."""

    def state(wanted: str) -> Q:
        closed = ~Q(plan__state=PlanRecord.PUBLISHED)
        return closed if wanted == "closed" else ~closed & Q(**{field: wanted})

    return state


def _person_units(relation: str, paths: Collection[str]) -> Q:
    held = HoldingRecord.objects.on(today()).filter(person=OuterRef("pk"))
    theirs = held.filter(_by_path("post__unit__")(relation, paths))
    return Q(Exists(theirs))


_PARTIES = {"doing": "unit__in", "asking": "asker__in"}


def _item_office(name: str, units: Collection[int]) -> Q:
    if name == "lead":
        return Q(Exists(LeadRecord.objects.filter(commitment=OuterRef("commitment"), unit__in=list(units))))
    if name == "helping":  # no join: rows stay single
        return Q(Exists(ItemRecord.helpers.through.objects.filter(itemrecord=OuterRef("pk"), unitrecord__in=list(units))))
    field = _PARTIES.get(name)
    return Q(**{field: list(units)}) if field else _plan_office("plan__")(name, units)


def _post_state(state: str) -> Q:
    official = Q(kind__in=_OFFICIAL)
    return official if state == "office" else ~official


def _post_persons(person: int) -> Q:
    return Q(Exists(HoldingRecord.objects.on(today()).filter(post=OuterRef("pk"), person=person)))


LOOKUPS: dict[str, Lookup] = {
    "plan": Lookup(lambda state: Q(state=state), office=_plan_office(""), charged=_plan_charged("")),
    "split": Lookup(lambda state: Q(state=state), office=_split_office, charged=_plan_charged("plan__")),
    "document": Lookup(_document_state, office=_document_office, charged=_document_charged),
    "commitment": Lookup(
        _commitment_state, _by_path("unit__"), office=_commitment_office, charged=_commitment_charged
    ),
    "report": Lookup(_report_state("stage"), _by_path("unit__"), office=_report_office, charged=_plan_charged("plan__")),
    "request": Lookup(
        _report_state("state"),
        _by_path("unit__"),
        office=_report_office,
        charged=_plan_charged("plan__"),
        persons=lambda person: Q(by=person),
    ),
    "unit": Lookup(
        lambda _: NONE,
        _by_path(""),
        office=lambda name, units: Q(pk__in=list(units), dispatches=True) if name == "dispatching" else NONE,
    ),
    "person": Lookup(lambda _: NONE, _person_units, persons=lambda person: Q(pk=person)),
    "post": Lookup(_post_state, _by_path("unit__"), persons=_post_persons),
    "item": Lookup(
        lambda stage: Q(state__in=stages().get(stage, ())), _by_path("asker__"), _item_office, _plan_charged("plan__")
    ),
    "job": Lookup(lambda _: NONE, _by_path("unit__"), persons=lambda person: Q(by=person)),
}
