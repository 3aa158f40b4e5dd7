"""What administrators do to accounts, classes of units, answers to comments, files of a whole plan, and its history."""

import datetime
import io
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit
from zipfile import ZipFile

import pytest
from django.test import Client
from program import Program

from made_hub import make_person
from made_site import DISTRICT, Site
from yibiao.hub.access import totp, vault
from yibiao.hub.access.invitations import find
from yibiao.hub.access.models import SecondFactorRecord
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import now, today
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord, LeadRecord
from yibiao.hub.orgs.models import GroupRecord, UnitRecord
from yibiao.hub.plans.models import CorrectionRecord, PartyRecord
from yibiao.web.api.root import api

KEY = {"HTTP_IDEMPOTENCY_KEY": "once-and-again"}


def told(answer: Any, status: int = 200) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    return dict(json.loads(answer.content))


def send(browser: Client, address: str, body: Any, method: str = "POST", **headers: Any) -> Any:
    return browser.generic(method, f"/api/v1{address}", json.dumps(body), content_type="application/json", **headers)


def last_action() -> str:
    return str(EntryRecord.objects.order_by("-seq")[0].action)


@pytest.fixture
def only_owes(site: Site) -> None:
    """The district leads nothing: its clerk knows no more than any unit that owes something."""
    PartyRecord.objects.filter(unit__code=DISTRICT).update(leads=False)


def lose_codes(site: Site, login: str) -> None:
    secret = vault.seal(totp.new_secret(), "totp")
    SecondFactorRecord.objects.create(person=site.people[login], secret=secret, failures=20, made_at=now())


def test_an_invitation_is_shown_once(site: Site) -> None:
    person, browser = site.people["tianbao"], site.client("xitong")
    link = told(send(browser, f"/people/{person.pk}/invitations", {}, **KEY), 201)["link"]
    invitation = find(urlsplit(link).path.rstrip("/").rpartition("/")[2])
    assert invitation is not None
    assert invitation.person == person
    assert told(send(browser, f"/people/{person.pk}/invitations", {}, **KEY), 201)["link"] is None
    assert EntryRecord.objects.filter(action="person.invite").count() == 1
    refused = told(send(browser, f"/people/{site.people['anquan'].pk}/invitations", {}), 422)
    assert refused["reason"] == "login.invite-administrator"


def test_a_locked_person_is_unlocked(site: Site) -> None:
    lose_codes(site, "tianbao")
    person = site.people["tianbao"]
    assert totp.is_locked(person)
    assert send(site.client("xitong"), f"/people/{person.pk}/unlock", {}).status_code == 403
    assert totp.is_locked(person)
    assert send(site.client("anquan"), f"/people/{person.pk}/unlock", {"reason": "来电核实"}).status_code == 204
    assert not totp.is_locked(person)
    assert last_action() == "person.unlock"


def test_a_lost_second_factor_comes_off_and_not_ones_own(site: Site) -> None:
    lose_codes(site, "tianbao")
    browser = site.client("anquan")
    lose_codes(site, "anquan")
    assert send(browser, f"/people/{site.people['tianbao'].pk}/reset-totp", {}).status_code == 204
    assert not totp.has_factor(site.people["tianbao"])
    own = told(send(browser, f"/people/{site.people['anquan'].pk}/reset-totp", {}), 422)
    assert own["reason"] == "login.totp-own"
    assert totp.has_factor(site.people["anquan"])


def test_the_token_of_somebody_else_is_revoked(site: Site) -> None:
    program = Program(site.token("tianbao"))
    browser, person = site.client("anquan"), site.people["tianbao"]
    (token,) = told(browser.get(f"/api/v1/people/{person.pk}/tokens"))["items"]
    assert token["text"] is None
    assert program.ask("GET", "/me").status_code == 200
    assert send(site.client("xitong"), f"/tokens/{token['id']}", None, "DELETE").status_code == 404
    assert told(send(browser, f"/tokens/{token['id']}", None, "DELETE"))["revoked_at"]
    assert program.ask("GET", "/me").status_code == 401


def test_the_same_on_the_page_of_a_person(site: Site) -> None:
    lose_codes(site, "tianbao")
    site.token("tianbao")
    browser, address = site.client("anquan"), f"/people/{site.people['tianbao'].pk}"
    page = browser.get(address).content.decode()
    shown = [what for what in ("unlock", "reset-totp", "revoke") if f'value="{what}"' in page]
    assert shown == ["unlock", "reset-totp", "revoke"]
    for what in shown:
        browser.post(address, {"what": what, "token": _first_token(page)})
    page = browser.get(address).content.decode()
    assert [what for what in ("unlock", "reset-totp", "revoke") if f'value="{what}"' in page] == ["unlock"]
    other = site.client("xitong").get(address).content.decode()
    assert 'value="unlock"' not in other


