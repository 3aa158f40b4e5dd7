"""Evidence brought in 上传佐证: looked at in a child process before anything is written, stored once.

Classified matter is refused as of documents: nothing of the file is kept, a stub says that it is shown on paper.
"""

import hashlib
from collections.abc import Iterable
from typing import Any, NamedTuple

from django.db.models import Max

from yibiao.core.classified import mark_in_name
from yibiao.core.evidence.limits import limits
from yibiao.core.evidence.naming import is_secure_address, own_name
from yibiao.files.errors import UnusableInput
from yibiao.files.evidence.checking import Checked, check_job
from yibiao.files.sandbox import Worker
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import today
from yibiao.hub.evidence.models import LINK, RECORD, STUB, EvidenceRecord
from yibiao.hub.evidence.records import is_known
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans import storage
from yibiao.hub.plans.documents import STUB as STUB_NAME
from yibiao.hub.plans.documents import classified

RIGHT = "evidence.add"
LONGEST_TITLE = 200
# Address space of the child: a picture of the most pixels, twice.
_MEMORY = 2**30
_TOLD = ("unit", "kind", "name", "title", "size", "sha256", "target", "reason")


class Given(NamedTuple):
    """A file as it was sent."""

    name: str
    data: bytes
    title: str = ""


class Added(NamedTuple):
    """What became of one file: its evidence, `known` where the unit had it already; or the `fault` why it isn't taken.

    `renamed` is the name it came with, where that did not fit what it holds. `name` is how the sender knows it.
    """

    name: str
    row: EvidenceRecord | None = None
    known: bool = False
    renamed: str = ""
    fault: UnusableInput | None = None


class _Known(Exception):
    """No error: somebody was faster with the same file."""

    def __init__(self, row: EvidenceRecord) -> None:
        super().__init__()
        self.row = row


def add_files(actor: Actor, unit: UnitRecord, given: Iterable[Given], *, request: str = "") -> list[Added]:
    """Take files as evidence of a unit, each on its own: one that is refused costs the others nothing."""
    check(actor, RIGHT, unit)
    files = list(given)
    if not files:
        raise Refused("evidence.nothing-given")
    if len(files) > limits().files:
        raise Refused("evidence.too-many-files", limit=limits().files, found=len(files))
    with Worker(memory=_MEMORY) as worker:
        return [_added(actor, unit, one, worker, request) for one in files]


def _added(actor: Actor, unit: UnitRecord, given: Given, worker: Worker, request: str) -> Added:
    shown = own_name(given.name)
    if mark := mark_in_name(shown):  # before anything is said of what is here already
        return Added(STUB_NAME, _add_stub(actor, unit, classified(mark), request=request))
    digest = hashlib.sha256(given.data).hexdigest()
    known = _own(unit, sha256=digest)
    if known is not None:
        return Added(shown, known, known=True)
    if len(given.data) > limits().file:
        return Added(shown, fault=UnusableInput("evidence.too-large", shown, limit=f"{limits().file >> 20} MB"))
    try:
        checked = worker.run(check_job, given.data, given.name, name=shown)
    except UnusableInput as fault:
        return Added(shown, fault=fault)
    if checked.mark:
        return Added(STUB_NAME, _add_stub(actor, unit, classified(checked.mark), request=request))
    file = storage.keep(given.data)
    kept = ""
    try:
        row = _add_file(actor, unit, given, checked, digest, file, request=request)
        kept = row.file
    except _Known as found:
        return Added(shown, found.row, known=True)
    finally:
        if kept != file:  # the same bytes are there already, or nothing was written
            storage.shred(file)
    return Added(shown, row, renamed=shown if checked.name != shown else "")


def _own(unit: UnitRecord, **fields: str) -> EvidenceRecord | None:
    """Return what a unit has already, unless it was withdrawn."""
    return EvidenceRecord.objects.filter(unit=unit, withdrawn_at=None, **fields).first()


@action(RIGHT)
def _add_file(act: Act, unit: UnitRecord, given: Given, checked: Checked, digest: str, file: str) -> EvidenceRecord:
    known = _own(unit, sha256=digest)
    if known is not None:
        raise _Known(known)
    # Behind the log's lock, so that two who bring the same bytes at once keep one file.
    there = EvidenceRecord.objects.filter(sha256=digest).exclude(file="").values_list("file", flat=True).first()
    return _made(
        act, unit, kind=checked.kind, name=checked.name, title=_titled(given.title), size=len(given.data),
        sha256=digest, file=there or file, details=checked.details,
    )  # fmt: skip


@action(RIGHT)
def _add_stub(act: Act, unit: UnitRecord, reason: dict[str, Any]) -> EvidenceRecord:
    return _made(act, unit, kind=STUB, reason=reason)


def add_link(actor: Actor, unit: UnitRecord, address: str, title: str, *, request: str = "") -> Added:
    """Take an https address as evidence; the same address of the same unit is one piece."""
    address = address.strip()
    if not is_secure_address(address):
        raise Refused("evidence.no-address")
    if not title.strip():
        raise Refused("evidence.title-needed")
    return _targeted(actor, unit, LINK, address, title, request)


def add_record(actor: Actor, unit: UnitRecord, mark: str, title: str = "", *, request: str = "") -> Added:
    """Take something held here as evidence, by its name in the log (``document:5``); whoever adds it must see it."""
    if not is_known(actor, mark):
        raise Refused("evidence.no-record")
    return _targeted(actor, unit, RECORD, mark, title, request)


def _targeted(actor: Actor, unit: UnitRecord, kind: str, target: str, title: str, request: str) -> Added:
    check(actor, RIGHT, unit)
    known = _own(unit, kind=kind, target=target)
    if known is not None:
        return Added(target, known, known=True)
    return Added(target, _add_target(actor, unit, kind, target, title, request=request))


@action(RIGHT)
def _add_target(act: Act, unit: UnitRecord, kind: str, target: str, title: str) -> EvidenceRecord:
    return _made(act, unit, kind=kind, target=target, title=_titled(title))


def _titled(title: str) -> str:
    plain = " ".join(title.split())
    if len(plain) > LONGEST_TITLE:
        raise Refused("evidence.title-too-long", limit=LONGEST_TITLE, found=len(plain))
    return plain


def _made(act: Act, unit: UnitRecord, **fields: Any) -> EvidenceRecord:
    """Make the row with the next number of the unit and year; the log's lock keeps others from taking it."""
    year = today().year
    last = EvidenceRecord.objects.filter(unit=unit, year=year).aggregate(Max("serial"))["serial__max"] or 0
    row = EvidenceRecord.objects.create(unit=unit, year=year, serial=last + 1, by_id=act.actor.person, at=act.at, **fields)
    act.about(row)
    act.made(row, *(name for name in _TOLD if getattr(row, name) not in ("", 0, {})))
    return row
