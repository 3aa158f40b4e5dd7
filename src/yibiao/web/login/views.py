"""Pages of signing in and out, of passwords, and of links that open once."""

from math import ceil
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.conf import settings
from django.contrib import auth, messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from yibiao.hub.access import invitations, passwords, sessions
from yibiao.hub.access.ldap import DirectoryDown
from yibiao.hub.actions import Refused
from yibiao.hub.clock import now
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.languages import language_of
from yibiao.web.login import leaving
from yibiao.web.login.entering import between, first_proven, login_in, next_in, paid, person_in, source_of
from yibiao.web.login.forms import ChangePasswordForm, LoginForm, NewPasswordForm
from yibiao.web.middleware.address import client_address
from yibiao.web.templating import page


@between
@never_cache
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Ask for login and password; a wrong one and an unknown one get the same answer."""
    if request.method == "POST":
        return _try(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(next_in(request))
    ended = request.GET.get("ended", "")
    back = next_in(request) != settings.LOGIN_REDIRECT_URL
    said = [f"login.ended-{ended}"] if ended in {sessions.IDLE, sessions.LONG} else ["login.back"] if back else []
    return login_page(request, 200, said=said)


def login_page(
    request: HttpRequest, status: int, *, said: list[str] | None = None, wrong: str = "", **slots: Any
) -> HttpResponse:
    """Return the page that asks who somebody is, with what there is to say."""
    lang = language_of(request)
    shown = [say(key, lang) for key in said or []]
    error = say(wrong, lang, **slots) if wrong else ""
    values = {"notices": shown, "wrong": error, "next": next_in(request), "login": request.POST.get("login", "")[:150]}
    return page(request, "login/login.html", status, oidc=settings.OIDC is not None, **values)


def _try(request: HttpRequest) -> HttpResponse:
    form = LoginForm(request.POST)
    if not form.is_valid():
        return login_page(request, 401, wrong="login.wrong")
    known = login_in(form.cleaned_data["login"])
    if not AxesProxyHandler.is_allowed(request, {"username": known}):
        return locked_page(request, known)
    try:
        person: Any = auth.authenticate(request, username=known, password=form.cleaned_data["password"])
    except DirectoryDown:
        return login_page(request, 503, wrong="login.directory-down")
    if person is None:
        return refused(request, known, sessions.PASSWORD) or login_page(request, 401, wrong="login.wrong")
    local = person.backend.endswith("LocalBackend")
    method = sessions.PASSWORD if local else sessions.DIRECTORY
    return first_proven(request, person, method, next_in(request))


def refused(request: HttpRequest, login: str, method: str) -> HttpResponse | None:
    """Note a failed attempt; return the page of the lock where it was one too many."""
    sessions.failed(login, method, source_of(request))
    if not getattr(request, "axes_locked_out", False):
        return None
    sessions.locked_out(login, source_of(request))
    return locked_page(request, login)


def locked_page(request: HttpRequest, login: str) -> HttpResponse:
    """Say for how long a login is locked; whether anybody has it isn't said."""
    until = sessions.locked_until(login, client_address(request))
    seconds = (until - now()).total_seconds() if until else settings.AXES_COOLOFF_TIME.total_seconds()
    minutes = max(1, ceil(seconds / 60))
    answer = login_page(request, 429, wrong="login.locked", minutes=minutes)
    answer["Retry-After"] = str(max(1, ceil(seconds)))
    return answer


def own_answer(_request: HttpRequest, original: HttpResponse, _credentials: Any = None) -> HttpResponse:
    """Leave the answer to a locked attempt as the view made it (asked by axes)."""
    return original


@between
@require_POST
def logout(request: HttpRequest) -> HttpResponse:
    """End the session; beside the city's directory, say how to leave that too."""
    return leaving.leave(request)


@between
@never_cache
@require_http_methods(["GET", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Change one's own password; every other session of the person ends."""
    person = person_in(request)
    if person is None:
        return HttpResponseRedirect(reverse("login"))
    wrong: list[str] = []
    status = 200
    if request.method == "POST":
        wrong = _change(request, person)
        if not wrong:
            messages.success(request, say("login.password-changed", language_of(request)))
            return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
        status = 422
    values = {"wrong": wrong, "usable": person.has_usable_password(), "rules": _rules(request)}
    return page(request, "login/password.html", status, owed=bool(request.session.get("owes")), **values)


def _change(request: HttpRequest, person: Any) -> list[str]:
    """Change a password; return what is wrong."""
    lang = language_of(request)
    form = ChangePasswordForm(request.POST)
    if not form.is_valid() or form.cleaned_data["new_password"] != form.cleaned_data["again_password"]:
        return [say("login.password-differs" if form.is_valid() else "login.field-missing", lang)]
    given = form.cleaned_data
    known = {"username": person.login}
    if not AxesProxyHandler.is_allowed(request, known):
        return [say("login.locked", lang, minutes=int(settings.AXES_COOLOFF_TIME.total_seconds() // 60))]
    try:
        passwords.change_password(
            actor_for(request), person, given["old_password"], given["new_password"], request=source_of(request).request
        )
    except passwords.Weak as error:
        return [say(fault.key, lang, **fault.slots) for fault in error.faults]
    except Refused as error:
        auth.signals.user_login_failed.send(__name__, credentials=known, request=request)
        refused(request, person.login, sessions.PASSWORD)
        return [say(error.key, lang, **error.slots)]
    auth.update_session_auth_hash(request, person)
    paid(request, "password")
    return []


def _rules(request: HttpRequest) -> list[str]:
    lang = language_of(request)
    short = say("login.rule-length", lang, count=passwords.SHORTEST)
    varied = say("login.rule-variety", lang, count=passwords.PASSPHRASE)
    return [short, varied, say("login.rule-own", lang), say("login.rule-history", lang, count=passwords.HISTORY)]


@between
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, text: str) -> HttpResponse:
    """Let the holder of a link set a password, once; then they sign in with it like everybody."""
    known = invitations.find(text)
    if known is None:
        return page(request, "login/gone.html", 410)
    wrong: list[str] = []
    if request.method == "POST":
        wrong = _accept(request, text)
        if not wrong:
            messages.success(request, say("login.password-set", language_of(request), login=known.person.login))
            return HttpResponseRedirect(reverse("login"))
    values = {"wrong": wrong, "login": known.person.login, "rules": _rules(request)}
    return page(request, "login/invitation.html", 422 if wrong else 200, **values)


def _accept(request: HttpRequest, text: str) -> list[str]:
    lang = language_of(request)
    form = NewPasswordForm(request.POST)
    if not form.is_valid() or form.cleaned_data["new_password"] != form.cleaned_data["again_password"]:
        return [say("login.password-differs" if form.is_valid() else "login.field-missing", lang)]
    try:
        invitations.accept(text, form.cleaned_data["new_password"], request=source_of(request).request)
    except passwords.Weak as error:
        return [say(fault.key, lang, **fault.slots) for fault in error.faults]
    except Refused as error:
        return [say(error.key, lang, **error.slots)]
    return []


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form didn't come from a page of this session; what was typed is still on that page."""
    return page(request, "login/forged.html", 403)


@between
@never_cache
@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say that the session has ended, and how to leave the city's directory."""
    return page(request, "login/out.html", leave=request.session.pop("leave", ""))
