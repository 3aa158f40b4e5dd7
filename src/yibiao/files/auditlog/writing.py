"""Exports written: whole or not at all, the same bytes for the same log, readable by their owner alone."""

import errno
import json
import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from importlib.resources import files
from pathlib import Path

from yibiao.files.auditlog import ENTRIES, HEADS, KEYS, PERSONAL, README, VERIFIER
from yibiao.packs import verifier

_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment a zip can name
_CHUNK = 1000  # lines


def verifier_source() -> bytes:
    """Return the verifier in one file."""
    return files(verifier).joinpath("yibiao_verify.py").read_bytes()


def write_export(
    path: str | os.PathLike[str],
    entries: Iterable[bytes],
    heads: Iterable[bytes],
    personal: Iterable[bytes],
    first_key: bytes,
) -> None:
    """Write an export at `path`: a zip where the name ends so, else a folder that must not be there yet.

    Lines come without their line break. Without `personal` the log can be shown to somebody who may not see
    personal data, and be checked all the same. Errors are `OSError`.
    """
    parts = _parts(entries, heads, personal, first_key)
    target = Path(path)
    if target.suffix.lower() == ".zip":
        _write_zip(target, parts)
    else:
        _write_folder(target, parts)


def _parts(
    entries: Iterable[bytes], heads: Iterable[bytes], personal: Iterable[bytes], first_key: bytes
) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield each file with its content in pieces."""
    keys = json.dumps({"format": "yibiao-audit/1", "first_key": first_key.hex()})
    yield ENTRIES, _pieces(entries)
    yield HEADS, _pieces(heads)
    yield PERSONAL, _pieces(personal)
    yield KEYS, _pieces([keys.encode()])
    yield VERIFIER, iter([verifier_source()])
    yield README, iter([files(verifier).joinpath("README.txt").read_bytes()])


def _pieces(lines: Iterable[bytes]) -> Iterator[bytes]:
    waiting: list[bytes] = []
    for line in lines:
        waiting += line, b"\n"
        if len(waiting) >= 2 * _CHUNK:
            yield b"".join(waiting)
            waiting.clear()
    yield b"".join(waiting)


def _write_zip(target: Path, parts: Iterator[tuple[str, Iterator[bytes]]]) -> None:
    handle, temporary = tempfile.mkstemp(prefix=".yibiao-", dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
                for name, pieces in parts:
                    _add(archive, name, pieces)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        os.unlink(temporary)
        raise


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterator[bytes]) -> None:
    info = zipfile.ZipInfo(name, _EPOCH)
    info.compress_type = zipfile.ZIP_DEFLATED
    info.create_system, info.external_attr = 3, 0o600 << 16
    with archive.open(info, "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)


def _write_folder(target: Path, parts: Iterator[tuple[str, Iterator[bytes]]]) -> None:
    if target.exists():
        raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), os.fspath(target))
    aside = Path(tempfile.mkdtemp(prefix=".yibiao-", dir=target.parent))
    try:
        for name, pieces in parts:
            with open(aside / name, "wb") as file:
                file.writelines(pieces)
                file.flush()
                os.fsync(file.fileno())
        os.rename(aside, target)
    except BaseException:
        shutil.rmtree(aside, ignore_errors=True)
        raise
