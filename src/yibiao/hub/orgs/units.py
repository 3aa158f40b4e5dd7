"""Actions on the tree of units: founded, renamed, moved, merged, ended; never deleted.

Everywhere `on` is the first day of what is new: a unit renamed on the 15th had its former name until the 14th.
Whatever would make the list unsound (a name two units have at once, a circle) is refused before a row is touched.
"""

from datetime import date
from typing import Any

from yibiao.hub.access.subjects import Subject
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import today
from yibiao.hub.orgs.days import before
from yibiao.hub.orgs.groups import add_group, edit_group
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.orgs.queries import unit_pack
from yibiao.hub.orgs.sync import Sync, name_begun, place_begun
from yibiao.hub.orgs.wishes import FIELDS, Wishes, new_problems, refuse, wished

__all__ = [
    "add_group",
    "add_unit",
    "close_unit",
    "edit_group",
    "edit_unit",
    "merge_units",
    "move_unit",
    "rename_unit",
]

# A unit of its own is asked about where there is no parent.
ROOT = Subject("unit")
_HISTORY = ("name", "parent", "until", "successor")  # have actions of their own


def _parent(parent: UnitRecord | None) -> UnitRecord | Subject:
    return parent or ROOT


@action("unit.add", "unit.edit", about=_parent)
def add_unit(
    act: Act, /, parent: UnitRecord | None, code: str, name: str, kind: str, **fields: Any
) -> UnitRecord:
    """Add a unit below `parent`; `fields` are further ones of `edit_unit`, and `since`. Raises `Refused`."""
    if UnitRecord.objects.filter(code=code).exists():
        raise Refused("orgs.code-taken", code=code)
    if parent and parent.until:
        raise Refused("orgs.ended", name=parent.name, day=parent.until)
    _known(fields, *_HISTORY)
    wish = {"name": name.strip(), "kind": kind, "parent": parent.code if parent else None, **_values(fields)}
    return _wish(act, {code: wish}, today())[code]


@action("unit.rename", "unit.edit")
def rename_unit(act: Act, unit: UnitRecord, name: str, on: date) -> UnitRecord:
    """Give a unit another name from `on` on; its former name leads to it and stands in the trees of former days."""
    if name.strip() == unit.name:
        raise Refused("orgs.same-name", name=unit.name)
    _check_day(unit, on, name_begun(unit))
    _wish(act, {unit.code: {"name": name.strip()}}, on)
    return _anew(unit)


@action("unit.move", "unit.edit")
def move_unit(act: Act, unit: UnitRecord, parent: UnitRecord | None, on: date) -> UnitRecord:
    """Put a unit, with all below it, under another from `on` on."""
    if unit.parent_id == (parent.pk if parent else None):
        raise Refused("orgs.same-place", name=unit.name)
    _check_day(unit, on, place_begun(unit))
    if parent:
        _check_there(_anew(parent), on)
        _check_not_below(parent, unit)
    _wish(act, {unit.code: {"parent": parent.code if parent else None}}, on)
    return _anew(unit)


@action("unit.close", "unit.edit")
def close_unit(act: Act, unit: UnitRecord, on: date, successor: UnitRecord | None = None) -> UnitRecord:
    """End a unit: `on` is the first day without it. Its posts end; its names lead to the `successor`."""
    _check_close(unit, on, successor)
    inside = unit.children.exclude(until__lt=on).first()
    if inside:
        raise Refused("orgs.has-units", name=unit.name, inside=inside.name)
    table = unit.sharing_table.exclude(until__lt=on).first()
    if table:
        raise Refused("orgs.has-table", name=unit.name, inside=table.name)
    _close(act, unit, on, successor, {})
    return _anew(unit)


@action("unit.merge", "unit.edit")
def merge_units(act: Act, unit: UnitRecord, into: UnitRecord, on: date) -> UnitRecord:
    """Merge a unit into another, which takes over what stands below it and what stands in its table."""
    _check_close(unit, on, _anew(into))
    _check_not_below(into, unit)
    if on > today():
        raise Refused("orgs.future", day=on)
    moved: dict[str, dict[str, Any]] = {}
    for child in unit.children.exclude(until__lt=on).prefetch_related("placements"):
        begun = place_begun(child)
        if begun and on < begun:
            raise Refused("orgs.before-last", name=child.name, day=begun)
        moved[child.code] = {"parent": into.code}
    for other in unit.sharing_table.exclude(until__lt=on):
        moved.setdefault(other.code, {})["table"] = into.code if other.pk != into.pk else None
    _close(act, unit, on, into, moved)
    return _anew(unit)


