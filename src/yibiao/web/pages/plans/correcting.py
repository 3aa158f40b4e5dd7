"""Corrections of a draft as forms and the review desk send them: made, undone, put back."""

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from yibiao.core.corrections.jsonform import read_correction
from yibiao.core.corrections.telling import describe
from yibiao.core.plan import Number
from yibiao.core.times import read_deadline, read_period
from yibiao.core.typednumbers import typed_number
from yibiao.hub.access.rights import visible
from yibiao.hub.actions import Refused
from yibiao.hub.plans import drafting
from yibiao.hub.plans.models import CorrectionRecord, PlanRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.api.schemas import is_sound
from yibiao.web.languages import language_of
from yibiao.web.pages.plans.answering import answered
from yibiao.web.pages.viewing import edition_in, safe_next, view

_LONGEST = 100_000


def draft(request: HttpRequest, plan: int) -> PlanRecord:
    """Return a plan that may be seen; whether it may be corrected is asked by the action."""
    row: PlanRecord = one(visible(actor_for(request), "plan.read", PlanRecord.objects.all()), pk=plan)
    return row


@view
@require_POST
def correct(request: HttpRequest, plan: int) -> HttpResponse:
    """Correct one fact of a draft, in the fields of a form or (`body`) as yibiao-corrections/1."""
    row, lang = draft(request, plan), language_of(request)
    body = _given(request) if "body" in request.POST else _body(request)
    reason, edition = _reason(request), edition_in(request)
    return answered(
        request,
        row,
        lambda: drafting.correct(actor_for(request), row, read(body, row), reason=reason, edition=edition),
        lambda made: say("review.saved", lang, what=_told([made], lang)),
        safe_next(request, _to(row)),
    )


@view
@require_POST
def undo(request: HttpRequest, plan: int, number: int) -> HttpResponse:
    """Take a correction back, or put it back; `together` with those made at the same stroke."""
    row, lang = draft(request, plan), language_of(request)
    redo, together = bool(request.POST.get("redo")), bool(request.POST.get("together"))
    act = drafting.redo if redo else drafting.undo
    return answered(
        request,
        row,
        lambda: act(actor_for(request), row, number, together, edition=edition_in(request)),
        lambda made: say("review.redone" if redo else "review.undone", lang, what=_told(made, lang)),
        safe_next(request, _to(row)),
    )


@view
@require_POST
def hints(request: HttpRequest, plan: int) -> HttpResponse:
    """Answer all hints that are open with 知悉."""
    row, lang = draft(request, plan), language_of(request)
    return answered(
        request,
        row,
        lambda: drafting.note_hints(actor_for(request), row, edition=edition_in(request)),
        lambda count: say("review.hints-noted", lang, count=count),
        safe_next(request, _to(row)),
    )


def _told(made: Sequence[CorrectionRecord], lang: str) -> str:
    """Return what one correction did, or a stroke of several: the hints noted at once."""
    return describe(read_correction(made[0].body), lang) if len(made) == 1 else say("review.stroke", lang, count=len(made))


def _to(row: PlanRecord) -> str:
    return reverse("plan-review", args=[row.pk])


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:500]


# --- What is asked for ---------------------------------------------------------------------------


def _given(request: HttpRequest) -> dict[str, Any]:
    """Return the correction of the desk; its figures come as they were typed."""
    try:
        body = json.loads(request.POST["body"][:_LONGEST])
    except (ValueError, RecursionError):
        raise Problem("malformed") from None
    if not isinstance(body, dict) or not all(map(is_sound, _texts(body))):
        raise Problem("malformed")
    return body


def read(body: Mapping[str, Any], row: PlanRecord) -> dict[str, Any]:
    """Return a correction with its figures, periods and deadlines as the plan writes them, read from what was typed.

    Refused with what may be typed, where that is none.
    """
    fields = body.get("fields")
    if not isinstance(fields, dict):
        return dict(body)
    year = (row.effective.get("document") or {}).get("year")
    return {**body, "fields": {name: _read(name, value, year) for name, value in fields.items()}}


def _read(name: str, typed: Any, year: int | None) -> Any:
    if not isinstance(typed, str) or name not in _TYPED:
        return typed
    if not typed.strip():
        return None
    found = _TYPED[name](typed, year)
    if found is None:
        raise Refused(f"review.unread-{name}", typed=typed[:40])
    return found


def _texts(body: Any) -> Iterator[str]:
    left: list[Any] = [body]
    while left:
        match left.pop():
            case str() as text:
                yield text
            case dict() as inner:
                left += [*inner, *inner.values()]
            case list() as inner:
                left += inner


def _number(typed: str, _year: int | None) -> Number | None:
    """Return the number that was typed (``1,000``, ``1000亿``, ``3.24``); None for what is none."""
    return typed_number(typed)


# How what is typed into a field is read.
_TYPED: Mapping[str, Callable[[str, int | None], Any]] = {
    "low": _number,
    "high": _number,
    "period": read_period,
    "deadline": read_deadline,
}


def _body(request: HttpRequest) -> dict[str, Any]:
    """Return the correction that a form asks for, in the form yibiao-corrections/1."""
    kind, key, reason = (request.POST.get(name, "") for name in ("kind", "key", "reason"))
    made = _plain_kinds(request.POST, key).get(kind)
    return {"kind": kind, "reason": reason, **made} if made else {"kind": kind, **drafting.body_of_form(kind, request.POST)}


def _plain_kinds(form: Any, key: str) -> Mapping[str, dict[str, Any]]:
    """Return what each kind takes that needs no more than the key of a fact and a field."""
    fact = {"key": key}
    return {
        "units": {"fact": fact, "role": form.get("role", ""), "units": names(form.get("units", ""))},
        "target.drop": {"target": fact},
        "target.edit": {"target": fact, "fields": {"low": form.get("low", "")}},
        "task.drop": {"task": fact},
        "task.edit": {"task": fact, "fields": {"title": form.get("title", "")}},
        "task.merge": {"tasks": [{"key": one} for one in form.getlist("keys")]},
    }


def names(typed: str) -> list[str]:
    """Return the names of a list as people type it: 市科技局、市财政局."""
    return [name.strip() for name in re.split("[、，,；;\n]", typed) if name.strip()]
