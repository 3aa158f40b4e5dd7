"""Which month a page shows where nobody asks for another: one rule for the city, plans, tasks, units and leaders.

It is the latest month for which anything was reported under the plans the page is about, by whichever unit, that is
neither still to come nor behind the last year the plan is for: one slip of the hand (2027-03) moves nobody's pages.
Where nothing was reported it is this month while the plan runs, else its first month with an obligation.
"""

from collections.abc import Iterable, Mapping

from django.db.models import Q, QuerySet

from yibiao.core.commitments.horizon import month_name, months_of, quarter_name
from yibiao.hub.access.actors import Actor
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.commitments.standing import TOTAL
from yibiao.hub.commitments.unittable import TABS, rows_of
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.known import Head, heads
from yibiao.hub.plans.models import PlanRecord

# Values are mostly of the last months; only where these have none all are looked through.
_RECENT = 3
_YEAR = 12


def usual_month(plans: Iterable[int]) -> int:
    """Return the month (year × 12 + month − 1) to show of some plans, by their ids; five queries at most."""
    known = heads(PlanRecord.objects.filter(pk__in=set(plans)).defer("compiled", "effective"))
    reported = _reported({pk: _months(head) for pk, head in known.items()})
    return this_month() if not known else reported or max(map(_first_shown, known.values()))


def plans_of(actor: Actor, unit: UnitRecord) -> list[int]:
    """Return the plans that a page about a unit is about: under which it owes, leads or was handed something."""
    asked = Q()
    for tab in TABS:
        asked |= Q(pk__in=rows_of(actor, unit, tab).order_by().values("plan"))
    return list(PlanRecord.objects.filter(asked).order_by("pk").values_list("pk", flat=True))


def this_month() -> int:
    """Return the month of today."""
    return today().year * _YEAR + today().month - 1


def _months(head: Head) -> tuple[int, int]:
    """Return the months that a plan can be shown of: with an obligation, and not still to come."""
    first, last = head.months or (0, this_month())
    return first, min(last, this_month())


def _reported(spans: Mapping[int, tuple[int, int]]) -> int:
    """Return the latest month within these spans of plans for which something was reported, 0 for none."""
    values = ValueRecord.objects.filter(commitment__plan__in=spans, field=TOTAL, counted__gt="").order_by()
    latest = max((last for _, last in spans.values()), default=0)
    for month in range(latest, latest - _RECENT, -1):
        if _of_month(values, spans, month).exists():
            return month
    told = values.values_list("commitment__plan", "period").distinct()
    ends = ((spans[plan], end) for plan, period in told if (end := _end(period)) is not None)
    return max((end for (first, last), end in ends if first <= end <= last), default=0)


def _of_month(values: QuerySet[ValueRecord], spans: Mapping[int, tuple[int, int]], month: int) -> QuerySet[ValueRecord]:
    """Return the values for a month, or for a quarter that ends with it."""
    plans = [plan for plan, (first, last) in spans.items() if first <= month <= last]
    periods = [month_name(month), *([quarter_name(month)] if month % 3 == 2 else [])]
    return values.filter(commitment__plan__in=plans, period__in=periods)


def _end(period: str) -> int | None:
    """Return the month in which a month or quarter ends; a whole year says nothing about how far the months have come."""
    span = months_of(period)
    return None if span is None or span[1] - span[0] >= _YEAR - 1 else span[1]


def _first_shown(head: Head) -> int:
    """Return this month if it lies in the plan's years, else the plan's first month with an obligation."""
    first, last = head.months or (0, this_month())
    now = this_month()
    return now if first <= now <= last else first
