"""Evidence brought in by a form: files, addresses, records by the address of their page; and what is said of each."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import parse_qs, urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest
from django.urls import Resolver404, resolve

from yibiao.core.evidence.limits import limits
from yibiao.files.errors import reason
from yibiao.hub.actions import Refused
from yibiao.hub.evidence import adding
from yibiao.hub.evidence.adding import Added, Given
from yibiao.hub.evidence.models import STUB, EvidenceRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.languages import language_of

# Pages whose address names a record.
_PAGES = {"trace-commitment": "commitment", "library-document": "document", "audit-entry": "entry"}


def bring_files(request: HttpRequest, unit: UnitRecord) -> list[EvidenceRecord]:
    """Take the files of a form; say of each what became of it, and return the evidence there is now."""
    files = request.FILES.getlist("file")
    if len(files) > limits().files:  # before any of them is read
        raise Refused("evidence.too-many-files", limit=limits().files, found=len(files))
    given = [Given(file.name or "", file.read(limits().file + 1)) for file in files]
    return told(request, adding.add_files(actor_for(request), unit, given))


def bring_link(request: HttpRequest, unit: UnitRecord) -> list[EvidenceRecord]:
    """Take the address of a form: of the web, or of a page of this site that shows a record."""
    actor, address, title = actor_for(request), request.POST.get("address", ""), request.POST.get("title", "")
    mark = mark_of(request, address)
    if mark is None:
        return told(request, [adding.add_link(actor, unit, address, title)])
    return told(request, [adding.add_record(actor, unit, mark, title)])


def mark_of(request: HttpRequest, address: str) -> str | None:
    """Return the record that an address of this site shows, empty for a page that shows none; None for other sites."""
    try:
        parts = urlsplit(address.strip())
        own = {request.get_host(), urlsplit(settings.ADDRESS).netloc} - {""}
    except ValueError:
        return None
    here = parts.netloc in own and parts.scheme in ("http", "https")
    if not here and (parts.scheme or parts.netloc or not parts.path.startswith("/")):
        return None
    try:
        found = resolve(parts.path)
    except Resolver404:
        return ""
    kind = _PAGES.get(found.url_name or "")
    if kind is None:
        return ""
    mark = f"{kind}:{next(iter(found.kwargs.values()))}"
    return f"{mark}.{parse_qs(parts.query).get('period', [''])[0]}" if kind == "commitment" else mark


def told(request: HttpRequest, added: Sequence[Added]) -> list[EvidenceRecord]:
    """Say what became of each piece; return what is there."""
    lang = language_of(request)
    new = [one.row for one in added if one.row is not None and not one.known and one.row.kind != STUB]
    if new:
        named = say("history.separator", lang).join(map(str, new))
        messages.success(request, say("evidence.told-added", lang, named=named))
    for one in added:
        if one.fault is not None:
            why = reason(one.fault.key, one.fault.args_, lang)
            messages.error(request, say("evidence.told-fault", lang, name=one.name, why=why))
        elif one.row is not None:
            _tell(request, one, one.row, lang)
    return [one.row for one in added if one.row is not None]


def _tell(request: HttpRequest, one: Added, row: EvidenceRecord, lang: str) -> None:
    if row.kind == STUB:
        messages.error(request, say("evidence.told-stub", lang, why=stub_reason(row, lang), number=row.number))
    elif one.known:
        messages.info(request, say("evidence.told-known", lang, name=one.name, number=row.number))
    elif one.renamed:
        kind = say(f"evidence.kind-{row.kind}", lang)
        messages.info(request, say("evidence.told-renamed", lang, was=one.renamed, kind=kind, name=row.name))


def stub_reason(row: EvidenceRecord, lang: str) -> str:
    """Return why a file was refused that left a stub."""
    return say(row.reason["key"], lang, **row.reason["slots"])


def sized(count: int) -> str:
    """Return a number of bytes as people say it: ``1.2 MB``, ``12 KB``."""
    return f"{count / 2**20:.1f} MB" if count >= 2**20 else f"{max(1, round(count / 1024))} KB"


def taking() -> dict[str, Any]:
    """Return what a form for files says of what is taken."""
    most = limits()
    return {"most_bytes": most.file, "most_said": sized(most.file).replace(".0", ""), "most_files": most.files, "sized": sized}
