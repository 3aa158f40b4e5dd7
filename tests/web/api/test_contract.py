"""What docs/api-v1.md promises: problems, pages of lists, editions, and keys for sending again."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from django.db import connections
from program import Program

from made_coordination import make_issue
from made_site import DISTRICT, Site, make_site
from yibiao.hub.access.models import IdempotencyRecord
from yibiao.hub.access.rights import rights as every_right
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.orgs.models import GroupRecord, HoldingRecord, PersonRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.api.document import EDITING
from yibiao.web.api.problems import PROBLEMS
from yibiao.web.api.root import api

DOCUMENT = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/")))
SHEET = {"period": "2026-03", "field": "total"}


def told(answer: Any) -> dict[str, Any]:
    return dict(json.loads(answer.content))


def refused(answer: Any, code: str) -> dict[str, Any]:
    """Return the problem of an answer after a look at its shape (RFC 9457)."""
    made = told(answer)
    assert (answer.status_code, made["code"]) == (PROBLEMS[code], code), made
    assert answer["Content-Type"] == "application/problem+json"
    assert made["status"] == answer.status_code
    assert made["type"] == f"urn:yibiao:problem:{code}"
    assert made["title"]
    assert made["detail"]
    return made


@pytest.fixture
def office(site: Site) -> Program:
    return Program(site.token("diaodu"))


@pytest.fixture
def rights(site: Site) -> Program:
    return Program(site.token("xitong"))


# --- problems


def test_nobody_gets_nowhere(site: Site) -> None:
    for address, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            path = address.format(**{one["name"]: "1" for one in operation["parameters"] if one["in"] == "path"})
            answer = Program().ask(method.upper(), path, {}, Idempotency_Key="no-one-at-all")
            refused(answer, "unauthenticated")
            assert answer["WWW-Authenticate"].startswith("Bearer")


@pytest.mark.parametrize("text", ["yb_", "yb_nothing", "Kx7", "€", "x" * 5000, "' or 1=1 --"])
def test_a_token_that_is_none(site: Site, text: str) -> None:
    client = site.client("diaodu")
    answer = client.get("/api/v1/me", headers={"Authorization": f"Bearer {text}"})
    refused(answer, "unauthenticated")


def test_every_error_is_a_problem(site: Site, office: Program) -> None:
    refused(office.ask("GET", "/nowhere"), "not-found")
    refused(office.ask("GET", "/plans/99999"), "not-found")
    refused(office.ask("GET", "/plans/" + "9" * 40), "invalid")
    refused(office.ask("GET", "/plans/x"), "invalid")
    answer = office.ask("PATCH", "/plans")
    refused(answer, "method-not-allowed")
    assert answer["Allow"] == "GET"
    answer = office.ask("POST", f"/units/{DISTRICT}/values", {})
    refused(answer, "method-not-allowed")
    assert answer["Allow"] == "PUT"
    assert refused(office.ask("POST", "/people", {"login": "wang", "name": "王"}), "denied")["right"] == "person.create"
    faults = refused(office.ask("POST", "/documents/text", {"unit": "keji"}), "invalid")["faults"]
    assert {tuple(one["place"][-1:]) for one in faults} == {("name",), ("text",)}
    refused(office.ask("POST", f"/plans/{site.plan.pk}/publish", {}, If_Match="*"), "denied")
    reason = refused(office.ask("GET", f"/plans/{site.draft.pk}/difference"), "refused")
    assert reason["reason"] == "hubplans.revises-nothing"


def test_an_error_of_the_program_is_a_problem_too(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: Any, **__: Any) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr("yibiao.web.api.plans.told", broken)
    program = Program(site.token("diaodu"), raise_request_exception=False)
    answer = program.ask("GET", f"/plans/{site.plan.pk}")
    refused(answer, "internal")
    assert b"secret" not in answer.content
    assert answer["X-Request-ID"]


def test_the_detail_speaks_the_language_asked_for(office: Program) -> None:
    zh = refused(office.ask("GET", "/plans/99999"), "not-found")["detail"]
    en = refused(office.ask("GET", "/plans/99999", Accept_Language="en-GB,en;q=0.9"), "not-found")["detail"]
    assert zh == "没有找到，或您无权查看"
    assert en.isascii()


# --- pages of lists


def test_pages_neither_repeat_nor_hide(site: Site, rights: Program) -> None:
    wanted = list(UnitRecord.objects.order_by("pk").values_list("code", flat=True))
    seen: list[str] = []
    after = ""
    while after is not None:
        answer = told(rights.ask("GET", f"/units?limit=7&after={after}"))
        assert len(answer["items"]) <= 7
        seen += [one["code"] for one in answer["items"]]
        after = answer["next"]
        if len(seen) == 14:  # one that comes between two pages moves none
            UnitRecord.objects.create(code="new-unit", name="新区", kind="district", path="new-unit/", place=999)
            wanted.append("new-unit")
    assert seen == wanted


def test_newest_first_goes_backwards(site: Site) -> None:
    program = Program(site.token("shenji"))
    first = told(program.ask("GET", "/audit/entries?limit=3"))
    second = told(program.ask("GET", f"/audit/entries?limit=3&after={first['next']}"))
    last = EntryRecord.objects.order_by("-seq")[0].seq
    assert [one["seq"] for one in (*first["items"], *second["items"])] == list(range(last, last - 6, -1))


@pytest.mark.parametrize("asked", ["after=!", "after=eA", "limit=0", "limit=201", "limit=x", f"after={'9' * 65}"])
def test_a_page_that_cannot_be(office: Program, asked: str) -> None:
    refused(office.ask("GET", f"/units?{asked}"), "invalid")


# --- editions


def test_an_edition_read_is_not_sent_again(site: Site, office: Program) -> None:
    for address in (f"/plans/{site.draft.pk}", f"/splits/{site.split.pk}", f"/units/{DISTRICT}"):
        answer = office.ask("GET", address)
        assert told(answer)["edition"] == int(answer["ETag"].strip('"'))
        for tag in (answer["ETag"], f"W/{answer['ETag']}", f'"0", {answer["ETag"]}'):
            again = office.ask("GET", address, If_None_Match=tag)
            assert (again.status_code, again.content) == (304, b"")
        assert office.ask("GET", address, If_None_Match='"999"').status_code == 200


def test_the_second_of_two_editors_is_told(site: Site, office: Program) -> None:
    address = f"/plans/{site.draft.pk}/offices"
    seen = office.ask("GET", f"/plans/{site.draft.pk}")["ETag"]
    first = office.ask("PUT", address, {"dispatching": "keji", "supervising": "fagai"}, If_Match=seen)
    assert first.status_code == 200
    assert first["ETag"] != seen
    entries = EntryRecord.objects.count()
    made = refused(office.ask("PUT", address, {"dispatching": "keji", "supervising": "renshe"}, If_Match=seen), "stale")
    assert f'"{made["edition"]}"' == first["ETag"]
    assert EntryRecord.objects.count() == entries
    assert PlanRecord.objects.get(pk=site.draft.pk).supervising == site.units["fagai"]
    assert office.ask("PUT", address, {"dispatching": "keji"}, If_Match="*").status_code == 200


@pytest.mark.parametrize("tag", ["1", "abc", '"x"', '"1', '"1", "2"', '"99999999999"'])
def test_an_edition_that_is_none(site: Site, office: Program, tag: str) -> None:
    address = f"/plans/{site.draft.pk}/offices"
    refused(office.ask("PUT", address, {"dispatching": "keji"}, If_Match=tag), "malformed")


def test_every_operation_that_edits_asks_for_the_edition(site: Site) -> None:
    """The document names If-Match for the very operations that answer 428 without it."""
    asked = set()
    bodies = {
        "assign_offices": {"dispatching": "keji"}, "charge_leaders": {}, "correct_plan": {"body": {}}, "publish_plan": {},
        "edit_split": {"body": {}}, "approve_split": {"number": "1"}, "issue_split": {}, "return_split": {}, "withdraw_split": {},
        "edit_group": {"names": ["各区"], "members": [], "open": False},
        "rename_unit": {"name": "新名", "on": "2026-01-01"}, "move_unit": {"parent": "wuhan", "on": "2026-01-01"},
        "close_unit": {"on": "2026-01-01"}, "edit_person": {"name": "新名"}, "end_holding": {"on": "2026-01-01"},
        "step_item": {"step": "close"},
        "edit_webhook": {"name": "钩", "url": "https://a.example.cn/", "events": ["*"]},
    }  # fmt: skip
    places = {"plan": site.draft.pk, "split": site.split.pk, "code": DISTRICT, "hook": site.hook.pk, "number": 1}
    places |= {"person": site.people["xitong"].pk, "post": 1, "token": 1, "target": "x"}
    places["group"] = GroupRecord.objects.create(names=["各区"]).pk
    places["comment"] = places["handed"] = places["evidence"] = 1
    places["item"] = make_issue(site).pk
    places["commitment"] = CommitmentRecord.objects.filter(plan=site.plan).order_by("pk")[0].pk
    places["holding"] = HoldingRecord.objects.values_list("pk", flat=True)[0]
    programs = [Program(site.token(login)) for login in ("diaodu", "xitong", "anquan")]
    for address, methods in DOCUMENT["paths"].items():
        for method, operation in methods.items():
            if method == "get" or operation["operationId"] == "save_values":
                continue
            path = address.format(**{one["name"]: places[one["name"]] for one in operation["parameters"] if one["in"] == "path"})
            body = bodies.get(operation["operationId"], {})
            if any(program.ask(method.upper(), path, body).status_code == 428 for program in programs):
                asked.add(operation["operationId"])
    assert asked == EDITING


# --- sent again


def test_sent_again_is_answered_again(site: Site, rights: Program) -> None:
    body = {"code": "new-unit", "name": "新区", "kind": "district", "parent": "wuhan"}
    first = rights.ask("POST", "/units", body, Idempotency_Key="key-00000001")
    entries = EntryRecord.objects.count()
    again = rights.ask("POST", "/units", body, Idempotency_Key="key-00000001")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.content == again.content
    assert again["ETag"] == first["ETag"]
    assert "Idempotency-Replayed" not in first
    assert again["Idempotency-Replayed"] == "true"
    assert EntryRecord.objects.count() == entries
    refused(rights.ask("POST", "/units", {**body, "name": "别区"}, Idempotency_Key="key-00000001"), "key-reused")
    refused(rights.ask("POST", "/units/wuhan/rename", body, Idempotency_Key="key-00000001"), "key-reused")


def test_a_key_is_its_sender_s(site: Site, rights: Program) -> None:
    body = {"code": "new-unit", "name": "新区", "kind": "district", "parent": "wuhan"}
    assert rights.ask("POST", "/units", body, Idempotency_Key="key-00000001").status_code == 201
    refused(Program(site.token("tianbao")).ask("POST", "/units", body, Idempotency_Key="key-00000001"), "denied")


def test_what_was_refused_may_be_tried_again_with_its_key(site: Site, rights: Program) -> None:
    body = {"code": "wuhan", "name": "又一个武汉", "kind": "region"}
    refused(rights.ask("POST", "/units", body, Idempotency_Key="key-00000001"), "refused")
    assert not IdempotencyRecord.objects.exists()
    good = {"code": "new-unit", "name": "新区", "kind": "district", "parent": "wuhan"}
    assert rights.ask("POST", "/units", good, Idempotency_Key="key-00000001").status_code == 201


@pytest.mark.parametrize("key", ["", "short", "x" * 81, "with space in", "密钥密钥密钥密钥"])
def test_a_key_that_is_none(site: Site, rights: Program, key: str) -> None:
    body = {"code": "new-unit", "name": "新区", "kind": "district", "parent": "wuhan"}
    refused(rights.ask("POST", "/units", body, Idempotency_Key=key), "malformed")
    assert not UnitRecord.objects.filter(code="new-unit").exists()


def test_a_secret_is_not_kept_in_an_answer(site: Site, rights: Program) -> None:
    """What is shown once is shown once: a webhook's secret doesn't stand in the table of kept answers."""
    body = {"name": "钩", "url": "https://93.184.216.34/hook", "events": ["*"]}
    answer = rights.ask("POST", "/webhooks", body, Idempotency_Key="key-00000001")
    assert answer.status_code == 201, answer.content
    secret = told(answer)["secret"]
    again = rights.ask("POST", "/webhooks", body, Idempotency_Key="key-00000001")
    assert told(again)["id"] == told(answer)["id"]
    assert not IdempotencyRecord.objects.filter(answer__contains=secret).exists()


# --- values


def cell(site: Site, value: str = "12", edition: int = 0) -> dict[str, Any]:
    owed = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).order_by("id")[0]
    return {"commitment": owed.pk, "field": "total", "value": value, "edition": edition}


def test_saving_values(site: Site) -> None:
    program, address = Program(site.token("tianbao")), f"/units/{DISTRICT}/values"
    body = {"period": "2026-03", "cells": [cell(site)]}
    refused(program.ask("PUT", address, body), "key-required")
    refused(program.ask("PUT", address, body, Idempotency_Key=""), "invalid")
    saved = program.ask("PUT", address, body, Idempotency_Key="key-00000001")
    assert told(saved)["cells"][0]["edition"] == 1
    again = program.ask("PUT", address, body, Idempotency_Key="key-00000001")
    assert again.content == saved.content
    assert again["Idempotency-Replayed"] == "true"
    other = {"period": "2026-03", "cells": [cell(site, "13")]}
    refused(program.ask("PUT", address, other, Idempotency_Key="key-00000001"), "key-reused")
    stands = refused(program.ask("PUT", address, other, Idempotency_Key="key-00000002"), "conflict")["cells"]
    assert (stands[0]["value"], stands[0]["edition"]) == ("12", 1)
    refused(program.ask("PUT", address, {"period": "March", "cells": []}, Idempotency_Key="key-00000003"), "invalid")
    refused(program.ask("PUT", "/units/nowhere/values", body, Idempotency_Key="key-00000004"), "not-found")
    refused(Program(site.token("tianbao", "read")).ask("PUT", address, body, Idempotency_Key="key-00000005"), "denied")


# --- in parallel


@pytest.mark.django_db(transaction=True)
def test_the_same_write_from_eight_threads_is_done_once() -> None:
    site = make_site(6)
    token = site.token("xitong")
    body = {"login": "parallel", "name": "并行"}

    def send(_: int) -> tuple[int, bytes]:
        try:
            answer = Program(token).ask("POST", "/people", body, Idempotency_Key="key-00000001")
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert {status for status, _ in answers} == {201}
    assert len(answers) == 1
    assert PersonRecord.objects.filter(login="parallel").count() == 1
    assert EntryRecord.objects.filter(action="person.create").count() == 1


@pytest.mark.django_db(transaction=True)
def test_the_same_save_from_eight_threads_is_done_once() -> None:
    site = make_site(6)
    token, body = site.token("tianbao"), {"period": "2026-03", "cells": [cell(site)]}

    def send(_: int) -> tuple[int, bytes]:
        try:
            answer = Program(token).ask("PUT", f"/units/{DISTRICT}/values", body, Idempotency_Key="key-00000001")
            return answer.status_code, answer.content
        finally:
            connections.close_all()

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(send, range(8)))
    assert len(answers) == 1
    assert ValueRecord.objects.get().edition == 1
    assert EntryRecord.objects.filter(action="value.save").count() == 1


# --- the document of the API


def test_the_document_for_people_is_true() -> None:
    text = (Path(__file__).parents[3] / "docs" / "api-v1.md").read_text(encoding="utf-8")
    rows = [line.split("|") for line in text.splitlines() if line.startswith("| `")]
    codes = {row[1].strip(" `"): int(row[2]) for row in rows if row[2].strip().isdigit()}
    assert codes == dict(PROBLEMS)
    scopes = {row[1].strip(" `") for row in rows if not row[2].strip().isdigit()}
    assert scopes == {right.scope for right in every_right().values()} - {"none"}


def test_the_document_of_the_api_names_every_operation() -> None:
    operations = [operation for methods in DOCUMENT["paths"].values() for operation in methods.values()]
    names = [operation["operationId"] for operation in operations]
    assert len(set(names)) == len(names) > 50
    assert set(names) >= EDITING | {"save_values"}
    for operation in operations:
        assert {"401", "403", "422"} <= set(operation["responses"])
        assert operation["description"]
