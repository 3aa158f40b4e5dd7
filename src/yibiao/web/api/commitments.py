"""What units owe, how totals are shared, and tables to hand out."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from yibiao.hub.access.rights import visible
from yibiao.hub.commitments import exports, reading, splits
from yibiao.hub.commitments.models import CommitmentRecord, SplitCommentRecord, SplitRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.web.api.editions import tagged, unchanged
from yibiao.web.api.finding import one
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.plans import Id
from yibiao.web.api.plans import found as found_plan
from yibiao.web.api.problems import Problem as ProblemAnswer
from yibiao.web.api.schemas import Body, Code, Listed, Long, Period, Problem, Reason, Short, Sound, Why
from yibiao.web.api.units import found as found_unit
from yibiao.web.api.writing import acting, editing, named
from yibiao.web.attachments import made

router = Router(tags=["commitments"])


class CommitmentOut(Schema):
    """One row of a unit's table; its figure is a `draft` while it is a share that is not issued."""

    id: int
    plan: int
    unit: str
    task: str
    task_number: str
    task_title: str
    text: str
    roles: list[str]
    holding: str
    figure: str
    draft: bool
    measure_unit: str
    deadline: str
    leads: list[str]
    closed_reason: str


def told(row: CommitmentRecord) -> dict[str, Any]:
    """Return a commitment as the API shows it."""
    plain = ("task", "task_number", "task_title", "text", "holding", "figure", "measure_unit", "deadline", "closed_reason")
    return {
        "id": row.pk,
        "plan": row.plan_id,
        "unit": row.unit.code,
        "roles": list(row.body.get("roles", ())),
        "draft": row.is_draft,
        "leads": [lead.unit.code for lead in row.leads.all()],
        **{name: getattr(row, name) for name in plain},
    }


@router.get("/commitments", response=Listed(CommitmentOut), operation_id="list_commitments")
def list_commitments(
    request: HttpRequest,
    paging: Annotated[Paging, Query()],
    unit: Annotated[str, Query("", max_length=64, description="what this unit owes")] = "",
    lead: Annotated[str, Query("", max_length=64, description="what this unit leads")] = "",
    plan: Annotated[int | None, Query(None, ge=1, le=2**62)] = None,
    closed: Annotated[bool, Query(False, description="closed ones too")] = False,
) -> Any:
    """Commitments: of a unit, led by a unit, of a plan."""
    shown = visible(
        acting(request),
        "commitment.read",
        CommitmentRecord.objects.select_related("unit").prefetch_related("leads__unit"),
    )
    if unit:
        shown = shown.filter(unit__code=unit)
    if lead:
        shown = shown.filter(leads__unit__code=lead)
    if plan:
        shown = shown.filter(plan=plan)
    return page(shown if closed else shown.filter(closed_at=None), paging, told)


class ShareOut(Schema):
    """One unit's part of a total; the share is empty while it is not set."""

    commitment: int
    unit: str
    share: str


class SharesOut(Schema):
    """How a total is shared. `split` and `state` are empty where there is no split, or it may not be seen."""

    target: str
    text: str
    shares: list[ShareOut]
    leads: list[str]
    reserve: str
    city: str
    split: int | None
    state: str


@router.get("/plans/{plan}/targets/{target}/shares", response=SharesOut, operation_id="read_shares")
def shares(request: HttpRequest, plan: Id, target: Annotated[str, Path(max_length=80)]) -> Any:
    """Who shares a total: units with their shares, the reserve, the city's own part."""
    shared = reading.shares_of(acting(request), found_plan(request, plan), target)
    if shared is None:
        raise ProblemAnswer("not-found")
    return {
        "target": shared.target,
        "text": shared.text,
        "shares": [{"commitment": part.commitment, "unit": part.unit.code, "share": part.share} for part in shared.parts],
        "leads": [unit.code for unit in shared.leads],
        "reserve": shared.reserve,
        "city": shared.city,
        "split": shared.split.pk if shared.split else None,
        "state": shared.state,
    }


