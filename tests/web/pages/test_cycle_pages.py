"""The timetable of a plan and the calendar of working days, as those see them who set them and who go by them."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from made_site import Site
from yibiao.core.cycle.timetable import Step, Timetable, timetable_values
from yibiao.hub.cycle import timetables
from yibiao.hub.cycle.days import announced
from yibiao.hub.cycle.models import CycleRecord, DayRecord
from yibiao.web.pages.plans import cycle

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]


@pytest.fixture
def september(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let it be 20 September 2021: the plan is of that year."""
    for module in (timetables, cycle):
        monkeypatch.setattr(module, "today", lambda: datetime.date(2021, 9, 20))


def row_of(tab: Any, period: str) -> str:
    return str(tab.inner_text(f"table.rounds tr:has(th:has-text('{period}'))"))


def test_the_dispatching_office_sets_the_days(site: Site, tab_of: TabOf, september: None) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}")
    tab.click("text=报送日程")
    assert "本期" in row_of(tab, "2021年9月")
    assert "2021-08-30" in row_of(tab, "2021年8月")
    assert "原为2021-08-28" in row_of(tab, "2021年8月")
    tab.select_option("#since", "2021-10")
    tab.fill("[name=report-number]", "26")
    tab.select_option("#shift", "before")
    tab.click("button:has-text('保存日程')")
    assert "日程已保存" in tab.inner_text("main")
    assert "2021年10月起按调度单位定的日程" in tab.inner_text("main")
    assert "2021-11-26" in row_of(tab, "2021年11月")
    assert "2021-09-28" in row_of(tab, "2021年9月")
    tab.goto(f"/plans/{site.plan.pk}/cycle?lang=en")
    assert "from 2021-10 on as the dispatching office set it" in tab.inner_text("main")


def test_what_cannot_be_is_said_and_what_was_typed_stays(site: Site, tab_of: TabOf, september: None) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}/cycle")
    tab.select_option("#since", "2021-11")
    tab.fill("[name=verify-number]", "27")
    tab.fill("[name=report-number]", "29")
    tab.click("button:has-text('保存日程')")
    assert "“核验”早于“报送”" in tab.inner_text("main .error")
    assert (tab.input_value("[name=verify-number]"), tab.input_value("#since")) == ("27", "2021-11")
    assert not CycleRecord.objects.exists()


def test_the_second_of_two_who_set_the_days_is_told(site: Site, tab_of: TabOf, september: None) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}/cycle")
    timetables.set_timetable(site.actor("diaodu"), site.plan, timetable_values(Timetable(report=Step("day", 26))))
    tab.fill("[name=report-number]", "27")
    tab.click("button:has-text('保存日程')")
    assert "日程已保存" not in tab.inner_text("main")
    assert tab.locator("main .error").count() == 1
    assert CycleRecord.objects.get().body["report"]["number"] == 26


def test_others_see_the_days_and_no_form(site: Site, september: None) -> None:
    for login in ("tianbao", "lingdao", "shenji"):
        page = site.client(login).get(f"/plans/{site.plan.pk}/cycle").content.decode()
        assert "2021年12月" in page
        assert "保存日程" not in page


def test_days_that_are_over_can_be_set_no_more(site: Site) -> None:
    assert "各期都已到报送日" in site.client("diaodu").get(f"/plans/{site.plan.pk}/cycle").content.decode()


def test_the_system_administrator_enters_a_year_that_nobody_has_announced_yet(site: Site, tab_of: TabOf) -> None:
    year = max(announced().years) + 1
    tab = tab_of("xitong")
    tab.goto(f"/calendar/?year={year}")
    assert f"{year}年的放假安排还没有录入" in tab.inner_text("main")
    tab.fill("#first", f"{year}-10-01")
    tab.fill("#last", f"{year}-10-07")
    tab.fill("#name", "国庆节")
    tab.click("button:has-text('录入')")
    assert "已录入7天" in tab.inner_text("main")
    assert tab.locator(".month >> nth=9 >> .day-off").count() == 7
    assert "还没有录入" not in tab.inner_text("main")
    tab.click(f"[aria-label^='{year}-10-07']")
    assert "已取消" in tab.inner_text("main")
    assert DayRecord.objects.count() == 6


def test_the_calendar_shows_holidays_and_worked_weekends_to_everybody(site: Site) -> None:
    page = site.client("tianbao").get("/calendar/?year=2021&lang=en").content.decode()
    assert 'class="day-off" title="劳动节">3<' in page
    assert 'class="day-on" title="劳动节">25<' in page
    assert 'name="first"' not in page
    assert site.client("tianbao").post("/calendar/", {"first": "2021-05-06", "name": "节"}).status_code == 403
    assert site.client("xitong").get("/calendar/?year=0001").status_code == 200
