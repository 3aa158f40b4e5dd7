"""Units and groups."""

import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema

from yibiao.hub.access.rights import visible
from yibiao.hub.orgs import units
from yibiao.hub.orgs.models import GroupRecord, UnitRecord
from yibiao.web.api.editions import tagged, unchanged
from yibiao.web.api.finding import one
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.schemas import Code, Kind, Listed, Name, Problem, Reason, Text
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


class GroupOut(Schema):
    """A class of units."""

    id: int
    names: list[str]
    open: bool
    members: list[str]


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
    shown = GroupRecord.objects.prefetch_related("memberships__unit") if rows(request).exists() else GroupRecord.objects.none()
    return page(
        shown,
        paging,
        lambda group: {
            "id": group.pk,
            "names": group.names,
            "open": group.open,
            "members": [member.unit.code for member in group.memberships.all()],
        },
    )


