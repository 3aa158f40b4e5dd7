"""A backup of a million values while 64 connections save, brought back into either kind of database."""

import shutil
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, NamedTuple

from hub_save import CONNECTIONS, OWN
from hub_servers import Hub, PostgreSQL
from measure import Row

VALUES = 1_000_000
ROWS = 320  # commitments of a unit; 25 of them are saved
DATABASES = ("postgresql", "sqlite")


class Drill(NamedTuple):
    """Seconds and megabytes of a backup, seconds of each restore, and the roots told by all of them."""

    backup: float
    size: float
    saves: float  # a second, while it was made
    errors: int
    restores: dict[str, float]
    roots: set[str]


def hub_backup(_runs: int) -> Iterator[Row]:
    """Yield the seconds from the start of a backup to the end of the slower restore, for each database."""
    for database in DATABASES:
        done = drill(database, VALUES)
        slower = max(done.restores.values())
        agreed = len(done.roots) == 1 and not done.errors
        if not agreed:
            print(f"  roots {done.roots}, {done.errors} errors while saving")
        yield Row(
            f"hub-backup-{database}",
            done.backup + slower if agreed else float("inf"),
            "s, 1 M values",
            better="lower",
            goal=300.0,
            others=(
                ("backup s", done.backup),
                *((f"restore into {kind} s", seconds) for kind, seconds in done.restores.items()),
                ("MB", done.size),
                ("saves/s meanwhile", done.saves),
            ),
        )


def drill(database: str, values: int) -> Drill:
    """Back up under load and restore into both kinds."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="yibiao-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = stack.enter_context(PostgreSQL(folder / "pg"))
        hub = Hub(folder / "home", server.create("source") if database == "postgresql" else "")
        offices = hub.fill(CONNECTIONS, max(25, values * ROWS // VALUES), values)
        hub.start()
        stack.callback(hub.stop)
        load = Load(hub, [office | {"commitments": office["commitments"][:25]} for office in offices])
        load.start()
        time.sleep(1.0)
        file = folder / "backup.zip"
        seconds, told = _timed(hub, "backup", str(file), "--with-keys")
        load.stopping = True
        load.join()
        roots, restores = {_root(told)}, {}
        for kind in DATABASES:
            other = Hub(folder / f"restored-{kind}", server.create("restored") if kind == "postgresql" else "")
            restores[kind], told = _timed(other, "restore", str(file))
            roots.add(_root(told))
        size = file.stat().st_size / 1e6
    return Drill(seconds, size, load.saves / load.seconds, load.errors, restores, roots)


def _timed(hub: Hub, verb: str, *arguments: str) -> tuple[float, str]:
    start = time.monotonic()
    told = hub.run("hub", verb, *arguments)
    return time.monotonic() - start, told


def _root(told: str) -> str:
    """Return the root of the audit log that a command told, the last word it said."""
    return told.rsplit(maxsplit=1)[-1]


class Load(threading.Thread):
    """Saves from all connections until told to stop."""

    def __init__(self, hub: Hub, offices: list[dict[str, Any]]) -> None:
        super().__init__(daemon=True)
        self._hub, self._offices = hub, offices
        self.stopping = False
        self.saves = self.errors = 0
        self.seconds = 0.0

    def run(self) -> None:
        """Save, a few seconds at a time."""
        editions: dict[str, int] = {}
        while not self.stopping:
            done = self._hub.load(self._offices, OWN, "2026-03", 2.0, editions)
            editions = done["editions"]
            self.errors += sum(done["errors"].values())
            self.saves += len(done["took"])
            self.seconds += done["seconds"]