class SplitOut(Schema):
    """How a total is shared, in the form of one split of a split file."""

    id: int
    plan: int
    target: str
    state: str
    body: dict[str, Any]
    comments_until: datetime.date | None
    approved_number: str
    approved_remark: str
    returned_reason: str
    returned_at: datetime.datetime | None
    edition: int


def told_split(row: SplitRecord) -> dict[str, Any]:
    """Return a split as the API shows it."""
    plain = ("target", "state", "body", "comments_until", "approved_number", "approved_remark", "returned_reason", "returned_at", "edition")
    return {"id": row.pk, "plan": row.plan_id, **{name: getattr(row, name) for name in plain}}


def _splits(request: HttpRequest) -> Any:
    return visible(acting(request), "split.read", SplitRecord.objects.select_related("plan"))


@router.get("/plans/{plan}/splits", response=Listed(SplitOut), operation_id="list_splits")
def list_splits(request: HttpRequest, plan: Id, paging: Annotated[Paging, Query()]) -> Any:
    """The splits of a plan."""
    return page(_splits(request).filter(plan=found_plan(request, plan)), paging, told_split)


Until = Annotated[datetime.date | None, Field(description="the last day for comments; what comes later is kept, and marked as late")]


class SplitIn(Schema):
    """A split proposed: the target's key, and the body as in a split file."""

    target: Short
    body: Body
    comments_until: Until = None
    reason: Reason = ""


@router.post("/plans/{plan}/splits", response={201: SplitOut, 422: Problem}, operation_id="propose_split")
def propose(request: HttpRequest, answer: HttpResponse, plan: Id, given: SplitIn) -> Any:
    """Propose how a total is shared; one that was returned or withdrawn is proposed again."""
    row = splits.propose(
        acting(request), found_plan(request, plan), given.target, given.body, given.comments_until, **named(request, given.reason)
    )
    tagged(answer, row)
    return 201, told_split(row)


def _found(request: HttpRequest, split: int) -> SplitRecord:
    row: SplitRecord = one(_splits(request), pk=split)
    return row


@router.get("/splits/{split}", response={200: SplitOut, 304: None}, operation_id="read_split")
def read_split(request: HttpRequest, answer: HttpResponse, split: Id) -> Any:
    """One split."""
    row = _found(request, split)
    tagged(answer, row)
    return (304, None) if unchanged(request, row) else (200, told_split(row))


class SplitEdit(Schema):
    """A split changed; the last day for comments stays where none is named."""

    body: Body
    comments_until: Until = None
    reason: Reason = ""


@router.put("/splits/{split}", response={200: SplitOut, 422: Problem}, operation_id="edit_split")
def edit(request: HttpRequest, answer: HttpResponse, split: Id, given: SplitEdit) -> Any:
    """Change a split that is proposed, approved (it is proposed again) or returned (it stays so)."""
    row = _found(request, split)
    until = given.comments_until if "comments_until" in given.model_fields_set else "kept"
    splits.edit_split(acting(request), row, given.body, until, **editing(request, row, given.reason))
    tagged(answer, row)
    return told_split(row)


class CommentIn(Schema):
    """What a unit says, and the share it asks for."""

    unit: Code
    text: Long
    asked: Short = ""


class CommentOut(Schema):
    """A comment; `late` where the day for comments was over."""

    id: int
    unit: str
    text: str
    asked: str
    answer: str
    late: bool
    at: datetime.datetime


@router.post("/splits/{split}/comments", response={201: CommentOut, 422: Problem}, operation_id="comment_split")
def comment(request: HttpRequest, split: Id, given: CommentIn) -> Any:
    """Comment on a proposed split for a unit that shares it."""
    unit = one(UnitRecord.objects.filter(code__in=acting(request).units), code=given.unit)
    row = splits.comment(acting(request), _found(request, split), unit, given.text, given.asked, **named(request))
    return 201, _told_comment(row)


