"""The revision desk in a browser: side by side, filters, keys, what hangs on it, the way to publishing."""

from collections.abc import Callable
from typing import Any

import pytest

from long_plans import long_text
from made_commitments import make_plan
from made_site import OPERATOR, Site
from yibiao import compile_text
from yibiao.hub.plans.assigning import assign_offices
from yibiao.hub.plans.models import PlanRecord

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]


@pytest.fixture
def revised(site: Site) -> PlanRecord:
    """A draft in which one task says otherwise, one is gone, and a unit came for another."""
    text = long_text(6)
    start, end = text.index("4.推进第4号专项"), text.index("5.推进第5号专项")
    text = text[:start] + text[end:]
    text = text.replace("力争立项1—2个", "力争立项2—3个").replace("责任单位：市发展改革委、市科技局、市自然资源和规划局、", "责任单位：市统计局、市科技局、市自然资源和规划局、", 1)
    text = text.replace("新建市级以上创新孵化载体50家", "新建市级以上创新孵化载体60家")
    plan = make_plan(compile_text(text, name="修订.txt"), site.units["keji"], revises=site.plan)
    assign_offices(OPERATOR, plan, site.units["keji"], site.units["fagai"], site.units["renshe"])
    return plan


def test_old_and_new_stand_side_by_side(site: Site, tab_of: TabOf, revised: PlanRecord) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{revised.pk}/difference")
    assert tab.inner_text("h1") == "修订对照"
    first = tab.locator("[data-difference]").first
    assert "有改动" in first.locator("h3").inner_text()
    responsible = first.locator(".pair", has_text="责任")
    assert responsible.locator(".side-old del").inner_text() == "市发展改革委"
    assert responsible.locator(".side-new ins").inner_text() == "市统计局"
    incubators = tab.locator(".pair", has_text="孵化载体").first
    assert (incubators.locator("del").inner_text(), incubators.locator("ins").inner_text()) == ("50", "60")
    gone = tab.locator(".difference-gone")
    assert gone.count() == 1
    assert "终止" in gone.locator(".closing").inner_text()
    assert "任务已取消" in gone.locator(".closing").inner_text()
    folded = tab.locator("details.folded")
    assert "未变" in folded.first.inner_text()
    assert not folded.first.locator("li").first.is_visible()
    folded.first.locator("summary").click()
    assert folded.first.locator("li").first.is_visible()


def test_what_carries_over_who_is_affected_and_the_way_on(site: Site, tab_of: TabOf, revised: PlanRecord) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{revised.pk}/difference")
    assert "沿用" in tab.locator(".hangs").first.inner_text()
    affected = tab.locator("table.affected tbody tr")
    assert affected.count() > 3
    assert tab.locator("table.affected tr", has_text="洪山区").locator("a").get_attribute("href") == "/units/hongshan"
    assert "终止" in tab.inner_text("dl.counts")
    tab.click("text=去发布")
    assert tab.url.endswith(f"/plans/{revised.pk}/publish")


def test_only_one_kind_is_shown(site: Site, tab_of: TabOf, revised: PlanRecord) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{revised.pk}/difference")
    tab.click(".chip:has-text('取消')")
    assert tab.url.endswith("?kind=gone#tasks")
    assert tab.locator("[data-difference]").count() == tab.locator(".difference-gone").count() == 1
    tab.click(".chip:has-text('全部改动')")
    assert tab.locator("[data-difference]").count() > 1


def test_keys_go_from_difference_to_difference(site: Site, tab_of: TabOf, revised: PlanRecord) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{revised.pk}/difference")
    count = tab.locator("[data-difference]").count()
    tab.keyboard.press("n")
    assert tab.inner_text("[data-at]") == f"第 1 处，共 {count} 处"
    tab.keyboard.press("n")
    assert tab.evaluate("document.activeElement === document.querySelectorAll('[data-difference]')[1]")
    tab.keyboard.press("p")
    tab.keyboard.press("p")
    assert tab.inner_text("[data-at]") == f"第 {count} 处，共 {count} 处"
    # A letter that is typed is no key.
    tab.focus("#find")
    tab.keyboard.press("n")
    assert tab.inner_text("[data-at]") == f"第 {count} 处，共 {count} 处"
    tab.keyboard.press("Escape")
    tab.locator("h1").click()
    tab.keyboard.press("?")
    assert "下一处、上一处改动" in tab.inner_text("#keys")


def test_a_figure_says_where_it_comes_from_in_either_plan(site: Site, tab_of: TabOf, revised: PlanRecord) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{revised.pk}/difference")
    pair = tab.locator(".pair", has_text="孵化载体").first
    pair.locator(".side-new a[data-trace]").click()
    tab.wait_for_selector("#panel-body mark")
    assert "60" in tab.inner_text("#panel-body")
    pair.locator(".side-old a[data-trace]").click()
    tab.wait_for_selector("#panel-body :text('50')")


def test_nothing_changed_is_said(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.revision.pk}/difference")
    assert "任务没有变化" in tab.inner_text(".empty")


def test_in_english_and_printed(site: Site, tab_of: TabOf, revised: PlanRecord) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{revised.pk}/difference?lang=en")
    assert tab.inner_text("h1") == "Revision, side by side"
    assert "Closed:" in tab.inner_text(".difference-gone")
    tab.emulate_media(media="print")
    assert not tab.locator(".kinds").is_visible()
    assert tab.locator(".difference-gone").is_visible()


def test_as_many_queries_for_a_long_plan_as_for_a_short_one(site: Site, revised: PlanRecord, django_assert_max_num_queries: Any) -> None:
    browser = site.client("diaodu")
    with django_assert_max_num_queries(60):
        assert browser.get(f"/plans/{revised.pk}/difference").status_code == 200
