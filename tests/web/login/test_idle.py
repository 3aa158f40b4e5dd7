"""Sessions that lie idle end, and nothing that was entered is lost."""

import datetime
import json
import re
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

import login_pages
from made_hub import make_person
from yibiao.hub.access.models import KeptFormRecord
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.orgs.models import PersonRecord

pytestmark = pytest.mark.django_db

FORM = {"done": "建成3个平台\n签约12家", "count": "12", "late": "on", "tag": ["a", "b"], "seal_password": "geheim"}
KEPT = {"done": ["建成3个平台\n签约12家"], "count": ["12"], "late": ["on"], "tag": ["a", "b"]}


def later(**span: float) -> time_machine.travel:
    return time_machine.travel(datetime.datetime.now(datetime.UTC) + datetime.timedelta(**span))


def send_late(client: Client, **more: Any) -> Any:
    return client.post("/fill?period=2026-03", {**FORM, **more}, headers={"Referer": "http://testserver/fill"})


def fields_of(page: str) -> dict[str, list[str]]:
    """Return what a browser would send of the first form with fields on a page."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)">', page):
        found.setdefault(name, []).append(value)
    for name, value in re.findall(r'<textarea name="(\w+)" hidden>\n(.*?)</textarea>', page, re.S):
        found.setdefault(name, []).append(value)
    return found


def test_a_session_lasts_while_somebody_does_something(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    for minutes in (25, 50, 75):
        with later(minutes=minutes):
            assert client.get("/fill").status_code == 200
    with later(minutes=106):
        answer = client.get("/fill?period=3")
        assert answer["Location"] == "/login?next=%2Ffill%3Fperiod%3D3&ended=idle"
        assert "未提交的内容会还给您" in client.get(answer["Location"]).content.decode()


def test_a_session_ends_after_a_working_day_however_busy(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    for minutes in range(25, 12 * 60, 25):
        with later(minutes=minutes):
            assert client.get("/fill").status_code == 200
    with later(hours=12, minutes=1):
        assert client.get("/fill")["Location"].endswith("ended=long")


def test_a_page_that_asks_by_itself_keeps_nothing_alive(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    with later(minutes=20):
        assert client.get("/fill", headers={"Yibiao-Background": "1"}).status_code == 200
    with later(minutes=31):
        assert client.get("/fill").status_code == 302


def test_a_late_form_comes_back_to_its_sender_and_is_taken_once(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    with later(minutes=31):
        answer = send_late(client)
        assert answer["Location"] == "/login?next=%2Ffill&ended=idle"
        assert login_pages.taken == []
        answer = sign_in(client, next="/fill")
        number = KeptFormRecord.objects.get().pk
        assert answer["Location"] == f"/resume/{number}?next=%2Ffill"
        page = client.get(answer["Location"]).content.decode()
        assert "建成3个平台" in page
        assert "geheim" not in page
        to = re.search(r'action="(/fill[^"]*)"', page)
        assert to is not None
        assert to[1].replace("&amp;", "&") == f"/fill?period=2026-03&kept={number}"
        sent = {name: value for name, value in fields_of(page).items() if name != "csrfmiddlewaretoken"}
        assert sent == KEPT
        assert client.post(to[1].replace("&amp;", "&"), sent).status_code == 302
    assert login_pages.taken == [KEPT]
    assert KeptFormRecord.objects.count() == 0


def test_a_late_form_is_not_shown_to_somebody_else_at_the_same_desk(
    client: Client, li: PersonRecord, city: Any, sign_in: Any
) -> None:
    make_person(city["west"], "clerk", "chen")
    sign_in(client)
    with later(minutes=31):
        send_late(client)
        number = KeptFormRecord.objects.get().pk
        assert sign_in(client, "chen", next="/fill")["Location"] == "/fill"
        assert client.get(f"/resume/{number}")["Location"] == "/"
        client.post(f"/resume/{number}")
        client.post(f"/fill?kept={number}", {"count": "1"})
        assert KeptFormRecord.objects.count() == 1
        client.post("/logout")
        assert sign_in(client)["Location"].startswith(f"/resume/{number}")


def test_a_late_form_can_be_dropped(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    with later(minutes=31):
        send_late(client)
        to = sign_in(client)["Location"]
        assert client.post(to)["Location"] == "/fill"
    assert KeptFormRecord.objects.count() == 0
    assert login_pages.taken == []


def test_of_a_file_the_name_is_told_for_it_must_be_chosen_anew(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    with later(minutes=31):
        send_late(client, proof=SimpleUploadedFile("佐证.pdf", b"%PDF-"))
        page = client.get(sign_in(client)["Location"]).content.decode()
    assert "佐证.pdf" in page
    assert 'action="/fill' not in page


def test_a_forged_late_form_is_not_kept(li: PersonRecord, sign_in: Any) -> None:
    client = Client(enforce_csrf_checks=True)
    client.get("/login")
    token = client.cookies["yibiao_csrf"].value
    sign_in(client, csrfmiddlewaretoken=token)
    with later(minutes=31):
        assert send_late(client).status_code == 403
    assert KeptFormRecord.objects.count() == 0


def test_a_page_asked_from_elsewhere_is_not_gone_back_to(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    with later(minutes=31):
        client.post("/fill", FORM, headers={"Referer": "http://evil.example/fill"})
    assert KeptFormRecord.objects.get().back == "/"


def test_programs_with_a_session_are_told_in_their_own_way(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    assert client.get("/api/v1/me").json() == {"signed_in": True}
    with later(minutes=31):
        assert client.get("/api/v1/me").json() == {"signed_in": False}
    sign_in(client)
    with later(minutes=31):
        answer = client.post("/fill", json.dumps({}), content_type="application/json")
    assert (answer.status_code, answer.json()) == (401, {"code": "session-ended"})


def test_a_header_does_not_lengthen_a_session(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    for given in ("Basic x", "Bearer x", "x"):
        with later(minutes=31):
            assert client.get("/fill", headers={"Authorization": given}).status_code == 302
        sign_in(client)


def test_leaving_late_is_leaving(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    with later(minutes=31):
        answer = client.post("/logout")
        assert answer.status_code == 302
        assert KeptFormRecord.objects.count() == 0
        assert client.get("/login").status_code == 200


def test_a_late_password_is_neither_taken_nor_kept(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    passwords = {"old_password": "Kx7-password-for-tests", "new_password": "Vokal-1-trocken"}
    with later(minutes=31):
        answer = client.post("/password", {**passwords, "again_password": "Vokal-1-trocken"})
        assert answer["Location"].startswith("/login?")
    sign_in(client)
    with later(minutes=31):
        assert client.get("/password")["Location"] == "/login"
    li.refresh_from_db()
    assert li.check_password("Kx7-password-for-tests")
    assert KeptFormRecord.objects.count() == 0


def test_the_end_of_a_session_is_in_the_log_once(client: Client, li: PersonRecord, sign_in: Any) -> None:
    sign_in(client)
    with later(minutes=31):
        client.get("/fill")
        client.get("/fill")
    lines = list(EntryRecord.objects.values_list("action", "line"))
    assert [action for action, _ in lines] == ["session.begin", "session.end"]
    assert '"idle"' in lines[1][1]


def test_a_busy_session_is_written_once_a_minute(
    client: Client, li: PersonRecord, sign_in: Any, django_assert_num_queries: Any
) -> None:
    sign_in(client)
    client.get("/fill")
    with django_assert_num_queries(4):  # session, person, posts, notices not yet read
        client.get("/fill")
