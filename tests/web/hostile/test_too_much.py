"""More than anybody needs to send: turned away before it is read, and nothing of it stays in memory."""

import json
from typing import Any

import pytest
from django.conf import settings
from django.test import Client

from made_site import Site
from yibiao.hub.commitments import entering
from yibiao.hub.plans.models import DocumentRecord
from yibiao.web import observing
from yibiao.web.api.values import MOST_BYTES
from yibiao.web.middleware.limits import STRANGERS

pytestmark = pytest.mark.django_db


class Unread:
    """A body that may not be read."""

    def read(self, *_size: Any) -> bytes:
        raise AssertionError("the body was read")

    readline = read

    def close(self) -> None:
        pass


def sent(client: Client, address: str, length: Any, kind: str = "application/x-www-form-urlencoded", **more: Any) -> Any:
    """Post a body that is said to be `length` long."""
    given = {"CONTENT_LENGTH": str(length), "CONTENT_TYPE": kind, "wsgi.input": Unread(), **more}
    return client.request(PATH_INFO=address, REQUEST_METHOD="POST", **given)


@pytest.mark.parametrize("kind", ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "text/plain"])
@pytest.mark.parametrize("address", ["/login", "/documents/new", "/api/v1/documents", "/api/v1/people", "/nowhere"])
def test_strangers_may_send_a_little(address: str, kind: str) -> None:
    assert sent(Client(), address, STRANGERS + 1, kind).status_code == 413
    assert sent(Client(), address, 10**18 - 1, kind).status_code == 413


def test_a_token_that_is_none_does_not_make_somebody_known() -> None:
    answer = sent(Client(), "/api/v1/documents", STRANGERS + 1, HTTP_AUTHORIZATION="Bearer yb_" + "a" * 43)
    assert answer.status_code == 413
    assert answer.json()["code"] == "too-large"


def test_who_has_signed_in_may_send_a_document_and_no_more(site: Site) -> None:
    most = settings.UPLOAD_LIMIT + 2**20
    for address in ("/documents/new", "/api/v1/documents"):
        answer = sent(site.client("diaodu"), address, most + 1, "multipart/form-data; boundary=x")
        assert answer.status_code == 413
        with pytest.raises(AssertionError, match="was read"):
            sent(site.client("diaodu"), address, most, "multipart/form-data; boundary=x")


@pytest.mark.parametrize("length", ["", "-5", "abc", "²", "9" * 30, "1e3"])
def test_a_length_that_is_none_counts_as_nothing(length: str) -> None:
    answer = Client().request(PATH_INFO="/healthz", REQUEST_METHOD="GET", CONTENT_LENGTH=length)
    assert answer.status_code == 200


@pytest.mark.parametrize("count", [1001, 5000])
def test_a_form_with_too_many_fields_is_malformed(site: Site, count: int) -> None:
    fields = {f"f{place}": "x" for place in range(count)}
    client = site.client("diaodu")
    assert client.post("/documents/new", fields).status_code == 400
    answer = client.post("/api/v1/documents", fields)
    assert (answer.status_code, answer.json()["code"]) == (400, "malformed")


def test_periods_of_strangers_are_not_remembered() -> None:
    before = entering._is_period.cache_info().currsize
    for place in range(50):
        body = json.dumps({"period": f"{place}" * 5000, "cells": []})
        answer = Client().put(
            "/api/v1/units/x/values", body, content_type="application/json",
            headers={"Authorization": "Bearer x", "Idempotency-Key": "key-of-a-stranger"},
        )  # fmt: skip
        assert answer.status_code == 401
    assert entering._is_period.cache_info().currsize == before
    assert entering._is_period.cache_info().maxsize is not None


def test_a_save_is_no_longer_than_its_cells_can_be(site: Site) -> None:
    cells = [{"commitment": 1, "field": "progress", "value": "一" * entering.LONGEST_TEXT, "edition": 0}] * 200
    assert len(json.dumps({"period": "2021-04", "cells": cells})) < MOST_BYTES
    answer = Client().put(
        "/api/v1/units/hongshan/values", b" " * (MOST_BYTES + 1), content_type="application/json",
        headers={"Authorization": f"Bearer {site.token('tianbao')}", "Idempotency-Key": "a-key-of-the-clerk"},
    )  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (413, "too-large")


def test_words_made_up_for_methods_are_one_row_of_the_metrics() -> None:
    for place in range(20):
        Client().generic(f"BREW{place}", "/login")
    text = observing.generate_latest(observing.registry).decode()
    assert "BREW" not in text
    assert 'method="other"' in text


def test_metrics_passed_on_by_a_proxy_of_this_machine_are_not_local() -> None:
    assert Client().get("/metrics").status_code == 200
    assert Client().get("/metrics", headers={"X-Forwarded-For": "203.0.113.5"}).status_code == 403


def test_nothing_turned_away_leaves_a_document(site: Site) -> None:
    before = DocumentRecord.objects.count()
    sent(site.client("diaodu"), "/documents/new", 10**12, "multipart/form-data; boundary=x")
    assert DocumentRecord.objects.count() == before
