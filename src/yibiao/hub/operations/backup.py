"""One consistent picture of the hub in one file, while people go on working.

The rows are those of one moment: a read transaction sees the database as it was when it began, on SQLite (WAL)
and PostgreSQL (repeatable read) alike, and holds nobody up. Of the heads those are kept that cover no more.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper

import yibiao
from yibiao.core.audit.heads import parse
from yibiao.core.audit.merkle import Frontier
from yibiao.hub.audit.anchor import heads_file
from yibiao.hub.clock import now, stamp
from yibiao.hub.operations import tables
from yibiao.hub.operations.archive import HEADS, ArchiveWriter

# Hears the name of the part under way, how many rows or files are done, and how many there are.
Progress = Callable[[str, int, int], None]
_EVERY = 10_000
# Evidence of several units may be one file: each stands in a backup once.
_NAMED_FILES = (
    "SELECT file FROM hub_documentrecord WHERE file <> '' UNION SELECT file FROM hub_evidencerecord WHERE file <> ''"
    " UNION SELECT file FROM hub_scanrecord ORDER BY file"
)


class Made(NamedTuple):
    """What a backup holds."""

    rows: int
    files: int
    missing: tuple[str, ...]  # files that rows name and that are not on the disk
    entries: int
    root: str
    keys: bool


def silent(_part: str, _done: int, _total: int) -> None:
    """Tell nobody."""


def backup(path: Path, *, with_keys: bool = False, progress: Progress = silent) -> Made:
    """Back everything up to `path`, which appears when it is whole; private keys and secrets only `with_keys`."""
    return _write(path, progress, files=True, keys=with_keys)


def dump(path: Path, *, progress: Progress = silent) -> Made:
    """Write the rows and heads alone to `path`: for moving to another database on the same machine."""
    return _write(path, progress, files=False, keys=False)


def _write(path: Path, progress: Progress, *, files: bool, keys: bool) -> Made:
    handle, made = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)  # readable by its owner alone
    try:
        with os.fdopen(handle, "wb") as file:
            archive = ArchiveWriter(file)
            try:
                told = _fill(archive, progress, files=files, keys=keys)
            except BaseException:
                archive.abandon()
                raise
            file.flush()
            os.fsync(file.fileno())
        os.replace(made, path)
    except BaseException:
        with suppress(OSError):
            os.unlink(made)
        raise
    _flush(path.parent)
    return told


def _flush(folder: Path) -> None:
    place = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(place)
    finally:
        os.close(place)


def _fill(archive: ArchiveWriter, progress: Progress, *, files: bool, keys: bool) -> Made:
    kept = tables.tables()
    with snapshot() as connection:
        edge = _edge(connection)
        counts = {table.name: tables.count(connection, table) for table in kept}
        rows = _Told(progress, "rows", sum(counts.values()))
        for table in kept:
            archive.put_rows(f"tables/{table.name}.jsonl", rows.counted(tables.read(connection, table, secrets=keys)))
        names = _files(connection) if files else []
    heads = list(_heads(edge.size))
    archive.put(HEADS, heads)
    missing = _put_files(archive, names, progress)
    if files:
        _put_keys(archive, private=keys)
    told = Made(rows.done, len(names) - len(missing), tuple(missing), edge.size, edge.root().hex(), keys)
    archive.close(_manifest(kept, counts, told, files))
    return told


def _manifest(kept: list[tables.Table], counts: dict[str, int], told: Made, files: bool) -> dict[str, Any]:
    return {
        "version": yibiao.__version__,
        "made_at": stamp(now()),
        "tables": {table.name: {"columns": table.columns, "rows": counts[table.name]} for table in kept},
        "log": {"size": told.entries, "root": told.root},
        "files": files,
        "missing": told.missing,
        "keys": told.keys,
    }


class _Told:
    """Counts what passes and tells how far it is."""

    def __init__(self, progress: Progress, part: str, total: int) -> None:
        self._progress, self._part, self._total, self.done = progress, part, total, 0

    def counted(self, rows: Iterator[Any]) -> Iterator[Any]:
        """Yield the same."""
        for row in rows:
            yield row
            self.done += 1
            if self.done % _EVERY == 0:
                self._progress(self._part, self.done, self._total)
        self._progress(self._part, self.done, self._total)


@contextmanager
def snapshot() -> Iterator[BaseDatabaseWrapper]:
    """Yield a connection of its own that sees the database as it is now, whatever is committed meanwhile."""
    connection = connections.create_connection("default")
    try:
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                connection.set_autocommit(False)
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
            else:
                # Django's own transactions begin as writers; this one must hold nobody up.
                cursor.execute("BEGIN DEFERRED")
        yield connection
    finally:
        connection.close()


def _edge(connection: BaseDatabaseWrapper) -> Frontier:
    """Return the edge of the log; the first read, with which the picture is taken."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT frontier FROM hub_logrecord WHERE id = 1")
        row = cursor.fetchone()
    return Frontier.from_text(row[0]) if row else Frontier()


def _heads(size: int) -> Iterator[bytes]:
    """Yield the lines of the heads that cover no more than `size` entries."""
    path = heads_file()
    if not path.exists():
        return
    with open(path, "rb") as file:
        for line in file:
            if not line.endswith(b"\n") or parse(line[:-1]).size > size:
                return  # written after the picture was taken, or under way now
            yield line


def _files(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of uploaded files that rows speak of."""
    with connection.cursor() as cursor:
        cursor.execute(_NAMED_FILES)
        return [name for (name,) in cursor.fetchall()]


def _put_files(archive: ArchiveWriter, names: list[str], progress: Progress) -> list[str]:
    """Write the uploaded files; return those that are gone."""
    missing = []
    for number, name in enumerate(names, start=1):
        try:
            archive.put(f"files/{name}", _chunks(Path(settings.FILES) / name))
        except FileNotFoundError:
            missing.append(name)
        progress("files", number, len(names))
    return missing


def _put_keys(archive: ArchiveWriter, *, private: bool) -> None:
    """Write the public half of the first key; the private ones and the secret key only when asked for."""
    folder = Path(settings.KEYS)
    wanted = [folder / "first.pub", *(sorted(folder.glob("*.key")) if private else ())]
    for path in wanted:
        if path.exists():
            archive.put(f"keys/{path.name}", _chunks(path))
    secret = Path(settings.HOME) / "secret-key"
    if private and secret.exists():
        archive.put("secret-key", _chunks(secret))


def _chunks(path: Path) -> Iterator[bytes]:
    with open(path, "rb") as file:
        while chunk := file.read(2**20):
            yield chunk
