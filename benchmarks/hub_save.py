"""Saving 50 values with its audit entry over HTTP, on a real server over each database, beside a bare view."""

import shutil
import statistics
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from hub_servers import Hub, PostgreSQL
from measure import Row

CONNECTIONS = 64
ROWS = 25  # commitments of a unit, two fields each: 50 values a save
SECONDS = 4.0
GOALS = {"postgresql": 500.0, "sqlite": 400.0}
OWN, BARE = "/api/v1/units/{unit}/values", "/bare/{unit}"


def hub_save(runs: int) -> Iterator[Row]:
    """Yield saves a second, and the longest wait, for each database."""
    for database in GOALS:
        yield from measured(database, max(2, min(runs, 3)))


def measured(database: str, runs: int, threads: int | None = None) -> Iterator[Row]:
    """Measure one database, own and bare turn by turn."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="yibiao-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        address = stack.enter_context(PostgreSQL(folder / "pg")).address if database == "postgresql" else ""
        hub = Hub(folder / "home", address, **({"threads": threads} if threads else {}))
        offices = hub.fill(CONNECTIONS, ROWS)
        hub.start()
        stack.callback(hub.stop)
        turns = list(_turns(hub, offices, runs))
    own, bare = ([turn[which] for turn in turns] for which in ("own", "bare"))
    took = sorted(second for turn in own for second in turn["took"])
    errors = sum(sum(turn["errors"].values()) for turn in own)
    for turn in (*own, *bare):
        for text, count in turn["errors"].items():
            print(f"  {count} × {text!r}")
    yield Row(
        f"hub-save-{database}",
        statistics.median(map(_rate, own)),
        "saves/s",
        goal=GOALS[database],
        reference="bare Django view, same rows, no rights",
        reference_value=statistics.median(map(_rate, bare)),
        ratio_goal=1.0,
        runs=runs,
        others=(
            ("p50 ms", 1000 * took[len(took) // 2]),
            ("p99 ms", 1000 * took[len(took) * 99 // 100]),
            ("bare max ms", 1000 * max(second for turn in bare for second in turn["took"])),
            ("errors", float(errors)),
            ("bare errors", float(sum(sum(turn["errors"].values()) for turn in bare))),
        ),
    )
    yield Row(f"hub-save-{database}-longest", took[-1], "s to wait", better="lower", goal=1.0, runs=runs)


def _turns(hub: Hub, offices: list[dict[str, Any]], runs: int) -> Iterator[dict[str, Any]]:
    """Yield turns of own and bare, after a short one of each that counts for nothing."""
    editions: dict[str, dict[str, int]] = {"own": {}, "bare": {}}
    for turn in range(runs + 1):
        seconds = SECONDS if turn else 1.0
        done = {}
        for which, target, period in (("own", OWN, "2026-03"), ("bare", BARE, "2026-04")):
            done[which] = hub.load(offices, target, period, seconds, editions[which])
            editions[which] = done[which]["editions"]
        if turn:
            yield done


def _rate(turn: dict[str, Any]) -> float:
    return (len(turn["took"]) - sum(turn["errors"].values())) / turn["seconds"]
