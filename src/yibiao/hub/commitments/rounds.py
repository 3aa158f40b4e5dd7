"""Where a split stands in its round: who has said what, who waits for whom, and the course it took.

Proposed → commented by those who share → approved → issued, or returned and proposed anew; what was said before the total
was proposed anew belongs to an earlier round.
"""

import datetime
import json
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from yibiao.core.amounts import as_decimal
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check, may
from yibiao.hub.actions import name_of
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import SHARING, CommitmentRecord, SplitCommentRecord, SplitRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord

# What a total waits for, in the order in which it happens.
WAITS = ("propose", "comment", "answer", "approve", "issue", "")


class Waiting(NamedTuple):
    """What a total waits for (one of `WAITS`, empty for nothing), and the units that are asked for their word."""

    what: str
    units: tuple[UnitRecord, ...] = ()


class Step(NamedTuple):
    """One thing that was done: the action's last word (propose, edit …), by whom (a person or their unit), why.

    `unit` is whose comment it is (`late` after the last day for them), `number` and `remark` those of an approval,
    `changed` how many shares an edit changed, or a proposal that follows a returned one.
    """

    what: str
    at: datetime.datetime
    by: str
    reason: str = ""
    unit: str = ""
    number: str = ""
    changed: int = 0
    remark: str = ""
    late: bool = False


def heard(split: SplitRecord | None, comments: Iterable[SplitCommentRecord]) -> dict[int, SplitCommentRecord]:
    """Return the newest comment of each unit (by id) in the round that a split is in."""
    return {one.unit_id: one for one in comments if split is not None and one.at >= split.at}


def is_open(split: SplitRecord, day: datetime.date) -> bool:
    """Tell whether a unit that comments on `day` is in time: the last day for comments is one of them."""
    return split.comments_until is None or day <= split.comments_until


def silent_units(split: SplitRecord) -> tuple[UnitRecord, ...]:
    """Return the units that share a total and have not commented in the round its split is in, in the order of the tree."""
    rows = CommitmentRecord.objects.filter(plan=split.plan_id, target=split.target, closed_at=None, holding__in=SHARING)
    said = heard(split, split.comments.order_by("id"))
    return tuple(row.unit for row in rows.select_related("unit").order_by("unit__place", "id") if row.unit_id not in said)


def agrees(comment: SplitCommentRecord, share: str) -> bool:
    """Tell whether a comment asks for the very share that its unit has."""
    asked = as_decimal(comment.asked or None)
    return asked is not None and asked == as_decimal(share or None)


def waiting(
    split: SplitRecord | None, shares: Iterable[tuple[UnitRecord, str]], comments: Iterable[SplitCommentRecord]
) -> Waiting:
    """Return what a total waits for; `shares` are the units that share it, each with its share."""
    if split is None or split.state in (SplitRecord.WITHDRAWN, SplitRecord.RETURNED):
        return Waiting("propose")
    if split.state != SplitRecord.PROPOSED:
        return Waiting("issue" if split.state == SplitRecord.APPROVED else "")
    parts = list(shares)
    said = heard(split, comments)
    silent = tuple(unit for unit, _ in parts if unit.pk not in said)
    if silent:
        return Waiting("comment", silent)
    given = {unit.pk: share for unit, share in parts}
    open_ones = [one for one in said.values() if not one.answer and not agrees(one, given.get(one.unit_id, ""))]
    return Waiting("answer", tuple(one.unit for one in open_ones)) if open_ones else Waiting("approve")


def course(actor: Actor, split: SplitRecord) -> list[Step]:
    """Return what was done with a split, the first thing first, from the log; a handful of queries.

    Whoever may read the history of the plan knows its officers by name, others the unit they acted for.
    """
    check(actor, "split.read", split)
    entries = list(EntryRecord.objects.filter(object=name_of(split), action__startswith="split.").order_by("seq"))
    lines = [json.loads(entry.line) for entry in entries]
    doers = _names({entry.actor for entry in entries}) if may(actor, "history.read", split.plan) else {}
    offices = dict(UnitRecord.objects.filter(code__in={line["unit"] for line in lines}).values_list("code", "name"))
    units = {f"unit:{one.unit_id}": one.unit.name for one in split.comments.select_related("unit")}
    return [
        _step(entry, line, doers.get(entry.actor) or offices.get(line["unit"], ""), units)
        for entry, line in zip(entries, lines, strict=True)
    ]


def _step(entry: EntryRecord, line: Mapping[str, Any], by: str, units: Mapping[str, str]) -> Step:
    changes: list[list[Any]] = line.get("changes", [])
    new = {str(field): value for field, _, value in changes}
    said = next((str(value) for field, value in new.items() if field.endswith(".unit")), "")
    return Step(
        what=entry.action.partition(".")[2],
        at=entry.at,
        by=by,
        reason=str(line.get("reason") or ""),
        unit=units.get(said, ""),
        number=str(new.get("approved_number") or ""),
        changed=sum(field.endswith(".figure") for field in new),
        remark=str(new.get("approved_remark") or ""),
        late=any(field.endswith(".late") and value is True for field, value in new.items()),
    )


def _names(actors: set[str]) -> dict[str, str]:
    ids = [int(name.partition(":")[2]) for name in actors if name.startswith("person:")]
    return {f"person:{one.pk}": str(one) for one in PersonRecord.objects.filter(pk__in=ids)}
