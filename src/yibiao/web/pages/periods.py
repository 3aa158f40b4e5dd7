"""Which reporting period a page is about: the one asked for, else the latest with values, else the plan's first.

A plan of the running year of which nothing was reported yet is shown as it stands this month.
"""

from collections.abc import Iterable

from django.http import HttpRequest

from yibiao.core.commitments.horizon import month_name, month_of, months_of
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.commitments.entering import is_period
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.commitments.standing import TOTAL
from yibiao.hub.plans.models import PlanRecord


def asked_period(request: HttpRequest) -> str:
    """Return the period that an address or a form names, empty for none; what is no period is refused."""
    asked = request.POST.get("period") or request.GET.get("period") or ""
    if asked and not is_period(asked):
        raise Refused("pages.no-period", found=asked[:20])
    return asked


def chosen_period(request: HttpRequest, plan: PlanRecord) -> str:
    """Return a period such as ``2021-04``."""
    return asked_period(request) or usual_period(plan)


def usual_period(plan: PlanRecord) -> str:
    """Return the month a page about a plan shows where nobody asks for another."""
    reported = latest_month(
        ValueRecord.objects.filter(commitment__plan=plan, field=TOTAL).exclude(value="").values_list("period", flat=True).distinct()
    )
    return reported or first_shown(plan.effective.get("document") or {})


def latest_month(periods: Iterable[str]) -> str:
    """Return the month in which the latest month or quarter of `periods` ends, empty for none.

    A value for a whole year says nothing about how far the months have come.
    """
    spans = [span for span in map(months_of, periods) if span is not None and span[1] - span[0] < 11]
    return month_name(max(last for _, last in spans)) if spans else ""


def first_shown(document: dict[str, object]) -> str:
    """Return this month if it lies in the plan's year, else the plan's first month with an obligation."""
    now = today()
    year, signed = document.get("year"), month_of(str(document.get("date") or ""))
    if not isinstance(year, int) or year == now.year:
        return f"{now:%Y-%m}"
    return month_name(min(max(year * 12, -1 if signed is None else signed + 1), year * 12 + 11))
