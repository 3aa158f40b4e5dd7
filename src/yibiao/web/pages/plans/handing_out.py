"""Handing out the tables of a plan: a page of all of them, and the files that hold all at once."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.hub.access.rights import check, visible
from yibiao.hub.commitments import exports
from yibiao.hub.commitments.duemonths import due_months
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work.handing_out import handout, months
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.attachments import made
from yibiao.web.pages.periods import asked_period
from yibiao.web.pages.units.table import FORMATS, FORMS
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page


def _found(request: HttpRequest, plan: int) -> PlanRecord:
    row: PlanRecord = one(visible(actor_for(request), "plan.read", PlanRecord.objects.all()), pk=plan)
    return row


@view
@require_safe
def hand_out(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the tables of all units under a plan, each as a file, for a month that is chosen here."""
    row = _found(request, plan)
    check(actor_for(request), "plan.export", row)
    due = due_months([row])[row.pk]
    return page(
        request,
        "plans/handout.html",
        plan=row,
        handout=handout(row),
        months=months(row.effective.get("document") or {}, due),
        chosen=asked_period(request) or due,
        forms=FORMS[::-1],
        formats=FORMATS,
    )


@view
@require_safe
def overview(request: HttpRequest, plan: int) -> HttpResponse:
    """Hand out the overview workbook of a plan."""
    name, data = exports.overview_table(actor_for(request), _found(request, plan))
    return made(data, name)


@view
@require_safe
def tables(request: HttpRequest, plan: int) -> HttpResponse:
    """Hand out the tables of all units of a plan, for a month, in one archive."""
    name, data = exports.all_tables(actor_for(request), _found(request, plan), period=asked_period(request))
    return made(data, name)
