"""A task before and after a revision, side by side: title, units by role, figures, deadline, changed sentences.

Plans are given as plain values (`yibiao-plan/1`), as versions are stored.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from yibiao.core.match import normal
from yibiao.core.plan import ROLES
from yibiao.core.quoting import Piece
from yibiao.core.revisions.words import Pieces, compared, likeness

Json = Mapping[str, Any]

# From this likeness on a sentence is the other one reworded, and not another.
_REWORDED = 0.5


class Cell(NamedTuple):
    """One thing in a row: its characters, and which fact it is (the key of a task or target; of a unit also its place)."""

    pieces: Pieces
    key: str = ""
    place: int = -1


class Row(NamedTuple):
    """One line of a task: `what` is title, a role, target, deadline or text; what a side has not is empty."""

    what: str
    old: tuple[Cell, ...]
    new: tuple[Cell, ...]

    @property
    def changed(self) -> bool:
        """Whether the two sides differ."""
        return any(piece.lit for cell in (*self.old, *self.new) for piece in cell.pieces)


class Facts:
    """The tasks and targets of a plan by key; a target also by where it stands."""

    def __init__(self, values: Json) -> None:
        self.tasks: dict[str, Json] = {task["key"]: task for task in values.get("tasks", ())}
        self.targets: dict[str, Json] = {target["key"]: target for target in values.get("targets", ())}
        self._keys = {task["id"]: task["key"] for task in self.tasks.values()}

    def home(self, key: str) -> str:
        """Return the key of the task that a target stands in, empty for one in no task."""
        return str(self._keys.get(self.targets[key]["task"] or "", ""))


def rows_of(one: Json, sides: tuple[Facts, Facts], pairs: Iterable[Json]) -> tuple[Row, ...]:
    """Return the lines of a task difference (as stored in yibiao-revision/1) between two plans."""
    old = [sides[0].tasks[key] for key in one["old"] if key in sides[0].tasks]
    new = [sides[1].tasks[key] for key in one["new"] if key in sides[1].tasks]
    # What came or went as a whole is nothing changed within.
    alone = not old or not new
    made = (
        _titles(old, new),
        *(_units(role, old, new, alone) for role in ROLES),
        *target_rows(sides, pairs, one["old"], one["new"]),
        _deadlines(old, new),
        *(row for change in one["changes"] if change["kind"] == "reworded" for row in _sentences(change)),
    )
    return tuple(row for row in made if row.old or row.new)


def target_rows(
    sides: tuple[Facts, Facts], pairs: Iterable[Json], old: Sequence[str], new: Sequence[str]
) -> list[Row]:
    """Return a line for every figure of some tasks, given which belongs to which."""
    found = []
    for pair in pairs:
        before = pair["old"] if pair["old"] in sides[0].targets else None
        after = pair["new"] if pair["new"] in sides[1].targets else None
        here = (before is not None and sides[0].home(before) in old) or (after is not None and sides[1].home(after) in new)
        if here:
            found.append(_target(before and sides[0].targets[before], after and sides[1].targets[after]))
    return found


def _target(before: Json | None, after: Json | None) -> Row:
    if before and after:
        one, two = compared(before["text"], after["text"])
        return Row("target", (Cell(one, before["key"]),), (Cell(two, after["key"]),))
    return Row("target", _whole(before), _whole(after))


def _whole(target: Json | None) -> tuple[Cell, ...]:
    return (Cell((Piece(target["text"], lit=True),), target["key"]),) if target else ()


def _titles(old: Sequence[Json], new: Sequence[Json]) -> Row:
    if len(old) == len(new) == 1:
        one, two = compared(old[0]["title"], new[0]["title"])
        return Row("title", (Cell(one, old[0]["key"]),), (Cell(two, new[0]["key"]),))
    return Row("title", *(tuple(Cell((Piece(task["title"]),), task["key"]) for task in side) for side in (old, new)))


def _units(role: str, old: Sequence[Json], new: Sequence[Json], alone: bool) -> Row:
    there = [{unit["name"] for task in side for unit in task.get(role, ())} for side in (old, new)]
    one, two = there
    # Of what came or went as a whole every unit counts as known to both sides.
    known = (one, two) if alone else (two, one)
    return Row(role, tuple(_unit_cells(role, old, known[0])), tuple(_unit_cells(role, new, known[1])))


def _unit_cells(role: str, tasks: Sequence[Json], known: set[str]) -> Iterable[Cell]:
    seen: set[str] = set()
    for task in tasks:
        for place, unit in enumerate(task.get(role, ())):
            if unit["name"] not in seen:
                seen.add(unit["name"])
                yield Cell((Piece(unit["name"], unit["name"] not in known),), task["key"], place)


def _deadlines(old: Sequence[Json], new: Sequence[Json]) -> Row:
    one, two = (sorted({task["deadline"] for task in side if task.get("deadline")}) for side in (old, new))
    lit = bool(old and new and one != two)
    return Row("deadline", *(tuple(Cell((Piece(day, lit),)) for day in side) for side in (one, two)))


def _sentences(change: Json) -> list[Row]:
    """Return a line for each sentence that went, came or was reworded."""
    gone, came = list(change.get("old") or ()), list(change.get("new") or ())
    found = []
    for text in gone:
        partner = next((other for other in came if normal(other)[:8] == normal(text)[:8] or likeness(text, other) >= _REWORDED), None)
        if partner is None:
            found.append(Row("text", (Cell((Piece(text, lit=True),)),), ()))
        else:
            came.remove(partner)
            one, two = compared(text, partner)
            found.append(Row("text", (Cell(one),), (Cell(two),)))
    return [*found, *(Row("text", (), (Cell((Piece(text, lit=True),)),)) for text in came)]
