"""Ending a session, here and at the provider that proved who somebody is."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from yibiao.hub.access import oidc, sessions
from yibiao.web.login.entering import TOKEN, person_in, source_of


def leave(request: HttpRequest) -> HttpResponse:
    """End the session. The way out of the provider is a link on the next page: a form may lead nowhere else."""
    person = person_in(request)
    token = request.session.get(TOKEN, "")
    if person is not None:
        sessions.signed_out(person, sessions.ASKED, source_of(request))
    request.session.flush()
    way = _way_out(request, token) if token and settings.OIDC else None
    if way:
        request.session["leave"] = way
    return HttpResponseRedirect(reverse("signed-out"))


def _way_out(request: HttpRequest, token: str) -> str | None:
    try:
        return oidc.leaving(token, request.build_absolute_uri(reverse("signed-out")))
    except oidc.ProviderDown:
        return None
