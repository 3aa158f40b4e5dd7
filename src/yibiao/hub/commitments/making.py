"""A published plan made into commitments for every unit, and rows that follow what is decided later.

`instantiate` and `follow` run inside an action: its transaction, its entry in the log.
"""

from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from yibiao.core.commitments.values import Commitments
from yibiao.core.splits.values import SplitFile
from yibiao.hub.actions import Act
from yibiao.hub.commitments.bulk import insert, json_text
from yibiao.hub.commitments.deciding import Ground, commitments_of, ground
from yibiao.hub.commitments.models import CommitmentRecord, LeadRecord
from yibiao.hub.commitments.rows import COLUMNS, Line, lines
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PartyRecord, PlanRecord, PlanVersionRecord

_BODY = COLUMNS.index("body")
# What is written of a new row beside the columns of the commitment itself.
_INSERTED = ("plan_id", "unit_id", "key", *COLUMNS, "closed_reason")
# A share that is no more, because of a split or of other members.
GONE = "decision"
# The plan was ended, and with it everything owed under it.
ENDED = "plan-ended"
_BATCH = 500
_MOST_CHANGES = 10_000


class Instantiated(NamedTuple):
    """What was made: rows, and units that have some."""

    commitments: int
    units: int


class Followed(NamedTuple):
    """What became of the rows of a plan: how many changed, came, and were closed."""

    changed: int
    made: int
    closed: int


def planned(
    record: PlanRecord, values: Mapping[str, Any] | None = None, given: SplitFile | None = None
) -> Commitments:
    """Return what publishing a plan would make, without making it; `given` are the decisions a revision carries."""
    return commitments_of(ground(record, values, given))


def instantiate(act: Act, plan: PlanRecord, version: PlanVersionRecord) -> Instantiated:
    """Make the commitments of a published version for every unit, with their leads and the plan's parties.

    Notes how many there are; the version and the units of its date say which.
    """
    base = ground(plan, version.values)
    units = _unit_ids()
    made = list(lines(commitments_of(base).rows, base.plan))
    _insert(plan, made, units)
    _set_parties(plan, {units[line.unit] for line in made}, {units[lead] for line in made for lead in line.leads})
    done = Instantiated(len(made), len({line.unit for line in made}))
    act.note("commitments", None, done.commitments)
    act.note("units", None, done.units)
    return done


def follow(act: Act, plan: PlanRecord, task: str | None = None, base: Ground | None = None) -> Followed:
    """Let the rows of a plan (or of one task, by its key) follow what is decided now.

    Keys stay. Only rows that differ are written, each with its old and new values noted. A row nobody owes
    any more is closed, one that is owed again is opened.
    """
    base = base or ground(plan)
    told = len(act.changes)
    part = base.part(task) if task is not None else base
    units = _unit_ids()
    wanted = {(units[line.unit], line.key): line for line in lines(commitments_of(part).rows, base.plan)}
    found = CommitmentRecord.objects.filter(plan=plan)
    standing = {(row.unit_id, row.key): row for row in (found if task is None else found.filter(task=task))}
    moved = [
        (row.pk, wanted[place].leads)
        for place, row in standing.items()
        if place in wanted and row.body.get("leads") != list(wanted[place].leads)
    ]
    changed = [
        row
        for place, row in standing.items()
        if (_change(act, row, wanted[place]) if place in wanted else _close(act, row))
    ]
    CommitmentRecord.objects.bulk_update(changed, [*COLUMNS, "closed_at", "closed_reason"], batch_size=_BATCH)
    new = [line for place, line in wanted.items() if place not in standing]
    for line in new:
        act.note(f"commitment:{line.key}@{line.unit}", None, _told(line))
    _insert(plan, new, units)
    _move_leads(plan, dict(moved), units)
    _set_parties(plan, *_owing_and_leading(plan))
    closed = sum(row.closed_at == act.at for row in changed)
    _shorten(act, told)
    return Followed(len(changed) - closed, len(new), closed)


def _shorten(act: Act, start: int) -> None:
    """Put a digest in the place of more changes than an entry can hold; the decision behind them stands in full."""
    changes = act.changes[start:]
    if len(changes) > _MOST_CHANGES:
        digest = sha256(json_text(changes).encode()).hexdigest()
        act.changes[start:] = [("changes", None, {"count": len(changes), "sha256": digest})]


def _unit_ids() -> dict[str, int]:
    return dict(UnitRecord.objects.values_list("code", "pk"))


