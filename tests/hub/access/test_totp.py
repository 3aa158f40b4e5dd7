"""One-time codes: RFC 6238, each code once, recovery, and what is kept."""

import base64
import datetime

import pytest
import time_machine
from django.test import override_settings

from made_hub import make_actor, make_city, make_person
from yibiao.hub.access import totp, vault
from yibiao.hub.access.actors import actor_of
from yibiao.hub.access.models import SecondFactorRecord
from yibiao.hub.access.rights import Denied
from yibiao.hub.access.sessions import unlock
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord

pytestmark = pytest.mark.django_db

# RFC 6238, appendix B: the secret, and codes (the last six of eight digits) at moments.
SECRET = base64.b32encode(b"12345678901234567890").decode()
CODES = {59: "287082", 1111111109: "081804", 1234567890: "005924", 2000000000: "279037"}


@pytest.fixture
def city() -> dict[str, UnitRecord]:
    return make_city()


@pytest.fixture
def person(city: dict[str, UnitRecord]) -> PersonRecord:
    return make_person(city["east"], "clerk", "li")


def at(seconds: int) -> time_machine.travel:
    return time_machine.travel(datetime.datetime.fromtimestamp(seconds, datetime.UTC), tick=False)


def set_up(person: PersonRecord, moment: int = 59) -> list[str]:
    with at(moment):
        codes: list[str] = totp.set_up(actor_of(person), person, SECRET, CODES[moment])
    return codes


@pytest.mark.parametrize("moment", list(CODES))
def test_the_codes_are_those_of_the_rfc(moment: int, person: PersonRecord) -> None:
    assert len(set_up(person, moment)) == 10


def test_a_code_counts_once_and_a_clock_may_be_half_a_minute_off(person: PersonRecord) -> None:
    set_up(person)
    with at(59):
        assert totp.verify(person, CODES[59]) == ""
    with at(1111111109 + 30):
        assert totp.verify(person, CODES[1111111109]) == "totp"
        assert totp.verify(person, CODES[1111111109]) == ""
    with at(1234567890 - 30):
        assert totp.verify(person, "005 924") == "totp"
    with at(2000000000 + 90):
        assert totp.verify(person, CODES[2000000000]) == ""


def test_a_recovery_code_counts_once(person: PersonRecord) -> None:
    first, second, *_ = set_up(person)
    assert totp.verify(person, first.upper()) == "recovery"
    assert totp.verify(person, first) == ""
    assert totp.verify(person, second.replace("-", " ")) == "recovery"


def test_the_secret_is_encrypted_and_recovery_codes_are_digests(person: PersonRecord) -> None:
    codes = set_up(person)
    kept = " ".join(str(value) for value in SecondFactorRecord.objects.values_list().get())
    logged = " ".join(EntryRecord.objects.values_list("line", flat=True))
    for text in (SECRET, *codes, *(code.replace("-", "") for code in codes)):
        assert text not in kept + logged


def test_after_a_new_key_of_the_server_codes_still_count(person: PersonRecord, settings: object) -> None:
    codes = set_up(person)
    old = settings.SECRET_KEY  # type: ignore[attr-defined]
    with override_settings(SECRET_KEY="new" * 20, SECRET_KEY_FALLBACKS=[old]), at(1111111109):
        assert totp.verify(person, CODES[1111111109]) == "totp"
        assert totp.verify(person, codes[0]) == "recovery"
    with override_settings(SECRET_KEY="new" * 20), pytest.raises(vault.Unreadable):
        totp.verify(person, "123456")


def test_what_was_sealed_for_one_purpose_opens_for_no_other() -> None:
    sealed = vault.seal("密", "one")
    assert vault.unseal(sealed, "one") == "密"
    for text, purpose in ((sealed, "other"), (sealed[:-4] + "AAAA", "one"), ("", "one"), ("é", "one")):
        with pytest.raises(vault.Unreadable):
            vault.unseal(text, purpose)


def test_a_wrong_code_sets_nothing_up(person: PersonRecord) -> None:
    for code in ("000000", "", "28708", "２８７０８２", "abcdef"):
        with at(59), pytest.raises(Refused) as told:
            totp.set_up(actor_of(person), person, SECRET, code)
        assert told.value.key == "login.code-wrong"
    assert not totp.has_factor(person)


def test_many_wrong_codes_lock_and_a_security_administrator_unlocks(
    person: PersonRecord, city: dict[str, UnitRecord]
) -> None:
    set_up(person)
    for _ in range(totp.MOST_FAILURES):
        assert totp.verify(person, "000000") == ""
    assert totp.is_locked(person)
    with at(1111111109):
        assert totp.verify(person, CODES[1111111109]) == ""
        unlock(make_actor(city["city"], "security_admin"), person)
        assert totp.verify(person, CODES[1111111109]) == "totp"


def test_a_right_code_forgives_the_wrong_ones_before(person: PersonRecord) -> None:
    codes = set_up(person)
    totp.verify(person, "000000")
    totp.verify(person, codes[0])
    assert SecondFactorRecord.objects.get().failures == 0


def test_posts_demand_codes_as_the_operator_says(person: PersonRecord, city: dict[str, UnitRecord]) -> None:
    admin = make_person(city["city"], "audit_admin", "wang")
    assert not totp.must_have(admin)
    with override_settings(TOTP_POSTS=("system_admin", "security_admin", "audit_admin")):
        assert totp.must_have(admin)
        assert not totp.must_have(person)
        set_up(admin)
        with pytest.raises(Refused) as told:
            totp.remove(actor_of(admin), admin)
        assert told.value.key == "login.totp-needed"
    set_up(person)
    totp.remove(actor_of(person), person)
    assert not totp.has_factor(person)


def test_a_security_administrator_takes_a_lost_factor_off(person: PersonRecord, city: dict[str, UnitRecord]) -> None:
    set_up(person)
    for kind in ("system_admin", "audit_admin", "head"):
        with pytest.raises(Denied):
            totp.reset(make_actor(city["city"], kind), person)
    security = make_actor(city["city"], "security_admin")
    totp.reset(security, person)
    assert not totp.has_factor(person)
    with pytest.raises(Refused):
        totp.reset(security, person)
    assert list(EntryRecord.objects.values_list("action", "actor")) == [
        ("totp.change", f"person:{person.pk}"),
        ("totp.reset", security.name),
    ]


def test_nobody_sets_codes_up_for_somebody_else(person: PersonRecord, city: dict[str, UnitRecord]) -> None:
    with at(59), pytest.raises(Denied):
        totp.set_up(make_actor(city["city"], "security_admin"), person, SECRET, CODES[59])


def test_renewed_recovery_codes_end_the_old_ones(person: PersonRecord) -> None:
    old = set_up(person)
    new = totp.renew_codes(actor_of(person), person)
    assert totp.verify(person, old[0]) == ""
    assert totp.verify(person, new[0]) == "recovery"
