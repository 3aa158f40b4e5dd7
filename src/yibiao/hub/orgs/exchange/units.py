"""Units as a file, and back: one row a unit, its groups in a cell."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from yibiao.core.orgs.pack import Group, OrgUnit, UnitPack
from yibiao.files.sheets import csv_bytes, xlsx_bytes
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check, visible
from yibiao.hub.access.subjects import Subject
from yibiao.hub.clock import today
from yibiao.hub.orgs.aliases import aliases_text, joined, parted
from yibiao.hub.orgs.exchange.cells import (
    UNIT_COLUMNS,
    CellFault,
    FileRow,
    choice,
    gb_code,
    label,
    other_names,
    partial_date,
    table_of,
    word,
)
from yibiao.hub.orgs.exchange.locating import Locator
from yibiao.hub.orgs.exchange.report import ADDED, CHANGED, LEFT, Change, Report, RowFault, run_import
from yibiao.hub.orgs.groups import make_group, set_members
from yibiao.hub.orgs.models import GroupRecord, MembershipRecord, UnitNameRecord, UnitRecord
from yibiao.hub.orgs.queries import unit_pack
from yibiao.hub.orgs.several import Several
from yibiao.hub.orgs.sync import Sync
from yibiao.hub.orgs.wishes import code_pattern, new_problems, same_aliases, wish_of, wished

_REGIONAL = ("region", "upper")  # stand under nobody unless told


# --- out


def export_units(actor: Actor, fmt: str, lang: str = "zh") -> bytes:
    """Return the units that `actor` may read as a file, `fmt` being csv or xlsx, with headings in `lang`."""
    return sheet_bytes(fmt, label("units", lang), _rows(actor, lang))


def sheet_bytes(fmt: str, title: str, rows: Sequence[Sequence[str]]) -> bytes:
    """Return rows as a file of a format."""
    if fmt not in ("csv", "xlsx"):
        raise ValueError(fmt)
    return csv_bytes(rows) if fmt == "csv" else xlsx_bytes(title, rows)


def _rows(actor: Actor, lang: str) -> list[list[str]]:
    pack = unit_pack()
    dispatching = dict(
        visible(actor, "unit.read", UnitRecord.objects.all()).values_list("code", "dispatches")
    )
    groups = _groups_of(pack)
    return [
        [label(column, lang) for column in UNIT_COLUMNS],
        *(
            _row(unit, groups.get(unit.id, ()), dispatching[unit.id], lang)
            for unit in pack.units
            if unit.id in dispatching
        ),
    ]


def _groups_of(pack: UnitPack) -> dict[str, tuple[str, ...]]:
    """Return the groups of each unit, by their first names."""
    found: dict[str, tuple[str, ...]] = {}
    for group in pack.groups:
        for code in group.members:
            found[code] = (*found.get(code, ()), group.names[0])
    return found


def _row(unit: OrgUnit, groups: Sequence[str], dispatches: bool, lang: str) -> list[str]:
    return [
        unit.id,
        unit.name,
        word("kind", unit.kind, lang),
        unit.parent or "",
        aliases_text(unit.aliases),
        unit.code or "",
        word("supervision", unit.supervision, lang),
        unit.since or "",
        unit.until or "",
        unit.successor or "",
        joined(groups),
        unit.table or "",
        word("dispatches", "yes" if dispatches else "no", lang),
    ]


# --- in


def import_units(actor: Actor, data: bytes, name: str, dry_run: bool = False, *, request: str = "") -> Report:
    """Bring units in line with a file; units and columns that it doesn't name stay. Raises `Denied`."""
    check(actor, "unit.edit", Subject("unit"))
    check(actor, "group.edit")
    return run_import(actor, "unit.import", data, name, _taken, dry_run=dry_run, request=request)


def _taken(acts: Several, rows: Sequence[Sequence[str]]) -> Report:
    return _Import(acts, rows).run()


_READ: Mapping[str, Callable[[str], Any]] = {
    "name": str,
    "kind": lambda text: choice("kind", text),
    "parent": lambda text: text or None,
    "aliases": other_names,
    "gb_code": gb_code,
    "supervision": lambda text: choice("supervision", text),
    "since": partial_date,
    "until": partial_date,
    "successor": lambda text: text or None,
    "table": lambda text: text or None,
    "dispatches": lambda text: choice("dispatches", text) == "yes",
}
# An empty cell of these says nothing.
_SILENT = ("parent", "supervision", "dispatches")


