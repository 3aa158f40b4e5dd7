"""Half a year of invented values for the example city: filled in by clerks of their units, as offices report.

Most are punctual and near their path; some run ahead or behind, some report every other month, some only at the
end of a quarter. The same values come out on every machine.
"""

import datetime
import random
from collections.abc import Iterable, Iterator
from decimal import Decimal

from django.db import transaction
from django.utils.timezone import get_default_timezone

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.commitments.serialise import read_trajectory
from yibiao.core.standing import planned_at
from yibiao.hub.access.actors import Actor, actor_of
from yibiao.hub.clock import played, today
from yibiao.hub.commitments.entering import EXPLAINED
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.saving import save_values
from yibiao.hub.orgs.models import HoldingRecord, UnitRecord
from yibiao.hub.orgs.people import add_person
from yibiao.hub.orgs.posts import appoint, make_post
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.accepting import accept
from yibiao.hub.reporting.checking import check_rows, lighting_of
from yibiao.hub.reporting.filing import pass_on, submit
from yibiao.hub.reporting.models import ReportRecord
from yibiao.hub.reporting.steps import Key, round_of, waits_inside
from yibiao.messages import say

MONTHS = tuple(f"2021-{month:02}" for month in range(4, 10))
# How far along its path a unit is, in per cent, and the months in which it reports; others are punctual.
_HABITS = {
    "hongshan": (104, MONTHS),
    "wuchang": (52, MONTHS),
    "hanyang": (83, MONTHS),
    "qiaokou": (96, ("2021-05", "2021-07", "2021-08")),
    "huangpi": (100, ("2021-06", "2021-09")),
    "xinzhou": (38, ("2021-06", "2021-09")),
    "WH-DH": (127, MONTHS),
    "WH-CJ": (0, ()),
}
# Units that report after the 28th: on which day, counted from the first of the month.
_LATE = {"huangpi": 29, "xinzhou": 33}
# What leads report of totals, in per cent of the path, month by month; others are near it.
_TOTALS = {
    "2.2.2-t2": (60, 66, 70, 74, 76, 78),
    "2.2.3-t1": (60, 80, 95, 110, 130, 148),
    "2.2.4-t1": (70, 78, 86, 92, 108, 112),
    "2.4.1-t2": (40, 44, 46, 50, 52, 54),
}
_ON_PATH = (108,) * len(MONTHS)
_NEAR = (103, 124)


def report(operator: Actor, plan: PlanRecord) -> None:
    """Fill in the months, each unit's by its clerk; units that have none get one."""
    rows = CommitmentRecord.objects.filter(plan=plan, closed_at=None).exclude(target="").select_related("unit")
    owed: dict[UnitRecord, list[CommitmentRecord]] = {}
    for row in reporting(rows):
        owed.setdefault(row.unit, []).append(row)
    # One transaction, and so one signed head, for all of it: a visitor does not wait for two hundred.
    with transaction.atomic():
        with played(_moment(MONTHS[0], 1)):
            clerks = {unit: clerk_of(operator, unit) for unit in owed}
        reached = {row.pk: Decimal(0) for own in owed.values() for row in own}
        for month in MONTHS:
            for unit, own in sorted(owed.items(), key=lambda one: _day(one[0], month)):
                if month in _HABITS.get(unit.code, (0, MONTHS))[1]:
                    with played(_day(unit, month)):
                        _fill(clerks[unit], unit, own, month, reached)
                        _file(operator, clerks[unit], Key(plan, unit, month))
            _take_over(operator, plan, month)


def reporting(rows: Iterable[CommitmentRecord]) -> Iterator[CommitmentRecord]:
    """Yield the rows that are reported: own figures, and totals by the lead that collects."""
    for row in rows:
        leads = row.body.get("leads") or [""]
        if row.holding in ("own", "share") or (row.holding == "total" and leads[0] == row.unit.code):
            yield row


