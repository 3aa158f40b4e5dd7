"""One person: their posts, their account, and what may be done with both."""

from collections.abc import Callable
from datetime import date
from typing import Any

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yibiao.hub.access import sessions, tokens, totp
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.invitations import invite
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.access.rights import may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.orgs import people as actions
from yibiao.hub.orgs import posts
from yibiao.hub.orgs.handover import handover_text
from yibiao.hub.orgs.models import (
    POST_KINDS,
    ActingRecord,
    HandoverRecord,
    HoldingRecord,
    PersonRecord,
    PostRecord,
    UnitRecord,
)
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.people import sheet_for
from yibiao.web.api.problems import Problem
from yibiao.web.languages import language_of
from yibiao.web.linking import link_to
from yibiao.web.pages.viewing import day_in, done, edition_in, number_in, view
from yibiao.web.templating import page

MOST_OTHERS = 500


@view
def person(request: HttpRequest, person: int) -> HttpResponse:
    """Show one person with their posts and account; change what may be changed."""
    actor = actor_for(request)
    row = one(visible(actor, "person.read", PersonRecord.objects.all()), pk=person)
    if request.method == "POST" and request.POST.get("what") != "invite":
        return _change(request, row)
    link = ""
    if request.method == "POST":
        link = link_to(request, reverse("invitation", args=[invite(actor, row)]))
    return page(request, "records/person.html", person=row, link=link, **_posts(actor, row), **_account(actor, row))


def _posts(actor: Actor, row: PersonRecord) -> dict[str, Any]:
    """Return what somebody holds and acts for, each with what the actor may do with it."""
    day = today()
    holdings = list(row.holdings.select_related("post__unit").order_by("-id"))
    held = [one for one in holdings if one.until is None or one.until >= day]
    actings = list(row.actings.select_related("post__unit").order_by("-id"))
    handed = HandoverRecord.objects.filter(giver=row) | HandoverRecord.objects.filter(taker=row)
    return {
        "held": [(one, {right: may(actor, f"post.{right}", one.post) for right in ("assign", "handover", "act", "history")}) for one in held],
        "past": [one for one in holdings if one not in held and not (one.since and one.until and one.until < one.since)],
        "actings": [(one, may(actor, "post.act", one.post)) for one in actings if one.until is None or one.until >= day],
        "handovers": handed.select_related("post__unit", "giver", "taker").order_by("-id"),
        "units": visible(actor, "unit.read", UnitRecord.objects.filter(until=None)).order_by("place"),
        "kinds": POST_KINDS,
        "others": visible(actor, "person.read", _others(actor, row))[:MOST_OTHERS],
        "today": day,
    }


def _others(actor: Actor, row: PersonRecord) -> Any:
    """Return who could take a post over or act for it; nobody gives one to themselves."""
    return PersonRecord.objects.filter(is_active=True).exclude(pk__in=[row.pk, actor.person or row.pk])


def _account(actor: Actor, row: PersonRecord) -> dict[str, Any]:
    other = row.pk != actor.person
    return {
        "may_assign": other and any(post.kind == "security_admin" for post in actor.posts) and not row.erased,
        "may_edit": may(actor, "person.edit", row) and not row.erased,
        "may_keep": may(actor, "person.create") and not row.erased,
        "may_invite": may(actor, "person.invite", row) and row.is_active,
        "may_unlock": may(actor, "person.unlock", row) and not row.erased,
        "may_erase": other and may(actor, "person.erase", row) and not row.erased,
        "may_reset": other and may(actor, "totp.reset", row) and totp.has_factor(row),
        "may_history": may(actor, "person.history", row),
        "tokens": tokens.valid_tokens(row) if other and may(actor, "token.revoke", row) else (),
    }


# --- what a form asks for


def _change(request: HttpRequest, row: PersonRecord) -> HttpResponse:
    work = _CHANGES.get(request.POST.get("what", ""))
    if work is None:
        raise Problem("not-found")
    key, slots, to = work(request, row)
    return done(request, key, to or reverse("person", args=[row.pk]), **slots)


Done = tuple[str, dict[str, Any], str]
SAVED: Done = ("records.saved", {}, "")


def _appoint(request: HttpRequest, row: PersonRecord) -> Done:
    actor = actor_for(request)
    unit = one(visible(actor, "unit.read", UnitRecord.objects.all()), code=request.POST.get("unit", ""))
    kind, title = request.POST.get("kind", ""), request.POST.get("title", "").strip()
    if kind not in POST_KINDS:
        raise Refused("problems.invalid")
    # One change: a post made for somebody who then can't have it does not stay either.
    with transaction.atomic():
        post = PostRecord.objects.filter(unit=unit, kind=kind, title=title).first()
        post = post or posts.make_post(actor, unit, kind, title)
        posts.appoint(actor, post, row, _day(request, "on"))
    return "records.appointed", {"unit": unit.name}, ""


