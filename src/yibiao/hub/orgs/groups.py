"""Actions on groups of units (各区): their spellings, and members from a day to a day."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from yibiao.core.orgs.pack import Group
from yibiao.hub.actions import Act, action
from yibiao.hub.clock import today
from yibiao.hub.orgs.days import before
from yibiao.hub.orgs.models import GroupRecord, MembershipRecord, UnitRecord
from yibiao.hub.orgs.queries import unit_pack
from yibiao.hub.orgs.several import BATCH
from yibiao.hub.orgs.wishes import new_problems, refuse


def _system(_row: Any) -> None:
    """Groups belong to the list of units as a whole."""


@action("group.add", "group.edit", about=_system)
def add_group(
    act: Act, names: Sequence[str], members: Iterable[UnitRecord], open: bool = False
) -> GroupRecord:
    """Add a class of units with its spellings and its members in the order of their tables."""
    units = list(members)
    _check(None, Group(tuple(names), tuple(unit.code for unit in units), open))
    group = make_group(act, names, open)
    set_members(act, group, units, None, [])
    return group


@action("group.edit", about=_system)
def edit_group(
    act: Act,
    group: GroupRecord,
    names: Sequence[str] | None = None,
    members: Iterable[UnitRecord] | None = None,
    open: bool | None = None,
    on: date | None = None,
) -> GroupRecord:
    """Change a class; `on` is the first day of its new members (default: today)."""
    day = on or today()
    rows = list(MembershipRecord.objects.on(day).filter(group=group).select_related("unit"))
    units = [row.unit for row in rows] if members is None else list(members)
    wanted = Group(
        tuple(group.names if names is None else names),
        tuple(unit.code for unit in units),
        group.open if open is None else open,
    )
    _check(group, wanted)
    act.set(group, names=list(wanted.names), open=wanted.open)
    set_members(act, group, units, day, rows)
    return group


def _check(group: GroupRecord | None, wanted: Group) -> None:
    """Refuse a class with a spelling that another has, or without members."""
    now = unit_pack()
    rest = list(now.groups)
    if group is None:
        rest.append(wanted)
    else:
        rest[list(GroupRecord.objects.values_list("pk", flat=True)).index(group.pk)] = wanted
    refuse(new_problems(now, now._replace(groups=tuple(rest))))


def make_group(
    act: Act, names: Sequence[str], is_open: bool, source: str = "", mark: str = "", place: int | None = None
) -> GroupRecord:
    """Insert a class without members and note it."""
    last = GroupRecord.objects.order_by("-place").values_list("place", flat=True).first() or 0
    group = GroupRecord(
        names=list(names), open=is_open, source=source, mark=mark, place=last + 1 if place is None else place
    )
    group.save()
    act.about(group)
    act.made(group, "names", "open")
    return group


def set_members(
    act: Act,
    group: GroupRecord,
    wanted: Sequence[UnitRecord],
    day: date | None,
    rows: Sequence[MembershipRecord],
) -> None:
    """Make `wanted` the members from `day` on (None: since ever); `rows` are those of that day, with their units."""
    old, new = [row.unit.code for row in rows], [unit.code for unit in wanted]
    if old == new:
        return
    places = {unit.pk: at for at, unit in enumerate(wanted)}
    for row in rows:
        if row.unit_id in places:
            row.place = places[row.unit_id]
        elif day is not None:
            row.until = before(day)
    MembershipRecord.objects.bulk_update(rows, ["place", "until"], batch_size=BATCH)
    there = {row.unit_id for row in rows}
    added = [
        MembershipRecord(group=group, unit=unit, since=day, place=places[unit.pk])
        for unit in wanted
        if unit.pk not in there
    ]
    MembershipRecord.objects.bulk_create(added, batch_size=BATCH)
    act.note("members", old, new)
