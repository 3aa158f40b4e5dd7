"""What goes with a report, in one click: the package to be signed, and 汇报材料."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check
from yibiao.hub.actions import Refused
from yibiao.hub.commitments import reading
from yibiao.hub.commitments.duemonths import due_months
from yibiao.hub.commitments.exports import Exported
from yibiao.hub.forms.package import briefing, package
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.attachments import made
from yibiao.web.pages.periods import asked_period
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import number_in, view

Making = Callable[[Actor, UnitRecord, PlanRecord, str], Exported]


@view
@require_safe
def packaged(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out everything that goes with a report as a zip."""
    return _made(request, code, package)


@view
@require_safe
def briefed(request: HttpRequest, code: str) -> HttpResponse:
    """Hand out 汇报材料 of the unit as a Word document."""
    return _made(request, code, briefing)


def _made(request: HttpRequest, code: str, make: Making) -> HttpResponse:
    actor, unit = actor_for(request), one(units_seen(request), code=code)
    check(actor, "table.export", unit)
    plans = PlanRecord.objects.filter(pk__in=reading.owes(actor, unit).order_by().values("plan")).order_by("pk").defer("compiled")
    number = number_in(request, "plan")
    plan = (plans.filter(pk=number) if number else plans).first()
    if plan is None:
        raise Refused("hubcommitments.nothing-to-print", unit=unit.name)
    file = make(actor, unit, plan, asked_period(request) or due_months([plan])[plan.pk])
    return made(file.data, file.name)
