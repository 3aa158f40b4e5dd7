"""Rows made to say what is wished: new units, names, places, the rest. What is wished has been checked before.

A rename leaves the former name with its last day, a move the former place; `day` is the first day of what is new.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from yibiao.core.orgs.pack import SUPERVISED, Alias
from yibiao.hub.actions import Act
from yibiao.hub.orgs.aliases import alias_text
from yibiao.hub.orgs.days import after, before, since_text, spell, until_text
from yibiao.hub.orgs.ending import end_posts
from yibiao.hub.orgs.models import PlacementRecord, UnitNameRecord, UnitRecord
from yibiao.hub.orgs.queries import alias_of, overlap_codes
from yibiao.hub.orgs.several import BATCH
from yibiao.hub.orgs.wishes import Wish, Wishes

# The act that an object's changes belong to: by the action's name and the object.
ActOf = Callable[[str, UnitRecord], Act]

_PLAIN = ("kind", "gb_code", "supervision", "source", "mark", "dispatches")
_LINKS = ("successor", "table")
_STEP = 10  # places are this far apart


class Sync:
    """All units with their names, as rows to be brought in line with wishes."""

    def __init__(self, act_of: ActOf, day: date) -> None:
        self.act_of, self.day = act_of, day
        rows = UnitRecord.objects.prefetch_related("names", "placements")
        self.units: dict[str, UnitRecord] = {unit.code: unit for unit in rows}
        self._overlaps = overlap_codes({unit.pk: unit.code for unit in self.units.values()})
        self._names = {unit.pk: list(unit.names.all()) for unit in self.units.values()}

    def apply(self, wishes: Wishes) -> None:
        """Bring the rows in line; every unit that a wish mentions is there or wished for."""
        made = [code for code in wishes if code not in self.units]
        self._make({code: wishes[code] for code in made})
        for code in made:
            self._finish(self.units[code], wishes[code])
        for code, wish in wishes.items():
            if code not in made:
                self._change(self.units[code], wish)
        repath(self.units.values())

    # --- new units

    def _make(self, wishes: Wishes) -> None:
        """Insert new units, parents before children."""
        place = max((unit.place for unit in self.units.values()), default=0)
        places = {code: place + _STEP * at for at, code in enumerate(wishes, start=1)}
        left = dict(wishes)
        while left:
            ready = {code: wish for code, wish in left.items() if wish.get("parent") not in left}
            rows = [self._row(code, wish, places[code]) for code, wish in ready.items()]
            for unit in UnitRecord.objects.bulk_create(rows, batch_size=BATCH):
                self.units[unit.code] = unit
                self._names[unit.pk] = []
            left = {code: wish for code, wish in left.items() if code not in ready}

    def _row(self, code: str, wish: Wish, place: int) -> UnitRecord:
        parent = self.units[wish["parent"]] if wish.get("parent") else None
        kind = wish["kind"]
        plain = {name: wish[name] for name in _PLAIN if wish.get(name) is not None}
        return UnitRecord(
            code=code,
            name=wish["name"],
            parent=parent,
            path=path_below(parent, code),
            place=place,
            **{"supervision": "supervised" if kind in SUPERVISED else "letter", **plain},
            **_days(wish.get("since"), wish.get("until")),
        )

    def _finish(self, unit: UnitRecord, wish: Wish) -> None:
        """Note a new unit, and set what could not be set before all units were there."""
        act = self.act_of("unit.add", unit)
        told = [name for name in (*_PLAIN, "parent", "since", "until") if getattr(unit, name)]
        act.made(unit, "code", "name", *told)
        self._link(act, unit, wish)
        self._set_aliases(act, unit, wish)

    # --- units that are there

    def _change(self, unit: UnitRecord, wish: Wish) -> None:
        act = self.act_of("unit.edit", unit)
        if wish.get("name", unit.name) != unit.name:
            self._names[unit.pk] += rename(act, unit, wish["name"], self.day)
        if "parent" in wish:
            move(act, unit, self.units[wish["parent"]] if wish["parent"] else None, self.day)
        act.set(unit, **{name: wish[name] for name in _PLAIN if name in wish})
        since, until = wish.get("since", since_text(unit)), wish.get("until", until_text(unit))
        if act.set(unit, **_days(since, until)) and unit.until:
            end_posts(act, unit, unit.until + timedelta(days=1))
        self._link(act, unit, wish)
        self._set_aliases(act, unit, wish)

    def _link(self, act: Act, unit: UnitRecord, wish: Wish) -> None:
        links = {name: self.units[wish[name]] if wish[name] else None for name in _LINKS if name in wish}
        act.set(unit, **links)
        if "overlaps" in wish:
            self._set_overlaps(act, unit, list(wish["overlaps"]))

    def _set_overlaps(self, act: Act, unit: UnitRecord, wanted: list[str]) -> None:
        old = self._overlaps[unit.pk]
        if old != wanted:
            unit.overlaps.clear()
            for code in wanted:  # one by one, since their order is kept
                unit.overlaps.add(self.units[code])
            act.note("overlaps", old, wanted)

    def _set_aliases(self, act: Act, unit: UnitRecord, wish: Wish) -> None:
        if "aliases" in wish:
            set_aliases(act, unit, wish["aliases"], self._names[unit.pk])


def path_below(parent: UnitRecord | None, code: str) -> str:
    """Return the path of a unit below another."""
    return f"{parent.path if parent else ''}{code}/"


def _days(since: str | None, until: str | None) -> dict[str, Any]:
    return spell(since, until)._asdict()


def rename(act: Act, unit: UnitRecord, name: str, day: date) -> list[UnitNameRecord]:
    """Give a unit another name from `day` on; return the row of the former one, none where it held no day."""
    begun = name_begun(unit)
    made = []
    if day > (begun or unit.since or date.min):
        row = UnitNameRecord(unit=unit, name=unit.name, former=True, since=begun, until=before(day))
        row.save()
        made.append(row)
    act.set(unit, name=name)
    return made


def name_begun(unit: UnitRecord) -> date | None:
    """Return the day on which a unit got the name it has, None for the one it always had."""
    ends = [row.until for row in unit.names.filter(former=True) if row.until]
    return after(max(ends)) if ends else None


def place_begun(unit: UnitRecord) -> date | None:
    """Return the day on which a unit came under the parent it has, None where it always stood there."""
    ends = [row.until for row in unit.placements.all() if row.until]
    return after(max(ends)) if ends else None


def move(act: Act, unit: UnitRecord, parent: UnitRecord | None, day: date) -> None:
    """Put a unit under another from `day` on; paths follow by `repath`."""
    if unit.parent_id == (parent.pk if parent else None):
        return
    begun = place_begun(unit)
    if day > (begun or unit.since or date.min):
        PlacementRecord.objects.create(unit=unit, parent_id=unit.parent_id, since=begun, until=before(day))
    act.set(unit, parent=parent)


def repath(units: Iterable[UnitRecord]) -> None:
    """Write the paths of all units anew where they differ; `units` are all there are."""
    rows = {unit.pk: unit for unit in units}
    paths: dict[int, str] = {}
    changed = []
    for unit in rows.values():
        wanted = _path(unit, rows, paths)
        if unit.path != wanted:
            unit.path = wanted
            changed.append(unit)
    UnitRecord.objects.bulk_update(changed, ["path"], batch_size=BATCH)


def _path(unit: UnitRecord, rows: Mapping[int, UnitRecord], paths: dict[int, str]) -> str:
    if unit.pk not in paths:
        above = _path(rows[unit.parent_id], rows, paths) if unit.parent_id else ""
        paths[unit.pk] = f"{above}{unit.code}/"
    return paths[unit.pk]


def set_aliases(act: Act, unit: UnitRecord, wanted: Iterable[Alias], rows: list[UnitNameRecord]) -> None:
    """Set the other names of a unit, in order; names it had before a rename stay whatever is wanted."""
    marks = {row.name: row.mark for row in rows}
    former = {row.name for row in rows if row.former}
    names = [alias._replace(mark=alias.mark or marks.get(alias.name, "")) for alias in wanted]
    kept = {alias.name for alias in names}
    new = [*names, *(alias_of(row) for row in rows if row.former and row.name not in kept)]
    old = [alias_of(row) for row in rows]
    if old == new:
        return
    unit.names.all().delete()
    made = [
        UnitNameRecord(
            unit=unit,
            name=alias.name,
            former=alias.name in former,
            mark=alias.mark,
            **_days(alias.since, alias.until),
        )
        for alias in new
    ]
    UnitNameRecord.objects.bulk_create(made, batch_size=BATCH)
    if [alias_text(alias) for alias in old] != [alias_text(alias) for alias in new]:
        act.note("aliases", [alias_text(alias) for alias in old], [alias_text(alias) for alias in new])
    else:
        act.note("marks of aliases", [alias.mark for alias in old], [alias.mark for alias in new])
