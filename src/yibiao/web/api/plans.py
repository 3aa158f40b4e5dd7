"""Plans: drafts, corrections, offices and charges, publishing, versions, revisions."""

import datetime
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from yibiao.hub.access.rights import check, visible
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans import assigning, compiling, drafting, ending, publishing, revising
from yibiao.hub.plans.models import CorrectionRecord, PlanRecord, PlanVersionRecord
from yibiao.web.api.editions import tagged, unchanged
from yibiao.web.api.finding import one
from yibiao.web.api.jobs import JobOut, told_job
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.schemas import Body, Code, Listed, Long, Problem, Reason, Short, Why
from yibiao.web.api.writing import acting, editing, named

router = Router(tags=["plans"])
Id = Annotated[int, Path(ge=1, le=2**62)]


class PlanOut(Schema):
    """A plan; its tasks and targets are at `/plans/{id}/content`."""

    id: int
    title: str
    number: str
    state: str
    document: int
    unit: str
    dispatching: str | None
    supervising: str | None
    assessing: str | None
    revises: int | None
    version: int | None = Field(None, description="number of the last published version")
    edition: int


def told(plan: PlanRecord) -> dict[str, Any]:
    """Return a plan as the API shows it."""
    versions = [version.number for version in plan.versions.all()]
    return {
        "id": plan.pk,
        "title": plan.title,
        "number": plan.number,
        "state": plan.state,
        "document": plan.document_id,
        "unit": plan.unit.code,
        **{office: _code(getattr(plan, office)) for office in ("dispatching", "supervising", "assessing")},
        "revises": plan.revises_id,
        "version": max(versions, default=None),
        "edition": plan.edition,
    }


def _code(unit: UnitRecord | None) -> str | None:
    return unit.code if unit else None


def rows(request: HttpRequest) -> Any:
    """Return the plans the actor may see, with what `told` needs."""
    plans = PlanRecord.objects.select_related("unit", "dispatching", "supervising", "assessing")
    return visible(acting(request), "plan.read", plans.defer("compiled", "effective").prefetch_related("versions"))


def found(request: HttpRequest, plan: int) -> PlanRecord:
    """Return a plan the actor may see."""
    row: PlanRecord = one(rows(request), pk=plan)
    return row


@router.get("/plans", response=Listed(PlanOut), operation_id="list_plans")
def list_plans(
    request: HttpRequest,
    paging: Annotated[Paging, Query()],
    state: Annotated[str, Query("", description="draft, published or closed")] = "",
) -> Any:
    """Plans, the newest first."""
    shown = rows(request).filter(state=state) if state else rows(request)
    return page(shown, paging, told, newest=True)


@router.get("/plans/{plan}", response={200: PlanOut, 304: None}, operation_id="read_plan")
def read_plan(request: HttpRequest, answer: HttpResponse, plan: Id) -> Any:
    """One plan."""
    row = found(request, plan)
    tagged(answer, row)
    return (304, None) if unchanged(request, row) else (200, told(row))


@router.get("/plans/{plan}/content", response=dict[str, Any], operation_id="read_plan_content")
def read_content(request: HttpRequest, plan: Id) -> Any:
    """What the plan orders, with its corrections, in the form `yibiao-plan/1`."""
    return found(request, plan).effective


class CorrectionIn(Schema):
    """A correction in the form `yibiao-corrections/1`."""

    body: Body
    reason: Reason = ""


class CorrectionOut(Schema):
    """A correction; undone, it says since when."""

    number: int
    body: dict[str, Any]
    at: datetime.datetime
    undone_at: datetime.datetime | None


def _told_correction(row: CorrectionRecord) -> dict[str, Any]:
    return {"number": row.number, "body": row.body, "at": row.at, "undone_at": row.undone_at}


@router.get("/plans/{plan}/corrections", response=Listed(CorrectionOut), operation_id="list_corrections")
def list_corrections(request: HttpRequest, plan: Id, paging: Annotated[Paging, Query()]) -> Any:
    """The corrections of a plan, the oldest first, for those who may see its history."""
    row = found(request, plan)
    check(acting(request), "history.read", row)
    return page(CorrectionRecord.objects.filter(plan=row), paging, _told_correction)


@router.post("/plans/{plan}/corrections", response={201: CorrectionOut, 422: Problem}, operation_id="correct_plan")
def correct(request: HttpRequest, plan: Id, given: CorrectionIn) -> Any:
    """Correct something in a draft."""
    row = found(request, plan)
    made = drafting.correct(acting(request), row, given.body, **editing(request, row, given.reason))
    return 201, _told_correction(made)


@router.post("/plans/{plan}/corrections/{number}/undo", response=PlanOut, operation_id="undo_correction")
def undo(request: HttpRequest, answer: HttpResponse, plan: Id, number: Annotated[int, Path(ge=1, le=10**6)]) -> Any:
    """Take a correction back."""
    return _changed(request, answer, plan, drafting.undo, number)


@router.post("/plans/{plan}/corrections/{number}/redo", response=PlanOut, operation_id="redo_correction")
def redo(request: HttpRequest, answer: HttpResponse, plan: Id, number: Annotated[int, Path(ge=1, le=10**6)]) -> Any:
    """Put a correction back that was undone."""
    return _changed(request, answer, plan, drafting.redo, number)


def _changed(request: HttpRequest, answer: HttpResponse, plan: int, act: Any, *args: Any) -> dict[str, Any]:
    row = found(request, plan)
    act(acting(request), row, *args, **editing(request, row))
    row = found(request, plan)
    tagged(answer, row)
    return told(row)


class OfficesIn(Schema):
    """Who dispatches, who supervises, who assesses."""

    dispatching: Code
    supervising: Code | None = None
    assessing: Code | None = None
    reason: Reason = ""


