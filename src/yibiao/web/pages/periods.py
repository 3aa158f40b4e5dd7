"""Which reporting period a page is about: the one asked for, else the usual one (`months.py` of the work)."""

from collections.abc import Iterable

from django.http import HttpRequest

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.entering import is_period
from yibiao.hub.work.months import usual_month


def asked_period(request: HttpRequest) -> str:
    """Return the period that an address or a form names, empty for none; what is no period is refused."""
    asked = request.POST.get("period") or request.GET.get("period") or ""
    if asked and not is_period(asked):
        raise Refused("pages.no-period", found=asked[:20])
    return asked


def chosen_period(request: HttpRequest, plans: Iterable[int]) -> str:
    """Return the period of a page about some plans, by their ids: such as ``2021-04``."""
    return asked_period(request) or month_name(usual_month(plans))


def chosen_month(request: HttpRequest, plans: Iterable[int]) -> int:
    """Return the month (year × 12 + month − 1) of a page about some plans: of a longer period its last."""
    asked = months_of(asked_period(request))
    return asked[1] if asked else usual_month(plans)
