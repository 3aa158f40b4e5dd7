"""The load of readers: connections that each ask for a page again and again, from one process.

Reads a job as JSON from standard input, prints what came of it. Built to take little of the machine that the
server shares with it: an answer is counted by its length, and looked into once for each connection.
"""

import gzip
import json
import selectors
import socket
import sys
import time
from typing import Any


class Reader:
    """One keep-alive connection that reads one page."""

    def __init__(self, port: int, path: str, cookie: str, has: str) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.request = f"GET {path} HTTP/1.1\r\nHost: localhost\r\nCookie: {cookie}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
        self.has = has.encode()
        self.looked = False
        self.parts: list[bytes] = []
        self.missing = -1
        self.sent = 0.0

    def send(self) -> None:
        self.parts, self.missing = [], -1
        self.sent = time.perf_counter()
        self.socket.sendall(self.request)

    def receive(self) -> str | None:
        """Return what is wrong with the answer once it is whole (empty: nothing), None before."""
        data = self.socket.recv(1 << 20)
        if not data:
            raise ConnectionError("closed")
        self.parts.append(data)
        if self.missing < 0:
            whole = b"".join(self.parts)
            head, found, rest = whole.partition(b"\r\n\r\n")
            if not found:
                return None
            at = head.lower().index(b"content-length:")
            self.missing = int(head[at + 15 :].split(b"\r\n", 1)[0]) - len(rest)
        else:
            self.missing -= len(data)
        return None if self.missing > 0 else self._fault()

    def _fault(self) -> str:
        if not self.parts[0].startswith(b"HTTP/1.1 200"):
            return b"".join(self.parts)[:300].decode("utf-8", "replace")
        if not self.looked:
            self.looked = True
            head, _, body = b"".join(self.parts).partition(b"\r\n\r\n")
            whole = gzip.decompress(body) if b"content-encoding: gzip" in head.lower() else body
            return "" if self.has in whole else "another page"
        return ""

    @property
    def size(self) -> int:
        """Bytes of the answer, head included."""
        return sum(map(len, self.parts))


def run(job: dict[str, Any]) -> dict[str, Any]:
    """Read from all connections for some seconds; return latencies in seconds and errors."""
    readers = [Reader(job["port"], job["path"], cookie, job["has"]) for cookie in job["cookies"]]
    waiting = selectors.DefaultSelector()
    for reader in readers:
        waiting.register(reader.socket, selectors.EVENT_READ, reader)
    took: list[float] = []
    errors: dict[str, int] = {}
    start = time.perf_counter()
    until = start + job["seconds"]
    for reader in readers:
        reader.send()
    open_requests = len(readers)
    while open_requests:
        for key, _ in waiting.select(30):
            fault = key.data.receive()
            if fault is None:
                continue
            moment = time.perf_counter()
            took.append(moment - key.data.sent)
            if fault:
                errors[fault] = errors.get(fault, 0) + 1
            if moment < until:
                key.data.send()
            else:
                open_requests -= 1
    return {"seconds": time.perf_counter() - start, "took": took, "errors": errors, "bytes": readers[0].size}


if __name__ == "__main__":
    json.dump(run(json.load(sys.stdin)), sys.stdout)
