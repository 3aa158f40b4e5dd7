"""Handing on 交办: choose what goes to which bureau, change it, take it back, undo either."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.core.amounts import grouped
from yibiao.hub.access.rights import Denied, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.commitments import handing
from yibiao.hub.commitments.handing import Part
from yibiao.hub.commitments.handsum import Handed, handed_of
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
from yibiao.web.pages.viewing import day_in, done, edition_in, typed_day, view
from yibiao.web.templating import page

_MOST = 200
_LONGEST_REASON = 200


class Wish(NamedTuple):
    """A row of the form: the commitment, how it is handed on already, and what was typed for it."""

    row: CommitmentRecord
    goal: Any
    handed: Handed
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
    typed = {name: request.POST.get(name, "") for name in ("unit", "note", "reason")}
    given = {"unit": unit, "wishes": wishes, "takers": handing.takers(unit), "typed": typed, "error": error, "grouped": grouped}
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
    handed, get, lang = handed_of(rows), asked.get, language_of(request)
    return [
        Wish(row, goal_shown(row, lang), handed[row.pk], get(f"figure-{row.pk}", ""), get(f"due-{row.pk}", ""))
        for row in rows
    ]


def _hand_on(request: HttpRequest, unit: UnitRecord, wishes: list[Wish]) -> HttpResponse:
    if not wishes:
        raise Refused("unittable.nothing-chosen")
    to = handing.takers(unit).filter(code=request.POST.get("unit", "")).first()
    if to is None:
        raise Refused("unittable.unit-needed")
    seen = {wish.row.pk: request.POST.get(f"edition-{wish.row.pk}", "") for wish in wishes}
    parts = [Part(wish.row, wish.figure.strip(), typed_day(wish.due), seen[wish.row.pk]) for wish in wishes]
    why, note = _reason(request), request.POST.get("note", "")
    made = handing.hand_on_all(actor_for(request), parts, to, note, _request_id(request), reason=why)
    return done(request, "unittable.handed", _to(unit, "undo", made), count=len(made), unit=to.name)


def _to(unit: UnitRecord, word: str, rows: Iterable[HandOnRecord]) -> str:
    return f"{reverse('handed-list', args=[unit.code])}?{word}={'.'.join(f'{row.pk}-{row.edition}' for row in rows)}"


# --- what is handed on


def _rows(request: HttpRequest, unit: UnitRecord) -> QuerySet[HandOnRecord]:
    """Return what a unit handed on, or took on, that the asker may know of."""
    actor = actor_for(request)
    seen = visible(actor, "commitment.read", CommitmentRecord.objects.all()).order_by().values("pk")
    rows = handing.handed_on(actor, seen).select_related("commitment__unit", "commitment__plan", "unit", "by")
    return rows.defer("commitment__plan__compiled", "commitment__plan__effective")


@view
def handed_list(request: HttpRequest, code: str) -> HttpResponse:
    """Show everything a unit has handed on, bureau by bureau, each to be changed or taken back; undo what was just handed on."""
    unit = one(units_seen(request), code=code)
    if request.method == "POST":
        return _undo(request, unit)
    rows = _rows(request, unit).filter(commitment__unit=unit.table_id or unit.pk, commitment__closed_at=None)
    rows = rows.order_by("unit__path", "commitment__plan", "commitment__place", "id")
    fresh = [row.pk for row in _named(rows, request.GET.get("undo", ""))]
    undo = request.GET.get("undo", "") if fresh else ""
    mine = CommitmentRecord.objects.filter(pk__in=rows.order_by().values("commitment"))
    able = set(visible(actor_for(request), handing.RIGHT, mine).order_by().values_list("pk", flat=True))
    return page(request, "units/handed_list.html", unit=unit, rows=rows, fresh=fresh, undo=undo, able=able)


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
        try:
            return _act(request, unit, row)
        except Refused as refused:
            return _shown(request, unit, row, able, say(refused.key, language_of(request), **refused.slots))
    return _shown(request, unit, row, able)


def _shown(request: HttpRequest, unit: UnitRecord, row: HandOnRecord, able: bool, error: str = "") -> HttpResponse:
    """Show an item; after a change that was refused with what was typed. The sum is for who hands on."""
    row.refresh_from_db(fields=["figure", "due", "note", "edition", "withdrawn_at"])
    typed = {name: request.POST.get(name, "") for name in ("figure", "due", "note", "reason")} if error else None
    handed = handed_of([row.commitment])[row.commitment_id] if able else None
    goal = goal_shown(row.commitment, language_of(request))
    told = {"goal": goal, "able": able, "handed": handed, "typed": typed, "error": error, "grouped": grouped}
    return page(request, "units/handed.html", 422 if error else 200, unit=unit, row=row, **told)


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
    # A form that does not say what it was made from has seen nothing: it overwrites nobody's newer change.
    more: dict[str, Any] = {"edition": edition_in(request) or 0, "request": _request_id(request), "reason": _reason(request)}
    if what == "withdraw":
        handing.withdraw(actor, row, **more)
        return done(request, "unittable.withdrawn", here)
    if what == "restore":
        handing.restore(actor, row, **more)
        return done(request, "unittable.restored", here, unit=row.unit.name)
    figure, note = request.POST.get("figure", "").strip(), request.POST.get("note", "")
    handing.edit_handed(actor, row, note, figure, day_in(request, "due"), **more)
    return done(request, "unittable.changed", here)


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:_LONGEST_REASON]


def _request_id(request: HttpRequest) -> str:
    return str(getattr(request, "request_id", ""))
