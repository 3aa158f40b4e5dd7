"""Pages of one-time codes: asked for when signing in, set up, renewed, taken off."""

from io import BytesIO
from typing import Any

from axes.handlers.proxy import AxesProxyHandler
from django.contrib import messages
from django.contrib.auth.signals import user_login_failed
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from yibiao.hub.access import totp, vault
from yibiao.hub.actions import Refused
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.languages import language_of
from yibiao.web.login.entering import between, enter, half_in, paid, person_in, source_of
from yibiao.web.login.forms import CodeForm
from yibiao.web.login.views import locked_page, refused
from yibiao.web.templating import page

# The secret shown but not yet confirmed; it stands encrypted in the session.
PENDING, _PURPOSE = "totp_pending", "totp pending"


@between
@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the one-time code of somebody who has proven the first factor."""
    half = half_in(request)
    if half is None:
        return HttpResponseRedirect(reverse("login"))
    person, method, to, token = half
    if not AxesProxyHandler.is_allowed(request, {"username": person.login}):
        return locked_page(request, person.login)
    if request.method == "GET":
        return page(request, "login/code.html", wrong="")
    form = CodeForm(request.POST)
    way = totp.verify(person, form.cleaned_data["code"]) if form.is_valid() else ""
    if way:
        return enter(request, person, method, to, second=way, token=token)
    return _wrong(request, person)


def _wrong(request: HttpRequest, person: Any) -> HttpResponse:
    """Count a wrong code like a wrong password; too many from anywhere, and only an administrator can help."""
    user_login_failed.send(__name__, credentials={"username": person.login}, request=request)
    locked = refused(request, person.login, totp.CODE)
    if locked is not None:
        request.session.flush()
        return locked
    key = "login.totp-locked" if totp.is_locked(person) else "login.code-wrong"
    return page(request, "login/code.html", 401, wrong=say(key, language_of(request)))


@between
@never_cache
@require_http_methods(["GET", "POST"])
def setup(request: HttpRequest) -> HttpResponse:
    """Show a square code to a person's app and take the first code it makes."""
    person = person_in(request)
    if person is None:
        return HttpResponseRedirect(f"{reverse('login')}?next={reverse('totp')}")
    if totp.has_factor(person):
        return page(request, "login/totp.html", there=True, needed=totp.must_have(person), wrong="", secret="")
    secret, wrong = _pending(request), ""
    if request.method == "POST":
        form = CodeForm(request.POST)
        given = form.cleaned_data["code"] if form.is_valid() else ""
        try:
            codes = totp.set_up(
                actor_for(request), person, secret, given.replace(" ", ""), request=source_of(request).request
            )
        except Refused as error:
            wrong = say(error.key, language_of(request), **error.slots)
        else:
            request.session.pop(PENDING, None)
            paid(request, "totp")
            return page(request, "login/recovery.html", codes=codes)
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    values = {"there": False, "needed": totp.must_have(person), "wrong": wrong, "secret": grouped}
    return page(request, "login/totp.html", 422 if wrong else 200, **values)


def _pending(request: HttpRequest) -> str:
    """Return the secret that is being set up, made when first asked for."""
    kept = request.session.get(PENDING)
    if kept:
        try:
            return vault.unseal(kept, _PURPOSE)
        except vault.Unreadable:
            pass
    secret = totp.new_secret()
    request.session[PENDING] = vault.seal(secret, _PURPOSE)
    return secret


@between
@never_cache
@require_GET
def square(request: HttpRequest) -> HttpResponse:
    """Draw the square code of the secret that is being set up, as SVG without style or script."""
    person = person_in(request)
    if person is None or PENDING not in request.session:
        raise Http404
    import qrcode  # noqa: PLC0415  takes a moment to load
    from qrcode.image.svg import SvgPathFillImage  # noqa: PLC0415

    drawn = BytesIO()
    qrcode.make(totp.address_of(_pending(request), person.login), image_factory=SvgPathFillImage).save(drawn)
    return HttpResponse(drawn.getvalue(), content_type="image/svg+xml")


@never_cache
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """Renew the recovery codes, or take the codes off; either needs a code now."""
    person = person_in(request)
    if person is None:
        return HttpResponseRedirect(reverse("login"))
    form = CodeForm(request.POST)
    lang = language_of(request)
    try:
        if not form.is_valid() or not totp.verify(person, form.cleaned_data["code"]):
            raise Refused("login.totp-locked" if totp.is_locked(person) else "login.code-wrong")
        if request.POST.get("what") == "renew":
            codes = totp.renew_codes(actor_for(request), person, request=source_of(request).request)
            return page(request, "login/recovery.html", codes=codes)
        totp.remove(actor_for(request), person, request=source_of(request).request)
    except Refused as error:
        wrong = say(error.key, lang, **error.slots)
        return page(request, "login/totp.html", 422, there=True, needed=totp.must_have(person), wrong=wrong, secret="")
    messages.success(request, say("login.totp-removed", lang))
    return HttpResponseRedirect(reverse("totp"))
