"""The first steps of a new office, and the sample they are tried with: in a browser."""

from collections.abc import Callable
from typing import Any

import pytest

from made_commitments import load_units
from made_hub import make_person, signed_in
from made_site import DISTRICT, OPERATOR, Site
from yibiao.hub.demo import ROLES
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work import starting

pytestmark = pytest.mark.django_db(transaction=True)

TabOf = Callable[[str], Any]


@pytest.fixture
def office(transactional_db: None) -> None:
    """A hub with units and people, and nothing else."""
    units = load_units()
    UnitRecord.objects.filter(code="keji").update(dispatches=True)
    for role in ROLES:
        make_person(units[role.unit], role.kind, role.login)


def test_a_new_office_goes_from_the_sample_to_its_own_plan(office: None, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto("/")
    assert "首次使用" in tab.inner_text(".start-strip")
    assert "下一步由您办：上传文件" in tab.inner_text(".start-strip")
    tab.click("text=继续首次使用")
    assert tab.locator(".start-steps > li.done").count() == 2
    assert tab.get_attribute(".start-steps > li.next", "id") == "step-document"
    tab.click("button:has-text('用示例文件试一试')")
    assert "/jobs/" in tab.url
    run_pending()
    assert "首次使用：上传文件" in tab.inner_text(".guide")
    tab.click(".guide button")
    assert tab.query_selector(".guide") is None, "back where the steps are"
    assert "示例草稿已生成" in tab.inner_text("#step-document")
    assert tab.locator(".start-steps > li.done").count() == 2, "the sample is no plan of the office"
    tab.click("text=打开示例草稿")
    assert f"/plans/{PlanRecord.objects.get().pk}" in tab.url
    tab.goto("/start")
    tab.click("button:has-text('作废示例')")
    assert tab.inner_text("[role=status]") == "示例已收回，可以重新再试"
    assert PlanRecord.objects.get().state == "discarded"
    tab.click("#step-document button:has-text('去上传')")
    assert tab.url.endswith("/documents/new")
    tab.click(".guide button")
    assert tab.url.endswith("/start")


def test_everybody_sees_the_steps_and_who_does_them(office: None, tab_of: TabOf) -> None:
    clerk = tab_of("tianbao")
    clerk.goto("/")
    assert "下一步：上传文件（由调度单位办）" in clerk.inner_text(".start-strip")
    clerk.click("text=查看各步")
    assert clerk.locator("#step-document button").count() == 0
    assert "由调度单位办" in clerk.inner_text("#step-document")
    system = tab_of("xitong")
    system.goto("/start")
    system.click("#step-people button")
    assert system.url.endswith("/people/")
    assert "邀请人员" in system.inner_text(".guide")
    system.click(".guide button")
    system.click("button:has-text('到我的工作')")
    assert system.query_selector(".guide") is None


def test_the_first_steps_in_english(office: None, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto("/?lang=en")
    assert "Next, and yours: Bring in a document" in tab.inner_text(".start-strip")
    tab.click("text=Go on with the first steps")
    tab.click("button:has-text('Try the sample')")
    run_pending()
    tab.click(".guide button")
    tab.click("button:has-text('Throw the sample away')")
    assert tab.inner_text("[role=status]") == "The sample is gone; you may try it again"


def test_once_something_is_published_the_strip_is_gone(site: Site) -> None:
    assert "start-strip" not in site.client("diaodu").get("/").content.decode()
    assert "5/6 步已走完" in site.client("diaodu").get("/start").content.decode()


def test_nobody_who_may_not_brings_the_sample(office: None) -> None:
    assert signed_in("tianbao").post("/start", {"what": "sample"}).status_code == 403
    assert not PlanRecord.objects.exists()
    assert signed_in("tianbao").post("/start", {"what": "discard"}).status_code == 404
    assert signed_in("tianbao").post("/start", {"what": "go", "step": "nonsense"}).headers["Location"] == "/start"


def test_the_sample_may_be_published_and_taken_out_again(office: None, tab_of: TabOf) -> None:
    starting.bring_sample(OPERATOR, UnitRecord.objects.get(code="keji"))
    run_pending()
    plan = PlanRecord.objects.get()
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{plan.pk}/publish")
    assert "只供试用" in tab.inner_text("main .warning")
    tab.click("button:has-text('发布第1版')")
    tab.goto("/")
    assert "首次使用" in tab.inner_text(".start-strip"), "the office has published nothing of its own"
    tab.click("text=首次使用 >> nth=-1")
    assert "示例方案已发布" in tab.inner_text("#step-document")
    tab.click("text=看示例的各单位的表")
    assert tab.inner_text("h1") == "各单位的表"
    tab.goto("/start")
    tab.click("button:has-text('结束示例')")
    assert tab.inner_text("[role=status]") == "示例已收回，可以重新再试"
    plan.refresh_from_db()
    assert plan.state == PlanRecord.CLOSED
    assert tab.locator("#step-document button:has-text('用示例文件试一试')").count() == 1
    tab.goto("/")
    assert plan.title not in tab.inner_text(".work-list")


def test_looking_at_the_steps_changes_nothing(office: None, tab_of: TabOf) -> None:
    """A page that is only looked at, or fetched ahead, keeps the way back; pressing it ends it."""
    tab = tab_of("diaodu")
    tab.goto("/start")
    tab.click("#step-document button:has-text('去上传')")
    tab.request.get("/start")
    tab.reload()
    assert "首次使用：上传文件" in tab.inner_text(".guide")
    tab.click(".guide button")
    assert tab.url.endswith("/start")
    tab.goto("/documents/new")
    assert tab.query_selector(".guide") is None


def test_the_last_step_leads_to_the_tables(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto("/")
    tab.click("footer >> text=首次使用")
    assert "本市已发布自己的方案" in tab.inner_text(".sub")
    assert "已略过" in tab.inner_text("#step-findings") or "已完成" in tab.inner_text("#step-findings")
    tab.click("#step-tables button")
    assert tab.url.endswith(f"/plans/{site.plan.pk}/handout")
    district = tab_of("tianbao")
    district.goto("/start")
    district.click("#step-tables button:has-text('去看本单位的表')")
    assert district.url.endswith(f"/units/{DISTRICT}")
