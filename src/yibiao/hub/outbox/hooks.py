"""Webhooks: other systems are told of what happened, once it is committed.

An event is written as rows in the transaction of the change (`queue`), and sent by the worker (`deliver_due`):
signed, tried again with growing pauses, given up after the last.
"""

import datetime
import hashlib
import hmac
import json
import secrets
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.audit.log import Draft
from yibiao.hub.clock import now, stamp
from yibiao.hub.outbox.models import DeliveryRecord, WebhookRecord
from yibiao.hub.outbox.sending import Answer, NotAllowed, check_address, send

# Pauses before the second try and the following ones; after the last the delivery is given up.
PAUSES = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120, 360, 1440))
AT_ONCE = 50


def add_webhook(actor: Actor, name: str, url: str, events: list[str], **more: Any) -> WebhookRecord:
    """Add a webhook; its secret is shown to whoever adds it and signs every delivery."""
    _checked(actor, url, events)
    return _add(actor, name, url, events, **more)


def edit_webhook(
    actor: Actor, hook: WebhookRecord, name: str, url: str, events: list[str], active: bool, **more: Any
) -> WebhookRecord:
    """Change a webhook."""
    _checked(actor, url, events)
    return _edit(actor, hook, name, url, events, active, **more)


def _checked(actor: Actor, url: str, events: list[str]) -> None:
    """Refuse what can be no webhook, before the action: nobody waits for a lock while a name is looked up."""
    check(actor, "webhook.edit")
    try:
        check_address(url)
    except NotAllowed as error:
        raise Refused(f"outbox.{error.key}", **error.slots) from error
    if not events:
        raise Refused("outbox.no-events")


@action("webhook.add", "webhook.edit", about=lambda _: None)
def _add(act: Act, name: str, url: str, events: list[str]) -> WebhookRecord:
    hook = WebhookRecord.objects.create(
        name=name, url=url, events=events, secret=secrets.token_urlsafe(32), by_id=act.actor.person, made_at=act.at
    )
    act.about(hook)
    act.made(hook, "name", "url", "events")
    return hook


@action("webhook.edit", about=lambda _: None)
def _edit(act: Act, hook: WebhookRecord, name: str, url: str, events: list[str], active: bool) -> WebhookRecord:
    act.set(hook, name=name, url=url, events=events, active=active)
    return hook


@action("webhook.remove", "webhook.edit", about=lambda _: None)
def remove_webhook(act: Act, hook: WebhookRecord) -> None:
    """Remove a webhook and what was still to be delivered to it."""
    act.note("url", hook.url, None)
    hook.delete()


@action("webhook.test", "webhook.edit", about=lambda _: None)
def test_webhook(act: Act, hook: WebhookRecord) -> None:
    """Have a webhook told that it is being tried, whatever events it wants."""
    if not hook.active:
        raise Refused("outbox.not-active", name=hook.name)
    if wants(hook.events, act.name):
        return  # the entry of this action is such an event
    body = {"event": act.name, "at": stamp(act.at), "object": f"webhook:{hook.pk}", "plan": ""}
    DeliveryRecord.objects.create(
        webhook=hook, event=act.name, body=json.dumps(body, separators=(",", ":")), next_at=act.at, made_at=act.at
    )


def queue(drafts: Iterable[Draft], first: int) -> None:
    """Write what is to be delivered of entries just appended, the first of them at place `first` of the log."""
    hooks = list(WebhookRecord.objects.filter(active=True))
    rows = [
        DeliveryRecord(webhook=hook, event=draft.action, body=_body(seq, draft), next_at=draft.at, made_at=draft.at)
        for seq, draft in enumerate(drafts, start=first)
        for hook in hooks
        if wants(hook.events, draft.action)
    ]
    DeliveryRecord.objects.bulk_create(rows)


def wants(events: list[str], name: str) -> bool:
    """Return whether a list of events holds `name`: itself, ``plan.*``, or ``*``."""
    return any(one in {"*", name} or (one.endswith(".*") and name.startswith(one[:-1])) for one in events)


def _body(seq: int, draft: Draft) -> str:
    """Return what is told of an entry: what happened to what, and where to ask; no values, no persons."""
    told = {"entry": seq, "event": draft.action, "at": stamp(draft.at), "object": draft.object, "plan": draft.plan}
    return json.dumps(told, ensure_ascii=False, separators=(",", ":"))


def sign(secret: str, body: str, moment: int) -> str:
    """Return the signature header: ``t=<unix seconds>,v1=<HMAC-SHA256 of "t.body" in hex>``."""
    mac = hmac.new(secret.encode(), f"{moment}.{body}".encode(), hashlib.sha256)
    return f"t={moment},v1={mac.hexdigest()}"


def deliver_due() -> int:
    """Send what is due, each at most once per call; return how many were tried."""
    tried = 0
    for pk in list(_due().values_list("pk", flat=True)[:AT_ONCE]):
        tried += _deliver(pk)
    return tried


def _due() -> QuerySet[DeliveryRecord]:
    return DeliveryRecord.objects.filter(state=DeliveryRecord.WAITING, next_at__lte=now(), webhook__active=True)


def _deliver(pk: int) -> int:
    """Send one delivery; the try is noted first, so that two workers never send the same one at once."""
    row = _due().select_related("webhook").filter(pk=pk).first()
    if row is None:
        return 0
    pause = PAUSES[row.tries] if row.tries < len(PAUSES) else None
    taken = _due().filter(pk=pk, tries=row.tries)
    if not taken.update(tries=row.tries + 1, next_at=now() + (pause or PAUSES[-1])):
        return 0
    headers = {
        "X-Yibiao-Event": row.event,
        "X-Yibiao-Delivery": str(row.pk),
        "X-Yibiao-Signature": sign(row.webhook.secret, row.body, int(now().timestamp())),
    }
    _note(row.pk, send(row.webhook.url, row.body, headers), last=pause is None)
    return 1


def _note(pk: int, answer: Answer, *, last: bool) -> None:
    row = DeliveryRecord.objects.filter(pk=pk)
    with transaction.atomic():
        if answer.taken:
            row.update(state=DeliveryRecord.DELIVERED, delivered_at=now(), answer=answer.text[:200])
        else:
            row.update(answer=answer.text[:200], **({"state": DeliveryRecord.GIVEN_UP} if last else {}))
