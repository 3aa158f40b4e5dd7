"""三员分立: what one person may hold at the same time, and that somebody always guards the rights.

System, security and audit administrator are three people (GB/T 22239-2019), none of whom works in the business
or audits it; acting for somebody counts as holding. The last security administrator stays: nobody else could
give anybody a post again.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date
from itertools import combinations
from typing import NamedTuple

from django.db.models import Q

from yibiao.hub.actions import Refused
from yibiao.hub.base import DatedQuerySet
from yibiao.hub.orgs.days import meet
from yibiao.hub.orgs.models import SEPARATED, ActingRecord, HoldingRecord

GUARD = "security_admin"


class Held(NamedTuple):
    """A kind of post somebody holds or acts for, from a day to a day."""

    kind: str
    since: date | None
    until: date | None


def conflict(held: Sequence[Held]) -> str | None:
    """Return the key of what is wrong with holding these posts, None where one person may."""
    for one, two in combinations(held, 2):
        kinds = {one.kind, two.kind}
        if len(kinds) == 2 and kinds & set(SEPARATED) and meet(one[1:], two[1:]):
            return "orgs.separated-three" if kinds <= set(SEPARATED) else "orgs.separated-work"
    return None


def held_by(people: Collection[int]) -> dict[int, list[Held]]:
    """Return what each of some people holds or acts for at any time, with two queries."""
    found: dict[int, list[Held]] = defaultdict(list)
    for model in (HoldingRecord, ActingRecord):
        rows = model.objects.filter(person__in=people)
        for person, *held in rows.values_list("person", "post__kind", "since", "until"):
            found[person].append(Held(*held))
    return found


def check_separated(person: int, *more: Held) -> None:
    """Refuse to give a person posts that they may not hold beside those they have."""
    key = conflict([*held_by([person])[person], *more])
    if key:
        raise Refused(key)


def check_guarded(ending: Iterable[HoldingRecord], on: date) -> None:
    """Refuse to end holdings on `on` where nobody would be security administrator from then on."""
    lost = guarding(ending)
    if lost:
        check_left(on, lost)


def guarding(rows: Iterable[HoldingRecord]) -> list[HoldingRecord]:
    """Return the holdings that guard the rights without an end; a limited one counts neither as lost nor as left."""
    return [row for row in rows if row.post.kind == GUARD and row.until is None and row.person.is_active]


def check_left(on: date, besides: Iterable[HoldingRecord]) -> None:
    """Refuse where nobody guards the rights from `on` on besides some who are to go."""
    if not guards(on).exclude(pk__in=[row.pk for row in besides]).exists():
        raise Refused("orgs.last-guard")


def guards(on: date) -> DatedQuerySet:
    """Return the holdings that make an active person security administrator from `on` on without an end."""
    begun = Q(since=None) | Q(since__lte=on)
    return HoldingRecord.objects.filter(begun, until=None, post__kind=GUARD, person__is_active=True)
