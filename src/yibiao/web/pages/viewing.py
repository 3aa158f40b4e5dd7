"""What every page shares: who may come in, and what is said when something cannot be done."""

import datetime
from collections.abc import Callable
from functools import wraps
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import reverse
from django.utils.dateparse import parse_date

from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.writer import Busy
from yibiao.messages import say
from yibiao.web.acting import actor_for, has_token
from yibiao.web.api.problems import PROBLEMS, Problem
from yibiao.web.api.schemas import is_sound
from yibiao.web.languages import language_of
from yibiao.web.templating import page

View = Callable[..., HttpResponse]
# What a page can be asked at all; those without a form take no POST either (`require_safe`).
_METHODS = ("GET", "HEAD", "POST")


def view(work: View) -> View:
    """Make a function a page: for people who have signed in, with an answer for whatever is refused.

    A program's token opens no page: programs have the API, and a token's scopes are its own.
    What an action refuses, or somebody else has changed meanwhile, is said on the page the person came from.
    """

    @wraps(work)
    def shown(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method not in _METHODS:
            return HttpResponseNotAllowed(_METHODS)
        if has_token(request) or actor_for(request).person is None:
            return HttpResponseRedirect(f"{reverse('login')}?{urlencode({'next': request.get_full_path()})}")
        lang = language_of(request)
        try:
            _check_texts(request)
            return work(request, *args, **kwargs)
        except Denied:
            return failed(request, "denied")
        except Busy:
            return failed(request, "busy")
        except Problem as error:
            return failed(request, error.code, error.detail)
        except Stale:
            return _back(request, say("problems.stale", lang))
        except Refused as error:
            return _back(request, say(error.key, lang, **error.slots))

    return shown


def _check_texts(request: HttpRequest) -> None:
    """Refuse a form with characters that cannot be kept, such as a NUL; a browser sends none."""
    if request.method == "POST" and not all(is_sound(text) for _, texts in request.POST.lists() for text in texts):
        raise Problem("malformed")


def failed(request: HttpRequest, code: str, detail: str = "") -> HttpResponse:
    """Return the page that says what went wrong."""
    said = detail or say(f"problems.{code}", language_of(request))
    return page(request, "pages/failed.html", PROBLEMS[code], message=said)


def _back(request: HttpRequest, said: str) -> HttpResponse:
    if request.method != "POST":
        return page(request, "pages/failed.html", PROBLEMS["refused"], message=said)
    messages.error(request, said)
    return HttpResponseRedirect(safe_next(request, _came_from(request)))


def _came_from(request: HttpRequest) -> str:
    """Return the page of this site that a form stood on, else the first page: not every address can be opened."""
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc != request.get_host() or not referer.path.startswith("/") or referer.path.startswith("//"):
        return reverse("home")
    return f"{referer.path}?{referer.query}" if referer.query else referer.path


def safe_next(request: HttpRequest, otherwise: str) -> str:
    """Return the address on this site that a form asks to go to next, or `otherwise`."""
    wanted = request.POST.get("next", "")
    return wanted if wanted.startswith("/") and not wanted.startswith(("//", "/\\")) else otherwise


def done(request: HttpRequest, key: str, to: str, **slots: Any) -> HttpResponse:
    """Say what was done and go on to another page."""
    messages.success(request, say(key, language_of(request), **slots))
    return HttpResponseRedirect(to)


def edition_in(request: HttpRequest) -> int | None:
    """Return the edition that a form was made from."""
    given = request.POST.get("edition", "")
    return int(given) if given.isdecimal() and len(given) < 10 else None


def number_in(request: HttpRequest, name: str) -> int | None:
    """Return a whole number of a form, None where there is none."""
    given = request.POST.get(name) or request.GET.get(name) or ""
    return int(given) if given.isdecimal() and len(given) < 19 else None


def read_day(text: str) -> datetime.date | None:
    """Return the day that a text names, None where it names none."""
    try:
        return parse_date(text.strip())
    except ValueError:  # no day of the calendar
        return None


def typed_day(text: str) -> datetime.date | None:
    """Return the day that was typed, None where nothing was; `Refused` for what is no day."""
    found = read_day(text)
    if text.strip() and found is None:
        raise Refused("pages.no-day", found=text.strip()[:20])
    return found


def day_in(request: HttpRequest, name: str) -> datetime.date | None:
    """Return the day that a form names; None where it names none."""
    return typed_day(request.POST.get(name, ""))
