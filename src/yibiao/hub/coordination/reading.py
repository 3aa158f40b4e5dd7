"""What is tracked, as an actor may see it: lists, counts, and what waits for them. Queries don't grow with the rows."""

import datetime
from typing import NamedTuple

from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from yibiao.core.coordination.machines import kinds, machine, machine_of, stages
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.coordination.models import ItemRecord, MeetingRecord, VisitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work.items import Item
from yibiao.messages import say

TABS = ("mine", "asked", "open", "all")
# Who has to act, and which right that is.
_WAITING = ("do", "ask", "direct", "charge", "sign")
_LARGE = ("plan__compiled", "plan__effective", "commitment__body")
# States in which somebody looks at what the unit itself says is done: nobody of that unit.
_JUDGED = ("closing", "answered", "checked", "rectified")


def items(actor: Actor) -> QuerySet[ItemRecord]:
    """Return the items an actor may see, the newest first."""
    rows = ItemRecord.objects.select_related("plan", "unit", "asker", "commitment").defer(*_LARGE)
    return visible(actor, "item.read", rows)


def waiting_items(actor: Actor) -> QuerySet[ItemRecord]:
    """Return the items in which an actor has to act next, or that have climbed to them."""
    own = [post.unit for post in actor.posts if post.working]
    rows = ItemRecord.objects.filter(plan__state=PlanRecord.PUBLISHED)
    wanted = Q(pk__in=[])
    for who in _WAITING:
        # What an office has to do itself is closed by another office of the plan.
        own_claims = Q(state="closing", unit=F("asker")) if who == "direct" else Q(pk__in=[])
        mine = rows.filter(_waits(who) | own_claims)
        if who != "do":
            mine = mine.exclude(unit__in=own, state__in=_JUDGED)
        wanted |= Q(pk__in=visible(actor, f"item.{who}", mine).order_by().values("pk"))
    for level, right in (("lead", "item.lead"), ("dispatching", "item.direct"), ("leader", "item.charge")):
        up = rows.filter(level=level, late=True, state__in=stages()["open"]).exclude(unit__in=own)
        wanted |= Q(pk__in=visible(actor, right, up).order_by().values("pk"))
    return items(actor).filter(wanted)


def _waits(who: str) -> Q:
    """Return the condition that an item waits for somebody, by the tables of steps."""
    found = Q(pk__in=[])
    for kind in kinds():
        states = [state.name for state in machine_of(kind).states.values() if state.waits == who]
        found |= Q(kind=kind, state__in=states)
    return found


def of_tab(actor: Actor, tab: str) -> QuerySet[ItemRecord]:
    """Return the items of a tab: what waits for the asker, what their units asked, all that is open, everything."""
    own = [post.unit for post in actor.posts if post.working]
    match tab:
        case "mine":
            return waiting_items(actor)
        case "asked":
            return items(actor).filter(asker__in=own)
        case "open":
            return items(actor).filter(state__in=[*stages()["open"], *stages()["preparing"]])
    return items(actor)


class Counts(NamedTuple):
    """How many items each tab has, and how many open ones are overdue."""

    mine: int
    asked: int
    open: int
    all: int
    overdue: int


def counts(actor: Actor, day: datetime.date) -> Counts:
    """Return the counts above the list."""
    found = {tab: of_tab(actor, tab).order_by().count() for tab in TABS}
    overdue = of_tab(actor, "open").filter(due__lt=day).order_by().count()
    return Counts(**found, overdue=overdue)


def to_coordinate(actor: Actor) -> list[Item]:
    """Return what waits for an actor in coordination, for their first page."""
    found = [_item(row) for row in waiting_items(actor)[:_MOST]]
    return [*found, *_meetings(actor)]


_MOST = 100


def _item(row: ItemRecord) -> Item:
    slots = {"kind": _told(f"kind-{row.kind}"), "state": _told(f"state-{row.state}")}
    return Item("matter", row.title, (row.pk,), slots, row.due, localdate(row.at), plan=row.plan.title)


def _told(key: str) -> dict[str, str]:
    return {lang: say(f"coordination.{key}", lang) for lang in ("zh", "en")}


def _meetings(actor: Actor) -> list[Item]:
    """Return the minutes that wait to be checked by an office, or to be issued by whoever chaired."""
    rows = MeetingRecord.objects.filter(plan__state=PlanRecord.PUBLISHED).select_related("plan").defer("plan__compiled", "plan__effective", "agenda", "minutes")
    chaired = Q(state="signing", chair__in=[post.post for post in actor.posts])
    checking = Q(state="checking", plan__in=directed(actor).values("pk"))
    states = machine("meeting").states
    return [
        Item("minutes", row.title, (row.pk,), {"state": _told(f"meeting-{row.state}"), "waits": states[row.state].waits}, since=row.day, plan=row.plan.title)
        for row in rows.filter(chaired | checking)
    ]  # fmt: skip


def directed(actor: Actor) -> QuerySet[PlanRecord]:
    """Return the plans under which an actor makes meetings, visits and papers, by their ids alone."""
    return visible(actor, "coordination.direct", PlanRecord.objects.order_by().only("pk"))


def meetings(actor: Actor) -> QuerySet[MeetingRecord]:
    """Return the meetings an actor may see: the offices all, the parties of the plan those whose minutes are issued."""
    plans = PlanRecord.objects.order_by()
    inside, outside = visible(actor, "coordination.read", plans), visible(actor, "minutes.read", plans)
    rows = MeetingRecord.objects.select_related("plan", "chair__unit").defer("plan__compiled", "plan__effective")
    chaired = Q(chair__in=[post.post for post in actor.posts])
    # Who has to do what was decided reads it, though the plan may not name them.
    own = [post.unit for post in actor.posts if post.working]
    decided = Q(Exists(ItemRecord.objects.filter(meeting=OuterRef("pk"), unit__in=own)), state="issued")
    return rows.filter(Q(plan__in=inside.values("pk")) | Q(plan__in=outside.values("pk"), state="issued") | decided | chaired)


def visits(actor: Actor) -> QuerySet[VisitRecord]:
    """Return the visits an actor may see."""
    plans = visible(actor, "coordination.read", PlanRecord.objects.order_by())
    return VisitRecord.objects.filter(plan__in=plans.values("pk")).select_related("plan").defer("plan__compiled", "plan__effective")
