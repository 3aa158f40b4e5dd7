"""What is said where no page can answer: an address that leads nowhere, an error of the program."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html

from yibiao.messages import say
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import failed


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that nothing is here."""
    return failed(request, "not-found")


def malformed(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that the request cannot be understood."""
    return _alone(request, "malformed", 400)


def denied(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that there is no right to do this."""
    return failed(request, "denied")


def internal(request: HttpRequest) -> HttpResponse:
    """Say that the program failed, and by which number the operator finds it; asks nothing of database or session.

    A database that is away will come back: then it is worth asking again.
    """
    if not isinstance(sys.exception(), OperationalError | InterfaceError):
        return _alone(request, "internal", 500)
    answer = _alone(request, "busy", 503)
    answer["Retry-After"] = "5"
    return answer


def _alone(request: HttpRequest, code: str, status: int) -> HttpResponse:
    lang = language_of(request)
    number = getattr(request, "request_id", "")
    told = say("site.request", lang, id=number) if number else ""
    text = format_html(
        '<!doctype html><html lang="{}"><meta charset="utf-8"><title>{}</title><main><h1>{}</h1><p>{}</p><p><a href="/">{}</a></p></main></html>',
        "zh-CN" if lang == "zh" else "en",
        say("site.name", lang),
        say(f"problems.{code}", lang),
        told,
        say("site.to-home", lang),
    )
    return HttpResponse(text, status=status)
