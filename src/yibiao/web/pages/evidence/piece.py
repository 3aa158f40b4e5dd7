"""One piece of evidence: what it is, what it serves, what is shown of it; its file, always as an attachment."""

from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yibiao.files.errors import UnusableInput, reason
from yibiao.hub.access.rights import may
from yibiao.hub.actions import Refused
from yibiao.hub.evidence import adding, linking, reading
from yibiao.hub.evidence.models import LINK, RECORD, STUB, EvidenceRecord
from yibiao.hub.evidence.previews import Shown
from yibiao.hub.evidence.previews import picture as picture_of
from yibiao.hub.evidence.previews import shown as shown_of
from yibiao.hub.evidence.records import Named, names
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.attachments import STRICT, evidence_file
from yibiao.web.languages import language_of
from yibiao.web.pages.evidence.bringing import sized, stub_reason
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import page


@view
def piece(request: HttpRequest, evidence: int) -> HttpResponse:
    """Show one piece; withdraw it."""
    row = _found(request, evidence)
    if request.method != "POST":
        return _shown(request, row)
    try:
        linking.withdraw(actor_for(request), row, reason=request.POST.get("reason", ""))
    except Refused as refused:
        return _shown(request, row, say(refused.key, language_of(request), **refused.slots))
    return done(request, "evidence.told-withdrawn", reverse("evidence-list", args=[row.unit.code]), number=row.number)


def _found(request: HttpRequest, evidence: int) -> EvidenceRecord:
    row: EvidenceRecord = one(reading.readable(actor_for(request)).select_related("by"), pk=evidence)
    return row


def _shown(request: HttpRequest, row: EvidenceRecord, error: str = "") -> HttpResponse:
    actor, lang = actor_for(request), language_of(request)
    made, fault = _preview(row, number_in(request, "page") or 1, lang)
    record = names(actor, [row.target], lang).get(row.target) if row.kind == RECORD else None
    given: dict[str, Any] = {
        "piece": row,
        "unit": row.unit,
        "served": reading.served(actor, [row]).get(row.pk, []),
        "preview": made,
        "fault": fault,
        "record": record,
        "record_at": _address(record) if record else "",
        "stub": stub_reason(row, lang) if row.kind == STUB else "",
        "is_link": row.kind == LINK,
        "can_withdraw": row.withdrawn_at is None and may(actor, adding.RIGHT, row.unit),
        "own": may(actor, reading.RIGHT, row.unit),
        "error": error,
        "typed": request.POST.get("reason", ""),
        "sized": sized,
    }
    return page(request, "evidence/piece.html", 422 if error else 200, **given)


def _preview(row: EvidenceRecord, number: int, lang: str) -> tuple[Shown | None, str]:
    """Return what is shown of a file, or why nothing is; neither for what is no file."""
    if not row.file:
        return None, ""
    try:
        made = shown_of(row, min(number, 10**6))
    except FileNotFoundError:
        return None, say("evidence.file-gone", lang)
    if made.fault is None:
        return made, ""
    why = reason(made.fault.key, made.fault.args_, lang)
    return None, say("evidence.no-preview", lang, why=why)


def _address(record: Named) -> str:
    """Return the page that shows a record."""
    if record.kind == "commitment":
        return f"{reverse('trace-commitment', args=[record.number])}?period={record.period}"
    return reverse("library-document" if record.kind == "document" else "audit-entry", args=[record.number])


@view
@require_safe
def file(request: HttpRequest, evidence: int) -> HttpResponse | FileResponse:
    """Hand out the file as received."""
    return evidence_file(_found(request, evidence))


@view
@require_safe
def picture(request: HttpRequest, evidence: int, number: int) -> HttpResponse:
    """Return a page of a piece as a picture drawn anew."""
    row = _found(request, evidence)
    try:
        made = picture_of(row, number) if row.file else None
        data = made.path.read_bytes() if made else b""
    except (FileNotFoundError, UnusableInput):
        made = None
    if made is None:
        raise Problem("not-found")
    answer = HttpResponse(data, content_type=made.media_type)
    answer["Content-Security-Policy"] = STRICT
    answer["Content-Disposition"] = "inline"
    return answer
