"""The totals of a plan that have to be split: the state of each, sum and gap, who waits for whom."""

from collections import Counter

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.amounts import figure
from yibiao.hub.access.rights import may, visible
from yibiao.hub.commitments.rounds import WAITS
from yibiao.hub.commitments.totals import Total, totals
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.splits.figures import Scale, scale_of
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page

# How the filter calls what a total waits for; what waits for nothing is done.
_FILTERS = tuple(what or "done" for what in WAITS)


@view
@require_safe
def totals_of(request: HttpRequest, plan: int) -> HttpResponse:
    """List the totals of a plan; `?waits=` keeps those that wait for one thing."""
    actor = actor_for(request)
    row: PlanRecord = one(visible(actor, "plan.read", PlanRecord.objects.select_related("unit", "dispatching")), pk=plan)
    every = totals(actor, row)
    found = [total for total in every if not total.waits_for_nobody]
    counts = Counter(total.waits.what or "done" for total in found)
    asked = request.GET.get("waits", "")
    chosen = asked if asked in _FILTERS else ""
    shown = [total for total in found if not chosen or (total.waits.what or "done") == chosen]
    return page(
        request,
        "splits/list.html",
        plan=row,
        rows=[(total, scale(total), figure(total.target._asdict())) for total in shown],
        count=len(found),
        rates=[total for total in every if total.waits_for_nobody],
        filters=[(name, counts[name]) for name in _FILTERS if counts[name]],
        chosen=chosen,
        proposing=may(actor, "split.propose", row),
        mine={*actor.units},
    )


def scale(total: Total) -> Scale:
    """Return how the figures of a total are written."""
    return scale_of(total.total, total.target.unit)
