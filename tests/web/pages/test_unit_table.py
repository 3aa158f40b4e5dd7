"""One table per unit: grouped, filtered, sorted at once and through the address; columns, keys, 从哪来, files, print."""

import gzip
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from made_commitments import make_plan
from made_reports import filed, report_value
from made_site import OPERATOR, Site
from yibiao.core.serialise import from_dict
from yibiao.hub.commitments import saving, splits
from yibiao.hub.commitments.models import CommitmentRecord, LeadRecord
from yibiao.hub.overview.loading import overview
from yibiao.hub.plans.publishing import publish

pytestmark = pytest.mark.django_db(transaction=True)

SHOWN = "#rows tbody tr[data-id]:not([hidden])"
ADDRESS = "/units/hongshan?period=2021-09"


def owed(site: Site) -> list[CommitmentRecord]:
    return list(CommitmentRecord.objects.filter(unit__code="hongshan").order_by("plan", "place"))


def report(site: Site) -> CommitmentRecord:
    """Report one in full, so that not all lights are the same."""
    row = next(row for row in owed(site) if row.holding == "unset")
    row.holding, row.figure = "own", "8"
    row.body = {**row.body, "figure": {"comparator": ">=", "low": 8, "high": None, "unit": row.measure_unit}}
    row.save(update_fields=["holding", "figure", "body"])
    report_value(row, "2021-09", row.figure)
    return row


def shown(tab: Any, column: str) -> list[str]:
    """Return the texts of a column in the order of the rows shown."""
    at = tab.eval_on_selector_all("#rows col", "cols => cols.map((col) => col.className.slice(2))").index(column)
    return list(tab.eval_on_selector_all(SHOWN, f"rows => rows.map((row) => row.cells[{at}].innerText.trim())"))


def test_filtered_grouped_and_sorted_at_once_and_by_address(site: Site, tab_of: Callable[[str], Any]) -> None:
    done = report(site)
    tab = tab_of("tianbao")
    tab.goto(ADDRESS)
    assert tab.locator(SHOWN).count() == len(owed(site))
    tab.select_option("#light", "done")
    assert shown(tab, "item") == [done.text]
    assert "light=done" in tab.url
    tab.select_option("#light", "")
    tab.fill("#q", done.text[:6])
    assert done.text in shown(tab, "item")
    assert 0 < len(shown(tab, "item")) < len(owed(site))
    assert f"{len(owed(site))} 项中的" in tab.inner_text("#count")
    tab.fill("#q", "没有这样的事项")
    assert tab.is_visible("#none")
    tab.click("[data-clear]")
    tab.select_option("#group", "light")
    heads = [text.split()[0] for text in tab.locator("#rows tr.group").all_inner_texts()]
    assert heads == ["暂不评进度", "完成"]
    tab.click("th[data-sort='rate'] a")
    tab.click("th[data-sort='rate'] a")
    assert tab.get_attribute("th[data-sort='rate']", "aria-sort") == "descending"
    same = tab.url
    at_once = shown(tab, "item")
    colleague = tab_of("shenhe")
    colleague.goto(same)
    assert shown(colleague, "item") == at_once
    assert [text.split()[0] for text in colleague.locator("#rows tr.group").all_inner_texts()] == heads


def test_without_scripts_the_address_does_the_same(site: Site, tab_of: Callable[[str], Any]) -> None:
    report(site)
    tab = tab_of("tianbao")
    browser = site.client("tianbao")
    for query in ("group=task", "group=lead&sort=-goal", "light=done", "q=创新", "sort=-deadline", "role=responsible&group=deadline"):
        address = f"{ADDRESS}&{query}"
        served = browser.get(address).content.decode()
        tab.goto(address)
        before = shown(tab, "item")
        assert len(before) == served.count("data-id=") - served.count("<tr hidden")
        tab.dispatch_event("#q", "typed")  # let the script do it over
        assert shown(tab, "item") == before, query


