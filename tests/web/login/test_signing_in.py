"""Signing in and out with a password: through Django's client, with the CSRF check on where it matters."""

import datetime
import re
from typing import Any

import pytest
import time_machine
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.contrib.sessions.models import Session
from django.test import Client, override_settings

from made_hub import make_actor, make_person
from yibiao.hub.access.sessions import locks, unlock
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import PersonRecord

pytestmark = pytest.mark.django_db

PASSWORD = "Kx7-password-for-tests"


def actions() -> list[str]:
    return list(EntryRecord.objects.values_list("action", flat=True))


def later(**span: float) -> time_machine.travel:
    return time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(**span))


def test_a_person_comes_in_and_goes_where_they_wanted(client: Client, li: PersonRecord, sign_in: Any) -> None:
    assert client.get("/fill")["Location"] == "/login?next=/fill"
    page = client.get("/login?next=/fill")
    assert "登录后回到刚才的页面" in page.content.decode()
    assert "登录后回到刚才的页面" not in client.get("/login").content.decode()
    assert 'name="next" value="/fill"' in page.content.decode()
    answer = sign_in(client, next="/fill")
    assert (answer.status_code, answer["Location"]) == (302, "/fill")
    assert f"person:{li.pk}" in client.get("/").content.decode()
    assert client.get("/login?next=/fill")["Location"] == "/fill"


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:alert(1)", "\\\\evil.example"]
)
def test_nobody_is_led_away(client: Client, li: PersonRecord, sign_in: Any, wanted: str) -> None:
    assert sign_in(client, next=wanted)["Location"] == "/"


