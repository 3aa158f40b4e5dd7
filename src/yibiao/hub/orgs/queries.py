"""Reading units: the list as a core pack, the tree as it was on a day, who a name means. A few queries each."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, NamedTuple

from yibiao.core.orgs.names import Directory
from yibiao.core.orgs.pack import Alias, Group, OrgUnit, UnitPack
from yibiao.hub.clock import today
from yibiao.hub.orgs.days import after, since_text, standing, until_text
from yibiao.hub.orgs.models import (
    DirectoryRecord,
    GroupRecord,
    MembershipRecord,
    PlacementRecord,
    UnitNameRecord,
    UnitRecord,
)


class Standing(NamedTuple):
    """A unit in the tree of a day: `parent` is a code, `depth` counts from 0 at a root."""

    id: int
    code: str
    name: str
    kind: str
    parent: str | None
    depth: int
    supervision: str


def tree_on(day: date) -> tuple[Standing, ...]:
    """Return the units that stood on `day` as they stood then: parents before children, in the order of the list."""
    past = _Past(day)
    units = [unit for unit in UnitRecord.objects.all() if standing(unit.since, unit.until, day)]
    there = {unit.pk: unit for unit in units}
    below: dict[int | None, list[UnitRecord]] = defaultdict(list)
    for unit in units:
        parent = past.parent(unit)
        below[parent if parent in there else None].append(unit)
    return tuple(_walk(below, None, None, 0, past))


def _walk(
    below: Mapping[int | None, list[UnitRecord]], at: int | None, code: str | None, depth: int, past: "_Past"
) -> Iterable[Standing]:
    for unit in below.get(at, ()):
        yield Standing(unit.pk, unit.code, past.name(unit), unit.kind, code, depth, unit.supervision)
        yield from _walk(below, unit.pk, unit.code, depth + 1, past)


class _Past:
    """What was otherwise on a day: names before a rename, places before a move."""

    def __init__(self, day: date | None) -> None:
        self._names: dict[int, UnitNameRecord] = {}
        self._parents: dict[int, int | None] = {}
        if day is None:
            return
        for former in UnitNameRecord.objects.filter(former=True, until__gte=day).order_by("-until", "-id"):
            if standing(former.since, former.until, day):
                self._names[former.unit_id] = former
        placed = PlacementRecord.objects.on(day).order_by("-until", "-id")
        self._parents = dict(placed.values_list("unit_id", "parent_id"))

    def former(self, unit: UnitRecord) -> UnitNameRecord | None:
        """Return the name it went by where that was another."""
        return self._names.get(unit.pk)

    def name(self, unit: UnitRecord) -> str:
        former = self.former(unit)
        return former.name if former else unit.name

    def parent(self, unit: UnitRecord) -> int | None:
        return self._parents.get(unit.pk, unit.parent_id)


def unit_pack(on: date | None = None) -> UnitPack:
    """Return the database as a pack whose ids are unit codes; `on` gives the tree, names and groups of that day.

    Ended units stay in it with their successors, as names of old documents lead to them.
    """
    past = _Past(on)
    rows = list(UnitRecord.objects.all())
    codes = {unit.pk: unit.code for unit in rows}
    names, overlaps = _names(), overlap_codes(codes)
    units = tuple(_unit(unit, past, codes, names[unit.pk], overlaps[unit.pk]) for unit in rows)
    groups = _groups(on or today(), codes)
    head = DirectoryRecord.objects.first()
    if head is None:
        region = next((unit for unit in units if unit.kind == "region"), None)
        code, title = (region.id, region.name) if region else ("units", "units")
        return UnitPack(
            code, title, (on or today()).isoformat(), region.id if region else "", (), units, groups
        )
    as_of = on.isoformat() if on else head.as_of
    return UnitPack(
        head.code,
        head.title,
        as_of,
        codes[head.region_id],
        tuple(head.issuers),
        units,
        groups,
        tuple(head.notes),
    )


def _names() -> dict[int, list[UnitNameRecord]]:
    found: dict[int, list[UnitNameRecord]] = defaultdict(list)
    for name in UnitNameRecord.objects.all():
        found[name.unit_id].append(name)
    return found


def overlap_codes(codes: Mapping[int, str]) -> dict[int, list[str]]:
    """Return the codes of the units that each zone spreads over, in order; `codes` are those of all units by id."""
    found: dict[int, list[str]] = defaultdict(list)
    through: Any = UnitRecord.overlaps.through
    for zone, district in through.objects.order_by("id").values_list("from_unitrecord", "to_unitrecord"):
        found[zone].append(codes[district])
    return found


def _unit(
    unit: UnitRecord, past: _Past, codes: Mapping[int, str], names: list[UnitNameRecord], overlaps: list[str]
) -> OrgUnit:
    former, parent = past.former(unit), past.parent(unit)
    aliases = [alias_of(name) for name in names if name != former]
    if former:
        begun = after(former.until)
        aliases.append(Alias(unit.name, begun.isoformat() if begun else None))
    return OrgUnit(
        unit.code,
        former.name if former else unit.name,
        unit.kind,
        unit.gb_code or None,
        codes[parent] if parent else None,
        tuple(aliases),
        unit.supervision,
        since_text(unit),
        until_text(unit),
        codes[unit.successor_id] if unit.successor_id else None,
        codes[unit.table_id] if unit.table_id else None,
        tuple(overlaps),
        unit.source,
        unit.mark,
    )


def alias_of(row: UnitNameRecord) -> Alias:
    """Return a stored name as a value."""
    return Alias(row.name, since_text(row), until_text(row), row.mark)


def _groups(day: date, codes: Mapping[int, str]) -> tuple[Group, ...]:
    members: dict[int, list[str]] = defaultdict(list)
    for group, unit in MembershipRecord.objects.on(day).values_list("group", "unit"):
        members[group].append(codes[unit])
    return tuple(
        Group(tuple(group.names), tuple(members[group.pk]), group.open, group.source, group.mark)
        for group in GroupRecord.objects.all()
    )


def unit_named(name: str, on: date | None = None) -> UnitRecord | None:
    """Return the unit that a name means on a day, or who took over from it; None where it is nobody's, or two units'."""
    day = on or today()
    directory = Directory(unit_pack(), day.isoformat())
    found = directory.find(name)
    return UnitRecord.objects.get(code=directory.in_force(found.unit).id) if found else None