def _first_token(page: str) -> str:
    return page.partition('name="token" value="')[2].partition('"')[0]


def test_a_class_of_units_is_added_and_changed(site: Site) -> None:
    program = Program(site.token("xitong"))
    members = [str(code) for code in UnitRecord.objects.filter(kind="district").values_list("code", flat=True)[:3]]
    body = {"names": ["试点单位甲"], "members": members}
    assert Program(site.token("anquan")).ask("POST", "/groups", body).status_code == 403
    made = told(program.ask("POST", "/groups", body), 201)
    assert (made["names"], made["members"], made["open"]) == (["试点单位甲"], members, False)
    changed = {**body, "members": members[1:]}
    assert program.ask("PUT", f"/groups/{made['id']}", changed).status_code == 428
    there = told(program.ask("PUT", f"/groups/{made['id']}", changed, If_Match=f'"{made["edition"]}"'))
    assert there["members"] == members[1:]
    assert GroupRecord.objects.get(pk=made["id"]).memberships.count() == 3
    nowhere = {**body, "names": ["试点单位乙"], "members": ["nowhere"]}
    assert program.ask("POST", "/groups", nowhere).status_code == 404


@pytest.mark.usefixtures("only_owes")
def test_a_comment_is_read_and_answered(site: Site) -> None:
    said = splits.comment(site.actor("tianbao"), site.split, site.units[DISTRICT], "请核减", "3")
    office, address = Program(site.token("diaodu")), f"/splits/{site.split.pk}/comments"
    assert [one["id"] for one in told(office.ask("GET", address))["items"]] == [said.pk]
    assert Program(site.token("tianbao")).ask("POST", f"{address}/{said.pk}/answer", {"text": "好"}).status_code == 403
    assert told(office.ask("POST", f"{address}/{said.pk}/answer", {"text": "已核减"}))["answer"] == "已核减"
    assert last_action() == "split.answer"
    assert office.ask("POST", f"{address}/987654/answer", {"text": "好"}).status_code == 404


def test_a_split_is_returned_proposed_again_and_approved_by_programs(site: Site) -> None:
    """Also with a last day for comments, which an edit that names none leaves."""
    office, leader, clerk = (Program(site.token(login)) for login in ("diaodu", "lingdao", "tianbao"))
    address, until, silent = f"/splits/{site.split.pk}", str(today() + datetime.timedelta(days=2)), site.units["WH-DH"].name

    def step(program: Program, method: str, where: str, body: Any, status: int = 200) -> dict[str, Any]:
        return told(program.ask(method, where, body, If_Match=program.ask("GET", address)["ETag"]), status)

    step(leader, "POST", f"{address}/return", {}, 422)
    made = step(leader, "POST", f"{address}/return", {"reason": "重算"})
    assert (made["state"], made["returned_reason"], made["returned_at"] is None) == ("returned", "重算", False)
    again = {"target": site.split.target, "body": {"method": "equal"}, "comments_until": until}
    made = told(office.ask("POST", f"/plans/{site.plan.pk}/splits", again), 201)
    assert (made["id"], made["state"], made["comments_until"], made["returned_reason"]) == (site.split.pk, "proposed", until, "")
    assert step(office, "PUT", address, {"body": {"method": "equal", "reserve": 2}})["comments_until"] == until
    said = told(clerk.ask("POST", f"{address}/comments", {"unit": DISTRICT, "text": "无意见"}), 201)
    assert said["late"] is False
    number = {"number": "示例〔2026〕1号", "remark": "年底复核"}
    assert silent in json.dumps(step(leader, "POST", f"{address}/approve", number, 422), ensure_ascii=False)
    made = step(leader, "POST", f"{address}/approve", {**number, "confirmed": True})
    assert (made["state"], made["approved_remark"]) == ("approved", "年底复核")


