"""Units and groups."""

import datetime
from typing import Annotated, Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from yibiao.hub.access.rights import check, visible
from yibiao.hub.clock import today
from yibiao.hub.orgs import groups, units
from yibiao.hub.orgs.models import GroupRecord, MembershipRecord, UnitRecord
from yibiao.web.api.editions import tagged, unchanged
from yibiao.web.api.finding import one
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.problems import Problem as ProblemAnswer
from yibiao.web.api.schemas import Code, Kind, Listed, Name, Problem, Reason, Sound, Text
from yibiao.web.api.writing import acting, editing, named

router = Router(tags=["units"])


class UnitOut(Schema):
    """A unit of the tree."""

    code: str
    name: str
    kind: str
    gb_code: str
    parent: str | None
    path: str
    supervision: str
    since: datetime.date | None
    until: datetime.date | None
    successor: str | None
    edition: int


def told(unit: UnitRecord) -> dict[str, Any]:
    """Return a unit as the API shows it."""
    return {
        "code": unit.code,
        "name": unit.name,
        "kind": unit.kind,
        "gb_code": unit.gb_code,
        "parent": unit.parent.code if unit.parent else None,
        "path": unit.path,
        "supervision": unit.supervision,
        "since": unit.since,
        "until": unit.until,
        "successor": unit.successor.code if unit.successor else None,
        "edition": unit.edition,
    }


class UnitIn(Schema):
    """A new unit."""

    code: Code
    name: Name
    kind: Kind
    parent: Code | None = None
    gb_code: Annotated[str, Text(max_length=12)] = ""
    since: datetime.date | None = None
    reason: Reason = ""


class Renaming(Schema):
    """A new name and the day it holds from."""

    name: Name
    on: datetime.date
    reason: Reason = ""


class Moving(Schema):
    """The unit it will stand under, and from which day."""

    parent: Code
    on: datetime.date
    reason: Reason = ""


class Closing(Schema):
    """The last day of a unit, and who takes over."""

    on: datetime.date
    successor: Code | None = None
    reason: Reason = ""


Spelling = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^\x00-\x1f]+$"), Sound]


class GroupIn(Schema):
    """A class of units: its spellings, its members in the order of their tables, whether only the office can name them."""

    names: Annotated[list[Spelling], Field(min_length=1, max_length=20)]
    members: Annotated[list[Code], Field(max_length=500)]
    open: bool = False
    reason: Reason = ""


class GroupEdit(GroupIn):
    """The same anew; `on` is the first day of its new members, by default today."""

    on: datetime.date | None = None


class GroupOut(Schema):
    """A class of units with its members of today."""

    id: int
    names: list[str]
    open: bool
    members: list[str]
    edition: int


def rows(request: HttpRequest) -> Any:
    """Return the units the actor may see."""
    return visible(acting(request), "unit.read", UnitRecord.objects.select_related("parent", "successor"))


def found(request: HttpRequest, code: str) -> UnitRecord:
    """Return the unit of a code, if the actor may see it."""
    unit: UnitRecord = one(rows(request), code=code)
    return unit


@router.get("/units", response=Listed(UnitOut), operation_id="list_units")
def list_units(
    request: HttpRequest,
    paging: Annotated[Paging, Query()],
    kind: Annotated[str, Query("", description="only units of this kind")] = "",
    q: Annotated[str, Query("", max_length=60, description="part of a name")] = "",
) -> Any:
    """Units, the oldest first."""
    shown = rows(request)
    if kind:
        shown = shown.filter(kind=kind)
    if q:
        shown = shown.filter(name__contains=q)
    return page(shown, paging, told)


@router.get("/units/{code}", response={200: UnitOut, 304: None}, operation_id="read_unit")
def read_unit(request: HttpRequest, answer: HttpResponse, code: Annotated[str, Path(max_length=64)]) -> Any:
    """One unit."""
    unit = found(request, code)
    tagged(answer, unit)
    return (304, None) if unchanged(request, unit) else (200, told(unit))


