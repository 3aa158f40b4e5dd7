"""三员分立: what one person may hold at the same time, and that none of the three offices is ever empty.

System, security and audit administrator are three people (GB/T 22239-2019), none of whom works in the business
or audits it; acting for somebody counts as holding. The last of each stays until there is another: without a
security administrator nobody could give anybody a post again, without the others nobody would keep accounts or
look after the log.
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
_LAST = {GUARD: "orgs.last-guard", "system_admin": "orgs.last-system", "audit_admin": "orgs.last-audit"}


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
    """Refuse to end holdings on `on` where one of the three offices would be empty from then on."""
    lost = guarding(ending)
    if lost:
        check_left(on, lost)


def guarding(rows: Iterable[HoldingRecord]) -> list[HoldingRecord]:
    """Return the holdings of the three offices without an end; a limited one counts neither as lost nor as left."""
    return [row for row in rows if row.post.kind in SEPARATED and row.until is None and row.person.is_active]


def check_left(on: date, besides: Iterable[HoldingRecord]) -> None:
    """Refuse where an office that some are to leave has nobody from `on` on besides them."""
    going = list(besides)
    for kind in sorted({row.post.kind for row in going}):
        if not guards(on, kind).exclude(pk__in=[row.pk for row in going]).exists():
            raise Refused(_LAST[kind])


def guards(on: date, kind: str = GUARD) -> DatedQuerySet:
    """Return the holdings that give an active person one of the three offices from `on` on without an end."""
    begun = Q(since=None) | Q(since__lte=on)
    return HoldingRecord.objects.filter(begun, until=None, post__kind=kind, person__is_active=True)
