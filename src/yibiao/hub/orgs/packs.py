"""Unit packs into the database and back.

`load_pack` fills an empty database or brings it up to a later pack: what the pack no longer names stays, units
are renamed, moved and ended, never deleted. `unit_pack` (in `queries`) gives the database as a pack again.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple

from yibiao.core.orgs.book import pack_problems, pack_values
from yibiao.core.orgs.pack import Group, UnitPack
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check
from yibiao.hub.access.subjects import Subject
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.orgs.days import first_day
from yibiao.hub.orgs.groups import make_group, set_members
from yibiao.hub.orgs.models import DirectoryRecord, GroupRecord, MembershipRecord, UnitRecord
from yibiao.hub.orgs.queries import unit_pack
from yibiao.hub.orgs.several import BATCH, Several, several
from yibiao.hub.orgs.sync import Sync
from yibiao.hub.orgs.wishes import new_problems, refuse, wish_of, wished

__all__ = ["Loaded", "load_pack", "unit_pack"]

_STEP = 10


class Loaded(NamedTuple):
    """How many objects a pack added and changed."""

    added: int
    changed: int


def load_pack(actor: Actor, pack: UnitPack, *, reason: str = "", request: str = "") -> Loaded:
    """Bring the units and groups in line with a pack, in one transaction; raises `Refused`, `Denied`.

    What is new holds from the day of the pack where that is later than the last one's, else from today.
    """
    with several(actor, reason, request) as acts:
        check(actor, "unit.edit", Subject("unit"))
        now = unit_pack()
        wishes = {unit.id: wish_of(unit) for unit in pack.units}
        _check(pack, now)
        day = _day(pack, now)
        sync = Sync(acts.act, day)
        fresh = not sync.units
        sync.apply(wishes)
        _order(acts, pack, sync.units)
        _head(acts, pack, sync.units)
        _groups(acts, pack.groups, sync.units, None if fresh else day)
        added = [draft.object for draft in acts.drafts if draft.action in ("unit.add", "group.add")]
        touched = {draft.object for draft in acts.drafts} - set(added)
    return Loaded(len(added), len(touched))


def _check(pack: UnitPack, now: UnitPack) -> None:
    refuse(pack_problems(pack_values(pack)))
    if now.region and now.region != pack.region:
        raise Refused("orgs.other-region", found=pack.title, there=now.title)
    after = wished(now, {unit.id: wish_of(unit) for unit in pack.units})
    refuse(new_problems(now, after._replace(groups=pack.groups, id=pack.id, title=pack.title)))


def _day(pack: UnitPack, now: UnitPack) -> date:
    as_of = first_day(pack.as_of)
    later = DirectoryRecord.objects.exists() and pack.as_of > now.as_of
    return as_of if later and as_of <= today() else today()


def _order(acts: Several, pack: UnitPack, units: Mapping[str, UnitRecord]) -> None:
    """Give units the order of the pack; those it doesn't name follow."""
    old = sorted(units.values(), key=lambda unit: (unit.place, unit.pk))
    named = {unit.id: at for at, unit in enumerate(pack.units)}
    new = sorted(old, key=lambda unit: (named.get(unit.code, len(named)), unit.place, unit.pk))
    if [unit.pk for unit in new] == [unit.pk for unit in old]:
        return
    for at, unit in enumerate(new, start=1):
        unit.place = at * _STEP
    UnitRecord.objects.bulk_update(new, ["place"], batch_size=BATCH)
    acts.act("unit.order").note("order", [unit.code for unit in old], [unit.code for unit in new])


def _head(acts: Several, pack: UnitPack, units: Mapping[str, UnitRecord]) -> None:
    fields: dict[str, Any] = {
        "code": pack.id,
        "title": pack.title,
        "as_of": pack.as_of,
        "region": units[pack.region],
        "issuers": list(pack.issuers),
        "notes": list(pack.notes),
    }
    head = DirectoryRecord.objects.first()
    if head is not None:
        acts.act("unit.load", head).set(head, **fields)
        return
    head = DirectoryRecord.objects.create(**fields)
    acts.act("unit.load", head).made(head, *fields)


def _groups(
    acts: Several, groups: Sequence[Group], units: Mapping[str, UnitRecord], day: date | None
) -> None:
    """Bring groups in line: a group is the one that has any of the names already."""
    there = {name: group for group in GroupRecord.objects.all() for name in group.names}
    members: dict[int, list[MembershipRecord]] = {}
    for row in MembershipRecord.objects.on(day or today()).select_related("unit"):
        members.setdefault(row.group_id, []).append(row)
    for place, wanted in enumerate(groups):
        group = next((there[name] for name in wanted.names if name in there), None)
        if group is None:
            act = acts.act("group.add")
            group = make_group(act, wanted.names, wanted.open, wanted.source, wanted.mark, place)
        else:
            act = acts.act("group.edit", group)
            act.set(group, names=list(wanted.names), open=wanted.open, source=wanted.source, mark=wanted.mark)
            act.set(group, place=place)
        set_members(act, group, [units[code] for code in wanted.members], day, members.get(group.pk, []))
