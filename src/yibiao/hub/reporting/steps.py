"""One step of a report: the state machine of `core.cycle.reporting` on a row, with the step kept as a row of its own."""

import datetime
from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Max
from django.utils.timezone import localdate

from yibiao.core.commitments.horizon import months_of
from yibiao.core.cycle.reporting import INNER, Deed, ImpossibleError, Report, chain_of, done
from yibiao.core.cycle.rounds import Round
from yibiao.hub.access.subjects import Subject, report_subject
from yibiao.hub.actions import Act, Refused, Stale
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import ReportRecord, StepRecord
from yibiao.messages import say


class Key(NamedTuple):
    """Whose report, under which plan, for which period: what there is before anybody has begun it."""

    plan: PlanRecord
    unit: UnitRecord
    period: str


def subject_of_key(key: Key) -> Subject:
    """Return what a right on a report is asked about, also where there is none yet."""
    return report_subject(key.plan, key.unit, stage_of(found(key)))


def stage_of(row: ReportRecord | None) -> str:
    """Return the stage of a report; one that nobody has begun is open."""
    return row.stage if row is not None else "open"


def found(key: Key) -> ReportRecord | None:
    """Return the report of a key, None where nobody has begun it."""
    row = ReportRecord.objects.filter(plan=key.plan, unit=key.unit, period=key.period).first()
    if row is not None:
        row.plan, row.unit = key.plan, key.unit  # who asks has read them, contents and all
    return row


def round_of(plan: PlanRecord, period: str) -> Round | None:
    """Return the round of a plan that a period is, None where it is none of its own."""
    made, _ = rounds(plan)
    return next((one for one in made if one.period == period), None)


def begun(act: Act, key: Key, seen: int | None) -> ReportRecord:
    """Return the row of a report, made where there is none; the entry of the act is about it.

    `seen` is the edition that the editor saw (0: none yet); another one raises `Stale`. Refused where the unit owes
    nothing under the plan, or the plan has no such period, or it has not begun.
    """
    row = found(key)
    if row is not None:
        about(act, row)
        if seen is not None and row.edition != seen:
            raise Stale(row)
        return row
    _check_period(key)
    row = ReportRecord.objects.create(plan=key.plan, unit=key.unit, period=key.period, at=act.at)
    about(act, row)
    return row


def about(act: Act, row: ReportRecord) -> None:
    """Have the entry of an act be about the unit of a report, as those of its values are: both change its table alone."""
    act.object, act.plan = f"unit:{row.unit_id}", f"plan:{row.plan_id}"


def label(row: ReportRecord, field: str) -> str:
    """Return the name of a field of a report in the log: ``report:12.2026-03.stage``."""
    return f"report:{row.pk}.{row.period}.{field}"


def _check_period(key: Key) -> None:
    if not CommitmentRecord.objects.filter(plan=key.plan, unit=key.unit, closed_at=None).exists():
        raise Refused("reporting.owes-nothing", unit=key.unit.name)
    made = round_of(key.plan, key.period)
    if made is None:
        raise Refused("reporting.no-period", period=key.period[:20])
    months = months_of(key.period)
    if months is not None and datetime.date(months[0] // 12, months[0] % 12 + 1, 1) > today():
        raise Refused("reporting.not-begun", period=key.period)


def due_of(row: ReportRecord) -> datetime.date:
    """Return the day a report is to be filed by: as written when it was filed, else as extended, else as the plan's days say."""
    if row.due is not None:
        return row.due
    if row.extended is not None:
        return row.extended
    made = round_of(row.plan, row.period)
    return made.dates.report if made is not None else localdate(row.at)


def machine(row: ReportRecord, due: datetime.date | None = None) -> Report:
    """Return a report as the machine sees it."""
    return Report(
        due=due or due_of(row),
        stage=row.stage,
        chain=chain_of(tuple(row.chain)),
        filed=localdate(row.filed_at) if row.filed_at else None,
        late=row.late,
        returned=row.returned,
        reopened=row.reopened,
    )


def take(act: Act, row: ReportRecord, deed: Deed, note: str = "", chain: Iterable[str] | None = None) -> StepRecord:
    """Do a step: the row goes on, and a row tells of it. Refused where it can't be done at this stage."""
    about(act, row)
    before, stage = machine(row), row.stage
    try:
        after = done(before, deed, _day(row), chain)
    except ImpossibleError:
        raise Refused("reporting.impossible", deed=_word("deed", deed), stage=_word("stage", stage)) from None
    filed_now = after.stage == "filed" and stage != "filed"
    if filed_now and before.filed is None:
        row.filed_at, row.due = act.at, after.due
    row.stage, row.chain, row.late = after.stage, list(after.chain), after.late
    row.returned, row.reopened = after.returned, after.reopened
    row.filings += filed_now
    if after.stage == "accepted":
        row.accepted_at = act.at
    act.note(label(row, "stage"), stage, row.stage)
    if row.late and not before.late:
        act.note(label(row, "late"), False, True)
    row.edition += 1
    row.save()
    return StepRecord.objects.create(
        report=row, deed=deed, before=stage, after=row.stage, by_id=act.actor.person, unit=_acting_unit(act, row),
        note=note[:500], late=row.late, at=act.at,
    )  # fmt: skip


def _day(row: ReportRecord) -> datetime.date:
    """Return the day that counts: today, but no day before a step already taken, should the machine's clock be set back."""
    last = row.steps.aggregate(last=Max("at"))["last"]
    return max(today(), localdate(last)) if last else today()


def _acting_unit(act: Act, row: ReportRecord) -> UnitRecord | None:
    """Return the unit on whose behalf a step is taken: the report's own where the actor works for it."""
    codes = act.actor.units
    if row.unit.code in codes or not codes:
        return row.unit if codes else None
    return UnitRecord.objects.filter(code=codes[0]).first()


def _word(kind: str, name: str) -> dict[str, str]:
    return {lang: say(f"reporting.{kind}-{name}", lang) for lang in ("zh", "en")}


def key_of(row: ReportRecord) -> Key:
    """Return the key of a report."""
    return Key(row.plan, row.unit, row.period)


def waits_inside(row: ReportRecord | None) -> bool:
    """Tell whether a report waits for somebody within its unit."""
    return row is not None and row.stage in INNER
