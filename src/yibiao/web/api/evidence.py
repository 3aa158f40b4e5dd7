"""Evidence 佐证 of units, and what serves which row."""

import datetime
from typing import Annotated, Any

from django.http import FileResponse, HttpRequest, HttpResponse
from ninja import File, Form, Query, Router, Schema
from ninja.files import UploadedFile
from pydantic import Field

from yibiao.core.evidence.limits import limits
from yibiao.files.errors import reason
from yibiao.hub.access.rights import Denied, may, visible
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.evidence import adding, linking, reading
from yibiao.hub.evidence.adding import Added, Given
from yibiao.hub.evidence.models import EvidenceRecord
from yibiao.hub.evidence.reading import Wish
from yibiao.hub.orgs.models import UnitRecord
from yibiao.web.api.finding import one
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.plans import Id
from yibiao.web.api.problems import Problem as ProblemAnswer
from yibiao.web.api.schemas import Code, Listed, Problem, Reason, Short
from yibiao.web.api.writing import acting, named
from yibiao.web.attachments import evidence_file
from yibiao.web.languages import language_of

router = Router(tags=["evidence"])

PERIOD = "^20[0-9]{2}(-(0[1-9]|1[0-2]|Q[1-4]))?$"


class EvidenceOut(Schema):
    """A piece of evidence. `kind` is that of a file, or link (its address in `target`), record (its name), stub (handled on paper)."""

    id: int
    number: str
    unit: str
    kind: str
    name: str
    title: str
    size: int
    sha256: str
    target: str
    details: dict[str, int]
    at: datetime.datetime
    withdrawn_at: datetime.datetime | None


class AddedOut(EvidenceOut):
    """The same with what became of it: `known` where the unit had it already, `renamed` from a name that did not fit."""

    known: bool
    renamed: str


class ServedOut(Schema):
    """A row that a piece serves, and in which period."""

    commitment: int
    period: str


class PieceOut(EvidenceOut):
    """One piece with the rows it serves, as far as the asker may see them."""

    serves: list[ServedOut]


_PLAIN = ("number", "kind", "name", "title", "size", "sha256", "target", "details", "at", "withdrawn_at")


def told(row: EvidenceRecord) -> dict[str, Any]:
    """Return a piece as the API shows it."""
    return {"id": row.pk, "unit": row.unit.code, **{name: getattr(row, name) for name in _PLAIN}}


def _added(request: HttpRequest, added: Added) -> dict[str, Any]:
    """Return what was taken; a file that wasn't is a problem with its sentence."""
    if added.fault is not None:
        said = reason(added.fault.key, added.fault.args_, language_of(request))
        raise ProblemAnswer("refused", said, reason=added.fault.key)
    assert added.row is not None
    return {**told(added.row), "known": added.known, "renamed": added.renamed}


def _unit(request: HttpRequest, code: str) -> UnitRecord:
    row: UnitRecord = one(visible(acting(request), "unit.read", UnitRecord.objects.all()), code=code)
    return row


def _piece(request: HttpRequest, evidence: int) -> EvidenceRecord:
    row: EvidenceRecord = one(reading.readable(acting(request)), pk=evidence)
    return row


def _row(request: HttpRequest, commitment: int) -> CommitmentRecord:
    rows = CommitmentRecord.objects.select_related("unit", "plan")
    row: CommitmentRecord = one(visible(acting(request), "commitment.read", rows), pk=commitment)
    return row


class Narrowed(Schema):
    """What the list is narrowed to."""

    q: Short = ""
    kind: Annotated[str, Field(pattern="^(picture|text|sheets|link|stub)?$")] = ""
    stands: Annotated[str, Field(pattern="^(used|unused|withdrawn)?$")] = ""


@router.get("/units/{code}/evidence", response=Listed(EvidenceOut), operation_id="list_evidence")
def list_evidence(request: HttpRequest, code: Code, paging: Annotated[Paging, Query()], narrowed: Annotated[Narrowed, Query()]) -> Any:
    """The evidence of a unit that the asker may see, the newest first."""
    rows = reading.of_unit(acting(request), _unit(request, code), Wish(narrowed.q, narrowed.kind, narrowed.stands))
    return page(rows, paging, told, newest=True)


class FileIn(Schema):
    """What a file is called beside its own name."""

    title: Short = ""


@router.post("/units/{code}/evidence", response={201: AddedOut, 422: Problem}, operation_id="upload_evidence")
def upload(request: HttpRequest, code: Code, given: Annotated[FileIn, Form()], file: Annotated[UploadedFile, File()]) -> Any:
    """Bring a file as evidence; one that the unit has already is given back (`known`). 严禁上传涉密信息。"""
    data = file.read(limits().file + 1)
    unit = _unit(request, code)
    (added,) = adding.add_files(acting(request), unit, [Given(file.name or "", data, given.title)], request=named(request)["request"])
    return 201, _added(request, added)


