"""The values of lights: what a row can look like, the facts that rules ask about, and a pack of rules."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Literal, NamedTuple

Light = Literal["green", "yellow", "red", "done", "grey", "late"]  # `late`: 滞后公布
Status = Literal["unreported", "not-due", "not-begun", "behind", "on-path", "ahead", "done", "overdue", "no-path", "late"]

# What is known of a figure before any rule judges it; `SHARED` has the light of those that no rule needs to.
State = Literal[
    "unreported",  # nothing was reported of a figure
    "no-figure",  # nothing was reported, and there is no figure of the unit's own to report
    "late",  # published late, and not reached yet
    "no-path",  # no figure, or nothing planned to compare with
    "not-due",  # nothing is planned yet, and nothing done
    "kept",  # under its ceiling
    "over",  # above its ceiling
    "done",  # the goal is met
    "past",  # not met, and the deadline's month is over
    "open",  # under way: this is what rules judge
]

SHARED: Mapping[State, tuple[Status, Light]] = {
    "unreported": ("unreported", "grey"),
    "no-figure": ("unreported", "grey"),
    "late": ("late", "late"),
    "no-path": ("no-path", "grey"),
    "not-due": ("not-due", "grey"),
    "kept": ("on-path", "green"),
    "over": ("overdue", "red"),
    "done": ("done", "done"),
    "past": ("overdue", "red"),
    # No rule holds, or those that might need a fact that is unknown.
    "open": ("no-path", "grey"),
}


class Facts(NamedTuple):
    """What rules may ask about a figure at the end of a month; None is unknown, and a rule that needs it is passed over.

    ==========  =================================================================================================
    gap         behind the path, in percentage points of the way from baseline to goal (ahead: negative)
    lead        ahead of the path, the same with the other sign
    schedule    what was reached, in per cent of what was planned
    peers       the part of the goal that was reached, in per cent of the same part of all who share the target
    grown       change against the same months of the year before, in per cent
    running     months in a row behind the path, this one included; 0 on it
    idle        months since it should have begun, where nothing is reached (0: in its month); −1: it has begun
    days        days to the deadline; negative: past it
    ==========  =================================================================================================
    """

    state: State
    gap: Decimal | None = None
    lead: Decimal | None = None
    schedule: Decimal | None = None
    peers: Decimal | None = None
    grown: Decimal | None = None
    running: int | None = None
    idle: int | None = None
    days: int | None = None


NAMES: tuple[str, ...] = Facts._fields[1:]

Comparison = Literal["over", "least", "most", "under"]  # >, >=, <=, <


class Test(NamedTuple):
    """A fact compared with a limit."""

    fact: str
    comparison: Comparison
    limit: Decimal

    def holds(self, value: Decimal | int) -> bool:
        """Tell whether a value of the fact passes."""
        if self.comparison == "over":
            return value > self.limit
        if self.comparison == "least":
            return value >= self.limit
        return value <= self.limit if self.comparison == "most" else value < self.limit


class Rule(NamedTuple):
    """In one of these states, and where every test passes: this status and light."""

    id: str
    states: frozenset[State]
    tests: tuple[Test, ...]
    status: Status
    light: Light


class LightPack(NamedTuple):
    """A published way of lighting: its rules in order, since when it holds, where it is from, what it leaves open.

    `about` is the tolerance of 左右 in per cent of the figure. Names, source and what is open are said in both languages.
    """

    id: str
    version: int
    since: str
    name: Mapping[str, str]
    source: Mapping[str, str]
    left_open: tuple[Mapping[str, str], ...]
    about: Decimal
    rules: tuple[Rule, ...]
    needs: frozenset[str]

    @property
    def mark(self) -> str:
        """The pack as it is named in records: ``default/1``."""
        return f"{self.id}/{self.version}"

    def rule(self, name: str) -> Rule | None:
        """Return a rule by its id."""
        return next((rule for rule in self.rules if rule.id == name), None)
