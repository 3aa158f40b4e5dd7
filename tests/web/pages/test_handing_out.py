"""The tables of a plan handed out, a plan ended, the sample tried and taken out again: in a browser."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from made_site import DISTRICT, Site
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.plans.models import PlanRecord

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
    district.goto("/")
    assert "调度表" not in district.inner_text(".work-list")
    assert "已终止" in district.inner_text(".news")
    district.goto(f"/units/{DISTRICT}")
    assert district.query_selector("#rows") is None
