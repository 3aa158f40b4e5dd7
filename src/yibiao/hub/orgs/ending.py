"""Holdings and actings brought to their end; `on` is the first day without them."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q

from yibiao.hub.actions import Act
from yibiao.hub.orgs.days import before
from yibiao.hub.orgs.models import ActingRecord, HoldingRecord, PersonRecord, UnitRecord
from yibiao.hub.orgs.separation import check_guarded


def end_posts(act: Act, unit: UnitRecord, on: date) -> None:
    """End every holding and acting of a unit's posts."""
    _end(act, Q(post__unit=unit), on)


def end_person(act: Act, person: PersonRecord, on: date) -> None:
    """End all that a person holds and acts for."""
    _end(act, Q(person=person), on)


def _end(act: Act, whose: Q, on: date) -> None:
    still = Q(until=None) | Q(until__gte=on)
    holdings = list(HoldingRecord.objects.filter(whose, still).select_related("post", "person"))
    check_guarded(holdings, on)
    end(act, [*holdings, *ActingRecord.objects.filter(whose, still)], on)


def end(act: Act, rows: Iterable[HoldingRecord | ActingRecord], on: date) -> None:
    """End some holdings and actings: their last day is the one before `on`."""
    for row in rows:
        act.set(row, until=before(on))
