"""Exports read back as streams: a line at a time, so that a log of any length needs little memory."""

import json
import lzma
import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import IO, Any

from yibiao.core.audit.heads import KEY_BYTES, kept_fingerprint
from yibiao.core.audit.lines import MOST_BYTES, is_hex
from yibiao.files.auditlog import ENTRIES, HEADS, KEYS, PERSONAL
from yibiao.files.auditlog.source import Opener, Source
from yibiao.files.errors import UnusableInput

# Entries are alike and pack well, but not to less than this; a small file may.
_MOST_RATIO = 250
_HONEST = 64 * 2**20
_MOST_KEPT = 2**20  # bytes of a file of kept heads
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    lzma.LZMAError,
    EOFError,
    struct.error,
    ValueError,
    RuntimeError,
    LookupError,
    OverflowError,
)

_NAMES = (ENTRIES, HEADS, PERSONAL, KEYS)
_Open = Callable[[], IO[bytes]]


@contextmanager
def open_export(path: str) -> Iterator[Source]:
    """Give the log in an export, a folder or a zip; raise `UnusableInput` for what is none, also while reading."""
    with ExitStack() as opened:
        files = _folder(path) if os.path.isdir(path) else _zip(path, opened)
        if not {ENTRIES, HEADS} & files.keys():
            raise UnusableInput("audit.not-export", path)
        entries, heads, personal = (_lines(files.get(name), path, opened) for name in (ENTRIES, HEADS, PERSONAL))
        yield Source(entries, heads, personal, _first_key(files.get(KEYS), path, opened))


OPENER = Opener(open=open_export, untrusted=True)


def read_kept(path: str) -> tuple[str, ...]:
    """Return the fingerprints of the heads that somebody kept in a file: a head or a fingerprint each line."""
    with _told(path), open(path, "rb") as file:
        data = file.read(_MOST_KEPT + 1)
    if len(data) > _MOST_KEPT:
        raise UnusableInput("errors.too-large", path, limit="1 MiB")
    lines = data.decode("utf-8-sig", errors="replace").split("\n")
    kept = tuple(kept_fingerprint(line) for line in lines if line.strip())
    if not kept:
        raise UnusableInput("audit.no-kept-head", path)
    return kept


def _folder(path: str) -> Mapping[str, _Open]:
    inside = {name: Path(path, name) for name in _NAMES}
    return {name: partial(_binary, place) for name, place in inside.items() if place.is_file()}


def _binary(path: Path) -> IO[bytes]:
    return path.open("rb")


def _zip(path: str, opened: ExitStack) -> Mapping[str, _Open]:
    """Return the files of a zip, which stand side by side, at its top or in a folder."""
    with _told(path):
        if not _begins_as_zip(path):
            raise UnusableInput("audit.not-export", path)
        archive = opened.enter_context(zipfile.ZipFile(path))
    members = [info for info in archive.infolist() if info.filename.split("/")[-1] in _NAMES]
    found = {info.filename.split("/")[-1]: info for info in members}
    if len(found) < len(members) or len({os.path.dirname(info.filename) for info in members}) > 1:
        raise UnusableInput("audit.several", path)
    for info in members:
        if info.flag_bits & 1:
            raise UnusableInput("errors.encrypted", path, kind="kinds.archive")
        # The reader of zips gives no more than these sizes say.
        if info.file_size > max(_HONEST, _MOST_RATIO * info.compress_size):
            raise UnusableInput("errors.zip-bomb", path, limit=f"{info.compress_size * _MOST_RATIO >> 20} MiB")
    return {name: partial(archive.open, info) for name, info in found.items()}


def _begins_as_zip(path: str) -> bool:
    if not stat.S_ISREG(os.stat(path).st_mode):  # a pipe would be waited for
        return False
    with open(path, "rb") as file:
        return file.read(2) == b"PK"


def _lines(open_file: _Open | None, path: str, opened: ExitStack) -> Iterator[bytes]:
    """Yield the lines of a file; of a file that isn't there none, of an endless line its beginning."""
    if open_file is None:
        return
    with _told(path):
        file = opened.enter_context(open_file())
    while line := _read_line(file, path):
        rest = line
        while len(rest) > MOST_BYTES and not rest.endswith(b"\n"):
            rest = _read_line(file, path)
        yield line.removesuffix(b"\n")


def _read_line(file: IO[bytes], path: str) -> bytes:
    with _told(path):
        return file.readline(MOST_BYTES + 2)


def _first_key(open_file: _Open | None, path: str, opened: ExitStack) -> bytes | None:
    try:
        named: Any = json.loads(next(_lines(open_file, path, opened), b"").decode())["first_key"]
    except (ValueError, LookupError, TypeError, RecursionError):
        return None  # the check says that there is no key
    return bytes.fromhex(named) if is_hex(named, 2 * KEY_BYTES) else None


@contextmanager
def _told(path: str) -> Iterator[None]:
    """Turn what may happen to a file into the one error of this floor."""
    try:
        yield
    except FileNotFoundError as error:
        raise UnusableInput("errors.not-found", path) from error
    except OSError as error:
        raise UnusableInput("errors.unreadable", path, reason=error.strerror or type(error).__name__) from error
    except _BROKEN as error:
        raise UnusableInput("errors.truncated", path, kind="kinds.archive", reason=error) from error
