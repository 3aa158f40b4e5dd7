"""Requests 申请: more time (未批不延), a period opened again, a value corrected, a target changed; nothing of it happens before it is approved.

What a request would change is shown to whoever decides, and kept with it.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.cycle.reporting import can
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import today
from yibiao.hub.commitments.entering import fields, read
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import TOTAL, latest
from yibiao.hub.lights.lighting import lighting
from yibiao.hub.notices import reports as notices
from yibiao.hub.reporting.checking import lighting_of
from yibiao.hub.reporting.models import AdjustmentRecord, ReportRecord, RequestRecord, StandingRecord
from yibiao.hub.reporting.steps import Key, begun, due_of, found, machine, round_of, subject_of_key, take
from yibiao.hub.reporting.vouching import read_figure

_LONGEST = 2000
# An extension lasts so many days at most: later is another period.
_MOST_DAYS = 60
# A paper is cited by its number or title: shorter than this names none.
_LEAST_DOCUMENT, _MOST_DOCUMENT = 4, 200


@action("request.ask", about=subject_of_key)
def ask(act: Act, key: Key, kind: str, asked: Mapping[str, Any]) -> RequestRecord:
    """Ask for something for a report, with ``act.reason``; what is asked stands in `asked` by kind:

    ``extend``   until (a day after the due one), progress (how far it is); asked before the due day is over
    ``reopen``   nothing more; the report has been filed
    ``correct``  commitment, field, value: another value for a cell that was filed
    ``target``   commitment, figure, document: another target from this period on, citing the paper that approves it

    Refused where it can't be, or the same is asked already.
    """
    if not act.reason.strip() or len(act.reason) > _LONGEST:
        raise Refused("reporting.no-reason")
    check = _CHECKS.get(kind)
    if check is None:
        raise Refused("reporting.no-kind")
    body, commitment = check(key, asked)
    open_ones = RequestRecord.objects.filter(plan=key.plan, unit=key.unit, period=key.period, kind=kind, state=RequestRecord.ASKED)
    if any(one.commitment_id == (commitment.pk if commitment else None) and _same(one.body, body) for one in open_ones):
        raise Refused("reporting.asked-already")
    row = RequestRecord.objects.create(
        plan=key.plan, unit=key.unit, period=key.period, commitment=commitment, kind=kind, reason=act.reason.strip(),
        body=body, by_id=act.actor.person, at=act.at,
    )  # fmt: skip
    row.effect = effect_of(row)
    row.save(update_fields=["effect"])
    act.about(row)
    act.made(row, "kind", "period", "body")
    notices.tell_asked(act, row)
    return row


def _same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return one.get("field") == other.get("field")


def _extension(key: Key, asked: Mapping[str, Any]) -> tuple[dict[str, Any], None]:
    row, made = found(key), round_of(key.plan, key.period)
    if made is None:
        raise Refused("reporting.no-period", period=key.period[:20])
    due = due_of(row) if row is not None else made.dates.report
    if row is not None and row.filed_at is not None:
        raise Refused("reporting.filed-already")
    if today() > due:
        raise Refused("reporting.too-late-to-ask", due=due)
    until = asked.get("until")
    if not isinstance(until, datetime.date) or not due < until <= due + datetime.timedelta(days=_MOST_DAYS):
        raise Refused("reporting.no-day", due=due, most=_MOST_DAYS)
    return {"until": f"{until}", "due": f"{due}", "progress": str(asked.get("progress") or "").strip()[:_LONGEST]}, None


def _reopening(key: Key, _asked: Mapping[str, Any]) -> tuple[dict[str, Any], None]:
    row = found(key)
    if row is None or not can(machine(row), "reopen"):
        raise Refused("reporting.not-filed-yet")
    return {}, None


def _correction(key: Key, asked: Mapping[str, Any]) -> tuple[dict[str, Any], CommitmentRecord]:
    row = found(key)
    if row is None or row.stage not in ("filed", "accepted"):
        raise Refused("reporting.not-filed-yet")
    pk, field = asked.get("commitment"), str(asked.get("field") or "")
    known = CommitmentRecord.objects.filter(plan=key.plan, unit=key.unit, closed_at=None, pk=pk).first() if isinstance(pk, int) else None
    if known is None or field not in fields():
        raise Refused("reporting.no-cell")
    made = read(fields()[field], str(asked.get("value") or ""))
    if made.fault is not None:
        raise Refused("reporting.bad-value", fault={lang: made.fault.message(lang) for lang in ("zh", "en")})
    old = ValueRecord.objects.filter(commitment=known, period=key.period, field=field).first()
    if (old.value if old else "") == made.value:
        raise Refused("reporting.same-value")
    return {"field": field, "old": old.value if old else "", "new": made.value}, known


def _target_change(key: Key, asked: Mapping[str, Any]) -> tuple[dict[str, Any], CommitmentRecord]:
    pk, document = asked.get("commitment"), str(asked.get("document") or "").strip()
    rows = CommitmentRecord.objects.filter(plan=key.plan, unit=key.unit, closed_at=None, holding__in=("own", "share", "total"))
    known = rows.filter(pk=pk).first() if isinstance(pk, int) else None
    old = goal_of(known, key.period) if known is not None else None
    if known is None or old is None:
        raise Refused("reporting.no-goal")
    if not _LEAST_DOCUMENT <= len(document) <= _MOST_DOCUMENT:
        raise Refused("reporting.no-document", most=_MOST_DOCUMENT)
    made = read_figure(str(asked.get("figure") or ""))
    if not made or Decimal(made) < 0:
        raise Refused("reporting.no-figure", text=str(asked.get("figure") or "")[:40])
    if Decimal(made) == old:
        raise Refused("reporting.same-value")
    since = month_name((months_of(key.period) or (0, 0))[0])
    return {"field": "figure", "old": f"{old}", "new": made, "document": document, "since": since}, known


def goal_of(row: CommitmentRecord, period: str) -> Decimal | None:
    """Return the target of a row as it holds in a period, changes that were approved among it; None where it has none."""
    return lighting([row.plan_id]).stands(row, month_name((months_of(period) or (0, 0))[1]), "").goal


_CHECKS = {
    RequestRecord.EXTENSION: _extension,
    RequestRecord.REOPEN: _reopening,
    RequestRecord.CORRECTION: _correction,
    RequestRecord.TARGET: _target_change,
}


def effect_of(row: RequestRecord) -> list[dict[str, Any]]:
    """Return what approving a request would change of lights: rows with their standing before and after.

    An extension and a reopening change none by themselves: what counts goes on counting until it is filed anew.
    """
    if row.commitment is None or row.body.get("field") not in (TOTAL, "figure"):
        return []
    lit = lighting_of(row.plan)
    period = month_name((months_of(row.period) or (0, 0))[1])
    if row.kind == RequestRecord.TARGET:
        value = latest([row.commitment], row.period).get(row.commitment.pk)
        reached = (value.counted if value else "") or ""
        before, after = (lit.stands(row.commitment, period, reached, Decimal(row.body[name])) for name in ("old", "new"))
    else:
        before, after = (lit.stands(row.commitment, period, row.body[name]) for name in ("old", "new"))
    told = {name: {"light": one.light, "word": one.word, "rate": f"{one.rate:.1f}" if one.rate is not None else ""}
            for name, one in (("before", before), ("after", after))}  # fmt: skip
    return [{"text": row.commitment.text, **told}]


@action("request.withdraw")
def withdraw(act: Act, row: RequestRecord) -> RequestRecord:
    """Take back what one asked for oneself."""
    act.set(row, state=RequestRecord.WITHDRAWN)
    return row


@action("request.refuse", "request.decide")
def refuse(act: Act, row: RequestRecord) -> RequestRecord:
    """Refuse a request, with the reason."""
    if not act.reason.strip():
        raise Refused("reporting.no-reason")
    _decided(act, row, RequestRecord.REFUSED)
    return row


@action("request.approve", "request.decide")
def approve(act: Act, row: RequestRecord) -> RequestRecord:
    """Approve a request: what was asked for happens now. Refused where it can't any more."""
    key = Key(row.plan, row.unit, row.period)
    report = begun(act, key, None)
    act.about(row)
    _DOERS[row.kind](act, row, report)
    _decided(act, row, RequestRecord.APPROVED)
    return row


