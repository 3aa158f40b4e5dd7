"""The same thing asked eight times at once, over HTTP: it is done once, and the others are told."""

import json
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from django.db import connections
from django.test import Client

from made_hub import PASSWORD
from made_site import OPERATOR, Site, make_site
from yibiao.hub.access.invitations import invite
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import SplitRecord
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord
from yibiao.hub.orgs.posts import make_post
from yibiao.hub.plans.models import PlanVersionRecord

pytestmark = pytest.mark.django_db(transaction=True)
AT_ONCE = 8


@pytest.fixture
def site() -> Site:
    return make_site(10)


def at_once(ask: Callable[[int], Any]) -> Counter[int]:
    """Ask eight times at the same moment; return how often each status came."""
    gate = Barrier(AT_ONCE)

    def one(place: int) -> int:
        try:
            gate.wait(30)
            return int(ask(place).status_code)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(AT_ONCE) as pool:
        return Counter(pool.map(one, range(AT_ONCE)))


def asking(site: Site, login: str, method: str, address: str, body: Any, **headers: str) -> Callable[[int], Any]:
    """Return what asks; each time from a browser of its own."""
    clients = [site.client(login) for _ in range(AT_ONCE)]
    given = {"If-Match": "*", **{name.replace("_", "-"): value for name, value in headers.items()}}

    def ask(place: int) -> Any:
        data = json.dumps(body(place) if callable(body) else body)
        return clients[place].generic(method, f"/api/v1{address}", data, "application/json", headers=given)

    return ask


def test_a_plan_is_published_once(site: Site) -> None:
    entries = EntryRecord.objects.filter(action="plan.publish").count()
    got = at_once(asking(site, "diaodu", "POST", f"/plans/{site.draft.pk}/publish", {"note": "n"}))
    assert got == {201: 1, 403: 7}
    assert PlanVersionRecord.objects.filter(plan=site.draft).count() == 1
    assert EntryRecord.objects.filter(action="plan.publish").count() == entries + 1


def test_with_one_key_it_is_done_once_and_all_are_answered(site: Site) -> None:
    body = {"login": "nobody-yet", "name": "张三"}
    got = at_once(asking(site, "xitong", "POST", "/people", body, Idempotency_Key="one-key-for-all"))
    assert got == {201: AT_ONCE}
    assert PersonRecord.objects.filter(login="nobody-yet").count() == 1


def test_a_document_comes_in_once(site: Site) -> None:
    body = {"unit": "keji", "name": "x.txt", "text": "一、任务\n1.建设园区5家。（牵头单位：市科技局）\n"}
    jobs = JobRecord.objects.count()
    assert at_once(asking(site, "diaodu", "POST", "/documents/text", body)) == {202: 1, 422: 7}
    assert JobRecord.objects.count() == jobs + 1


def test_a_total_is_shared_once(site: Site) -> None:
    body = {"target": site.shared(), "body": {"method": "equal"}}
    splits = SplitRecord.objects.count()
    got = at_once(asking(site, "diaodu", "POST", f"/plans/{site.plan.pk}/splits", body))
    assert got == {201: 1, 422: 7}
    assert SplitRecord.objects.count() == splits + 1


def test_one_of_two_editors_is_told(site: Site) -> None:
    edition = site.client("xitong").get(f"/api/v1/people/{site.people['shenhe'].pk}")["ETag"]
    address = f"/people/{site.people['shenhe'].pk}"
    got = at_once(asking(site, "xitong", "PATCH", address, lambda place: {"phone": f"1380000000{place}"}, If_Match=edition))
    assert got == {200: 1, 412: 7}


def test_a_post_has_one_holder(site: Site) -> None:
    post = make_post(OPERATOR, site.units["hongshan"], "deputy")
    people = [site.people[login].pk for login in ("tianbao", "shenhe", "quzhang", "qiantou")]
    body = lambda place: {"person": people[place % 4], "since": "2026-01-01"}  # noqa: E731
    assert at_once(asking(site, "anquan", "POST", f"/posts/{post.pk}/holdings", body)) == {201: 1, 422: 7}
    assert HoldingRecord.objects.filter(post=post).count() == 1


def test_a_link_opens_once(site: Site) -> None:
    link = invite(OPERATOR, site.people["shenhe"])
    words = [f"Correct-Horse-{place}-Battery" for place in range(AT_ONCE)]
    clients = [Client() for _ in words]

    def ask(place: int) -> Any:
        form = {"new_password": words[place], "again_password": words[place]}
        return clients[place].post(f"/invitation/{link}", form)

    got = at_once(ask)
    assert got[302] == 1
    assert sum(got.values()) - got[302] == got[410] + got[422]
    person = PersonRecord.objects.get(login="shenhe")
    assert sum(person.check_password(word) for word in words) == 1


def test_wrong_passwords_at_once_are_counted_one_by_one(site: Site) -> None:
    clients = [Client() for _ in range(AT_ONCE)]
    at_once(lambda place: clients[place].post("/login", {"login": "shenhe", "password": f"wrong-{place}"}))
    answer = Client().post("/login", {"login": "shenhe", "password": PASSWORD})
    assert answer.status_code == 429
    assert site.people["shenhe"].is_active
