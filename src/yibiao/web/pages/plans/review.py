"""The review desk: the document as received beside its plan, corrected in place."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from yibiao.hub.access.rights import visible
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.orgs.suggesting import suggest
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.reviewing import desk
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.plans.answering import ROLES, everything, given, wants_parts
from yibiao.web.pages.plans.correcting import draft
from yibiao.web.pages.plans.offices import leaders
from yibiao.web.pages.viewing import number_in, view
from yibiao.web.templating import page

VIEWS = ("doubts", "all")
_LONGEST_NAME = 60
COMPARATORS = (">=", ">", "=", "~", "range", "<=", "<")
CHANGES = ("level", "increment", "growth", "share")


class Line(NamedTuple):
    """A paragraph of the document: where it starts (in code points), its length, its text; `quiet` before the plan begins."""

    at: int
    length: int
    text: str
    quiet: bool


@view
@require_safe
def review(request: HttpRequest, plan: int) -> HttpResponse:
    """Show a plan on the desk; asked for JSON, what others have changed since an edition."""
    row = draft(request, plan)
    if wants_parts(request):
        seen = number_in(request, "edition")
        return JsonResponse({"edition": row.edition}) if seen == row.edition else everything(request, row)
    actor = actor_for(request)
    asked = request.GET.get("view", "")
    shown = asked if asked in VIEWS else VIEWS[0]
    now = desk(actor, row, language_of(request))
    more = given(request, now)
    return page(
        request,
        "plans/review.html",
        **more,
        view=shown,
        cards=now.ordered(shown),
        lines=list(lines(row)),
        leaders=leaders(request) if more["editable"] else (),
        comparators=COMPARATORS,
        changes=CHANGES,
    )


def lines(row: PlanRecord) -> Iterator[Line]:
    """Yield the paragraphs of a plan's document; what has no ink is left out."""
    text, at = str(row.compiled.get("text") or ""), 0
    begins = _begins(row)
    for paragraph in text.split("\n"):
        if paragraph.strip():
            yield Line(at, len(paragraph), paragraph, at + len(paragraph) <= begins)
        at += len(paragraph) + 1


def _begins(row: PlanRecord) -> int:
    """Return where the document itself begins: what a web page put before it is kept, but quiet."""
    values = row.compiled
    places = [span[0] for span in (values.get("document") or {}).get("places", {}).values()]
    return min([*places, *(one["span"][0] for name in ("sections", "tasks") for one in values.get(name, ()))], default=0)


@view
@require_safe
def unit_names(request: HttpRequest, plan: int) -> HttpResponse:
    """Offer the units that a few typed characters may mean."""
    row = one(visible(actor_for(request), "plan.correct", PlanRecord.objects.all()), pk=plan)
    typed = request.GET.get("q", "")[:_LONGEST_NAME]
    units = visible(actor_for(request), "unit.read", UnitRecord.objects.all())
    found = suggest(typed, units, used_names(row.effective))
    return JsonResponse({"units": [suggestion._asdict() for suggestion in found]})


def used_names(values: Any) -> Iterable[str]:
    """Return the names of units that a plan has, each once, in its order."""
    found = (unit["name"] for task in values.get("tasks", ()) for role in ROLES for unit in task.get(role, ()))
    return dict.fromkeys(found)

