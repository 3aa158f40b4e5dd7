"""A meeting: its agenda, the minutes while they are written, 核稿 and 签发, and both in print."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yibiao.core.coordination.machines import machine
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check, may
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.coordination.agenda import since_last
from yibiao.hub.coordination.meetings import (
    EDITABLE,
    MACHINE,
    SECTIONS,
    meeting_steps,
    set_agenda,
    set_minutes,
    step_meeting,
)
from yibiao.hub.coordination.models import MeetingRecord
from yibiao.hub.coordination.reading import items, meetings
from yibiao.hub.orgs.models import UnitRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import PROBLEMS
from yibiao.web.languages import language_of
from yibiao.web.pages.coordination.forms import parties_of
from yibiao.web.pages.viewing import done, edition_in, number_in, view
from yibiao.web.templating import page

# So many empty rows for decisions stand below those there are.
BLANK = 3
_LAST = 10_000


def _found(request: HttpRequest, pk: int) -> MeetingRecord:
    row: MeetingRecord = one(meetings(actor_for(request)), pk=pk)
    return row


@view
def meeting(request: HttpRequest, meeting: int) -> HttpResponse:
    """Show a meeting; its agenda, its minutes and its steps each have a form."""
    actor, row = actor_for(request), _found(request, meeting)
    if request.method != "POST":
        return _page(request, row)
    what, lang = request.POST.get("what", ""), language_of(request)
    if what in ("agenda", "minutes"):
        check(actor, "coordination.direct", row.plan)
    try:
        _do(request, row, what)
    except Stale:
        # What was typed stays, beside what the other has written; saving again is then a decision.
        return _page(request, _found(request, meeting), _typed(request, what), say("coordination.both-wrote", lang))
    except Refused as error:
        return _page(request, _found(request, meeting), _typed(request, what), say(error.key, lang, **error.slots))
    key = what if what in ("agenda", "minutes") else "step"
    return done(request, f"coordination.saved-{key}", reverse("meeting", args=[row.pk]))


def _do(request: HttpRequest, row: MeetingRecord, what: str) -> None:
    actor, edition = actor_for(request), edition_in(request)
    if what == "agenda":
        set_agenda(actor, row, agenda_in(request), edition=edition)
    elif what == "minutes":
        sections, decisions = minutes_in(request)
        set_minutes(actor, row, sections, decisions, edition=edition)
    else:
        step_meeting(actor, row, what[:20], request.POST.get("note", ""), request.POST.get("number", ""), edition=edition)


def agenda_in(request: HttpRequest) -> list[dict[str, Any]]:
    """Return the agenda rows that a form sends, in the order of their numbers; those to be dropped are left out."""
    given = request.POST
    columns = [given.getlist(name) for name in ("text", "kind", "units", "to", "order")]
    dropped = set(given.getlist("drop"))
    rows = []
    for at, (text, kind, units, to, order) in enumerate(zip(*columns, strict=False)):
        place = int(order) if order.isdecimal() and len(order) < 5 else _LAST
        if str(at) not in dropped:
            rows.append((place, at, {"text": text, "kind": kind, "units": units.split(), "to": to if to.startswith("/") and not to.startswith("//") else ""}))
    return [row for _, _, row in sorted(rows, key=lambda one: one[:2])]


def minutes_in(request: HttpRequest) -> tuple[list[dict[str, str]], list[dict[str, Any]]]:
    """Return the sections and decisions that a form sends."""
    given = request.POST
    sections = [{"heading": heading, "text": text} for heading, text in zip(given.getlist("heading"), given.getlist("body"), strict=False)]
    decided = zip(given.getlist("decision"), given.getlist("unit"), given.getlist("helper"), given.getlist("due"), strict=False)
    decisions = [{"text": text, "unit": unit, "helpers": [helper] if helper else [], "due": due} for text, unit, helper, due in decided]
    return sections, [one for one in decisions if one["text"].strip()]


def _typed(request: HttpRequest, what: str) -> dict[str, Any]:
    """Return what was typed, to be shown again."""
    if what == "agenda":
        return {"agenda": agenda_in(request)}
    if what == "minutes":
        sections, decisions = minutes_in(request)
        return {"sections": sections, "decisions": decisions}
    return {"step": what, "note": request.POST.get("note", ""), "number": request.POST.get("number", "")}


def _page(request: HttpRequest, row: MeetingRecord, typed: dict[str, Any] | None = None, error: str = "") -> HttpResponse:
    actor, lang, typed = actor_for(request), language_of(request), typed or {}
    able = may(actor, "coordination.direct", row.plan) and row.state in EDITABLE
    now = _sections(row, lang)
    given = {
        "meeting": row,
        "able": able,
        "agenda": typed.get("agenda", row.agenda),
        "sections": typed.get("sections", now),
        "decisions": typed.get("decisions", row.minutes.get("decisions", [])),
        "theirs": (now, row.minutes.get("decisions", [])) if error and "sections" in typed else None,
        "typed": {"step": "", "note": "", "number": "", **typed},
        "error": error,
        "blank": range(BLANK if able else 0),
        "units": parties_of(row.plan) if able else [],
        "steps": meeting_steps(actor, row),
        "course": list(row.steps.select_related("unit", "by")),
        "names": may(actor, "history.read", row.plan),
        "waits": machine(MACHINE).states[row.state].waits,
        "tracked": list(items(actor).filter(meeting=row)),
        "last": _last(actor, row),
        "unit_names": dict(UnitRecord.objects.filter(code__in=_codes(row)).values_list("code", "name")),
        "desk": may(actor, "coordination.read", row.plan),
    }
    return page(request, "coordination/meeting.html", PROBLEMS["refused"] if error else 200, **given)


def _sections(row: MeetingRecord, lang: str) -> list[dict[str, str]]:
    """Return the sections as they stand; of minutes not begun, the usual headings."""
    kept = row.minutes.get("sections", [])
    return kept or [{"heading": say(f"coordination.section-{name}", lang), "text": ""} for name in SECTIONS]


def _codes(row: MeetingRecord) -> set[str]:
    decided = {code for one in row.minutes.get("decisions", ()) for code in (one["unit"], *one["helpers"])}
    return decided | {code for one in row.agenda for code in one["units"]}


def _last(actor: Actor, row: MeetingRecord) -> list[Any]:
    """Return 上次议定事项, as far as the asker may see them."""
    return list(items(actor).filter(pk__in=[one.pk for one in since_last(row)]).order_by("pk"))


@view
@require_safe
def changed(request: HttpRequest, meeting: int) -> HttpResponse:
    """Say whether somebody has saved since the edition that the asker has before them."""
    row, seen = _found(request, meeting), number_in(request, "seen")
    return page(request, "coordination/changed.html", newer=seen is not None and row.edition > seen, meeting=row)


@view
@require_safe
def printed(request: HttpRequest, meeting: int) -> HttpResponse:
    """Show the agenda or the minutes as they are printed; a draft says so."""
    row, what = _found(request, meeting), request.GET.get("what", "")
    names = dict(UnitRecord.objects.filter(code__in=_codes(row)).values_list("code", "name"))
    # Who sees no more than issued minutes has no agenda to print: it says how others stand.
    minutes = what == "minutes" or not may(actor_for(request), "coordination.read", row.plan)
    last = _last(actor_for(request), row)
    return page(request, "coordination/meeting_print.html", meeting=row, minutes=minutes, unit_names=names, last=last)