@action("unit.edit")
def edit_unit(act: Act, /, unit: UnitRecord, **fields: Any) -> UnitRecord:
    """Change a unit's `kind`, `gb_code`, `supervision`, `dispatches`, `table`, `overlaps`, `aliases`, `since`, `source`, `mark`.

    Units are rows, `aliases` core values, `since` is text as far as it is known. A slip in the name is put
    right by `name`: unlike `rename_unit` that leaves no former name.
    """
    slip = str(fields.pop("name", unit.name)).strip()
    _known(fields, *_HISTORY)
    if slip != unit.name:
        refuse(_checked({unit.code: {"name": slip}}))
        act.set(unit, name=slip)
    _wish(act, {unit.code: _values(fields)}, today())
    return _anew(unit)


def _known(fields: dict[str, Any], *besides: str) -> None:
    """Fail on a field that units haven't: a programmer's mistake."""
    unknown = set(fields) - set(FIELDS) | set(fields) & set(besides)
    if unknown:
        raise TypeError(", ".join(sorted(unknown)))


def _values(fields: dict[str, Any]) -> dict[str, Any]:
    """Return fields as a wish has them: units by code."""
    made = dict(fields)
    if made.get("table") is not None:
        made["table"] = made["table"].code
    if "overlaps" in made:
        made["overlaps"] = tuple(unit.code for unit in made["overlaps"])
    if "aliases" in made:
        made["aliases"] = tuple(made["aliases"])
    return made


def _checked(wishes: Wishes) -> list[Any]:
    now = unit_pack()
    return new_problems(now, wished(now, wishes))


def _wish(act: Act, wishes: Wishes, day: date) -> dict[str, UnitRecord]:
    """Bring the rows in line with wishes that leave the list sound; return all units by code."""
    refuse(_checked(wishes))

    def act_of(name: str, unit: UnitRecord) -> Act:
        if name == "unit.add":
            act.about(unit)
        return act

    sync = Sync(act_of, day)
    sync.apply(wishes)
    return sync.units


def _close(
    act: Act, unit: UnitRecord, on: date, successor: UnitRecord | None, more: dict[str, dict[str, Any]]
) -> None:
    ended = {"until": before(on).isoformat(), "successor": successor.code if successor else None}
    _wish(act, {**more, unit.code: ended}, on)


def _anew(unit: UnitRecord) -> UnitRecord:
    unit.refresh_from_db()
    return unit


def _check_there(unit: UnitRecord, day: date) -> None:
    """Refuse what is to stand under or after a unit that isn't there for good on `day`."""
    if unit.until:
        raise Refused("orgs.ended", name=unit.name, day=unit.until)
    if unit.since and unit.since > day:
        raise Refused("orgs.not-yet", name=unit.name, day=unit.since)


def _check_not_below(unit: UnitRecord, above: UnitRecord) -> None:
    if f"/{unit.path}".startswith(f"/{above.path}"):
        raise Refused("orgs.below", name=unit.name, above=above.name)


def _check_day(unit: UnitRecord, on: date, begun: date | None) -> None:
    """Refuse a change in the future, before the last one of its kind, or outside the unit's own days."""
    if on > today():
        raise Refused("orgs.future", day=on)
    if unit.until:
        raise Refused("orgs.ended", name=unit.name, day=unit.until)
    if unit.since and on < unit.since:
        raise Refused("orgs.not-yet", name=unit.name, day=unit.since)
    if begun and on < begun:
        raise Refused("orgs.before-last", name=unit.name, day=begun)


def _check_close(unit: UnitRecord, on: date, successor: UnitRecord | None) -> None:
    if unit.until:
        raise Refused("orgs.ended", name=unit.name, day=unit.until)
    if unit.kind == "region":
        raise Refused("orgs.region-stays", name=unit.name)
    begun = max(filter(None, (unit.since, name_begun(unit), place_begun(unit))), default=None)
    if begun and on <= begun:
        raise Refused("orgs.before-last", name=unit.name, day=begun)
    if successor:
        if successor.pk == unit.pk:
            raise Refused("orgs.itself", name=unit.name)
        _check_there(successor, on)