def clerk_of(operator: Actor, unit: UnitRecord) -> Actor:
    """Return the clerk of a unit, made without a password where there is none."""
    held = HoldingRecord.objects.filter(post__unit=unit, post__kind="clerk").select_related("person").first()
    if held:
        return actor_of(held.person)
    person = add_person(operator, f"tianbao-{unit.code.lower()}", say("serve.demo-clerk", "zh", unit=unit.name))
    appoint(operator, make_post(operator, unit, "clerk"), person, today())
    return actor_of(person)


def _fill(clerk: Actor, unit: UnitRecord, rows: list[CommitmentRecord], month: str, before: dict[int, Decimal]) -> None:
    """Fill in a month of a unit; `before` is what each row had reached, and goes on with it."""
    pace, _ = _HABITS.get(unit.code, (0, MONTHS))
    cells = []
    for row in rows:
        total = max(before[row.pk], _value(row, month, pace))
        cells += [_cell(row, "current", total - before[row.pk]), _cell(row, "total", total)]
        before[row.pk] = total
    save_values(clerk, unit, month, cells, f"example-{unit.code}-{month}")


def _file(operator: Actor, clerk: Actor, key: Key) -> None:
    """Hand a report in and pass it on within its unit; what is out of range is explained first, as the form asks."""
    rows = CommitmentRecord.objects.filter(plan=key.plan, unit=key.unit, closed_at=None).exclude(target="")
    odd = [one.row for one in check_rows(rows, key.period, lighting_of(key.plan)) if one.unusual is not None]
    said = say("serve.demo-explained", "zh")
    cells = [{"commitment": row.pk, "field": EXPLAINED, "value": said, "edition": 0} for row in odd]
    if cells:
        save_values(clerk, key.unit, key.period, cells, f"explained-{key.unit.code}-{key.period}")
    report = submit(clerk, key)
    while waits_inside(report):
        report = pass_on(operator, report)


def _take_over(operator: Actor, plan: PlanRecord, month: str) -> None:
    """Take over what was filed of a month when it is dispatched; the newest month still waits for it."""
    if month == MONTHS[-1]:
        return
    made = round_of(plan, month)
    day = made.dates.dispatch if made else today()
    with played(datetime.datetime.combine(day, datetime.time(9), get_default_timezone())):
        for report in ReportRecord.objects.filter(plan=plan, period=month, stage="filed").select_related("plan", "unit").defer("plan__compiled", "plan__effective"):
            accept(operator, report)


def _day(unit: UnitRecord, month: str) -> datetime.datetime:
    """Return when a unit reports on a month: most in the last days before the 28th, some after it."""
    day = _LATE.get(unit.code) or random.Random(f"{unit.code} {month}").randint(25, 28)
    return _moment(month, day)


def _moment(month: str, day: int) -> datetime.datetime:
    """Return ten o'clock of a day, counted from the first of a month."""
    first = datetime.datetime.fromisoformat(f"{month}-01T10:00:00").replace(tzinfo=get_default_timezone())
    return first + datetime.timedelta(days=day - 1)


def _value(row: CommitmentRecord, month: str, pace: int) -> Decimal:
    """Return an invented cumulative value: a part of what is planned by then, in whole things."""
    months = months_of(month) or (0, 0)
    planned = planned_at(read_trajectory(row.body.get("trajectory") or {}), months[1]) or Decimal(0)
    drawn = random.Random(f"{row.unit.code} {row.body['target']} {month_name(months[1])}")
    if row.holding == "total":
        pace = _TOTALS.get(row.body["target"], _ON_PATH)[MONTHS.index(month)]
    percent = (pace or drawn.randint(*_NEAR)) + drawn.randint(-2, 2)
    return (planned * percent / 100).to_integral_value()


def _cell(row: CommitmentRecord, field: str, value: Decimal) -> dict[str, object]:
    return {"commitment": row.pk, "field": field, "value": str(value), "edition": 0}
