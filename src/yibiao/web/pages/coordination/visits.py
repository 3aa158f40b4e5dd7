"""A visit on site: its stops in the order of the route, what was handed over there, the summary."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.hub.access.rights import check, may
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.clock import today
from yibiao.hub.coordination.models import VisitRecord
from yibiao.hub.coordination.raising import hand_over
from yibiao.hub.coordination.reading import items, visits
from yibiao.hub.coordination.visits import set_stops, step_visit, visit_steps
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import PROBLEMS
from yibiao.web.languages import language_of
from yibiao.web.pages.coordination.forms import matter_in, parties_of
from yibiao.web.pages.viewing import done, edition_in, view
from yibiao.web.templating import page

BLANK = 2
_LAST = 10_000


def stops_in(request: HttpRequest) -> list[dict[str, str]]:
    """Return the stops that a form sends, in the order of their numbers."""
    given = request.POST
    columns = [given.getlist(f"stop-{name}") for name in ("place", "unit", "time", "what")]
    orders = given.getlist("stop-order")
    rows = []
    for at, (place, unit, time, what) in enumerate(zip(*columns, strict=False)):
        order = orders[at] if at < len(orders) else ""
        number = int(order) if order.isdecimal() and len(order) < 5 else _LAST
        rows.append((number, at, {"place": place, "unit": unit, "time": time, "what": what}))
    return [row for _, _, row in sorted(rows, key=lambda one: one[:2])]


@view
def visit(request: HttpRequest, visit: int) -> HttpResponse:
    """Show a visit; whoever directs the plan changes its route, hands items over and sums it up."""
    actor = actor_for(request)
    row: VisitRecord = one(visits(actor), pk=visit)
    if request.method != "POST":
        return _page(request, row)
    check(actor, "coordination.direct", row.plan)
    what = request.POST.get("what", "")
    try:
        if what == "stops":
            set_stops(actor, row, stops_in(request), edition=edition_in(request))
        elif what == "handover":
            hand_over(actor, row, matter_in(request, actor, row.plan, parties_of(row.plan)), edition=edition_in(request))
        else:
            step_visit(actor, row, what[:20], request.POST.get("note", ""), edition=edition_in(request))
    except Stale:
        return _page(request, one(visits(actor), pk=visit), what, say("problems.stale", language_of(request)))
    except Refused as error:
        return _page(request, one(visits(actor), pk=visit), what, say(error.key, language_of(request), **error.slots))
    return done(request, f"coordination.saved-{what if what in ('stops', 'handover') else 'step'}", reverse("visit", args=[row.pk]))


def _page(request: HttpRequest, row: VisitRecord, tried: str = "", error: str = "") -> HttpResponse:
    actor = actor_for(request)
    able = may(actor, "coordination.direct", row.plan)
    units = parties_of(row.plan)
    given = {
        "visit": row,
        "able": able,
        "stops": stops_in(request) if tried == "stops" else row.stops,
        "blank": range(BLANK),
        "steps": visit_steps(actor, row),
        "course": list(row.steps.select_related("unit", "by")),
        "names": may(actor, "history.read", row.plan),
        "units": units,
        "unit_names": {unit.code: unit.name for unit in units},
        "handed": list(items(actor).filter(visit=row)),
        "day": today(),
        "tried": tried,
        "error": error,
        "typed": {name: request.POST.get(name, "") for name in ("title", "text", "unit", "due", "note")},
    }
    return page(request, "coordination/visit.html", PROBLEMS["refused"] if error else 200, **given)
