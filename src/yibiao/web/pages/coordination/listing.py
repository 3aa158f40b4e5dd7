"""协调: what waits for the asker, what their units asked, everything that is open."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.coordination.machines import kinds, machine_of
from yibiao.hub.access.rights import visible
from yibiao.hub.clock import today
from yibiao.hub.coordination.models import ItemRecord
from yibiao.hub.coordination.reading import TABS, counts, meetings, of_tab
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.acting import actor_for
from yibiao.web.pages.viewing import number_in, view
from yibiao.web.templating import page

ON_A_PAGE = 50
MEETINGS = 5


@view
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the items of a tab, filtered by kind and plan, those due first before those without a day."""
    actor, day = actor_for(request), today()
    tab = request.GET.get("tab", "")
    numbers = counts(actor, day)
    tab = tab if tab in TABS else "mine" if numbers.mine else "open"
    kind, late, plan = request.GET.get("kind", ""), request.GET.get("late") == "1", number_in(request, "plan")
    rows = of_tab(actor, tab)
    rows = rows.filter(kind=kind) if kind in kinds() else rows
    rows = rows.filter(due__lt=day) if late else rows
    rows = rows.filter(plan=plan) if plan is not None else rows
    shown = Paginator(rows.order_by("due", "-pk") if tab != "all" else rows, ON_A_PAGE).get_page(request.GET.get("page"))
    plans = visible(actor, "plan.read", PlanRecord.objects.filter(state=PlanRecord.PUBLISHED)).defer("compiled", "effective")
    desks = visible(actor, "coordination.read", plans)
    return page(
        request,
        "coordination/list.html",
        tab=tab, tabs=TABS, numbers=numbers, rows=shown, kind=kind, kinds=kinds(), late=late, plan=plan, day=day, plans=list(plans),
        desks=list(desks), can_raise=visible(actor, "issue.raise", plans).exists(), meetings=list(meetings(actor)[:MEETINGS]),
        handling=handling,
    )  # fmt: skip


def handling(row: ItemRecord) -> str:
    """Return the place of an item on the handling axis 办理."""
    return machine_of(row.kind).states[row.state].handling