class _Import:
    """One file of units on its way in."""

    def __init__(self, acts: Several, rows: Sequence[Sequence[str]]) -> None:
        self.acts = acts
        self.rows, self.faults = table_of(rows, UNIT_COLUMNS, ("code",))
        self.now = unit_pack()
        self.units = {unit.id: unit for unit in self.now.units}
        self.dispatching = dict(UnitRecord.objects.values_list("code", "dispatches"))
        self.former = set(UnitNameRecord.objects.filter(former=True).values_list("unit__code", "name"))
        self.wishes: dict[str, dict[str, Any]] = {}
        self.by_code: dict[str, FileRow] = {}
        self.groups = _Groups(self.now)
        self.changes: list[Change] = []

    def run(self) -> Report:
        """Check everything, then write."""
        for row in self.rows:
            self._take(row)
        region = self._region()
        for code, wish in self.wishes.items():
            if code not in self.units and "parent" not in wish:
                wish["parent"] = None if wish["kind"] in _REGIONAL else region
        after = wished(self.now, self.wishes)._replace(groups=self.groups.values())
        self.faults += self._problems(after)
        if not self.faults:
            self._write()
        return Report(tuple(self.changes), tuple(sorted(self.faults, key=lambda fault: fault.row)))

    def _region(self) -> str | None:
        wanted = (code for code, wish in self.wishes.items() if wish.get("kind") == "region")
        return self.now.region or next(wanted, None)

    def _take(self, row: FileRow) -> None:
        code = row.cells["code"]
        if not code:
            self.faults.append(row.fault("code", "orgs.expect-code"))
            return
        if code in self.by_code:
            self.faults.append(row.fault("code", "orgs.row-twice", first=self.by_code[code].number))
            return
        self.by_code[code] = row
        if not code_pattern().search(code):
            self.faults.append(row.fault("code", "orgs.expect-code"))
            return
        wish = self._wish(row, self.units.get(code))
        joined_groups = self.groups.take(row) if "groups" in row.cells else False
        if wish or code not in self.units:
            self.wishes[code] = wish
        fields = tuple(
            column for column in UNIT_COLUMNS if column in wish or (column == "groups" and joined_groups)
        )
        what = ADDED if code not in self.units else CHANGED if fields else LEFT
        self.changes.append(Change(row.number, what, code, fields if what == CHANGED else ()))

    def _wish(self, row: FileRow, unit: OrgUnit | None) -> dict[str, Any]:
        """Return what a row asks for: all of a new unit, of another what differs."""
        wish: dict[str, Any] = {}
        for column, read in _READ.items():
            text = row.cells.get(column)
            if text is None or (not text and column in _SILENT):
                continue
            try:
                wish[column] = read(text)
            except CellFault as fault:
                self.faults.append(row.fault(column, fault.key, **fault.slots))
        if unit is not None:
            return self._differing(wish, unit)
        for column, stand_in in (("name", row.cells["code"]), ("kind", "department")):
            if not wish.get(column):
                if column not in {fault.column for fault in self.faults if fault.row == row.number}:
                    self.faults.append(row.fault(column, f"orgs.expect-unit-{column}"))
                wish[column] = stand_in
        return wish

    def _differing(self, wish: dict[str, Any], unit: OrgUnit) -> dict[str, Any]:
        there = wish_of(unit) | {"dispatches": self.dispatching[unit.id]}
        made = {name: value for name, value in wish.items() if name != "aliases" and value != there[name]}
        if "aliases" in wish:
            named = {alias.name for alias in wish["aliases"]}
            kept = tuple(a for a in unit.aliases if a.name in named or (unit.id, a.name) not in self.former)
            if not same_aliases(kept, wish["aliases"]):
                made["aliases"] = wish["aliases"]
        return made

    def _problems(self, after: UnitPack) -> list[RowFault]:
        """Return what would be wrong with the whole list; of rows with a stand-in there's no more to say."""
        named = {fault.row for fault in self.faults if fault.column in ("name", "kind")}
        locator = Locator(after, self.by_code, self.wishes, self.groups.row_of)
        found = [
            locator.fault(problem)
            for problem in new_problems(self.now, after)
            if not (problem.expected.startswith("unknown-unit") and problem.actual in self.by_code)
        ]
        return [fault for fault in found if fault.row not in named]

    def _write(self) -> None:
        sync = Sync(self.acts.act, today())
        sync.apply(self.wishes)
        self.groups.write(self.acts, sync.units)


class _Groups:
    """The groups of a list with the members that a file gives them."""

    def __init__(self, now: UnitPack) -> None:
        self.old = list(now.groups)
        self.new: list[Group] = list(now.groups)
        self.rows: dict[str, FileRow] = {}  # the last row that changed a group, by its first name
        self.by_name = {name: at for at, group in enumerate(self.new) for name in group.names}

    def values(self) -> tuple[Group, ...]:
        """Return all groups."""
        return tuple(self.new)

    def take(self, row: FileRow) -> bool:
        """Put the unit of a row into the groups it names and out of the others; return whether anything changed."""
        code, changed = row.cells["code"], False
        wanted = {self._at(name) for name in parted(row.cells["groups"])}
        for at, group in enumerate(self.new):
            if (code in group.members) == (at in wanted):
                continue
            members = (
                (*group.members, code)
                if at in wanted
                else tuple(unit for unit in group.members if unit != code)
            )
            self.new[at] = group._replace(members=members)
            self.rows[group.names[0]] = row
            changed = True
        return changed

    def _at(self, name: str) -> int:
        if name not in self.by_name:
            self.by_name[name] = len(self.new)
            self.new.append(Group((name,), ()))
        return self.by_name[name]

    def row_of(self, group: Group) -> FileRow | None:
        """Return the row that a group's members come from."""
        return self.rows.get(group.names[0])

    def write(self, acts: Several, units: Mapping[str, UnitRecord]) -> None:
        """Write the groups that differ; members of a new one have been so ever since."""
        if self.new == self.old:
            return
        records = list(GroupRecord.objects.all())
        members: dict[int, list[MembershipRecord]] = {}
        for row in MembershipRecord.objects.on(today()).select_related("unit"):
            members.setdefault(row.group_id, []).append(row)
        for at, wanted in enumerate(self.new):
            if at >= len(records):
                act = acts.act("group.add")
                group = make_group(act, wanted.names, wanted.open)
                set_members(act, group, [units[code] for code in wanted.members], None, [])
            elif wanted != self.old[at]:
                group = records[at]
                act = acts.act("group.edit", group)
                set_members(
                    act, group, [units[code] for code in wanted.members], today(), members.get(group.pk, [])
                )
