"""A unit's table of 200 rows over HTTP, on a real server over each database, beside a plain Django-template page."""

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from hub_servers import HERE, Hub, PostgreSQL
from measure import Row

ROWS = 200
CONNECTIONS = 16
SECONDS = 4.0
GOAL, RATIO, LONGEST = 250.0, 3.0, 150.0  # requests a second, times the bare page, ms at p99
OWN, BARE = "/units/{unit}?period=2026-09", "/bare-table/{unit}"
DATABASES = ("postgresql", "sqlite")


def hub_table(runs: int) -> Iterator[Row]:
    """Yield requests a second, and the time that 99 of a hundred take, for each database."""
    for database in DATABASES:
        yield from measured(database, max(2, min(runs, 3)))


def measured(database: str, runs: int) -> Iterator[Row]:
    """Measure one database, own and bare turn by turn."""
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="yibiao-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        address = stack.enter_context(PostgreSQL(folder / "pg")).address if database == "postgresql" else ""
        hub = Hub(folder / "home", address)
        made = filled(hub)
        hub.start()
        stack.callback(hub.stop)
        turns = list(_turns(hub, made, runs))
    own, bare = ([turn[which] for turn in turns] for which in ("own", "bare"))
    for turn in (*own, *bare):
        for text, count in turn["errors"].items():
            print(f"  {count} × {text!r}")
    took = sorted(second for turn in own for second in turn["took"])
    yield Row(
        f"hub-table-{database}",
        statistics.median(map(_rate, own)),
        "pages/s",
        goal=GOAL,
        reference="bare Django view and template, same rows",
        reference_value=statistics.median(map(_rate, bare)),
        ratio_goal=RATIO,
        runs=runs,
        others=(
            ("p50 ms", 1000 * took[len(took) // 2]),
            ("kB", own[0]["bytes"] / 1000),
            ("bare kB", bare[0]["bytes"] / 1000),
            ("errors", float(sum(sum(turn["errors"].values()) for turn in own))),
        ),
    )
    longest = 1000 * took[len(took) * 99 // 100]
    yield Row(f"hub-table-{database}-p99", longest, "ms", better="lower", goal=LONGEST, runs=runs)


def filled(hub: Hub) -> dict[str, Any]:
    """Make tables and a unit with its rows; return its code and the cookies of people who may see them."""
    command = [sys.executable, str(HERE / "hub_table_fill.py"), str(ROWS), str(CONNECTIONS)]
    made: dict[str, Any] = json.loads(subprocess.check_output(command, env=hub.environment))
    return made


def _turns(hub: Hub, made: dict[str, Any], runs: int) -> Iterator[dict[str, Any]]:
    """Yield turns of own and bare, after a short one of each that counts for nothing."""
    for turn in range(runs + 1):
        done = {which: load(hub, made, path, SECONDS if turn else 1.0) for which, path in (("own", OWN), ("bare", BARE))}
        if turn:
            yield done


def load(hub: Hub, made: dict[str, Any], path: str, seconds: float) -> dict[str, Any]:
    """Read a page from all connections for some seconds; return what came of it."""
    job = {
        "port": hub.port,
        "path": path.format(unit=made["unit"]),
        "cookies": made["cookies"],
        "seconds": seconds,
        "has": f"第{ROWS - 1}号专项",
    }
    done = subprocess.run(
        [sys.executable, str(HERE / "hub_get.py")], input=json.dumps(job).encode(), stdout=subprocess.PIPE, check=True
    )
    result: dict[str, Any] = json.loads(done.stdout)
    return result


def _rate(turn: dict[str, Any]) -> float:
    return (len(turn["took"]) - sum(turn["errors"].values())) / turn["seconds"]