@router.post("/units", response={201: UnitOut, 422: Problem}, operation_id="add_unit")
def add_unit(request: HttpRequest, answer: HttpResponse, given: UnitIn) -> Any:
    """Add a unit under another."""
    parent = found(request, given.parent) if given.parent else None
    unit = units.add_unit(
        acting(request),
        parent,
        code=given.code,
        name=given.name,
        kind=given.kind,
        gb_code=given.gb_code,
        since=given.since.isoformat() if given.since else None,
        **named(request, given.reason),
    )
    tagged(answer, unit)
    return 201, told(unit)


@router.post("/units/{code}/rename", response=UnitOut, operation_id="rename_unit")
def rename_unit(
    request: HttpRequest, answer: HttpResponse, code: Annotated[str, Path(max_length=64)], given: Renaming
) -> Any:
    """Rename a unit; the old name goes on leading to it."""
    unit = found(request, code)
    units.rename_unit(acting(request), unit, given.name, given.on, **editing(request, unit, given.reason))
    tagged(answer, unit)
    return told(unit)


@router.post("/units/{code}/move", response=UnitOut, operation_id="move_unit")
def move_unit(
    request: HttpRequest, answer: HttpResponse, code: Annotated[str, Path(max_length=64)], given: Moving
) -> Any:
    """Put a unit under another; past trees stay as they were."""
    unit, parent = found(request, code), found(request, given.parent)
    units.move_unit(acting(request), unit, parent, given.on, **editing(request, unit, given.reason))
    tagged(answer, unit)
    return told(unit)


@router.post("/units/{code}/close", response=UnitOut, operation_id="close_unit")
def close_unit(
    request: HttpRequest, answer: HttpResponse, code: Annotated[str, Path(max_length=64)], given: Closing
) -> Any:
    """End a unit, with the one that takes over if there is one."""
    unit = found(request, code)
    successor = found(request, given.successor) if given.successor else None
    units.close_unit(acting(request), unit, given.on, successor, **editing(request, unit, given.reason))
    tagged(answer, unit)
    return told(unit)


@router.get("/groups", response=Listed(GroupOut), operation_id="list_groups")
def list_groups(request: HttpRequest, paging: Annotated[Paging, Query()]) -> Any:
    """Classes of units."""
    return page(_groups(request), paging, told_group)


def _groups(request: HttpRequest) -> Any:
    """Return the groups with their members of today, for those who may see units at all."""
    members = Prefetch("memberships", MembershipRecord.objects.on(today()).select_related("unit"))
    shown = GroupRecord.objects.prefetch_related(members)
    return shown if rows(request).exists() else shown.none()


def told_group(group: GroupRecord) -> dict[str, Any]:
    """Return a group as the API shows it."""
    plain = {name: getattr(group, name) for name in ("names", "open", "edition")}
    return {"id": group.pk, **plain, "members": [member.unit.code for member in group.memberships.all()]}


@router.post("/groups", response={201: GroupOut, 422: Problem}, operation_id="add_group")
def add_group(request: HttpRequest, answer: HttpResponse, given: GroupIn) -> Any:
    """Add a class of units."""
    check(acting(request), "group.edit")
    made = groups.add_group(
        acting(request), given.names, _members(request, given), open=given.open, **named(request, given.reason)
    )
    row = one(_groups(request), pk=made.pk)
    tagged(answer, row)
    return 201, told_group(row)


@router.put("/groups/{group}", response={200: GroupOut, 422: Problem}, operation_id="edit_group")
def edit_group(
    request: HttpRequest, answer: HttpResponse, group: Annotated[int, Path(ge=1, le=2**62)], given: GroupEdit
) -> Any:
    """Change a class of units; who was a member before stays known."""
    check(acting(request), "group.edit")
    row = one(_groups(request), pk=group)
    groups.edit_group(
        acting(request),
        row,
        names=given.names,
        members=_members(request, given),
        open=given.open,
        on=given.on,
        **editing(request, row, given.reason),
    )
    row = one(_groups(request), pk=group)
    tagged(answer, row)
    return told_group(row)


def _members(request: HttpRequest, given: GroupIn) -> list[UnitRecord]:
    """Return the units that a group names, in its order."""
    there = {unit.code: unit for unit in rows(request).filter(code__in=given.members)}
    codes = list(dict.fromkeys(given.members))
    if not there.keys() >= set(codes):
        raise ProblemAnswer("not-found")
    return [there[code] for code in codes]
