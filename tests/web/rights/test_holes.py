"""Ways around the rights: other methods and addresses, forged forms, ids of others, answers that tell too much."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from matrix_asking import ask, fingerprint
from matrix_map import Endpoint, paths
from matrix_requests import Asked, address_names, arguments, made, thing_of
from matrix_table import WRITES, Row, Table
from matrix_undoing import undone
from matrix_world import DAY, NOBODY, SCOPES, World, signed_in

from yibiao.hub.clock import today
from yibiao.hub.orgs.models import ActingRecord, HoldingRecord

pytestmark = pytest.mark.django_db

STRANGER = "west.clerk"  # of another district: may see neither drafts nor what the east owes


def send(world: World, asker: str, method: str, address: str, **body: Any) -> Any:
    """Send JSON in a savepoint of its own; return the answer, after seeing that a refusal left no trace."""
    before = fingerprint()
    client = world.clients[asker]
    with undone(client):
        data = {"data": json.dumps(body), "content_type": "application/json"} if body else {}
        answer = client.generic(method, address, HTTP_IF_MATCH="*", **data)
        answer.told = answer.content.decode()
        assert answer.status_code < 400 or fingerprint() == before
    return answer


def first_request(world: World, row: Row, asker: str) -> tuple[Endpoint, dict[str, Any], Asked]:
    state = next(iter(row.may))
    thing = thing_of(world, row.object, state, asker) if row.object else None
    asked = made(world, row.request, asker, thing.row if thing else None)
    place = address_names(row.object, thing) if thing else {}
    return Endpoint(*row.on.split(" ", 1)), {**place, **asked.names}, asked._replace(names={})


def test_a_head_request_tells_no_more_than_a_get(world: World, table: Table) -> None:
    before = fingerprint()
    told = 0
    for row in table.rows:
        endpoint, names, asked = first_request(world, row, STRANGER)
        if endpoint.method != "GET" or row.log:
            continue
        got = ask(world.clients[STRANGER], endpoint, names, asked, before)
        head = ask(world.clients[STRANGER], endpoint._replace(method="HEAD"), names, asked, before)
        # An operation of the API takes no HEAD at all.
        assert head.status in (got.status, 405), row.on
        assert not head.text
        told += 1
    assert told > 40


@pytest.mark.parametrize("header", ["HTTP_X_HTTP_METHOD_OVERRIDE", "HTTP_X_METHOD_OVERRIDE", "HTTP_X_HTTP_METHOD"])
def test_a_header_makes_no_other_method_of_a_request(world: World, header: str) -> None:
    plan = world.things["plan"]["draft"].row.pk
    before = fingerprint()
    client = world.clients["office.clerk"]
    with undone(client):
        override: Any = {header: "DELETE"}
        assert client.get(f"/api/v1/plans/{plan}", **override).status_code == 200
        assert client.post(f"/api/v1/plans/{plan}", {"_method": "DELETE"}, HTTP_IF_MATCH="*", **override).status_code == 405
        assert fingerprint() == before


def test_an_address_written_otherwise_opens_nothing(world: World, table: Table) -> None:
    """With a slash more, in capitals, with a parameter, a NUL or a dot segment an address is refused all the same."""
    opened = []
    for row in table.rows:
        endpoint, names, asked = first_request(world, row, STRANGER)
        if endpoint.method != "GET" or STRANGER in next(iter(row.may.values())):
            continue
        address = endpoint.address(**names)
        for other in (f"{address}/", address.upper(), f"{address}//", f"{address};a", f"{address}%00", f"/.{address}"):
            with undone(world.clients[STRANGER]):
                answer = world.clients[STRANGER].generic("GET", other, **arguments(endpoint, asked))
            if answer.status_code < 300 or answer.status_code >= 500:
                opened.append(f"{other}: {answer.status_code}")
    assert not opened


def test_a_forged_form_does_nothing(world: World, table: Table) -> None:
    """Whoever may do something and sends it without the token against forgery is refused."""
    asked_of = 0
    for row in table.rows:
        who = sorted(next(iter(row.may.values())) & set(world.people))
        if row.method not in WRITES or not who:
            continue
        endpoint, names, asked = first_request(world, row, who[0])
        with undone():
            client = Client(enforce_csrf_checks=True, REMOTE_ADDR="203.0.113.5")
            client.cookies = signed_in(world.people[who[0]]).cookies
            seen = ask(client, endpoint, names, asked, fingerprint())
        assert seen.status == 403, row.request
        assert not seen.changed, row.request
        asked_of += 1
    assert asked_of > 50


def test_what_may_not_be_seen_answers_like_what_is_not_there(world: World) -> None:
    hidden = {
        "plans": world.things["plan"]["draft"].row.pk,
        "documents": world.things["document"]["draft"].row.pk,
        "splits": world.things["split"]["proposed"].row.pk,
        "jobs": world.things["job"]["own"].row.pk,
        "people": world.things["person"]["other"].row.pk,
    }
    for kind, pk in hidden.items():
        for before in ("/api/v1", ""):
            there, nowhere = (send(world, STRANGER, "GET", f"{before}/{kind}/{one}") for one in (pk, 987654))
            if there.resolver_match is None:
                continue
            assert there.status_code == nowhere.status_code == 404, f"{before}/{kind}"
            assert anonymous(there.told) == anonymous(nowhere.told), f"{before}/{kind}"


def anonymous(text: str) -> str:
    """Take out what differs between any two answers: ids of requests and of what was asked for, tokens of forms."""
    return re.sub(r'value="[^"]{40,}"|[0-9a-f]{32}|\b\d{1,9}\b', "", text)


def test_cells_of_others_are_unknown_like_those_that_are_not_there(world: World) -> None:
    theirs = world.things["commitment"]["west"].row.pk
    told = []
    for pk in (theirs, 987654):
        cell = {"commitment": pk, "field": "total", "value": "1", "edition": 0}
        with undone(world.clients["east.clerk"]):
            answer = world.clients["east.clerk"].put(
                "/api/v1/units/east/values",
                json.dumps({"period": "2026-03", "cells": [cell]}),
                content_type="application/json",
                HTTP_IDEMPOTENCY_KEY=f"key-{pk}-00000",
            )
        told.append((answer.status_code, answer.content))
    assert told[0] == told[1]
    assert told[0][0] == 404


def test_a_person_who_may_not_be_seen_cannot_be_named(world: World) -> None:
    post = world.things["post"]["held"].row.pk
    dates = {"since": f"{today()}", "until": f"{today() + DAY}"}
    answers = [
        send(world, "east.head", "POST", f"/api/v1/posts/{post}/acting", person=pk, **dates)
        for pk in (world.people["west.clerk"].pk, 987654)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert anonymous(answers[0].told) == anonymous(answers[1].told)


def test_a_draft_of_others_can_neither_be_revised_nor_its_unit_spoken_for(world: World) -> None:
    plan, split = world.things["plan"]["draft"].row.pk, world.things["split"]["proposed"].row.pk
    revision = {"name": "a.txt", "text": "云汀市某方案"}
    assert send(world, "second.clerk", "POST", f"/api/v1/plans/{plan}/revisions", **revision).status_code == 404
    comment = {"unit": "south", "text": "少些"}
    assert send(world, "east.clerk", "POST", f"/api/v1/splits/{split}/comments", **comment).status_code == 404


def test_lists_do_not_count_what_they_hide(world: World) -> None:
    """A page of a list says nothing of rows that are not shown: neither how many, nor that there are more."""
    for kind in ("plans", "documents", "jobs", "commitments", "people", "posts", "units", "groups"):
        answer = send(world, "idler", "GET", f"/api/v1/{kind}?limit=1").json()
        assert set(answer) == {"items", "next"}
        assert answer["next"] is None
        assert len(answer["items"]) == (kind == "people"), kind


def test_administrators_see_how_much_is_handed_over_and_not_what(world: World) -> None:
    row = world.things["handover"]["done"].row
    owed = world.things["commitment"]["open"].row.text
    assert owed in json.dumps(row.sheet, ensure_ascii=False)
    title = world.things["plan"]["published"].mark
    for asker, sees in (("target", True), ("gone", True), ("east.head", True), ("city.security_admin", False)):
        page = send(world, asker, "GET", f"/handovers/{row.pk}")
        assert page.status_code == 200
        assert (title in page.told) is sees, asker
    post = world.things["post"]["held"].row.pk
    body = {"person": world.taker.pk, "on": f"{today()}"}
    done = {asker: send(world, asker, "POST", f"/api/v1/posts/{post}/handover", **body) for asker in ("east.head", "city.security_admin")}
    assert {asker: answer.status_code for asker, answer in done.items()} == {"east.head": 201, "city.security_admin": 201}
    sheets = {asker: answer.json()["sheet"] for asker, answer in done.items()}
    assert title in str(sheets["east.head"])
    assert title not in str(sheets["city.security_admin"])
    assert sheets["city.security_admin"]["counts"] == sheets["east.head"]["counts"]


def test_a_post_that_ends_and_an_acting_that_begins_count_in_the_very_next_request(world: World) -> None:
    address = f"/api/v1/plans/{world.things['plan']['draft'].row.pk}"
    people = {name: world.people[name] for name in ("office.clerk", "idler")}
    clients = [world.clients[name] for name in people]
    programs = [world.program(name, SCOPES) for name in people]
    with undone():
        assert [client.get(address).status_code for client in (*clients, *programs)] == [200, 404, 200, 404]
        HoldingRecord.objects.filter(person=people["office.clerk"]).update(until=today() - DAY)
        ActingRecord.objects.create(post=world.posts["office.clerk"], person=people["idler"], since=today(), until=today())
        assert [client.get(address).status_code for client in (*clients, *programs)] == [404, 200, 404, 200]


def test_a_closed_account_is_nobody(world: World) -> None:
    with undone():
        program = world.program("closed", SCOPES)
        assert program.get("/api/v1/me").status_code == 401
        assert world.clients["closed"].get("/api/v1/me").status_code == 401
        assert world.clients["closed"].get("/").headers["Location"].startswith("/login")


def test_a_token_does_not_fall_back_to_a_session(world: World) -> None:
    for wrong in ("Bearer yb_nonsense", f"Bearer yb_{'a' * 43}"):
        answer = world.clients["office.clerk"].get("/api/v1/me", HTTP_AUTHORIZATION=wrong)
        assert answer.status_code == 401


def test_figures_of_the_machine_are_for_the_machine(world: World, settings: Any) -> None:
    def asked(**extra: Any) -> int:
        return int(world.clients[NOBODY].get("/metrics", **extra).status_code)

    assert asked(REMOTE_ADDR="127.0.0.1") == 200
    assert asked(REMOTE_ADDR="203.0.113.5") == 403
    settings.PROXIES = 1
    assert asked(REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.5") == 403
    settings.METRICS_TOKEN = "figures"
    assert asked(REMOTE_ADDR="127.0.0.1") == 403
    assert asked(HTTP_AUTHORIZATION="Bearer figures") == 200


def test_the_description_of_the_api_is_shown_to_everybody_where_the_operator_says_so(world: World, settings: Any) -> None:
    nobody = world.clients[NOBODY]
    assert [nobody.get(f"/api/v1/{name}").status_code for name in ("docs", "openapi.json")] == [401, 401]
    settings.PUBLIC_API_DOCS = True
    assert [nobody.get(f"/api/v1/{name}").status_code for name in ("docs", "openapi.json")] == [200, 200]


def test_every_address_is_one_that_the_map_has() -> None:
    assert len(paths()) > 90
