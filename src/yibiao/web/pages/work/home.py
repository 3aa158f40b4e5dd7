"""我的工作: what waits for whoever has signed in."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yibiao.core.commitments.horizon import month_name
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may, visible
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import day_of, today
from yibiao.hub.notices.reading import notices
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work import starting
from yibiao.hub.work.filling import Table, tables
from yibiao.hub.work.items import Item, grouped, in_order, of_today
from yibiao.hub.work.leading import LEADER
from yibiao.hub.work.ownunit import own_units
from yibiao.hub.work.waiting import waiting
from yibiao.web.acting import actor_for
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import view
from yibiao.web.pages.work.leading import led_by
from yibiao.web.pages.work.words import Words
from yibiao.web.templating import page

SHOWN = 5  # notices and plans at the side
MOST = 100  # things in the list


def _values(code: Any, plan: Any, period: Any) -> str:
    return f"{reverse('unit-values', args=[code])}?plan={plan}&period={period}"


def _named(name: str) -> Callable[..., str]:
    return lambda *ids: reverse(name, args=ids)


def _of_month(name: str) -> Callable[..., str]:
    return lambda plan, period: f"{reverse(name, args=[plan])}?period={period}"


# Where each kind of thing is done.
PLACES: dict[str, Callable[..., str]] = {
    "fill": _values,
    "submit": _named("report"),
    "sign": _named("report"),
    "back": _named("report"),
    "verify": _of_month("plan-verify"),
    "accept": _of_month("plan-reports"),
    "decide": _named("request"),
    "handed": _named("unit"),
    "approve": _named("split"),
    "returned": _named("split"),
    "comment": _named("split"),
    "answer": _named("split"),
    "issue": _named("split"),
    "charge": _named("plan-offices"),
    "share": _named("splits"),
    "draft": _named("plan"),
    "job": _named("job"),
    "matter": _named("item"),
    "minutes": _named("meeting"),
    "vacant": _named("people"),
    "postless": _named("people"),
    "invited": _named("people"),
}


def place_of(item: Item) -> str:
    """Return the address where a thing is done."""
    return PLACES[item.kind](*item.ids)


@view
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Show what waits for the asker, what is due today first, and beside it how their tables and plans stand."""
    actor, day = actor_for(request), today()
    words = Words(language_of(request))
    units = {unit.code: unit for unit in UnitRecord.objects.filter(code__in=[post.code for post in actor.posts])}
    own = tables(actor, day) if actor.units else []
    items = waiting(actor, own, day)
    kind = request.GET.get("kind", "")
    shown = [item for item in items if item.kind == kind] or items
    return page(
        request,
        "work/home.html",
        posts=[(post, units[post.code]) for post in actor.posts],
        day=day,
        today_said=words.today(day),
        counts=of_today(items, day),
        kinds=[(group.kind, len(group.items)) for group in grouped(items)],
        kind=kind if len(shown) < len(items) else "",
        items=in_order(shown)[:MOST],
        more=max(0, len(shown) - MOST),
        place_of=place_of,
        empty=_empty(actor, own),
        tables=own,
        headed=own_units(actor),
        news=list(notices(actor).filter(read_at=None)[:SHOWN]),
        words=words,
        **_charged(request, actor),
        steps=_steps(actor),
        **_kept(actor, units),
    )


def _charged(request: HttpRequest, actor: Actor) -> dict[str, Any]:
    """Return for a leader how what is in charge stands, in the last month that was reported."""
    if not _is(actor, LEADER):
        return {"led": None, "counted_tasks": (), "period": ""}
    _, found = led_by(request)
    period = "" if found.month is None else month_name(found.month)
    return {"led": found, "counted_tasks": found.counts, "period": period}


def _is(actor: Actor, *kinds: str) -> bool:
    return any(post.kind in kinds for post in actor.posts)


def _steps(actor: Actor) -> list[starting.Step]:
    return [] if starting.is_begun() else starting.steps(actor)


def _kept(actor: Actor, units: dict[str, UnitRecord]) -> dict[str, Any]:
    """Return what is kept at the side for some: plans in the care of an office, how much was logged of late."""
    own = [unit.pk for unit in units.values()]
    care = visible(actor, "history.read", PlanRecord.objects.filter(state=PlanRecord.PUBLISHED)) if actor.units else PlanRecord.objects.none()
    logged = EntryRecord.objects.filter(at__range=day_of(today())).count() if may(actor, "audit.read") else None
    can_upload = visible(actor, "document.upload", UnitRecord.objects.filter(pk__in=own)).exists()
    return {"care": list(care.defer("compiled", "effective")[:SHOWN]), "logged": logged, "can_upload": can_upload}


def _empty(actor: Actor, own: list[Table]) -> str:
    """Return which empty state is the asker's: what to do first is another thing for every post."""
    for kinds, key in (
        (("leader",), "leader"), (("auditor",), "auditor"), (("system_admin",), "system"),
        (("security_admin",), "security"), (("audit_admin",), "audit"),
    ):  # fmt: skip
        if _is(actor, *kinds):
            return key
    if not actor.posts:
        return "postless"
    return "done" if own else "unit"
