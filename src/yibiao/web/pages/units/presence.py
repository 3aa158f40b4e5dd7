"""What others have saved in a form since one looked, and who has it open: asked by the page every ten seconds."""

import datetime

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.http import require_safe

from yibiao.hub.access.rights import visible
from yibiao.hub.clock import now
from yibiao.hub.commitments import reading
from yibiao.hub.commitments.duemonths import due_months
from yibiao.hub.forms import presence
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.periods import asked_period
from yibiao.web.pages.units.returned import plan_asked
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import view


@view
@require_safe
def changed(request: HttpRequest, code: str) -> HttpResponse:
    """Tell the cells saved since a moment, who else is here, and the token against forgery that holds now."""
    actor, unit = actor_for(request), one(units_seen(request), code=code)
    plan = plan_asked(request, unit)
    period = asked_period(request) or due_months([plan])[plan.pk]
    rows = visible(actor, "value.save", reading.owes(actor, unit, plan)).order_by().values("pk")
    at = now()
    presence.come(actor, plan, unit, period)
    cells = [cell._asdict() for cell in presence.changed(rows, period, _since(request) or at)]
    people = presence.others(actor, plan, unit, period)
    told = {"at": at.isoformat(), "person": actor.person, "csrf": get_token(request), "people": people, "cells": cells}
    return JsonResponse(told)


def _since(request: HttpRequest) -> datetime.datetime | None:
    """Return the moment asked from, None for what is none."""
    try:
        found = datetime.datetime.fromisoformat(request.GET.get("since", ""))
    except ValueError:
        return None
    return found if found.tzinfo is not None else None
