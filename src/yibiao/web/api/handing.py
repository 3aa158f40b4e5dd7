"""Handing on 交办: commitments that a unit gives on to its own bureaus."""

import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema

from yibiao.hub.access.rights import visible
from yibiao.hub.commitments import handing
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.web.api.editions import tagged
from yibiao.web.api.finding import one
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.plans import Id
from yibiao.web.api.schemas import Code, Listed, Long, Problem, Reason, Short, Why
from yibiao.web.api.writing import acting, editing, named

router = Router(tags=["commitments"])


class HandedOut(Schema):
    """A commitment handed on to a unit; the figure is exact decimal text, empty for none."""

    id: int
    commitment: int
    unit: str
    figure: str
    due: datetime.date | None
    note: str
    at: datetime.datetime
    edition: int


def told(row: HandOnRecord) -> dict[str, Any]:
    """Return what was handed on as the API shows it."""
    plain = ("figure", "due", "note", "at", "edition")
    return {"id": row.pk, "commitment": row.commitment_id, "unit": row.unit.code, **{name: getattr(row, name) for name in plain}}


def _commitment(request: HttpRequest, commitment: int) -> CommitmentRecord:
    rows = CommitmentRecord.objects.select_related("unit", "plan")
    row: CommitmentRecord = one(visible(acting(request), "commitment.read", rows), pk=commitment)
    return row


def _found(request: HttpRequest, handed: int) -> HandOnRecord:
    seen = visible(acting(request), "commitment.read", CommitmentRecord.objects.all()).order_by().values("pk")
    rows = handing.handed_on(acting(request), seen).select_related("commitment__unit", "commitment__plan", "unit")
    row: HandOnRecord = one(rows, pk=handed)
    return row


@router.get("/commitments/{commitment}/handed-on", response=Listed(HandedOut), operation_id="list_handed_on")
def list_handed_on(request: HttpRequest, commitment: Id, paging: Annotated[Paging, Query()]) -> Any:
    """To whom a commitment was handed on; a bureau sees its own part."""
    return page(handing.handed_on(acting(request), [_commitment(request, commitment).pk]), paging, told)


class HandOnIn(Schema):
    """A unit below the commitment's own, and what is asked of it; `due` is not after the commitment's deadline."""

    unit: Code
    figure: Short = ""
    due: datetime.date | None = None
    note: Long = ""
    reason: Reason = ""


@router.post("/commitments/{commitment}/handed-on", response={201: HandedOut, 422: Problem}, operation_id="hand_on")
def hand_on(request: HttpRequest, answer: HttpResponse, commitment: Id, given: HandOnIn) -> Any:
    """Hand a commitment on to a unit below."""
    row = _commitment(request, commitment)
    unit = one(visible(acting(request), "unit.read", UnitRecord.objects.all()), code=given.unit)
    parts = [handing.Part(row, given.figure, given.due)]
    (made,) = handing.hand_on_all(acting(request), parts, unit, given.note, **named(request, given.reason))
    tagged(answer, made)
    return 201, told(made)


class HandedEdit(Schema):
    """What is asked, changed."""

    figure: Short = ""
    due: datetime.date | None = None
    note: Long = ""
    reason: Reason = ""


@router.put("/handed-on/{handed}", response={200: HandedOut, 422: Problem}, operation_id="edit_handed_on")
def edit(request: HttpRequest, answer: HttpResponse, handed: Id, given: HandedEdit) -> Any:
    """Change what is asked of a unit."""
    row = _found(request, handed)
    handing.edit_handed(acting(request), row, given.note, given.figure, given.due, **editing(request, row, given.reason))
    tagged(answer, row)
    return told(row)


@router.post("/handed-on/{handed}/withdraw", response={200: HandedOut, 422: Problem}, operation_id="withdraw_handed_on")
def withdraw(request: HttpRequest, answer: HttpResponse, handed: Id, given: Why) -> Any:
    """Withdraw what was handed on; a reason is needed."""
    row = _found(request, handed)
    handing.withdraw(acting(request), row, **editing(request, row, given.reason))
    tagged(answer, row)
    return told(row)
