"""The tables of a plan handed out, a plan ended, the sample tried and taken out again: in a browser."""

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from made_commitments import load_units
from made_hub import make_person
from made_site import DISTRICT, OPERATOR, Site
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work import starting

pytestmark = pytest.mark.django_db(transaction=True)

TabOf = Callable[[str], Any]


def saved(tab: Any, press: str) -> tuple[str, bytes]:
    """Press what hands out a file; return its name and content."""
    with tab.expect_download() as handed:
        tab.click(press)
    return handed.value.suggested_filename, Path(handed.value.path()).read_bytes()


def words(docx: bytes) -> str:
    return zipfile.ZipFile(io.BytesIO(docx)).read("word/document.xml").decode()


def queries(browser: Client, address: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert browser.get(address).status_code == 200
    return len(found)


# --- Tables ------------------------------------------------------------------------------------------


def test_the_office_hands_out_one_table_or_all_for_a_month(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}")
    tab.click("text=各单位的表")
    owing = CommitmentRecord.objects.filter(plan=site.plan, closed_at=None).values("unit").distinct().count()
    assert tab.locator("table.handout tbody tr").count() == owing
    assert f"{owing} 个单位共承担" in tab.inner_text("main")
    assert tab.input_value("#period") == "2021-12", "nobody has reported on a plan of that year"
    name, data = saved(tab, f"tr:has(a[href='/units/{DISTRICT}']) td:nth-child(3) button:has-text('Word')")
    assert name == "洪山区（调度版，2021年12月）.docx"
    assert "2021年12月" in words(data)
    tab.select_option("#period", "2021-02")
    name, data = saved(tab, "button[aria-label='洪山区 调度版 Word']")
    assert name == "洪山区（调度版，2021年2月）.docx"
    assert "2021年2月" in words(data)
    name, data = saved(tab, "button:has-text('下载全部单位的表')")
    assert name.endswith("（一区一表，2021年2月）.zip")
    found = zipfile.ZipFile(io.BytesIO(data)).namelist()
    assert len(found) == owing * 5 + 1, "the issued form is no workbook"
    assert "调度版/洪山区（调度版，2021年2月）.xlsx" in found
    assert EntryRecord.objects.filter(action="table.export", plan=f"plan:{site.plan.pk}").count() == 3


def test_the_page_names_who_has_no_table(site: Site) -> None:
    CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).update(closed_at=site.plan.at)
    said = site.client("diaodu").get(f"/plans/{site.plan.pk}/handout").content.decode()
    assert "没有承担事项，没有表" in said
    assert f"/units/{DISTRICT}/tables" not in said


def test_the_table_of_a_unit_is_there_for_the_office_too(site: Site, tab_of: TabOf) -> None:
    """It may have all tables in one archive, and so each of them; other districts still may not."""
    tab = tab_of("diaodu")
    tab.goto(f"/units/{DISTRICT}")
    tab.click("summary:has-text('导出')")
    tab.select_option(f"#export-{site.plan.pk}", "2021-05")
    name, _ = saved(tab, "button[aria-label$='调度版 PDF']")
    assert name == "洪山区（调度版，2021年5月）.pdf"
    assert site.client("qiantou").get(f"/units/{DISTRICT}/tables/issued.xlsx?plan={site.plan.pk}").status_code == 403
    assert "导出" not in site.client("qiantou").get(f"/units/{DISTRICT}").content.decode()
    assert site.client("tianbao").get(f"/plans/{site.plan.pk}/handout").status_code == 403


def test_the_page_asks_no_more_often_for_more_units(site: Site) -> None:
    browser = site.client("diaodu")
    address = f"/plans/{site.plan.pk}/handout"
    queries(browser, address)
    many = queries(browser, address)
    CommitmentRecord.objects.filter(plan=site.plan).exclude(unit__code=DISTRICT).update(closed_at=site.plan.at)
    assert queries(browser, address) == many


# --- Ending ------------------------------------------------------------------------------------------


def test_a_plan_is_ended_with_a_reason_that_all_read(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}")
    tab.click("summary:has-text('终止方案')")
    tab.click("button:has-text('终止方案')")
    assert PlanRecord.objects.get(pk=site.plan.pk).state == "published", "a reason is asked for first"
    tab.fill("#close-reason", "与新方案重复")
    tab.click("button:has-text('终止方案')")
    assert tab.inner_text("[role=status]") == "方案已终止，已通知有关单位"
    assert tab.inner_text(".sub .state") == "已关闭"
    assert "原因：与新方案重复" in tab.inner_text("main .warning")
    assert tab.locator("text=各单位的表").count() == 0
    district = tab_of("tianbao")
    assert "调度表" not in district.inner_text(".work-list")
    assert "已终止" in district.inner_text(".news")
    district.goto(f"/units/{DISTRICT}")
    assert district.query_selector("#rows") is None


# --- The sample --------------------------------------------------------------------------------------


@pytest.fixture
def office(transactional_db: None) -> None:
    """An office that has its units and people, and has published nothing."""
    units = load_units()
    UnitRecord.objects.filter(code="keji").update(dispatches=True)
    for login, unit in (("diaodu", "keji"), ("tianbao", DISTRICT)):
        make_person(units[unit], "clerk", login)


@pytest.fixture
def entered(chromium: Any, live_server: Any, office: None) -> Iterator[TabOf]:
    """Return what opens a tab in which somebody of the new office has signed in."""
    contexts = []

    def opened(login: str) -> Any:
        contexts.append(chromium.new_context(base_url=live_server.url))
        tab = contexts[-1].new_page()
        tab.goto("/login")
        tab.fill("#login", login)
        tab.fill("#password", "Kx7-password-for-tests")
        tab.click("main button")
        tab.wait_for_url("**/")
        return tab

    yield opened
    for context in contexts:
        context.close()


def test_the_sample_may_be_published_and_taken_out_again(entered: TabOf) -> None:
    starting.bring_sample(OPERATOR, UnitRecord.objects.get(code="keji"))
    run_pending()
    plan = PlanRecord.objects.get()
    tab = entered("diaodu")
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


def test_looking_at_the_steps_changes_nothing(entered: TabOf) -> None:
    """A page that is only looked at, or fetched ahead, keeps the way back; pressing it ends it."""
    tab = entered("diaodu")
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
    tab.click("footer >> text=首次使用")
    assert "本市已发布自己的方案" in tab.inner_text(".sub")
    assert "已略过" in tab.inner_text("#step-findings") or "已完成" in tab.inner_text("#step-findings")
    tab.click("#step-tables button")
    assert tab.url.endswith(f"/plans/{site.plan.pk}/handout")
    district = tab_of("tianbao")
    district.goto("/start")
    district.click("#step-tables button:has-text('去看本单位的表')")
    assert district.url.endswith(f"/units/{DISTRICT}")
