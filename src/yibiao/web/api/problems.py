"""Errors as problem+json (RFC 9457) with stable codes.

A problem has `type` (``urn:yibiao:problem:<code>``), `title`, `status`, `code`, `detail` (a sentence in the
language asked for) and, where it helps, members of its own. docs/api-v1.md lists the codes; a test compares.
"""

import json
from collections.abc import Mapping
from typing import Any

from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused, Stale, name_of
from yibiao.messages import say
from yibiao.web.languages import language_of

# Every code with its status; the sentences stand in the message book `problems`.
PROBLEMS: Mapping[str, int] = {
    "unauthenticated": 401,
    "denied": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "not-acceptable": 406,
    "conflict": 409,
    "stale": 412,
    "too-large": 413,
    "unsupported-type": 415,
    "invalid": 422,
    "refused": 422,
    "key-reused": 422,
    "edition-required": 428,
    "malformed": 400,
    "key-required": 400,
    "busy": 503,
    "internal": 500,
}


class Problem(Exception):  # noqa: N818  an answer, not a fault of the program
    """An error to answer with: `code` is one of `PROBLEMS`; `detail` a sentence, `members` go beside it."""

    def __init__(self, code: str, detail: str = "", **members: Any) -> None:
        super().__init__(code)
        self.code, self.detail, self.members = code, detail, members


def problem(request: HttpRequest, code: str, detail: str = "", **members: Any) -> HttpResponse:
    """Return the answer for an error."""
    lang = language_of(request)
    body = {
        "type": f"urn:yibiao:problem:{code}",
        "title": say(f"problems.{code}", lang),
        "status": PROBLEMS[code],
        "code": code,
        "detail": detail or say(f"problems.{code}", lang),
        **members,
    }
    answer = HttpResponse(
        # What was sent may come back in it, half a surrogate pair too.
        json.dumps(body, ensure_ascii=False).encode("utf-8", "backslashreplace"),
        status=PROBLEMS[code],
        content_type="application/problem+json",
    )
    if code == "unauthenticated":
        answer["WWW-Authenticate"] = 'Bearer realm="yibiao"'
    return answer


def add_handlers(api: NinjaAPI) -> None:
    """Answer every error of the API as a problem."""

    def told(request: HttpRequest, error: Any) -> HttpResponse:
        code, detail, members = describe(error, language_of(request))
        return problem(request, code, detail, **members)

    for kind in _DESCRIBED:
        api.add_exception_handler(kind, told)


def describe(error: Exception, lang: str) -> tuple[str, str, dict[str, Any]]:
    """Return code, detail and members of an error that is an answer."""
    for kind, tell in _DESCRIBED.items():
        if isinstance(error, kind):
            return tell(error, lang)
    raise error


def _http(error: Any, _lang: str) -> tuple[str, str, dict[str, Any]]:
    codes = {status: code for code, status in reversed(list(PROBLEMS.items()))}
    return codes.get(error.status_code, "malformed"), "", {}


def _invalid(error: Any, _lang: str) -> tuple[str, str, dict[str, Any]]:
    faults = [{"place": list(map(str, one["loc"])), "fault": one["msg"]} for one in error.errors]
    return "invalid", "", {"faults": faults}


def _stale(error: Any, _lang: str) -> tuple[str, str, dict[str, Any]]:
    return "stale", "", {"object": name_of(error.row), "edition": getattr(error.row, "edition", None)}


_DESCRIBED: dict[type[Exception], Any] = {
    Problem: lambda error, _lang: (error.code, error.detail, error.members),
    Denied: lambda error, _lang: ("denied", "", {"right": error.right}),
    Stale: _stale,
    Refused: lambda error, lang: ("refused", say(error.key, lang, **error.slots), {"reason": error.key}),
    ValidationError: _invalid,
    AuthenticationError: lambda _error, _lang: ("unauthenticated", "", {}),
    RequestDataTooBig: lambda _error, _lang: ("too-large", "", {}),
    BadRequest: lambda _error, _lang: ("malformed", "", {}),
    HttpError: _http,
    Http404: lambda _error, _lang: ("not-found", "", {}),
}
