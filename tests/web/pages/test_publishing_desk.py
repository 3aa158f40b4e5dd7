"""Bringing in, the list, publishing with its summary; and a messy web page that becomes tables somebody can sign."""

import io
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from made_drafts import RATE_AND_TOTAL, TEXT, brought_in, draft_of
from made_site import DISTRICT, Site
from yibiao.files.read import read_bytes
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.queue import claim
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.plans.documents import upload
from yibiao.hub.plans.drafting import correct
from yibiao.hub.plans.models import PlanRecord

pytestmark = pytest.mark.django_db(transaction=True)

CRAWLED = next((path / "shared/data/wuhan-2021-26.crawl.txt" for path in Path(__file__).resolve().parents if (path / "shared/data").is_dir()), None)
EXAMPLE = Path(__file__).parents[3] / "examples" / "wuhan-2021-26.txt"
TabOf = Callable[[str], Any]


def draft(site: Site, text: str = TEXT.replace("创新", "提能")) -> PlanRecord:
    return draft_of(brought_in(site.actor("diaodu"), site.units["keji"], text=text))


def downloaded(tab: Any, address: str) -> bytes:
    answer = tab.request.get(address)
    assert answer.ok, address
    return bytes(answer.body())


@pytest.mark.parametrize("document", ["a page as a crawler left it", "the shipped example"])
def test_a_messy_web_page_becomes_tables_to_sign(site: Site, tab_of: TabOf, document: str) -> None:
    path = EXAMPLE if document.startswith("the") else CRAWLED
    if path is None or not path.exists():
        pytest.skip("no crawled page is at hand; the shipped example goes the same way")
    tab = tab_of("diaodu")
    tab.goto("/documents/new")
    assert "严禁上传涉密信息" in tab.inner_text("main")
    tab.set_input_files("#file", path)
    assert path.name in tab.inner_text("#file-said")
    tab.click("button:has-text('上传并生成草稿')")
    run_pending()
    tab.wait_for_selector("text=进入审核台", timeout=10_000)
    assert "19\n项任务" in tab.inner_text(".figures")
    tab.click("text=进入审核台")
    tab.wait_for_selector(".doubt.current")
    before = tab.inner_text("#desk-bar .progress")
    tab.click(".card[data-number='2.3.1'] button[data-fix=lead]")
    tab.locator("#pop [role=combobox]").type("科技")
    tab.wait_for_selector("#pop [role=option]")
    tab.keyboard.press("Enter")
    tab.wait_for_function("text => document.querySelector('#desk-bar .progress').innerText !== text", arg=before)
    tab.click("text=发布…")
    assert "尚未分解的总量" in tab.inner_text("main")
    assert "洪山区" in tab.inner_text(".unit-counts")
    tab.fill("#note", "首次发布")
    tab.click("button:has-text('发布第1版')")
    tab.wait_for_selector("text=已发布第 1 版")
    plan = PlanRecord.objects.get(pk=int(tab.url.rpartition("/")[2]))
    for kind in ("docx", "pdf"):
        data = downloaded(tab_of("tianbao"), f"/units/{DISTRICT}/tables/issued.{kind}?plan={plan.pk}")
        text = read_bytes(data, f"table.{kind}").text
        assert "洪山区" in text
        assert "2000家" in text.replace(" ", "").replace(",", "").replace("\n", "")
    names = zipfile.ZipFile(io.BytesIO(downloaded(tab, f"/plans/{plan.pk}/tables/all.zip"))).namelist()
    assert len(names) > 30


def test_a_file_is_dropped_and_one_too_large_is_named(site: Site, tab_of: TabOf, settings: Any) -> None:
    settings.UPLOAD_LIMIT = 2**20
    tab = tab_of("diaodu")
    tab.goto("/documents/new")
    drop = """([name, size]) => {
      const given = new DataTransfer();
      given.items.add(new File(["字".repeat(size)], name));
      document.getElementById("drop").dispatchEvent(new DragEvent("drop", { dataTransfer: given, bubbles: true, cancelable: true }));
    }"""
    tab.evaluate(drop, ["方案.txt", 400_000])
    assert "文件超过 1 MB" in tab.inner_text("#file-said")
    tab.evaluate(drop, ["方案.txt", 40])
    assert "方案.txt" in tab.inner_text("#file-said")
    tab.click("button:has-text('上传并生成草稿')")
    assert tab.inner_text("h1") == "读取文件，生成草稿"


