"""Who dispatches, supervises and assesses a plan, and the leaders in charge of its tasks."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.hub.access.rights import check, visible
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans import assigning
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.plans.answering import answered, wants_parts
from yibiao.web.pages.viewing import done, edition_in, number_in, view
from yibiao.web.templating import page

OFFICES = ("dispatching", "supervising", "assessing")


@view
def offices(request: HttpRequest, plan: int) -> HttpResponse:
    """Name who dispatches, supervises and assesses, and the leaders in charge."""
    actor = actor_for(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.select_related("unit", *OFFICES)), pk=plan)
    check(actor, "plan.assign", row)
    if request.method != "POST":
        return _shown(request, row)
    if request.POST.get("what") == "charge":
        return _charge(request, row)
    units = _units(request)
    named = [one(units, code=code) if code else None for code in (request.POST.get(name) for name in OFFICES)]
    assigning.assign_offices(actor, row, *named, reason=_reason(request), edition=edition_in(request))
    return done(request, "pages.assigned", _to(row))


def _shown(request: HttpRequest, row: PlanRecord) -> HttpResponse:
    charges = row.charges.select_related("leader__unit", "coordinator__unit").order_by("task")
    tasks = {task["key"]: f"{task['id']} {task['title']}" for task in row.effective.get("tasks", ())}
    return page(
        request,
        "plans/offices.html",
        plan=row,
        units=_units(request),
        leaders=leaders(request),
        offices=OFFICES,
        tasks=tasks,
        charges=charges,
    )


def _charge(request: HttpRequest, row: PlanRecord) -> HttpResponse:
    """Name the leaders in charge of a task, or of all; the review desk gets the parts that changed."""
    posts, lang = leaders(request), language_of(request)
    chosen = [one(posts, pk=pk) if pk else None for pk in (number_in(request, "leader"), number_in(request, "coordinator"))]

    def work() -> Any:
        task, reason = request.POST.get("task", ""), _reason(request)
        return assigning.charge(actor_for(request), row, task, *chosen, reason=reason, edition=edition_in(request))

    if wants_parts(request):
        return answered(request, row, work, lambda _: say("pages.assigned", lang), _to(row))
    work()
    return done(request, "pages.assigned", _to(row))


def leaders(request: HttpRequest) -> Any:
    """Return the posts of leaders, with their units and who holds them."""
    rows = PostRecord.objects.filter(kind=assigning.LEADER).select_related("unit").prefetch_related("holdings__person")
    return visible(actor_for(request), "post.read", rows)


def _units(request: HttpRequest) -> Any:
    return visible(actor_for(request), "unit.read", UnitRecord.objects.filter(until=None))


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:500]


def _to(row: PlanRecord) -> str:
    return reverse("plan-offices", args=[row.pk])
