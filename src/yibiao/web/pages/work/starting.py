"""首次使用: the steps of a new office, each with where it is done; the sample that can be tried and thrown away."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied
from yibiao.hub.plans import drafting, ending
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work import starting
from yibiao.hub.work.starting import Step
from yibiao.messages import say
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
    "tables": lambda step: reverse("plan-handout", args=[step.plan]) if step.plan else _own_table(step),
}


def _own_table(step: Step) -> str:
    return reverse("unit", args=[step.unit]) if step.unit else reverse("units")


@view
def start(request: HttpRequest) -> HttpResponse:
    """Show the steps with what is done of each; go to one, bring in the sample or throw it away."""
    actor = actor_for(request)
    if request.method == "POST":
        return _done(request, actor)
    found = starting.steps(actor)
    return page(
        request,
        "work/start.html",
        steps=found,
        finished=sum(step.behind for step in found),
        begun=starting.is_begun(),
        sample=starting.sample(actor),
    )


def _done(request: HttpRequest, actor: Actor) -> HttpResponse:
    """Do what was pressed; whoever presses something here is back from where a step had led."""
    request.session.pop(GUIDE, None)
    match request.POST.get("what", ""):
        case "sample":
            return _bring(request, actor)
        case "discard":
            return _discard(request, actor)
        case "close":
            return _close(request, actor)
        case "end" | "back" as way:
            return HttpResponseRedirect(reverse("home" if way == "end" else "start"))
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
    drafting.discard(actor, _found(starting.sample(actor).draft))
    return done(request, "work.sample-gone", reverse("start"))


def _close(request: HttpRequest, actor: Actor) -> HttpResponse:
    """End the sample that was published; why is known, and need not be typed."""
    ending.close(actor, _found(starting.sample(actor).plan), reason=say("work.sample-why", "zh"))
    return done(request, "work.sample-gone", reverse("start"))


def _found(sample: PlanRecord | None) -> PlanRecord:
    row: PlanRecord = one(PlanRecord.objects.all(), pk=sample.pk if sample else 0)
    return row