def test_a_job_shows_its_steps_and_what_it_has_found(site: Site, tab_of: TabOf) -> None:
    job = upload(site.actor("diaodu"), site.units["keji"], "方案.txt", text=TEXT.replace("创新", "提质"))
    tab = tab_of("diaodu")
    tab.goto(f"/jobs/{job.pk}")
    assert tab.locator(".job-steps li").count() == 3
    assert "可以离开此页" in tab.inner_text("#job")
    running = claim(job.pk)
    assert running is not None
    running.step("hubplans.step-compiling", 1, 3)
    running.found(characters=7588)
    tab.wait_for_selector(".figures:has-text('7,588')", timeout=5000)
    assert "识别任务" in tab.inner_text(".job-steps [aria-current=step]")
    assert tab.locator(".job-steps li.done").count() == 1
    running.beat(state=JobRecord.DONE, done=3, step="")
    tab.wait_for_selector("#job:not([data-running])", timeout=5000)


def test_errors_forbid_publishing_until_they_are_answered(site: Site, tab_of: TabOf) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    plan = draft(site, text.replace("专业服务，新增高新技术企业2000家", "专业服务，新增高新技术企业2600家"))
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{plan.pk}/publish")
    assert "不能发布" in tab.inner_text("main .error")
    assert tab.locator("button:has-text('发布第1版')").count() == 0
    tab.click("main .error a")
    tab.wait_for_selector(".doubt.sev-error.current")
    tab.keyboard.press("a")
    tab.wait_for_selector(".doubt.sev-error.answered, .doubt.answered")
    tab.click("text=发布…")
    assert tab.locator("button:has-text('发布第1版')").count() == 1
    assert "第1版" in tab.inner_text("h1")


def test_names_that_stand_for_no_unit_are_named_before_publishing(site: Site, tab_of: TabOf) -> None:
    text = RATE_AND_TOTAL.replace("各区人民政府", "各旗县人民政府、市飞行局")
    plan = draft_of(brought_in(site.actor("diaodu"), site.units["keji"], text=text))
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{plan.pk}/publish")
    told = tab.inner_text("main .warning:has-text('没有对应到任何单位')")
    assert "2 个名称" in told
    assert "“各旗县人民政府” 任务 1" in told
    assert "“市飞行局” 任务 1" in told
    tab.goto(f"/plans/{site.draft.pk}/publish?lang=en")
    assert "in nobody's table" in tab.inner_text("main")


def test_a_revision_says_what_it_closes_before_it_is_published(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.revision.pk}/publish")
    figures = tab.inner_text(".figures")
    assert "沿用的承诺事项" in figures
    assert "0\n将关闭的承诺事项" in figures


def test_the_list_has_states_offices_versions_and_progress(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto("/plans/")
    row = tab.locator("tr", has_text=site.plan.title).filter(has_text="已发布")
    for told in ("第1版", "市科技局", "市发展改革委", "市人力资源社会保障局"):
        assert told in row.first.inner_text()
    assert "已确认" in tab.locator("tr", has_text=site.draft.title).first.inner_text()
    tab.click(".tabs a:has-text('草稿')")
    assert tab.locator(".tabs a[aria-current]").inner_text().startswith("草稿")
    assert "已发布" not in tab.inner_text("tbody")
    clerk = tab_of("tianbao")
    clerk.goto("/plans/?lang=en")
    assert "version 1" in clerk.inner_text("tbody")
    assert site.draft.title not in clerk.inner_text("main")


def test_lists_ask_no_more_of_more_plans(site: Site) -> None:
    browser, counts = site.client("diaodu"), []
    for word in ("甲", "乙", "丙"):
        draft(site, TEXT.replace("创新", f"创新{word}"))
        browser.get("/plans/")
        with CaptureQueriesContext(connection) as asked:
            browser.get("/plans/")
        counts.append(len(asked))
    assert counts[0] == counts[1] == counts[2]


def test_a_published_plan_shows_everything_and_traces_it(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}")
    row = tab.locator("table.tasks tbody tr:not(.group)").nth(1)
    row.locator("td.units a.from").first.click()
    tab.wait_for_selector("#panel mark")
    tab.keyboard.press("Escape")
    row.locator("td.title a.from").click()
    tab.wait_for_selector("#panel mark")
    tab.keyboard.press("Escape")
    figure = tab.locator("td.figs a.from").first
    figure.click()
    tab.wait_for_selector("#panel mark")
    assert tab.locator("td.figs .state").count() == 1
    assert tab.locator("a:has-text('去分解')").count() > 0
    assert "首版" in tab.inner_text("main")
    tab.keyboard.press("Escape")
    tab.click("text=对照原文")
    tab.wait_for_selector("#paper .seg")
    assert tab.locator("[data-edit]").count() == 0


def test_a_task_that_was_put_right_is_marked(site: Site) -> None:
    plan = draft(site)
    key = plan.effective["tasks"][0]["key"]
    correct(site.actor("diaodu"), plan, {"kind": "task.edit", "task": {"key": key}, "fields": {"title": "新题目"}})
    page = site.client("diaodu").get(f"/plans/{plan.pk}/review").content.decode()
    assert "人工校正" in page
    assert "第1号校正" in page
