"""My work, what a leader is in charge of, notices, the first steps, the account: in a browser, as people use them."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from made_reports import report_value, value_of
from made_site import DISTRICT, OPERATOR, Site, make_site
from yibiao import packs
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.notices.models import NoticeRecord

pytestmark = pytest.mark.django_db(transaction=True)

TabOf = Callable[[str], Any]


def rows(tab: Any) -> list[str]:
    return [row.replace("\n", " ") for row in tab.locator("table.waits tbody tr").all_inner_texts()]


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


# --- My work -------------------------------------------------------------------------------------


def test_a_clerk_sees_what_waits_and_goes_on_with_it(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto("/")
    assert tab.inner_text("h1") == "我的工作"
    assert "洪山区 · 填报人" in tab.inner_text(".sub")
    said = rows(tab)
    assert len(said) == 2
    assert "洪山区2021年12月调度表" in said[0]
    assert "已过期" in said[0]
    assert "征求意见" in said[1]
    assert tab.locator("table.waits tbody .button").all_inner_texts() == ["填报", "去反馈"]
    assert "2项待办" in tab.inner_text(".today")
    tab.click("table.waits tbody tr:first-child .button")
    assert tab.url.endswith(f"/units/{DISTRICT}/values?plan={site.plan.pk}&period=2021-12")


def test_a_table_that_is_begun_is_gone_on_with(site: Site, tab_of: TabOf) -> None:
    row = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT, closed_at=None)[0]
    report_value(row, "2021-12", "1")
    tab = tab_of("tianbao")
    tab.goto("/")
    assert tab.inner_text("table.waits tbody tr:first-child .button") == "继续填"
    assert "已填 1 项" in rows(tab)[0]
    assert tab.inner_text(".work-side .filled").split()[-1].startswith("1/")


def test_one_kind_alone(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto("/")
    tab.click(".kinds a:has-text('征求意见')")
    assert len(rows(tab)) == 1
    assert tab.get_attribute(".kinds a:has-text('征求意见')", "aria-current") == "page"
    tab.click(".kinds a:has-text('全部')")
    assert len(rows(tab)) == 2
    tab.goto("/?kind=nonsense")
    assert len(rows(tab)) == 2


@pytest.mark.parametrize(
    ("login", "there", "button"),
    [
        ("diaodu", "《", "上传文件"),
        ("lingdao", "待批准", "我分管的任务"),
        ("quzhang", "征求意见", "去反馈"),
        ("shenji", "先从审计日志看今天办了什么", "查看审计日志"),
        ("anquan", "人人有岗，岗位有人", "查看人员"),
        ("xitong", "单位和人员有变动时", "查看人员"),
        ("shenguan", "可核验审计日志是否完整", "查看审计日志"),
    ],
)
def test_every_post_has_its_own_first_page(site: Site, login: str, there: str, button: str) -> None:
    said = site.client(login).get("/").content.decode()
    assert there in said
    assert button in said
    assert ("2021年12月调度表" in said) == (login in {"diaodu"})


def test_a_draft_is_shown_to_nobody_but_who_reviews_it(site: Site) -> None:
    assert site.draft.title in site.client("diaodu").get("/").content.decode()
    for login in ("tianbao", "lingdao", "qiantou", "shenji", "ducha"):
        assert f"《{site.draft.title}》" not in site.client(login).get("/").content.decode()


def test_the_first_page_asks_no_more_often_for_more(site: Site) -> None:
    browser = site.client("tianbao")
    browser.get("/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get("/").status_code == 200
        return len(found)

    few = asked()
    owed = CommitmentRecord.objects.filter(plan=site.plan, closed_at=None)
    ValueRecord.objects.bulk_create(
        value_of(row, "2021-11", "1", at=site.plan.at) for row in owed
    )
    key = site.shared()
    splits.propose(OPERATOR, site.plan, key, {"method": "equal"})
    assert asked() == few


# --- In charge -----------------------------------------------------------------------------------


def shared_row(site: Site) -> CommitmentRecord:
    splits.approve(OPERATOR, site.split, "示例〔2026〕7号")
    splits.issue(OPERATOR, site.split)
    return CommitmentRecord.objects.get(plan=site.plan, target=site.split.target, unit__code=DISTRICT)


def test_a_leader_sees_where_tasks_stand_and_what_to_decide(site: Site, tab_of: TabOf) -> None:
    row = shared_row(site)
    report_value(row, "2021-09", "0")
    splits.propose(OPERATOR, site.plan, site.shared(), {"method": "equal"})
    tab = tab_of("lingdao")
    tab.goto("/")
    tab.click("nav >> text=我分管的")
    assert "截至2021年9月，分管 6 项任务" in tab.inner_text(".sub")
    assert "待批准" in tab.inner_text("section:has(#decide)")
    assert "尚未分解" in tab.inner_text("section:has(#decide)")
    assert "洪山区" in tab.inner_text("table.behind")
    assert tab.locator("table.led tbody").count() == 6
    # Every number opens the panel that says where it comes from.
    tab.click("table.behind a.from >> nth=0")
    tab.wait_for_selector("#panel-body .trace")
    assert "洪山区" in tab.inner_text("#panel")
    tab.keyboard.press("Escape")
    tab.select_option("#period", "2021-05")
    tab.click("form:has(#period) button")
    assert "截至2021年5月" in tab.inner_text(".sub")
    assert tab.query_selector("table.behind") is None


def test_a_leader_decides_from_the_list(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("lingdao")
    tab.goto("/leading/")
    tab.click("section:has(#decide) a.button >> nth=0")
    assert tab.url.endswith(f"/splits/{site.split.pk}")


@pytest.mark.parametrize("login", ["tianbao", "diaodu", "shenji", "xitong"])
def test_who_is_in_charge_of_nothing_is_told_so(site: Site, login: str) -> None:
    for address in ("/leading/", "/leading/brief"):
        said = site.client(login).get(address).content.decode()
        assert "没有由您分管的任务" in said
        assert site.plan.title not in said


def one_page(tab: Any) -> None:
    """Print a brief: it is one page, and nothing of it is cut off."""
    assert pages_of(tab.pdf(format="A4", prefer_css_page_size=True)) == 1
    tab.emulate_media(media="print")
    tab.set_viewport_size({"width": 673, "height": 987})  # an A4 page without its margins
    high, seen = tab.evaluate("(() => { const one = document.querySelector('.brief'); return [one.scrollHeight, one.clientHeight]; })()")
    assert high <= seen
    assert tab.evaluate("document.querySelector('.remarks').offsetHeight") >= 100
    tab.emulate_media(media="null")
    tab.set_viewport_size({"width": 1366, "height": 768})


def test_the_brief_is_one_page(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("lingdao")
    tab.goto("/leading/")
    tab.click("text=打印专报")
    said = tab.inner_text(".brief")
    assert said.startswith("督查专报")
    assert said.index("一、请批示事项") < said.index("二、滞后事项") < said.index("三、任务进展") < said.index("批示", said.index("三、"))
    assert "无。" in said, "nothing is behind"
    assert "待收齐后请批准" in said
    one_page(tab)
    tab.goto("/leading/brief?lang=en")
    assert "Supervision Brief" in tab.inner_text(".brief")
    one_page(tab)


def test_the_brief_of_sixty_tasks_is_one_page_and_says_what_it_leaves_out(transactional_db: None, tab_of: TabOf) -> None:
    site = make_site(60)
    row = shared_row(site)
    for one in CommitmentRecord.objects.filter(plan=site.plan, target=row.target, holding="share"):
        report_value(one, "2021-09", "0")
    for key in list(dict.fromkeys(CommitmentRecord.objects.filter(plan=site.plan, holding="unset").values_list("target", flat=True)))[1:8]:
        splits.propose(OPERATOR, site.plan, key, {"method": "equal"})
    tab = tab_of("lingdao")
    for lang in ("zh", "en"):
        tab.goto(f"/leading/brief?lang={lang}")
        more = tab.locator(".brief-more").all_inner_texts()
        assert len(more) >= 2
        shown, left = tab.locator(".brief tbody tr").count(), int(re.findall(r"\d+", more[-1])[0])
        assert shown > 2
        assert shown + left == 60
        one_page(tab)


# --- Notices -------------------------------------------------------------------------------------


def test_notices_are_counted_opened_and_read(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto("/")
    assert tab.inner_text(".bell .count") == "2"
    tab.click(".bell")
    assert tab.inner_text("h1") == "消息"
    assert tab.locator("ul.notices li.unread").count() == 2
    assert "征求意见" in tab.inner_text("ul.notices li:first-child"), "the newest first"
    tab.click("ul.notices li:first-child button:has-text('查看')")
    assert tab.url.endswith(f"/splits/{site.split.pk}")
    assert tab.inner_text(".bell .count") == "1"
    tab.goto("/notices/")
    tab.click("ul.notices li:first-child button:has-text('标为未读')")
    assert tab.inner_text(".bell .count") == "2"
    tab.click("text=只看未读")
    assert tab.locator("ul.notices li").count() == 2
    tab.click("button:has-text('全部标为已读')")
    assert tab.inner_text("[role=status]") == "已将 2 条标为已读"
    assert tab.query_selector(".bell .count") is None
    assert tab.locator("ul.notices li.unread").count() == 0


def test_what_happens_is_told_at_once(site: Site, tab_of: TabOf) -> None:
    leader = tab_of("lingdao")
    leader.goto("/notices/")
    assert "已发布第1版" in leader.inner_text("ul.notices")
    splits.comment(site.actor("tianbao"), site.split, site.units[DISTRICT], "请核减", "1")
    office = tab_of("diaodu")
    office.goto("/")
    assert "洪山区对" in office.inner_text(".news")
    office.click(".news button >> nth=0")
    assert office.url.endswith(f"/splits/{site.split.pk}")


def test_somebody_elses_notice_is_not_there(site: Site) -> None:
    theirs = NoticeRecord.objects.filter(person=site.people["tianbao"])[0]
    assert site.client("lingdao").post(f"/notices/{theirs.pk}", {"what": "read"}).status_code == 404
    theirs.refresh_from_db()
    assert theirs.read_at is None


def test_many_notices_have_pages(site: Site) -> None:
    person, at = site.people["xitong"], site.plan.at
    slots = {"title": "示例", "number": 1}
    NoticeRecord.objects.bulk_create(NoticeRecord(person=person, key="told.published", slots=slots, at=at) for _ in range(60))
    first, second = (site.client("xitong").get(f"/notices/?page={number}").content.decode() for number in (1, 2))
    assert first.count("《示例》已发布") > second.count("《示例》已发布") > 0
    assert ("更早的" in first, "更新的" in second) == (True, True)
    assert "只看未读" in first


def test_a_notice_whose_sentence_is_gone_breaks_no_page(site: Site) -> None:
    for key, slots in (("told.gone", {}), ("gone.published", {}), ("told.published", {})):
        NoticeRecord.objects.create(person=site.people["xitong"], key=key, slots=slots, at=site.plan.at)
    for address in ("/", "/notices/"):
        assert site.client("xitong").get(address).content.decode().count("此前的一条消息") >= 3


def test_without_notices_the_page_says_when_there_will_be_some(site: Site) -> None:
    assert "还没有消息。方案发布" in site.client("xitong").get("/notices/").content.decode()


# --- The account, and English --------------------------------------------------------------------


def test_the_account_says_which_posts_one_has_and_makes_tokens(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto("/")
    tab.click(".who >> text=张tianbao")
    assert "洪山区" in tab.inner_text("section:has(#posts)")
    assert "未启用" in tab.inner_text("section:has(#signing)")
    tab.click("summary:has-text('生成新令牌')")
    tab.fill("#name", "市数据平台")
    tab.check("input[value=read]")
    tab.click("button:has-text('生成令牌')")
    secret = tab.inner_text(".secret")
    assert len(secret) > 20
    tab.goto("/account")
    assert tab.query_selector(".secret") is None, "a token is shown once"
    tab.click("summary:has-text('吊销')")
    tab.click("button:has-text('吊销')")
    assert "已吊销" in tab.inner_text("table >> nth=-1")
    tab.click(".settings >> text=English")
    assert tab.inner_text("section:has(#posts) h2") == "My posts"


def test_the_whole_way_in_english(site: Site, tab_of: TabOf) -> None:
    row = shared_row(site)
    report_value(row, "2021-09", str(Decimal(0)))
    clerk = tab_of("tianbao")
    clerk.goto("/?lang=en")
    assert clerk.inner_text("h1") == "My work"
    assert "table of 2021-09" in rows(clerk)[0]
    clerk.goto("/notices/")
    assert "was issued" in clerk.inner_text("ul.notices li:first-child")
    leader = tab_of("lingdao")
    leader.goto("/leading/?lang=en")
    assert leader.inner_text("h1") == "In my charge"
    assert "6 tasks in your charge" in leader.inner_text(".sub")
    assert "not begun" in leader.inner_text("table.behind")


@pytest.mark.parametrize("book", ["work", "told"])
def test_the_books_are_whole(book: str) -> None:
    for key, entry in packs.load(f"messages/{book}").items():
        slots = [set(re.findall(r"\{(\w+)", entry[lang])) for lang in ("zh", "en")]
        assert not re.search(r"[\u4e00-\u9fff]", entry["en"]), key
        assert "！" not in entry["zh"], key
        assert slots[0] == slots[1], key
