"""Handing on 交办: choose what goes to which bureau, change it, take it back, undo either."""

import datetime
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.hub.access.rights import Denied, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.commitments import handing
from yibiao.hub.commitments.handing import Part
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord
from yibiao.hub.commitments.reading import commitments
from yibiao.hub.orgs.models import UnitRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.languages import language_of
from yibiao.web.pages.units.sheet import goal_shown
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import done, edition_in, view
from yibiao.web.templating import page

_MOST = 200


class Wish(NamedTuple):
    """A row of the form: the commitment, to whom it was handed on before, and what was typed for it."""

    row: CommitmentRecord
    goal: Any
    handed: list[HandOnRecord]
    figure: str = ""
    due: str = ""


@view
def hand_on(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a bureau, parts and days for the rows that were picked in the table; hand them on."""
    unit = one(units_seen(request), code=code)
    wishes = _wishes(request, unit)
    error = ""
    if request.method == "POST":
        try:
            return _hand_on(request, unit, wishes)
        except Refused as refused:
            error = say(refused.key, language_of(request), **refused.slots)
    typed = {"to": request.POST.get("unit", ""), "note": request.POST.get("note", "")}
    given = {"unit": unit, "wishes": wishes, "takers": handing.takers(unit), "typed": typed, "error": error}
    return page(request, "units/hand_on.html", 422 if error else 200, **given)


def _wishes(request: HttpRequest, unit: UnitRecord) -> list[Wish]:
    """Return the rows that were picked, with what was typed for each; those alone that the asker may hand on."""
    asked = request.POST if request.method == "POST" else request.GET
    ids = [int(text) for text in asked.getlist("row") if text.isdecimal() and len(text) < 19][:_MOST]
    actor = actor_for(request)
    own = commitments(actor).filter(pk__in=ids, unit=unit.table_id or unit.pk)
    rows = list(visible(actor, handing.RIGHT, own))
    if ids and not rows:
        raise Denied(handing.RIGHT)
    handed: dict[int, list[HandOnRecord]] = {}
    for one_ in handing.handed_on(actor, [row.pk for row in rows]):
        handed.setdefault(one_.commitment_id, []).append(one_)
    get, lang = asked.get, language_of(request)
    return [
        Wish(row, goal_shown(row, lang), handed.get(row.pk, []), get(f"figure-{row.pk}", ""), get(f"due-{row.pk}", ""))
        for row in rows
    ]


def _hand_on(request: HttpRequest, unit: UnitRecord, wishes: list[Wish]) -> HttpResponse:
    if not wishes:
        raise Refused("unittable.nothing-chosen")
    to = handing.takers(unit).filter(code=request.POST.get("unit", "")).first()
    if to is None:
        raise Refused("unittable.unit-needed")
    parts = [Part(wish.row, wish.figure.strip(), _day(wish.due)) for wish in wishes]
    made = handing.hand_on_all(actor_for(request), parts, to, request.POST.get("note", ""), _request_id(request))
    return done(request, "unittable.handed", _to(unit, "undo", made), count=len(made), unit=to.name)


def _to(unit: UnitRecord, word: str, rows: Iterable[HandOnRecord]) -> str:
    return f"{reverse('handed-list', args=[unit.code])}?{word}={'.'.join(f'{row.pk}-{row.edition}' for row in rows)}"


def _day(text: str) -> datetime.date | None:
    """Return a day that was typed, None for none; `Refused` for what is no day."""
    try:
        return datetime.date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        raise Refused("unittable.no-day", found=text[:20]) from None


# --- what is handed on


def _rows(request: HttpRequest, unit: UnitRecord) -> QuerySet[HandOnRecord]:
    """Return what a unit handed on, or took on, that the asker may know of."""
    actor = actor_for(request)
    seen = visible(actor, "commitment.read", CommitmentRecord.objects.all()).order_by().values("pk")
    rows = handing.handed_on(actor, seen).select_related("commitment__unit", "commitment__plan", "unit", "by")
    return rows.defer("commitment__plan__compiled", "commitment__plan__effective")


@view
def handed_list(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything a unit has handed on, bureau by bureau; undo what was just handed on."""
    unit = one(units_seen(request), code=code)
    if request.method == "POST":
        return _undo(request, unit)
    rows = _rows(request, unit).filter(commitment__unit=unit.table_id or unit.pk, commitment__closed_at=None)
    rows = rows.order_by("unit__path", "commitment__plan", "commitment__place", "id")
    fresh = [row.pk for row in _named(rows, request.GET.get("undo", ""))]
    undo = request.GET.get("undo", "") if fresh else ""
    return page(request, "units/handed_list.html", unit=unit, rows=rows, fresh=fresh, undo=undo)


def _named(rows: QuerySet[HandOnRecord], text: str) -> QuerySet[HandOnRecord]:
    return rows.filter(pk__in=_editions(text))


def _editions(text: str) -> dict[int, int]:
    """Return items and the edition in which they were seen, from ``12-1.13-2``; without one, as they were first made."""
    found = [part.partition("-") for part in text.split(".")[:_MOST]]
    numbers = [(pk, edition or "1") for pk, _, edition in found if pk.isdecimal() and len(pk) < 19]
    return {int(pk): int(edition) for pk, edition in numbers if edition.isdecimal() and len(edition) < 10}


def _undo(request: HttpRequest, unit: UnitRecord) -> HttpResponse:
    """Take back what was just handed on."""
    rows = list(_named(_rows(request, unit).filter(commitment__unit=unit.table_id or unit.pk), request.POST.get("undo", "")))
    if not rows:
        raise Problem("not-found")
    editions = _editions(request.POST.get("undo", ""))
    with transaction.atomic():
        for row in rows:
            more: dict[str, Any] = {"edition": editions[row.pk], "request": _request_id(request)}
            handing.withdraw(actor_for(request), row, reason=say("unittable.undone", "zh"), **more)
    return done(request, "unittable.undone-count", reverse("handed-list", args=[unit.code]), count=len(rows))


@view
def handed(request: HttpRequest, code: str, handed: int) -> HttpResponse:
    """Show one item that was handed on; change what is asked, take it back, or undo that."""
    unit = one(units_seen(request), code=code)
    row = _one(request, unit, handed)
    able = may(actor_for(request), handing.RIGHT, row.commitment)
    if request.method == "POST":
        return _act(request, unit, row)
    goal = goal_shown(row.commitment, language_of(request))
    return page(request, "units/handed.html", unit=unit, row=row, goal=goal, able=able)


def _one(request: HttpRequest, unit: UnitRecord, handed: int) -> HandOnRecord:
    """Return an item by its number; one that was taken back is there for those who may hand it on again."""
    here = Q(unit=unit) | Q(commitment__unit=unit.table_id or unit.pk)
    standing = _rows(request, unit).filter(here, pk=handed).first()
    if standing is not None:
        return standing
    rows = HandOnRecord.objects.select_related("commitment__unit", "commitment__plan", "unit", "by").filter(here)
    row: HandOnRecord = one(rows.exclude(withdrawn_at=None), pk=handed)
    if not may(actor_for(request), handing.RIGHT, row.commitment):
        raise Problem("not-found")
    return row


def _act(request: HttpRequest, unit: UnitRecord, row: HandOnRecord) -> HttpResponse:
    actor, what = actor_for(request), request.POST.get("what", "")
    here = reverse("handed", args=[unit.code, row.pk])
    more: dict[str, Any] = {"edition": edition_in(request), "request": _request_id(request)}
    if what == "withdraw":
        handing.withdraw(actor, row, reason=request.POST.get("reason", ""), **more)
        return done(request, "unittable.withdrawn", here)
    if what == "restore":
        handing.restore(actor, row, **more)
        return done(request, "unittable.restored", here, unit=row.unit.name)
    figure, note = request.POST.get("figure", "").strip(), request.POST.get("note", "")
    handing.edit_handed(actor, row, note, figure, _day(request.POST.get("due", "")), **more)
    return done(request, "unittable.changed", here)


def _request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))
