"""From a document to filled tables, in a browser, as the people who do it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from made_hub import PASSWORD
from made_site import DISTRICT, Site
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.orgs.models import HoldingRecord
from yibiao.hub.plans.models import ChargeRecord, CorrectionRecord, PlanRecord

pytestmark = pytest.mark.django_db(transaction=True)

EXAMPLE = Path(__file__).parents[3] / "examples" / "wuhan-2021-26.txt"
TabOf = Callable[[str], Any]


def compiled(tab: Any) -> PlanRecord:
    """Wait on the page of a job until it shows by itself that it is done, and open the review desk."""
    assert tab.inner_text(".state") == "排队中"
    run_pending()
    tab.click("text=进入审核台", timeout=10_000)
    assert tab.inner_text(".state") == "草稿"
    return PlanRecord.objects.order_by("-pk")[0]


def said(tab: Any) -> str:
    """What the page answers; who else fills in (#here) and what was saved by itself (#saved) are none of it."""
    return str(tab.inner_text("[role=status]:not(#here):not(#saved), [role=alert], main .error"))


def test_a_document_becomes_a_published_plan(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto("/documents/new")
    tab.set_input_files("#file", EXAMPLE)
    tab.click("button:has-text('上传并生成草稿')")
    plan = compiled(tab)
    tab.locator(".doubt.current input[name=text]").fill("会签时已确认")
    tab.locator(".doubt.current button[value=noted]").click()
    tab.wait_for_selector(".doubt.answered:has-text('会签时已确认')")
    assert CorrectionRecord.objects.filter(plan=plan, undone_at=None).count() == 1

    tab.goto(f"/plans/{plan.pk}")
    tab.click("text=调度督查考核单位与分管领导")
    tab.select_option("#supervising", label="市发展改革委")
    tab.click("button:has-text('保存') >> nth=0")
    assert said(tab) == "已保存"
    tab.select_option("#leader", index=1)
    tab.click("form:has(#leader) button")
    assert ChargeRecord.objects.get(plan=plan).leader is not None
    tab.goto(f"/plans/{plan.pk}")
    tab.click("a:has-text('发布')")
    tab.fill("#note", "首次发布")
    tab.click("button:has-text('发布第1版')")
    assert said(tab) == "已发布第 1 版"
    tab.click("main >> text=第1版 >> nth=0")
    assert "首次发布" in tab.inner_text(".sub")
    assert CommitmentRecord.objects.filter(plan=plan, unit__code=DISTRICT).exists()


def test_pasted_text_becomes_a_draft_that_can_be_discarded(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto("/documents/new")
    tab.click("button:has-text('上传并生成草稿')")
    assert said(tab) == "请选择一个文件，或者粘贴正文"
    tab.click("summary:has-text('粘贴正文')")
    tab.fill("#name", "科创方案")
    tab.fill("#text", EXAMPLE.read_text(encoding="utf-8"))
    tab.click("button:has-text('上传并生成草稿')")
    plan = compiled(tab)
    tab.goto(f"/plans/{plan.pk}")
    tab.click("summary:has-text('作废草稿')")
    assert PlanRecord.objects.get(pk=plan.pk).state == "draft"
    tab.fill("#discard-reason", "重复上传")
    tab.click("button:has-text('作废草稿')")
    assert said(tab) == "草稿已作废"
    assert PlanRecord.objects.get(pk=plan.pk).state == "discarded"


def test_a_document_that_says_nothing_fails_with_a_way_out(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto("/documents/new")
    tab.set_input_files("#file", {"name": "空.docx", "mimeType": "application/octet-stream", "buffer": b"PK\x03\x04 broken"})
    tab.click("button:has-text('上传并生成草稿')")
    if tab.query_selector("#job"):
        run_pending()
        tab.wait_for_selector("text=换一个文件再试")
    assert tab.inner_text("main .error")


def test_a_revision_shows_what_changes(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.revision.pk}")
    tab.click("text=与原方案的差异")
    assert "任务没有变化。" in tab.inner_text(".empty")
    assert tab.locator("dl.counts dd").count() == 4


def test_two_people_fill_in_one_table(site: Site, tab_of: TabOf) -> None:
    owed = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT, closed_at=None).order_by("place")[0]
    address = f"/units/{DISTRICT}/values?plan={site.plan.pk}&period=2021-06"
    first, second = tab_of("tianbao"), tab_of("shenhe")
    for tab in (first, second):
        tab.goto(address)
    total, text = f"[name=cell-{owed.pk}-total]", f"[name=cell-{owed.pk}-progress]"
    first.fill(total, "12.50")
    first.fill(text, "已签约3家")
    first.click("button:has-text('保存')")
    assert said(first) == "已保存 2 个单元格"
    assert first.input_value(total) == "12.5"
    second.fill(total, "13")
    second.fill(f"[name=cell-{owed.pk}-issues]", "用地指标")
    second.click("button:has-text('保存')")
    assert "1 个单元格已被他人修改" in said(second)
    assert "现值 12.5（张tianbao" in second.inner_text(".note")
    assert second.input_value(total) == "13"
    assert ValueRecord.objects.filter(commitment=owed, field="issues").count() == 0
    second.click("button:has-text('保存')")
    assert said(second) == "已保存 2 个单元格"
    kept = dict(ValueRecord.objects.filter(commitment=owed, period="2021-06").values_list("field", "value"))
    assert kept == {"total": "13", "progress": "已签约3家", "issues": "用地指标"}
    second.fill(total, "很多")
    second.click("button:has-text('保存')")
    assert second.locator("[aria-invalid=true]").count() == 1
    assert second.inner_text(".note")
    second.fill(total, "13")
    second.click("button:has-text('保存')")
    assert said(second) == "没有变化"


def test_tables_are_handed_out(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto(f"/units/{DISTRICT}")
    tab.click("summary:has-text('导出')")
    with tab.expect_download() as handed:
        tab.click("button:has-text('Excel') >> nth=0")
    assert Path(handed.value.path()).read_bytes().startswith(b"PK")
    assert EntryRecord.objects.filter(action="table.export").count() == 1


def test_a_post_is_handed_over(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("anquan")
    tab.goto(f"/people/{site.people['tianbao'].pk}")
    tab.click("summary:has-text('交接')")
    tab.select_option("select[name=taker] >> nth=0", label="张jieti（jieti）")
    tab.click("button:has-text('交接')")
    assert tab.inner_text("h1") == "岗位工作交接单"
    assert "接收人：张jieti" in tab.inner_text("main")
    held = HoldingRecord.objects.filter(post__kind="clerk", post__unit__code=DISTRICT).order_by("-pk")[0]
    assert held.person.login == "jieti"
    audit = tab_of("shenguan")
    audit.goto("/audit/?action=post.handover")
    assert "交接岗位：洪山区 填报人" in audit.inner_text("tbody")


def test_a_new_colleague_gets_in(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/people/")
    tab.fill("#login", "xinren")
    tab.fill("#name", "新人")
    tab.click("main button:has-text('新建')")
    assert tab.inner_text("h1") == "新人"
    tab.click("button:has-text('生成邀请链接')")
    link = tab.inner_text(".secret")
    tab.context.clear_cookies()
    tab.goto(link)
    assert "xinren" in tab.inner_text("main")


def test_what_others_changed_while_a_session_slept_is_not_undone(site: Site, tab_of: TabOf) -> None:
    """What was typed comes back after signing in again; what was not touched stays as others left it."""
    owed = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT, closed_at=None).order_by("place")[0]
    address = f"/units/{DISTRICT}/values?plan={site.plan.pk}&period=2021-06"
    mine, theirs = f"[name=cell-{owed.pk}-issues]", f"[name=cell-{owed.pk}-progress]"
    first, second = tab_of("tianbao"), tab_of("shenhe")
    first.goto(address)
    first.fill(mine, "用地指标")
    second.goto(address)
    second.fill(theirs, "已签约3家")
    second.click("button:has-text('保存')")
    assert said(second) == "已保存 1 个单元格"
    first.context.clear_cookies()
    first.goto(address)
    first.fill("#login", "tianbao")
    first.fill("#password", PASSWORD)
    first.click("main button")
    first.wait_for_selector("#unsent")
    assert first.input_value(theirs) == "已签约3家"
    first.click("#unsent button:has-text('填回')")
    assert first.input_value(mine) == "用地指标"
    first.wait_for_selector("#saved:has-text('已自动保存')")
    kept = dict(ValueRecord.objects.filter(commitment=owed).values_list("field", "value"))
    assert kept == {"issues": "用地指标", "progress": "已签约3家"}
