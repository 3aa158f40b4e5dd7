"""Accounts: links to get in, locks, lost second factors, and the tokens of people."""

from typing import Annotated, Any

from django.http import HttpRequest
from django.urls import reverse
from ninja import Path, Query, Router, Schema

from yibiao.hub.access import invitations, sessions, totp
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.access.rights import check
from yibiao.web.api.finding import one
from yibiao.web.api.idempotency import shown_once
from yibiao.web.api.machines import TokenOut, told_token
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.people import rows
from yibiao.web.api.schemas import Listed, Problem, Why
from yibiao.web.api.writing import acting, named
from yibiao.web.linking import link_to

router = Router(tags=["people"])
Id = Annotated[int, Path(ge=1, le=2**62)]


class InvitationOut(Schema):
    """A link that opens once, within a day; it is shown once."""

    person: int
    link: str | None


@router.post("/people/{person}/invitations", response={201: InvitationOut, 422: Problem}, operation_id="invite_person")
def invite(request: HttpRequest, person: Id, given: Why) -> Any:
    """Make a link by which a person sets a password; an earlier link ends."""
    row = one(rows(request), pk=person)
    text = invitations.invite(acting(request), row, **named(request, given.reason))
    shown_once(request, "link")
    return 201, {"person": row.pk, "link": link_to(request, reverse("invitation", args=[text]))}


@router.post("/people/{person}/unlock", response={204: None, 422: Problem}, operation_id="unlock_person")
def unlock(request: HttpRequest, person: Id, given: Why) -> Any:
    """End every lock of a person, after wrong passwords and wrong one-time codes."""
    sessions.unlock(acting(request), one(rows(request), pk=person), **named(request, given.reason))
    return 204, None


@router.post("/people/{person}/reset-totp", response={204: None, 422: Problem}, operation_id="reset_totp")
def reset_totp(request: HttpRequest, person: Id, given: Why) -> Any:
    """Take the second factor off somebody else who has lost it."""
    totp.reset(acting(request), one(rows(request), pk=person), **named(request, given.reason))
    return 204, None


@router.get("/people/{person}/tokens", response=Listed(TokenOut), operation_id="list_tokens_of_person")
def tokens(request: HttpRequest, person: Id, paging: Annotated[Paging, Query()]) -> Any:
    """The tokens of a person, for those who may revoke them."""
    row = one(rows(request), pk=person)
    check(acting(request), "token.revoke", row)
    return page(TokenRecord.objects.filter(person=row), paging, told_token)