class TargetIn(Schema):
    """An https address with a title, or a record held here by its name (``commitment:12.2026-03``, ``document:5``, ``entry:31``)."""

    address: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""
    record: Annotated[str, Field(max_length=60, pattern=r"^[^\x00]*$")] = ""
    title: Short = ""


@router.post("/units/{code}/evidence/links", response={201: AddedOut, 422: Problem}, operation_id="add_evidence_link")
def add_link(request: HttpRequest, code: Code, given: TargetIn) -> Any:
    """Enter an address or a record as evidence."""
    unit, actor, told_by = _unit(request, code), acting(request), named(request)["request"]
    if given.record:
        return 201, _added(request, adding.add_record(actor, unit, given.record, given.title, request=told_by))
    return 201, _added(request, adding.add_link(actor, unit, given.address, given.title, request=told_by))


@router.get("/evidence/{evidence}", response=PieceOut, operation_id="read_evidence")
def read(request: HttpRequest, evidence: Id) -> Any:
    """One piece, with the rows it serves."""
    row = _piece(request, evidence)
    served = reading.served(acting(request), [row]).get(row.pk, [])
    return {**told(row), "serves": [{"commitment": one.commitment.pk, "period": one.period} for one in served]}


@router.get("/evidence/{evidence}/file", response={200: None}, operation_id="download_evidence")
def download(request: HttpRequest, evidence: Id) -> FileResponse | HttpResponse:
    """The file as received, as an attachment."""
    return evidence_file(_piece(request, evidence))


class WithdrawIn(Schema):
    """Why it is withdrawn."""

    reason: Reason


@router.post("/evidence/{evidence}/withdraw", response={200: EvidenceOut, 422: Problem}, operation_id="withdraw_evidence")
def withdraw(request: HttpRequest, evidence: Id, given: WithdrawIn) -> Any:
    """Withdraw a piece: it is taken off every row it serves, and stays in the history."""
    row = _piece(request, evidence)
    linking.withdraw(acting(request), row, **named(request, given.reason))
    return told(_piece_anew(row))


def _piece_anew(row: EvidenceRecord) -> EvidenceRecord:
    return EvidenceRecord.objects.select_related("unit").get(pk=row.pk)


OfPeriod = Annotated[str | None, Query(pattern=PERIOD, description="of which period; without it of all")]


class AttachedOut(EvidenceOut):
    """A piece that serves a row, and in which period."""

    period: str


def _attached(row: CommitmentRecord, period: str | None) -> list[dict[str, Any]]:
    return [{**told(link.evidence), "period": link.period} for link in linking.standing(row, period)]


@router.get("/commitments/{commitment}/evidence", response=list[AttachedOut], operation_id="list_row_evidence")
def of_row(request: HttpRequest, commitment: Id, period: OfPeriod = None) -> Any:
    """What serves a row in a period, or in all."""
    return _attached(_row(request, commitment), period)


class AttachIn(Schema):
    """Pieces of evidence for a row and a period."""

    period: Annotated[str, Field(pattern=PERIOD)]
    evidence: Annotated[list[Annotated[int, Field(ge=1, le=2**62)]], Field(min_length=1, max_length=200)]
    reason: Reason = ""


@router.post("/commitments/{commitment}/evidence", response={200: list[AttachedOut], 422: Problem}, operation_id="attach_evidence")
def attach(request: HttpRequest, commitment: Id, given: AttachIn) -> Any:
    """Attach pieces to a row; answers with all that serve it now."""
    row = _row(request, commitment)
    linking.attach_all(acting(request), _pieces(request, row, given), [row], given.period, **named(request, given.reason))
    return _attached(row, given.period)


@router.post("/commitments/{commitment}/evidence/detach", response={200: list[AttachedOut], 422: Problem}, operation_id="detach_evidence")
def detach(request: HttpRequest, commitment: Id, given: AttachIn) -> Any:
    """Take pieces off a row; answers with all that still serve it."""
    row = _row(request, commitment)
    linking.detach(acting(request), row, _pieces(request, row, given), given.period, **named(request, given.reason))
    return _attached(row, given.period)


def _pieces(request: HttpRequest, row: CommitmentRecord, given: AttachIn) -> list[EvidenceRecord]:
    """Return the pieces that are named; one that is not there is a problem, but nobody without the right learns of it."""
    if not may(acting(request), linking.RIGHT, row):
        raise Denied(linking.RIGHT)
    found = list(reading.readable(acting(request)).filter(pk__in=given.evidence))
    if len(found) != len(set(given.evidence)):
        raise ProblemAnswer("not-found")
    return found
