"""What programs need: who they are, tokens, webhooks."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from yibiao.hub.access import tokens
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.access.rights import check, visible
from yibiao.hub.orgs.models import PersonRecord
from yibiao.hub.outbox import hooks
from yibiao.hub.outbox.models import DeliveryRecord, WebhookRecord
from yibiao.web.api.editions import tagged
from yibiao.web.api.finding import one
from yibiao.web.api.idempotency import shown_once
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.schemas import Listed, Name, Problem, Reason
from yibiao.web.api.writing import acting, editing, named

router = Router(tags=["machines"])
Id = Annotated[int, Path(ge=1, le=2**62)]


class MeOut(Schema):
    """Who is asking, with the posts that count today."""

    person: int
    name: str
    login: str
    posts: list[dict[str, Any]]
    scopes: list[str] | None


@router.get("/me", response=MeOut, operation_id="read_me")
def me(request: HttpRequest) -> Any:
    """Who is asking."""
    actor = acting(request)
    person = PersonRecord.objects.get(pk=actor.person)
    held = [{"post": post.post, "kind": post.kind, "unit": post.code, "acting": post.acting} for post in actor.posts]
    return {
        "person": person.pk,
        "name": person.name,
        "login": person.login,
        "posts": held,
        "scopes": None if actor.scopes is None else sorted(actor.scopes),
    }


class TokenIn(Schema):
    """A new token: what it is for, what it may do, how long."""

    name: Name
    scopes: Annotated[list[Literal["read", "plans", "values", "units", "audit"]], Field(min_length=1, max_length=5)]
    days: Annotated[int, Field(ge=1, le=366)] = 90


class TokenOut(Schema):
    """A token; its text is shown once."""

    id: int
    name: str
    hint: str
    scopes: list[str]
    expires_at: datetime.datetime
    revoked_at: datetime.datetime | None
    text: str | None = None


def told_token(row: TokenRecord, text: str | None = None) -> dict[str, Any]:
    """Return a token as the API shows it; its text only where it has just been made."""
    return {"id": row.pk, **{name: getattr(row, name) for name in ("name", "hint", "scopes", "expires_at", "revoked_at")}, "text": text}


@router.get("/tokens", response=Listed(TokenOut), operation_id="list_tokens")
def list_tokens(request: HttpRequest, paging: Annotated[Paging, Query()]) -> Any:
    """One's own tokens."""
    check(acting(request), "token.make", PersonRecord.objects.get(pk=acting(request).person))
    return page(TokenRecord.objects.filter(person=acting(request).person), paging, told_token)


@router.post("/tokens", response={201: TokenOut, 422: Problem}, operation_id="make_token")
def make_token(request: HttpRequest, given: TokenIn) -> Any:
    """Make a token for oneself; its text is in this answer and nowhere else."""
    person = PersonRecord.objects.get(pk=acting(request).person)
    row, text = tokens.make_token(acting(request), person, given.name, list(given.scopes), given.days, **named(request))
    shown_once(request, "text")
    return 201, told_token(row, text)


@router.delete("/tokens/{token}", response={200: TokenOut, 422: Problem}, operation_id="revoke_token")
def revoke_token(request: HttpRequest, token: Id) -> Any:
    """Revoke a token: one's own, or as security administrator anybody's."""
    owners = visible(acting(request), "token.revoke", PersonRecord.objects.all())
    row = one(TokenRecord.objects.filter(person__in=owners), pk=token)
    tokens.revoke_token(acting(request), row, **named(request))
    return told_token(row)


class WebhookIn(Schema):
    """Where to send what."""

    name: Name
    url: Annotated[str, Field(min_length=8, max_length=500, pattern=r"^https?://[^\x00-\x20]+$")]
    events: Annotated[list[Annotated[str, Field(max_length=60, pattern=r"^(\*|[a-z]+(\.[a-z-]+)*(\.\*)?)$")]], Field(min_length=1, max_length=40)]
    active: bool = True
    reason: Reason = ""


class WebhookOut(Schema):
    """A webhook; its secret is shown once."""

    id: int
    name: str
    url: str
    events: list[str]
    active: bool
    edition: int
    secret: str | None = None


def _told_hook(row: WebhookRecord, *, secret: bool = False) -> dict[str, Any]:
    plain = {name: getattr(row, name) for name in ("name", "url", "events", "active", "edition")}
    return {"id": row.pk, **plain, "secret": row.secret if secret else None}


def _hooks(request: HttpRequest) -> Any:
    check(acting(request), "webhook.read")
    return WebhookRecord.objects.all()


@router.get("/webhooks", response=Listed(WebhookOut), operation_id="list_webhooks")
def list_webhooks(request: HttpRequest, paging: Annotated[Paging, Query()]) -> Any:
    """Webhooks."""
    return page(_hooks(request), paging, _told_hook)


@router.post("/webhooks", response={201: WebhookOut, 422: Problem}, operation_id="add_webhook")
def add_webhook(request: HttpRequest, answer: HttpResponse, given: WebhookIn) -> Any:
    """Add a webhook; private addresses are refused unless the operator allows them."""
    row = hooks.add_webhook(
        acting(request), name=given.name, url=given.url, events=given.events, **named(request, given.reason)
    )
    tagged(answer, row)
    shown_once(request, "secret")
    return 201, _told_hook(row, secret=True)


@router.put("/webhooks/{hook}", response={200: WebhookOut, 422: Problem}, operation_id="edit_webhook")
def edit_webhook(request: HttpRequest, answer: HttpResponse, hook: Id, given: WebhookIn) -> Any:
    """Change a webhook."""
    row = one(_hooks(request), pk=hook)
    hooks.edit_webhook(
        acting(request), row, given.name, given.url, given.events, given.active, **editing(request, row, given.reason)
    )
    tagged(answer, row)
    return _told_hook(row)


@router.delete("/webhooks/{hook}", response={204: None, 422: Problem}, operation_id="remove_webhook")
def remove_webhook(request: HttpRequest, hook: Id) -> Any:
    """Remove a webhook."""
    row = one(_hooks(request), pk=hook)
    hooks.remove_webhook(acting(request), row, **editing(request, row))
    return 204, None


class DeliveryOut(Schema):
    """One event for one webhook."""

    id: int
    event: str
    state: str
    tries: int
    answer: str
    made_at: datetime.datetime
    delivered_at: datetime.datetime | None


@router.get("/webhooks/{hook}/deliveries", response=Listed(DeliveryOut), operation_id="list_deliveries")
def deliveries(request: HttpRequest, hook: Id, paging: Annotated[Paging, Query()]) -> Any:
    """What was told, the newest first."""
    shown = DeliveryRecord.objects.filter(webhook=one(_hooks(request), pk=hook))
    return page(
        shown,
        paging,
        lambda row: {"id": row.pk, **{name: getattr(row, name) for name in DeliveryOut.model_fields if name != "id"}},
        newest=True,
    )
