"""When a rule suggests that somebody be asked to an interview 约谈. It suggests; a leader decides."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import NamedTuple

from yibiao import packs


class Rule(NamedTuple):
    """A rule: which fact of a unit it counts, from how many on it suggests, and where it comes from (by language)."""

    name: str
    fact: str
    least: int
    source: Mapping[str, str]


class Suggestion(NamedTuple):
    """A unit that a rule points at, with what it counted: what, in the words of where it stands (``2021-08``, a title)."""

    unit: str
    rule: Rule
    counted: tuple[str, ...]


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules."""
    entries = packs.load("coordination")["interviews"]
    return tuple(Rule(one["id"], one["fact"], int(one["least"]), one["source"]) for one in entries)


def rule(name: str) -> Rule | None:
    """Return a rule by its name, None for one that a later release has dropped."""
    return next((one for one in rules() if one.name == name), None)


def suggested(
    facts: Mapping[str, Mapping[str, Iterable[str]]], supervised: Iterable[str], known: Iterable[tuple[str, str, str]] = ()
) -> Iterator[Suggestion]:
    """Yield what the rules suggest: `facts` by unit and fact are what was counted.

    Only who is `supervised` can be asked to an interview. `known` are unit, rule and what an earlier suggestion counted last:
    what has been decided on once is not suggested again until more has come.
    """
    may, before = set(supervised), {*known}
    for unit, counts in facts.items():
        for one in rules() if unit in may else ():
            found = tuple(sorted(set(counts.get(one.fact, ()))))
            if len(found) >= one.least and (unit, one.name, found[-1]) not in before:
                yield Suggestion(unit, one, found)
