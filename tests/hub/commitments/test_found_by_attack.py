"""What an attacker found, each as what holds since: who hears of items handed on, and what strange requests do."""

import datetime

import pytest
from django.test import Client
from test_handing import District

from made_hub import make_person
from made_reports import report_value
from made_site import OPERATOR
from yibiao.hub import tracing
from yibiao.hub.actions import Refused
from yibiao.hub.audit import versions
from yibiao.hub.clock import now, today
from yibiao.hub.commitments import handing
from yibiao.hub.commitments.handing import Part
from yibiao.hub.commitments.models import HandOnRecord
from yibiao.hub.commitments.standing import latest
from yibiao.hub.notices import following
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.orgs.models import ActingRecord, HoldingRecord, PostRecord, UnitRecord
from yibiao.hub.orgs.units import add_unit
from yibiao.hub.plans.publishing import publish

pytestmark = pytest.mark.django_db
NOTE = "只给本区看的话"


@pytest.fixture
def d():
    return District()


@pytest.mark.parametrize("login", ["diaodu", "ducha", "kaohe"])
@pytest.mark.parametrize("page", ["/history/commitment/{row}", "/history/plan/{plan}"])
def test_f1_history_keeps_handing_on_from_other_offices(d, login, page):
    handing.hand_on_all(d.clerk, [Part(d.row, "3")], d.bureau, NOTE)
    assert (
        NOTE not in d.site.client(login).get(page.format(row=d.row.pk, plan=d.site.plan.pk)).content.decode()
    )


def test_f1_history_keeps_it_from_another_bureau(d):
    handing.hand_on_all(d.clerk, [Part(d.row, "3")], d.bureau, NOTE)
    handing.hand_on_all(d.clerk, [Part(d.row, "1")], d.other)
    assert NOTE not in d.site.client("sc").get(f"/history/commitment/{d.row.pk}").content.decode()


def test_f2_trace_and_table_agree(d):
    for period, value in (("2021-Q1", "3"), ("2021-04", "4")):
        report_value(d.row, period, value)

    for period in ("2021-Q4", "2021"):
        reached = latest([d.row], period)[d.row.pk].value
        assert str(tracing.of_commitment(OPERATOR, d.row, period).stands.reached) == reached


def test_f4_figure_of_huge_exponent_is_refused(d):
    c = d.site.client("tianbao")
    c.raise_request_exception = False
    r = c.post(
        "/units/hongshan/hand-on",
        {"row": d.row.pk, "unit": "hs-kj", f"figure-{d.row.pk}": "1e999999999999999999"},
    )
    assert r.status_code == 422


@pytest.mark.parametrize(
    ("login", "page"),
    [("diaodu", "/people/?page=999999999999999999"), ("shenji", "/audit/?since=0001-01-01")],
)
def test_f6_addresses_are_no_500(d, login, page):
    c = d.site.client(login)
    c.raise_request_exception = False
    assert c.get(page).status_code < 500


def test_f7_deputies_are_told(d):
    deputy = make_person(d.unit, "clerk", "dep")
    ActingRecord.objects.create(
        person=deputy, post=PostRecord.objects.get(unit=d.bureau, kind="clerk"), since=today()
    )
    handing.hand_on_all(d.clerk, [Part(d.row)], d.bureau)
    assert NoticeRecord.objects.filter(person=deputy).exists()


def test_f7_second_handing_on_is_told(d):
    handing.hand_on_all(d.clerk, [Part(d.rows[0])], d.bureau)
    handing.hand_on_all(d.clerk, [Part(d.rows[1]), Part(d.rows[2])], d.bureau)
    assert (
        sum(
            s["count"]
            for s in NoticeRecord.objects.filter(key="unittable.told-handed").values_list("slots", flat=True)
        )
        == 3
    )


def test_f7_the_api_tells(d):
    before = NoticeRecord.objects.count()
    headers = {"HTTP_AUTHORIZATION": f"Bearer {d.site.token('tianbao')}"}
    body = {"unit": d.bureau.code}
    answer = Client().post(
        f"/api/v1/commitments/{d.row.pk}/handed-on", body, content_type="application/json", **headers
    )
    assert answer.status_code == 201, answer.content
    assert NoticeRecord.objects.count() > before


def test_f7_restoring_is_told(d):
    handing.hand_on_all(d.clerk, [Part(d.row)], d.bureau)
    row = HandOnRecord.objects.get()
    handing.withdraw(d.clerk, row, reason="x")
    NoticeRecord.objects.update(read_at=now())
    handing.restore(d.clerk, row)
    assert NoticeRecord.objects.filter(read_at=None).exists()


def test_f8_no_restoring_to_a_unit_that_ended(d):

    handing.hand_on_all(d.clerk, [Part(d.row)], d.bureau)
    row = HandOnRecord.objects.get()
    handing.withdraw(d.clerk, row, reason="x")
    UnitRecord.objects.filter(pk=d.bureau.pk).update(until=today() - datetime.timedelta(days=1))
    row = HandOnRecord.objects.get()
    with pytest.raises(Refused):
        handing.restore(d.clerk, row)


def test_f9_followers_without_the_right_are_not_told(d):

    person = d.site.people["shenhe"]
    following.follow(d.site.actor("shenhe"), d.site.plan)
    HoldingRecord.objects.filter(person=person).update(until=today() - datetime.timedelta(days=2))
    publish(OPERATOR, d.site.revision, "二版")
    assert not NoticeRecord.objects.filter(person=person, key="library.followed-revised").exists()


def test_f10_undo_does_not_undo_what_another_changed_since(d):
    made = handing.hand_on_all(d.clerk, [Part(d.row, "3")], d.bureau)
    handing.edit_handed(d.site.actor("shenhe"), HandOnRecord.objects.get(), "改了", "8", None)
    d.site.client("tianbao").post("/units/hongshan/handed", {"undo": str(made[0].pk)})
    assert HandOnRecord.objects.get().withdrawn_at is None


def test_f5_no_stale_version_while_another_thread_reads_on(d, monkeypatch):

    f = versions._Follower()
    old = f.version()
    add_unit(OPERATOR, d.unit, "hs-z", "某局", "department")
    seen, real = [], versions._after
    monkeypatch.setattr(
        versions, "_after", lambda *a: (seen.append((f._edge == versions._edge()[0], f._now)), real(*a))[1]
    )
    f.version()
    assert not (seen[0][0] and seen[0][1] == old)  # the fast path would hand out `old`


def test_f_handed_page_belongs_to_its_unit(d):
    handing.hand_on_all(d.clerk, [Part(d.row, "3")], d.bureau)
    assert (
        d.site.client("tianbao").get(f"/units/keji/handed/{HandOnRecord.objects.get().pk}").status_code == 404
    )


def test_api_history(d):
    handing.hand_on_all(d.clerk, [Part(d.row, "3")], d.bureau, NOTE)
    r = d.site.client("ducha").get(f"/api/v1/plans/{d.site.plan.pk}/history")
    print(
        r.status_code,
        r.content[:300],
        NOTE in str(r.json()) if "json" in r["Content-Type"] else "",
        "hand-on" in r.content.decode(),
    )
    assert NOTE not in str(r.json())
