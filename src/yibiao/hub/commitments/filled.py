"""Tables with what units reported: each cell that is filled in shows its value of the period, to be signed and sent."""

from collections.abc import Callable, Sequence
from decimal import Decimal

from django.db.models import QuerySet

from yibiao.core.emit import number_text
from yibiao.core.evidence.naming import cell_text
from yibiao.core.splits.apply import adds_up
from yibiao.core.tables.values import Column, TableRow, UnitTable, Value
from yibiao.core.typednumbers import typed_number
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import TOTAL
from yibiao.hub.evidence.models import EvidenceRecord
from yibiao.hub.evidence.reading import of_rows, printed_number
from yibiao.hub.lights.lighting import Lighting, number, targets_of
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.checking import histories
from yibiao.messages import say

# The fields of one row, by their names; rows by unit and key.
_Fields = dict[str, str]
# What is worked out where nobody filled it in: from the total, the total before and the goal.
_ADDED, _RATE, _STATUS = "current", "rate", "status"
# The column of numbers of evidence: those of what is attached stand before what was typed.
_EVIDENCE = "evidence"


def filled(
    plan: PlanRecord, period: str, unit: str | None = None, drafts: bool = False
) -> Callable[[UnitTable], UnitTable]:
    """Return what puts the values of a period into tables of a plan, of one unit (by its code) or all; a handful of queries.

    They are what counts, or (`drafts`) what is filled in whether or not it was filed.
    Where what the period added, a rate or status was not filled in it is the one that pages show, worked out from the total.
    """
    known = _values(plan, period, unit, "value" if drafts else "counted")

    def put(table: UnitTable) -> UnitTable:
        columns = table.form.columns
        return table._replace(rows=tuple(_row(row, columns, known.get((table.unit, row.key), {})) for row in table.rows))

    return put


def _values(plan: PlanRecord, period: str, unit: str | None, said: str) -> dict[tuple[str, str], _Fields]:
    values = ValueRecord.objects.filter(commitment__plan=plan, commitment__closed_at=None, period=period, **{f"{said}__gt": ""})
    values = values if unit is None else values.filter(commitment__unit__code=unit)
    found: dict[int, _Fields] = {}
    for commitment, field, value in values.values_list("commitment", "field", said):
        found.setdefault(commitment, {})[field] = value
    attached = of_rows(_rows(plan, unit), period)
    lit = Lighting({plan.pk: targets_of(plan.effective)})
    rows = list(_rows(plan, unit).select_related("unit"))
    before = histories(rows, period)
    known = {}
    for row in rows:
        fields = _numbered(row, found.get(row.pk, {}), attached.get(row.pk, ()))
        if fields:
            known[row.unit.code, row.key] = _worked_out(row, period, fields, lit, before.get(row.pk, ()))
    return known


def _rows(plan: PlanRecord, unit: str | None) -> QuerySet[CommitmentRecord]:
    """Return the open rows of a plan, of one unit (by its code) or all."""
    rows = CommitmentRecord.objects.filter(plan=plan, closed_at=None)
    return rows if unit is None else rows.filter(unit__code=unit)


def _numbered(row: CommitmentRecord, given: _Fields, attached: Sequence[EvidenceRecord]) -> _Fields:
    """Return the fields with the numbers of what is attached before what was typed."""
    if not attached:
        return given
    numbers = [printed_number(piece, row.unit_id) for piece in attached]
    return {**given, _EVIDENCE: cell_text(numbers, given.get(_EVIDENCE, ""))}


def worked_out(reached: Decimal | None, before: Sequence[tuple[str, Decimal]], measure_unit: str) -> str:
    """Return what a period added, from the total reached in it and those of earlier ones; empty where totals don't add up."""
    if reached is None or not adds_up(measure_unit):
        return ""
    return number_text(reached - (before[-1][1] if before else Decimal(0)))


def _worked_out(
    row: CommitmentRecord, period: str, given: _Fields, lit: Lighting, before: Sequence[tuple[str, Decimal]]
) -> _Fields:
    """Return the fields with what the period added, rate and status, where a total says them."""
    if TOTAL not in given:
        return given
    added = {_ADDED: worked_out(number(given[TOTAL]), before, row.measure_unit)}
    stands = lit.stands(row, period, given[TOTAL])
    rate = {_RATE: f"{stands.rate:.1f}"} if stands.rate is not None else {}
    return {**added, **rate, _STATUS: say(f"standings.{stands.status}", "zh"), **given}


def _row(row: TableRow, columns: tuple[Column, ...], given: _Fields) -> TableRow:
    if not given:
        return row
    cells = zip(row.cells, columns, strict=True)
    return row._replace(cells=tuple(_cell(cell, column, given.get(column.key, "")) for cell, column in cells))


def _cell(printed: Value, column: Column, given: str) -> Value:
    """Return a cell: what was reported in one that is filled in, as the form takes it; else what is printed."""
    if column.fill is None or not given or (column.fill == "list" and given not in column.choices):
        return printed
    made = typed_number(given) if column.fill == "number" else None
    return given if made is None else made
