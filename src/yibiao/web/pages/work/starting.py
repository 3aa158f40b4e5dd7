"""首次使用: the steps of a new office, each with where it is done; the sample that can be tried and thrown away."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied
from yibiao.hub.plans import drafting
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work import starting
from yibiao.hub.work.starting import Step
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.guiding import GUIDE
from yibiao.web.pages.viewing import done, view
from yibiao.web.templating import page

PLACES: dict[str, Callable[[Step], str]] = {
    "units": lambda _step: reverse("units"),
    "people": lambda _step: reverse("people"),
    "document": lambda _step: reverse("upload"),
    "findings": lambda step: reverse("plan", args=[step.plan]) if step.plan else reverse("plans"),
    "publish": lambda step: reverse("plan-publish", args=[step.plan]) if step.plan else reverse("plans"),
    "tables": lambda step: reverse("plan", args=[step.plan]) if step.plan else reverse("units"),
}


@view
def start(request: HttpRequest) -> HttpResponse:
    """Show the steps with what is done of each; go to one, bring in the sample or throw it away."""
    actor = actor_for(request)
    if request.method == "POST":
        return _done(request, actor)
    request.session.pop(GUIDE, None)
    found = starting.steps(actor)
    return page(
        request,
        "work/start.html",
        steps=found,
        finished=sum(step.done for step in found),
        sample=starting.sample(actor),
        guide=None,
    )


def _done(request: HttpRequest, actor: Actor) -> HttpResponse:
    match request.POST.get("what", ""):
        case "sample":
            return _bring(request, actor)
        case "discard":
            return _discard(request, actor)
        case "end":
            request.session.pop(GUIDE, None)
            return HttpResponseRedirect(reverse("home"))
    return _go(request, actor)


def _go(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Go to where a step is done; the way back stays at hand on every page until it is taken."""
    wanted = request.POST.get("step", "")
    step = next((step for step in starting.steps(actor) if step.key == wanted), None)
    if step is None:
        return HttpResponseRedirect(reverse("start"))
    request.session[GUIDE] = step.key
    return HttpResponseRedirect(PLACES[step.key](step))


def _bring(request: HttpRequest, actor: Actor) -> HttpResponse:
    office = starting.sample(actor).office
    if office is None:
        raise Denied("document.upload")
    job = starting.bring_sample(actor, office)
    request.session[GUIDE] = "document"
    return HttpResponseRedirect(reverse("job", args=[job.pk]))


def _discard(request: HttpRequest, actor: Actor) -> HttpResponse:
    draft = starting.sample(actor).draft
    row: PlanRecord = one(PlanRecord.objects.all(), pk=draft.pk if draft else 0)
    drafting.discard(actor, row)
    return done(request, "work.sample-gone", reverse("start"))
