"""People in a browser: found, added, invited, appointed, handed over, erased; files in and out."""

import re
from collections.abc import Callable
from typing import Any

import pytest

from made_site import DISTRICT, Site
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import ActingRecord, HoldingRecord, PersonRecord, PostRecord
from yibiao.hub.orgs.posts import hand_over

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]


def said(tab: Any) -> str:
    return str(tab.inner_text("main [role=status]"))


def names(tab: Any) -> list[str]:
    return [str(one) for one in tab.locator("tbody th[scope=row]").all_inner_texts()]


def test_people_are_found_by_name_unit_post_and_state(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/people/")
    everybody = names(tab)
    assert len(everybody) == PersonRecord.objects.count()
    tab.fill("#f-q", "tian")
    tab.click("button:has-text('查询')")
    assert names(tab) == ["张tianbao"]
    tab.click("text=清除条件")
    tab.select_option("#f-unit", label="洪山区")
    tab.select_option("#f-kind", label="主要负责人")
    tab.press("#f-q", "Enter")
    assert names(tab) == ["张quzhang"]
    tab.goto("/people/?q=没有这个人")
    assert "没有符合条件的人员" in tab.inner_text(".empty")


def test_a_new_person_is_added_invited_and_appointed(site: Site, tab_of: TabOf) -> None:
    keeper, guard = tab_of("xitong"), tab_of("anquan")
    keeper.goto("/people/")
    keeper.fill("#login", "wang.wu")
    keeper.fill("#name", "王五")
    keeper.click("main button:has-text('新建')")
    assert said(keeper) == "已新建王五的账号；岗位由安全管理员任命，邀请链接由您在下方生成"
    assert "岗位由安全管理员任命" in keeper.inner_text("main .empty")
    keeper.click("button:has-text('邀请')")
    assert re.fullmatch(r"http\S+/invitation/\S+", keeper.inner_text("#link"))
    assert keeper.is_visible("[data-copies]")
    person = PersonRecord.objects.get(login="wang.wu")
    guard.goto(f"/people/{person.pk}")
    guard.select_option("#unit", label="市财政局")
    guard.select_option("#kind", label="填报人")
    guard.fill("#title", "科员")
    guard.click("main button:has-text('任命')")
    assert said(guard) == "已任命到市财政局"
    assert "市财政局 科员" in guard.inner_text("ul.posts")


def test_a_refused_appointment_leaves_no_post_behind(site: Site, tab_of: TabOf) -> None:
    before = PostRecord.objects.count()
    guard = tab_of("anquan")
    guard.goto(f"/people/{site.people['xitong'].pk}")
    guard.select_option("#unit", label="市财政局")
    guard.select_option("#kind", label="填报人")
    guard.fill("#title", "兼职")
    guard.click("main button:has-text('任命')")
    assert "三员分立" in said(guard)
    assert PostRecord.objects.count() == before
    assert not EntryRecord.objects.filter(action="post.make").exists()


def test_a_post_is_handed_over_with_a_sheet(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("quzhang")
    tab.goto(f"/people/{site.people['tianbao'].pk}")
    tab.click("summary:has-text('交接')")
    tab.locator("select[name=taker]").first.select_option(label="张shenhe（shenhe）")
    tab.fill("details[open] input[name=reason]", "轮岗")
    tab.click("details[open] button:has-text('交接')")
    assert "已交接给张shenhe" in said(tab)
    assert tab.inner_text(".sheet-paper h1") == "岗位工作交接单"
    assert "未结承诺事项" in tab.inner_text(".sheet-paper")
    assert tab.locator("table.handed tbody tr").count() > 0
    post = PostRecord.objects.get(unit__code=DISTRICT, kind="clerk")
    assert HoldingRecord.objects.get(post=post, until=None).person == site.people["shenhe"]
    assert EntryRecord.objects.filter(action="post.handover", line__contains="轮岗").exists()


def test_a_page_that_is_out_of_date_hands_nothing_over(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("anquan")
    tab.goto(f"/people/{site.people['tianbao'].pk}")
    post = PostRecord.objects.get(unit__code=DISTRICT, kind="clerk")
    hand_over(site.actor("diaodu")._replace(trusted=True), post, site.people["shenhe"], today())
    tab.click("summary:has-text('交接')")
    tab.locator("select[name=taker]").first.select_option(label="张quzhang（quzhang）")
    tab.click("details[open] button:has-text('交接')")
    assert "已不再担任这个岗位" in said(tab)
    assert HoldingRecord.objects.get(post=post, until=None).person == site.people["shenhe"]


def test_somebody_acts_for_a_post_and_stops(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("quzhang")
    tab.goto(f"/people/{site.people['tianbao'].pk}")
    tab.click("summary:has-text('代理')")
    tab.locator("details[open] select[name=taker]").select_option(label="张shenhe（shenhe）")
    tab.click("details[open] button:has-text('代理')")
    assert said(tab) == "已由张shenhe代理"
    tab.goto(f"/people/{site.people['shenhe'].pk}")
    assert "代理" in tab.inner_text("ul.posts")
    tab.click("summary:has-text('结束代理')")
    tab.click("details[open] button:has-text('结束代理')")
    assert said(tab) == "代理已结束"
    assert ActingRecord.objects.get().until < today()


def test_an_account_is_closed_opened_and_erased_for_good(site: Site, tab_of: TabOf) -> None:
    person = site.people["shenhe"]
    tab = tab_of("xitong")
    tab.goto(f"/people/{person.pk}")
    tab.click("summary:has-text('停用账号')")
    tab.click("details[open] button:has-text('停用账号')")
    assert said(tab) == "账号已停用"
    tab.click("button:has-text('恢复账号')")
    assert said(tab) == "账号已恢复"
    tab.click("summary:has-text('抹去个人资料')")
    tab.fill("#erase-login", "别人")
    tab.click("details[open] button:has-text('抹去个人资料')")
    assert "登录名不一致" in said(tab)
    assert not PersonRecord.objects.get(pk=person.pk).erased
    tab.click("summary:has-text('抹去个人资料')")
    tab.fill("#erase-login", "shenhe")
    tab.click("details[open] button:has-text('抹去个人资料')")
    assert said(tab) == "个人资料已抹去"
    tab.goto(f"/people/{person.pk}")
    assert "已抹除的人员" in tab.inner_text("h1")
    assert "张shenhe" not in tab.inner_text("main")


def test_the_last_audit_administrator_is_not_erased(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto(f"/people/{site.people['shenguan'].pk}")
    tab.click("summary:has-text('抹去个人资料')")
    tab.fill("#erase-login", "shenguan")
    tab.click("details[open] button:has-text('抹去个人资料')")
    assert "最后一位审计管理员" in said(tab)
    assert not PersonRecord.objects.get(login="shenguan").erased


def test_two_who_edit_the_same_person(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    person = site.people["tianbao"]
    tab.goto(f"/people/{person.pk}")
    tab.fill("#phone", "88880001")
    PersonRecord.objects.filter(pk=person.pk).update(edition=person.edition + 1, phone="88889999")
    tab.click("form:has(#phone) button")
    assert "刚刚" in said(tab) or "修改" in said(tab)
    assert PersonRecord.objects.get(pk=person.pk).phone == "88889999"


def upload(tab: Any, text: str) -> None:
    file = {"name": "人员.csv", "mimeType": "text/csv", "buffer": text.encode("utf-8-sig")}
    tab.set_input_files("#file-people", file)
    tab.click("section:has(#file-people) button:has-text('先看会改什么')")


def test_a_file_is_looked_at_then_imported(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/people/import")
    upload(tab, "登录名,姓名,电话\nzhao.liu,赵六,88886666\ntianbao,张天宝,\n")
    assert "将新增 1，修改 1" in said(tab)
    assert "新增 zhao.liu" in tab.inner_text("table")
    assert not PersonRecord.objects.filter(login="zhao.liu").exists()
    tab.click("button:has-text('确认导入')")
    assert "已导入：新增 1，修改 1" in said(tab)
    assert PersonRecord.objects.get(login="zhao.liu").name == "赵六"
    assert EntryRecord.objects.filter(action="people.import").count() == 1


def test_every_fault_of_a_file_is_shown_by_row_and_column(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/people/import")
    upload(tab, "登录名,姓名,电子邮箱\nzhao.liu,,不是邮箱\n坏 名,王五,\n")
    rows = tab.locator("table tbody tr").all_inner_texts()
    assert any(row.startswith("2") and "电子邮箱" in row and "不是邮箱" in row for row in rows)
    assert any(row.startswith("3") and "登录名" in row for row in rows)
    assert tab.locator("button:has-text('确认导入')").count() == 0
    assert not PersonRecord.objects.filter(login="zhao.liu").exists()


def test_a_file_with_posts_is_the_security_administrators(site: Site, tab_of: TabOf) -> None:
    text = "登录名,任职单位代码,岗位,起始日期\ntianbao,caizheng,审核人,2030-01-01\n"
    keeper, guard = tab_of("xitong"), tab_of("anquan")
    keeper.goto("/people/import")
    upload(keeper, text)
    assert "须由安全管理员导入" in said(keeper)
    guard.goto("/people/import")
    upload(guard, text)
    assert "修改 tianbao" in guard.inner_text("table")


def test_people_come_out_as_a_file(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/people/")
    with tab.expect_download() as waiting:
        tab.click("button:has-text('导出 csv')")
    text = waiting.value.path().read_text(encoding="utf-8-sig")
    assert text.startswith("登录名,姓名")
    assert "tianbao" in text
    assert EntryRecord.objects.filter(action="people.export").count() == 1


def test_the_main_way_in_english(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("xitong")
    tab.goto("/people/?lang=en")
    assert tab.inner_text("h1") == "People"
    tab.fill("#login", "john")
    tab.fill("#name", "John Doe")
    tab.click("main button:has-text('Add')")
    assert "The account of John Doe is there" in said(tab)


def test_as_many_queries_for_many_people_as_for_few(site: Site, django_assert_max_num_queries: Any) -> None:
    browser = site.client("xitong")
    with django_assert_max_num_queries(25):
        assert browser.get("/people/").status_code == 200
