"""What rights look at, as conditions on queries: the same facts as those of `subjects`, for many rows at once."""

from collections.abc import Callable, Collection
from typing import NamedTuple

from django.db.models import Exists, OuterRef, Q

from yibiao.core.coordination.machines import stages
from yibiao.hub.access.subjects import OFFICIAL
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import SHARING, CommitmentRecord, HandOnRecord, LeadRecord
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.orgs.models import HoldingRecord
from yibiao.hub.plans.models import ChargeRecord, PartyRecord, PlanRecord

NONE = Q(pk__in=[])


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
    official = Q(kind__in=OFFICIAL)
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