def _holding(request: HttpRequest, row: PersonRecord) -> HoldingRecord:
    found: HoldingRecord = one(row.holdings.select_related("post__unit"), pk=number_in(request, "holding") or 0)
    return found


def _taker(request: HttpRequest) -> PersonRecord:
    rows = visible(actor_for(request), "person.read", PersonRecord.objects.all())
    found: PersonRecord = one(rows, pk=number_in(request, "taker") or 0)
    return found


def _end(request: HttpRequest, row: PersonRecord) -> Done:
    posts.end_holding(actor_for(request), _holding(request, row), _day(request, "on"), reason=_reason(request))
    return "records.ended", {}, ""


def _hand_over(request: HttpRequest, row: PersonRecord) -> Done:
    held, taker = _holding(request, row), _taker(request)
    made = posts.hand_over(actor_for(request), held.post, taker, _day(request, "on"), row, reason=_reason(request))
    return "records.handed-over", {"name": str(taker)}, reverse("handover", args=[made.pk])


def _act(request: HttpRequest, row: PersonRecord) -> Done:
    held, deputy = _holding(request, row), _taker(request)
    posts.act_for(actor_for(request), held.post, deputy, _day(request, "on"), _day(request, "until"), _reason(request))
    return "records.acting-begun", {"name": str(deputy)}, ""


def _act_end(request: HttpRequest, row: PersonRecord) -> Done:
    rows: Any = row.actings.select_related("post__unit")
    acting: ActingRecord = one(rows, pk=number_in(request, "acting") or 0)
    posts.end_acting(actor_for(request), acting, _day(request, "on"))
    return "records.acting-ended", {}, ""


def _unlock(request: HttpRequest, row: PersonRecord) -> Done:
    sessions.unlock(actor_for(request), row)
    return "records.unlocked", {}, ""


def _reset(request: HttpRequest, row: PersonRecord) -> Done:
    totp.reset(actor_for(request), row)
    return SAVED


def _revoke(request: HttpRequest, row: PersonRecord) -> Done:
    tokens.revoke_token(actor_for(request), one(TokenRecord.objects.filter(person=row), pk=number_in(request, "token") or 0))
    return "records.revoked", {}, ""


def _edit(request: HttpRequest, row: PersonRecord) -> Done:
    named = ("name", "phone", "email", "login")
    fields = {name: request.POST[name].strip() for name in named if name in request.POST}
    if fields.get("login") == row.login:
        del fields["login"]  # what stays as it is needs no right of its own
    actions.edit_person(actor_for(request), row, **fields, edition=edition_in(request))
    return SAVED


def _close(request: HttpRequest, row: PersonRecord) -> Done:
    actions.edit_person(actor_for(request), row, is_active=False, reason=_reason(request), edition=edition_in(request))
    return "records.closed", {}, ""


def _reopen(request: HttpRequest, row: PersonRecord) -> Done:
    actions.edit_person(actor_for(request), row, is_active=True, edition=edition_in(request))
    return "records.reopened", {}, ""


def _erase(request: HttpRequest, row: PersonRecord) -> Done:
    """Erase for good, where the login was typed: what can't be taken back is not a slip of the hand."""
    if request.POST.get("login", "").strip() != row.login:
        raise Refused("records.erase-login")
    actions.erase_person(actor_for(request), row, reason=_reason(request), edition=edition_in(request))
    return "records.erased", {}, reverse("people")


_CHANGES: dict[str, Callable[[HttpRequest, PersonRecord], Done]] = {
    "appoint": _appoint,
    "end": _end,
    "handover": _hand_over,
    "act": _act,
    "act-end": _act_end,
    "unlock": _unlock,
    "reset-totp": _reset,
    "revoke": _revoke,
    "edit": _edit,
    "close": _close,
    "reopen": _reopen,
    "erase": _erase,
}


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:200]


def _day(request: HttpRequest, name: str) -> date:
    """Return the day that a form names, today where it names none."""
    return day_in(request, name) or today()


@view
@require_safe
def handover(request: HttpRequest, handover: int) -> HttpResponse:
    """Show a hand-over sheet, to print and sign."""
    actor = actor_for(request)
    rows = HandoverRecord.objects.select_related("post__unit", "giver", "taker")
    mine = visible(actor, "post.handover", PostRecord.objects.all())
    row = one(rows.filter(post__in=mine) | rows.filter(taker=actor.person) | rows.filter(giver=actor.person), pk=handover)
    row.sheet = sheet_for(actor, row)
    lines = handover_text(row, language_of(request)).splitlines()
    return page(request, "records/handover.html", handover=row, parts=_parts(lines))


def _parts(lines: list[str]) -> list[list[str]]:
    """Return the lines of a sheet in blocks, as empty lines divide them."""
    blocks: list[list[str]] = [[]]
    for line in lines:
        if line:
            blocks[-1].append(line)
        elif blocks[-1]:
            blocks.append([])
    return [block for block in blocks if block]
