"""Signed tree heads, written outside the database after every batch of commits.

The heads stand in ``HOME/heads/heads.jsonl``, one line each, appended and flushed to the disk. Writers of
all processes take turns by a lock on the file; a head that another has already gone beyond isn't written.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

from yibiao.core.audit.heads import Head, canonical, message, next_head, parse, signed, successor
from yibiao.core.audit.merkle import Frontier
from yibiao.hub.audit.keys import SigningKey, first_public, load_key, make_key
from yibiao.hub.audit.models import LogRecord
from yibiao.hub.clock import now, stamp

_LONGEST = 4096  # bytes of a line


def heads_file() -> Path:
    """Return the place of the heads."""
    return Path(settings.HEADS) / "heads.jsonl"


def anchor(edge: Frontier | None = None) -> Head | None:
    """Write the head of the log as it is committed (`edge` where the caller knows it); None where it is covered."""
    if edge is None:
        kept = LogRecord.objects.filter(pk=1).values_list("frontier", flat=True).first()
        edge = Frontier.from_text(kept) if kept else Frontier()
    with _locked() as file:
        last = _last(file)
        if not edge.size or (last is not None and last.size >= edge.size):
            return None
        key = _current_key(last)
        head = next_head(last, edge.size, edge.root(), stamp(now()), key.public)
        return _write(file, head, key)


def check(size: int = 0) -> None:
    """Raise where no head could be written now (a damaged or unreadable file, a key that is gone, heads that are).

    It is asked before a change is committed to a log of `size` entries: otherwise somebody would be told of a
    failure, and the change stand. A log that was signed before and has no heads now must not begin a new chain.
    """
    if not heads_file().exists():
        last = None
    else:
        with _locked() as file:
            last = _last(file)
    if last is not None:
        load_key(Path(settings.KEYS), successor(last))
    elif size and first_public(Path(settings.KEYS)) is not None:
        raise FileNotFoundError(f"the heads of the log are gone: {heads_file()}")


def rotate() -> Head:
    """Begin to sign with a new key: the last line signed by the old one names it."""
    with _locked() as file:
        last = _last(file)
        if last is None:
            raise LookupError("there is no head yet")
        old, new = _current_key(last), make_key(Path(settings.KEYS))
        root = bytes.fromhex(last.root)
        head = next_head(last, last.size, root, stamp(now()), old.public, next_key=new.public)
        return _write(file, head, old)


@contextmanager
def _locked() -> Iterator[BinaryIO]:
    path = heads_file()
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    with open(path, "a+b", buffering=0) as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield file


def _last(file: BinaryIO) -> Head | None:
    """Return the last head; half a line that a crash left behind is cut off first."""
    end = file.seek(0, os.SEEK_END)
    start = max(0, end - _LONGEST)
    file.seek(start)
    tail = file.read(end - start)
    whole = tail.rfind(b"\n") + 1
    if start + whole < end:
        file.truncate(start + whole)
    lines = tail[:whole].splitlines()
    return parse(lines[-1]) if lines else None


def _current_key(last: Head | None) -> SigningKey:
    folder = Path(settings.KEYS)
    if last is None:
        kept = sorted(folder.glob("*.key"))
        return load_key(folder, kept[0].stem) if kept else make_key(folder)
    return load_key(folder, successor(last))


def _write(file: BinaryIO, head: Head, key: SigningKey) -> Head:
    head = signed(head, key.sign(message(head)))
    file.seek(0, os.SEEK_END)
    file.write(canonical(head) + b"\n")
    os.fsync(file.fileno())
    return head
