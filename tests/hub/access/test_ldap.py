"""Signing in by a real OpenLDAP server: encrypted, checked, and safe against crafted logins."""

import socket
from collections.abc import Iterator
from typing import Any

import pytest

import slapd
from made_hub import make_city, make_person
from yibiao.hub.access import ldap
from yibiao.hub.access.ldap import DirectoryDown, LdapBackend, confirms
from yibiao.hub.orgs.models import PersonRecord

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(slapd.SLAPD is None, reason="no slapd is installed (Debian: apt-get install slapd)"),
]
pytest.importorskip("ldap3", reason="the extra ldap is not installed")

PEOPLE = {"li": "Li-password-1", "wang": "Wang-password-1", "twice": "Twice-password-1", "strange(*)": "Strange-1"}


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Iterator[slapd.Directory]:
    with slapd.running(tmp_path_factory.mktemp("slapd"), PEOPLE, "twice") as running:
        yield running


def asked(address: str, certificate: Any, **more: Any) -> dict[str, Any]:
    return {
        "address": address,
        "base": slapd.BASE,
        "bind": slapd.READER,
        "password": slapd.READER_PASSWORD,
        "filter": "(uid={login})",
        "starttls": True,
        "ca": str(certificate),
        "timeout": 5,
        **more,
    }


@pytest.fixture(params=["starttls", "ldaps"])
def encrypted(request: pytest.FixtureRequest, directory: slapd.Directory, settings: Any) -> None:
    starttls = request.param == "starttls"
    address = f"ldap://127.0.0.1:{directory.plain}" if starttls else f"ldaps://127.0.0.1:{directory.tls}"
    settings.LDAP = asked(address, directory.certificate)


@pytest.fixture
def over_tls(directory: slapd.Directory, settings: Any) -> None:
    settings.LDAP = asked(f"ldaps://127.0.0.1:{directory.tls}", directory.certificate)


@pytest.mark.usefixtures("encrypted")
def test_the_directory_confirms_the_right_password_alone() -> None:
    assert confirms("li", "Li-password-1")
    assert not confirms("li", "Wang-password-1")
    assert not confirms("nobody", "Li-password-1")


@pytest.mark.usefixtures("over_tls")
@pytest.mark.parametrize("login", ["*", "l*", "li)(uid=*", "*)(uid=li", "li\\2a", "li\0", "", " "])
def test_a_crafted_login_finds_nobody(login: str) -> None:
    assert not confirms(login, "Li-password-1")


@pytest.mark.usefixtures("over_tls")
def test_signs_of_filters_in_a_login_are_themselves() -> None:
    assert confirms("strange(*)", "Strange-1")


@pytest.mark.usefixtures("over_tls")
def test_an_empty_password_is_no_password() -> None:
    assert not confirms("li", "")


@pytest.mark.usefixtures("over_tls")
def test_two_entries_of_one_login_are_nobody() -> None:
    assert not confirms("twice", "Twice-password-1")


@pytest.mark.usefixtures("over_tls")
def test_only_people_of_the_hub_come_in() -> None:
    backend = LdapBackend()
    assert backend.authenticate(None, "li", "Li-password-1") is None
    person = make_person(make_city()["east"], "clerk", "li")
    assert backend.authenticate(None, "li", "Li-password-1") == person
    assert backend.authenticate(None, "li", "Kx7-password-for-tests") is None
    PersonRecord.objects.filter(pk=person.pk).update(is_active=False)
    assert backend.authenticate(None, "li", "Li-password-1") is None


def test_a_certificate_that_nobody_vouches_for_is_refused(directory: slapd.Directory, settings: Any) -> None:
    for address in (f"ldap://127.0.0.1:{directory.plain}", f"ldaps://127.0.0.1:{directory.tls}"):
        settings.LDAP = asked(address, "")
        with pytest.raises(DirectoryDown):
            confirms("li", "Li-password-1")


def test_a_certificate_of_another_host_is_refused(tmp_path: Any, settings: Any) -> None:
    with slapd.running(tmp_path, PEOPLE, "twice", host="ldap.elsewhere.example") as other:
        for address in (f"ldap://127.0.0.1:{other.plain}", f"ldaps://127.0.0.1:{other.tls}"):
            settings.LDAP = asked(address, other.certificate)
            with pytest.raises(DirectoryDown):
                confirms("li", "Li-password-1")


def test_without_encryption_this_directory_takes_no_password(directory: slapd.Directory, settings: Any) -> None:
    settings.LDAP = asked(f"ldap://127.0.0.1:{directory.plain}", directory.certificate, starttls=False)
    with pytest.raises(DirectoryDown):
        confirms("li", "Li-password-1")


def test_a_wrong_password_of_the_hub_itself_is_told_apart(directory: slapd.Directory, settings: Any) -> None:
    settings.LDAP = asked(f"ldaps://127.0.0.1:{directory.tls}", directory.certificate, password="wrong")
    with pytest.raises(DirectoryDown):
        confirms("li", "Li-password-1")


def test_a_directory_that_is_away_or_silent_is_told(tmp_path: Any, settings: Any) -> None:
    with slapd.running(tmp_path, PEOPLE, "twice") as gone:
        address, certificate = f"ldaps://127.0.0.1:{gone.tls}", gone.certificate
    settings.LDAP = asked(address, certificate, timeout=1)
    with pytest.raises(DirectoryDown):
        confirms("li", "Li-password-1")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.LDAP = asked(f"ldap://127.0.0.1:{silent.getsockname()[1]}", certificate, timeout=1)
        with pytest.raises(DirectoryDown):
            confirms("li", "Li-password-1")
    assert ldap.confirms("", "x") is False
