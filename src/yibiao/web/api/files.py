"""Files of a whole plan: its overview, and all tables of all units."""

from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field

from yibiao.hub.commitments import exports
from yibiao.web.api.plans import Id, found
from yibiao.web.api.schemas import Period, Problem
from yibiao.web.api.writing import acting
from yibiao.web.attachments import made

router = Router(tags=["plans"])


class Wanted(Schema):
    """Which forms, in which formats; each may be named several times."""

    form: Annotated[list[Literal["issued", "dispatch"]], Field(default_factory=lambda: ["issued", "dispatch"], min_length=1, max_length=2)]
    format: Annotated[list[Literal["xlsx", "docx", "pdf"]], Field(default_factory=lambda: ["xlsx"], min_length=1, max_length=3)]


@router.get("/plans/{plan}/overview", response={200: None, 422: Problem}, operation_id="export_overview")
def overview(request: HttpRequest, plan: Id) -> HttpResponse:
    """The overview workbook of a published plan: units × commitments, with a watermark; noted in the audit log."""
    name, data = exports.overview_table(acting(request), found(request, plan))
    return made(data, name)


@router.get("/plans/{plan}/tables", response={200: None, 422: Problem}, operation_id="export_all_tables")
def tables(request: HttpRequest, plan: Id, wanted: Annotated[Wanted, Query()], period: Period = None) -> HttpResponse:
    """A zip of the tables of all units that owe something under a plan, a folder per form, with the overview; noted in the audit log."""
    forms, formats = (tuple(dict.fromkeys(names)) for names in (wanted.form, wanted.format))
    name, data = exports.all_tables(acting(request), found(request, plan), forms, formats, period)
    return made(data, name)
