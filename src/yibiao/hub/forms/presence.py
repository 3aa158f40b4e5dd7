"""Several in one form: what the others have saved since somebody looked, and who has it open just now."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db import IntegrityError, transaction

from yibiao.hub.access.actors import Actor
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.forms.models import PresenceRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord

# Pages ask every ten seconds; who was not heard of for three times that has gone.
HERE = datetime.timedelta(seconds=30)
# One write for several questions.
_NOTED_EVERY = datetime.timedelta(seconds=15)
# A save is seen when it is committed, a moment after the one it is dated by.
_OVERLAP = datetime.timedelta(seconds=30)
_KEPT = datetime.timedelta(days=1)


class Changed(NamedTuple):
    """A cell that was saved lately: its value and edition now, who saved it and when."""

    commitment: int
    field: str
    value: str
    edition: int
    by: str
    at: datetime.datetime


def changed(rows: Iterable[CommitmentRecord], period: str, since: datetime.datetime) -> list[Changed]:
    """Return the cells of rows that were saved since a moment, and some just before it; one query."""
    values = ValueRecord.objects.filter(commitment__in=rows, period=period, at__gte=since - _OVERLAP).order_by("at", "pk")
    found = values.values_list("commitment", "field", "value", "edition", "by__name", "at")
    return [Changed(pk, field, value, edition, by or "", at) for pk, field, value, edition, by, at in found]


def come(actor: Actor, plan: PlanRecord, unit: UnitRecord, period: str) -> None:
    """Note that somebody has a form open, with one query, and one write in fifteen seconds."""
    at = now()
    here = PresenceRecord.objects.filter(plan=plan, unit=unit, period=period, person=actor.person)
    known = here.values_list("at", flat=True).first()
    if actor.person is None or (known is not None and at - known < _NOTED_EVERY):
        return
    if known is not None:
        here.update(at=at)
        return
    try:
        with transaction.atomic():
            PresenceRecord.objects.create(plan=plan, unit=unit, period=period, person_id=actor.person, at=at)
    except IntegrityError:  # the same person in another tab, at the same moment
        here.update(at=at)


def others(actor: Actor, plan: PlanRecord, unit: UnitRecord, period: str) -> list[str]:
    """Return the names of who else has a form open; one query."""
    here = PresenceRecord.objects.filter(plan=plan, unit=unit, period=period, at__gt=now() - HERE)
    people = PersonRecord.objects.filter(pk__in=here.exclude(person=actor.person).values("person"))
    return list(people.order_by("name", "pk").values_list("name", flat=True))


def tidy() -> int:
    """Forget who had a form open long ago; return how many."""
    return PresenceRecord.objects.filter(at__lt=now() - _KEPT).delete()[0]
