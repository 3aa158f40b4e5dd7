"""Webhooks that somebody points into the own network, and receivers that never come to an end."""

import socket
import threading

import pytest

from made_site import Site
from yibiao.hub.outbox import sending
from yibiao.hub.outbox.models import WebhookRecord

pytestmark = pytest.mark.django_db

INSIDE = (
    "http://127.0.0.1/", "http://127.1/", "http://2130706433/", "http://0x7f.1/", "http://0177.0.0.1/", "http://[::1]/",
    "http://[::ffff:127.0.0.1]/", "http://[64:ff9b::7f00:1]/", "http://[2002:7f00:1::]/", "http://[fec0::1]/", "http://[::]/",
    "http://[fe80::1]/", "http://169.254.169.254/latest/meta-data", "http://10.0.0.1/", "http://192.168.1.1/", "http://0.0.0.0/",
    "http://100.64.0.1/", "http://localhost/", "http://LOCALHOST./", "http://user@127.0.0.1/", "http://8.8.8.8@127.0.0.1/",
    "http://8.8.8.8\\@127.0.0.1/", "http://127.0.0.1:99999/", "http://127.0.0.1:0/", "http://[::1/", "http:///x",
    "http://①②⑦.⓪.⓪.①/", "https://127.0.0.1:5432/", "http://255.255.255.255/", "http://224.0.0.1/",
)  # fmt: skip


@pytest.mark.parametrize("url", INSIDE, ids=ascii)
def test_nothing_is_sent_inside(site: Site, url: str) -> None:
    body = {"name": "x", "url": url, "events": ["*"]}
    answer = site.client("xitong").post("/api/v1/webhooks", body, content_type="application/json")
    assert answer.status_code == 422
    assert WebhookRecord.objects.count() == 1
    assert not sending.send(url, "{}", {}).taken


def test_a_name_that_changes_its_mind_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["8.8.8.8", "127.0.0.1"])
    reached: list[str] = []

    def resolve(_host: str, port: int, **_more: object) -> list[tuple[object, ...]]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (next(answers), port))]

    def connect(address: tuple[str, int], **_more: object) -> socket.socket:
        reached.append(address[0])
        raise OSError

    monkeypatch.setattr(sending.socket, "getaddrinfo", resolve)
    monkeypatch.setattr(sending.socket, "create_connection", connect)
    assert not sending.send("http://rebinding.example/", "{}", {}).taken
    assert reached == ["8.8.8.8"]


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def resolve(_host: str, port: int, **_more: object) -> list[tuple[object, ...]]:
        return [(2, 1, 6, "", (address, port)) for address in ("8.8.8.8", "10.0.0.1")]

    monkeypatch.setattr(sending.socket, "getaddrinfo", resolve)
    with pytest.raises(sending.NotAllowed):
        sending.check_address("http://both.example/")


@pytest.mark.parametrize("said", [b"H", b"HTTP/1.1 200 OK\r\nX: ", b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n"])
def test_a_receiver_that_answers_byte_by_byte_is_left(monkeypatch: pytest.MonkeyPatch, said: bytes) -> None:
    monkeypatch.setenv("YIBIAO_WEBHOOK_PRIVATE", "on")
    monkeypatch.setattr(sending, "SECONDS_IN_ALL", 0.5)
    left = threading.Event()

    def drip(server: socket.socket) -> None:
        taken, _ = server.accept()
        with taken:
            taken.sendall(said)
            while not left.wait(0.05):
                try:
                    taken.sendall(b"x")
                except OSError:
                    left.set()

    with socket.create_server(("127.0.0.1", 0)) as server:
        thread = threading.Thread(target=drip, args=(server,), daemon=True)
        thread.start()
        until = threading.Timer(30, left.set)
        until.start()
        answer = sending.send(f"http://127.0.0.1:{server.getsockname()[1]}/", "{}", {})
        dripping_still = not until.finished.is_set()
        until.cancel()
        left.set()
        thread.join()
    assert dripping_still
    # Taken is what was answered to the end of its headers, however much of a body was to follow.
    assert answer.taken is said.endswith(b"\r\n\r\n")
