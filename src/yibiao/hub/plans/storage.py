"""Files as received, below `settings.FILES`: generated names, readable by the server alone, shredded when refused."""

import os
import secrets
import time
from pathlib import Path

from django.conf import settings

from yibiao.hub.coordination.models import ScanRecord
from yibiao.hub.evidence.models import EvidenceRecord
from yibiao.hub.plans.models import DocumentRecord

_CHUNK = 2**20
# A file whose row isn't there after so many seconds belongs to an upload that failed.
_ORPHANED = 24 * 3600.0


def keep(data: bytes) -> str:
    """Write the bytes of a document to the disk; return their generated name below the folder of files."""
    token = secrets.token_hex(20)
    path = place(f"{token[:2]}/{token}")
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError:  # a full disk: half a file would keep it full
        path.unlink(missing_ok=True)
        raise
    return f"{token[:2]}/{token}"


def place(file: str) -> Path:
    """Return the path of a kept file."""
    return Path(settings.FILES) / file


def shred(file: str) -> None:
    """Overwrite a kept file and remove it; one that is gone is no mistake."""
    if not file:
        return
    path = place(file)
    try:
        with open(path, "r+b") as opened:
            left = os.fstat(opened.fileno()).st_size
            while left > 0:
                left -= opened.write(bytes(min(left, _CHUNK)))
            opened.flush()
            os.fsync(opened.fileno())
        path.unlink()
    except FileNotFoundError:
        return


def sweep() -> int:
    """Shred files that no document, evidence or scan names, left by an upload that was cut off; return how many."""
    before = time.time() - _ORPHANED
    old = [path for path in Path(settings.FILES).glob("??/*") if path.stat().st_mtime < before]
    names = {f"{path.parent.name}/{path.name}": path for path in old}
    orphans = names.keys() - _named() if names else set()
    for name in orphans:
        shred(name)
    return len(orphans)


def _named() -> set[str]:
    """Return the files that rows speak of."""
    return {name for model in (DocumentRecord, EvidenceRecord, ScanRecord) for name in model.objects.exclude(file="").values_list("file", flat=True)}
