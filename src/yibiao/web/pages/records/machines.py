"""What programs have: tokens of people, and webhooks with what was delivered to them."""

import re
from typing import Any

from django.db.models import Count, Max, Q
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao import packs
from yibiao.hub.access import tokens as token_actions
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.access.rights import check, visible
from yibiao.hub.actions import Refused
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import PersonRecord
from yibiao.hub.outbox import hooks as hook_actions
from yibiao.hub.outbox.models import DeliveryRecord, WebhookRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.pages.viewing import done, edition_in, number_in, view
from yibiao.web.templating import page

MOST = 500
SHOWN = 100
EVENT = re.compile(r"\*|[a-z]+(\.[a-z-]+)*(\.\*)?")


@view
def tokens(request: HttpRequest) -> HttpResponse:
    """Show the tokens that somebody may revoke: their own, or as security administrator everybody's."""
    actor = actor_for(request)
    owners = visible(actor, "token.revoke", PersonRecord.objects.all())
    rows = TokenRecord.objects.filter(person__in=owners).select_related("person")
    if request.method == "POST":
        token_actions.revoke_token(actor, one(rows, pk=number_in(request, "token") or 0))
        return done(request, "records.revoked", reverse("tokens"))
    counts = Q(revoked_at=None, expires_at__gt=now())
    valid = rows.filter(counts).order_by("expires_at")
    ended = rows.exclude(counts).order_by("-expires_at")
    everybody = any(post.kind == "security_admin" for post in actor.posts)
    return page(request, "records/tokens.html", valid=valid[:MOST], ended=ended[:SHOWN], everybody=everybody)


@view
def webhooks(request: HttpRequest) -> HttpResponse:
    """Show the webhooks with how their deliveries fare, and add one, whose secret is shown once."""
    actor = actor_for(request)
    check(actor, "webhook.read")
    made = None
    if request.method == "POST":
        name, url, events = _given(request)
        made = hook_actions.add_webhook(actor, name=name, url=url, events=events)
    waiting, given_up = (Count("deliveries", filter=Q(deliveries__state=state)) for state in ("waiting", "given_up"))
    rows = WebhookRecord.objects.order_by("name", "pk").annotate(
        waiting=waiting, given_up=given_up, last=Max("deliveries__delivered_at")
    )
    return page(request, "records/webhooks.html", hooks=rows, made=made, events=_events())


def _events() -> list[str]:
    """Return what may be wanted: every action, and each part of the hub as a whole."""
    known = [key.removeprefix("action-") for key in packs.load("messages/history") if key.startswith("action-")]
    names = sorted(name for name in known if name != "other")
    return ["*", *sorted({f"{name.partition('.')[0]}.*" for name in names}), *names]


def _given(request: HttpRequest) -> tuple[str, str, list[str]]:
    """Return name, address and events of a form, as the API would take them."""
    name, url = (request.POST.get(field, "").strip() for field in ("name", "url"))
    events = request.POST.get("events", "").replace("，", " ").replace(",", " ").split()
    if not name or len(name) > 80:
        raise Refused("records.hook-name")
    if len(url) > 500:
        raise Refused("outbox.not-an-address", url=f"{url[:60]}…")
    wrong = next((event for event in events if len(event) > 60 or not EVENT.fullmatch(event)), None)
    if wrong is not None:
        raise Refused("records.hook-event", found=wrong[:60])
    return name, url, list(dict.fromkeys(events))[:40]


@view
def webhook(request: HttpRequest, hook: int) -> HttpResponse:
    """Show one webhook with its deliveries; change, try or remove it."""
    check(actor_for(request), "webhook.read")
    row = one(WebhookRecord.objects.select_related("by"), pk=hook)
    if request.method == "POST":
        return _change(request, row)
    deliveries = DeliveryRecord.objects.filter(webhook=row).order_by("-pk")
    counts = dict(deliveries.order_by().values_list("state").annotate(count=Count("pk")))
    given: dict[str, Any] = {"deliveries": deliveries[:SHOWN], "counts": counts, "events": _events()}
    return page(request, "records/webhook.html", hook=row, states=("waiting", "delivered", "given_up"), **given)


def _change(request: HttpRequest, row: WebhookRecord) -> HttpResponse:
    actor, here = actor_for(request), reverse("webhook", args=[row.pk])
    match request.POST.get("what"):
        case "edit":
            name, url, events = _given(request)
            active = bool(request.POST.get("active"))
            hook_actions.edit_webhook(actor, row, name, url, events, active, edition=edition_in(request))
            return done(request, "records.saved", here)
        case "test":
            hook_actions.test_webhook(actor, row)
            return done(request, "records.hook-tested", here)
        case "remove":
            hook_actions.remove_webhook(actor, row, edition=edition_in(request))
            return done(request, "records.hook-removed", reverse("webhooks"), name=row.name)
    raise Problem("not-found")
