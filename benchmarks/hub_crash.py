"""Server and database killed (SIGKILL) while people save: what was acknowledged stands, once and whole.

Clients note every acknowledgement outside, and send what was not answered again with its key. Afterwards each
acknowledged save must be in the log once and in the rows, each row of a save must be of the same save, the log
must verify, and its signed heads must cover it all.
"""

import http.client
import json
import os
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any, NamedTuple

from hub_load import body_of
from hub_save import OWN
from hub_servers import HERE, Hub, PostgreSQL
from measure import Row

CLIENTS = 8
ROWS = 25
PERIOD = "2026-03"
LONGEST = 0.4  # seconds that the server works between two kills, at most
DATABASES = ("postgresql", "sqlite")


class Outcome(NamedTuple):
    """What came of a run of kills; `wrong` says what must not have been."""

    kills: dict[str, int]
    acknowledged: int
    repeated: int  # answers found already made: committed, and not answered before
    wrong: list[str]


def hub_crash(_runs: int) -> Iterator[Row]:
    """Yield what was lost, half there, twice or unproven after 100 kills for each database."""
    for database in DATABASES:
        done = crash(database, 100, seed=1)
        for line in done.wrong[:20]:
            print(f"  {line}")
        yield Row(
            f"hub-crash-{database}",
            float(len(done.wrong)),
            "lost, half, twice",
            better="lower",
            goal=0.0,
            others=(
                *((f"{victim} kills", float(count)) for victim, count in done.kills.items()),
                ("acknowledged", float(done.acknowledged)),
                ("committed unanswered", float(done.repeated)),
            ),
        )


def crash(database: str, kills: int, seed: int) -> Outcome:
    """Kill server and database by turns at random moments of saving."""
    rng = random.Random(seed)
    with ExitStack() as stack:
        folder = Path(tempfile.mkdtemp(prefix="yibiao-bench-"))
        stack.callback(shutil.rmtree, folder, ignore_errors=True)
        server = stack.enter_context(PostgreSQL(folder / "pg")) if database == "postgresql" else None
        hub = Hub(folder / "home", server.address if server else "", threads=CLIENTS)
        offices = hub.fill(CLIENTS, ROWS)
        hub.start()
        stack.callback(hub.stop)
        acknowledged = os.open(folder / "acknowledged", os.O_CREAT | os.O_WRONLY | os.O_APPEND)
        clients = [Client(hub.port, office, acknowledged) for office in offices]
        for client in clients:
            client.start()
        done = {"server": 0, "database": 0}
        for number in range(kills):
            _wait_for_saves(clients)
            time.sleep(rng.random() * LONGEST)
            victim = "database" if server is not None and number % 2 else "server"
            done[victim] += 1
            _kill(victim, hub, server)
        _wait_for_saves(clients)
        for client in clients:
            client.stopping = True
        for client in clients:
            client.join(60)
        # One last time in the middle of nothing: what starts then must cover by itself what isn't covered.
        hub.kill()
        hub.start()
        time.sleep(1.0)
        wrong = [line for client in clients for line in client.wrong]
        wrong += [f"{client.unit} waits for ever" for client in clients if client.is_alive()]
        if wrong:
            wrong.append((hub.home / "server.log").read_text(encoding="utf-8")[-3000:])
        wrong += _checked(hub, folder / "acknowledged")
    return Outcome(done, sum(client.count for client in clients), sum(client.repeated for client in clients), wrong)


def _wait_for_saves(clients: list["Client"]) -> None:
    """Wait until every client has had one more answer, or a minute."""
    before = [client.count for client in clients]
    until = time.monotonic() + 60
    while time.monotonic() < until:
        if all(client.count > count or not client.is_alive() for client, count in zip(clients, before, strict=True)):
            return
        time.sleep(0.01)


def _kill(victim: str, hub: Hub, server: "PostgreSQL | None") -> None:
    if victim == "database" and server is not None:
        server.kill()
        server.start()
    else:
        hub.kill()
        hub.start()


def _checked(hub: Hub, acknowledged: Path) -> list[str]:
    command = [sys.executable, str(HERE / "hub_check.py"), str(acknowledged), PERIOD]
    wrong: list[str] = json.loads(subprocess.check_output(command, env=hub.environment))
    return wrong


class Client(threading.Thread):
    """Saves the cells of a unit one edition after the other, each until it is acknowledged."""

    def __init__(self, port: int, office: dict[str, Any], acknowledged: int) -> None:
        super().__init__(daemon=True)
        self.unit = office["unit"]
        self._port, self._acknowledged = port, acknowledged
        self._body = body_of(office, PERIOD)
        self._token = office["token"]
        self._connection: http.client.HTTPConnection | None = None
        self.count = self.repeated = 0
        self.stopping = False
        self.wrong: list[str] = []

    def run(self) -> None:
        """Save until told to stop; stop too when an answer is none that a client can live with."""
        while not self.stopping and not self.wrong:
            self._save(self.count)

    def _save(self, edition: int) -> None:
        key = f"{self.unit}-{edition:08}"
        for _ in range(3000):
            answer = self._answer(key, edition)
            if answer is None or answer[0] == 503:
                time.sleep(0.02)
                continue
            status, repeated, text = answer
            if status != 200:
                self.wrong.append(f"{key}: {status} {text[:300]}")
                return
            os.write(self._acknowledged, f"{key}\n".encode())
            self.count += 1
            self.repeated += repeated
            return
        self.wrong.append(f"{key}: no answer")

    def _answer(self, key: str, edition: int) -> tuple[int, bool, str] | None:
        """Return status, whether it had been answered before, and body; None where the server went away."""
        try:
            if self._connection is None:
                self._connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=40)
            headers = {"Authorization": f"Bearer {self._token}", "Idempotency-Key": key}
            body = self._body.replace("@", str(edition)).encode()
            self._connection.request("PUT", OWN.format(unit=self.unit), body, headers)
            answer = self._connection.getresponse()
            return answer.status, "Idempotency-Replayed" in answer.headers, answer.read().decode()
        except (OSError, http.client.HTTPException):
            with suppress(Exception):
                if self._connection is not None:
                    self._connection.close()
            self._connection = None
            return None
