"""People and posts: for those who look after accounts, and for those who look after rights."""

from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_safe

from yibiao.hub.access import sessions, tokens, totp
from yibiao.hub.access.invitations import invite
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.access.rights import may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.orgs import people as actions
from yibiao.hub.orgs import posts
from yibiao.hub.orgs.handover import handover_text
from yibiao.hub.orgs.models import POST_KINDS, HandoverRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.people import sheet_for
from yibiao.web.api.problems import Problem
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import page


@view
def people(request: HttpRequest) -> HttpResponse:
    """Show the people that may be seen, and add one."""
    actor = actor_for(request)
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in ("phone", "email")}
        login, name = (request.POST.get(one, "").strip() for one in ("login", "name"))
        made = actions.add_person(actor, login, name, **given)
        return done(request, "pages.saved", reverse("person", args=[made.pk]))
    rows = visible(actor, "person.read", PersonRecord.objects.prefetch_related("holdings__post__unit"))
    return page(request, "pages/people.html", people=rows[:500])


@view
def person(request: HttpRequest, person: int) -> HttpResponse:
    """Show one person with their posts; appoint, end, hand over."""
    actor = actor_for(request)
    row = one(visible(actor, "person.read", PersonRecord.objects.all()), pk=person)
    link = ""
    if request.method == "POST" and request.POST.get("what") == "invite":
        link = request.build_absolute_uri(reverse("invitation", args=[invite(actor, row)]))
    elif request.method == "POST":
        return _change(request, row)
    holdings = row.holdings.select_related("post__unit").order_by("-id")
    return page(
        request,
        "pages/person.html",
        person=row,
        holdings=[(held, *(may(actor, f"post.{right}", held.post) for right in ("assign", "handover", "act"))) for held in holdings],
        actings=row.actings.select_related("post__unit").order_by("-id"),
        may_invite=may(actor, "person.invite", row),
        may_unlock=may(actor, "person.unlock", row),
        may_reset=row.pk != actor.person and may(actor, "totp.reset", row) and totp.has_factor(row),
        tokens=tokens.valid_tokens(row) if row.pk != actor.person and may(actor, "token.revoke", row) else (),
        link=link,
        units=visible(actor, "unit.read", UnitRecord.objects.filter(until=None)),
        kinds=POST_KINDS,
        others=visible(actor, "person.read", PersonRecord.objects.filter(is_active=True).exclude(pk=row.pk))[:500],
        may_assign=any(post.kind == "security_admin" for post in actor.posts),
        handovers=HandoverRecord.objects.filter(giver=row) | HandoverRecord.objects.filter(taker=row),
        today=today(),
    )


def _change(request: HttpRequest, row: PersonRecord) -> HttpResponse:
    actor, to = actor_for(request), reverse("person", args=[row.pk])
    day = _day(request, "on")
    match request.POST.get("what"):
        case "appoint":
            unit = one(visible(actor, "unit.read", UnitRecord.objects.all()), code=request.POST.get("unit", ""))
            kind, title = request.POST.get("kind", ""), request.POST.get("title", "")
            if kind not in POST_KINDS:
                raise Refused("problems.invalid")
            # A post made for somebody who then can't have it is not to stay.
            with transaction.atomic():
                post = PostRecord.objects.filter(unit=unit, kind=kind, title=title).first()
                post = post or posts.make_post(actor, unit, kind, title)
                posts.appoint(actor, post, row, day)
        case "end":
            held = one(row.holdings.select_related("post"), pk=number_in(request, "holding") or 0)
            posts.end_holding(actor, held, day)
        case "handover":
            held = one(row.holdings.select_related("post"), pk=number_in(request, "holding") or 0)
            taker = one(visible(actor, "person.read", PersonRecord.objects.all()), pk=number_in(request, "taker") or 0)
            made = posts.hand_over(actor, held.post, taker, day)
            return done(request, "pages.handed-over", reverse("handover", args=[made.pk]))
        case "act":
            held = one(row.holdings.select_related("post"), pk=number_in(request, "holding") or 0)
            deputy = one(visible(actor, "person.read", PersonRecord.objects.all()), pk=number_in(request, "taker") or 0)
            until = _day(request, "until")
            posts.act_for(actor, held.post, deputy, day, until, request.POST.get("reason", "")[:200])
        case "unlock":
            sessions.unlock(actor, row)
        case "reset-totp":
            totp.reset(actor, row)
        case "revoke":
            tokens.revoke_token(actor, one(TokenRecord.objects.filter(person=row), pk=number_in(request, "token") or 0))
        case "edit":
            fields = {name: request.POST[name].strip() for name in ("name", "phone", "email") if name in request.POST}
            actions.edit_person(actor, row, **fields)
        case _:
            raise Problem("not-found")
    return done(request, "pages.saved", to)


def _day(request: HttpRequest, name: str) -> date:
    """Return the day that a form names, today where it names none; a day that isn't in the calendar is refused."""
    given = request.POST.get(name, "")
    try:
        found = parse_date(given)
    except ValueError:
        found = None
    if given and found is None:
        raise Refused("pages.no-day", found=given[:20])
    return found or today()


@view
@require_safe
def handover(request: HttpRequest, handover: int) -> HttpResponse:
    """Show a hand-over sheet, to print and sign."""
    actor = actor_for(request)
    rows = HandoverRecord.objects.select_related("post__unit", "giver", "taker")
    mine = visible(actor, "post.handover", PostRecord.objects.all())
    row = one(rows.filter(post__in=mine) | rows.filter(taker=actor.person) | rows.filter(giver=actor.person), pk=handover)
    row.sheet = sheet_for(actor, row)
    return page(request, "pages/handover.html", lines=handover_text(row, language_of(request)).splitlines())
