"""Who owes a figure, and as what: the class the sentence names, the lead for a whole, the districts for shares."""

import re
from typing import NamedTuple

from yibiao import packs
from yibiao.core.commitments.parties import ANSWERING, Names, Parties, Party
from yibiao.core.commitments.shapes import CEILINGS
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
    undertakings stay with the lead; a limit of time (3个工作日以内) is kept to by every district; else the
    districts that answer for the task share the total, and the lead has it whole. Departments that only
    support see the city's figure and have none of their own, unless nobody else is there to deliver it.
    """
    if target.owed_by:
        return _named(target, parties, names)
    opening = names.opening(target.text)
    if opening:
        return _owned(dict.fromkeys(opening.units, opening.group), opening.each, parties, names)
    leads = tuple(unit for unit, party in parties.items() if "lead" in party.roles)
    if stays_with_city(target):
        return Owing(
            {
                unit: _department(party, not leads and not names.is_local(unit))
                for unit, party in parties.items()
            }
        )
    sharers = tuple(unit for unit, party in parties.items() if names.is_local(unit) and _answers(party))
    alone = len(sharers) == 1 and _delivers_alone(sharers[0], leads, parties)
    holding: Holding = "own" if alone or is_time_limit(target) else "unset"
    debts = {}
    for unit, party in parties.items():
        debts[unit] = (
            Debt(holding, party.group) if unit in sharers else _department(party, not leads and not sharers)
        )
    return Owing(debts, sharers if holding == "unset" else ())


def _delivers_alone(unit: str, leads: tuple[str, ...], parties: Parties) -> bool:
    """Tell whether the one district that answers owes the whole: nobody but a lead answers beside it."""
    others = [other for other, party in parties.items() if other != unit and _answers(party)]
    return not leads or all(other in leads for other in others)


def is_time_limit(target: Target) -> bool:
    """Tell whether a figure is a limit of time: no total that could be shared, each has to keep to it."""
    return target.comparator in CEILINGS and target.change == "level" and target.unit in _time_units()


def _time_units() -> tuple[str, ...]:
    return tuple(packs.load("language/sharing")["time_units"])


def _named(target: Target, parties: Parties, names: Names) -> Owing:
    """Return who owes a figure whose sentence says so; other districts have no row, departments a bare one."""
    owners: dict[str, str | None] = {}
    for ref in target.owed_by:
        for unit in names.of(ref):
            owners.setdefault(unit, ref.name if ref.group else None)
    if not owners:  # a class of no pack (每村): whoever answers for the task sees the figure and holds none
        return Owing({unit: Debt("none", party.group) for unit, party in parties.items()})
    return _owned(owners, target.each, parties, names)


def _owned(owners: dict[str, str | None], each: bool, parties: Parties, names: Names) -> Owing:
    """Return who owes a figure of `owners` (with the class each is meant by): by themselves, or together.

    Departments that a sentence names together have it whole: a total is shared among districts.
    """
    local = tuple(unit for unit in owners if names.is_local(unit))
    together = not each and len(owners) > 1
    debts = {}
    for unit, group in owners.items():
        shared: Holding = "unset" if unit in local else "total"
        debts[unit] = Debt(shared if together else "own", group)
    for unit, party in parties.items():
        if unit not in debts and not (local and names.is_local(unit)):
            debts[unit] = Debt("none", None if local else party.group)
    return Owing(debts, local if together else ())


def _department(party: Party, unled: bool) -> Debt:
    """Return the part of who shares nothing: the lead's is the whole; where nobody leads, the responsible have it."""
    has_whole = "lead" in party.roles or (unled and _answers(party))
    return Debt("total" if has_whole else "none")


def _answers(party: Party) -> bool:
    return any(role in party.roles for role in (*ANSWERING, "named"))


def stays_with_city(target: Target) -> bool:
    """Tell whether the words keep a figure with the city itself (组织市级大型专场对接活动10场)."""
    return any(re.search(pattern, target.subject) for pattern in _city_words())


def _city_words() -> tuple[str, ...]:
    return tuple(entry["pattern"] for entry in packs.load("language/sharing")["city_own"])
