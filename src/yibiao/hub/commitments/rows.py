"""Commitments as rows of the database: what their columns hold, and the way back to core values."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from yibiao.core.commitments.serialise import Facts, commitment_values, read_commitment
from yibiao.core.commitments.unowned import unowned
from yibiao.core.commitments.values import Commitment, Commitments, number_of
from yibiao.core.emit import number_text
from yibiao.core.orgs.resolve import merged, resolve
from yibiao.core.plan import Plan
from yibiao.hub.commitments.deciding import Ground
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.plans.models import PlanRecord

# Columns that a commitment fills; the others say what became of its row.
COLUMNS = (
    "place", "task", "task_number", "task_title", "target", "text", "holding", "figure", "measure_unit",
    "deadline", "body",
)  # fmt: skip
# What the columns of a row hold is not said again in its body.
_HELD = ("key", "unit", "text", "holding")
# Rows of one task are numbered within it, so that a row that comes later finds its place among them.
_PER_TASK = 10_000
_ISO = 10


class Line(NamedTuple):
    """One commitment as a row: whose, by which key, its columns in the order of `COLUMNS`, and its leads."""

    unit: str
    key: str
    columns: tuple[Any, ...]
    leads: tuple[str, ...]


def lines(rows: Iterable[Commitment], plan: Plan) -> Iterator[Line]:
    """Yield the rows of a plan, `plan` being the whole of it."""
    tasks = {task.id: place for place, task in enumerate(plan.tasks, start=1)}
    seen: Counter[tuple[str, str]] = Counter()
    for row in rows:
        within = seen[row.unit, row.task.id]
        seen[row.unit, row.task.id] += 1
        place = tasks.get(row.task.id, 0) * _PER_TASK + within
        yield Line(row.unit, row.key, _columns(row, place), row.lead_units)


def _columns(row: Commitment, place: int) -> tuple[Any, ...]:
    body = commitment_values(row)
    for name in _HELD:
        del body[name]
    value = number_of(row.figure)
    deadline = row.deadline or ""
    return (
        place,
        row.task.key[:80],
        row.task.number[:80],
        row.task.title[:300],
        row.target.key if row.target else "",
        row.text,
        row.holding,
        "" if value is None else number_text(value)[:60],
        row.target.unit[:40] if row.target else "",
        deadline if len(deadline) <= _ISO else "",
        body,
    )


def stored(record: PlanRecord, ground: Ground) -> Commitments:
    """Return a plan's commitments as they stand in the database, in table order; closed ones are left out.

    Findings are those of the plan and of its names; what splits brought up is said where they are made.
    """
    plan, pack, decided = ground
    resolution = resolve(plan, pack, decided.members)
    facts = Facts(plan, decided)
    order = {unit.id: place for place, unit in enumerate(pack.units)}
    found = (
        CommitmentRecord.objects.filter(plan=record, closed_at=None)
        .order_by("place", "id")
        .values_list("unit__code", "key", "text", "holding", "body")
    )
    held = sorted(found, key=lambda row: order.get(row[0], len(order)))
    rows = tuple(_read(row, facts) for row in held)
    findings = merged(plan.findings, resolution.findings)
    return Commitments(plan, resolution, rows, findings, unowned(plan, rows))


def _read(row: tuple[str, str, str, str, Mapping[str, Any]], facts: Facts) -> Commitment:
    unit, key, text, holding, body = row
    return read_commitment({**body, "unit": unit, "key": key, "text": text, "holding": holding}, facts)
