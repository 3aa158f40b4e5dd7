"""Climbing: an issue that is not solved in its clock comes up to the lead, the dispatching office, the leader in charge.

Whoever ticks writes down what the clock says. The rows are the same whether that happens twice, late or never on time:
each level is reached once, on the day that follows from the days before. A notice goes to the level reached alone, so a
machine that was off for a month tells each level's people once.
"""

import datetime
from typing import Any

from django.conf import settings
from django.db.models import Q

from yibiao.core.coordination.clocks import Climb, climbed
from yibiao.core.coordination.machines import climbs, kinds, stages
from yibiao.core.cycle.workdays import Workdays
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.actions import Act, action
from yibiao.hub.clock import today
from yibiao.hub.coordination.models import ItemRecord, ItemStepRecord
from yibiao.hub.coordination.telling import tell_climbed
from yibiao.hub.cycle.days import workdays
from yibiao.hub.plans.models import ChargeRecord

_CLIMBING = tuple(kind for kind in kinds() if climbs(kind))


def climb_due() -> int:
    """Write down what has climbed, and which items have become late; return how many items."""
    day = today()
    open_ones = ItemRecord.objects.filter(state__in=stages()["open"], plan__state="published")
    late = Q(due__lt=day, late=False)
    up = Q(kind__in=_CLIMBING, level_due__lt=day) & ~Q(level="leader")
    calendar = workdays()
    rows = list(open_ones.filter(late | up).select_related("commitment").order_by("pk"))
    # What can climb no further, for nobody is above, stays as it is and leaves no entry every time.
    changed = [row for row in rows if not row.late or pending(row, day, calendar)]
    for row in changed:
        note_late(SYSTEM, row)
    return len(changed)


@action("item.climb", "item.read")
def note_late(act: Act, item: ItemRecord) -> None:
    """Note that an item is late, and the levels it has reached; again, it changes nothing."""
    day = today()
    if item.state not in stages()["open"]:
        return
    reached = pending(item, day, workdays())
    changed: dict[str, Any] = {"late": True} if item.due is not None and item.due < day else {}
    if reached:
        changed |= {"level": reached[-1].level, "level_due": reached[-1].due}
    act.set(item, **changed)
    for one in reached:
        ItemStepRecord.objects.create(
            item=item, name="climb", before=item.state, after=item.state, at=act.at, day=one.day, due=one.due, late=True, level=one.level
        )
    if reached:
        tell_climbed(act, item)


def pending(item: ItemRecord, day: datetime.date, calendar: Workdays) -> list[Climb]:
    """Return the levels that the clock says an item has reached by `day` beyond the one that is written down."""
    if not climbs(item.kind) or item.level_due is None or item.state not in stages()["open"]:
        return []
    found = climbed(
        item.level, item.level_due, day, calendar, working=settings.CLOCK_WORKDAYS, skipped=_nobody_at(item)
    )
    return list(found)


def _nobody_at(item: ItemRecord) -> frozenset[str]:
    """Return the levels at which there is nobody for an item: no lead without a row, no leader in charge."""
    lead = item.commitment is not None and item.commitment.leads.exists()
    charge = ChargeRecord.objects.filter(plan=item.plan_id).exclude(leader=None, coordinator=None).exists()
    return frozenset(({"lead"} if not lead else set()) | ({"leader"} if not charge else set()))
