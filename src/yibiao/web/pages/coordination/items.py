"""An item: what it is, its course as a timeline, and the steps that whoever asks can take."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.core.coordination.clocks import LEVELS
from yibiao.core.coordination.machines import machine_of
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.coordination.climbing import pending
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.coordination.raising import paper_for
from yibiao.hub.coordination.reading import items
from yibiao.hub.coordination.stepping import Gift, kept_from, step_item, steps_for
from yibiao.hub.cycle.days import workdays
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import PROBLEMS
from yibiao.web.languages import language_of
from yibiao.web.pages.coordination.forms import parties_of, scan_in, unit_in
from yibiao.web.pages.viewing import day_in, done, edition_in, view
from yibiao.web.templating import page

# Kinds with a paper of their own, which can be printed.
PAPERS = ("supervision", "letter", "interview")


def found(actor: Actor, item: int) -> ItemRecord:
    """Return an item the actor may see."""
    rows = items(actor).select_related("plan", "unit", "asker", "commitment__unit", "origin", "meeting", "visit", "remark__leader__unit", "remark__scan")
    row: ItemRecord = one(rows, pk=item)
    return row


@view
def item(request: HttpRequest, item: int) -> HttpResponse:
    """Show an item; a step is taken by the form of its name."""
    actor = actor_for(request)
    row = found(actor, item)
    if request.method != "POST":
        return _page(request, row)
    name, units = request.POST.get("step", "")[:20], parties_of(row.plan)
    try:
        gift = Gift(request.POST.get("note", ""), day_in(request, "day"), unit_in(request, units), request.POST.get("number", ""))
        step_item(actor, row, name, gift, scan_in(request), edition=edition_in(request))
    except Refused as error:
        return _page(request, found(actor, item), name, say(error.key, language_of(request), **error.slots))
    # What ended a matter for somebody may have taken it out of their sight.
    back = reverse("item", args=[row.pk]) if items(actor).filter(pk=row.pk).exists() else reverse("coordination")
    return done(request, "coordination.taken", back, step=say(f"coordination.step-{name}", language_of(request)))


def _page(request: HttpRequest, row: ItemRecord, tried: str = "", error: str = "") -> HttpResponse:
    actor, day = actor_for(request), today()
    machine = machine_of(row.kind)
    steps = steps_for(actor, row)
    levels = [(one.level, one.day, one.due) for one in pending(row, day, workdays())]
    given: dict[str, Any] = {
        "item": row,
        "state": machine.states[row.state],
        "steps": steps,
        "kept_away": kept_from(actor, row),
        "course": list(row.steps.select_related("unit", "by", "scan", "to_unit")),
        "names": may(actor, "history.read", row.plan),
        "helpers": list(row.helpers.all()),
        "units": parties_of(row.plan) if any("unit" in step.fields for step in steps) else [],
        "day": day,
        "levels": LEVELS,
        "climbing": levels,
        "tried": tried,
        "error": error,
        "typed": {name: request.POST.get(name, "") for name in ("note", "day", "unit", "number")},
        "papers": list(items(actor).filter(origin=row)),
        "printable": row.kind in PAPERS,
        "seen_cell": row.commitment is not None and may(actor, "commitment.read", row.commitment),
        "urging": _urging(actor, row, state_open=machine.states[row.state].stage == "open"),
        "desk": may(actor, "coordination.read", row.plan),
    }
    return page(request, "coordination/item.html", PROBLEMS["refused"] if error else 200, **given)


def _urging(actor: Actor, row: ItemRecord, *, state_open: bool) -> str:
    """Return which paper an office can draft about an open item, empty for none."""
    if row.kind in PAPERS or row.unit is None or not state_open or not may(actor, "coordination.direct", row.plan):
        return ""
    return paper_for(row.unit)
