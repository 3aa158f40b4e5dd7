"""从哪来: the pages that say where a fact comes from; within another page they are shown in its panel."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.hub import tracing
from yibiao.hub.access.rights import visible
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.standing import why
from yibiao.hub.lights.telling import reason_of
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.languages import language_of
from yibiao.web.pages.periods import chosen_period
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page


def _plan(request: HttpRequest, plan: int) -> PlanRecord:
    row: PlanRecord = one(visible(actor_for(request), "plan.read", PlanRecord.objects.all()), pk=plan)
    return row


@view
@require_safe
def target(request: HttpRequest, plan: int, key: str) -> HttpResponse:
    """Say where a figure of a plan comes from."""
    return _shown(request, tracing.of_target(actor_for(request), _plan(request, plan), key))


@view
@require_safe
def task(request: HttpRequest, plan: int, key: str) -> HttpResponse:
    """Say where a task comes from."""
    return _shown(request, tracing.of_task(actor_for(request), _plan(request, plan), key))


@view
@require_safe
def unit(request: HttpRequest, plan: int, key: str, role: str, place: int) -> HttpResponse:
    """Say where a unit's part in a task comes from."""
    return _shown(request, tracing.of_unit(actor_for(request), _plan(request, plan), key, role, place))


@view
@require_safe
def commitment(request: HttpRequest, commitment: int) -> HttpResponse:
    """Say where a row of a unit's table comes from, with its values and its light."""
    rows = CommitmentRecord.objects.select_related("plan", "unit")
    row = one(visible(actor_for(request), "commitment.read", rows), pk=commitment)
    period = chosen_period(request, [row.plan_id])
    found = tracing.of_commitment(actor_for(request), row, period)
    said = why(found.stands, period, row.measure_unit, language_of(request)) if found.stands else ""
    reason = reason_of(found.stands, row.measure_unit, language_of(request)) if found.stands and not row.is_draft else None
    return _shown(request, found, why=said, reason=reason)


def _shown(request: HttpRequest, found: tracing.Trace | None, **more: Any) -> HttpResponse:
    if found is None:
        raise Problem("not-found")
    template = "trace/panel.html" if request.headers.get("HX-Request") else "trace/page.html"
    return page(request, template, trace=found, **{"why": "", "reason": None, **more})
