"""Handing on 交办: what a unit owes goes on to its own bureaus or streets; the commitment itself stays the unit's.

A bureau that took something on may read that commitment, and nothing else of the unit's (the role `taking`).
"""

import datetime
from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.db.models import Q, QuerySet

from yibiao.core.amounts import as_decimal, grouped
from yibiao.core.splits.exact import exact, number
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.actions import Act, Refused, action, name_of
from yibiao.hub.clock import today
from yibiao.hub.commitments.handsum import Handed, handed_of
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord
from yibiao.hub.commitments.splits import figure as read_figure
from yibiao.hub.notices.hearing import working_in
from yibiao.hub.notices.telling import tell
from yibiao.hub.orgs.models import UnitRecord

RIGHT = "commitment.handon"
_TOLD = ("unit", "note", "figure", "due")
_LONGEST_NOTE = 500
_ISO = 10


class Part(NamedTuple):
    """What is asked of a bureau under one commitment: a figure (as it is typed, empty for none) and a day.

    `seen` is how the commitment was handed on when whoever asks looked (`Handed.seen`); None is not asked about.
    """

    commitment: CommitmentRecord
    figure: str = ""
    due: datetime.date | None = None
    seen: str | None = None


def takers(unit: UnitRecord) -> QuerySet[UnitRecord]:
    """Return the units that a unit may hand items on to: those that exist today below whose the items are.

    A unit that stands in the table of another has no items of its own: they are that one's.
    """
    owner = unit.table or unit
    below = UnitRecord.objects.on(today()).filter(path__startswith=owner.path).exclude(pk=owner.pk)
    return below.order_by("path")


def handed_on(actor: Actor, rows: Iterable[CommitmentRecord] | QuerySet[CommitmentRecord]) -> QuerySet[HandOnRecord]:
    """Return to whom commitments are handed on, as far as an actor may know: of others' bureaus each knows its own part."""
    standing = HandOnRecord.objects.filter(commitment__in=rows, withdrawn_at=None)
    if not actor.trusted:
        told = visible(actor, "commitment.handed", CommitmentRecord.objects.all())
        read = visible(actor, "commitment.read", CommitmentRecord.objects.all())
        own = [post.unit for post in actor.posts if post.working]
        parts = Q(unit__in=own, commitment__in=read.order_by().values("pk"))
        standing = standing.filter(Q(commitment__in=told.order_by().values("pk")) | parts)
    return standing.select_related("unit").order_by("commitment", "unit__place", "id")


def taken_on(actor: Actor, unit: UnitRecord) -> QuerySet[HandOnRecord]:
    """Return what was handed on to a unit 交办给我们的 under published plans, as far as an actor may know."""
    open_rows = CommitmentRecord.objects.filter(closed_at=None, plan__state="published")
    return handed_on(actor, open_rows.order_by().values("pk")).filter(unit=unit)


def hand_on_all(
    actor: Actor, parts: Sequence[Part], unit: UnitRecord, note: str = "", request: str = "", reason: str = ""
) -> list[HandOnRecord]:
    """Hand several commitments of one unit on to a bureau, all or none, and tell the bureau's people once."""
    with transaction.atomic():
        more = {"request": request, "reason": reason}
        made = [hand_on(actor, one.commitment, unit, note, one.figure, one.due, one.seen, **more) for one in parts]
        if made:
            owner = parts[0].commitment.unit
            _tell(actor, unit, "unittable.told-handed", name_of(made[0]), by=owner.name, count=len(made))
    return made


@action("commitment.hand-on", RIGHT)
def hand_on(
    act: Act,
    commitment: CommitmentRecord,
    unit: UnitRecord,
    note: str = "",
    figure: str = "",
    due: datetime.date | None = None,
    seen: str | None = None,
) -> HandOnRecord:
    """Hand a commitment on to a unit below its own; one that was withdrawn is handed on again. Raises `Refused`."""
    _check_below(commitment, unit)
    fields = _checked(commitment, note, figure, due)
    handed = handed_of([commitment])[commitment.pk]
    row = next((row for row in handed.rows if row.unit_id == unit.pk), None)
    if row is not None and row.withdrawn_at is None:
        raise Refused("unittable.handed-already", unit=unit.name, item=_named(commitment))
    if seen is not None and seen != handed.seen:
        raise Refused("unittable.handed-meanwhile", item=_named(commitment))
    _check_sum(act, commitment, handed, unit, fields["figure"])
    if row is None:
        row = HandOnRecord.objects.create(commitment=commitment, unit=unit, by_id=act.actor.person, at=act.at, **fields)
        act.made(row, *_TOLD)
    else:
        act.set(row, **fields, by_id=act.actor.person, at=act.at, withdrawn_at=None)
    return row


@action("commitment.hand-on-edit", RIGHT, about=lambda row: row.commitment)
def edit_handed(act: Act, row: HandOnRecord, note: str, figure: str, due: datetime.date | None) -> HandOnRecord:
    """Change what is asked of a bureau; it is told."""
    _standing(act, row)
    fields = _checked(row.commitment, note, figure, due)
    if exact(as_decimal(fields["figure"] or None) or 0) > exact(as_decimal(row.figure or None) or 0):
        _check_sum(act, row.commitment, handed_of([row.commitment])[row.commitment_id], row.unit, fields["figure"])
    if act.set(row, **fields):
        _tell(act.actor, row.unit, "unittable.told-changed", name_of(row), **_told_of(row))
    return row


