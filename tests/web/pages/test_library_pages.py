"""The library in a browser: words found in their sentences, a document read, two compared, a plan followed."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from test_every_page import faults

from library_documents import invented, kept
from made_drafts import TEXT
from made_site import OPERATOR, Site
from yibiao.hub.jobs.running import run_pending
from yibiao.hub.library.indexing import index_missing
from yibiao.hub.notices.models import FollowRecord, NoticeRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord
from yibiao.hub.plans.publishing import publish
from yibiao.hub.plans.revising import start_revision

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]
SENTENCE = "推进科技成果转化，成果登记三百项。"
CITING = f"云汀市成果转化办法\n为落实云政办〔2024〕8号文件，制定本办法。\n{SENTENCE}\n结尾。"


@pytest.fixture
def cited(site: Site) -> DocumentRecord:
    """A published document that holds 成果 three times; everything else is in the index too."""
    index_missing(100)
    return kept(site.units["keji"], CITING, number="云政办〔2025〕3号", title="云汀市成果转化办法")


@pytest.fixture
def published(site: Site) -> PlanRecord:
    """The small draft of the site, published."""
    publish(OPERATOR, site.draft)
    return site.draft


def titles(tab: Any) -> list[str]:
    return [str(one) for one in tab.locator("#results h3 a, #results tbody td:nth-child(2) a").all_inner_texts()]


def test_a_word_of_two_characters_is_found_in_its_sentence(cited: DocumentRecord, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto("/")
    tab.keyboard.press("g")
    tab.keyboard.press("l")
    tab.wait_for_url("**/library/")
    tab.fill("#q", "成果")
    tab.wait_for_selector("ol.results")
    tab.wait_for_url(re.compile(r"/library/\?q="))
    assert titles(tab) == ["云汀市成果转化办法"]
    assert tab.inner_text(".result .quote") == SENTENCE
    assert tab.locator(".result .quote mark").all_inner_texts() == ["成果", "成果"]
    assert tab.inner_text(".result .hits") == "3 处"
    assert tab.inner_text("#results h2") == "1 份文件含有“成果”"
    tab.click("#results h3 a")
    tab.wait_for_url(re.compile(r"/library/\d+\?q=.*#hit-1$"))
    assert tab.locator("mark.hit").count() == 3
    assert tab.inner_text("#hit-at") == "第 1 / 3 处"
    assert tab.locator("mark.current").evaluate("one => one.getBoundingClientRect().top < innerHeight")


def test_from_hit_to_hit(cited: DocumentRecord, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/library/{cited.pk}?q=成果")
    assert tab.inner_text("#hit-at") == "3 处"
    seen = []
    for key in ("n", "n", "n", "n", "N", "N"):
        tab.keyboard.press(key if key == "n" else "Shift+N")
        seen.append(tab.inner_text("#hit-at").split()[1])
    assert seen == ["1", "2", "3", "1", "3", "2"]
    tab.click("button[aria-label=下一处]")
    assert tab.locator("mark.current").get_attribute("id") == "hit-3"
    tab.fill("#here", "没有")
    tab.press("#here", "Enter")
    assert tab.inner_text("#hit-at") == "本文中没有"
    tab.fill("#here", "n")  # a letter that is typed moves nothing
    assert tab.locator("mark.current").count() == 0


@pytest.mark.parametrize("query", ["果", "成果 转化", "“成果转化”", "成果轉化", "云政办〔２０２５〕3号"])
def test_however_it_is_typed(cited: DocumentRecord, tab_of: TabOf, query: str) -> None:
    tab = tab_of("tianbao")
    tab.goto("/library/")
    tab.fill("#q", query)
    tab.press("#q", "Enter")
    tab.wait_for_selector("ol.results")
    assert titles(tab) == ["云汀市成果转化办法"]


def test_pinyin_under_way_is_no_query(cited: DocumentRecord, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto("/library/")
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.focus("#q")
    session = tab.context.new_cdp_session(tab)
    session.send("Input.imeSetComposition", {"text": "cheng guo", "selectionStart": 9, "selectionEnd": 9})
    tab.wait_for_timeout(500)
    assert [one for one in asked if "/static/" not in one] == []
    session.send("Input.insertText", {"text": "成果"})
    tab.wait_for_selector("ol.results")
    assert titles(tab) == ["云汀市成果转化办法"]


def test_newest_filters_and_what_may_be_seen(site: Site, cited: DocumentRecord, tab_of: TabOf) -> None:
    district = tab_of("tianbao")
    district.goto("/library/")
    assert titles(district) == ["云汀市成果转化办法", str(site.plan.document)]
    office = tab_of("diaodu")
    office.goto("/library/")
    assert titles(office)[0] == "云汀市成果转化办法"
    assert len(titles(office)) == 4
    office.select_option("#state", "draft")
    office.wait_for_url(re.compile("state=draft"))
    office.wait_for_selector(".library-count a:has-text('去掉筛选')")
    assert "云汀市成果转化办法" not in titles(office)
    assert str(site.draft.document) in titles(office)
    office.fill("#q", "成果")
    office.wait_for_selector("#results .empty")
    assert "符合筛选条件的文件里没有“成果”" in office.inner_text("#results .empty")
    office.click("#results .empty a:has-text('不限条件，有 1 份')")
    assert titles(office) == ["云汀市成果转化办法"]
    office.goto("/library/")
    office.select_option("#year", "2025")
    office.wait_for_url(re.compile("year=2025"))
    assert titles(office) == ["云汀市成果转化办法"]


def test_pages_of_results(site: Site, tab_of: TabOf) -> None:
    for seed in range(45):
        kept(site.units["keji"], invented(seed, 60))
    tab = tab_of("tianbao")
    tab.goto("/library/?q=方案&sort=newest")
    assert len(titles(tab)) == 20
    tab.click("a[rel=next]")
    assert tab.inner_text(".paging span") == "第 2 / 3 页"
    assert "q=" in tab.url
    assert "sort=newest" in tab.url
    tab.click("a[rel=next]")
    assert len(titles(tab)) == 5
    assert tab.locator("a[rel=next]").count() == 0


def test_a_document_with_plan_versions_and_related(
    site: Site, published: PlanRecord, cited: DocumentRecord, tab_of: TabOf
) -> None:
    tab = tab_of("tianbao")
    tab.goto(f"/library/{published.document_id}")
    assert tab.inner_text("h1") == "云汀市创新工作方案"
    assert "云政办〔2024〕8号" in tab.inner_text(".sub")
    assert "上传" in tab.inner_text(".sub")
    assert tab.inner_text(".line-title") == "云汀市创新工作方案"
    assert tab.inner_text(".line-head") == "一、重点任务"
    assert "第 1 版" in tab.inner_text(".plan-of")
    assert tab.inner_text(".related").startswith("云汀市成果转化办法")
    assert "其中提到本文文号" in tab.inner_text(".related")
    with tab.expect_download() as got:
        tab.click("text=下载原件")
    assert got.value.suggested_filename == published.document.name
    tab.click(".related >> text=对比")
    assert tab.inner_text("h1") == "对比两份文件"


def test_following_a_plan_and_being_told_of_its_revision(site: Site, published: PlanRecord, tab_of: TabOf) -> None:
    # Somebody of a unit with no part in the plan.
    tab = tab_of("lingdao")
    tab.goto(f"/library/{published.document_id}")
    tab.click("button:has-text('关注')")
    assert "已关注《云汀市创新工作方案》" in tab.inner_text("[role=status]")
    assert tab.url.endswith(f"/library/{published.document_id}")
    assert FollowRecord.objects.filter(plan=published, person=site.people["lingdao"]).count() == 1
    NoticeRecord.objects.all().delete()
    start_revision(site.actor("diaodu"), published, "新.txt", text=TEXT.replace("30家", "40家"))
    run_pending()
    revision = PlanRecord.objects.order_by("-pk")[0]
    assert not NoticeRecord.objects.filter(person=site.people["lingdao"]).exists()
    publish(OPERATOR, revision)
    tab.goto("/notices/")
    assert "您关注的方案已修订" in tab.inner_text("main")
    tab.goto("/library/")
    # It goes on with the revision, and can be given up.
    tab.goto(f"/plans/{revision.pk}")
    tab.click("button:has-text('已关注')")
    assert not FollowRecord.objects.filter(plan=revision).exists()
    assert "不再关注" in tab.inner_text("[role=status]")


def test_two_documents_are_compared(site: Site, cited: DocumentRecord, tab_of: TabOf) -> None:
    other = kept(site.units["keji"], CITING.replace("三百", "五百").replace("结尾。", "新的一句在这里。"), title="云汀市成果转化新办法")
    tab = tab_of("tianbao")
    tab.goto("/library/?q=成果")
    button = tab.locator("[data-compare]")
    assert button.is_disabled()
    for name in ("云汀市成果转化办法", "云汀市成果转化新办法"):
        tab.get_by_label(f"选中《{name}》作对比").check()
    button.click()
    tab.wait_for_url("**/library/compare?**")
    assert tab.inner_text(".sides-changed del") == "三"
    assert tab.inner_text(".sides-changed ins") == "五"
    assert tab.inner_text(".sides-gone del") == "结尾。"
    assert tab.inner_text(".sides-new ins") == "新的一句在这里。"
    assert tab.locator("details.calm summary").inner_text() == "2 句相同"
    tab.click("text=左右对调")
    assert f"a={other.pk}" in tab.url
    assert tab.inner_text(".sides-changed ins") == "三"
    tab.goto("/library/compare")
    assert "选两份文件" in tab.inner_text(".empty")


def test_the_tasks_of_two_plans_are_compared(site: Site, published: PlanRecord, tab_of: TabOf) -> None:
    start_revision(site.actor("diaodu"), published, "新.txt", text=TEXT.replace("30家", "40家"))
    run_pending()
    revision = PlanRecord.objects.order_by("-pk")[0]
    tab = tab_of("diaodu")
    tab.goto(f"/library/compare?a={published.document_id}&b={revision.document_id}")
    assert "培育企业" in tab.inner_text(".task-pair h3")
    assert tab.locator(".task-pair ins").first.inner_text() == "40"
    assert "另有 2 项任务没有变化" in tab.inner_text("main")


def test_the_search_box_suggests_and_opens(site: Site, published: PlanRecord, cited: DocumentRecord, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto("/")
    tab.keyboard.press("/")
    tab.keyboard.insert_text("创新")
    tab.wait_for_selector("#found-list")
    assert tab.locator(".found-kind").all_inner_texts() == ["单位", "任务", "方案", "文件"]
    assert tab.get_attribute("#find", "aria-expanded") == "true"
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    chosen = tab.locator("[aria-selected=true]")
    assert chosen.get_attribute("id") == tab.get_attribute("#find", "aria-activedescendant") == "found-tasks-1"
    assert chosen.locator("mark").inner_text() == "创新"
    tab.keyboard.press("Enter")
    tab.wait_for_url(re.compile(r"/plans/\d+#task-"))
    tab.fill("#find", "成果")
    tab.wait_for_selector("#found-documents-1")
    tab.keyboard.press("Escape")
    assert tab.inner_text("#found") == ""
    assert tab.get_attribute("#find", "aria-expanded") == "false"
    assert tab.input_value("#find") == "成果"
    tab.press("#find", "Enter")
    tab.wait_for_url("**/search?q=*")
    assert tab.inner_text("#group-documents") == "文件 1"
    tab.click("[aria-labelledby=group-documents] .things a")
    tab.wait_for_url(re.compile(rf"/library/{cited.pk}\?"))


def test_people_are_found_by_those_who_may(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("quzhang")
    tab.goto("/search?q=tianbao")
    assert tab.inner_text("#group-people") == "人员 1"
    other = tab_of("diaodu")
    other.goto("/search?q=tianbao")
    assert "没有找到“tianbao”" in other.inner_text(".empty")
    assert "可以搜" in other.inner_text(".empty")
    other.goto("/search?q=洪山")
    assert "洪山区" in other.inner_text(".things")


def test_a_refused_document_says_so(site: Site, tab_of: TabOf) -> None:
    stub = DocumentRecord.objects.create(
        name="涉密文件", title="涉密文件", unit=site.units["keji"], state=DocumentRecord.REFUSED, at=site.draft.at,
        reason={"key": "hubplans.classified-text", "slots": {"level": "机密"}},
    )  # fmt: skip
    tab = tab_of("diaodu")
    tab.goto(f"/library/{stub.pk}")
    assert "机密" in tab.inner_text(".paper .empty")


def test_in_english(site: Site, published: PlanRecord, cited: DocumentRecord, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto("/library/?lang=en")
    assert tab.inner_text("h1") == "Library"
    tab.fill("#q", "成果")
    tab.wait_for_selector("ol.results")
    assert tab.inner_text(".result .hits") == "3 hits"
    tab.click("#results h3 a")
    assert tab.inner_text("#hit-at") == "1 of 3"
    tab.click("button:has-text('Follow')")
    assert tab.inner_text("[role=status]").startswith("You follow")
    tab.goto("/search?q=zzz")
    assert tab.inner_text(".empty p >> nth=0").startswith("Nothing found")


def test_on_a_phone_and_on_paper(cited: DocumentRecord, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.set_viewport_size({"width": 390, "height": 844})
    for address in ("/library/", "/library/?q=成果", f"/library/{cited.pk}?q=成果", f"/library/compare?a={cited.pk}&b={cited.pk}", "/search?q=成果"):
        tab.goto(address)
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
    tab.goto(f"/library/{cited.pk}?q=成果")
    assert tab.evaluate("document.querySelector('.paper').offsetTop < document.querySelector('.plan-of').offsetTop")
    tab.emulate_media(media="print")
    assert tab.locator(".paper").is_visible()
    assert not tab.locator(".find-here, .hit-tools, .related").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everything_can_be_read_by_everybody(site: Site, published: PlanRecord, cited: DocumentRecord, tab_of: TabOf, scheme: Any) -> None:
    tab = tab_of("diaodu")
    tab.emulate_media(color_scheme=scheme)
    other = published.document_id
    said: list[str] = []
    for address in ("/library/?q=成果", f"/library/{cited.pk}?q=成果#hit-2", f"/library/compare?a={other}&b={cited.pk}", "/search?q=创新"):
        tab.goto(address)
        said += faults(tab, address)
    tab.fill("#find", "创新")
    tab.wait_for_selector("#found-list")
    tab.press("#find", "ArrowDown")
    said += faults(tab, "the suggestions")
    assert said == [], "\n".join(said)


def test_what_is_not_found_comes_with_what_to_try(site: Site, cited: DocumentRecord) -> None:
    browser = site.client("diaodu")
    for address in ("/search", "/library/"):
        page = browser.get(address, {"q": "成果转化登记大会"}).content.decode()
        assert f'href="{address}?q=%E6%88%90%E6%9E%9C"' in page  # 成果: shorter, and found
        assert "%E5%A4%A7%E4%BC%9A" not in page.replace("%E7%99%BB%E8%AE%B0%E5%A4%A7%E4%BC%9A", "")  # 大会 is found nowhere
        assert "查看全部文件" in page
    several = browser.get("/search", {"q": "成果 没有这个词"}).content.decode()
    assert 'href="/search?q=%E6%88%90%E6%9E%9C"' in several
    nothing = browser.get("/search", {"q": "xyzxyz"}).content.decode()
    assert "换成两个字的词" in nothing
    filtered = browser.get("/library/", {"q": "成果", "year": "1999"}).content.decode()
    assert "不限条件，有" in filtered
    assert "按回车看其他办法" in browser.get("/search/suggest", {"q": "xyzxyz"}).content.decode()
