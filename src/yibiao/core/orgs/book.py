"""A unit pack from plain values, and everything that can be wrong with them.

The shape is that of the shipped JSON Schema (`packs/schema/yibiao-units-1.json`); what a schema cannot say
(a parent that is no unit, a name that two units have at the same time) is checked here. Sentences of the
problems stand in `messages/unitfile`.
"""

import json
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from yibiao import packs
from yibiao.core.orgs.pack import FORMAT, SUPERVISED, Alias, Group, OrgUnit, UnitPack
from yibiao.core.orgs.soundness import content_problems
from yibiao.core.schema import Problem, Schema, problems, unknown_fields

_BOOK = "unitfile"


@cache
def units_schema() -> Schema:
    """Return the JSON Schema of `yibiao-units/1`."""
    source = files(packs).joinpath("schema/yibiao-units-1.json")
    made: Schema = json.loads(source.read_text(encoding="utf-8"))
    return made


def pack_problems(values: Any) -> list[Problem]:
    """Return what is wrong with the values of a unit pack, in their order there; none if it can be used."""
    found = [*problems(values, lenient=True, schema=units_schema()), *unknown_fields(values, units_schema())]
    if not found:
        found = list(content_problems(_made(values)))
    return [problem._replace(book=_BOOK) for problem in found]


def unit_pack(values: Mapping[str, Any]) -> UnitPack:
    """Return the unit pack of sound values; raise `ValueError` with every problem of others.

    Values that may be unsound are asked for their `pack_problems` first.
    """
    found = pack_problems(values)
    if found:
        raise ValueError("\n".join(problem.line("en") for problem in found))
    return _made(values)


def pack_values(pack: UnitPack) -> dict[str, Any]:
    """Return a pack as the plain values of a file, without what a file may leave out."""
    head: dict[str, Any] = {"format": FORMAT}
    rest = {
        name: list(value) if isinstance(value, tuple) else value for name, value in pack._asdict().items()
    }
    rest["units"] = [unit_values(unit, pack.region) for unit in pack.units]
    rest["groups"] = [group_values(group) for group in pack.groups]
    return head | rest


def unit_values(unit: OrgUnit, region: str) -> dict[str, Any]:
    """Return a unit of a pack as plain values, without what is the default."""
    made = {name: value for name, value in unit._asdict().items() if value not in (None, "", ())}
    if unit.supervision == _supervision(unit.kind):
        del made["supervision"]
    if unit.parent == _parent(unit.kind, region):
        made.pop("parent", None)
    elif unit.parent is None:
        made["parent"] = None
    if unit.aliases:
        made["aliases"] = [_alias_values(alias) for alias in unit.aliases]
    if unit.overlaps:
        made["overlaps"] = list(unit.overlaps)
    return made


def group_values(group: Group) -> dict[str, Any]:
    """Return a group of a pack as plain values, without what is the default."""
    made: dict[str, Any] = {"names": list(group.names), "members": list(group.members)}
    more = {"open": group.open, "source": group.source, "mark": group.mark}
    return made | {name: value for name, value in more.items() if value}


def _alias_values(alias: Alias) -> Any:
    made = {name: value for name, value in alias._asdict().items() if value}
    return alias.name if len(made) == 1 else made


def _made(values: Mapping[str, Any]) -> UnitPack:
    """Return the pack of values of the right shape."""
    region = values["region"]
    common = (values.get("source", ""), values.get("mark", ""))
    return UnitPack(
        values["id"],
        values["title"],
        values["as_of"],
        region,
        tuple(values.get("issuers", ())),
        tuple(_unit(unit, region, *common) for unit in values["units"]),
        tuple(_group(group, *common) for group in values.get("groups", ())),
        tuple(values.get("notes", ())),
    )


def _unit(values: Mapping[str, Any], region: str, source: str, mark: str) -> OrgUnit:
    kind = values["kind"]
    # An entry with a source of its own is not vouched for by the file's, but the file's mark still holds.
    return OrgUnit(
        values["id"],
        values["name"],
        kind,
        values.get("code"),
        values["parent"] if "parent" in values else _parent(kind, region),
        tuple(_alias(alias) for alias in values.get("aliases", ())),
        values.get("supervision") or _supervision(kind),
        values.get("since"),
        values.get("until"),
        values.get("successor"),
        values.get("table"),
        tuple(values.get("overlaps", ())),
        values.get("source") or source,
        values.get("mark") or mark,
    )


def _parent(kind: str, region: str) -> str | None:
    return None if kind in ("region", "upper") else region


def _supervision(kind: str) -> Any:
    return "supervised" if kind in SUPERVISED else "letter"


def _alias(value: Any) -> Alias:
    return Alias(value) if isinstance(value, str) else Alias(**value)


def _group(values: Mapping[str, Any], source: str, mark: str) -> Group:
    return Group(
        tuple(values["names"]),
        tuple(values["members"]),
        values.get("open", False),
        values.get("source") or source,
        values.get("mark") or mark,
    )
