"""Files handed out: always as attachments, under their own name, never as something a browser would run."""

from pathlib import Path

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

from yibiao.hub.evidence.models import EvidenceRecord
from yibiao.hub.plans import storage
from yibiao.web.api.problems import Problem

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".csv": "text/csv; charset=utf-8",
}
UNKNOWN = "application/octet-stream"
# What was brought may hold anything: even opened as a page of its own, nothing of it runs and nothing is fetched.
STRICT = "default-src 'none'; sandbox; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def attachment(path: Path, name: str) -> FileResponse:
    """Return a stored file as an attachment; what an office uploaded is never given a type that a browser shows."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=UNKNOWN)


def made(data: bytes, name: str) -> HttpResponse:
    """Return a file that we made as an attachment."""
    answer = HttpResponse(data, content_type=TYPES.get(Path(name).suffix, UNKNOWN))
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return answer


def evidence_file(row: EvidenceRecord) -> FileResponse:
    """Return the file of a piece of evidence as an attachment that no browser shows or runs; a problem where there is none."""
    path = storage.place(row.file)
    if not row.file or not path.exists():
        raise Problem("not-found")
    answer = attachment(path, row.name)
    answer["Content-Security-Policy"] = STRICT
    return answer
