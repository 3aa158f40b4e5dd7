"""Units and their classes in a browser: founded, renamed, moved, merged, and as they were on a day."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from made_site import Site
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import GroupRecord, PostRecord, UnitRecord

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]


def said(tab: Any) -> str:
    return str(tab.inner_text("main [role=status]"))


def test_a_unit_is_founded_renamed_and_moved(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/tree/")
    tab.click("text=设立单位")
    tab.fill("#name", "市低空经济办")
    tab.fill("#code", "dikong")
    tab.select_option("#parent", label="　市科技局")
    tab.fill("#since", "2020-01")
    tab.click("main button:has-text('设立单位')")
    assert said(tab) == "已设立市低空经济办"
    assert UnitRecord.objects.get(code="dikong").path == "wuhan/keji/dikong/"
    tab.click("summary:has-text('更名')")
    tab.fill("#rename-name", "市低空经济发展中心")
    tab.fill("#rename-reason", "武编〔2026〕3号")
    tab.click("button:has-text('更名')")
    assert said(tab) == "已更新市低空经济发展中心"
    assert "市低空经济办" in tab.inner_text("dl.facts")
    tab.click("summary:has-text('调整隶属')")
    tab.select_option("#move-parent", label="　市发展改革委")
    tab.click("button:has-text('调整隶属')")
    assert "隶属市发展改革委" in tab.inner_text(".sub")
    tab.click("text=历史 >> nth=0")
    text = tab.inner_text("table.told")
    assert "更名：市低空经济发展中心" in text
    assert "武编〔2026〕3号" in text
    assert "市低空经济办" in text


def test_the_tree_as_it_was_on_a_day(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/tree/units/shuju")
    day = today() - datetime.timedelta(days=1)
    tab.click("summary:has-text('更名')")
    tab.fill("#rename-name", "市数据管理局")
    tab.fill("#rename-on", f"{today()}")
    tab.click("button:has-text('更名')")
    tab.goto("/tree/")
    assert "市数据管理局" in tab.inner_text("table.tree")
    tab.fill("#on", f"{day}")
    tab.click("form:has(#on) button")
    assert "单位名录：名称、隶属以当日为准" in tab.inner_text(".notice")
    past = tab.inner_text("table.tree")
    assert "市数据局" in past
    assert "市数据管理局" not in past
    tab.goto("/tree/?on=2023-01-01")
    assert "市数据局" not in tab.inner_text("table.tree")


def test_a_merged_unit_leads_to_the_other(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/tree/units/shuju")
    tab.click("summary:has-text('合并')")
    tab.select_option("#merge-into", label="　市科技局")
    tab.click("button:has-text('合并')")
    assert "已撤销" in tab.inner_text(".empty") or "已于" in tab.inner_text("h1")
    row = UnitRecord.objects.get(code="shuju")
    assert row.successor.code == "keji"
    tab.goto("/tree/")
    tab.click("summary:has-text('已撤销单位')")
    assert "市数据局" in tab.inner_text("details[open]")


def test_what_cannot_be_is_refused_in_words(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/tree/units/hongshan")
    tab.click("summary:has-text('更名')")
    tab.fill("#rename-name", "江岸区")
    tab.click("button:has-text('更名')")
    assert "江岸区" in said(tab)
    assert UnitRecord.objects.get(code="hongshan").name == "洪山区"
    tab.fill("#aliases", "洪山[二〇一八~]")
    tab.click("main form:has(#aliases) button")
    assert "日期" in said(tab)


def test_the_rest_of_a_unit_is_changed(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/tree/units/caizheng")
    tab.fill("#aliases", "市财政局；财政局[~2018]")
    tab.check("input[name=dispatches]")
    tab.click("main form:has(#aliases) button")
    row = UnitRecord.objects.get(code="caizheng")
    assert row.dispatches
    assert row.names.filter(name="财政局").exists()


def test_somebody_else_changed_the_unit_meanwhile(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/tree/units/caizheng")
    row = UnitRecord.objects.get(code="caizheng")
    UnitRecord.objects.filter(pk=row.pk).update(edition=row.edition + 1)
    tab.check("input[name=dispatches]")
    tab.click("main form:has(#aliases) button")
    assert said(tab)
    assert not UnitRecord.objects.get(code="caizheng").dispatches


def test_a_class_of_units_is_added_and_changed(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/groups/")
    assert "各区人民政府" in tab.inner_text("table")
    tab.click("text=新增分组")
    tab.fill("#names", "沿江各区\n沿江区")
    tab.check("label:has-text('江岸区') input")
    tab.check("label:has-text('武昌区') input")
    tab.click("main button:has-text('保存')")
    assert "江岸区、武昌区" in tab.inner_text("tr:has-text('沿江各区')")
    made = GroupRecord.objects.get(names=["沿江各区", "沿江区"])
    tab.goto(f"/groups/{made.pk}")
    tab.uncheck("label:has-text('武昌区') input")
    tab.click("main button:has-text('保存')")
    assert "武昌区" not in tab.inner_text("tr:has-text('沿江各区')")


def test_others_read_the_tree_and_change_nothing(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto("/tree/")
    assert "市科技局" in tab.inner_text("table.tree")
    assert tab.locator("main :text('设立单位')").count() == 0
    assert site.client("tianbao").get("/tree/units/keji").status_code == 403


def test_the_history_of_a_post(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("anquan")
    post = PostRecord.objects.get(unit__code="hongshan", kind="clerk")
    tab.goto(f"/history/post/{post.pk}")
    assert "交接岗位：洪山区 填报人" in tab.inner_text("table.told")
    assert "张jieti" in tab.inner_text("table.told")
