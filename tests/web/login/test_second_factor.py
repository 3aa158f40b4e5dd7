"""One-time codes on the way in, and their set-up."""

import base64
import datetime
import re
from collections.abc import Iterator
from typing import Any
from xml.etree import ElementTree

import pytest
import time_machine
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.test import Client

from made_hub import make_person
from yibiao.hub.access import totp
from yibiao.hub.access.actors import actor_of
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import PersonRecord

pytestmark = pytest.mark.django_db

SECRET = base64.b32encode(b"a-secret-of-20-bytes").decode()


@pytest.fixture
def clock() -> Iterator[Any]:
    """A clock that stands until it's moved, so that a code stays the code."""
    with time_machine.travel(datetime.datetime(2026, 3, 2, 1, 0, tzinfo=datetime.UTC), tick=False) as stands:
        yield stands


def code_of(secret: str) -> str:
    moment = int(datetime.datetime.now().timestamp())
    return TOTP(base64.b32decode(secret), 6, SHA1(), 30).generate(moment).decode()


@pytest.fixture
def recovery(li: PersonRecord, clock: Any) -> list[str]:
    """The recovery codes of `li`, who has one-time codes."""
    codes: list[str] = totp.set_up(actor_of(li), li, SECRET, code_of(SECRET))
    clock.shift(60)
    return codes


def send(client: Client, code: str) -> Any:
    return client.post("/login/code", {"code": code})


@pytest.mark.usefixtures("recovery")
def test_the_password_alone_lets_nobody_in(client: Client, sign_in: Any) -> None:
    assert sign_in(client, next="/fill")["Location"] == "/login/code"
    assert client.get("/fill").status_code == 302
    assert client.get("/api/v1/me").json() == {"signed_in": False}
    assert client.get("/password")["Location"] == "/login"
    assert send(client, "000000").status_code == 401
    assert send(client, code_of(SECRET))["Location"] == "/fill"
    assert client.get("/fill").status_code == 200
    assert [*EntryRecord.objects.values_list("action", flat=True)][1:] == ["session.fail", "session.begin"]
    assert '"totp"' in EntryRecord.objects.last().line


def test_a_recovery_code_lets_in_once(client: Client, recovery: list[str], sign_in: Any) -> None:
    sign_in(client)
    assert send(client, recovery[0]).status_code == 302
    client.post("/logout")
    sign_in(client)
    assert send(client, recovery[0]).status_code == 401


@pytest.mark.usefixtures("recovery")
def test_a_code_seen_over_a_shoulder_is_used_up(client: Client, sign_in: Any) -> None:
    code = code_of(SECRET)
    sign_in(client)
    assert send(client, code).status_code == 302
    other = Client()
    sign_in(other)
    assert send(other, code).status_code == 401


@pytest.mark.usefixtures("recovery")
def test_wrong_codes_lock_like_wrong_passwords(client: Client, sign_in: Any) -> None:
    sign_in(client)
    for _ in range(4):
        assert send(client, "000000").status_code == 401
    assert send(client, "000000").status_code == 429
    assert client.get("/login/code")["Location"] == "/login"
    assert sign_in(client).status_code == 429


@pytest.mark.usefixtures("recovery")
def test_the_second_step_waits_five_minutes(client: Client, sign_in: Any, clock: Any) -> None:
    sign_in(client)
    clock.shift(301)
    assert send(client, code_of(SECRET))["Location"] == "/login"
    assert client.get("/login/code")["Location"] == "/login"


def test_nobody_comes_to_the_second_step_without_the_first(client: Client) -> None:
    assert client.get("/login/code")["Location"] == "/login"
    assert send(client, "123456")["Location"] == "/login"


@pytest.mark.usefixtures("clock")
def test_setting_up(client: Client, li: PersonRecord, sign_in: Any, clock: Any) -> None:
    sign_in(client)
    page = client.get("/totp").content.decode()
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert shown is not None
    secret = shown[1].replace(" ", "")
    square = client.get("/totp/square.svg")
    assert square["Content-Type"] == "image/svg+xml"
    assert "no-store" in square["Cache-Control"]
    drawn = ElementTree.fromstring(square.content)
    assert {part.tag.rpartition("}")[2] for part in drawn.iter()} == {"svg", "path", "rect"}
    assert not any(name in {"style", "onload"} for part in drawn.iter() for name in part.attrib)
    assert client.post("/totp", {"code": "000000"}).status_code == 422
    assert secret in client.get("/totp").content.decode().replace(" ", "")
    done = client.post("/totp", {"code": code_of(secret)}).content.decode()
    codes = re.findall(r'class="secret">([a-z2-7]{5}-[a-z2-7]{5})<', done)
    assert len(codes) == 10
    assert client.get("/totp/square.svg").status_code == 404
    assert secret not in client.get("/totp").content.decode().replace(" ", "")
    client.post("/logout")
    sign_in(client)
    clock.shift(60)
    assert send(client, code_of(secret)).status_code == 302


def test_the_secret_in_a_session_is_encrypted(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    page = client.get("/totp").content.decode()
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert shown is not None
    assert shown[1].replace(" ", "") not in str(dict(client.session.items()))


def test_an_administrator_sets_codes_up_first_where_they_are_demanded(
    client: Client, city: Any, sign_in: Any, settings: Any, clock: Any
) -> None:
    settings.TOTP_POSTS = ("system_admin", "security_admin", "audit_admin")
    make_person(city["city"], "audit_admin", "wang")
    make_person(city["east"], "clerk", "li")
    sign_in(client, "wang")
    assert client.get("/fill")["Location"] == "/totp"
    page = client.get("/totp").content.decode()
    assert "必须使用动态验证码" in page
    shown = re.search(r'class="secret">([A-Z2-7 ]+)<', page)
    assert shown is not None
    client.post("/totp", {"code": code_of(shown[1].replace(" ", ""))})
    assert client.get("/fill").status_code == 200
    clock.shift(60)
    code = code_of(shown[1].replace(" ", ""))
    assert client.post("/totp/change", {"code": code, "what": "remove"}).status_code == 422
    other = Client()
    sign_in(other, "li")
    assert other.get("/fill").status_code == 200


def test_renewing_and_removing_need_a_code(client: Client, recovery: list[str], sign_in: Any, clock: Any) -> None:
    sign_in(client)
    send(client, recovery[0])
    assert client.post("/totp/change", {"what": "remove"}).status_code == 422
    assert client.post("/totp/change", {"what": "remove", "code": "000000"}).status_code == 422
    renewed = client.post("/totp/change", {"what": "renew", "code": code_of(SECRET)}).content.decode()
    codes = re.findall(r'class="secret">([a-z2-7]{5}-[a-z2-7]{5})<', renewed)
    assert len(codes) == 10
    assert not set(codes) & set(recovery)
    assert client.post("/totp/change", {"what": "remove", "code": codes[0]}).status_code == 302
    client.post("/logout")
    assert sign_in(client)["Location"] == "/"
