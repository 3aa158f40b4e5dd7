"""The log of a database as a source for the check (`core/audit/verify`), and for exports."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction

from yibiao.core.audit.entries import Personal, personal_line
from yibiao.core.audit.heads import parse
from yibiao.core.audit.verify import Stored
from yibiao.files.auditlog.source import Opener, Source
from yibiao.hub.audit.anchor import heads_file
from yibiao.hub.audit.keys import first_public
from yibiao.hub.audit.models import EntryRecord, PersonalDatumRecord
from yibiao.hub.clock import stamp

# How long a running server may take to sign what it has just committed.
PATIENCE = 5.0
_CHUNK = 2000


@contextmanager
def database_log(path: str = "") -> Iterator[Source]:
    """Give the log of this database: up to the last signed head where a server is writing, else all of it.

    A tail that nobody signs within `PATIENCE` seconds is part of the log and will be found uncovered.
    """
    cut = _signed_up_to(time.monotonic() + PATIENCE)
    with transaction.atomic():
        yield Source(
            entries=stored(cut),
            heads=iter(heads(cut)),
            personal=personal(),
            first_key=first_public(Path(settings.KEYS)),
        )


def _signed_up_to(deadline: float) -> int | None:
    """Return the size of the last head once it covers the log as it stands now; None where that doesn't happen."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT (SELECT MAX(seq) + 1 FROM hub_entryrecord), (SELECT MAX(size) FROM hub_logrecord)")
        there, noted = cursor.fetchone()
    if not there or there != noted:
        return None
    while (signed := _last_size()) < there:
        if time.monotonic() > deadline:
            return None
        time.sleep(0.05)
    return signed


def _last_size() -> int:
    try:
        lines = heads()
        return parse(lines[-1]).size if lines else 0
    except ValueError:
        return 0


def heads(cut: int | None = None) -> list[bytes]:
    """Return the lines of the heads; with `cut` only those of up to that size, for more are being written."""
    path = heads_file()
    lines = path.read_bytes().splitlines() if path.exists() else []
    if cut is None:
        return lines
    return [line for line in lines if _size(line) <= cut]


def _size(line: bytes) -> int:
    try:
        return parse(line).size
    except ValueError:
        return 0  # the check will say what is wrong with it


def stored(cut: int | None = None) -> Iterator[Stored]:
    """Yield the entries in order, with the leaf hash and the columns kept beside each line."""
    rows = EntryRecord.objects.order_by("seq")
    rows = rows if cut is None else rows.filter(seq__lt=cut)
    for row in rows.iterator(chunk_size=_CHUNK):
        columns = {name: getattr(row, name) for name in ("seq", "actor", "unit", "action", "object", "plan")}
        yield Stored(row.line.encode(), row.leaf, {**columns, "at": stamp(row.at)})


def personal() -> Iterator[bytes]:
    """Yield the personal data that have not been erased."""
    kept = PersonalDatumRecord.objects.filter(erased_at=None).order_by("digest")
    for row in kept.iterator(chunk_size=_CHUNK):
        yield personal_line(Personal(row.digest, row.salt, row.value))


OPENER = Opener(open=database_log, untrusted=False)
