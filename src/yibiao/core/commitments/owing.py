"""Who owes a figure, and as what: the class the sentence names, the lead for a whole, the districts for shares."""

import re
from typing import NamedTuple

from yibiao import packs
from yibiao.core.commitments.parties import ANSWERING, Names, Parties, Party
from yibiao.core.commitments.values import Holding
from yibiao.core.plan import Target


class Debt(NamedTuple):
    """One unit's part in a figure: how it holds it, and the class of units it is meant by."""

    holding: Holding
    group: str | None = None


class Owing(NamedTuple):
    """Who has a row for a target (`debts`, by unit id), and who shares its total (`sharers`, in order)."""

    debts: dict[str, Debt]
    sharers: tuple[str, ...] = ()


def owing(target: Target, parties: Parties, names: Names) -> Owing:
    """Return who owes `target`, given the units that have a part in its sentence.

    The rules, in this order: the sentence names who owes it, each by itself or together; the city's own
    undertakings stay with the lead; else the districts that answer for the task share the total, and the
    lead has it whole. Departments that only support see the city's figure and have none of their own.
    """
    if target.owed_by:
        return _named(target, parties, names)
    if stays_with_city(target):
        return Owing({unit: _department(party) for unit, party in parties.items()})
    sharers = tuple(unit for unit, party in parties.items() if names.is_local(unit) and _answers(party))
    leads = tuple(unit for unit, party in parties.items() if "lead" in party.roles)
    if len(sharers) == 1 and (sharers == leads or not leads):
        return Owing({unit: Debt("own" if unit in sharers else "none") for unit in parties})
    debts = {}
    for unit, party in parties.items():
        debts[unit] = Debt("unset", party.group) if unit in sharers else _department(party)
    return Owing(debts, sharers)


def _named(target: Target, parties: Parties, names: Names) -> Owing:
    """Return who owes a figure whose sentence says so; other districts have no row, departments a bare one."""
    debts: dict[str, Debt] = {}
    for ref in target.owed_by:
        for unit in names.of(ref):
            debts.setdefault(unit, Debt("own", ref.name if ref.group else None))
    if not debts:  # a class of no pack (每村): whoever answers for the task sees the figure and holds none
        return Owing({unit: Debt("none", party.group) for unit, party in parties.items()})
    if not target.each and len(debts) > 1:
        debts = {unit: debt._replace(holding="unset") for unit, debt in debts.items()}
    sharers = () if target.each or len(debts) == 1 else tuple(debts)
    for unit in parties:
        if unit not in debts and not names.is_local(unit):
            debts[unit] = Debt("none")
    return Owing(debts, sharers)


def _department(party: Party) -> Debt:
    return Debt("total" if "lead" in party.roles else "none")


def _answers(party: Party) -> bool:
    return any(role in party.roles for role in (*ANSWERING, "named"))


def stays_with_city(target: Target) -> bool:
    """Tell whether the words keep a figure with the city itself (组织市级大型专场对接活动10场)."""
    return any(re.search(pattern, target.subject) for pattern in _city_words())


def _city_words() -> tuple[str, ...]:
    return tuple(entry["pattern"] for entry in packs.load("language/sharing")["city_own"])
