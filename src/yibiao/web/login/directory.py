"""Signing in by the city's directory over OpenID Connect: out to the provider and back."""

import logging

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from yibiao.hub.access import oidc, sessions
from yibiao.hub.clock import now
from yibiao.web.login.entering import between, first_proven, next_in, source_of
from yibiao.web.login.views import login_page

# What the session remembers of a question to the provider.
ASKED = "oidc_question"
_AWAY_SECONDS = 600
log = logging.getLogger("yibiao.login")


@between
@never_cache
@require_GET
def out(request: HttpRequest) -> HttpResponse:
    """Send somebody to the provider. It is a link and no form: a form may lead nowhere but here."""
    if settings.OIDC is None:
        raise Http404
    try:
        address, question = oidc.begin(_back(request))
    except oidc.ProviderDown as error:
        return _down(request, error)
    request.session[ASKED] = [*question, next_in(request), now().timestamp()]
    return HttpResponseRedirect(address)


@between
@never_cache
@require_GET
def back(request: HttpRequest) -> HttpResponse:
    """Take what somebody brings back from the provider; a question is answered once."""
    asked = request.session.pop(ASKED, None)
    if settings.OIDC is None:
        raise Http404
    if asked is None or now().timestamp() - asked[4] > _AWAY_SECONDS:
        return login_page(request, 403, wrong="login.oidc-not-proven")
    try:
        known = oidc.finish(oidc.Question(*asked[:3]), _back(request), request.GET.dict())
    except oidc.ProviderDown as error:
        return _down(request, error)
    except oidc.NotProven as error:
        log.warning("oidc: not proven: %s", error)
        sessions.failed("", sessions.OIDC, source_of(request))
        return login_page(request, 403, wrong="login.oidc-not-proven")
    person = oidc.person_of(known.claims)
    if person is None:
        sessions.failed(str(known.claims.get(settings.OIDC["claim"], "")), sessions.OIDC, source_of(request))
        return login_page(request, 403, wrong="login.oidc-unknown")
    return first_proven(request, person, sessions.OIDC, asked[3], known.token)


def _back(request: HttpRequest) -> str:
    return request.build_absolute_uri(reverse("oidc-back"))


def _down(request: HttpRequest, error: Exception) -> HttpResponse:
    log.warning("oidc: provider: %s", error)
    return login_page(request, 503, wrong="login.oidc-down")