def _decided(act: Act, row: RequestRecord, state: str) -> None:
    act.set(row, state=state, decided_by_id=act.actor.person, decided_at=act.at, decision=act.reason.strip()[:500])
    notices.tell_decided(act, row)


def _extend(act: Act, row: RequestRecord, report: ReportRecord) -> None:
    if report.filed_at is not None:
        raise Refused("reporting.filed-already")
    act.set(report, extended=datetime.date.fromisoformat(row.body["until"]))


def _reopen(act: Act, row: RequestRecord, report: ReportRecord) -> None:
    take(act, report, "reopen", row.reason[:500])


def _correct(act: Act, row: RequestRecord, report: ReportRecord) -> None:
    """Write a corrected value: the old one stays in the request and in the log."""
    field, new = row.body["field"], row.body["new"]
    value = ValueRecord.objects.filter(commitment=row.commitment, period=row.period, field=field).first()
    if (value.value if value else "") != row.body["old"] or report.stage not in ("filed", "accepted"):
        raise Refused("reporting.changed-since")
    if value is None:
        value = ValueRecord(commitment=row.commitment, period=row.period, field=field, edition=0)
    act.note(f"commitment:{row.commitment_id}.{row.period}.{field}", value.value or None, new)
    value.value = value.filed = new
    value.edition, value.by_id, value.at, value.source = value.edition + 1, row.by_id, act.at, "typed"
    official = StandingRecord.objects.filter(commitment=row.commitment, period=row.period, kind=StandingRecord.OFFICIAL)
    if field != TOTAL or not official.exists():
        value.counted = new
    if report.stage == "accepted":
        value.approved = new
    value.save()


def _adjust(act: Act, row: RequestRecord, _report: ReportRecord) -> None:
    """Let another target hold from the month on: what was lit before keeps the one it was lit by."""
    if row.commitment is None or goal_of(row.commitment, row.period) != Decimal(row.body["old"]):
        raise Refused("reporting.changed-since")
    fields = {"since": row.body["since"], "old": row.body["old"], "figure": row.body["new"], "document": row.body["document"]}
    AdjustmentRecord.objects.create(commitment=row.commitment, request=row, at=act.at, **fields)
    act.note(f"commitment:{row.commitment_id}.{row.body['since']}.goal", row.body["old"], f"{row.body['new']}（{row.body['document']}）")


_DOERS = {
    RequestRecord.EXTENSION: _extend,
    RequestRecord.REOPEN: _reopen,
    RequestRecord.CORRECTION: _correct,
    RequestRecord.TARGET: _adjust,
}
