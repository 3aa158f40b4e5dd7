"""Rules that a document states once and that hold from there on.

第一位为牵头部门，下同 · 无牵头单位的，责任单位即为牵头单位 · 以下各项均需各区落实，不再列出 · 含…下同.
Reads: the body text. Writes: `ScopeRules`, which turns the lists of a clause into those of its task.
"""

import re
from functools import cache
from typing import Any, NamedTuple

from yibiao import packs
from yibiao.core.hints import Hints, hints_of, may_occur
from yibiao.core.roles import Clause, RoleUnit
from yibiao.core.unitlist import split_units


class SharedDuty(NamedTuple):
    """Units that every later task falls to, from `start` on."""

    start: int
    units: tuple[RoleUnit, ...]


class ScopeRules(NamedTuple):
    """Where each rule begins to hold (an offset), or None where the document does not state it."""

    first_listed: int | None
    responsible_leads: int | None
    shared: tuple[SharedDuty, ...]

    def apply(self, clause: Clause | None, at: int) -> list[RoleUnit]:
        """Return who does what under `clause` at offset `at`, with the rules in force there."""
        units = list(clause.units) if clause else []
        if units and "lead" not in [role for role, _ in units]:
            units = self.with_lead(units, clause is not None and clause.first_listed, at)
        for duty in self.shared:
            if at > duty.start:
                known = {(role, unit.name) for role, unit in units}
                units += [entry for entry in duty.units if (entry.role, entry.unit.name) not in known]
        return units

    def with_lead(self, units: list[RoleUnit], stated_here: bool, at: int) -> list[RoleUnit]:
        """Give a list without lead the one that the rules in force at `at` give it."""
        if stated_here or (self.first_listed is not None and at > self.first_listed):
            first = next((index for index, entry in enumerate(units) if entry.role == "responsible"), None)
            if first is not None:
                units[first] = RoleUnit("lead", units[first].unit)
        elif self.responsible_leads is not None and at > self.responsible_leads:
            units = [RoleUnit("lead" if role == "responsible" else role, unit) for role, unit in units]
        return units


class _Patterns:
    def __init__(self, pack: dict[str, Any]) -> None:
        self.first = [re.compile(entry["pattern"]) for entry in pack["first_listed"]]
        self.leads = [re.compile(entry["pattern"]) for entry in pack["responsible_leads"]]
        self.shared = [re.compile(entry["pattern"]) for entry in pack["all_tasks"]]


@cache
def _patterns() -> _Patterns:
    return _Patterns(packs.load("language/roles"))


_FIRST_HINTS = hints_of(
    ("第一位", "第一名", "首位", "列第一", "排第一", "第一的", "第一者", "第一个", "最前")
)
_LEADS_HINTS = hints_of(("无牵头", "没有牵头", "未明确", "未列", "未标明", "不设"))
_SHARED_HINTS = hints_of(("不再", "不另", "不一一", "不逐一"))


_NOTE = re.compile(r"[ 　（(]*(?:备?注|说明)\s*[:：]")


def read_scope_rules(text: str) -> ScopeRules:
    """Return the rules the text states.

    A responsible-leads rule speaks of every task of the document, wherever it stands; so does what a note
    (注：排在第一位的为牵头单位) says of the first listed, for it stands below the tasks as often as above.
    """
    first = _first(text, _patterns().first, _FIRST_HINTS)
    if first is not None and _NOTE.match(text, text.rfind("\n", 0, first) + 1, first):
        first = 0
    leads = _first(text, _patterns().leads, _LEADS_HINTS)
    return ScopeRules(first, None if leads is None else 0, _shared(text))


def _first(text: str, rules: list[re.Pattern[str]], hints: Hints) -> int | None:
    if not may_occur(text, hints):
        return None
    starts = [match.start() for match in (rule.search(text) for rule in rules) if match]
    return min(starts) if starts else None


def _shared(text: str) -> tuple[SharedDuty, ...]:
    if not may_occur(text, _SHARED_HINTS):
        return ()
    duties: dict[tuple[str, ...], SharedDuty] = {}
    for rule in _patterns().shared:
        for match in rule.finditer(text):
            role = "cooperating" if match["verb"] == "配合" else "responsible"
            units = tuple(
                RoleUnit(role, unit) for unit in split_units(text, match.start("units"), match.end("units"))
            )
            if units:  # said again, it adds nothing
                duties.setdefault(tuple(entry.unit.name for entry in units), SharedDuty(match.start(), units))
    return tuple(duties.values())