def _insert(plan: PlanRecord, made: list[Line], units: Mapping[str, int]) -> None:
    """Insert rows and their leads."""
    if not made:
        return
    insert(
        CommitmentRecord,
        _INSERTED,
        (
            (plan.pk, units[line.unit], line.key, *line.columns[:_BODY], json_text(line.columns[_BODY]), "")
            for line in made
        ),
    )
    found = CommitmentRecord.objects.filter(plan=plan)
    ids = {(unit, key): pk for unit, key, pk in found.values_list("unit_id", "key", "pk")}
    insert(
        LeadRecord,
        ("commitment_id", "unit_id"),
        ((ids[units[line.unit], line.key], units[lead]) for line in made for lead in line.leads),
    )


def _change(act: Act, row: CommitmentRecord, line: Line) -> bool:
    """Set what a row holds now and note what differs; return whether anything does."""
    changed = False
    for name, new in zip(COLUMNS, line.columns, strict=True):
        old = getattr(row, name)
        if old == new:
            continue
        changed = True
        setattr(row, name, new)
        _note(act, row, name, old, new)
    if row.closed_at is not None:
        act.note(f"commitment:{row.pk}.closed_reason", row.closed_reason, "")
        row.closed_at, row.closed_reason = None, ""
        changed = True
    return changed


def _note(act: Act, row: CommitmentRecord, name: str, old: Any, new: Any) -> None:
    """Note a change of a column, of the body field by field; planned values follow from figure and shape."""
    if name != "body":
        act.note(f"commitment:{row.pk}.{name}", old, new)
        return
    for field in sorted(old.keys() | new.keys()):
        if field != "trajectory" and old.get(field) != new.get(field):
            act.note(f"commitment:{row.pk}.{field}", old.get(field), new.get(field))


def _close(act: Act, row: CommitmentRecord, reason: str = GONE) -> bool:
    if row.closed_at is not None:
        return False
    act.note(f"commitment:{row.pk}.closed_reason", "", reason)
    row.closed_at, row.closed_reason = act.at, reason
    return True


def end_rows(act: Act, plan: PlanRecord) -> None:
    """Close everything that units owe under a plan that is ended.

    Notes how many there were: all that the plan's version and its decisions made.
    """
    rows = CommitmentRecord.objects.filter(plan=plan, closed_at=None)
    act.note("commitments", rows.update(closed_at=act.at, closed_reason=ENDED), 0)


def _told(line: Line) -> dict[str, Any]:
    told = dict(zip(COLUMNS, line.columns, strict=True))
    return {name: told[name] for name in ("task", "target", "holding", "figure")}


def _move_leads(plan: PlanRecord, moved: Mapping[int, tuple[str, ...]], units: Mapping[str, int]) -> None:
    """Let the leads of some rows, by their ids, be these units."""
    if not moved:
        return
    wanted = {(row, units[lead]) for row, leads in moved.items() for lead in leads}
    found = LeadRecord.objects.filter(commitment__plan=plan).values_list("commitment", "unit", "pk")
    there = {(row, unit): pk for row, unit, pk in found if row in moved}
    gone = [pk for pair, pk in there.items() if pair not in wanted]
    for start in range(0, len(gone), _BATCH):
        LeadRecord.objects.filter(pk__in=gone[start : start + _BATCH]).delete()
    insert(LeadRecord, ("commitment_id", "unit_id"), sorted(wanted - there.keys()))


def _owing_and_leading(plan: PlanRecord) -> tuple[set[int], set[int]]:
    """Return the units with open rows, and those that lead some, by the rows."""
    open_rows = CommitmentRecord.objects.filter(plan=plan, closed_at=None)
    owing = set(open_rows.order_by().values_list("unit", flat=True).distinct())
    led = LeadRecord.objects.filter(commitment__plan=plan, commitment__closed_at=None)
    return owing, set(led.values_list("unit", flat=True).distinct())


def _set_parties(plan: PlanRecord, owing: set[int], leading: set[int]) -> None:
    """Let the parties of a plan be the units that owe something under it or lead what somebody owes."""
    wanted = {unit: (unit in leading, unit in owing) for unit in owing | leading}
    there = {party.unit_id: party for party in PartyRecord.objects.filter(plan=plan)}
    changed = []
    for unit, party in there.items():
        leads, owes = wanted.pop(unit, (False, False))
        if (party.leads, party.owes) != (leads, owes):
            party.leads, party.owes = leads, owes
            changed.append(party)
    PartyRecord.objects.bulk_update(changed, ["leads", "owes"], batch_size=_BATCH)
    new = [PartyRecord(plan=plan, unit_id=unit, leads=leads, owes=owes) for unit, (leads, owes) in wanted.items()]
    PartyRecord.objects.bulk_create(new)