def _told_comment(row: SplitCommentRecord) -> dict[str, Any]:
    return {
        "id": row.pk, "unit": row.unit.code, "text": row.text, "asked": row.asked, "answer": row.answer, "late": row.late, "at": row.at
    }  # fmt: skip


def _comments(request: HttpRequest, split: int) -> Any:
    return SplitCommentRecord.objects.filter(split=_found(request, split)).select_related("unit", "split__plan")


@router.get("/splits/{split}/comments", response=Listed(CommentOut), operation_id="list_comments")
def list_comments(request: HttpRequest, split: Id, paging: Annotated[Paging, Query()]) -> Any:
    """What units said to a split, the oldest first."""
    return page(_comments(request, split), paging, _told_comment)


class AnswerIn(Schema):
    """What is answered to a comment."""

    text: Long
    reason: Reason = ""


@router.post("/splits/{split}/comments/{comment}/answer", response={200: CommentOut, 422: Problem}, operation_id="answer_comment")
def answer_comment(request: HttpRequest, split: Id, comment: Id, given: AnswerIn) -> Any:
    """Answer what a unit said to its share."""
    row = one(_comments(request, split), pk=comment)
    splits.answer(acting(request), row, given.text, **named(request, given.reason))
    return _told_comment(row)


class ApprovalIn(Schema):
    """The number of the document by which a split is approved; `confirmed` that some units may still comment."""

    number: Short
    remark: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$", description="kept and shown"), Sound] = ""
    confirmed: bool = False
    reason: Reason = ""


@router.post("/splits/{split}/approve", response={200: SplitOut, 422: Problem}, operation_id="approve_split")
def approve(request: HttpRequest, answer: HttpResponse, split: Id, given: ApprovalIn) -> Any:
    """Approve a split, as the leader in charge."""
    row = _found(request, split)
    splits.approve(acting(request), row, given.number, given.remark, given.confirmed, **editing(request, row, given.reason))
    tagged(answer, row)
    return told_split(row)


@router.post("/splits/{split}/return", response={200: SplitOut, 422: Problem}, operation_id="return_split")
def send_back(request: HttpRequest, answer: HttpResponse, split: Id, given: Why) -> Any:
    """Return a proposed split with a reason, as the leader in charge: it is changed and proposed again."""
    row = _found(request, split)
    splits.send_back(acting(request), row, **editing(request, row, given.reason))
    tagged(answer, row)
    return told_split(row)


@router.post("/splits/{split}/issue", response={200: SplitOut, 422: Problem}, operation_id="issue_split")
def issue(request: HttpRequest, answer: HttpResponse, split: Id, given: Why) -> Any:
    """Issue an approved split: from then on tables show its shares without 征求意见稿."""
    row = _found(request, split)
    splits.issue(acting(request), row, **editing(request, row, given.reason))
    tagged(answer, row)
    return told_split(row)


@router.post("/splits/{split}/withdraw", response={200: SplitOut, 422: Problem}, operation_id="withdraw_split")
def withdraw(request: HttpRequest, answer: HttpResponse, split: Id, given: Why) -> Any:
    """Withdraw a split."""
    row = _found(request, split)
    splits.withdraw(acting(request), row, **editing(request, row, given.reason))
    tagged(answer, row)
    return told_split(row)


@router.get("/units/{code}/table", operation_id="export_table", response={200: None, 422: Problem})
def table(
    request: HttpRequest,
    code: Annotated[str, Path(max_length=64)],
    form: Annotated[Literal["issued", "dispatch"], Query()] = "issued",
    fmt: Annotated[Literal["xlsx", "docx", "pdf"], Query(alias="format")] = "xlsx",
    plan: Annotated[int | None, Query(ge=1, le=2**62)] = None,
    period: Period = None,
) -> HttpResponse:
    """The table of a unit as a file, with a watermark; noted in the audit log."""
    unit = found_unit(request, code)
    of = found_plan(request, plan) if plan else None
    name, data = exports.unit_table(acting(request), unit, form, fmt, of, period)
    return made(data, name)
