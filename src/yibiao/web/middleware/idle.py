"""Sessions end when nobody has done anything for a while, or after a working day; what was sent too late is kept.

A late form stays on the server, encrypted, and is offered to the same person when they have signed in again
(`login/resuming.py`); what was typed but not sent is kept by the page itself (`keep.js`).
"""

from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse

from yibiao.hub.access import sessions
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import PersonRecord
from yibiao.web.login.entering import BEGUN, SEEN, open_in_between, owed_page, person_in, source_of
from yibiao.web.middleware.requests import Answering

_NOTED_EVERY = 60  # seconds: one write a minute, not one a request
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# A page that asks by itself whether a job is done doesn't keep a session alive.
BACKGROUND = "Yibiao-Background"
KEPT = "kept"


class IdleMiddleware:
    """Ends sessions, and sends people who still owe a new password or a second factor to where they give it."""

    def __init__(self, get_response: Answering) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer the request; a form that was sent again is forgotten once it has been taken."""
        answer = self._get_response(request)
        kept = request.GET.get(KEPT, "")
        if request.method == "POST" and kept.isdecimal() and len(kept) < 19 and answer.status_code < 400:
            person = person_in(request)
            if person is not None:
                sessions.drop_form(person, int(kept))
        return answer

    def process_view(self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any) -> HttpResponse | None:
        """Look at the session, after the check against forged forms and before the view."""
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or SESSION_KEY not in request.session:
            return None
        why = _ended(request)
        if why:
            return _turn_away(request, why, view)
        _seen(request)
        return None if open_in_between(view) else owed_page(request)


def _ended(request: HttpRequest) -> str:
    """Return why a session is over, empty where it isn't."""
    moment = now().timestamp()
    if moment - request.session.get(SEEN, 0) > settings.SESSION_IDLE.total_seconds():
        return sessions.IDLE
    if moment - request.session.get(BEGUN, 0) > settings.SESSION_LONGEST.total_seconds():
        return sessions.LONG
    return ""


def _seen(request: HttpRequest) -> None:
    moment = now().timestamp()
    if BACKGROUND not in request.headers and moment - request.session.get(SEEN, 0) > _NOTED_EVERY:
        request.session[SEEN] = moment


def _turn_away(request: HttpRequest, why: str, view: Any) -> HttpResponse | None:
    """End a session; keep the form that came with the request, and ask to sign in again."""
    person = person_in(request)
    if person is not None:
        if request.method == "POST" and not open_in_between(view) and request.content_type in _FORMS:
            _keep(request, person)
        sessions.signed_out(person, why, source_of(request))
    request.session.flush()
    if request.path.startswith("/api/") or (open_in_between(view) and request.method != "POST"):
        request.user = AnonymousUser()  # the API has words of its own for that, and a login page is for anybody
        return None
    if request.content_type not in _FORMS and request.method not in {"GET", "HEAD"}:
        return JsonResponse({"code": "session-ended"}, status=401)
    return HttpResponseRedirect(f"{reverse('login')}?{urlencode({'next': _back(request), 'ended': why})}")


def _keep(request: HttpRequest, person: PersonRecord) -> None:
    fields = {
        name: request.POST.getlist(name)
        for name in request.POST
        if name != "csrfmiddlewaretoken" and "password" not in name.lower()
    }
    files = [file.name or "" for several in request.FILES.lists() for file in several[1]]
    if fields or files:
        sessions.keep_form(person, request.get_full_path(), _back(request), fields, files)


def _back(request: HttpRequest) -> str:
    """Return the page to go on with: the one asked for, or the one that a form stood on."""
    if request.method in {"GET", "HEAD"}:
        return request.get_full_path()
    referer = urlsplit(request.headers.get("Referer", ""))
    own = referer.netloc == request.get_host()
    return f"{referer.path}{'?' + referer.query if referer.query else ''}" if own and referer.path else "/"
