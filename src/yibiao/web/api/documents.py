"""Documents as received."""

import datetime
from typing import Annotated, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Path, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yibiao.hub.access.rights import visible
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans import documents, revising
from yibiao.hub.plans.models import DocumentRecord, PlanRecord
from yibiao.web.api.finding import one
from yibiao.web.api.jobs import JobOut, told_job
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.problems import Problem as ProblemAnswer
from yibiao.web.api.schemas import Code, Listed, Problem, Reason, Short
from yibiao.web.api.writing import acting, named
from yibiao.web.attachments import attachment

router = Router(tags=["documents"])


class DocumentOut(Schema):
    """A document; classified matter is refused and leaves a stub (state `refused`)."""

    id: int
    name: str
    title: str
    number: str
    state: str
    reason: dict[str, Any]
    digest: str
    size: int
    kind: str
    unit: str
    at: datetime.datetime


def told(row: DocumentRecord) -> dict[str, Any]:
    """Return a document as the API shows it."""
    return {
        "id": row.pk,
        **{name: getattr(row, name) for name in DocumentOut.model_fields if name not in {"id", "unit"}},
        "unit": row.unit.code,
    }


def rows(request: HttpRequest) -> Any:
    """Return the documents the actor may see."""
    return visible(acting(request), "document.read", DocumentRecord.objects.select_related("unit"))


class UploadIn(Schema):
    """Which unit brings the document in, and which plan it amends, if any."""

    unit: Code
    revises: Annotated[int, Field(ge=1, le=2**62)] | None = None
    reason: Reason = ""


@router.post("/documents", response={202: JobOut, 422: Problem}, operation_id="upload_document")
def upload(request: HttpRequest, given: Annotated[UploadIn, Form()], file: Annotated[UploadedFile, File()]) -> Any:
    """Bring in a document as a file; a job compiles it to a draft plan. 严禁上传涉密信息。"""
    data, name = file.read(), file.name or ""
    if given.revises is not None:
        plan = one(visible(acting(request), "plan.read", PlanRecord.objects.all()), pk=given.revises)
        return 202, told_job(revising.start_revision(acting(request), plan, name, data=data, **named(request, given.reason)))
    unit = one(visible(acting(request), "unit.read", UnitRecord.objects.all()), code=given.unit)
    return 202, told_job(documents.upload(acting(request), unit, name, data=data, **named(request, given.reason)))


class TextIn(Schema):
    """A document as text."""

    unit: Code
    name: Short
    text: str
    reason: Reason = ""


@router.post("/documents/text", response={202: JobOut, 422: Problem}, operation_id="upload_text")
def upload_text(request: HttpRequest, given: TextIn) -> Any:
    """Bring in a document as text. 严禁上传涉密信息。"""
    unit = one(visible(acting(request), "unit.read", UnitRecord.objects.all()), code=given.unit)
    if "\x00" in given.text:
        raise ProblemAnswer("invalid", faults=[{"place": ["body", "text"], "fault": "a NUL character"}])
    return 202, told_job(documents.upload(acting(request), unit, given.name, text=given.text, **named(request, given.reason)))


@router.get("/documents", response=Listed(DocumentOut), operation_id="list_documents")
def list_documents(request: HttpRequest, paging: Annotated[Paging, Query()]) -> Any:
    """Documents, the newest first."""
    return page(rows(request), paging, told, newest=True)


@router.get("/documents/{document}", response=DocumentOut, operation_id="read_document")
def read_document(request: HttpRequest, document: Annotated[int, Path(ge=1, le=2**62)]) -> Any:
    """One document."""
    return told(one(rows(request), pk=document))


@router.get("/documents/{document}/file", operation_id="download_document", response={200: None})
def download(request: HttpRequest, document: Annotated[int, Path(ge=1, le=2**62)]) -> FileResponse | HttpResponse:
    """The file as received, as an attachment."""
    row = one(rows(request), pk=document)
    if not row.file:
        raise ProblemAnswer("not-found")
    return attachment(documents.file_of(row), row.name)
