"""What a password must be like, and changing it."""

import datetime
from itertools import pairwise

import pytest
import time_machine
from django.test import override_settings

from made_hub import make_actor, make_city, make_person
from yibiao.hub.access import passwords
from yibiao.hub.access.actors import actor_of
from yibiao.hub.access.models import PasswordRecord
from yibiao.hub.access.rights import Denied
from yibiao.hub.access.settings import PASSWORD_HASHERS
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord

pytestmark = pytest.mark.django_db

FIRST = "Kx7-password-for-tests"


@pytest.fixture
def city() -> dict[str, UnitRecord]:
    return make_city()


@pytest.fixture
def person(city: dict[str, UnitRecord]) -> PersonRecord:
    return make_person(city["east"], "clerk", "zhangxiaoming", phone="13871234567", email="xm.zhang@east.example")


def keys(password: str, person: PersonRecord) -> list[str]:
    return [fault.key.removeprefix("login.password-") for fault in passwords.faults(password, person)]


@pytest.mark.parametrize(
    "password",
    ["Tr7-vokale", "窗前明月光Ab12345", "correct horse battery staple", "Ümlaute-2-zählen", "床前明月光疑是地上霜举头望明月低头"],
)
def test_good_passwords_are_taken(password: str, person: PersonRecord) -> None:
    assert keys(password, person) == []


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        ("Tr7-vokal", "short"),
        ("Tr7-" + "vokale" * 40, "long"),
        ("trockenvok", "plain"),
        ("trocken123", "plain"),
        ("Aa1Aa1Aa1Aa1", "plain"),
        ("aaaaaaaaaaaaaaaaaaaa", "plain"),
        ("420106199001011234", "plain"),
        ("Password123!", "common"),
        ("Woaini@1314", "common"),
        ("W0aini1314..", "common"),
        ("Admin@2026!!", "common"),
        ("Wuhan@202603", "common"),
        ("Zhangwei@123", "common"),
        ("1qaz@WSX#EDC", "common"),
        ("Qwer1234!@#$", "common"),
        ("管理员@123456", "common"),
        ("Zhangxiaoming1", "similar"),
        ("13871234567Ab", "similar"),
        ("xm.zhang@East.Example", "similar"),
    ],
)
def test_bad_passwords_are_refused_with_the_reason(password: str, fault: str, person: PersonRecord) -> None:
    assert fault in keys(password, person)


def test_the_present_password_and_the_last_five_are_not_taken_again(person: PersonRecord) -> None:
    actor = actor_of(person)
    chain = [FIRST, *(f"Vokal-{number}-trocken" for number in range(1, 7))]
    for old, new in pairwise(chain):
        passwords.change_password(actor, person, old, new)
    assert [keys(old, person) == ["used"] for old in chain] == [False, False, True, True, True, True, True]
    assert PasswordRecord.objects.filter(person=person).count() == passwords.HISTORY


def test_the_first_password_counts_in_the_history_too(person: PersonRecord) -> None:
    assert keys(FIRST, person) == ["used"]


def test_a_change_needs_the_present_password_and_is_ones_own_affair(
    person: PersonRecord, city: dict[str, UnitRecord]
) -> None:
    with pytest.raises(Refused) as told:
        passwords.change_password(actor_of(person), person, "wrong", "Vokal-1-trocken")
    assert told.value.key == "login.password-wrong"
    with pytest.raises(Denied):
        passwords.change_password(make_actor(city["city"], "system_admin"), person, FIRST, "Vokal-1-trocken")
    with pytest.raises(passwords.Weak) as weak:
        passwords.change_password(actor_of(person), person, FIRST, "short")
    assert len(weak.value.faults) > 1
    person.refresh_from_db()
    assert person.check_password(FIRST)
    assert EntryRecord.objects.count() == 0


def test_a_change_is_in_the_log_without_the_password_or_its_hash(person: PersonRecord) -> None:
    passwords.change_password(actor_of(person), person, FIRST, "Vokal-1-trocken")
    person.refresh_from_db()
    entry = EntryRecord.objects.get()
    assert (entry.action, entry.actor, entry.object) == ("password.change", f"person:{person.pk}", f"person:{person.pk}")
    assert person.password not in entry.line
    assert "Vokal" not in entry.line
    assert person.check_password("Vokal-1-trocken")


def test_a_password_expires_where_the_operator_says_so(person: PersonRecord) -> None:
    passwords.change_password(actor_of(person), person, FIRST, "Vokal-1-trocken")
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=91)):
        assert not passwords.is_expired(person)
        with override_settings(PASSWORD_DAYS=90):
            assert passwords.is_expired(person)
    with override_settings(PASSWORD_DAYS=90):
        assert not passwords.is_expired(person)


def test_the_hasher_of_the_product_is_scrypt() -> None:
    assert PASSWORD_HASHERS[0].endswith("ScryptPasswordHasher")
