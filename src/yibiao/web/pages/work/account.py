"""账号: one's own posts, password, second factor, tokens."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.hub.access import tokens
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import page

SCOPES = ("read", "values", "plans", "units", "audit")


@view
def account(request: HttpRequest) -> HttpResponse:
    """Show one's posts and tokens; make a token, whose text is shown once, or revoke one."""
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
    units = {unit.code: unit for unit in UnitRecord.objects.filter(code__in=[post.code for post in actor.posts])}
    return page(
        request,
        "pages/account.html",
        person=person,
        posts=[(post, units[post.code]) for post in actor.posts],
        tokens=TokenRecord.objects.filter(person=person).order_by("-pk"),
        text=text,
        scopes=SCOPES,
    )
