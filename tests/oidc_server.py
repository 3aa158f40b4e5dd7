"""A real OpenID Connect provider in a process of its own, on loopback."""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPRedirectHandler, Request, build_opener, urlopen


@contextmanager
def running(folder: Path, *people: dict[str, Any]) -> Iterator[str]:
    """Run a provider that knows `people` (claims with `sub`) and yield its issuer."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), "--require-nonce"]
    for person in people:
        command += ["--user-claims", json.dumps(person)]
    with open(folder / "provider.log", "wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    issuer = f"http://127.0.0.1:{port}"
    try:
        _wait(process, issuer)
        yield issuer
    finally:
        process.terminate()
        process.wait(20)


def _wait(process: subprocess.Popen[bytes], issuer: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        assert process.poll() is None, "the provider has ended"
        assert time.monotonic() < deadline, "the provider doesn't answer"
        try:
            urlopen(f"{issuer}/.well-known/openid-configuration", timeout=5).close()
            return
        except OSError:
            time.sleep(0.1)


class _Stay(HTTPRedirectHandler):
    def redirect_request(self, *_args: Any, **_options: Any) -> None:
        return None


def consent(address: str, sub: str | None) -> str:
    """Do at the provider what a person does: sign in as `sub` (None: refuse); return where one is sent then."""
    data = {"sub": sub} if sub else {"action": "deny"}
    try:
        build_opener(_Stay).open(Request(address, urlencode(data).encode()), timeout=10)
    except HTTPError as answer:
        return str(answer.headers["Location"])
    raise AssertionError("the provider sends nobody back")
