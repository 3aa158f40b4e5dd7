"""``PUT /api/v1/units/{code}/values``: what a unit filled in, saved by the hundred on a reporting day.

A plain view: it parses, hands over to the writer and answers; who asks and what they may do is read by the
writer, for all saves of a batch together. The API's document describes it beside the other addresses.
"""

import json
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.views.decorators.csrf import csrf_exempt

from yibiao.hub.access.claims import Claim, actors_of, claim_of_token
from yibiao.hub.access.rights import Denied
from yibiao.hub.commitments import saving
from yibiao.hub.commitments.entering import LONGEST_TEXT, Fault
from yibiao.hub.writer import Busy
from yibiao.web.acting import TOKEN, has_token
from yibiao.web.api.problems import Problem, problem
from yibiao.web.languages import language_of
from yibiao.web.middleware.limits import length_of

# Twice what the most cells hold when each character is written as an escape.
MOST_BYTES = 2 * saving.MOST_CELLS * LONGEST_TEXT * len("\\u4e00")


@csrf_exempt
def save(request: HttpRequest, code: str) -> HttpResponse:
    """Save values of a unit; a program shows its token, a page its session and the token against forgery."""
    try:
        if request.method != "PUT":
            raise Problem("method-not-allowed")
        return _save(request, code)
    except Problem as error:
        answer = problem(request, error.code, error.detail, **error.members)
    if answer.status_code == 405:
        answer["Allow"] = "PUT"
    return answer


def _save(request: HttpRequest, code: str) -> HttpResponse:
    claim = _claim(request)
    key = request.headers.get("Idempotency-Key")
    if key is None:
        raise _refused(claim, Problem("key-required"))
    body = _body(request, claim)
    try:
        saved = saving.save_values(claim, code, body["period"], body["cells"], key)
    except saving.Invalid as error:
        raise _refused(claim, Problem("invalid", faults=_faults(error.faults, language_of(request)))) from error
    except tuple(_PROBLEMS) as error:
        raise _PROBLEMS[type(error)](error, language_of(request)) from error
    return _answer(body, saved)


def _claim(request: HttpRequest) -> Claim:
    """Return who the request says it comes from; raise where it says nothing, or a page may be forged."""
    if has_token(request):
        return claim_of_token(request.headers["Authorization"].removeprefix(TOKEN).strip())
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated:
        raise Problem("unauthenticated")
    if _is_forged(request):
        raise Problem("denied")
    return Claim(person=user.pk)


def _is_forged(request: HttpRequest) -> bool:
    """Tell whether a request of a page comes without the page's token against forgery."""
    check = CsrfViewMiddleware(_unprotected)
    check.process_request(request)
    return check.process_view(request, _unprotected, (), {}) is not None


def _unprotected(_request: HttpRequest) -> HttpResponse:
    """Stand for a view that is not exempt from the check against forgery."""
    return HttpResponse()


def _body(request: HttpRequest, claim: Claim) -> dict[str, Any]:
    if length_of(request) > MOST_BYTES:
        raise _refused(claim, Problem("too-large"))
    try:
        body = json.loads(request.body, parse_float=Decimal, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise _refused(claim, Problem("malformed")) from error
    if type(body) is not dict or body.keys() != {"period", "cells"} or type(body["cells"]) is not list:
        fault = {"place": [], "fault": "{period, cells: [{commitment, field, value, edition}]}"}
        raise _refused(claim, Problem("invalid", faults=[fault]))
    return body


def _refuse(_text: str) -> Any:
    raise ValueError("not a number")


def _refused(claim: Claim, otherwise: Problem) -> Problem:
    """Return the problem of a request that isn't handed over: nobody learns more than that they are nobody."""
    (actor,) = actors_of([claim])
    return otherwise if actor.person is not None else Problem("unauthenticated")


def _answer(body: dict[str, Any], saved: saving.Saved) -> HttpResponse:
    cells = ",".join(
        f'{{"commitment":{cell["commitment"]},"field":"{cell["field"]}","edition":{edition}}}'
        for cell, edition in zip(body["cells"], saved.editions, strict=True)
    )
    answer = HttpResponse(f'{{"period":"{body["period"]}","cells":[{cells}]}}', content_type="application/json")
    if saved.repeated:
        answer["Idempotency-Replayed"] = "true"
    return answer


def _faults(faults: tuple[Fault, ...], lang: str) -> list[dict[str, Any]]:
    return [
        {"place": ["cells", fault.place] if fault.place >= 0 else [], "fault": fault.message(lang)} for fault in faults
    ]


def _conflict(error: Any, _lang: str) -> Problem:
    cells = [cell._asdict() | {"at": cell.at.isoformat() if cell.at else None} for cell in error.cells]
    return Problem("conflict", cells=cells)


def _unknown(error: Any, lang: str) -> Problem:
    return Problem("not-found", faults=_faults(error.faults, lang)) if error.faults else Problem("not-found")


_PROBLEMS: dict[type[Exception], Callable[[Any, str], Problem]] = {
    saving.Conflict: _conflict,
    saving.Unknown: _unknown,
    saving.KeyReused: lambda _error, _lang: Problem("key-reused"),
    saving.Unauthenticated: lambda _error, _lang: Problem("unauthenticated"),
    Denied: lambda error, _lang: Problem("denied", right=error.right),
    Busy: lambda _error, _lang: Problem("busy"),
}
