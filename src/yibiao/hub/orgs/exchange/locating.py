"""What would be wrong with the list of units, as the fault of the row of a file that it comes from."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from yibiao.core.match import normal
from yibiao.core.orgs.pack import Group, UnitPack
from yibiao.core.schema import Problem
from yibiao.hub.orgs.exchange.cells import UNIT_COLUMNS, FileRow
from yibiao.hub.orgs.exchange.report import RowFault
from yibiao.messages import say
from yibiao.packs import load

_COLUMNS = {"id": "code", "code": "gb_code"}
_OF_TWO = ("duplicate-name", "duplicate-code")


class Locator:
    """Finds rows: `rows` by unit code, `changed` the codes of those that change anything, `row_of` that of a group."""

    def __init__(
        self,
        after: UnitPack,
        rows: Mapping[str, FileRow],
        changed: Collection[str],
        row_of: Callable[[Group], FileRow | None],
    ) -> None:
        self._after, self._rows, self._changed, self._row_of = after, rows, changed, row_of

    def fault(self, problem: Problem) -> RowFault:
        """Return a problem as a fault; one that no row is to blame for stands at row 0."""
        slots: dict[str, Any] = {
            "choices": say("planfile.separator", "zh").join(problem.choices),
            "actual": problem.actual,
            **dict(problem.args),
        }
        first = self._code(str(slots["first"])) if "first" in slots else ""
        row, column, other = self._place(problem, first)
        if first:
            slots["first"] = other
        key = f"row-{problem.expected}"
        sentence = f"orgs.{key}" if key in load("messages/orgs") else f"{problem.book}.{problem.expected}"
        return row.fault(column, sentence, **slots) if row else RowFault(0, "", "", sentence, slots)

    def _code(self, first: str) -> str:
        """Return who stands at a place of the list (``units[3]``), by their code or first name."""
        kind, _, at = first.rstrip("]").partition("[")
        if not at.isdigit():
            return first
        return self._after.units[int(at)].id if kind == "units" else self._after.groups[int(at)].names[0]

    def _place(self, problem: Problem, first: str) -> tuple[FileRow | None, str, str]:
        """Return row and column of a problem, and who else has to do with it."""
        path = problem.path
        if path[:1] == ("groups",):
            return self._row_of(self._after.groups[int(path[1])]), "groups", first
        if path[:1] != ("units",):
            return self._rows.get(problem.actual), "kind", first  # the region itself
        unit = self._after.units[int(path[1])]
        field = str(path[2]) if len(path) > 2 else ""
        column = _COLUMNS.get(field, field) if _COLUMNS.get(field, field) in UNIT_COLUMNS else ""
        if problem.expected in _OF_TWO and self._rank(first) > self._rank(unit.id):
            return self._rows[first], self._column(problem, first), unit.id
        if unit.id in self._rows:
            return self._rows[unit.id], column, first
        circle = (part.strip() for part in problem.actual.split("→"))
        return next((self._rows[part] for part in circle if part in self._rows), None), column, first

    def _rank(self, code: str) -> int:
        """Return how likely a unit's row is to blame: it changes something, it is there, it isn't."""
        return (code in self._rows) + (code in self._rows and code in self._changed)

    def _column(self, problem: Problem, code: str) -> str:
        if problem.expected == "duplicate-code":
            return "gb_code"
        name = next(unit.name for unit in self._after.units if unit.id == code)
        return "name" if normal(name) == normal(problem.actual) else "aliases"