@router.put("/plans/{plan}/offices", response={200: PlanOut, 422: Problem}, operation_id="assign_offices")
def offices(request: HttpRequest, answer: HttpResponse, plan: Id, given: OfficesIn) -> Any:
    """Name the offices of a plan."""
    row = found(request, plan)
    units = visible(acting(request), "unit.read", UnitRecord.objects.all())
    named_units = [one(units, code=code) if code else None for code in (given.dispatching, given.supervising, given.assessing)]
    assigning.assign_offices(acting(request), row, *named_units, **editing(request, row, given.reason))
    tagged(answer, row)
    return told(found(request, plan))


class ChargeIn(Schema):
    """The leaders in charge of a task, as posts; an empty task means the whole plan."""

    task: Short = ""
    leader: Annotated[int, Field(ge=1, le=2**62)] | None = None
    coordinator: Annotated[int, Field(ge=1, le=2**62)] | None = None
    reason: Reason = ""


class ChargeOut(Schema):
    """Who is in charge of a task."""

    task: str
    leader: int | None
    coordinator: int | None


@router.put("/plans/{plan}/charges", response={200: ChargeOut, 422: Problem}, operation_id="charge_leaders")
def charges(request: HttpRequest, plan: Id, given: ChargeIn) -> Any:
    """Name the leaders in charge (分管市领导, 协调副秘书长)."""
    row = found(request, plan)
    posts = visible(acting(request), "post.read", PostRecord.objects.all())
    leader, coordinator = (one(posts, pk=pk) if pk else None for pk in (given.leader, given.coordinator))
    made = assigning.charge(
        acting(request), row, given.task, leader, coordinator, **editing(request, row, given.reason)
    )
    return {"task": made.task, "leader": made.leader_id, "coordinator": made.coordinator_id}


@router.get("/plans/{plan}/preview", response=dict[str, Any], operation_id="preview_publication")
def preview(request: HttpRequest, plan: Id) -> Any:
    """What publishing the draft will do."""
    row = found(request, plan)
    check(acting(request), "plan.publish", row)
    return publishing.preview_values(row)


class PublishIn(Schema):
    """A note to the version."""

    note: Short = ""


class VersionOut(Schema):
    """A published version; its content is at `/plans/{id}/versions/{number}`."""

    number: int
    digest: str
    note: str
    at: datetime.datetime


def _told_version(row: PlanVersionRecord) -> dict[str, Any]:
    return {"number": row.number, "digest": row.digest, "note": row.note, "at": row.at}


@router.post("/plans/{plan}/publish", response={201: VersionOut, 422: Problem}, operation_id="publish_plan")
def publish(request: HttpRequest, plan: Id, given: PublishIn) -> Any:
    """Publish a draft: an immutable, numbered version, and everything that every unit owes under it."""
    row = found(request, plan)
    made = publishing.publish(acting(request), row, given.note, **editing(request, row, given.note))
    return 201, _told_version(made)


@router.get("/plans/{plan}/versions", response=Listed(VersionOut), operation_id="list_versions")
def versions(request: HttpRequest, plan: Id, paging: Annotated[Paging, Query()]) -> Any:
    """The published versions of a plan."""
    return page(PlanVersionRecord.objects.filter(plan=found(request, plan)).defer("values"), paging, _told_version)


@router.get("/plans/{plan}/versions/{number}", response=dict[str, Any], operation_id="read_version")
def version(request: HttpRequest, plan: Id, number: Annotated[int, Path(ge=1, le=10**6)]) -> Any:
    """A published version in the form `yibiao-plan/1`."""
    row = one(PlanVersionRecord.objects.filter(plan=found(request, plan)), number=number)
    return row.values


@router.post("/plans/{plan}/recompile", response={202: JobOut, 422: Problem}, operation_id="recompile_plan")
def recompile(request: HttpRequest, plan: Id) -> Any:
    """Compile the document of a draft again; corrections stay."""
    row = found(request, plan)
    return 202, told_job(compiling.recompile(acting(request), row, **editing(request, row)))


@router.delete("/plans/{plan}", response={200: PlanOut, 422: Problem}, operation_id="discard_plan")
def discard(request: HttpRequest, answer: HttpResponse, plan: Id) -> Any:
    """Discard a draft; it is kept as closed."""
    return _changed(request, answer, plan, drafting.discard)


@router.post("/plans/{plan}/close", response={200: PlanOut, 422: Problem}, operation_id="close_plan")
def close(request: HttpRequest, answer: HttpResponse, plan: Id, given: Why) -> Any:
    """End a published plan for a reason that all its units are told: nothing is owed under it any more."""
    row = found(request, plan)
    ending.close(acting(request), row, **editing(request, row, given.reason))
    row = found(request, plan)
    tagged(answer, row)
    return told(row)


class RevisionIn(Schema):
    """The amended document as text; a file is sent to `/documents` with `revises`."""

    name: Short
    text: Annotated[Long, Field(max_length=2_000_000)]
    reason: Reason = ""


@router.post("/plans/{plan}/revisions", response={202: JobOut, 422: Problem}, operation_id="start_revision")
def revise(request: HttpRequest, plan: Id, given: RevisionIn) -> Any:
    """Bring in an amended document: a draft that revises this plan."""
    row = found(request, plan)
    job = revising.start_revision(acting(request), row, given.name, text=given.text, **named(request, given.reason))
    return 202, told_job(job)


@router.get("/plans/{plan}/difference", response=dict[str, Any], operation_id="read_difference")
def difference(request: HttpRequest, plan: Id) -> Any:
    """How a draft differs from the plan it revises, task by task, and what will be carried over or closed."""
    row = found(request, plan)
    return revising.difference_values(row)
