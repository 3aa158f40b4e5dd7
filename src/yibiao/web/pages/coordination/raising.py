"""Raising an issue or a dispute: from a cell of the unit's table, or freely."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.core.coordination.clocks import CLOCKS, days_of
from yibiao.hub.access.rights import visible
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.coordination import raising as actions
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import PROBLEMS
from yibiao.web.languages import language_of
from yibiao.web.pages.coordination.forms import matter_in, parties_of
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import page


@view
def raise_one(request: HttpRequest) -> HttpResponse:
    """Ask who must help, until when; without a plan, ask first which one it is about."""
    actor = actor_for(request)
    published = PlanRecord.objects.filter(state=PlanRecord.PUBLISHED).defer("compiled", "effective")
    plans = visible(actor, "issue.raise", published)
    row, plan = _cell(request), number_in(request, "plan")
    chosen = row.plan if row is not None else one(plans, pk=plan) if plan is not None else _only(list(plans[:2]))
    if chosen is not None and not plans.filter(pk=chosen.pk).exists():
        chosen = one(plans, pk=chosen.pk)
    if chosen is None:
        return page(request, "coordination/choose.html", plans=list(plans))
    units = parties_of(chosen)
    given: dict[str, Any] = {"plan": chosen, "row": row, "units": units, "leads": [lead.unit.code for lead in row.leads.all()] if row else []}
    if request.method != "POST":
        return page(request, "coordination/raise.html", **given, **_typed(request), error="")
    try:
        kind = request.POST.get("kind", "issue")
        item = actions.raise_item(actor, chosen, kind, matter_in(request, actor, chosen, units))
    except Refused as error:
        said = say(error.key, language_of(request), **error.slots)
        return page(request, "coordination/raise.html", PROBLEMS["refused"], **given, **_typed(request), error=said)
    return done(request, "coordination.raised", reverse("item", args=[item.pk]))


def _only(plans: list[PlanRecord]) -> PlanRecord | None:
    return plans[0] if len(plans) == 1 else None


def _cell(request: HttpRequest) -> CommitmentRecord | None:
    """Return the row that an issue is raised from; what may not be seen isn't there."""
    pk = number_in(request, "commitment")
    if pk is None:
        return None
    rows = visible(actor_for(request), "commitment.read", CommitmentRecord.objects.select_related("plan", "unit"))
    found: CommitmentRecord = one(rows, pk=pk)
    return found


def _typed(request: HttpRequest) -> dict[str, Any]:
    """Return the form as it was typed."""
    names = ("kind", "title", "text", "unit", "due", "clock")
    typed = {name: request.POST.get(name, "") for name in names}
    period = (request.POST.get("period") or request.GET.get("period") or "")[:8]
    clocks = [(clock, days_of(clock)) for clock in CLOCKS]
    return {"typed": {**typed, "helpers": request.POST.getlist("helpers")}, "period": period, "clocks": clocks}