def test_a_share_that_is_not_issued_is_a_draft(site: Site, tab_of: Callable[[str], Any]) -> None:
    """Said wherever it stands, and measured by nowhere, until it is issued."""
    row = CommitmentRecord.objects.get(plan=site.plan, unit__code="hongshan", target=site.split.target, holding="share")
    report_value(row, "2021-09", "0")
    tab = tab_of("tianbao")
    cells = f"#rows tr[data-id='{row.pk}']"
    figures = overview(site.actor("diaodu"), site.plan).figures
    assert not any(part.figure for one in figures if one.key == row.target for part in one.parts)
    tab.goto(ADDRESS)
    assert "征求意见稿" in tab.inner_text(f"{cells} .draft-figure + small + .draft-mark")
    assert "无序时" in tab.inner_text(cells)
    for address in (f"/trace/commitments/{row.pk}", f"/units/hongshan/values?plan={site.plan.pk}&period=2021-09"):
        tab.goto(address)
        assert tab.locator(".draft-figure").count(), address
        assert "征求意见稿" in tab.inner_text(".draft-mark >> nth=0")
    splits.approve(OPERATOR, site.split, "武政办〔2021〕30号")
    assert site.client("tianbao").get(ADDRESS).content.decode().count("draft-figure") == 1
    splits.issue(OPERATOR, site.split)
    assert "draft-figure" not in site.client("tianbao").get(ADDRESS).content.decode()
    figures = overview(site.actor("diaodu"), site.plan).figures
    assert all(part.figure for one in figures if one.key == row.target for part in one.parts)


