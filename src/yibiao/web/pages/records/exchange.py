"""Units and people as files: handed out, and taken in after a look at what they would do."""

import base64
import binascii
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from yibiao.hub.access.rights import Denied, check, may, visible
from yibiao.hub.access.subjects import Subject
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.orgs.exchange import Report, export_people, export_units, import_people, import_units
from yibiao.hub.orgs.models import UnitRecord
from yibiao.web.acting import actor_for
from yibiao.web.attachments import made
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import done, view
from yibiao.web.templating import page

WHATS = ("people", "units")
FORMATS = ("xlsx", "csv")
# What a page can carry from the look at a file to its import; more goes through the command line.
MOST_BYTES = 2 * 1024 * 1024
SHOWN = 200


@view
def import_file(request: HttpRequest) -> HttpResponse:
    """Show what a file would change, row by row, with every fault; then import it, all or nothing."""
    allowed = _allowed(request)
    if not allowed:
        raise Denied("person.create")
    what = request.POST.get("what", "")
    given: dict[str, Any] = {"allowed": allowed, "formats": FORMATS, "report": None, "what": what}
    if request.method != "POST":
        return page(request, "records/import.html", **given)
    if what not in WHATS:
        raise Refused("problems.invalid")
    data, name = _file(request)
    go = bool(request.POST.get("go"))
    report = _report(request, what, data, name, go=go)
    if go and not report.faults:
        counts = {word: report.count(word) for word in ("added", "changed", "left")}
        return done(request, "orgs.import-done", reverse("people" if what == "people" else "tree"), **counts)
    kept = base64.b64encode(data).decode("ascii")
    return page(request, "records/import.html", **{**given, **_told(request, report), "kept": kept, "name": name})


def _report(request: HttpRequest, what: str, data: bytes, name: str, *, go: bool) -> Report:
    """Return what a file does or did; one that asks for another administrator's columns is refused in words."""
    read = import_people if what == "people" else import_units
    try:
        return read(actor_for(request), data, name, dry_run=not go)
    except Denied as denied:
        if what not in _allowed(request):
            raise
        raise Refused("records.import-posts" if denied.right == "post.assign" else "records.import-accounts") from denied


def _allowed(request: HttpRequest) -> list[str]:
    """Return what somebody may import: accounts and posts are two administrators', units one's."""
    actor = actor_for(request)
    people = may(actor, "person.create") or may(actor, "post.assign", Subject("post"))
    units = any(post.kind == "system_admin" for post in actor.posts)
    return [what for what, allowed in zip(WHATS, (people, units), strict=True) if allowed]


def _file(request: HttpRequest) -> tuple[bytes, str]:
    """Return the file of a form: the one chosen, or the one that was looked at before."""
    chosen = request.FILES.get("file")
    if chosen is not None:
        if chosen.size is not None and chosen.size > MOST_BYTES:
            raise Refused("records.file-large", most=MOST_BYTES // 1024 // 1024)
        return chosen.read(), chosen.name or "file"
    try:
        data = base64.b64decode(request.POST.get("kept", ""), validate=True)
    except (binascii.Error, ValueError):
        data = b""
    if not data or len(data) > MOST_BYTES:
        raise Refused("records.no-file")
    return data, request.POST.get("name", "file")[:200]


def _told(request: HttpRequest, report: Report) -> dict[str, Any]:
    lang = language_of(request)
    changed = [change for change in report.changes if change.what != "left"]
    return {
        "report": report,
        "summary": report.summary(lang),
        "faults": [(fault, fault._replace(row=0).line(lang)) for fault in report.faults[:SHOWN]],
        "changes": [(change, change.line(lang)) for change in changed[:SHOWN]],
        "hidden": max(0, len(report.faults) + len(changed) - SHOWN),
    }


@view
@require_POST
def export_file(request: HttpRequest) -> HttpResponse:
    """Hand out people or units as a file; an export of people stands in the log."""
    actor, lang = actor_for(request), language_of(request)
    what, fmt = request.POST.get("what", ""), request.POST.get("format", "xlsx")
    if what not in WHATS or fmt not in FORMATS:
        raise Refused("problems.invalid")
    if what == "units":
        _check_units(request)
    data = export_people(actor, fmt, lang) if what == "people" else export_units(actor, fmt, lang)
    return made(data, f"{what}-{today():%Y%m%d}.{fmt}")


def _check_units(request: HttpRequest) -> None:
    """Refuse the list of units to who may see none of them."""
    actor = actor_for(request)
    if not visible(actor, "unit.read", UnitRecord.objects.all()).exists():
        check(actor, "group.edit")
