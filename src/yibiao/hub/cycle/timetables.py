"""The timetable of a plan: the usual days around what its document orders, until its office sets others."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.cycle.rounds import Opening, Round, rounds_of
from yibiao.core.cycle.timetable import (
    Timetable,
    TimetableError,
    dates,
    read_timetable,
    timetable_values,
    usual,
)
from yibiao.core.cycle.workdays import Workdays
from yibiao.core.plan import Due
from yibiao.hub.actions import Act, Refused, action, save_next_edition
from yibiao.hub.clock import today
from yibiao.hub.cycle.days import workdays
from yibiao.hub.cycle.models import CycleRecord
from yibiao.hub.plans.known import heads
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say


class Timetables(NamedTuple):
    """The timetables of one plan: what its document orders (`due`) gives the first, `later` what its office set, by month."""

    due: Due | None
    later: tuple[tuple[str, Timetable], ...] = ()

    def at(self, period: str) -> Timetable:
        """Return the timetable that holds for a period, by the month it ends in."""
        return next((made for since, made in reversed(self.later) if since <= _end(period)), usual(self.due))

    def is_set(self, period: str) -> bool:
        """Tell whether the office set it itself."""
        return any(since <= _end(period) for since, _ in self.later)


def timetables(plans: Iterable[PlanRecord]) -> dict[int, Timetables]:
    """Return the timetables of plans by their ids; two queries at most."""
    plans = list(plans)
    later: dict[int, list[tuple[str, Timetable]]] = {}
    for plan, since, body in CycleRecord.objects.filter(plan__in=[plan.pk for plan in plans]).values_list("plan", "since", "body"):
        later.setdefault(plan, []).append((since, read_timetable(body)))
    return {pk: Timetables(head.due, tuple(later.get(pk, ()))) for pk, head in heads(plans).items()}


def rounds(plan: PlanRecord, calendar: Workdays | None = None) -> tuple[tuple[Round, ...], Opening | None]:
    """Return the rounds of a plan with their days, and the months before them; its contents must have been read."""
    known = timetables([plan])[plan.pk]
    return rounds_of(plan.effective, known.at, calendar or workdays(), plan.reports_since)


def first_open(plan: PlanRecord, known: Timetables, calendar: Workdays, day: datetime.date) -> str | None:
    """Return the first month of a plan whose report is not due yet: from it on its days can be set; None once all are."""
    months = heads([plan])[plan.pk].months
    if months is None:
        return None
    names = map(month_name, range(months[0], months[1] + 1))
    return next((name for name in names if dates(known.at(name), name, calendar).report >= day), None)


@action("cycle.set", "plan.assign")
def set_timetable(act: Act, plan: PlanRecord, values: Mapping[str, Any], since: str | None = None) -> CycleRecord:
    """Set the days of a published plan from the month `since` on (None: the first that is not due yet).

    Months whose report is due already keep their days. A timetable that cannot be is `Refused` with its day.
    """
    if plan.state != PlanRecord.PUBLISHED:
        raise Refused("cycle.not-published")
    first = first_open(plan, timetables([plan])[plan.pk], workdays(), today())
    if first is None:
        raise Refused("cycle.over")
    since = since or first
    months = months_of(since)
    if months is None or months[0] != months[1]:
        raise Refused("cycle.no-month", found=since[:20])
    if since < first:
        raise Refused("cycle.too-early", since=since, first=first)
    last = month_name((heads([plan])[plan.pk].months or (0, 0))[1])
    if since > last:
        raise Refused("cycle.too-late", since=since, last=last)
    body = timetable_values(_read(values))
    row = CycleRecord.objects.filter(plan=plan, since=since).first()
    act.note(f"timetable:{since}", row.body if row else None, body)
    # The plan's edition tells a second editor that the days they saw have been set anew.
    save_next_edition(plan)
    if row is None:
        return CycleRecord.objects.create(plan=plan, since=since, body=body, by_id=act.actor.person, at=act.at)
    row.body, row.by_id, row.at = body, act.actor.person, act.at
    row.edition += 1
    row.save()
    return row


def carry_timetables(act: Act, old: PlanRecord, new: PlanRecord) -> None:
    """Let a revision go on by the days that its office set for the plan it revises."""
    for row in CycleRecord.objects.filter(plan=old):
        CycleRecord.objects.create(plan=new, since=row.since, body=row.body, by_id=row.by_id, at=act.at)
        act.note(f"timetable:{row.since}", None, row.body)


def _read(values: Mapping[str, Any]) -> Timetable:
    try:
        return read_timetable(values)
    except TimetableError as fault:
        names = {"step": _named(fault.step), **{name: _named(value) if name == "before" else value for name, value in fault.slots.items()}}
        raise Refused(f"cycle.{fault.key}", **names) from None


def _named(step: object) -> dict[str, str]:
    """Return the name of a day in every language."""
    return {lang: say(f"cycle.step-{step}", lang) for lang in ("zh", "en")}


def _end(period: str) -> str:
    months = months_of(period)
    return month_name(months[1]) if months else period
