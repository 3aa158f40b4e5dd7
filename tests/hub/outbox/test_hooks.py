"""Webhooks against a real server on this machine: signed, retried, refused for private addresses."""

import datetime
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine
from django.db import connection

from made_hub import make_actor, make_city
from yibiao.hub.access.actors import NOBODY, SYSTEM
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.outbox import hooks
from yibiao.hub.outbox.hooks import PAUSES, add_webhook, deliver_due, edit_webhook, remove_webhook, wants
from yibiao.hub.outbox.models import DeliveryRecord, WebhookRecord
from yibiao.hub.outbox.sending import check_address, is_public, send

pytestmark = pytest.mark.django_db


class Receiver:
    """A server that keeps what it is told and answers with `status`."""

    def __init__(self) -> None:
        self.status = 200
        self.got: list[tuple[dict[str, str], bytes]] = []
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append((dict(self.headers), body))
                self.send_response(receiver.status)
                self.send_header("Location", "http://127.0.0.1:1/elsewhere")
                self.end_headers()

            def log_message(self, *_args: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}/hook?x=1"


@pytest.fixture
def receiver(monkeypatch: pytest.MonkeyPatch) -> Iterator[Receiver]:
    monkeypatch.setenv("YIBIAO_WEBHOOK_PRIVATE", "on")
    made = Receiver()
    thread = threading.Thread(target=made.server.serve_forever)
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


@pytest.fixture
def admin() -> Any:
    return make_actor(make_city()["office"], "system_admin")


def later(minutes: float) -> datetime.datetime:
    return datetime.datetime.now(datetime.UTC) + datetime.timedelta(minutes=minutes)


def test_what_happened_is_told_and_signed(receiver: Receiver, admin: Any) -> None:
    hook = add_webhook(admin, name="大屏", url=receiver.url, events=["webhook.*"])
    edit_webhook(admin, hook, "大屏二", receiver.url, ["webhook.*"], True)
    assert deliver_due() == 2
    assert deliver_due() == 0
    headers, body = receiver.got[-1]
    moment, mac = (part.partition("=")[2] for part in headers["X-Yibiao-Signature"].split(","))
    signed = hmac.new(hook.secret.encode(), f"{moment}.".encode() + body, hashlib.sha256)
    assert mac == signed.hexdigest()
    told = json.loads(body)
    assert told["event"] == "webhook.edit"
    assert told["object"] == f"webhook:{hook.pk}"
    assert EntryRecord.objects.get(seq=told["entry"]).action == "webhook.edit"
    assert {row.state for row in DeliveryRecord.objects.all()} == {"delivered"}


def test_who_does_not_answer_is_tried_again_and_given_up(receiver: Receiver, admin: Any) -> None:
    add_webhook(admin, name="x", url=receiver.url, events=["*"])
    receiver.status = 500
    assert deliver_due() == 1
    assert deliver_due() == 0  # not before the pause
    with time_machine.travel(later(0), tick=False) as clock:
        for pause in PAUSES:
            clock.shift(pause + datetime.timedelta(seconds=1))
            assert deliver_due() == 1
        clock.shift(datetime.timedelta(days=9))
        assert deliver_due() == 0
    row = DeliveryRecord.objects.get()
    assert (row.state, row.tries, row.answer) == ("given_up", len(PAUSES) + 1, "HTTP 500")
    assert len(receiver.got) == len(PAUSES) + 1


def test_a_redirect_is_not_followed(receiver: Receiver, admin: Any) -> None:
    receiver.status = 302
    assert send(receiver.url, "{}", {}).text == "HTTP 302"
    assert len(receiver.got) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/x",
        "http://localhost/x",
        "http://10.1.2.3/",
        "http://192.168.0.1:8080/",
        "http://169.254.169.254/latest/meta-data",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "http://[fe80::1]/",
        "http://0.0.0.0/",
        "http://2130706433/",
        "http://127.1/",
        "http://100.64.0.1/",
    ],
)
def test_private_addresses_are_refused(url: str, admin: Any) -> None:
    with pytest.raises(Refused, match=r"outbox\.(private-address|unknown-host)"):
        add_webhook(admin, name="x", url=url, events=["*"])
    assert not DeliveryRecord.objects.exists()


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "http://user@example.org/", "http://", "javascript:alert(1)", "http://[::1", "http://a:0/"]
)
def test_what_is_no_address_is_refused(url: str, admin: Any) -> None:
    with pytest.raises(Refused, match=r"outbox\.(not-an-address|unknown-host)"):
        add_webhook(admin, name="x", url=url, events=["*"])


def test_an_address_that_turned_private_is_not_told(receiver: Receiver, admin: Any, monkeypatch: Any) -> None:
    add_webhook(admin, name="x", url=receiver.url, events=["*"])
    monkeypatch.delenv("YIBIAO_WEBHOOK_PRIVATE")
    assert deliver_due() == 1
    assert receiver.got == []
    assert DeliveryRecord.objects.get().answer == "private-address"


def test_only_the_system_administrator_may(admin: Any) -> None:
    other = make_actor(UnitRecord.objects.get(code="east"), "clerk")
    with pytest.raises(Denied):
        add_webhook(other, name="x", url="https://example.org/", events=["*"])


def test_a_removed_webhook_is_told_nothing(receiver: Receiver, admin: Any) -> None:
    hook = add_webhook(admin, name="x", url=receiver.url, events=["*"])
    remove_webhook(admin, hook)
    assert deliver_due() == 0
    assert receiver.got == []


def test_events_by_name_and_prefix() -> None:
    assert wants(["plan.publish"], "plan.publish")
    assert wants(["plan.*"], "plan.publish")
    assert not wants(["plan.*"], "planning.made")
    assert wants(["*"], "value.save")
    assert not wants(["plan.publish"], "plan.publish-again")


def test_public_addresses() -> None:
    assert is_public("93.184.216.34")
    assert is_public("2606:4700::1111")
    assert not is_public("224.0.0.1")
    assert check_address("http://93.184.216.34/") == "93.184.216.34"


@pytest.mark.django_db(transaction=True)
def test_nobody_waits_while_a_name_is_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow answer of the name service holds no lock: it is asked before the action begins."""
    held: list[bool] = []
    monkeypatch.setattr(hooks, "check_address", lambda _: held.append(connection.in_atomic_block))
    hook = hooks.add_webhook(SYSTEM, "钩", "https://a.example.cn/", ["*"])
    hooks.edit_webhook(SYSTEM, hook, "钩", "https://b.example.cn/", ["*"], active=True)
    assert held == [False, False]
    assert WebhookRecord.objects.get(pk=hook.pk).url == "https://b.example.cn/"


def test_who_may_not_add_a_hook_makes_no_name_be_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    monkeypatch.setattr(hooks, "check_address", asked.append)
    with pytest.raises(Denied):
        hooks.add_webhook(NOBODY, "钩", "https://a.example.cn/", ["*"])
    assert asked == []
