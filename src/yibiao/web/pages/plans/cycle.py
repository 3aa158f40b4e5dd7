"""The timetable of a plan: its periods with their days, and the form that sets them."""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.cycle.rounds import Round
from yibiao.core.cycle.timetable import STEPS, Dates, Step, Timetable, dates
from yibiao.core.cycle.workdays import SHIFTS, Workdays
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.cycle.days import workdays
from yibiao.hub.cycle.timetables import Timetables, first_open, rounds, set_timetable, timetables
from yibiao.hub.plans.known import heads
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import PROBLEMS
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import done, edition_in, view
from yibiao.web.templating import page

# How a day can be counted, as the form has it; `review` has no step before it.
HOWS = ("this", "next", "end", "end-working", "step", "step-working")
NAMES = (*STEPS, "review")


class Row(NamedTuple):
    """One period as shown: `unmoved` are its days as they would be without days off, `current` the next to be dispatched."""

    round: Round
    unmoved: Dates
    current: bool


class Form(NamedTuple):
    """The form as it is shown: for each day how it is counted and its number, as set or as typed."""

    steps: tuple[tuple[str, str, str], ...]
    shift: str
    since: str


@view
def cycle(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the periods of a plan; whoever names its offices may set their days."""
    actor = actor_for(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.select_related("unit", "dispatching")), pk=plan)
    if request.method != "POST":
        return _page(request, row)
    check(actor, "plan.assign", row)
    typed = _typed(request)
    try:
        set_timetable(actor, row, _values(typed), typed.since or None, edition=edition_in(request))
    except Refused as error:
        return _page(request, row, typed, say(error.key, language_of(request), **error.slots))
    return done(request, "cycle.saved", reverse("plan-cycle", args=[row.pk]))


def _page(request: HttpRequest, row: PlanRecord, typed: Form | None = None, error: str = "") -> HttpResponse:
    able = may(actor_for(request), "plan.assign", row) and row.state == PlanRecord.PUBLISHED
    given = {"plan": row, "able": able, "error": error, **_shown(row)}
    first = first_open(row, given["known"], given["calendar"], today()) if able else None
    if first is not None:
        given |= {"form": typed or _form(given["known"].at(first), first), "months": _months(row, first)}
    status = PROBLEMS["refused"] if error else 200
    return page(request, "plans/cycle.html", status, **{"form": None, "hows": HOWS, "shifts": SHIFTS, **given})


def _shown(row: PlanRecord) -> dict[str, Any]:
    """Return what the page says of a plan's periods."""
    known, calendar = timetables([row])[row.pk], workdays()
    made, opening = rounds(row, calendar)
    current = next((at for at, one in enumerate(made) if one.dates.dispatch >= today()), None)
    return {
        "rows": [Row(one, _unmoved(one, known, calendar), at == current) for at, one in enumerate(made)],
        "opening": opening,
        "known": known,
        "calendar": calendar,
        "unknown": sorted({day.year for one in made for day in one.dates if not calendar.knows(day)}),
        "steps": STEPS,
    }


def _unmoved(one: Round, known: Timetables, calendar: Workdays) -> Dates:
    return dates(known.at(one.period)._replace(shift="stay"), one.period, calendar)


def _months(row: PlanRecord, first: str) -> list[str]:
    """Return the months from which on days can be set."""
    span, last = months_of(first), (heads([row])[row.pk].months or (0, -1))[1]
    return [month_name(month) for month in range(span[0], last + 1)] if span else []


def _form(timetable: Timetable, since: str) -> Form:
    steps = ((name, _how(getattr(timetable, name)), f"{getattr(timetable, name).number}") for name in NAMES)
    return Form(tuple(steps), timetable.shift, since)


def _how(step: Step) -> str:
    """Return how a day is counted, as the form has it."""
    if step.kind == "day":
        return "next" if step.months else "this"
    return f"{step.kind}-working" if step.working else step.kind


def _typed(request: HttpRequest) -> Form:
    given = request.POST
    steps = ((name, given.get(f"{name}-how", "")[:20], given.get(f"{name}-number", "").strip()[:20]) for name in NAMES)
    return Form(tuple(steps), given.get("shift", "")[:20], given.get("since", "")[:20])


def _values(typed: Form) -> Mapping[str, Any]:
    """Return the timetable as typed; what is no number is left for the action to name."""
    return {**{name: _step(how, number) for name, how, number in typed.steps}, "shift": typed.shift}


def _step(how: str, number: str) -> dict[str, Any] | None:
    if how not in HOWS or not _is_number(number):
        return None
    if how in ("this", "next"):
        return {"kind": "day", "number": int(number), "months": int(how == "next"), "working": False}
    return {"kind": how.removesuffix("-working"), "number": int(number), "months": 0, "working": how.endswith("-working")}


_is_number = re.compile(r"-?[0-9]{1,3}").fullmatch
