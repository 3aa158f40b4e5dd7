"""Files handed out: always as attachments, under their own name, never as something a browser would run."""

from pathlib import Path

from django.http import FileResponse, HttpResponse
from django.utils.http import content_disposition_header

TYPES = {
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".pdf": "application/pdf",
    ".zip": "application/zip",
    ".csv": "text/csv; charset=utf-8",
}
UNKNOWN = "application/octet-stream"


def attachment(path: Path, name: str) -> FileResponse:
    """Return a stored file as an attachment; what an office uploaded is never given a type that a browser shows."""
    return FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=UNKNOWN)


def made(data: bytes, name: str) -> HttpResponse:
    """Return a file that we made as an attachment."""
    answer = HttpResponse(data, content_type=TYPES.get(Path(name).suffix, UNKNOWN))
    answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name) or "attachment"
    return answer
