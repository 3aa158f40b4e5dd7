"""What the log tells of signing in, and forms that outlive a session."""

import datetime

import pytest
import time_machine

from made_hub import make_city, make_person
from yibiao.core.audit.entries import sealed
from yibiao.hub.access import passwords, sessions
from yibiao.hub.access.actors import actor_of, command
from yibiao.hub.access.models import KeptFormRecord, PasswordRecord, SecondFactorRecord, TokenRecord
from yibiao.hub.access.tokens import make_token
from yibiao.hub.audit import personal
from yibiao.hub.audit.models import EntryRecord, PersonalDatumRecord
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import PersonRecord
from yibiao.hub.orgs.people import erase_person

pytestmark = pytest.mark.django_db

SOURCE = sessions.Source("203.0.113.7", "request-12345")


@pytest.fixture
def person() -> PersonRecord:
    return make_person(make_city()["east"], "clerk", "zhao-li-ying")


def test_the_log_holds_no_login_and_no_address_in_the_clear(person: PersonRecord) -> None:
    sessions.failed("zhao-li-ying", sessions.PASSWORD, SOURCE)
    sessions.failed("my-Secret-Password", sessions.PASSWORD, SOURCE)
    sessions.locked_out("zhao-li-ying", SOURCE)
    sessions.signed_in(person, sessions.PASSWORD, SOURCE, second="totp")
    sessions.signed_out(person, sessions.ASKED, SOURCE)
    rows = list(EntryRecord.objects.values_list("action", "actor", "object", "line"))
    known = f"person:{person.pk}"
    assert [row[:3] for row in rows] == [
        ("session.fail", "nobody", known),
        ("session.fail", "nobody", "system"),
        ("session.lock", "nobody", known),
        ("session.begin", known, known),
        ("session.end", known, known),
    ]
    told = " ".join(row[3] for row in rows)
    for text in ("zhao-li-ying", "my-Secret-Password", "203.0.113.7"):
        assert text not in told
    assert "request-12345" in told


def test_what_is_sealed_can_be_looked_up_until_it_is_erased(person: PersonRecord) -> None:
    sessions.failed("zhao-li-ying", sessions.PASSWORD, SOURCE)
    kept = {row.value: row for row in PersonalDatumRecord.objects.all()}
    assert set(kept) == {"zhao-li-ying", "203.0.113.7"}
    row = kept["203.0.113.7"]
    assert sealed(row.value, bytes.fromhex(row.salt))["sealed"] == row.digest
    assert row.digest in EntryRecord.objects.get().line
    assert personal.erase(person) == 2
    assert not PersonalDatumRecord.objects.exclude(value="").exists()


def test_a_late_form_is_kept_encrypted_for_its_sender_alone(person: PersonRecord) -> None:
    other = PersonRecord.objects.create_person("other", "别人")
    sessions.keep_form(person, "/units/east/values?period=2026-03", "/units/east", {"cell-of-march": ["完成12家"], "tag": ["a", "b"]})
    row = KeptFormRecord.objects.get()
    assert "完成" not in row.body
    assert "cell-of-march" not in row.body
    kept = sessions.kept_form(person)
    assert kept is not None
    assert kept.fields == (("cell-of-march", "完成12家"), ("tag", "a"), ("tag", "b"))
    assert (kept.path, kept.back) == ("/units/east/values?period=2026-03", "/units/east")
    assert sessions.kept_form(other) is None
    assert sessions.kept_form(other, kept.id) is None
    sessions.drop_form(other, kept.id)
    assert sessions.kept_form(person, kept.id) == kept
    sessions.drop_form(person, kept.id)
    assert sessions.kept_form(person) is None


def test_the_oldest_late_forms_give_way_and_a_week_ends_them(person: PersonRecord) -> None:
    for number in range(7):
        sessions.keep_form(person, f"/{number}", "/", {"x": ["1"]})
    assert sorted(KeptFormRecord.objects.values_list("path", flat=True)) == ["/2", "/3", "/4", "/5", "/6"]
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=8)):
        assert sessions.kept_form(person) is None
    assert KeptFormRecord.objects.count() == 0


def test_a_late_form_of_another_key_is_dropped(person: PersonRecord, settings: object) -> None:
    sessions.keep_form(person, "/", "/", {"x": ["1"]})
    settings.SECRET_KEY = "another-key-altogether"  # type: ignore[attr-defined]
    assert sessions.kept_form(person) is None
    assert KeptFormRecord.objects.count() == 0


def test_an_erased_person_leaves_nothing_to_sign_in_with(person: PersonRecord) -> None:
    passwords.change_password(actor_of(person), person, "Kx7-password-for-tests", "Vokal-1-trocken")
    SecondFactorRecord.objects.create(person=person, secret="x", made_at=now())
    sessions.keep_form(person, "/", "/", {"x": ["1"]})
    make_token(actor_of(person), person, "x", ["read"], 1)
    erase_person(command("test"), person)
    for rows in (PasswordRecord.objects, SecondFactorRecord.objects, KeptFormRecord.objects):
        assert rows.count() == 0
    assert TokenRecord.objects.get().revoked_at is not None
