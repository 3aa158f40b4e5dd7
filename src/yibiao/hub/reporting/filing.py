"""Filing a report: handed in, passed on within the unit, sent back; with the last step it is reported, and has a receipt."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import F, Q

from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.notices import reports as notices
from yibiao.hub.reporting.chains import chain_of_unit
from yibiao.hub.reporting.checking import unexplained
from yibiao.hub.reporting.models import ReportRecord, ReturnRecord, StandingRecord, StepRecord
from yibiao.hub.reporting.notes import checked_notes
from yibiao.hub.reporting.offering import unanswered
from yibiao.hub.reporting.once import spread
from yibiao.hub.reporting.steps import Key, begun, label, subject_of_key, take

FORMAT = "yibiao-report/1"


class Reported(NamedTuple):
    """What a digest is taken of: every field that was filed, in the order of their names."""

    plan: str
    unit: str
    period: str
    cells: Sequence[tuple[str, str, str]]
    notes: Mapping[str, str]


@action("report.submit", about=subject_of_key)
def submit(act: Act, key: Key, seen: int | None = None, note: str = "", notes: Mapping[str, str] | None = None) -> ReportRecord:
    """Hand in a report: to the first step of its unit's chain, or with none to where it is filed.

    Refused while a figure out of its history's range has no word of explanation, or a returned cell is unchanged and
    not explained, or a figure that was offered is neither confirmed nor objected to.
    """
    row = begun(act, key, seen)
    if notes is not None:
        _set_notes(act, row, notes)
    left = unexplained(key)
    if left:
        raise Refused("reporting.unexplained", count=len(left), rows={"zh": _list(left, "；"), "en": _list(left, "; ")})
    open_offers = unanswered(CommitmentRecord.objects.filter(plan=key.plan, unit=key.unit, closed_at=None), key.period)
    if open_offers:
        raise Refused("reporting.unanswered", count=len(open_offers))
    step = take(act, row, "submit", note, chain_of_unit(key.unit).steps)
    _settle(act, row, step)
    return row


@action("report.pass")
def pass_on(act: Act, row: ReportRecord, note: str = "") -> ReportRecord:
    """Do the inner step that a report waits for; with the last of them it is filed."""
    step = take(act, row, "pass", note)
    _settle(act, row, step)
    return row


@action("report.back")
def send_back(act: Act, row: ReportRecord) -> ReportRecord:
    """Send a report back to whoever fills it in, with the reason; whoever handed it in takes it back."""
    if not act.reason.strip():
        raise Refused("reporting.no-reason")
    take(act, row, "back", act.reason)
    notices.tell_sent_back(act, row)
    return row


def _settle(act: Act, row: ReportRecord, step: StepRecord) -> None:
    """Do what filing does where a step filed the report, else tell whoever it waits for."""
    if row.stage != "filed":
        notices.tell_waits(act, row)
        return
    _answer_returns(act, row)
    count(row)
    row.digest = digest_of(reported(row))
    row.number = f"{row.period}-{row.pk:06}" + (f"-{row.filings}" if row.filings > 1 else "")
    row.save(update_fields=["digest", "number"])
    step.digest, step.number = row.digest, row.number
    step.save(update_fields=["digest", "number"])
    act.note(label(row, "digest"), None, row.digest)
    act.note(label(row, "number"), None, row.number)
    spread(act, row)
    notices.tell_filed(act, row)


def _answer_returns(act: Act, row: ReportRecord) -> None:
    """Note beside each returned cell what it says now."""
    for one in row.returns.filter(answered_at=None):
        value = ValueRecord.objects.filter(commitment=one.commitment_id, period=row.period, field=one.field).first()
        one.answer, one.answered_at = value.value if value else "", act.at
        one.save(update_fields=["answer", "answered_at"])


def cells_of(row: ReportRecord) -> Any:
    """Return the values of a report, whatever became of their rows since."""
    return ValueRecord.objects.filter(commitment__plan=row.plan_id, commitment__unit=row.unit_id, period=row.period)


def count(row: ReportRecord) -> None:
    """Let the values of a report count as they are filed now; what is published officially goes on counting instead.

    What did not change since it was filed last keeps what counts of it: a lead may have verified another figure.
    """
    changed = cells_of(row).filter(Q(filed=None) | ~Q(filed=F("value")))
    official = StandingRecord.objects.filter(kind=StandingRecord.OFFICIAL, period=row.period, commitment__in=changed.values("commitment"))
    kept = set(official.values_list("commitment", flat=True))
    for value in changed.filter(commitment__in=kept, field="total") if kept else ():
        value.filed = value.value
        value.save(update_fields=["filed"])
    _file(row)


def _file(row: ReportRecord) -> None:
    """Write what is filed, in one statement: a report may have thousands of cells."""
    own = "SELECT id FROM hub_commitmentrecord WHERE plan_id = %s AND unit_id = %s"
    with connection.cursor() as cursor:
        cursor.execute(
            f"UPDATE hub_valuerecord SET filed = value, counted = value WHERE period = %s AND commitment_id IN ({own})"
            " AND (filed IS NULL OR filed <> value)",
            [row.period, row.plan_id, row.unit_id],
        )


def reported(row: ReportRecord) -> Reported:
    """Return what a report says, as its digest is taken of it."""
    cells = cells_of(row).exclude(filed="").exclude(filed=None).order_by("commitment__key", "field")
    told = tuple(cells.values_list("commitment__key", "field", "filed"))
    return Reported(f"plan:{row.plan_id}", row.unit.code, row.period, told, row.notes)


def digest_of(told: Reported) -> str:
    """Return the SHA-256 (hex) of what was reported, as canonical JSON: whoever has the figures can take it again."""
    text = json.dumps([FORMAT, *told], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _set_notes(act: Act, row: ReportRecord, notes: Mapping[str, str]) -> None:
    made = checked_notes(notes)
    for name in sorted({*made, *row.notes}):
        if made.get(name, "") != row.notes.get(name, ""):
            act.note(label(row, f"notes.{name}"), row.notes.get(name) or None, made.get(name) or None)
    row.notes = made


def _list(texts: Sequence[str], between: str, most: int = 3) -> str:
    return between.join(text[:40] for text in texts[:most]) + ("…" if len(texts) > most else "")


def open_returns(row: ReportRecord | None) -> list[ReturnRecord]:
    """Return the cells of a report that were returned and are not filed again yet."""
    return [] if row is None else list(row.returns.filter(answered_at=None).select_related("unit", "by"))
