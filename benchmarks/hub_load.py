"""The load: many connections that each save their own fifty cells again and again, from one process.

Reads a job as JSON from standard input, prints what came of it: built to take little of the machine that the
server shares with it, so bodies are text with places for edition and value, and answers are not parsed.
"""

import json
import selectors
import socket
import sys
import time
from typing import Any

FIELDS = ("total", "current")


def body_of(office: dict[str, Any], period: str) -> str:
    """Return the body of an office's save, with ``{e}`` for the edition seen; the value is the edition too."""
    cells = [
        f'{{"commitment":{pk},"field":"{field}","value":"@","edition":@}}'
        for pk in office["commitments"]
        for field in FIELDS
    ]
    return f'{{"period":"{period}","cells":[{",".join(cells)}]}}'


class Client:
    """One keep-alive connection."""

    def __init__(self, address: tuple[str, int], target: str, office: dict[str, Any], period: str, edition: int) -> None:
        self.socket = socket.create_connection(address)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.body = body_of(office, period)
        self.head = (
            f"PUT {target.format(unit=office['unit'])} HTTP/1.1\r\nHost: localhost\r\n"
            f"Authorization: Bearer {office['token']}\r\nContent-Type: application/json\r\n"
        )
        self.name = f"{office['unit']}-{period}-{time.time_ns()}"
        self.edition = edition
        self.answer = b""
        self.sent = 0.0

    def send(self) -> None:
        body = self.body.replace("@", str(self.edition))
        head = f"{self.head}Idempotency-Key: {self.name}-{self.edition}\r\nContent-Length: {len(body)}\r\n\r\n"
        self.answer = b""
        self.sent = time.perf_counter()
        self.socket.sendall((head + body).encode())

    def receive(self) -> bytes | None:
        """Return the status line once the answer is whole, None before."""
        data = self.socket.recv(65536)
        if not data:
            raise ConnectionError("closed")
        self.answer += data
        head, found, rest = self.answer.partition(b"\r\n\r\n")
        if not found:
            return None
        at = head.lower().index(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        return head[:12] if len(rest) >= length else None


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Save from all connections for some seconds; return counts and latencies in seconds."""
    address = ("127.0.0.1", job["port"])
    clients = [
        Client(address, job["target"], office, job["period"], job["editions"].get(office["unit"], 0))
        for office in job["offices"]
    ]
    waiting = selectors.DefaultSelector()
    for client in clients:
        waiting.register(client.socket, selectors.EVENT_READ, client)
    took: list[float] = []
    errors: dict[str, int] = {}
    start = time.perf_counter()
    until = start + job["seconds"]
    for client in clients:
        client.send()
    open_requests = len(clients)
    while open_requests:
        for key, _ in waiting.select(30):
            client = key.data
            status = client.receive()
            if status is None:
                continue
            moment = time.perf_counter()
            took.append(moment - client.sent)
            if status == b"HTTP/1.1 200":
                client.edition += 1
            else:
                errors[client.answer.decode()[:600]] = errors.get(client.answer.decode()[:600], 0) + 1
            if moment < until:
                client.send()
            else:
                open_requests -= 1
    seconds = time.perf_counter() - start
    return {
        "seconds": seconds,
        "took": took,
        "errors": errors,
        "editions": {office["unit"]: client.edition for office, client in zip(job["offices"], clients, strict=True)},
    }


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
