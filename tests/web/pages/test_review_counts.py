"""The review desk: what people type as times is read or refused in words, hints go at one stroke, every page counts alike,
what is no correction is refused, a long document."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from long_plans import long_text
from made_drafts import brought_in, draft_of
from made_site import Site
from yibiao.hub.plans.models import CorrectionRecord, PlanRecord

pytestmark = pytest.mark.django_db(transaction=True)

TabOf = Callable[[str], Any]


@pytest.fixture
def tab(draft: PlanRecord, tab_of: TabOf) -> Any:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{draft.pk}/review?view=all")
    tab.wait_for_selector("#paper .seg")
    return tab


def save(tab: Any) -> None:
    tab.click("#pop form button:not([type])")


def test_times_are_read_as_people_type_them_or_refused_in_words(tab: Any) -> None:
    row = tab.locator(".card[data-number='2.2.1'] li.target").first
    assert "统计 2021年" in row.inner_text()
    row.locator("a.fact").click()
    for field, typed, said in (
        ("period", "2021年13月", "统计期间“2021年13月”读不懂"),
        ("deadline", "2021-02-31", "完成时限“2021-02-31”不是有效日期"),
        ("low", "三十来个", "数量“三十来个”读不懂"),
    ):
        before = tab.input_value(f"#pop [name={field}]")
        tab.fill(f"#pop [name={field}]", typed)
        save(tab)
        tab.wait_for_selector(f"#pop .said:has-text('{said}')")
        assert "fields" not in tab.inner_text("#pop .said")
        tab.fill(f"#pop [name={field}]", before)
    tab.select_option("#pop [name=comparator]", "range")
    tab.fill("#pop [name=high]", "3")
    save(tab)
    tab.wait_for_selector("#pop .said:has-text('下限不能大于上限')")
    tab.select_option("#pop [name=comparator]", ">=")
    tab.fill("#pop [name=period]", "2021.6")
    tab.fill("#pop [name=deadline]", "6月20日")
    save(tab)
    tab.wait_for_selector("#desk-said:has-text('已保存')")
    assert "统计 2021年6月 · 时限 2021-06-20" in row.inner_text()


def test_large_figures_are_typed_as_they_are_written(tab: Any) -> None:
    tab.locator("#desk-goals li.target", has_text="技术合同成交额").locator("a.fact").click()
    assert (tab.input_value("#pop [name=low]"), tab.input_value("#pop [name=unit]")) == ("1000亿", "元")


def test_hints_are_noted_at_one_stroke_and_taken_back(tab: Any) -> None:
    assert "提示全部知悉（11）" in tab.inner_text("#desk-bar")
    tab.click("[data-hints] button")
    tab.wait_for_selector("#desk-said:has-text('已知悉 11 条提示')")
    assert tab.locator("[data-hints]").count() == 0
    tab.keyboard.press("Control+z")
    tab.wait_for_selector("#desk-said:has-text('已撤销：知悉 11 条提示')")
    assert "提示全部知悉（11）" in tab.inner_text("#desk-bar")


def test_what_an_answer_does_stands_on_the_desk(tab: Any) -> None:
    assert "下面各种都只是确认" in tab.inner_text("#desk-general")
    assert "留待发文单位明确" in tab.locator("button[value=accepted]").first.get_attribute("title")


def test_the_desk_the_lists_and_the_publish_page_count_alike(site: Site, draft: PlanRecord, tab: Any) -> None:
    browser = site.client("diaodu")
    assert "存疑 0/11 已确认" in tab.inner_text("#desk-bar")
    for address in (f"/plans/{draft.pk}", "/plans/", "/"):
        assert "存疑 0/11 已确认" in browser.get(address).content.decode()
    page = browser.get(f"/plans/{draft.pk}/publish").content.decode()
    assert "<b>11</b><span>未确认的存疑</span>" in page
    assert len(re.findall(r"#doubt-", page)) == 11


def test_without_scripts_hints_are_noted_too(site: Site, draft: PlanRecord) -> None:
    browser = site.client("diaodu")
    to = f"/plans/{draft.pk}/review"
    answer = browser.post(f"/plans/{draft.pk}/hints", {"next": to})
    assert (answer.status_code, answer.headers["Location"]) == (302, to)
    assert "提示全部知悉" not in browser.get(to).content.decode()


@pytest.mark.parametrize("body", ["[]", "{", "7", '{"kind": "task.edit", "fields": {"title": "\\u0000"}}', "[" * 100_000])
def test_what_is_no_correction_is_refused(site: Site, draft: PlanRecord, body: str) -> None:
    answer = site.client("diaodu").post(f"/plans/{draft.pk}/correct", {"body": body}, headers={"accept": "application/json"})
    assert answer.status_code == 400
    assert not CorrectionRecord.objects.filter(plan=draft).exists()


def test_a_long_document_opens_fast_with_the_same_queries(site: Site) -> None:
    actor, browser = site.actor("diaodu"), site.client("diaodu")
    counts = []
    for tasks in (5, 250):
        plan = draft_of(brought_in(actor, site.units["keji"], text=long_text(tasks)))
        browser.get(f"/plans/{plan.pk}/review")
        with CaptureQueriesContext(connection) as asked:
            answer = browser.get(f"/plans/{plan.pk}/review")
        counts.append(len(asked))
        assert answer.status_code == 200
    assert len(set(counts)) == 1
    assert answer.content.count(b"<article") == 250
