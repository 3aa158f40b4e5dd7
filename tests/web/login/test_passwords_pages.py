"""Pages of passwords and of links that open once."""

import datetime
from typing import Any

import pytest
import time_machine
from django.test import Client, override_settings

from made_hub import make_actor
from yibiao.hub.access import passwords
from yibiao.hub.access.actors import actor_of
from yibiao.hub.access.invitations import invite
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import PersonRecord

pytestmark = pytest.mark.django_db

OLD, NEW = "Kx7-password-for-tests", "Vokal-1-trocken"


def change(client: Client, old: str = OLD, new: str = NEW, again: str | None = None) -> Any:
    return client.post("/password", {"old_password": old, "new_password": new, "again_password": again or new})


def test_a_change_ends_the_other_sessions_and_keeps_this_one(client: Client, li: PersonRecord, sign_in: Any) -> None:
    other = Client()
    sign_in(client)
    sign_in(other)
    assert other.get("/fill").status_code == 200
    assert change(client).status_code == 302
    assert client.get("/fill").status_code == 200
    assert other.get("/fill").status_code == 302
    client.post("/logout")
    assert sign_in(client).status_code == 401
    assert sign_in(client, password=NEW).status_code == 302


def test_what_is_wrong_with_a_new_password_is_said(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    answer = change(client, new="short")
    assert answer.status_code == 422
    text = answer.content.decode()
    assert "密码至少 10 个字符" in text
    assert "三类" in text
    assert "不一致" in change(client, again="Vokal-2-trocken").content.decode()
    assert "当前密码不正确" in change(client, old="wrong").content.decode()
    assert "请填写所有栏目" in client.post("/password", {}).content.decode()
    li.refresh_from_db()
    assert li.check_password(OLD)


def test_guessing_the_present_password_locks_too(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    for _ in range(5):
        change(client, old="wrong")
    assert "已锁定" in change(client).content.decode()
    li.refresh_from_db()
    assert li.check_password(OLD)


def test_who_must_change_the_password_does_so_first(client: Client, li: PersonRecord, sign_in: Any) -> None:
    PersonRecord.objects.filter(pk=li.pk).update(must_change_password=True)
    sign_in(client)
    assert client.get("/fill")["Location"] == "/password"
    assert client.get("/api/v1/me").status_code == 403
    assert "请先设置新密码" in client.get("/password").content.decode()
    change(client)
    assert client.get("/fill").status_code == 200
    li.refresh_from_db()
    assert not li.must_change_password


def test_an_old_password_must_be_changed_where_the_operator_says_so(client: Client, li: PersonRecord, sign_in: Any) -> None:
    passwords.change_password(actor_of(li), li, OLD, NEW)
    with override_settings(PASSWORD_DAYS=90):
        sign_in(client, password=NEW)
        assert client.get("/fill").status_code == 200
        with time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(days=91)):
            sign_in(client, password=NEW)
            assert client.get("/fill")["Location"] == "/password"


def test_passwords_are_for_people_who_have_signed_in(client: Client) -> None:
    assert client.get("/password")["Location"] == "/login"
    assert client.post("/password", {})["Location"] == "/login"


def test_a_link_sets_a_password_once(client: Client, li: PersonRecord, city: Any, sign_in: Any) -> None:
    text = invite(make_actor(city["city"], "system_admin"), li)
    address = f"/invitation/{text}"
    page = client.get(address)
    assert "li" in page.content.decode()
    assert page["Referrer-Policy"] == "same-origin"
    weak = client.post(address, {"new_password": "short", "again_password": "short"})
    assert weak.status_code == 422
    answer = client.post(address, {"new_password": NEW, "again_password": NEW})
    assert answer["Location"] == "/login"
    assert "li 的密码已设置" in client.get("/login").content.decode()
    assert client.get(address).status_code == 410
    assert client.post(address, {"new_password": NEW, "again_password": NEW}).status_code == 410
    assert client.get("/fill").status_code == 302
    assert sign_in(client, password=NEW).status_code == 302
    assert text not in " ".join(EntryRecord.objects.values_list("line", flat=True))


def test_a_link_ends_the_sessions_of_the_password_before(client: Client, li: PersonRecord, city: Any, sign_in: Any) -> None:
    sign_in(client)
    text = invite(make_actor(city["city"], "system_admin"), li)
    Client().post(f"/invitation/{text}", {"new_password": NEW, "again_password": NEW})
    assert client.get("/fill").status_code == 302


@pytest.mark.parametrize("text", ["x", "a" * 43, "%00", "..%2F"])
def test_a_link_that_was_never_made_is_gone(client: Client, text: str) -> None:
    assert client.get(f"/invitation/{text}").status_code in {400, 404, 410}


def test_who_has_no_password_here_is_told_where_it_is(client: Client, li: PersonRecord) -> None:
    li.set_unusable_password()
    li.save()
    client.force_login(li, "yibiao.hub.access.backends.LocalBackend")
    session = client.session
    session.update({"begun": 9e12, "seen": 9e12})
    session.save()
    assert "请到那里修改" in client.get("/password").content.decode()
