"""Who hears of something: the people that a unit, a post or a plan means today, deputies included."""

from collections.abc import Collection, Iterable
from typing import Any

from django.db.models import Q

from yibiao.hub.clock import today
from yibiao.hub.commitments.models import SHARING, CommitmentRecord
from yibiao.hub.orgs.models import WORKING, ActingRecord, HoldingRecord
from yibiao.hub.plans.models import ChargeRecord, PartyRecord, PlanRecord


def working_in(units: Iterable[Any]) -> set[int]:
    """Return the people (by id) who work in `units` (ids or a query of them) today, or act for one who does."""
    return _holding(Q(post__unit__in=units, post__kind__in=WORKING))


def heads_of(units: Iterable[Any]) -> set[int]:
    """Return the heads and deputies (by id) of `units`, those who sign for them."""
    return _holding(Q(post__unit__in=units, post__kind__in=("head", "deputy")))


def in_posts(posts: Collection[int | None]) -> set[int]:
    """Return the people who hold posts (by id) today, or act in them."""
    return _holding(Q(post__in=[post for post in posts if post is not None]))


def _holding(condition: Q) -> set[int]:
    held = HoldingRecord.objects.on(today()).filter(condition).values_list("person", flat=True)
    acting = ActingRecord.objects.on(today()).filter(condition).values_list("person", flat=True)
    return set(held.union(acting))


def parties_of(plan: PlanRecord) -> set[int]:
    """Return the people of the units that owe or lead something under a plan."""
    return working_in(PartyRecord.objects.filter(Q(owes=True) | Q(leads=True), plan=plan).values("unit"))


def leaders_of(plan: PlanRecord) -> set[int]:
    """Return the leaders and coordinators in charge of a plan or of a task of it."""
    pairs = ChargeRecord.objects.filter(plan=plan).values_list("leader", "coordinator")
    return in_posts({post for pair in pairs for post in pair})


def dispatchers_of(plan: PlanRecord) -> set[int]:
    """Return the people of the office that dispatches a plan."""
    return working_in([plan.dispatching_id or plan.unit_id])


def sharers_of(plan: PlanRecord, target: str) -> set[int]:
    """Return the people of the units that share the total of a target (by its key)."""
    rows = CommitmentRecord.objects.filter(plan=plan, target=target, closed_at=None, holding__in=SHARING)
    return working_in(rows.order_by().values("unit"))


def leads_of(plan: PlanRecord, target: str) -> set[int]:
    """Return the people of the units that lead the total of a target (by its key)."""
    rows = CommitmentRecord.objects.filter(plan=plan, target=target, closed_at=None, holding="total")
    return working_in(rows.order_by().values("unit"))
