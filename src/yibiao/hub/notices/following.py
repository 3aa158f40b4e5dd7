"""Plans that people follow: a wish of their own, no change of the plan, and so no entry of the log.

Whoever may read a plan may follow it. Followers hear what its parties hear, once.
"""

from django.db.models import Q

from yibiao.hub.access.actors import Actor, posts_of_each
from yibiao.hub.access.rights import Denied, check
from yibiao.hub.actions import Act, name_of
from yibiao.hub.clock import now, today
from yibiao.hub.notices import hearing
from yibiao.hub.notices.models import FollowRecord, NoticeRecord
from yibiao.hub.notices.occasions import settle
from yibiao.hub.notices.telling import tell
from yibiao.hub.plans.models import PlanRecord, PlanVersionRecord


def follow(actor: Actor, plan: PlanRecord) -> None:
    """Have somebody told of what becomes of a plan; twice is once."""
    check(actor, "plan.read", plan)
    if actor.person is None:
        raise Denied("plan.read")
    FollowRecord.objects.get_or_create(person_id=actor.person, plan=plan, defaults={"at": now()})


def unfollow(actor: Actor, plan: PlanRecord) -> None:
    """Tell somebody no more; who may read the plan no longer may stop hearing of it all the same."""
    FollowRecord.objects.filter(person=actor.person, plan=plan).delete()


def followed(actor: Actor) -> set[int]:
    """Return the plans (by id) that somebody follows."""
    return set(FollowRecord.objects.filter(person=actor.person).values_list("plan", flat=True)) if actor.person else set()


def followers_of(plan: PlanRecord) -> set[int]:
    """Return the people (by id) who follow a plan or the plan it revises."""
    rows = FollowRecord.objects.filter(Q(plan=plan) | Q(plan=plan.revises_id), person__is_active=True)
    people = set(rows.order_by().values_list("person", flat=True))
    # Whose posts have ended hears no more: nobody without a post reads plans.
    return {person for person, posts in posts_of_each(people, today()).items() if posts}


def tell_ended(act: Act, plan: PlanRecord) -> None:
    """Tell who owes or leads something under a plan, is in charge of it or follows it, that it is ended and why."""
    hear = hearing.parties_of(plan) | hearing.leaders_of(plan) | followers_of(plan)
    settle(name_of(plan), *(name_of(split) for split in plan.splits.only("pk")))
    slots = {"title": plan.title, "reason": act.reason}
    tell(hear, "told.ended", f"/plans/{plan.pk}", name_of(plan), act.actor.person, **slots)


def tell_followers(act: Act, plan: PlanRecord, version: PlanVersionRecord) -> None:
    """Tell who follows a plan, or the one it revises, that it is published; who followed the old one follows the new."""
    hear = followers_of(plan)
    # Whoever has just been told as a party of the plan need not hear it twice.
    told = NoticeRecord.objects.filter(person__in=hear, about=name_of(plan), read_at=None).values_list("person", flat=True)
    key = "library.followed-published" if plan.revises_id is None else "library.followed-revised"
    slots = {"title": plan.title, "number": version.number}
    tell(hear - set(told), key, f"/plans/{plan.pk}", name_of(plan), act.actor.person, **slots)
    known = set(FollowRecord.objects.filter(plan=plan).values_list("person", flat=True))
    FollowRecord.objects.bulk_create(FollowRecord(person_id=one, plan=plan, at=act.at) for one in sorted(hear - known))
