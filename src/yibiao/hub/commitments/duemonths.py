"""The month that is reported now under a plan."""

import datetime
from collections.abc import Iterable

from yibiao.hub.clock import today
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.plans.known import heads
from yibiao.hub.plans.models import PlanRecord

_MONTH = len("2021-04")


def due_months(plans: Iterable[PlanRecord]) -> dict[int, str]:
    """Return the month that is reported now under each plan, by its id; two queries at most."""
    plans = list(plans)
    values = ValueRecord.objects.filter(commitment__plan__in=[plan.pk for plan in plans]).exclude(value="").order_by()
    reported: dict[int, list[str]] = {}
    for plan, period in values.values_list("commitment__plan", "period").distinct():
        reported.setdefault(plan, []).append(period)
    known = heads(plans)
    return {plan.pk: filling_period(known[plan.pk].year, reported.get(plan.pk, ()), today()) for plan in plans}


def filling_period(year: int | None, reported: Iterable[str], day: datetime.date) -> str:
    """Return the month that is filled in now: this one; of a plan of a past year the last one that was reported.

    Of a plan for a coming year it is the first month of that, of a past one that nobody reported on, December.
    A month behind the plan's year, such as a slip of the hand, is none of its own.
    """
    if year is None or year == day.year:
        return f"{day:%Y-%m}"
    if year > day.year:
        return f"{year}-01"
    last = f"{year}-12"
    return max((period for period in reported if len(period) == _MONTH and "Q" not in period and period <= last), default=last)
