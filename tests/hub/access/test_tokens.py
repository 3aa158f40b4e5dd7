"""Tokens of programs: what they may, how long, and what the hub keeps of them."""

import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from made_hub import make_city, make_person
from yibiao.hub.access.actors import Actor, actor_of
from yibiao.hub.access.models import TokenRecord
from yibiao.hub.access.rights import Denied
from yibiao.hub.access.tokens import SCOPES, actor_of_token, make_token, revoke_token
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import ActingRecord, PersonRecord, PostRecord, UnitRecord

pytestmark = pytest.mark.django_db


@pytest.fixture
def city() -> dict[str, UnitRecord]:
    return make_city()


@pytest.fixture
def person(city: dict[str, UnitRecord]) -> PersonRecord:
    return make_person(city["east"], "clerk", "li")


def token_of(person: PersonRecord, *scopes: str, days: int = 30) -> tuple[TokenRecord, str]:
    made: tuple[TokenRecord, str] = make_token(actor_of(person), person, "夜间同步", scopes or ("read",), days)
    return made


def test_a_token_is_its_person_with_their_posts_of_today_and_its_scopes(
    person: PersonRecord, city: dict[str, UnitRecord]
) -> None:
    other = PostRecord.objects.create(unit=city["west"], kind="reviewer")
    ActingRecord.objects.create(post=other, person=person)
    past = PostRecord.objects.create(unit=city["finance"], kind="head")
    ActingRecord.objects.create(post=past, person=person, until=datetime.date(2020, 1, 1))
    _, text = token_of(person, "read", "values")
    actor = actor_of_token(text)
    assert actor == actor_of(person, frozenset({"read", "values"}))
    assert isinstance(actor, Actor)
    assert [(post.code, post.kind, post.acting) for post in actor.posts] == [
        ("east", "clerk", False),
        ("west", "reviewer", True),
    ]


def test_a_person_without_posts_has_an_actor_without_rights() -> None:
    person = PersonRecord.objects.create_person("nobody-special", "王")
    _, text = token_of(person)
    actor = actor_of_token(text)
    assert actor is not None
    assert actor.posts == ()


def test_only_a_digest_is_kept(person: PersonRecord) -> None:
    token, text = token_of(person)
    token.refresh_from_db()
    assert text.startswith("yb_")
    assert len(text) == 46
    assert text.startswith(token.hint)
    kept = " ".join(str(value) for value in TokenRecord.objects.values_list().get())
    logged = " ".join(EntryRecord.objects.values_list("line", flat=True))
    assert text not in kept + logged
    assert text[7:] not in kept + logged


def test_the_hot_path_is_one_query_and_the_day_of_use_is_written_once_a_day(person: PersonRecord) -> None:
    token, text = token_of(person)
    with CaptureQueriesContext(connection) as first:
        actor_of_token(text)
    assert len(first) == 2
    with CaptureQueriesContext(connection) as second:
        actor_of_token(text)
    assert len(second) == 1
    token.refresh_from_db()
    assert token.used_on is not None


def test_a_token_ends_when_it_expires_is_revoked_or_its_person_leaves(person: PersonRecord) -> None:
    token, text = token_of(person, days=2)
    with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=2, seconds=1)):
        assert actor_of_token(text) is None
    assert actor_of_token(text) is not None
    revoke_token(actor_of(person), token)
    assert actor_of_token(text) is None
    _, second = token_of(person)
    person.is_active = False
    person.save()
    assert actor_of_token(second) is None


@pytest.mark.parametrize("text", ["", "yb_", "yb_" + "x" * 43, "xx_" + "x" * 43, "yb_" + "x" * 42 + "é"])
def test_what_is_no_token_is_nobody(text: str) -> None:
    assert actor_of_token(text) is None


def test_nobody_makes_a_token_of_somebody_else_and_no_token_makes_tokens(
    person: PersonRecord, city: dict[str, UnitRecord]
) -> None:
    admin = actor_of(make_person(city["city"], "system_admin"))
    with pytest.raises(Denied):
        make_token(admin, person, "x", ["read"], 1)
    _, text = token_of(person, *SCOPES)
    with pytest.raises(Denied):
        make_token(actor_of_token(text), person, "x", ["read"], 1)


def test_a_security_administrator_revokes_anybodys_token(person: PersonRecord, city: dict[str, UnitRecord]) -> None:
    token, text = token_of(person)
    with pytest.raises(Denied):
        revoke_token(actor_of(make_person(city["city"], "system_admin")), token)
    revoke_token(actor_of(make_person(city["city"], "security_admin")), token)
    assert actor_of_token(text) is None


@pytest.mark.parametrize(
    ("name", "scopes", "days", "key"),
    [
        ("", ["read"], 1, "login.token-name"),
        ("x" * 81, ["read"], 1, "login.token-name"),
        ("x", [], 1, "login.token-scopes"),
        ("x", ["read", "everything"], 1, "login.token-scopes"),
        ("x", ["read"], 0, "login.token-days"),
        ("x", ["read"], 366, "login.token-days"),
    ],
)
def test_a_token_that_cannot_be_meant_is_refused(
    person: PersonRecord, name: str, scopes: list[str], days: int, key: str
) -> None:
    with pytest.raises(Refused) as told:
        make_token(actor_of(person), person, name, scopes, days)
    assert told.value.key == key
    assert TokenRecord.objects.count() == 0


def test_making_and_revoking_are_in_the_log_and_using_is_not(person: PersonRecord) -> None:
    token, text = token_of(person)
    actor_of_token(text)
    revoke_token(actor_of(person), token)
    assert list(EntryRecord.objects.values_list("action", "actor", "object")) == [
        ("token.make", f"person:{person.pk}", f"token:{token.pk}"),
        ("token.revoke", f"person:{person.pk}", f"token:{token.pk}"),
    ]