def test_letters_of_an_input_method_are_no_query(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    tab.goto(ADDRESS)
    count = tab.locator(SHOWN).count()
    tab.eval_on_selector("#q", "one => { one.value = 'chuang'; one.dispatchEvent(new InputEvent('input', {bubbles: true, isComposing: true})); }")
    assert tab.locator(SHOWN).count() == count
    tab.eval_on_selector("#q", "one => { one.value = '创新'; one.dispatchEvent(new CompositionEvent('compositionend', {bubbles: true})); }")
    assert all("创新" in text for text in tab.locator(SHOWN).all_inner_texts())


def test_rows_are_walked_and_opened_by_keys(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    tab.goto(ADDRESS)
    tab.focus(f"{SHOWN} >> nth=0")
    tab.keyboard.press("ArrowDown")
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate("document.activeElement.dataset.id") == str(owed(site)[2].pk)
    tab.keyboard.press("Enter")
    tab.wait_for_selector("#panel .quote mark")
    lit = "".join(tab.locator("#panel .quote mark").all_inner_texts())
    assert lit.replace("\n", "")[:6] in owed(site)[2].text
    tab.keyboard.press("Escape")
    assert tab.is_hidden("#panel")
    tab.focus(f"{SHOWN} >> nth=0")
    tab.keyboard.press("End")
    tab.keyboard.press("Space")
    assert tab.inner_text("[data-picks]") == "交办下级（1）"


def test_columns_are_chosen_and_remembered(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    tab.goto(ADDRESS)
    assert tab.is_visible("th[data-sort='deadline']")
    tab.click(".columns-menu summary")
    tab.uncheck("[data-name='deadline']")
    assert tab.is_hidden("th[data-sort='deadline']")
    tab.reload()
    assert tab.is_hidden("th[data-sort='deadline']")
    assert tab.is_visible("th[data-sort='rate']")


def test_the_first_columns_and_the_head_stay(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    tab.set_viewport_size({"width": 900, "height": 500})
    tab.goto(ADDRESS)
    where = "() => { const box = document.querySelector('#rows tbody th').getBoundingClientRect(); return box.left; }"
    head = "() => document.querySelector('#rows thead th').getBoundingClientRect().top"
    left, top = tab.evaluate(where), tab.evaluate(head)
    tab.evaluate("document.querySelector('.unit-grid').scrollTo(300, 200)")
    assert tab.evaluate("document.querySelector('.unit-grid').scrollLeft") > 100
    assert (tab.evaluate(where), tab.evaluate(head)) == (left, top)


# Whether the middle of what stays is drawn by itself and not by what slides under it: heads, first cells, a group's label.
ON_TOP = """() => Array.from(document.querySelectorAll("#rows thead th:nth-child(-n+3), #rows tbody tr[data-id]:nth-child(-n+6) > :nth-child(-n+3), #rows tr.group:nth-child(1) .stays"))
  .filter((one) => {
    const box = one.getBoundingClientRect();
    const grid = document.querySelector(".unit-grid").getBoundingClientRect();
    const head = document.querySelector("#rows thead").getBoundingClientRect().height;
    const [x, y] = [box.left + Math.min(box.width, 24) / 2, box.top + box.height - 6];
    if (!one.closest("thead") && !one.closest(".group") && y < grid.top + head + 32) return false;
    return y < Math.min(grid.bottom, window.innerHeight) && !one.contains(document.elementFromPoint(x, y));
  }).map((one) => one.innerText)"""


@pytest.mark.parametrize("tab_name", ["owes", "leads"])
def test_nothing_slides_over_what_stays(site: Site, tab_of: Callable[[str], Any], tab_name: str) -> None:
    tab = tab_of("tianbao" if tab_name == "owes" else "diaodu")
    unit = "hongshan" if tab_name == "owes" else "keji"
    tab.set_viewport_size({"width": 900, "height": 400})
    for group in ("", "&group=light"):
        tab.goto(f"/units/{unit}?tab={tab_name}&period=2021-09{group}")
        tab.evaluate("document.querySelector('.unit-grid').scrollIntoView(); document.querySelector('.unit-grid').scrollTo(250, 130)")
        assert tab.evaluate("[document.querySelector('.unit-grid').scrollLeft, document.querySelector('.unit-grid').scrollTop].every((by) => by > 50)")
        assert tab.evaluate(ON_TOP) == [], group


def test_the_unit_put_away_the_task_takes_its_place(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("diaodu")
    tab.goto("/units/keji?tab=leads&period=2021-09")
    tab.click(".columns-menu summary")
    tab.uncheck("[data-name='unit']")
    lefts = "Array.from(document.querySelectorAll('#rows thead th:nth-child(2), #rows tbody tr:first-child > :nth-child(2)'), (one) => one.offsetLeft - one.closest('table').offsetLeft)"
    assert tab.evaluate(lefts) == [0, 0]


def test_what_it_leads_another_period_and_its_posts(site: Site, tab_of: Callable[[str], Any]) -> None:
    LeadRecord.objects.get_or_create(commitment=report(site), unit=site.units["keji"])
    tab = tab_of("diaodu")
    tab.goto("/units/keji?tab=leads&period=2021-08")
    assert "洪山区" in shown(tab, "unit")
    tab.select_option("#period", "2021-09")
    tab.wait_for_url("**period=2021-09**")
    assert tab.locator("[data-light='done']").count() == 1
    tab.click("text=岗位")
    assert "填报人" in tab.inner_text("main table")


def test_files_are_a_click_away(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    tab.goto("/units/hongshan")
    tab.click("summary:has-text('导出')")
    with tab.expect_download() as download:
        tab.click(".menu-body button:text-is('Excel') >> nth=0")
    assert download.value.suggested_filename.endswith(".xlsx")
    assert site.client("tianbao").get("/units/hongshan/tables/all.zip").content[:2] == b"PK"
    assert site.client("diaodu").get("/units/hongshan/tables/all.zip").content[:2] == b"PK", "it dispatches the plan"
    assert site.client("qiantou").get("/units/hongshan/tables/all.zip").status_code == 403


def test_it_prints_whole(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    tab.goto(ADDRESS)
    tab.emulate_media(media="print")
    assert tab.is_hidden("#ask")
    assert tab.is_visible(f"{SHOWN} >> nth=-1")
    assert tab.evaluate("getComputedStyle(document.querySelector('.unit-grid')).maxHeight") == "none"


def test_in_english(site: Site, tab_of: Callable[[str], Any]) -> None:
    report(site)
    tab = tab_of("tianbao")
    tab.goto(f"{ADDRESS}&lang=en&group=light")
    assert [text.split("\n")[0] for text in tab.locator("#rows tr.group").all_inner_texts()] == [f"not judged yet {len(owed(site)) - 1} items", "done 1 item"]
    assert "Handed on to us" in tab.inner_text(".tabs")


def test_a_saved_value_is_seen_at_once_by_everybody(site: Site) -> None:
    """What is kept between requests never outlives what it says."""
    row = owed(site)[0]
    browser, other = site.client("tianbao"), site.client("diaodu")
    address = f"/units/hongshan?period=2021-09&tab=owes&q={row.pk}"
    first = [one.get(ADDRESS).content.decode() for one in (browser, browser, other)]
    assert first[0].count("data-id=") == first[1].count("data-id=") > 0
    cell = {"commitment": row.pk, "field": "total", "value": "987", "edition": 0}
    saving.save_values(site.actor("tianbao"), site.units["hongshan"], "2021-09", [cell], "a-key-of-its-own")
    assert "987" not in other.get(ADDRESS).content.decode()  # filled in, not filed
    filed(site.plan, site.units["hongshan"], "2021-09")
    for one in (browser, other):
        assert "987" in one.get(ADDRESS).content.decode()
    assert browser.get(address).status_code == 200


def test_strangers_see_no_rows_and_colleagues_the_same(site: Site) -> None:
    mine, colleague = (site.client(login).get(ADDRESS).content.decode() for login in ("tianbao", "shenhe"))
    assert mine.count("data-id=") == colleague.count("data-id=") > 0
    stranger = site.client("xitong").get(ADDRESS)
    assert stranger.status_code == 200
    assert "data-id=" not in stranger.content.decode()


def test_as_many_queries_for_twice_the_plans(site: Site) -> None:
    browser = site.client("tianbao")

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        return len(captured)

    addresses = ("/units/hongshan", "/units/keji?tab=leads", "/units/", "/units/hongshan?group=lead")
    before = [queries(address) for address in addresses]
    assert queries("/units/hongshan") <= 6  # session, person, posts, the log, what is unread
    other = make_plan(from_dict(site.plan.compiled)._replace(text=site.plan.compiled["text"]), site.units["keji"])
    publish(OPERATOR, other)
    after = [queries(address) for address in addresses]
    assert all(now_ <= then for now_, then in zip(after, before, strict=True)), (before, after)


def test_compressed_it_is_the_same_page(site: Site) -> None:
    browser = site.client("tianbao")
    plain = browser.get(ADDRESS)
    small = browser.get(ADDRESS, HTTP_ACCEPT_ENCODING="gzip, br")
    assert small["Content-Encoding"] == "gzip"
    assert "Accept-Encoding" in small["Vary"]
    rows = gzip.decompress(small.content).decode().split("<table id=\"rows\"")[1]
    assert rows == plain.content.decode().split("<table id=\"rows\"")[1]
    assert len(small.content) < len(plain.content) / 3
    assert "Content-Encoding" not in browser.get(f"{ADDRESS}&q=a", HTTP_ACCEPT_ENCODING="gzip").headers


def test_what_a_unit_leads_is_said_in_tasks_figures_and_units(site: Site) -> None:
    rows = CommitmentRecord.objects.filter(leads__unit__code="keji", plan__state="published", closed_at=None)
    tasks, units = (rows.order_by().values(*names).distinct().count() for names in (("plan", "task"), ("unit",)))
    said = site.client("diaodu").get("/units/keji?tab=leads").content.decode()
    assert f'牵头任务 <span class="quietly">{tasks}</span>' in said
    figures = rows.order_by().exclude(target="").values("plan", "target").distinct().count()
    assert f"牵头 {tasks} 项任务，其中数量指标 {figures} 项，涉及 {units} 个单位" in said


def test_where_there_is_no_figure_a_dash_says_why(site: Site) -> None:
    row = report(site)
    said = site.client("tianbao").get(ADDRESS).content.decode()
    cells = said[said.index(f'data-id="{row.pk}"') :].split("</tr>")[0]
    assert "100.0" in cells
    assert 'aria-label="没有可比的目标数，不计算完成率">—' in said
    assert 'aria-label="还没有填报累计完成">—' in said
    assert '<td class="number"></td>' not in said
