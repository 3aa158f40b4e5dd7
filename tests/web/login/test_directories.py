"""Coming in by the city's directory, through the pages: a real OpenID Connect provider and a real OpenLDAP server."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client

import oidc_server
import slapd
from made_hub import make_person
from yibiao.hub.access import oidc
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import PersonRecord

pytestmark = pytest.mark.django_db

OWN = "Kx7-password-for-tests"
PROVEN = {"sub": "u-1", "preferred_username": "li"}
STRANGER = {"sub": "u-2", "preferred_username": "stranger"}


@pytest.fixture(scope="module")
def provider(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    pytest.importorskip("jwt", reason="the extra oidc is not installed")
    pytest.importorskip("oidc_provider_mock", reason="the test requirements are not installed")
    with oidc_server.running(tmp_path_factory.mktemp("provider"), PROVEN, STRANGER) as issuer:
        yield issuer


@pytest.fixture
def by_oidc(provider: str, settings: Any) -> Iterator[None]:
    oidc.forget()
    settings.OIDC = {
        "issuer": provider,
        "client": "yibiao",
        "secret": "client-secret",
        "claim": "preferred_username",
        "field": "login",
        "scopes": "openid profile",
        "ca": "",
        "timeout": 5,
    }
    yield
    oidc.forget()


def come_in(client: Client, sub: str | None, to: str = "/fill") -> Any:
    away = client.get(f"/login/oidc?next={to}")
    assert away.status_code == 302
    back = oidc_server.consent(away["Location"], sub)
    assert back.startswith("http://testserver/login/oidc/back?")
    return client.get(back)


@pytest.mark.usefixtures("by_oidc")
def test_who_is_known_comes_in_and_goes_where_they_wanted(client: Client, li: PersonRecord) -> None:
    assert 'href="/login/oidc?next=/fill"' in client.get("/login?next=/fill").content.decode()
    assert come_in(client, "u-1")["Location"] == "/fill"
    assert client.get("/fill").status_code == 200
    entry = EntryRecord.objects.get()
    assert (entry.action, entry.actor) == ("session.begin", f"person:{li.pk}")
    assert '"oidc"' in entry.line


@pytest.mark.usefixtures("by_oidc")
def test_a_stranger_is_refused_and_no_account_is_made(client: Client, li: PersonRecord) -> None:
    answer = come_in(client, "u-2")
    assert answer.status_code == 403
    assert "没有对应的账号" in answer.content.decode()
    assert PersonRecord.objects.count() == 1
    assert client.get("/fill").status_code == 302
    entry = EntryRecord.objects.get()
    assert entry.action == "session.fail"
    assert "stranger" not in entry.line


@pytest.mark.usefixtures("by_oidc")
def test_who_declines_stays_outside(client: Client, li: PersonRecord) -> None:
    assert come_in(client, None).status_code == 403
    assert client.get("/fill").status_code == 302


@pytest.mark.usefixtures("by_oidc")
def test_an_answer_counts_once_and_in_the_browser_that_asked(client: Client, li: PersonRecord) -> None:
    away = client.get("/login/oidc")
    back = oidc_server.consent(away["Location"], "u-1")
    assert Client().get(back).status_code == 403
    assert client.get(back.replace("state=", "state=x")).status_code == 403
    assert client.get(back).status_code == 403


@pytest.mark.usefixtures("by_oidc")
def test_nobody_is_led_away_by_the_way_back(client: Client, li: PersonRecord) -> None:
    assert come_in(client, "u-1", "https://evil.example")["Location"] == "/"


@pytest.mark.usefixtures("by_oidc")
def test_leaving_offers_to_leave_the_provider_too(client: Client, li: PersonRecord, provider: str) -> None:
    come_in(client, "u-1")
    page = client.get(client.post("/logout")["Location"]).content.decode()
    way = page.split('href="' + provider, 1)[1].split('"', 1)[0].replace("&amp;", "&")
    parameters = parse_qs(urlsplit(way).query)
    assert parameters["post_logout_redirect_uri"] == ["http://testserver/signed-out"]
    assert parameters["id_token_hint"][0].count(".") == 2
    assert client.get("/fill").status_code == 302
    assert provider not in client.get("/signed-out").content.decode()


def test_a_provider_that_is_away_is_said(client: Client, by_oidc: None, settings: Any) -> None:
    settings.OIDC = {**settings.OIDC, "issuer": "http://127.0.0.1:9"}
    answer = client.get("/login/oidc")
    assert answer.status_code == 503
    assert "暂时无法连接" in answer.content.decode()


def test_without_a_provider_there_is_no_way_to_it(client: Client) -> None:
    assert "/login/oidc" not in client.get("/login").content.decode()
    assert client.get("/login/oidc").status_code == 404
    assert client.get("/login/oidc/back?code=x&state=y").status_code == 404


# --- LDAP


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[slapd.Directory]:
    pytest.importorskip("ldap3", reason="the extra ldap is not installed")
    if slapd.SLAPD is None:
        pytest.skip("no slapd is installed (Debian: apt-get install slapd)")
    people = {"li": "Directory-1", "stranger": "Directory-2"}
    with slapd.running(tmp_path_factory.mktemp("slapd"), people, "stranger") as running:
        yield running


@pytest.fixture
def by_ldap(directory: slapd.Directory, settings: Any) -> None:
    settings.LDAP = {
        "address": f"ldaps://127.0.0.1:{directory.tls}",
        "base": slapd.BASE,
        "bind": slapd.READER,
        "password": slapd.READER_PASSWORD,
        "filter": "(uid={login})",
        "starttls": True,
        "ca": str(directory.certificate),
        "timeout": 5,
    }
    settings.LOCAL_LOGIN = "administrators"
    settings.AUTHENTICATION_BACKENDS = [*settings.AUTHENTICATION_BACKENDS, "yibiao.hub.access.ldap.LdapBackend"]


@pytest.mark.usefixtures("by_ldap")
def test_the_password_of_the_directory_counts_and_the_old_one_here_does_not(
    client: Client, li: PersonRecord, sign_in: Any
) -> None:
    assert sign_in(client, password=OWN).status_code == 401
    assert sign_in(client, password="Directory-1").status_code == 302
    assert client.get("/fill").status_code == 200
    assert '"ldap"' in EntryRecord.objects.last().line


@pytest.mark.usefixtures("by_ldap")
def test_a_stranger_of_the_directory_gets_the_answer_of_a_wrong_password(client: Client, sign_in: Any) -> None:
    assert sign_in(client, "stranger", "Directory-2").status_code == 401
    assert PersonRecord.objects.count() == 0


@pytest.mark.usefixtures("by_ldap")
def test_wrong_passwords_of_the_directory_lock_too(client: Client, li: PersonRecord, sign_in: Any) -> None:
    for _ in range(5):
        answer = sign_in(client, password="wrong")
    assert answer.status_code == 429
    assert sign_in(client, password="Directory-1").status_code == 429


def test_administrators_still_come_in_when_the_directory_is_away(
    client: Client, by_ldap: None, city: Any, sign_in: Any, settings: Any, tmp_path: Path
) -> None:
    settings.LDAP = {**settings.LDAP, "address": "ldaps://127.0.0.1:9", "timeout": 1}
    make_person(city["city"], "system_admin", "wang")
    make_person(city["east"], "clerk", "li")
    for _ in range(6):
        answer = sign_in(client, password="Directory-1")
        assert answer.status_code == 503
        assert "目录服务" in answer.content.decode()
    assert sign_in(client, "wang").status_code == 302


def test_a_password_kept_here_is_for_administrators_beside_a_directory(
    client: Client, city: Any, sign_in: Any, settings: Any
) -> None:
    settings.LOCAL_LOGIN = "administrators"
    make_person(city["city"], "security_admin", "wang")
    make_person(city["east"], "head", "li")
    assert sign_in(client).status_code == 401
    assert sign_in(client, "wang").status_code == 302
