"""What somebody sends about a split, members or details: checked as an entry of a split file, every fault said.

Whatever a split file may hold stands here too (names of units and targets as people write them); what comes
back names units by code.
"""

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from yibiao.core.commitments.values import number_of
from yibiao.core.findings import render
from yibiao.core.orgs.names import Directory
from yibiao.core.orgs.resolve import dated
from yibiao.core.plan import Finding, Number, Target
from yibiao.core.schema import Problem, problems, unknown_fields
from yibiao.core.splits.serialise import read_number
from yibiao.core.splits.values import FORMAT, Split, SplitFile
from yibiao.files.splitfile import split_schema
from yibiao.files.splitvalues import Lookup, Reading
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.deciding import Ground, commitments_of

# Findings with which a split cannot be proposed: nothing is left undeclared.
_BLOCKING = frozenset({
    "split-impossible", "split-not-owed", "shares-above-total", "shares-below-total", "shares-missing",
})  # fmt: skip
# What becomes of a split is said by its state and its comments, not by whoever writes the figures.
_NOT_SAID_HERE = ("state", "approval", "comments")
_BOOK = "splitfile"
# What of an entry holds figures, and how one is written as text.
_FIGURES = ("step", "reserve", "city", "weights", "shares", "bounds", "bounds_of_all", "values", "opening")
_FIGURE = re.compile(r"-?[0-9]{1,40}(?:\.[0-9]{1,40})?")


def read_split_entry(ground: Ground, target: Target, body: Mapping[str, Any]) -> Split:
    """Return the split of `target` that `body` asks for; `Refused` with every fault."""
    split = read_unchecked_split(ground, target, body)
    check_split(ground, target, split)
    return split._replace(target=target.key)


def read_unchecked_split(ground: Ground, target: Target, body: Mapping[str, Any]) -> Split:
    """Return the split that `body` asks for, its target by id, whether or not it adds up; `Refused` if it cannot be read."""
    for name in _NOT_SAID_HERE:
        if name in body:
            raise Refused("hubcommitments.field-of-its-own", field=name)
    made = _read(ground, "splits", {**body, "target": target.id}).splits
    if not made:
        raise Refused("hubcommitments.method-needed", methods="equal、weights、baseline、manual")
    return made[0]._replace(line=None)


def read_entry(ground: Ground, section: str, body: Mapping[str, Any]) -> SplitFile:
    """Return one entry of `members` or `targets`; `Refused` with every fault."""
    return _read(ground, section, body)


def check_split(ground: Ground, target: Target, split: Split) -> None:
    """Raise `Refused` with everything that keeps a split from being carried out as it stands."""
    found = findings_of(ground, target, split)
    refuse([(render(one, "zh")[0], render(one, "en")[0]) for one in found if one.code in _BLOCKING])


def findings_of(ground: Ground, target: Target, split: Split) -> list[Finding]:
    """Return what applying a split brings up about its target."""
    return outcome(ground, target, split)[1]


def outcome(ground: Ground, target: Target, split: Split) -> tuple[dict[str, Number], list[Finding]]:
    """Return the shares that a split gives, by unit code, and what applying it brings up about its target."""
    part = ground.with_split(split).part(ground.task_of(target))
    known = set(part.plan.findings)
    made = commitments_of(part)
    own = [row for row in made.rows if row.holding == "share" and row.target is not None and row.target.id == target.id]
    shares = {row.unit: value for row in own if (value := number_of(row.figure)) is not None}
    return shares, [one for one in made.findings if one.about == target.id and one not in known]


def refuse(faults: Iterable[tuple[str, str]]) -> None:
    """Raise `Refused` with all faults, each a sentence in Chinese and in English; none raise nothing."""
    said = list(dict.fromkeys(faults))
    if said:
        zh, en = ("；".join(one for one, _ in said), "; ".join(one for _, one in said))
        raise Refused("hubcommitments.entry-faults", count=len(said), faults={"zh": zh, "en": en})


def lookup_in(ground: Ground) -> Lookup:
    """Return how the units of a plan's pack are found by name, alias or code."""
    directory = Directory(ground.pack, dated(ground.plan.document, ground.pack))

    def lookup(name: str) -> str | None:
        found = directory.find(name)
        unit = name if name in directory.units else found.unit.id if found else None
        return directory.ids((unit,))[0] if unit else None

    return lookup


def _read(ground: Ground, section: str, entry: Mapping[str, Any]) -> SplitFile:
    values: dict[str, Any] = {"format": FORMAT, section: [_with_figures(_exact(dict(entry)))]}
    schema = split_schema()
    found = [*problems(values, lenient=True, schema=schema), *unknown_fields(values, schema)]
    _refuse_problems(found)
    names = tuple(unit.name for unit in ground.pack.units)
    reading = Reading(values, ground.plan, lookup_in(ground), names, lambda _: 0)
    made = reading.file("-")
    _refuse_problems(reading.problems)
    return made


def _refuse_problems(found: Iterable[Problem]) -> None:
    """Raise `Refused` with the faults of one entry, their places counted from the entry."""
    told = [problem._replace(book=_BOOK, path=problem.path[2:]) for problem in found]
    refuse((problem.line("zh"), problem.line("en")) for problem in told)


def _with_figures(entry: dict[str, Any]) -> dict[str, Any]:
    """Return an entry with the figures that came as decimal text; text that is no figure stays and is a fault."""
    made = {name: _figures(value) if name in _FIGURES else value for name, value in entry.items()}
    baseline = made.get("baseline")
    if isinstance(baseline, Mapping):
        made["baseline"] = {**baseline, "values": _figures(baseline.get("values"))}
    elif isinstance(baseline, str):  # of a target: one figure
        made["baseline"] = _figures(baseline)
    return made


def _figures(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {name: _figures(inner) for name, inner in value.items()}
    return read_number(value) if isinstance(value, str) and _FIGURE.fullmatch(value) else value


def _exact(value: Any) -> Any:
    """Return JSON values with exact decimals in the place of floats."""
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Mapping):
        return {name: _exact(inner) for name, inner in value.items()}
    return [_exact(inner) for inner in value] if isinstance(value, list) else value