@action("commitment.take-back", RIGHT, about=lambda row: row.commitment)
def withdraw(act: Act, row: HandOnRecord) -> HandOnRecord:
    """Withdraw what was handed on, with a reason; the bureau is told, and no longer reads it."""
    _standing(act, row)
    if not act.reason.strip():
        raise Refused("unittable.reason-needed")
    act.set(row, withdrawn_at=act.at)
    _tell(act.actor, row.unit, "unittable.told-withdrawn", name_of(row), **_told_of(row), reason=act.reason.strip())
    return row


@action("commitment.hand-on", RIGHT, about=lambda row: row.commitment)
def restore(act: Act, row: HandOnRecord) -> HandOnRecord:
    """Undo a withdrawal: what was asked of the bureau holds again as it was."""
    act.plan = f"plan:{row.commitment.plan_id}"
    if row.withdrawn_at is None:
        raise Refused("unittable.handed-already", unit=row.unit.name, item=_named(row.commitment))
    _check_below(row.commitment, row.unit)
    _check_sum(act, row.commitment, handed_of([row.commitment])[row.commitment_id], row.unit, row.figure)
    act.set(row, withdrawn_at=None)
    _tell(act.actor, row.unit, "unittable.told-handed", name_of(row), by=row.commitment.unit.name, count=1)
    return row


def carry_handed(act: Act, pairs: Iterable[tuple[int, int]]) -> int:
    """Let what was handed on go with the commitments that continue others (new id, old id); return how much did."""
    heirs: dict[int, list[int]] = {}
    for new, old in pairs:
        heirs.setdefault(old, []).append(new)
    standing = HandOnRecord.objects.filter(commitment__in=heirs, withdrawn_at=None).order_by("id")
    made = {
        (new, row.unit_id): HandOnRecord(
            commitment_id=new, unit_id=row.unit_id, note=row.note, figure=row.figure, due=row.due, by_id=row.by_id, at=act.at
        )
        for row in standing
        for new in heirs[row.commitment_id]
    }
    HandOnRecord.objects.bulk_create(made.values())
    return len(made)


def _standing(act: Act, row: HandOnRecord) -> None:
    """Note the plan of what is changed; `Refused` where it was withdrawn."""
    act.plan = f"plan:{row.commitment.plan_id}"
    if row.withdrawn_at is not None:
        raise Refused("unittable.withdrawn-already", item=_named(row.commitment))


def _check_below(commitment: CommitmentRecord, unit: UnitRecord) -> None:
    ended = unit.until is not None and unit.until < today()
    if ended or unit.pk == commitment.unit_id or not unit.path.startswith(commitment.unit.path):
        raise Refused("unittable.not-below", unit=unit.name, owner=commitment.unit.name)


def _check_sum(act: Act, commitment: CommitmentRecord, handed: Handed, unit: UnitRecord, figure: str) -> None:
    """Refuse a figure with which more is handed on than the unit itself may owe, unless the action says why."""
    over = handed.over(figure, unit.pk) if figure else None
    if over is None or act.reason.strip():
        return
    goal = handed.goal or Decimal(0)
    sums = {"given": Decimal(number(exact(goal) + exact(over))), "goal": goal, "over": over}
    told = {name: f"{grouped(value)}{commitment.measure_unit}" for name, value in sums.items()}
    raise Refused("unittable.over-goal", item=_named(commitment), **told)


def _checked(commitment: CommitmentRecord, note: str, figure: str, due: datetime.date | None) -> dict[str, Any]:
    """Return the fields of what is handed on; `Refused` for a day after the commitment's own, or a note too long."""
    if len(note.strip()) > _LONGEST_NOTE:
        raise Refused("unittable.note-too-long", most=_LONGEST_NOTE)
    last = commitment.deadline if len(commitment.deadline) == _ISO else ""
    if due is not None and last and due.isoformat() > last:
        raise Refused("unittable.due-too-late", due=due.isoformat(), deadline=last, item=_named(commitment))
    return {"note": note.strip(), "figure": read_figure(figure), "due": due}


def _named(commitment: CommitmentRecord) -> str:
    """Return a commitment in a few words, for a sentence: its task and how it begins."""
    most = 24
    text = commitment.text if len(commitment.text) <= most else f"{commitment.text[:most]}…"
    return f"{commitment.body.get('task', '')} {text}".strip()


def _told_of(row: HandOnRecord) -> dict[str, str]:
    return {"by": row.commitment.unit.name, "item": _named(row.commitment)}


def _tell(actor: Actor, unit: UnitRecord, key: str, about: str, **slots: object) -> None:
    """Tell the people who work for a unit, and those who act for them."""
    to = f"/units/{unit.code}?tab=taken"
    tell(working_in([unit.pk]), key, to=to, about=about, but=actor.person, **slots)
