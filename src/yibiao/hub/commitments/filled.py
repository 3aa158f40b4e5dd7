"""Tables with what units reported: each cell that is filled in shows its value of the period, to be signed and sent."""

from collections.abc import Callable, Mapping

from yibiao.core.plan import Force
from yibiao.core.tables.values import Column, TableRow, UnitTable, Value
from yibiao.core.typednumbers import typed_number
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.standing import TOTAL, standing_of
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say

# The fields of one row, by their names; rows by unit and key.
_Fields = dict[str, str]
# What is worked out where nobody filled it in: from the total and the goal.
_RATE, _STATUS = "rate", "status"


def filled(plan: PlanRecord, period: str, unit: str | None = None) -> Callable[[UnitTable], UnitTable]:
    """Return what puts the values of a period into tables of a plan, of one unit (by its code) or all; two queries.

    Where a rate or status was not filled in it is the one that pages show, worked out from the total.
    """
    known = _values(plan, period, unit)

    def put(table: UnitTable) -> UnitTable:
        columns = table.form.columns
        return table._replace(rows=tuple(_row(row, columns, known.get((table.unit, row.key), {})) for row in table.rows))

    return put


def _values(plan: PlanRecord, period: str, unit: str | None) -> dict[tuple[str, str], _Fields]:
    values = ValueRecord.objects.filter(commitment__plan=plan, commitment__closed_at=None, period=period).exclude(value="")
    values = values if unit is None else values.filter(commitment__unit__code=unit)
    found: dict[int, _Fields] = {}
    for commitment, field, value in values.values_list("commitment", "field", "value"):
        found.setdefault(commitment, {})[field] = value
    forces = {target["key"]: target["force"] for target in plan.effective.get("targets") or ()}
    rows = CommitmentRecord.objects.filter(pk__in=values.order_by().values("commitment")).select_related("unit")
    return {(row.unit.code, row.key): _worked_out(row, period, found[row.pk], forces) for row in rows if row.pk in found}


def _worked_out(row: CommitmentRecord, period: str, given: _Fields, forces: Mapping[str, Force]) -> _Fields:
    """Return the fields with rate and status, where a total says them."""
    if TOTAL not in given:
        return given
    stands = standing_of(row, period, given[TOTAL], forces.get(row.target, "binding"))
    rate = {_RATE: f"{stands.rate:.1f}"} if stands.rate is not None else {}
    return {**rate, _STATUS: say(f"standings.{stands.status}", "zh"), **given}


def _row(row: TableRow, columns: tuple[Column, ...], given: _Fields) -> TableRow:
    if not given:
        return row
    cells = zip(row.cells, columns, strict=True)
    return row._replace(cells=tuple(_cell(cell, column, given.get(column.key, "")) for cell, column in cells))


def _cell(printed: Value, column: Column, given: str) -> Value:
    """Return a cell: what was reported in one that is filled in, as the form takes it; else what is printed."""
    if column.fill is None or not given or (column.fill == "list" and given not in column.choices):
        return printed
    number = typed_number(given) if column.fill == "number" else None
    return given if number is None else number
