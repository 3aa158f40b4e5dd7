"""What is wished for units, and whether the list would be sound with it: checked on values, before a row is touched."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from yibiao.core.orgs.book import pack_problems, pack_values, units_schema
from yibiao.core.orgs.pack import SUPERVISED, Alias, OrgUnit, UnitPack
from yibiao.core.schema import Problem
from yibiao.hub.actions import Refused
from yibiao.hub.orgs.models import DirectoryRecord, UnitRecord
from yibiao.messages import say

# Fields of a wish: those of the core unit under the names of the row. `dispatches` is the hub's own.
FIELDS = (
    *("name", "kind", "gb_code", "parent", "aliases", "supervision", "since", "until", "successor", "table"),
    *("overlaps", "source", "mark", "dispatches"),
)
Wish = Mapping[str, Any]
Wishes = Mapping[str, Wish]

_LONGEST = {"id": "code", "name": "name", "source": "source"}
_LONGEST_PATH = 600


@cache
def code_pattern() -> re.Pattern[str]:
    """Return what a unit's code looks like, by the schema of unit packs."""
    return re.compile(units_schema()["properties"]["units"]["items"]["properties"]["id"]["pattern"])


def wish_of(unit: OrgUnit) -> dict[str, Any]:
    """Return a unit of a pack as the wish that the hub has it so."""
    made = {name: value for name, value in unit._asdict().items() if name not in ("id", "code")}
    return made | {"gb_code": unit.code or ""}


def wished(pack: UnitPack, wishes: Wishes) -> UnitPack:
    """Return a pack with what is wished; new units stand behind those it has."""
    units = [_changed(unit, wishes.get(unit.id, {})) for unit in pack.units]
    known = {unit.id for unit in pack.units}
    units += [_changed(_new(code, wish), wish) for code, wish in wishes.items() if code not in known]
    region = pack.region or next((unit.id for unit in units if unit.kind == "region"), "")
    return pack._replace(units=tuple(units), region=region)


def _new(code: str, wish: Wish) -> OrgUnit:
    kind = wish["kind"]
    return OrgUnit(code, wish["name"], kind, supervision="supervised" if kind in SUPERVISED else "letter")


def _changed(unit: OrgUnit, wish: Wish) -> OrgUnit:
    fields = {name: value for name, value in wish.items() if name in OrgUnit._fields}
    if "gb_code" in wish:
        fields["code"] = wish["gb_code"] or None
    return unit._replace(**fields)


def new_problems(before: UnitPack, after: UnitPack) -> list[Problem]:
    """Return what would be wrong with a list of units and is not wrong with it yet."""
    found = [*_problems(after), *_too_long(after), *_codes(after)]
    if not found:
        return []
    known = {_key(problem) for problem in _problems(before)}
    return [problem for problem in found if _key(problem) not in known]


def _problems(pack: UnitPack) -> list[Problem]:
    """Return what is wrong with a pack; that its region isn't there yet is no fault of what is being added."""
    found = pack_problems(pack_values(pack)) if pack.units else []
    return [problem for problem in found if pack.region or problem.path != ("region",)]


def _key(problem: Problem) -> tuple[object, ...]:
    return (problem.expected, problem.path[-1:], problem.actual)


def _too_long(pack: UnitPack) -> Iterator[Problem]:
    """Yield texts that the tables don't hold, and units that stand too deep."""
    for at, unit in enumerate(pack.units):
        for field, column in _LONGEST.items():
            yield from _over(("units", at, field), getattr(unit, field), _room(UnitRecord, column))
        for place, alias in enumerate(unit.aliases):
            yield from _over(("units", at, "aliases", place), alias.name, _room(UnitRecord, "name"))
    for path, text, column in ((("id",), pack.id, "code"), (("title",), pack.title, "title")):
        yield from _over(path, text, _room(DirectoryRecord, column))
    yield from _too_deep(pack)


def _over(path: tuple[str | int, ...], text: str, most: int) -> Iterator[Problem]:
    if len(text) > most:
        yield Problem(path, "too-long", actual=f"{text[:20]}…", args=(("limit", str(most)),), book="orgs")


def _room(model: Any, column: str) -> int:
    most: int = model._meta.get_field(column).max_length
    return most


def _too_deep(pack: UnitPack) -> Iterator[Problem]:
    parents = {unit.id: unit.parent for unit in pack.units}
    for at, unit in enumerate(pack.units):
        here: str | None = unit.id
        length = steps = 0
        while here is not None and steps <= len(parents):
            length, here, steps = length + len(here) + 1, parents.get(here), steps + 1
            if length > _LONGEST_PATH:
                yield Problem(("units", at, "parent"), "too-deep", actual=unit.id, book="orgs")
                break


def _codes(pack: UnitPack) -> Iterator[Problem]:
    """Yield codes that differ by case alone: paths of codes are compared, and some databases don't see case."""
    seen: dict[str, str] = {}
    for at, unit in enumerate(pack.units):
        first = seen.setdefault(unit.id.casefold(), unit.id)
        if first != unit.id:
            yield Problem(
                ("units", at, "id"), "code-case", actual=unit.id, args=(("first", first),), book="orgs"
            )


def refuse(problems: list[Problem]) -> None:
    """Raise `Refused` with the first of some problems."""
    for problem in problems:
        choices = say("planfile.separator", "zh").join(problem.choices)
        raise Refused(
            f"{problem.book}.{problem.expected}", choices=choices, actual=problem.actual, **dict(problem.args)
        )


def same_aliases(one: tuple[Alias, ...], two: tuple[Alias, ...]) -> bool:
    """Tell whether two rows of names say the same, apart from their marks."""
    return [alias._replace(mark="") for alias in one] == [alias._replace(mark="") for alias in two]
