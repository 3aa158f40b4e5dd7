"""Several pieces of evidence for several rows at once: one upload serves many cells."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.core.commitments.horizon import month_name, months_of, plan_months
from yibiao.hub.access.rights import check, visible
from yibiao.hub.actions import Refused
from yibiao.hub.commitments import reading as rows_read
from yibiao.hub.evidence import adding, linking, reading
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.evidence.library import called
from yibiao.web.pages.periods import chosen_period
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import page

_MOST = 200
_MOST_MONTHS = 120


@view
def attach(request: HttpRequest, code: str) -> HttpResponse:
    """Choose the rows that some evidence serves, under one plan for one period; attach it to them."""
    actor = actor_for(request)
    unit: UnitRecord = one(units_seen(request), code=code)
    check(actor, adding.RIGHT, unit)
    owed = visible(actor, linking.RIGHT, rows_read.owes(actor, unit))
    plans = list(PlanRecord.objects.filter(pk__in=owed.order_by().values("plan")).order_by("pk").defer("compiled"))
    plan = next((one for one in plans if one.pk == number_in(request, "plan")), plans[0] if plans else None)
    rows = list(owed.filter(plan=plan).order_by("place", "pk")) if plan else []
    period = chosen_period(request, [plan.pk] if plan else [])
    pieces = list(reading.of_unit(actor, unit).filter(pk__in=_ids(request, "evidence")))
    error = ""
    if request.method == "POST":
        chosen = [row for row in rows if row.pk in set(_ids(request, "row"))]
        try:
            new = linking.attach_all(actor, pieces, chosen, period)
            return done(request, "evidence.told-batch", reverse("evidence-list", args=[code]), rows=len(chosen), count=new)
        except Refused as refused:
            error = say(refused.key, language_of(request), **refused.slots)
    given: dict[str, Any] = {
        "unit": unit,
        "plans": plans,
        "plan": plan,
        "rows": rows,
        "period": period,
        "periods": _periods(plan, period),
        "pieces": pieces,
        "called": called(actor, pieces, language_of(request)),
        "picked": set(_ids(request, "row")),
        "counts": linking.counts(rows, period),
        "error": error,
    }
    return page(request, "evidence/batch.html", 422 if error else 200, **given)


def _ids(request: HttpRequest, name: str) -> list[int]:
    given = (request.POST if request.method == "POST" else request.GET).getlist(name)
    return [int(text) for text in given if text.isdecimal() and len(text) < 19][:_MOST]


def _periods(plan: PlanRecord | None, period: str) -> list[str]:
    """Return the months of the plan's years, and the period itself where it is none of them."""
    first, last = months_of(period) or (0, 0)
    begun, end = plan_months((plan.effective if plan else {}).get("document") or {}) or (first, last)
    made = [month_name(month) for month in range(begun // 12 * 12, min(end // 12 * 12 + 12, begun // 12 * 12 + _MOST_MONTHS))]
    return made if period in made else [*made, period]
