"""A split that is returned, the remark of an approval, and the last day for comments, on the pages."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from made_site import DISTRICT, OPERATOR, Site
from yibiao.hub.clock import today
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import SplitCommentRecord, SplitRecord

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}
DAY = datetime.timedelta(days=1)


def said(tab: Any) -> str:
    return str(tab.inner_text("main > [role=status], main > .error"))


def state(site: Site) -> str:
    return SplitRecord.objects.get(pk=site.split.pk).state


def until(site: Site, day: datetime.date) -> None:
    SplitRecord.objects.filter(pk=site.split.pk).update(comments_until=day)


def fits(tab: Any) -> None:
    """What is shown is readable for everybody, on a phone too."""
    for width in (1366, 390):
        tab.set_viewport_size({"width": width, "height": 768})
        found = Axe().run(tab, context="main", options=RULES)
        assert not found.violations_count, found.generate_report()
        assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), width
    tab.set_viewport_size({"width": 1366, "height": 768})


def test_returned_by_the_leader_and_proposed_again(site: Site, tab_of: TabOf) -> None:
    address = f"/splits/{site.split.pk}"
    leader, office, clerk = tab_of("lingdao"), tab_of("diaodu"), tab_of("tianbao")
    leader.goto(address)
    leader.click("summary:has-text('退回')")
    leader.click("#return button")  # the reason is missing, says the browser
    assert state(site) == "proposed"
    leader.fill("#return-reason", "   ")
    leader.click("#return button")
    assert said(leader) == "请填写退回的原因"
    leader.click("summary:has-text('退回')")
    leader.fill("#return-reason", "基数口径不一致，请重算")
    leader.click("#return button")
    assert said(leader) == "已退回，已告知提出人"
    assert leader.query_selector("#approve, #return") is None
    office.goto("/?kind=returned")
    row = office.locator("tr[data-kind=returned]")
    assert "已退回，请修改后重新提出：基数口径不一致，请重算" in row.inner_text()
    row.locator("a:has-text('去修改')").click()
    office.wait_for_url(f"**{address}")
    office.wait_for_selector("#sum[data-state=even]")
    told = office.inner_text("#returned")
    assert "分解方案已退回：基数口径不一致，请重算" in told
    assert str(site.people["lingdao"]) in told, "who returned it"
    assert str(today()) in told
    assert office.inner_text(".sub .state") == "已退回"
    fits(office)
    office.fill("#reserve", "2")
    office.press("#reserve", "Tab")
    office.wait_for_selector("#sum[data-state=even]")
    office.click("button:has-text('先保存，暂不提出')")
    assert said(office) == "分解方案已修改"
    assert (state(site), SplitRecord.objects.get(pk=site.split.pk).body["reserve"]) == ("returned", 2)
    clerk.goto(address)
    assert "基数口径不一致" in clerk.inner_text("#returned")
    assert clerk.query_selector(".my-part, #split-form") is None
    office.click("button:has-text('重新提出')")
    assert "已提出分解方案" in said(office)
    assert state(site) == "proposed"
    assert office.query_selector("#returned") is None
    course = office.inner_text(".course")
    assert course.count("提出分解方案") == 2
    assert "基数口径不一致，请重算" in course
    clerk.goto(address)
    assert clerk.locator(".my-part").count() == 1


def test_an_approval_with_a_remark_is_shown_to_all(site: Site, tab_of: TabOf) -> None:
    leader, clerk = tab_of("lingdao"), tab_of("tianbao")
    leader.goto(f"/splits/{site.split.pk}")
    leader.fill("#number", "示例〔2026〕1号")
    leader.fill("#remark", "年底按实绩复核")
    leader.click("#approve button")
    assert state(site) == "approved"
    clerk.goto(f"/splits/{site.split.pk}")
    assert "年底按实绩复核" in clerk.inner_text(".phases")
    assert "年底按实绩复核" in clerk.inner_text(".course")


def test_a_last_day_for_comments_is_named_and_shown(site: Site, tab_of: TabOf) -> None:
    office, clerk = tab_of("diaodu"), tab_of("tianbao")
    office.goto(f"/plans/{site.plan.pk}/targets/{site.shared()}/split")
    office.wait_for_selector("#sum[data-state=even]")
    office.fill("#until", str(today() - DAY))
    office.click("button:has-text('提出分解方案')")  # it is over, says the browser
    assert SplitRecord.objects.count() == 1
    office.fill("#until", str(today() + 3 * DAY))
    office.click("button:has-text('提出分解方案')")
    assert "已提出" in said(office)
    assert SplitRecord.objects.latest("pk").comments_until == today() + 3 * DAY
    assert f"截止 {today() + 3 * DAY} · 还有 3 天" in office.inner_text(".phases")
    until(site, today() - DAY)
    clerk.goto(f"/splits/{site.split.pk}")
    assert "已截止，仍可反馈，标为逾期" in clerk.inner_text(".my-part")
    clerk.click("button:text-is('同意')")
    assert SplitCommentRecord.objects.get(split=site.split).late
    for place in ("table.shares", "#comments", ".course"):
        assert clerk.locator(f"{place} .late-mark").count() == 1
    fits(clerk)
    # A day that is over does not stop the lead from changing the figures.
    office.goto(f"/splits/{site.split.pk}")
    office.fill("#note", "按新基数")
    office.click("button:has-text('保存修改')")
    assert said(office) == "分解方案已修改"


def test_approving_before_the_last_day_names_who_is_silent(site: Site, tab_of: TabOf) -> None:
    leader = tab_of("lingdao")
    until(site, today())
    splits.comment(OPERATOR, site.split, site.units[DISTRICT], "", agrees=True)
    leader.goto(f"/splits/{site.split.pk}")
    asked = leader.inner_text("label[for=confirmed]")
    assert site.units["WH-DH"].name in asked
    assert site.units[DISTRICT].name not in asked
    fits(leader)
    leader.fill("#number", "示例〔2026〕1号")
    leader.click("#approve button")  # it is not confirmed, says the browser
    assert state(site) == "proposed"
    leader.eval_on_selector("#confirmed", "box => box.removeAttribute('required')")
    leader.click("#approve button")
    assert site.units["WH-DH"].name in said(leader)
    assert state(site) == "proposed"
    leader.fill("#number", "示例〔2026〕1号")
    leader.check("#confirmed")
    leader.click("#approve button")
    assert state(site) == "approved"