def test_a_wrong_password_an_unknown_login_and_a_closed_account_get_one_answer(
    client: Client, li: PersonRecord, city: Any, sign_in: Any
) -> None:
    closed = make_person(city["west"], "clerk", "chen")
    closed.is_active = False
    closed.save()
    PersonRecord.objects.create_person("invited", "未设密码")
    bodies = set()
    for login, password in (("li", "wrong"), ("nobody", PASSWORD), ("chen", PASSWORD), ("invited", PASSWORD)):
        answer = sign_in(client, login, password)
        assert answer.status_code == 401
        text = answer.content.decode().replace(f'value="{login}"', "")
        bodies.add(re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", text))
        assert "登录名或密码不正确" in text
    assert len(bodies) == 1
    assert "sessionid" not in client.cookies


@pytest.mark.parametrize("login", ["li", "nobody", "invited", "chen"])
def test_every_attempt_costs_one_hash(client: Client, li: PersonRecord, city: Any, sign_in: Any, login: str) -> None:
    """The time of an answer is that of the hash: so it's counted, for whoever is asked for."""
    hasher = "django.contrib.auth.hashers.ScryptPasswordHasher"
    with override_settings(PASSWORD_HASHERS=[hasher]):
        PersonRecord.objects.create_person("invited", "未设密码")
        closed = make_person(city["west"], "clerk", "chen")
        PersonRecord.objects.filter(pk=closed.pk).update(is_active=False)
        li.set_password(PASSWORD)
        li.save()
        made = []
        encode = ScryptPasswordHasher.encode
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(ScryptPasswordHasher, "encode", lambda *args, **names: made.append(1) or encode(*args, **names))
            assert sign_in(client, login, "wrong").status_code == 401
    assert len(made) == 1


def test_after_five_failures_the_login_is_locked_for_that_address(client: Client, li: PersonRecord, sign_in: Any) -> None:
    for _ in range(4):
        assert sign_in(client, password="wrong").status_code == 401
    answer = sign_in(client, password="wrong")
    assert answer.status_code == 429
    assert "15 分钟" in answer.content.decode()
    assert 890 < int(answer["Retry-After"]) <= 900
    answer = sign_in(client)
    assert answer.status_code == 429
    assert sign_in(Client(REMOTE_ADDR="198.51.100.9")).status_code == 302
    assert sign_in(client, "other", "wrong").status_code == 401
    with later(minutes=14):
        assert "1 分钟" in sign_in(client).content.decode()
    with later(minutes=15, seconds=5):
        assert sign_in(client).status_code == 302


def test_a_login_that_nobody_has_is_locked_just_so(client: Client, sign_in: Any) -> None:
    for _ in range(5):
        answer = sign_in(client, "nobody", "wrong")
    assert answer.status_code == 429


def test_an_attempt_during_a_lock_does_not_make_it_longer_and_is_no_entry(
    client: Client, li: PersonRecord, sign_in: Any
) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    entries = EntryRecord.objects.count()
    with later(minutes=10):
        sign_in(client, password="wrong")
    assert EntryRecord.objects.count() == entries
    with later(minutes=16):
        assert sign_in(client).status_code == 302


def test_coming_in_forgives_the_failures_before(client: Client, li: PersonRecord, sign_in: Any) -> None:
    for _ in range(3):
        for _ in range(4):
            sign_in(client, password="wrong")
        assert sign_in(client).status_code == 302
        client.post("/logout")


def test_a_security_administrator_ends_a_lock(client: Client, li: PersonRecord, city: Any, sign_in: Any) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    assert [(lock.login, lock.address) for lock in locks()] == [("li", "127.0.0.1")]
    security = make_actor(city["city"], "security_admin")
    unlock(security, li)
    assert locks() == []
    assert sign_in(client).status_code == 302


def test_the_log_tells_of_coming_failing_locking_and_leaving(client: Client, li: PersonRecord, sign_in: Any) -> None:
    for _ in range(5):
        sign_in(client, password="wrong")
    other = Client(REMOTE_ADDR="198.51.100.9")
    sign_in(other)
    other.get("/")
    other.post("/logout")
    assert actions() == [*["session.fail"] * 5, "session.lock", "session.begin", "session.end"]


def test_the_request_of_an_entry_is_that_of_the_answer(client: Client, li: PersonRecord, sign_in: Any) -> None:
    answer = client.post("/login", {"login": "li", "password": PASSWORD}, headers={"X-Request-ID": "proxy-1234567"})
    assert answer["X-Request-ID"] == "proxy-1234567"
    assert '"proxy-1234567"' in EntryRecord.objects.get().line


def test_full_width_letters_and_spaces_around_a_login_are_forgiven(client: Client, li: PersonRecord, sign_in: Any) -> None:
    assert sign_in(client, " ｌｉ ").status_code == 302


@pytest.mark.parametrize(("login", "password"), [("li\0", PASSWORD), ("", ""), ("x" * 200, "y"), ("li", "x" * 300)])
def test_what_cannot_be_a_login_is_wrong(client: Client, li: PersonRecord, sign_in: Any, login: str, password: str) -> None:
    assert sign_in(client, login, password).status_code == 401


def test_a_session_gets_a_new_key_when_somebody_comes_in(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    first = client.cookies["yibiao_session"].value
    client.post("/logout")
    assert not Session.objects.filter(session_key=first).exists()
    sign_in(client)
    assert client.cookies["yibiao_session"].value != first


def test_forms_need_the_token_of_the_page(li: PersonRecord) -> None:
    client = Client(enforce_csrf_checks=True)
    answer = client.post("/login", {"login": "li", "password": PASSWORD})
    assert answer.status_code == 403
    assert "没有提交" in answer.content.decode()
    client.get("/login")
    token = client.cookies["yibiao_csrf"].value
    data = {"login": "li", "password": PASSWORD, "csrfmiddlewaretoken": token}
    assert client.post("/login", data).status_code == 302
    assert client.get("/logout").status_code == 405


def test_pages_of_signing_in_speak_english_when_asked(client: Client) -> None:
    answer = client.get("/login?lang=en")
    assert "Sign in" in answer.content.decode()
    assert answer["Content-Language"] == "en"
    assert "Sign in" in client.get("/login").content.decode()
    assert "登录" in client.get("/login?lang=zh").content.decode()
    assert "登录" in client.get("/login?lang=xx").content.decode()


def test_what_the_server_writes_down_names_nobody(
    client: Client, li: PersonRecord, sign_in: Any, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")
    for _ in range(6):
        sign_in(client, "zhao-li-ying", "my-Secret-Password")
    sign_in(Client(REMOTE_ADDR="198.51.100.9"))
    for text in ("zhao-li-ying", "my-Secret-Password", PASSWORD, "198.51.100.9"):
        assert not [line for line in caplog.messages if text in line and not line.startswith("(0.0")]


@pytest.mark.parametrize(("lang", "said"), [("zh", ("一表", "严禁上传涉密信息", "忘记密码", "English")), ("en", ("Yibiao", "Never upload classified", "Forgotten your password", "中文"))])
def test_the_entrance_says_what_this_is_and_whom_to_ask(client: Client, db: None, lang: str, said: tuple[str, ...]) -> None:
    page = client.get(f"/login?lang={lang}").content.decode()
    assert all(words in page for words in said)
    assert not re.search(r"https?://(?!testserver)", page)
