"""A backup brought back into an empty database of either kind: all of it, proven, or nothing.

The parts are compared with the manifest, the rows inserted in one transaction, the root of the log reckoned
anew from its entries and compared with the log's own state and with the last signed head. Only then files and
heads are put in place and the transaction is committed.
"""

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.core.management import call_command
from django.db import DataError, IntegrityError, connection, transaction

from yibiao.core.audit.merkle import Frontier
from yibiao.files.errors import UnusableInput
from yibiao.hub.audit.anchor import heads_file
from yibiao.hub.audit.models import LogRecord
from yibiao.hub.operations import tables
from yibiao.hub.operations.archive import HEADS, ArchiveReader
from yibiao.hub.operations.backup import Progress, silent
from yibiao.hub.operations.proof import Proof, can_sign, proof_here, verdict_on

_SECRET = "secret-key"


class Restored(NamedTuple):
    """What was brought back. `keys` tells whether the key that signs the next head is here: without it nothing can be written."""

    rows: int
    files: int
    entries: int
    root: str
    keys: bool


def restore(path: Path, *, progress: Progress = silent) -> Restored:
    """Bring back rows, heads and files; raise `UnusableInput` and change nothing where anything is wrong."""
    return _bring(path, progress, home=True)


def load(path: Path, *, progress: Progress = silent) -> Restored:
    """Bring back the rows alone: the folder of the hub stays as it is, and its heads must fit."""
    return _bring(path, progress, home=False)


def _bring(path: Path, progress: Progress, *, home: bool) -> Restored:
    with ExitStack() as stack:
        archive = ArchiveReader(path)
        stack.callback(archive.close)
        if home and not archive.manifest["files"]:
            raise UnusableInput("backup.rows-alone", path.name)
        archive.check()
        _refuse_used(archive.name)
        call_command("migrate", verbosity=0, interactive=False)
        kept = _fitting(archive)
        staged = Staged(archive, stack) if home else None
        try:
            with transaction.atomic():
                _lock(kept)
                _refuse_used(archive.name)
                LogRecord.objects.all().delete()
                rows = _insert(archive, kept, progress)
                edge = _proven(archive, staged.proof if staged is not None else proof_here())
                if staged is not None:
                    staged.place()
        except BaseException:
            if staged is not None:
                staged.take_back()
            raise
    return Restored(rows, len(staged.files) if staged else 0, edge.size, edge.root().hex(), can_sign())


def _fitting(archive: ArchiveReader) -> list[tables.Table]:
    """Return the tables here; raise unless the backup has the same with the same columns."""
    kept = tables.tables()
    here = {table.name: list(table.columns) for table in kept}
    there = {name: list(table["columns"]) for name, table in archive.manifest["tables"].items()}
    if here != there:
        strange = sorted(name for name in here.keys() | there.keys() if here.get(name) != there.get(name))
        version = str(archive.manifest.get("version"))
        raise UnusableInput("backup.other-version", archive.name, version=version, tables=", ".join(strange[:3]))
    return kept


def _refuse_used(name: str) -> None:
    """Raise where the database holds anything of what a backup brings."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in tables.tables():
            if table.name in there:
                # The migrations make the row of the log's state, and no other.
                used = " WHERE size > 0" if table.model is LogRecord else ""
                cursor.execute(f'SELECT 1 FROM "{table.name}"{used} LIMIT 1')
                if cursor.fetchone() is not None:
                    raise UnusableInput("backup.not-empty", name, table=table.name)


def _lock(kept: list[tables.Table]) -> None:
    """Keep others from beginning now; on SQLite the transaction does."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(f"LOCK TABLE {', '.join(table.name for table in kept)} IN EXCLUSIVE MODE")


def _insert(archive: ArchiveReader, kept: list[tables.Table], progress: Progress) -> int:
    counts = {name: int(table["rows"]) for name, table in archive.manifest["tables"].items()}
    total, done = sum(counts.values()), 0

    def told(more: int) -> None:
        nonlocal done
        done += more
        progress("rows", min(done, total), total)

    for table in kept:
        rows = archive.rows(f"tables/{table.name}.jsonl", len(table.columns))
        with _told_unfit(archive.name, table.name):
            tables.write(connection, table, rows, told)
        if tables.count(connection, table) != counts[table.name]:
            raise UnusableInput("backup.altered", archive.name, part=f"tables/{table.name}.jsonl")
    with _told_unfit(archive.name, "*"):
        connection.check_constraints()
    tables.reset_sequences(connection)
    progress("rows", total, total)
    return total


@contextmanager
def _told_unfit(name: str, table: str) -> Iterator[None]:
    try:
        yield
    except (DataError, IntegrityError) as error:
        raise UnusableInput("backup.unfit", name, table=table, reason=str(error)) from error


# --- proof


def _proven(archive: ArchiveReader, proof: Proof) -> Frontier:
    """Return the edge of the log as its entries give it; raise unless state and signed heads agree."""
    verdict = verdict_on(proof)
    state = LogRecord.objects.filter(pk=1).values_list("size", "frontier").first()
    size, text = state if state is not None else (0, Frontier().to_text())
    edge = Frontier.from_text(text)
    promised = (archive.manifest["log"]["size"], archive.manifest["log"]["root"])
    agreed = (size, edge.size, edge.root().hex()) == (verdict.entries, verdict.entries, verdict.root)
    if not verdict.intact or not agreed or promised != (verdict.entries, verdict.root):
        found = ", ".join(dict.fromkeys(fault.code for fault in verdict.faults)) or "root-differs"
        raise UnusableInput("backup.log-differs", archive.name, found=found)
    return edge


# --- files


class Staged:
    """What stands beside the database, unpacked next to its place and moved there at the end."""

    def __init__(self, archive: ArchiveReader, stack: ExitStack) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix=".restore-", dir=settings.HOME))
        stack.callback(shutil.rmtree, self._folder, ignore_errors=True)
        self._moves: list[tuple[Path, Path]] = []
        self._moved: list[Path] = []
        self.files = [name for name in archive.parts if name.startswith("files/")]
        for name in archive.parts:
            target = self._target(name)
            if target is not None:
                self._moves.append((self._unpack(archive, name), target))
        self.proof = Proof(self._folder / HEADS, self._folder / "keys" / "first.pub")
        for source, target in self._moves:
            # A server that was started makes an empty file of heads, and a secret key of its own.
            if target.exists() and target.stat().st_size and target.name != _SECRET and not _same(source, target):
                raise UnusableInput("backup.place-used", archive.name, found=str(target))

    def _target(self, name: str) -> Path | None:
        """Return the place of a part, None for what goes into the database."""
        folder, _, rest = name.partition("/")
        if name == HEADS:
            return heads_file()
        if name == _SECRET:
            return Path(settings.HOME) / _SECRET
        if folder in {"files", "keys"}:
            return Path(settings.FILES if folder == "files" else settings.KEYS) / rest
        return None

    def _unpack(self, archive: ArchiveReader, name: str) -> Path:
        made = self._folder / name
        if not made.resolve().is_relative_to(self._folder.resolve()):
            raise UnusableInput("backup.parts", archive.name, found=name)
        made.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(made, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
            for chunk in archive.chunks(name):
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        return made

    def place(self) -> None:
        """Move all into place."""
        for source, target in self._moves:
            if not target.exists() or not _same(source, target):
                target.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                shutil.move(source, target)
                self._moved.append(target)

    def take_back(self) -> None:
        """Remove what was moved."""
        for target in self._moved:
            target.unlink(missing_ok=True)


def _same(one: Path, other: Path) -> bool:
    return one.read_bytes() == other.read_bytes()
