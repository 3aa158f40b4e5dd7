"""The steps from a proof of who somebody is to a session, and what a session remembers of it."""

import unicodedata
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import auth
from django.contrib.auth.middleware import get_user
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme

from yibiao.hub.access import passwords, sessions, totp
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import PersonRecord
from yibiao.web.middleware.address import client_address

# Keys of the session: when it began and was last used, by which method, what is still owed; the provider's token.
BEGUN, SEEN, METHOD, OWES, TOKEN = "begun", "seen", "method", "owes", "oidc_token"
# Somebody who has proven the first factor and not yet the second.
HALF = "half"
HALF_SECONDS = 300
# What a session may owe, and the page where it is given.
PAGES = {"password": "password", "totp": "totp"}

View = Callable[..., HttpResponse]


def source_of(request: HttpRequest) -> sessions.Source:
    """Return where a request came from, for the log."""
    return sessions.Source(client_address(request), getattr(request, "request_id", ""))


def person_in(request: HttpRequest) -> PersonRecord | None:
    """Return the person of the session: the row itself, for `request.user` is only a stand-in for it."""
    user: Any = request.user
    if not user.is_authenticated:
        return None
    return user if type(user) is PersonRecord else get_user(request)


def between(view: View) -> View:
    """Mark a view as open to people who still owe something, or whose session has just ended."""
    view.open_in_between = True  # type: ignore[attr-defined]
    return view


def open_in_between(view: Any) -> bool:
    """Return whether a view is marked by `between`."""
    return bool(getattr(view, "open_in_between", False))


def owed_page(request: HttpRequest) -> HttpResponse | None:
    """Return the way to what a session still owes, None where it owes nothing."""
    owed = request.session.get(OWES)
    if not owed:
        return None
    if request.path.startswith("/api/"):
        return JsonResponse({"code": "session-incomplete"}, status=403)
    return HttpResponseRedirect(reverse(PAGES[owed[0]]))


def paid(request: HttpRequest, what: str) -> None:
    """Note that a session no longer owes something."""
    request.session[OWES] = [owed for owed in request.session.get(OWES, ()) if owed != what]


def login_in(text: str) -> str:
    """Return a login as it is kept: without spaces around it, full-width letters narrowed."""
    return unicodedata.normalize("NFKC", text).strip()[:150]


def next_in(request: HttpRequest) -> str:
    """Return where to go after signing in: an address of this site alone."""
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    return safe(request, wanted)


def safe(request: HttpRequest, wanted: str) -> str:
    """Return an address of this site, else the first page."""
    own = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return wanted if own else settings.LOGIN_REDIRECT_URL


def first_proven(request: HttpRequest, person: PersonRecord, method: str, to: str, token: str = "") -> HttpResponse:
    """Go on from the first factor: to the second where the person has one, else in."""
    if not totp.has_factor(person):
        return enter(request, person, method, to, token=token)
    request.session.cycle_key()
    request.session[HALF] = [person.pk, method, to, token, now().timestamp()]
    return HttpResponseRedirect(reverse("login-code"))


def half_in(request: HttpRequest) -> tuple[PersonRecord, str, str, str] | None:
    """Return who has proven the first factor, by which method, where they want to go, and the provider's token."""
    half = request.session.get(HALF)
    if not half:
        return None
    known, method, to, token, at = half
    person = PersonRecord.objects.filter(pk=known, is_active=True).first()
    if person is None or now().timestamp() - at > HALF_SECONDS:
        request.session.flush()
        return None
    return person, method, to, token


def enter(
    request: HttpRequest, person: PersonRecord, method: str, to: str, *, second: str = "", token: str = ""
) -> HttpResponse:
    """Begin a session, and go where the person wanted, or to a form of theirs that came too late."""
    request.session.pop(HALF, None)
    auth.login(request, person, backend="yibiao.hub.access.backends.LocalBackend")
    moment = now().timestamp()
    request.session.update({BEGUN: moment, SEEN: moment, METHOD: method, OWES: _owed(person, method), TOKEN: token})
    sessions.signed_in(person, method, source_of(request), second=second)
    kept = sessions.kept_form(person)
    if kept is not None:
        to = f"{reverse('resume', args=[kept.id])}?{urlencode({'next': to})}"
    return HttpResponseRedirect(to)


def _owed(person: PersonRecord, method: str) -> list[str]:
    owed = []
    if method == sessions.PASSWORD and (person.must_change_password or passwords.is_expired(person)):
        owed.append("password")
    if totp.must_have(person) and not totp.has_factor(person):
        owed.append("totp")
    return owed
