"""A month from the form to where it is accepted, in a browser, by everybody concerned."""

from collections.abc import Callable
from typing import Any

import pytest

from made_hub import make_person
from made_reports import filed, report_value
from made_site import DISTRICT, Site
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.reporting.models import ReportRecord, RequestRecord, StandingRecord

pytestmark = pytest.mark.django_db(transaction=True)

TabOf = Callable[[str], Any]


def owed(site: Site) -> list[CommitmentRecord]:
    rows = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT, closed_at=None).exclude(target="")
    return list(rows.order_by("place", "pk"))


def form(site: Site, period: str) -> str:
    return f"/units/{DISTRICT}/values?plan={site.plan.pk}&period={period}"


def page(site: Site, period: str) -> str:
    return f"/plans/{site.plan.pk}/reports/{DISTRICT}/{period}"


def test_a_month_from_the_form_to_the_dashboard(site: Site, tab_of: TabOf) -> None:
    rows = owed(site)
    for row in rows:
        report_value(row, "2021-08", "2")
    filed(site.plan, site.units[DISTRICT], "2021-08")
    clerk = tab_of("tianbao")
    clerk.goto(form(site, "2021-09"))
    clerk.fill(f"[name='cell-{rows[0].pk}-total']", "3")
    assert clerk.get_attribute(f"[name='cell-{rows[0].pk}-current']", "placeholder") == "1"
    clerk.click(".save-bar button:not(.quiet)")
    clerk.click("#carry > button")
    assert f"已沿用上期{len(rows) - 1}项" in clerk.inner_text("main")
    made = ValueRecord.objects.filter(period="2021-09", field="total", value="2", source="carried")
    assert made.count() == len(rows) - 1
    clerk.click(".report-strip a")
    clerk.click("#submit button")
    assert ReportRecord.objects.get(period="2021-09").stage == "review"
    clerk.goto(form(site, "2021-09"))
    assert clerk.is_disabled(f"[name='cell-{rows[0].pk}-total']")
    reviewer = tab_of("shenhe")
    reviewer.goto("/")
    reviewer.click("text=去审核")
    reviewer.click("#pass button")
    head = tab_of("quzhang")
    head.goto(page(site, "2021-09"))
    assert "主要负责人签发" in head.inner_text(".phases .now")
    head.click("#pass button")
    report = ReportRecord.objects.get(period="2021-09")
    assert (report.stage, report.late) == ("filed", True)
    head.click("text=报送回执")
    assert report.digest in head.inner_text(".receipt")
    assert "与报送时一致" in head.inner_text(".receipt")
    office = tab_of("diaodu")
    office.goto(f"/plans/{site.plan.pk}/reports?period=2021-09")
    office.check(f"[name='report'][value='{report.pk}']")
    office.click("[form='accept-all']:not([type='checkbox'])")
    assert ReportRecord.objects.get(period="2021-09").stage == "accepted"
    office.goto(f"/units/{DISTRICT}?period=2021-09")
    assert ValueRecord.objects.get(commitment=rows[0], period="2021-09", field="total").approved == "3"


def test_one_cell_comes_back_and_a_correction_is_asked_for(site: Site, tab_of: TabOf) -> None:
    rows = owed(site)
    for row in rows:
        report_value(row, "2021-09", "2")
    filed(site.plan, site.units[DISTRICT], "2021-09")
    lead = tab_of("diaodu")
    lead.goto(f"/plans/{site.plan.pk}/verify?period=2021-09")
    lead.select_option("#method", "phone")
    lead.click("text=核验选中的")
    assert StandingRecord.objects.filter(kind="verified").exists()
    lead.goto(page(site, "2021-09"))
    lead.click("#return-part > summary")
    lead.check(f"[value='{rows[0].pk}.total']")
    lead.fill("#return-reason", "与台账不符")
    lead.click("#return .danger")
    clerk = tab_of("tianbao")
    clerk.goto(form(site, "2021-09"))
    assert clerk.is_enabled(f"[name='cell-{rows[0].pk}-total']")
    assert clerk.is_disabled(f"[name='cell-{rows[1].pk}-total']")
    clerk.fill(f"[name='cell-{rows[0].pk}-total']", "4")
    clerk.click(".save-bar button:not(.quiet)")
    filed(site.plan, site.units[DISTRICT], "2021-09")
    clerk.goto(page(site, "2021-09"))
    clerk.click("#ask-part > summary")
    clerk.select_option("#commitment", str(rows[1].pk))
    clerk.fill("#value", "9")
    clerk.fill("#ask-reason", "漏报7个")
    clerk.click("#ask button")
    lead.goto(f"/requests/{RequestRecord.objects.get().pk}")
    assert "2 → 9" in lead.inner_text("main")
    lead.click("#approve button")
    assert ValueRecord.objects.get(commitment=rows[1], period="2021-09", field="total").counted == "9"


def test_a_figure_out_of_range_wants_a_word_in_the_form(site: Site, tab_of: TabOf) -> None:
    row = owed(site)[0]
    report_value(row, "2021-08", "5")
    clerk = tab_of("tianbao")
    clerk.goto(form(site, "2021-09"))
    clerk.fill(f"[name='cell-{row.pk}-total']", "3")
    clerk.click(".save-bar button:not(.quiet)")
    clerk.goto(page(site, "2021-09"))
    clerk.click("#submit button")
    assert "超出历史范围" in clerk.inner_text("[role='alert']")
    clerk.goto(form(site, "2021-09"))
    clerk.fill(f"#x{row.pk}", "上月误计2个")
    clerk.click(".save-bar button:not(.quiet)")
    clerk.goto(page(site, "2021-09"))
    clerk.fill("#note-phone", "027-00000000")
    clerk.click("#submit button")
    made = ReportRecord.objects.get()
    assert (made.stage, made.notes["phone"]) == ("review", "027-00000000")


def test_the_head_sets_the_inner_steps(site: Site, tab_of: TabOf) -> None:
    make_person(site.units[DISTRICT], "deputy", "fenguan")
    head = tab_of("quzhang")
    head.goto(f"/units/{DISTRICT}/chain")
    assert [box.is_checked() for box in head.query_selector_all("[name='step']")] == [True, True, True]
    head.uncheck("[value='review']")
    head.uncheck("[value='check']")
    head.click("main form button")
    row = owed(site)[0]
    report_value(row, "2021-09", "5")
    clerk = tab_of("tianbao")
    clerk.goto(page(site, "2021-09"))
    assert "主要负责人签发" in clerk.inner_text("#submit")
    clerk.click("#submit button")
    assert ReportRecord.objects.get().stage == "sign"
