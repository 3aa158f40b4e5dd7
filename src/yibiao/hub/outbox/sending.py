"""Sending one message to an address that somebody typed in: never to this machine or the network behind it.

The name is resolved once, every address it gives is checked, and the connection goes to the address that was
checked, so that a name cannot change its mind in between. Redirects are not followed.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from yibiao.hub import environment

SECONDS = 10
# A receiver that answers byte by byte would hold the worker, and every compiling behind it, for as long as it likes.
SECONDS_IN_ALL = 20
MOST_BYTES = 64 * 1024


class NotAllowed(ValueError):
    """An address that nothing is sent to; `key` and `slots` say why."""

    def __init__(self, key: str, **slots: str) -> None:
        super().__init__(key)
        self.key, self.slots = key, slots


class Answer(NamedTuple):
    """What came back: whether it was taken (2xx), and a word on it."""

    taken: bool
    text: str


def check_address(url: str) -> str:
    """Return the IP address to connect to; raise `NotAllowed` where nothing may be sent."""
    parts = _parts(url)
    try:
        found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:  # a name that no host can have is an unknown one too
        raise NotAllowed("unknown-host", host=str(parts.hostname)) from error
    addresses = [str(one[4][0]) for one in found]
    allowed = environment.flag("WEBHOOK_PRIVATE")
    for address in addresses:
        if not allowed and not is_public(address):
            raise NotAllowed("private-address", host=str(parts.hostname))
    return addresses[0]


def is_public(address: str) -> bool:
    """Return whether an IP address is one of the public network: not of this machine, its network, or reserved."""
    known = ipaddress.ip_address(address.partition("%")[0])
    mapped = getattr(known, "ipv4_mapped", None) or getattr(known, "sixtofour", None)
    if mapped is not None:
        known = mapped
    site = getattr(known, "is_site_local", False)  # fec0::/10, deprecated and still routed inside
    return known.is_global and not (known.is_multicast or known.is_reserved or site)


def _parts(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise NotAllowed("not-an-address", url=url) from error
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or port == 0:
        raise NotAllowed("not-an-address", url=url)
    return parts


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def send(url: str, body: str, headers: dict[str, str]) -> Answer:
    """Send a JSON body by POST and return what came back; whatever goes wrong is an answer, never an exception."""
    try:
        address = check_address(url)
        return _post(urlsplit(url), address, body.encode(), headers)
    except NotAllowed as error:
        return Answer(False, error.key)
    except (OSError, http.client.HTTPException, UnicodeError) as error:
        return Answer(False, type(error).__name__)


def _post(parts: SplitResult, address: str, body: bytes, headers: dict[str, str]) -> Answer:
    connection = http.client.HTTPConnection(str(parts.hostname), _port(parts), timeout=SECONDS)
    raw = socket.create_connection((address, _port(parts)), timeout=SECONDS)
    connection.sock = raw
    with _cut_after(raw, SECONDS_IN_ALL) as is_cut:
        if parts.scheme == "https":
            context = ssl.create_default_context()
            connection.sock = context.wrap_socket(raw, server_hostname=parts.hostname)
        return _asked(connection, parts, body, headers, is_cut)


@contextmanager
def _cut_after(raw: socket.socket, seconds: float) -> Iterator[threading.Event]:
    """Break a connection off that is still there after `seconds`, whatever is being read from it; say that it was."""
    twin = raw.dup()  # TLS takes the socket itself away
    is_cut = threading.Event()

    def cut() -> None:
        is_cut.set()
        with suppress(OSError):
            twin.shutdown(socket.SHUT_RDWR)

    timer = threading.Timer(seconds, cut)
    timer.daemon = True
    timer.start()
    try:
        yield is_cut
    finally:
        timer.cancel()
        twin.close()


def _asked(
    connection: http.client.HTTPConnection,
    parts: SplitResult,
    body: bytes,
    headers: dict[str, str],
    is_cut: threading.Event,
) -> Answer:
    """Return what was answered: its status, once all its headers are there; the rest is of no interest."""
    try:
        place = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", place, body, {**headers, "Content-Type": "application/json", "User-Agent": "Yibiao"})
        answer = connection.getresponse()
        if is_cut.is_set():  # what came of the headers ends anywhere
            raise TimeoutError
        with suppress(OSError, http.client.HTTPException):
            answer.read(MOST_BYTES)
        return Answer(200 <= answer.status < 300, f"HTTP {answer.status}")
    finally:
        connection.close()
