"""账号: one's own posts, password, second factor, language, tokens."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.hub.access import tokens
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.models import SecondFactorRecord, TokenRecord
from yibiao.hub.clock import now, today
from yibiao.hub.orgs.models import ActingRecord, HoldingRecord, PersonRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import page

SCOPES = ("read", "values", "plans", "units", "audit")


@view
def account(request: HttpRequest) -> HttpResponse:
    """Show one's posts and how one signs in; make a token, whose text is shown once, or revoke one."""
    actor = actor_for(request)
    person = PersonRecord.objects.get(pk=actor.person)
    text = ""
    if request.method == "POST":
        revoked = number_in(request, "revoke")
        if revoked is not None:
            tokens.revoke_token(actor, one(TokenRecord.objects.filter(person=person), pk=revoked))
            return done(request, "pages.saved", reverse("account"))
        name, scopes = request.POST.get("name", ""), request.POST.getlist("scopes")
        text = tokens.make_token(actor, person, name, scopes, number_in(request, "days") or 90)[1]
    return page(
        request,
        "work/account.html",
        person=person,
        posts=_posts(actor),
        codes=SecondFactorRecord.objects.filter(person=person).exists(),
        tokens=TokenRecord.objects.filter(person=person).order_by("-pk"),
        text=text,
        scopes=SCOPES,
        now=now(),
    )


def _posts(actor: Actor) -> list[tuple[Any, bool]]:
    """Return what is held today, then what is acted in, each with whether it is another's."""
    held, acting = (
        rows.on(today()).filter(person=actor.person).select_related("post__unit").order_by("post")
        for rows in (HoldingRecord.objects, ActingRecord.objects)
    )
    return [*((row, False) for row in held), *((row, True) for row in acting)]
