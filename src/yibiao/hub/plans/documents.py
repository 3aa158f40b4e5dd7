"""Documents brought in 上传: looked at at the door, kept under a generated name, compiled by a job.

Classified matter is refused: what can be seen without reading the file (its name, a pasted text) at once and
before anything is written, the rest by the job. Neither the log nor the queue ever holds a name or a word of
a document that has not been looked at.
"""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.timezone import localdate

from yibiao.core.classified import Mark, mark_in_name, mark_in_text
from yibiao.files.sniff import sniff
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check, visible
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.jobs import queue
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans import storage
from yibiao.hub.plans.ending import is_ended
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

# What stands in the place of a classified document's name and title.
STUB = "涉密文件"
_LONGEST_NAME = 255


class Given(NamedTuple):
    """A document at the door: `data` its bytes, `kind` what they are; `reason` says why it is not taken."""

    name: str
    data: bytes
    kind: str
    digest: str
    reason: dict[str, Any]
    classified: bool


def upload(
    actor: Actor,
    unit: UnitRecord,
    name: str,
    data: bytes | None = None,
    text: str | None = None,
    *,
    reason: str = "",
    request: str = "",
) -> JobRecord:
    """Bring in a document as the bytes of a file or as text; return the job that compiles it.

    A document that cannot be taken (classified, too large, empty) leaves its row and a job that has failed.
    Raises `Refused` where the same document is there already.
    """
    check(actor, "document.upload", unit)
    return bring_in(_receive, actor, unit, name, data, text, reason=reason, request=request)


def bring_in(
    receive: Any, actor: Actor, row: Any, name: str, data: bytes | None, text: str | None, **told: str
) -> JobRecord:
    """Look at a document, keep it if it can be taken, and `receive` it: an action on `row`."""
    given = look(name, data, text)
    file = "" if given.reason else storage.keep(given.data)
    try:
        job: JobRecord = receive(actor, row, given, file, **told)
    except BaseException:
        storage.shred(file)
        raise
    return job


def look(name: str, data: bytes | None, text: str | None) -> Given:
    """Return a document as it is given, with the reason not to take it that can be seen without reading it."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)[-_LONGEST_NAME:]
    if data is None:
        plain = (text or "").replace("\r\n", "\n").replace("\r", "\n")
        data = plain.encode("utf-8", "replace")
        shown = shown if shown.lower().endswith(".txt") else f"{shown[: _LONGEST_NAME - 4]}.txt"
    limit = settings.UPLOAD_LIMIT
    mark = mark_in_name(name) or (mark_in_text(text) if text and len(data) <= limit else None)
    if mark:
        return Given("", b"", "", "", classified(mark), True)
    if len(data) > limit:
        too_large = {"key": "errors.too-large", "slots": {"limit": _size(limit)}}
        return Given(shown, data[:0], "", "", too_large, False)
    reason = {} if data.strip() else {"key": "errors.empty", "slots": {}}
    return Given(shown, data, sniff(data, shown).kind, hashlib.sha256(data).hexdigest(), reason, False)


def classified(mark: Mark) -> dict[str, Any]:
    """Return the reason to refuse a document with a mark: its level, and where it stands."""
    return {"key": f"hubplans.classified-{mark.place}", "slots": {"level": mark.level}}


def _size(limit: int) -> str:
    return f"{limit >> 20} MiB" if limit >= 2**20 else f"{limit} B"


@action("document.upload")
def _receive(act: Act, unit: UnitRecord, given: Given, file: str) -> JobRecord:
    return received(act, unit, given, file)


def received(act: Act, unit: UnitRecord, given: Given, file: str, revises: PlanRecord | None = None) -> JobRecord:
    """Make the row of a document and its job, inside an action; `revises` is the plan that it amends."""
    _refuse_twice(act.actor, unit, given)
    refused = given.classified
    document = DocumentRecord.objects.create(
        name=STUB if refused else given.name,
        title=STUB if refused else "",
        digest=given.digest,
        size=len(given.data),
        kind=given.kind,
        file=file,
        state=(DocumentRecord.REFUSED if refused else DocumentRecord.FAILED) if given.reason else DocumentRecord.RECEIVED,
        reason=given.reason,
        unit=unit,
        by_id=act.actor.person,
        at=act.at,
    )
    act.about(document)
    act.plan = f"plan:{revises.pk}" if revises else ""
    act.made(document, "state", "reason", "unit")
    if given.reason:
        return queue.failed_at_once("compile", document, unit, act.actor.person, given.reason)
    return queue.add("compile", document, unit, act.actor.person, revises=revises.pk if revises else None)


def _refuse_twice(actor: Actor, unit: UnitRecord, given: Given) -> None:
    """Refuse a document that the office has, or may see, already; one whose draft was given up, or plan ended, may come again."""
    if not given.digest or given.reason:
        return
    same = DocumentRecord.objects.filter(
        digest=given.digest, state__in=(DocumentRecord.RECEIVED, DocumentRecord.COMPILED)
    )
    given_up = PlanRecord.objects.filter(Q(state=PlanRecord.DISCARDED) | is_ended(), document=OuterRef("pk"))
    known = _known(actor, unit, same).exclude(Exists(given_up), state=DocumentRecord.COMPILED).first()
    if known is not None:
        day = localdate(known.at).isoformat()
        raise Refused("hubplans.same-document", title=known.title or known.name, day=day, document=known.pk)


def _known(actor: Actor, unit: UnitRecord, rows: QuerySet[DocumentRecord]) -> QuerySet[DocumentRecord]:
    seen = visible(actor, "document.read", rows)
    return rows.filter(Q(unit=unit) | Q(pk__in=seen.values("pk")))


def file_of(document: DocumentRecord) -> Path:
    """Return the path of a document's file as received; `FileNotFoundError` where none is kept."""
    if not document.file:
        raise FileNotFoundError(document.pk)
    return storage.place(document.file)
