"""What leads say of their tasks: the facts of their units beside one narrative for each task."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.hub.access.rights import visible
from yibiao.hub.clock import today
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.narrating import MOST, narrate, tasks_led
from yibiao.hub.reporting.obligations import has_begun
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.reporting.overview import chosen_round
from yibiao.web.pages.viewing import done, view
from yibiao.web.templating import page


@view
def narratives(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the tasks that whoever asks leads, with what units said; write their narratives."""
    actor = actor_for(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.select_related("unit", "dispatching").defer("compiled")), pk=plan)
    if request.method == "POST":
        return _write(request, row)
    made, _ = rounds(row)
    begun = [each for each in made if has_begun(each, today()) and each.every == "month"]
    chosen = chosen_round(request, row, begun, begun)
    tasks = tasks_led(actor, row, chosen.period) if chosen else []
    return page(request, "reporting/narratives.html", plan=row, round=chosen, rounds=begun, tasks=tasks, most=MOST)


def _write(request: HttpRequest, plan: PlanRecord) -> HttpResponse:
    given = request.POST
    period = given.get("period", "")[:10]
    texts = {name[5:]: text.replace("\r\n", "\n") for name, text in given.items() if name.startswith("text-")}
    seen = {key: given.get(f"edition-{key}", "0") for key in texts}
    editions = {key: int(text) if text.isdecimal() and len(text) < 10 else 0 for key, text in seen.items()}
    count = narrate(actor_for(request), plan, period, texts, editions)
    to = f"{reverse('plan-narratives', args=[plan.pk])}?period={period}"
    return done(request, "reporting.done-narrate" if count else "pages.nothing-changed", to, count=count)
