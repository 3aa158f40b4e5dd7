"""Which entries of the log are the history of a thing, for whoever may read it."""

from collections.abc import Iterable
from typing import TypeAlias

from django.db.models import Q, QuerySet

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, check, may, visible
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import HANDING, CommitmentRecord, SplitRecord
from yibiao.hub.orgs.models import ActingRecord, HoldingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

Entries: TypeAlias = QuerySet[EntryRecord]
# A revision of a revision …: how far back a commitment's life is followed.
_REVISIONS = 20


def of_document(actor: Actor, row: DocumentRecord) -> Entries:
    """Return what was done to a document: for who may read the history of a plan made of it, or prepares one."""
    plans = list(row.plans.all())
    if plans and not any(may(actor, "history.read", plan) for plan in plans):
        raise Denied("history.read")
    return _about(f"document:{row.pk}")


def of_split(actor: Actor, row: SplitRecord) -> Entries:
    """Return what was done to a split, for who may read the history of its plan."""
    check(actor, "history.read", row.plan)
    return _about(f"split:{row.pk}")


def of_commitment(actor: Actor, row: CommitmentRecord) -> tuple[Entries, tuple[str, ...]]:
    """Return the entries that changed a row or its values, also before revisions, and the names it had in them.

    Whoever may read a row of a table may read how it came about; of an entry that tells of more, its part.
    """
    check(actor, "commitment.read", row)
    line = list(_line(row))
    found = Q(pk__in=[])
    for one in line:
        units = [f"unit:{one.unit_id}"]
        named = Q(line__contains=f'"commitment:{one.pk}.')
        found |= named & (Q(plan=f"plan:{one.plan_id}") | Q(action="value.save", object__in=units))
        found |= Q(object=f"commitment:{one.pk}")
    entries = EntryRecord.objects.filter(found)
    if not may(actor, "commitment.handed", row):
        entries = entries.exclude(action__in=HANDING)
    return entries, tuple(f"commitment:{one.pk}" for one in line)


def _line(row: CommitmentRecord) -> Iterable[CommitmentRecord]:
    """Yield a row and those it continues."""
    current: CommitmentRecord | None = row
    for _ in range(_REVISIONS):
        if current is None:
            return
        yield current
        current = current.previous


def of_unit(actor: Actor, row: UnitRecord) -> Entries:
    """Return how a unit came to stand as it does; what it filled in belongs to plans."""
    check(actor, "unit.history", row)
    return EntryRecord.objects.filter(object=f"unit:{row.pk}", action__startswith="unit.")


def of_person(actor: Actor, row: PersonRecord) -> Entries:
    """Return what was done to a person's account and posts, and when they signed in."""
    check(actor, "person.history", row)
    held = HoldingRecord.objects.filter(person=row).values_list("pk", "post")
    acted = ActingRecord.objects.filter(person=row).values_list("pk", "post")
    spells = [*(f"holding:{pk}" for pk, _ in held), *(f"acting:{pk}" for pk, _ in acted)]
    posts = [f"post:{post}" for _, post in (*held, *acted)]
    named = Q(object__in=posts, line__contains=f'"person:{row.pk}"')
    return EntryRecord.objects.filter(Q(object__in=[f"person:{row.pk}", *spells]) | named)


def of_post(actor: Actor, row: PostRecord) -> Entries:
    """Return how a post was made, held, acted for and handed over."""
    check(actor, "post.history", row)
    spells = [f"holding:{pk}" for pk in row.holdings.values_list("pk", flat=True)]
    spells += [f"acting:{pk}" for pk in row.actings.values_list("pk", flat=True)]
    return _about(f"post:{row.pk}", *spells)


def _about(*objects: str) -> Entries:
    return EntryRecord.objects.filter(object__in=objects)


def knows_doers(actor: Actor) -> bool:
    """Tell whether somebody may read in the log itself who did official acts: as on the pages of plans, auditors do."""
    return any(post.kind == "auditor" for post in actor.posts)


def seen_plans(actor: Actor) -> QuerySet[PlanRecord]:
    """Return the plans an actor may see, without their values."""
    return visible(actor, "plan.read", PlanRecord.objects.defer("compiled", "effective"))
