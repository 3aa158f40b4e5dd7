"""Scans of sealed papers: looked at at the door as every upload, kept under a generated name, handed out to who may see it."""

import hashlib
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings

from yibiao.core.classified import mark_in_name
from yibiao.files.sniff import sniff
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.actions import Act, Refused
from yibiao.hub.coordination.models import ItemRecord, ItemStepRecord, RemarkRecord, ScanRecord
from yibiao.hub.plans import storage
from yibiao.hub.plans.models import PlanRecord

# What a scanner or a camera makes, as `files/sniff` calls it.
KINDS = ("pdf", "jpg", "png")
_LONGEST_NAME = 255


class Given(NamedTuple):
    """A scan at the door, fit to be kept."""

    name: str
    data: bytes
    kind: str


def look(name: str, data: bytes) -> Given:
    """Return a scan that can be kept; `Refused` where it is no scan, too large, empty, or its name bears a mark of secrecy."""
    shown = "".join(char if char.isprintable() else "\N{REPLACEMENT CHARACTER}" for char in name)[-_LONGEST_NAME:]
    mark = mark_in_name(name)
    if mark is not None:
        raise Refused(f"hubplans.classified-{mark.place}", level=mark.level)
    if len(data) > settings.UPLOAD_LIMIT:
        raise Refused("coordination.scan-large", limit=f"{settings.UPLOAD_LIMIT >> 20} MiB")
    kind = sniff(data, shown).kind if data else ""
    if kind not in KINDS:
        raise Refused("coordination.scan-kind")
    return Given(shown, data, kind)


def with_scan(work: Any, given: Given | None, *args: Any, **more: Any) -> Any:
    """Do an action with a scan that is kept first; where the action fails, nothing of it stays."""
    if given is None:
        return work(*args, scan=None, **more)
    file = storage.keep(given.data)
    try:
        return work(*args, scan=(given, file), **more)
    except BaseException:
        storage.shred(file)
        raise


def kept(act: Act, scan: tuple[Given, str] | None) -> ScanRecord | None:
    """Make the row of a kept scan, inside an action."""
    if scan is None:
        return None
    given, file = scan
    digest = hashlib.sha256(given.data).hexdigest()
    row = ScanRecord.objects.create(
        name=given.name, file=file, kind=given.kind, digest=digest, size=len(given.data), by_id=act.actor.person, at=act.at
    )
    act.note("scan", None, digest)
    return row


def scan_for(actor: Actor, number: int) -> ScanRecord | None:
    """Return a scan that an actor may see, with the item or the remark it belongs to; None for any other."""
    items = visible(actor, "item.read", ItemRecord.objects.all()).order_by().values("pk")
    plans = visible(actor, "coordination.read", PlanRecord.objects.all()).order_by().values("pk")
    of_step = ItemStepRecord.objects.filter(item__in=items, scan=number).exists()
    seen = of_step or RemarkRecord.objects.filter(plan__in=plans, scan=number).exists()
    return ScanRecord.objects.filter(pk=number).first() if seen else None


def place_of(scan: ScanRecord) -> Path:
    """Return the path of a kept scan."""
    return storage.place(scan.file)
