"""``PUT /api/v1/units/{code}/values`` as a program and a page use it."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from made_values import Office, cells, make_token
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import now
from yibiao.hub.commitments import saving
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.writer import Busy

pytestmark = pytest.mark.django_db

KEY = "key-00000001"


def put(
    office: Office,
    body: Any = None,
    *,
    token: str | None = None,
    key: str | None = KEY,
    client: Client | None = None,
) -> Any:
    headers = {"Authorization": f"Bearer {office.token if token is None else token}", "Idempotency-Key": key}
    if body is None:
        body = {"period": "2026-03", "cells": cells(office)}
    data = body if isinstance(body, bytes | str) else json.dumps(body)
    given = {
        name: value
        for name, value in headers.items()
        if value and not (name == "Authorization" and token == "")
    }
    return (client or Client()).put(
        f"/api/v1/units/{office.unit.code}/values", data, content_type="application/json", headers=given
    )


def problem(answer: Any, status: int, code: str) -> dict[str, Any]:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    body: dict[str, Any] = answer.json()
    assert (body["code"], body["status"]) == (code, status)
    return body


def test_a_program_saves_and_hears_the_new_editions(city: list[Office]) -> None:
    answer = put(city[0])
    assert answer.status_code == 200
    assert answer.json() == {
        "period": "2026-03",
        "cells": [{"commitment": pk, "field": "total", "edition": 1} for pk in city[0].commitments],
    }
    assert "Idempotency-Replayed" not in answer


def test_asked_again_it_answers_again(city: list[Office]) -> None:
    first, second = put(city[0]), put(city[0])
    assert second.content == first.content
    assert second["Idempotency-Replayed"] == "true"
    assert EntryRecord.objects.count() == 1


def test_numbers_may_be_numbers_and_stay_exact(city: list[Office]) -> None:
    body = f'{{"period":"2026-03","cells":[{{"commitment":{city[0].commitments[0]},"field":"total","value":0.10,"edition":0}}]}}'
    assert put(city[0], body).status_code == 200
    assert ValueRecord.objects.get().value == "0.1"


def test_a_conflict_tells_what_stands(city: list[Office]) -> None:
    put(city[0])
    told = problem(put(city[0], key="key-00000002"), 409, "conflict")
    assert [cell["commitment"] for cell in told["cells"]] == list(city[0].commitments)
    cell = told["cells"][0]
    assert (cell["value"], cell["edition"], cell["by_name"]) == ("12.5", 1, city[0].clerk.name)
    assert cell["at"].startswith("20")


@pytest.mark.parametrize("token", ["", "yb_nothing", "绝密"])
def test_nobody_is_told_that_alone(city: list[Office], token: str) -> None:
    for body in (None, b"{", {"period": "2026-03", "cells": [1]}):
        answer = put(city[0], body, token=token)
        problem(answer, 401, "unauthenticated")
        assert answer["WWW-Authenticate"].startswith("Bearer")
    problem(put(city[0], token=token, key=None), 401, "unauthenticated")


def test_others_are_denied(city: list[Office]) -> None:
    problem(put(city[0], token=city[1].token), 403, "denied")
    reader = make_token(city[0].clerk, "r" * 43, ("read",))
    problem(put(city[0], token=reader), 403, "denied")


def test_what_is_not_there_is_not_found(city: list[Office]) -> None:
    told = problem(
        put(city[0], {"period": "2026-03", "cells": [*cells(city[0]), *cells(city[1])]}), 404, "not-found"
    )
    assert [fault["place"] for fault in told["faults"]] == [["cells", number] for number in range(4, 8)]
    problem(put(city[0]._replace(unit=type(city[0].unit)(code="nowhere"))), 404, "not-found")


@pytest.mark.parametrize(
    "body",
    [
        [],
        {"period": "2026-03"},
        {"period": "2026-03", "cells": []},
        {"period": "2026-03", "cells": [1]},
        {"period": "2026-03", "cells": {}},
        {"period": "\ud800", "cells": [{}]},
        {"period": "2026-03", "cells": [{"commitment": 1, "field": "\ud800", "value": "1", "edition": 0}]},
        {
            "period": "2026-03",
            "cells": [{"commitment": 1, "field": "total", "value": "\ud800", "edition": 0}],
        },
        {
            "period": "2026-03",
            "cells": [{"commitment": 1, "field": "total", "value": {"a": 1}, "edition": 0}],
        },
    ],
)
def test_what_cannot_be_meant_is_invalid(city: list[Office], body: Any) -> None:
    told = problem(put(city[0], body), 422, "invalid")
    assert told["faults"]
    assert ValueRecord.objects.count() == 0


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"[" * 100_000, b'{"period":"2026-03","cells":[NaN]}'])
def test_what_is_no_json_is_malformed(city: list[Office], body: bytes) -> None:
    problem(put(city[0], body), 400, "malformed")


def test_a_key_is_needed_and_belongs_to_one_request(city: list[Office]) -> None:
    problem(put(city[0], key=None), 400, "key-required")
    problem(put(city[0], key="short"), 422, "invalid")
    put(city[0])
    problem(put(city[0], {"period": "2026-04", "cells": cells(city[0])}), 422, "key-reused")


def test_other_methods_are_not_taken(city: list[Office]) -> None:
    answer = Client().get(f"/api/v1/units/{city[0].unit.code}/values")
    problem(answer, 405, "method-not-allowed")
    assert answer["Allow"] == "PUT"


def test_faults_are_said_in_the_language_asked_for(city: list[Office]) -> None:
    asked = {"period": "2026-03", "cells": [{**cells(city[0])[0], "value": "约12"}]}
    said = {}
    for lang in ("zh", "en"):
        answer = Client().put(
            f"/api/v1/units/{city[0].unit.code}/values?lang={lang}",
            json.dumps(asked),
            content_type="application/json",
            headers={"Authorization": f"Bearer {city[0].token}", "Idempotency-Key": KEY},
        )
        said[lang] = problem(answer, 422, "invalid")["faults"][0]["fault"]
    assert "应为数字" in said["zh"]
    assert "expected a number" in said["en"]


def test_a_busy_database_asks_to_come_again(city: list[Office], monkeypatch: pytest.MonkeyPatch) -> None:
    def busy(_work: Any) -> Any:
        raise Busy

    monkeypatch.setattr(saving.writer, "make", busy)
    problem(put(city[0]), 503, "busy")


# --- pages


def signed_in(office: Office, **options: Any) -> Client:
    page = Client(**options)
    page.force_login(office.clerk, backend="yibiao.hub.access.backends.LocalBackend")
    session = page.session
    moment = now().timestamp()
    session.update({"begun": moment, "seen": moment, "method": "password", "owes": []})
    session.save()
    return page


def test_a_page_saves_with_its_session_and_token_against_forgery(city: list[Office]) -> None:
    page = signed_in(city[0], enforce_csrf_checks=True)
    problem(put(city[0], token="", client=page), 403, "denied")
    assert ValueRecord.objects.count() == 0
    secret = "a" * 32
    page.cookies[settings.CSRF_COOKIE_NAME] = secret
    answer = page.put(
        f"/api/v1/units/{city[0].unit.code}/values",
        json.dumps({"period": "2026-03", "cells": cells(city[0])}),
        content_type="application/json",
        headers={"Idempotency-Key": KEY, "X-CSRFToken": secret},
    )
    assert answer.status_code == 200, answer.content


def test_a_bad_token_does_not_fall_back_to_a_session(city: list[Office]) -> None:
    page = signed_in(city[0])
    assert put(city[0], token="", client=page).status_code == 200
    problem(put(city[0], token="yb_nothing", client=page), 401, "unauthenticated")
