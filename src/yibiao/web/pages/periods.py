"""Which reporting period a page is about: the one asked for, else the first month after the plan."""

from django.http import HttpRequest

from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.commitments.entering import is_period
from yibiao.hub.plans.models import PlanRecord


def chosen_period(request: HttpRequest, plan: PlanRecord) -> str:
    """Return a period such as ``2021-04``."""
    asked = request.POST.get("period") or request.GET.get("period") or ""
    if asked:
        if not is_period(asked):
            raise Refused("pages.no-period", found=asked[:20])
        return asked
    year = (plan.effective.get("document") or {}).get("year")
    now = today()
    return f"{now:%Y-%m}" if year in (None, now.year) else f"{year}-12"