def test_the_files_of_a_whole_plan(site: Site) -> None:
    office = Program(site.token("diaodu"))
    overview = office.ask("GET", f"/plans/{site.plan.pk}/overview")
    assert overview.content.startswith(b"PK")
    assert "xlsx" in overview["Content-Disposition"]
    tables = office.ask("GET", f"/plans/{site.plan.pk}/tables?form=issued&format=xlsx&format=docx&period=2021-05")
    assert "2021%E5%B9%B45%E6%9C%88" in tables["Content-Disposition"]
    assert office.ask("GET", f"/plans/{site.plan.pk}/tables?period=2021-13").status_code == 422
    names = ZipFile(io.BytesIO(tables.content)).namelist()
    assert {name.rpartition(".")[2] for name in names} >= {"xlsx", "docx"}
    assert EntryRecord.objects.filter(action="table.export", plan=f"plan:{site.plan.pk}").count() == 2
    for name in ("overview", "tables"):
        assert Program(site.token("tianbao")).ask("GET", f"/plans/{site.plan.pk}/{name}").status_code == 403
        assert office.ask("GET", f"/plans/{site.draft.pk}/{name}").status_code == 403
    assert 'all.zip"' in site.client("diaodu").get(f"/plans/{site.plan.pk}/handout").content.decode()


def saved(site: Site, unit: str, login: str) -> int:
    """Let somebody fill in a value of a unit; return the place of its entry."""
    row = CommitmentRecord.objects.filter(plan=site.plan, unit__code=unit, closed_at=None).order_by("id")[0]
    cell = {"commitment": row.pk, "field": "total", "value": "7", "edition": 0}
    body = {"period": "2026-03", "cells": [cell]}
    answer = send(site.client(login), f"/units/{unit}/values", body, "PUT", HTTP_IDEMPOTENCY_KEY=f"save-{unit}-00")
    assert answer.status_code == 200, answer.content
    return int(EntryRecord.objects.filter(action="value.save").latest("seq").seq)


@pytest.mark.usefixtures("only_owes")
@pytest.mark.django_db(transaction=True)
def test_the_history_of_a_plan(site: Site, made_leader: Callable[[str], str]) -> None:
    value = saved(site, DISTRICT, "tianbao")
    address = f"/plans/{site.plan.pk}/history?limit=200"
    entries = told(Program(site.token("diaodu")).ask("GET", address))["items"]
    assert {"plan.publish", "split.propose", "value.save"} <= {one["action"] for one in entries}
    assert {one["plan"] for one in entries} == {f"plan:{site.plan.pk}"}
    assert entries[0]["seq"] == value
    assert Program(site.token("tianbao")).ask("GET", address).status_code == 403
    assert Program(site.token("tianbao")).ask("GET", f"/plans/{site.draft.pk}/history").status_code == 404
    # Who leads a part of it sees what was done, and of values those it may see anyway.
    lead = told(Program(made_leader(DISTRICT)).ask("GET", address))["items"]
    assert {one["seq"] for one in entries} - {one["seq"] for one in lead} == {value}


@pytest.fixture
def made_leader(site: Site) -> Callable[[str], str]:
    """Return what makes a token of the clerk of a unit that leads nothing of what another unit owes."""
    def make(unit: str) -> str:
        led = LeadRecord.objects.filter(commitment__unit__code=unit).values("unit")
        other = UnitRecord.objects.exclude(pk__in=led).exclude(code__in=("keji", "fagai", "renshe", unit))
        lead = other.filter(kind="department").order_by("id")[0]
        PartyRecord.objects.update_or_create(plan=site.plan, unit=lead, defaults={"leads": True})
        site.people["bieren"] = make_person(lead, "clerk", "bieren")
        return site.token("bieren")

    return make


@pytest.mark.usefixtures("only_owes")
def test_corrections_of_a_published_plan_are_its_offices_affair(site: Site) -> None:
    body = CorrectionRecord.objects.get(plan=site.draft).body
    body = {**body, "reason": "只供内部"}
    CorrectionRecord.objects.create(plan=site.plan, number=90, body=body, by=site.people["diaodu"], at=now())
    page, rows = f"/plans/{site.plan.pk}/review", f"/api/v1/plans/{site.plan.pk}/corrections"
    for login, sees in (("diaodu", True), ("shenji", True), ("tianbao", False)):
        browser = site.client(login)
        assert ("只供内部" in browser.get(page).content.decode()) is sees, login
        answer = browser.get(rows)
        assert (answer.status_code == 200 and "只供内部" in str(told(answer))) is sees, login
        assert answer.status_code in ((200,) if sees else (403,))


def test_the_document_is_made_once() -> None:
    assert api.get_openapi_schema() is api.get_openapi_schema()
    assert "/plans/{plan}/history" in api.get_openapi_schema(path_prefix="/")["paths"]
