"""Addresses, queries, forms and bodies with what nobody types: an answer each, never an error of the program."""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from made_site import Site
from yibiao.web.api.root import api

pytestmark = pytest.mark.django_db

STRANGE = (
    "\x00", "a\x00b", "²", "٣", "-1", "--5", "0", "1e400", "NaN", "9" * 30, "9" * 5000, "x" * 3000, "%", "'", '"', "\\",
    "\u202e", "\ufeff", "../..", "..%2f", "//evil.example", "\r\nX-Header: 1", "{{7*7}}", "${7*7}", "<script>", "🙂" * 50,
)  # fmt: skip
RAW = (b"\xff\xfe", b"\xed\xa0\x80", b"%00", b"\xc0\xaf")
LOGINS = ("diaodu", "tianbao", "lingdao", "shenji", "xitong", "anquan")
# One query name of every page and endpoint that reads one.
ASKED = ("plan", "period", "revises", "before", "object", "actor", "action", "next", "ended", "lang", "kept", "q", "kind",
         "unit", "lead", "state", "after", "limit", "format", "form")  # fmt: skip


def routes(patterns: Any = None, before: str = "") -> Iterator[str]:
    """Yield every route of the site, such as ``plans/<int:plan>``."""
    for one in patterns or get_resolver().url_patterns:
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, before + str(one.pattern))
        elif isinstance(one, URLPattern):
            yield before + str(one.pattern)


def with_part(route: str, place: int, text: str) -> str:
    """Return an address of a route whose part at `place` is `text`, all others 1."""
    parts = iter(range(100))
    return "/" + re.sub(r"<[^>]+>", lambda _: text if next(parts) == place else "1", route)


def addresses() -> list[str]:
    made = []
    for route in routes():
        made.append(with_part(route, -1, ""))
        for place, part in enumerate(re.findall(r"<[^>]+>", route)):
            made += [with_part(route, place, quote(text, safe="")) for text in strange_for(part)]
    return made


def strange_for(part: str) -> Iterator[str | bytes]:
    """Yield what a part is tried with: of what no number matches, one word stands for all, for no page ever sees it."""
    told = [text for text in STRANGE if not part.startswith("<int:") or re.fullmatch(r"\d+", text)]
    yield from (*told, *(RAW if len(told) == len(STRANGE) else ("x",)))


def clients(site: Site) -> list[Client]:
    return [site.client(login, raise_request_exception=False) for login in LOGINS]


def test_no_address_breaks_the_program(site: Site) -> None:
    asked, broken = 0, []
    anybody = [*clients(site), Client(raise_request_exception=False)]
    for place, address in enumerate(addresses()):
        answer = anybody[place % len(anybody)].get(address)
        asked += 1
        if answer.status_code >= 500:
            broken.append(address[:100])
    assert not broken
    assert asked > 800


@pytest.mark.parametrize("text", ["²", "9" * 5000, "\x00", "\r\nX-Header: 1"], ids=lambda text: ascii(text)[:20])
def test_no_query_breaks_the_program(site: Site, text: str) -> None:
    query = "&".join(f"{name}={quote(text, safe='')}" for name in ASKED)
    broken = []
    for login in ("diaodu", "shenji", "xitong"):
        client = site.client(login, raise_request_exception=False)
        for route in routes():
            for asked in (query, *([f"plan={site.plan.pk}&period={quote(text, safe='')}"] if "values" in route else ())):
                answer = client.get(f"{with_part(route, -1, '')}?{asked}")
                if answer.status_code >= 500:
                    broken.append((login, route, asked[:60]))
    assert not broken


def test_a_nul_is_malformed_wherever_it_stands(site: Site) -> None:
    client = site.client("shenji", raise_request_exception=False)
    for address in ("/audit/?object=%00", "/api/v1/audit/entries?object=a%00", "/api/v1/units/%00", "/units/%00", "/%00"):
        assert client.get(address).status_code == 400, address
    for address in ("/account", f"/splits/{site.split.pk}/comment", "/people/"):
        answer = client.post(address, {"name": "a\x00", "unit": "\x00", "text": "\x00"})
        assert answer.status_code in {400, 403, 404}, address


FIELDS = ("kind", "key", "title", "reason", "name", "text", "unit", "low", "task", "period", "next", "edition", "number",
          "role", "units", "group", "start", "end", "at", "leader", "coordinator", "dispatching", "what", "holding", "taker",
          "on", "login", "phone", "email", "days", "scopes", "revoke", "method", "reserve", "city", "share-hongshan",
          "cell-1-total", "edition-1-total", "comment", "asked", "note", "code", "password", "redo")  # fmt: skip
KINDS = ("units", "task.edit", "task.drop", "task.merge", "task.split", "task.add", "target.add", "target.drop", "target.edit",
         "finding.answer", "members", "strange")  # fmt: skip


