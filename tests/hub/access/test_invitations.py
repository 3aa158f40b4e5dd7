"""Links that open once, and the first administrators."""

import datetime

import pytest
import time_machine

from made_hub import make_actor, make_city, make_person
from yibiao.hub.access import passwords
from yibiao.hub.access.actors import actor_of, command
from yibiao.hub.access.invitations import accept, find, invite, make_administrators
from yibiao.hub.access.models import InvitationRecord, SecondFactorRecord
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, UnitRecord

pytestmark = pytest.mark.django_db

NEW = "Vokal-1-trocken"


@pytest.fixture
def city() -> dict[str, UnitRecord]:
    return make_city()


@pytest.fixture
def newcomer(city: dict[str, UnitRecord]) -> PersonRecord:
    return PersonRecord.objects.create_person("zhou", "周宁")


def later(**span: float) -> time_machine.travel:
    return time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(**span))


def test_a_link_opens_once(newcomer: PersonRecord, city: dict[str, UnitRecord]) -> None:
    text = invite(make_actor(city["city"], "system_admin"), newcomer)
    assert find(text) is not None
    assert find(text) is not None
    person = accept(text, NEW)
    assert person == newcomer
    person.refresh_from_db()
    assert person.check_password(NEW)
    assert find(text) is None
    with pytest.raises(Refused) as told:
        accept(text, "Vokal-2-trocken")
    assert told.value.key == "login.link-gone"


def test_a_link_counts_for_a_day_and_ends_when_a_newer_one_is_made(
    newcomer: PersonRecord, city: dict[str, UnitRecord]
) -> None:
    admin = make_actor(city["city"], "system_admin")
    first = invite(admin, newcomer)
    with later(hours=23.9):
        assert find(first) is not None
    with later(hours=24.1):
        assert find(first) is None
    second = invite(admin, newcomer)
    assert find(first) is None
    assert find(second) is not None


def test_only_the_digest_is_kept(newcomer: PersonRecord, city: dict[str, UnitRecord]) -> None:
    text = invite(make_actor(city["city"], "system_admin"), newcomer)
    kept = " ".join(str(value) for value in InvitationRecord.objects.values_list().get())
    assert text not in kept + " ".join(EntryRecord.objects.values_list("line", flat=True))


def test_a_weak_password_leaves_the_link_open(newcomer: PersonRecord, city: dict[str, UnitRecord]) -> None:
    text = invite(make_actor(city["city"], "system_admin"), newcomer)
    with pytest.raises(passwords.Weak):
        accept(text, "short")
    assert accept(text, NEW) == newcomer


def test_who_invites(newcomer: PersonRecord, city: dict[str, UnitRecord]) -> None:
    for kind in ("security_admin", "audit_admin", "head"):
        with pytest.raises(Denied):
            invite(make_actor(city["city"], kind), newcomer)


def test_a_system_administrator_cannot_become_another_administrator(city: dict[str, UnitRecord]) -> None:
    other = make_person(city["city"], "security_admin", "qian")
    with pytest.raises(Refused) as told:
        invite(make_actor(city["city"], "system_admin"), other)
    assert told.value.key == "login.invite-administrator"
    assert find(invite(command("admin"), other)) is not None


def test_a_closed_account_gets_no_link_and_its_link_ends(newcomer: PersonRecord, city: dict[str, UnitRecord]) -> None:
    admin = make_actor(city["city"], "system_admin")
    text = invite(admin, newcomer)
    newcomer.is_active = False
    newcomer.save()
    assert find(text) is None
    with pytest.raises(Refused) as told:
        invite(admin, newcomer)
    assert told.value.key == "login.account-closed"


def test_accepting_is_the_persons_own_entry(newcomer: PersonRecord, city: dict[str, UnitRecord]) -> None:
    admin = make_actor(city["city"], "system_admin")
    accept(invite(admin, newcomer), NEW, request="request-1")
    assert list(EntryRecord.objects.values_list("action", "actor", "object")) == [
        ("person.invite", admin.name, f"person:{newcomer.pk}"),
        ("person.accept", f"person:{newcomer.pk}", f"person:{newcomer.pk}"),
    ]


KINDS = {"system_admin": "admin", "security_admin": "admin-security", "audit_admin": "admin-audit"}


def test_the_first_administrators_are_made_each_with_a_link(city: dict[str, UnitRecord]) -> None:
    links = make_administrators(command("admin"), KINDS)
    assert list(links) == list(KINDS)
    for kind, login in KINDS.items():
        person = accept(links[kind], f"{NEW}-{kind}")
        assert person.login == login
        assert [(post.kind, post.code) for post in actor_of(person).posts] == [(kind, "city")]
    assert " admin" not in EntryRecord.objects.get(seq=0).line.replace("command:admin", "")


def test_asked_again_there_are_new_links_and_nothing_else(city: dict[str, UnitRecord]) -> None:
    first = make_administrators(command("admin"), KINDS)
    people, holdings = PersonRecord.objects.count(), HoldingRecord.objects.count()
    person = PersonRecord.objects.get(login="admin")
    SecondFactorRecord.objects.create(person=person, secret="x", made_at=now())
    second = make_administrators(command("admin"), KINDS)
    assert (PersonRecord.objects.count(), HoldingRecord.objects.count()) == (people, holdings)
    assert find(first["system_admin"]) is None
    assert find(second["system_admin"]) is not None
    assert SecondFactorRecord.objects.count() == 1
    make_administrators(command("admin"), KINDS, reset_totp=True)
    assert SecondFactorRecord.objects.count() == 0


def test_one_person_holds_one_of_the_separated_posts_and_no_other(city: dict[str, UnitRecord]) -> None:
    make_person(city["east"], "clerk", "li")
    for logins in ({"system_admin": "li"}, {"system_admin": "admin", "audit_admin": "admin"}):
        with pytest.raises(Refused) as told:
            make_administrators(command("admin"), logins)
        assert told.value.key == "login.separated"
    assert not PersonRecord.objects.filter(login="admin").exists()


def test_nobody_makes_administrators_before_there_is_a_city() -> None:
    with pytest.raises(Refused) as told:
        make_administrators(command("admin"), KINDS)
    assert told.value.key == "login.no-units"
