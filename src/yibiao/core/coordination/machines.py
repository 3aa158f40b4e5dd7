"""The course of a tracked item 事项, of the papers around it, of minutes and visits: tables of steps, read as data.

The tables stand in `packs/coordination.yaml`. A step that the tables don't know is no step: nothing else changes a state.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any, NamedTuple

from yibiao import packs

SAME = "same"
# What can be given with a step.
FIELDS = ("note", "day", "unit", "number", "scan")


class State(NamedTuple):
    """A state: its `stage` (preparing, open, done, dropped), who has to act next, and its place on the handling axis."""

    name: str
    stage: str
    waits: str
    handling: str

    @property
    def is_final(self) -> bool:
        """Whether nothing follows."""
        return self.stage in ("done", "dropped")


class Step(NamedTuple):
    """One step. `who` may take it; `apart` and `other` say from whom the one who acts must stand apart (the pack explains)."""

    name: str
    who: tuple[str, ...]
    before: tuple[str, ...]
    to: str
    needs: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    other: str = ""
    when: tuple[str, ...] = ()

    @property
    def fields(self) -> tuple[str, ...]:
        """What can be given with it, what is needed first."""
        return tuple(name for name in FIELDS if name in self.needs) + tuple(name for name in FIELDS if name in self.takes)

    def after(self, state: str) -> str:
        """Return the state it leads to."""
        return state if self.to == SAME else self.to


class Machine(NamedTuple):
    """The course of one kind of thing."""

    name: str
    first: str
    states: Mapping[str, State]
    steps: Mapping[str, Step]

    def possible(self, state: str) -> tuple[Step, ...]:
        """Return the steps that lead out of a state, in the order of the table."""
        return tuple(step for step in self.steps.values() if state in step.before)


class StepError(ValueError):
    """A step cannot be taken: `key` says why in the message book `coordination`, `what` names what is missing."""

    def __init__(self, key: str, what: str = "") -> None:
        super().__init__(f"{key} {what}".strip())
        self.key, self.what = key, what


def take(machine: Machine, state: str, step: str, given: Collection[str] = (), facts: Collection[str] = ()) -> str:
    """Return the state that a step leads to; `StepError` where it isn't possible there, or something needed is missing.

    `given` names what was given (note, day …), `facts` what is so (timely, overdue, asked).
    """
    asked = machine.steps.get(step)
    if asked is None or state not in asked.before:
        raise StepError("not-now")
    for field in asked.needs:
        if field not in given:
            raise StepError("needs", field)
    for fact in asked.when:
        if fact not in facts:
            raise StepError("only-when", fact)
    return asked.after(state)


def machine(name: str) -> Machine:
    """Return a machine by its name."""
    return machines()[name]


def machine_of(kind: str) -> Machine:
    """Return the machine that a kind of item takes."""
    return machines()[_pack()["kinds"][kind]["machine"]]


def kinds() -> tuple[str, ...]:
    """Return the kinds of items."""
    return tuple(_pack()["kinds"])


def climbs(kind: str) -> bool:
    """Tell whether what is not solved in time climbs to those above."""
    return bool(_pack()["kinds"][kind].get("climbs"))


def clock_of(kind: str) -> str:
    """Return the usual clock of a kind."""
    return str(_pack()["kinds"][kind]["clock"])


@cache
def machines() -> Mapping[str, Machine]:
    """Return every machine by name."""
    return {name: _machine(name, entry) for name, entry in _pack()["machines"].items()}


@cache
def of_items() -> tuple[Machine, ...]:
    """Return the machines that items take, each once."""
    return tuple(machines()[name] for name in dict.fromkeys(entry["machine"] for entry in _pack()["kinds"].values()))


@cache
def stages() -> Mapping[str, frozenset[str]]:
    """Return the states of items by their stage; a state has the same stage in all their machines (a test looks)."""
    found: dict[str, set[str]] = {}
    for one in of_items():
        for state in one.states.values():
            found.setdefault(state.stage, set()).add(state.name)
    return {stage: frozenset(names) for stage, names in found.items()}


def stage_of(state: str) -> str:
    """Return the stage of an item's state."""
    return next(stage for stage, names in stages().items() if state in names)


@cache
def _pack() -> Mapping[str, Any]:
    found: Mapping[str, Any] = packs.load("coordination")
    return found


def _machine(name: str, entry: Mapping[str, Any]) -> Machine:
    states = {
        one: State(one, told["stage"], told.get("waits", ""), told.get("as", one)) for one, told in entry["states"].items()
    }
    steps = {one: _step(one, told) for one, told in entry["steps"].items()}
    return Machine(name, entry["first"], states, steps)


def _step(name: str, told: Mapping[str, Any]) -> Step:
    lists = {field: tuple(told.get(field, ())) for field in ("who", "needs", "takes", "apart", "when")}
    return Step(name=name, before=tuple(told["from"]), to=told["to"], other=told.get("other", ""), **lists)