@pytest.mark.parametrize("text", ["9" * 5000, "²", "a\x00b", ""], ids=lambda text: ascii(text)[:20])
def test_no_form_breaks_the_program(site: Site, text: str) -> None:
    form = dict.fromkeys(FIELDS, text)
    broken = []
    for login in ("diaodu", "tianbao"):
        client = site.client(login, raise_request_exception=False)
        for route in (one for one in routes() if not one.startswith(("api/", "logout"))):
            address = with_part(route, -1, "").replace("/1", f"/{site.draft.pk}", 1)
            kinds = KINDS if route.endswith("correct") else (text,)
            for kind in kinds:
                answer = client.post(f"{address}?plan={site.plan.pk}", {**form, "kind": kind})
                if answer.status_code >= 500:
                    broken.append((login, address, kind))
    assert not broken


DEEP: Any = []
for _ in range(200):
    DEEP = [DEEP]
ODD = (None, 10**30, float("inf"), "\x00", "\ud800", [], {"\ud800": "\x00"}, DEEP)


def bodies(site: Site) -> dict[str, tuple[str, str, str, dict[str, Any]]]:
    """Return a body that could be meant for each endpoint that takes a free one: login, method, address, body."""
    made = site.draft.effective
    task, target = made["tasks"][0]["key"], (made["targets"] or [{"key": "f-1"}])[0]["key"]
    corrections = {
        "units": {"fact": {"key": task}, "role": "lead", "units": ["市科技局"]},
        "task.edit": {"task": {"key": task}, "fields": {"title": "新", "deadline": "2021年"}},
        "task.merge": {"tasks": [{"key": task}, {"key": task}]},
        "task.split": {"task": {"key": task}, "at": [[20, "题"]], "title": "题"},
        "task.add": {"span": [0, 5], "title": "题", "roles": {"lead": ["市科技局"]}, "deadline": "2021年"},
        "target.add": {"task": {"key": task}, "span": [0, 5], "fields": {"subject": "园区", "low": 1, "unit": "家"}},
        "target.edit": {"target": {"key": target}, "fields": {"low": 3}},
        "finding.answer": {"finding": {"key": "x"}, "answer": "accepted", "text": "是"},
        "members": {"group": "各区", "units": ["洪山区"], "task": {"key": task}},
    }
    place = f"/api/v1/plans/{site.draft.pk}/corrections"
    found = {name: ("diaodu", "POST", place, {"kind": name, "reason": "因", **body}) for name, body in corrections.items()}
    shares = {"method": "listed", "reserve": 1, "city": 2, "shares": {"hongshan": 3}}
    found["propose"] = ("diaodu", "POST", f"/api/v1/plans/{site.plan.pk}/splits", shares)
    found["split"] = ("diaodu", "PUT", f"/api/v1/splits/{site.split.pk}", dict(site.split.body))
    return found


def spoilt(value: Any, odd: Any) -> Iterator[Any]:
    """Yield a value with each of its parts replaced by `odd`, and with an odd part more."""
    yield odd
    if isinstance(value, dict):
        for name, part in value.items():
            yield from ({**value, name: one} for one in spoilt(part, odd))
        for name in ("number", "plan", "span", "\x00", "__class__"):
            yield {**value, name: odd}
    elif isinstance(value, list):
        for at, part in enumerate(value):
            yield from ([*value[:at], one, *value[at + 1 :]] for one in spoilt(part, odd))


@pytest.mark.parametrize("odd", ODD, ids=lambda value: ascii(value)[:20])
def test_no_body_breaks_the_program(site: Site, odd: Any) -> None:
    asked, broken = 0, []
    for name, (login, method, address, body) in bodies(site).items():
        client = site.client(login, raise_request_exception=False)
        for one in spoilt(body, odd):
            given = {"body": one, **({"target": site.shared()} if name == "propose" else {})}
            data = json.dumps(given).encode()
            answer = client.generic(method, address, data, "application/json", headers={"If-Match": "*"})
            asked += 1
            if answer.status_code >= 500 or (answer.status_code < 300 and re.search(r"\\u0000|\\ud800", data.decode())):
                broken.append((name, answer.status_code, data[:150]))
    assert not broken
    assert asked > 100
    pages = site.client("diaodu", raise_request_exception=False)
    assert pages.get(f"/plans/{site.draft.pk}").status_code == 200


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"{", b'{"a":1,"a":2}', b"[" * 200_000, b'{"body":' * 50_000, b'{"body":' + b"1" * 5000 + b"}",
     b'{"body":{"x":1e999999}}', b"\xef\xbb\xbf{}", '{"body":"一"}'.encode("utf-16")],
    ids=lambda data: repr(data[:12]),
)  # fmt: skip
def test_what_is_no_json_is_said_to_be_none(site: Site, data: bytes) -> None:
    client = site.client("xitong", raise_request_exception=False)
    writes = [
        (method, address)
        for address, methods in api.get_openapi_schema()["paths"].items()
        for method in methods
        if method in {"post", "put", "patch"}
    ]
    assert len(writes) > 20
    for method, address in writes:
        place = re.sub(r"\{[a-z]+\}", "1", address)
        headers = {"If-Match": "*", "Idempotency-Key": "a-key-for-it"}
        answer = client.generic(method.upper(), place, data, "application/json", headers=headers)
        assert answer.status_code < 500, (method, address)
