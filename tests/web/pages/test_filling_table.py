"""The fill-in table behaves like one: keys, a block from Excel, undo, marks; only what was changed is sent."""

import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from made_reports import report_value
from made_site import Site
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.web.pages.units import filling

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def tab(site: Site, tab_of: Callable[[str], Any]) -> Any:
    tab = tab_of("tianbao")
    tab.goto(f"/units/hongshan/values?plan={site.plan.pk}&period=2021-05")
    return tab


def rows(site: Site) -> list[int]:
    owed = CommitmentRecord.objects.filter(plan=site.plan, unit__code="hongshan").order_by("place")
    return list(owed.values_list("pk", flat=True))


def cell(row: int, field: str) -> str:
    return f"[name='cell-{row}-{field}']"


def paste(tab: Any, where: str, text: str) -> None:
    """Paste as Excel does."""
    tab.focus(where)
    tab.eval_on_selector(
        where,
        """(one, text) => { const data = new DataTransfer(); data.setData("text/plain", text);
        one.dispatchEvent(new ClipboardEvent("paste", {clipboardData: data, bubbles: true, cancelable: true})); }""",
        text,
    )


def kept(period: str = "2021-05") -> dict[tuple[int, str], str]:
    found = ValueRecord.objects.filter(period=period).values_list("commitment", "field", "value")
    return {(commitment, field): value for commitment, field, value in found}


def test_keys_go_from_cell_to_cell(site: Site, tab: Any) -> None:
    first, second, third = rows(site)[:3]
    at = "document.activeElement.name"
    tab.focus(cell(first, "current"))
    tab.keyboard.type("1")
    tab.keyboard.press("Enter")
    assert tab.evaluate(at) == f"cell-{second}-current"
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate(at) == f"cell-{third}-current"
    tab.keyboard.press("ArrowRight")
    assert tab.evaluate(at) == f"cell-{third}-total"
    tab.keyboard.press("Tab")
    assert tab.evaluate(at) == f"cell-{third}-rate"
    tab.keyboard.press("Shift+Enter")
    assert tab.evaluate(at) == f"cell-{second}-rate"
    tab.keyboard.press("ArrowLeft")
    tab.keyboard.press("ArrowUp")
    assert tab.evaluate(at) == f"cell-{first}-total"


def test_rows_that_want_a_number_are_shown_alone_and_saved(site: Site, tab: Any) -> None:
    every = tab.locator("#cells tbody tr").count()
    measured = CommitmentRecord.objects.filter(pk__in=rows(site)).exclude(target="")
    tab.click(f".narrowed a:has-text('有数量指标 {len(measured)} 项')")
    assert tab.locator("#cells tbody tr").count() == len(measured) < every
    tab.fill(cell(measured[0].pk, "total"), "3")
    tab.click(".save-bar button >> nth=0")
    assert kept() == {(measured[0].pk, "total"): "3"}
    assert tab.locator("#cells tbody tr").count() == len(measured), "it stays narrowed"
    tab.click(f".narrowed a:has-text('全部 {every} 项')")
    assert tab.locator("#cells tbody tr").count() == every
    tab.goto(f"{tab.url}&only=nonsense")
    assert tab.locator("#cells tbody tr").count() == every


def test_a_block_from_excel_undo_and_save(site: Site, tab: Any) -> None:
    first, second, third = rows(site)[:3]
    paste(tab, cell(first, "current"), '1\t11\r\n2\t22\r\n3\t"33"\r\n')
    assert [tab.input_value(cell(row, "total")) for row in (first, second, third)] == ["11", "22", "33"]
    assert "改了 6 格" in tab.inner_text("#changed")
    assert tab.locator("td.changed").count() == 6
    tab.keyboard.press("Control+z")
    assert [tab.input_value(cell(row, "total")) for row in (first, second, third)] == ["", "", ""]
    assert tab.inner_text("#changed") == "没有改动"
    paste(tab, cell(second, "total"), "5\n6\n")
    tab.click("#values button >> text=保存")
    assert "已保存 2 个单元格" in tab.inner_text("main .notice")
    assert kept() == {(second, "total"): "5", (third, "total"): "6"}


def test_choices_and_what_lies_beyond(site: Site, tab: Any) -> None:
    last = rows(site)[-1]
    paste(tab, cell(last, "status"), "达进度\t顺利\n欠进度\t缓慢\n")
    assert tab.input_value(cell(last, "status")) == "达进度"
    assert "另有 2 格" in tab.inner_text("#changed")
    paste(tab, cell(last, "status"), "随便写\t再说\n")
    assert tab.input_value(cell(last, "status")) == "达进度"
    assert tab.input_value(cell(last, "progress")) == "再说"


def test_the_old_value_stands_beside_the_new(site: Site, tab: Any) -> None:
    row = CommitmentRecord.objects.get(pk=rows(site)[0])
    report_value(row, "2021-05", "12")
    report_value(row, "2021-04", "7")
    tab.reload()
    assert "7" in tab.inner_text("#cells tbody tr >> nth=0")  # 上期累计
    tab.fill(cell(row.pk, "total"), "15")
    assert tab.inner_text("td.changed .was") == "原 12"
    tab.fill(cell(row.pk, "total"), "12")
    assert tab.locator("td.changed").count() == 0
    tab.fill(cell(row.pk, "total"), "15")
    tab.keyboard.press("Escape")
    assert tab.input_value(cell(row.pk, "total")) == "12"


def test_only_what_was_changed_is_sent(site: Site, tab: Any) -> None:
    """A large table has more fields than a form may have."""
    row = rows(site)[1]
    tab.fill(cell(row, "progress"), "第一行\n第二行")
    with tab.expect_request(lambda request: request.method == "POST") as sent:
        tab.click("#values button >> text=保存")
    names = [name for name in (sent.value.post_data or "").split("&") if "-" in name.split("=")[0]]
    assert len(names) == 3, names
    assert "已保存 1 个单元格" in tab.inner_text("main .notice")


def test_errors_stand_in_the_cell(site: Site, tab: Any) -> None:
    first, second = rows(site)[:2]
    tab.fill(cell(first, "total"), "很多")
    tab.fill(cell(second, "total"), "8")
    tab.click("#values button >> text=保存")
    assert tab.inner_text("td.wrong .note")
    assert tab.input_value(cell(second, "total")) == "8"
    assert tab.locator("td.changed").count() == 2
    tab.fill(cell(first, "total"), "9")
    tab.click("#values button >> text=保存")
    assert kept() == {(first, "total"): "9", (second, "total"): "8"}


def test_letters_of_an_input_method_move_nothing(site: Site, tab: Any) -> None:
    first = rows(site)[0]
    tab.focus(cell(first, "progress"))
    press = "one => one.dispatchEvent(new KeyboardEvent('keydown', {key: 'Enter', isComposing: true, bubbles: true, cancelable: true}))"
    tab.eval_on_selector(cell(first, "progress"), press)
    assert tab.evaluate("document.activeElement.name") == f"cell-{first}-progress"


def test_in_english(site: Site, tab: Any) -> None:
    tab.goto(f"{tab.url}&lang=en")
    tab.fill(cell(rows(site)[0], "total"), "3")
    assert "1 cells changed" in tab.inner_text("#changed")
    assert json.loads(tab.evaluate("JSON.stringify(Array.from(document.querySelectorAll('#undo'), (one) => one.disabled))")) == [True]
    tab.keyboard.press("Enter")
    assert tab.is_enabled("#undo")


def test_a_cell_that_was_refused_comes_into_sight(site: Site, tab: Any) -> None:
    last = rows(site)[-1]
    tab.fill(cell(last, "total"), "abc")
    tab.click(".save-bar button >> nth=0")
    assert "没有保存" in tab.inner_text(".error")
    assert tab.evaluate("document.activeElement.name") == f"cell-{last}-total"
    seen = tab.evaluate("document.activeElement.getBoundingClientRect().top")
    assert 0 < seen < 768


# --- what follows from a total, and a period that is likely a slip


def goal_of(row: CommitmentRecord, low: int) -> CommitmentRecord:
    """Give a row a figure of its own and a path that is even over the year."""
    points = [[f"2021-{month:02}", low * (month - 3) // 9] for month in range(4, 13)]
    row.holding = "own"
    row.body = {**row.body, "figure": {"comparator": ">=", "low": low, "high": None, "unit": "个"}, "trajectory": {"shape": "even", "points": points}}
    row.save(update_fields=["holding", "body"])
    return row


def rate_of(tab: Any, row: int) -> str:
    return str(tab.get_attribute(cell(row, "rate"), "placeholder"))


def status_of(tab: Any, row: int) -> str:
    return str(tab.locator(f"{cell(row, 'status')} option >> nth=0").inner_text())


def test_rate_and_status_are_worked_out_where_nothing_is_filled_in(site: Site, tab: Any) -> None:
    one, other = CommitmentRecord.objects.filter(plan=site.plan, unit__code="hongshan").order_by("place")[:2]
    goal_of(one, 90)
    report_value(one, "2021-05", "27")
    tab.reload()
    assert (rate_of(tab, one.pk), status_of(tab, one.pk)) == ("30.0", "按规则：达进度")
    assert (rate_of(tab, other.pk), status_of(tab, other.pk)) == ("—", "按规则：未填报")
    assert tab.get_attribute(cell(other.pk, "rate"), "title") == "没有可比的目标数，不计算完成率"
    assert "序时目标 20" in tab.get_attribute(cell(one.pk, "status"), "title")
    tab.fill(cell(one.pk, "total"), "1,0")
    assert (rate_of(tab, one.pk), status_of(tab, one.pk)) == ("11.1", "保存后按规则判定")
    tab.fill(cell(one.pk, "total"), "")
    assert rate_of(tab, one.pk) == "—"
    tab.fill(cell(one.pk, "total"), "27")
    assert status_of(tab, one.pk) == "按规则：达进度"
    tab.fill(cell(one.pk, "total"), "18")
    tab.click(".save-bar button")
    assert (rate_of(tab, one.pk), status_of(tab, one.pk)) == ("20.0", "按规则：欠进度")
    assert kept() == {(one.pk, "total"): "18"}, "what is worked out is not filled in"


@pytest.mark.parametrize(("period", "said"), [("2027-03", "2027年3月还没有到"), ("2022-03", "2022年3月不在方案期限内")])
def test_a_period_that_is_likely_a_slip_is_asked_about(site: Site, tab: Any, period: str, said: str) -> None:
    first = rows(site)[0]
    tab.goto(f"/units/hongshan/values?plan={site.plan.pk}&period={period}")
    assert said in tab.inner_text(".warning")
    tab.fill(cell(first, "total"), "3")
    tab.click(".save-bar button >> nth=0")
    assert kept(period) == {}, "the browser asks for the tick"
    tab.eval_on_selector("[name=sure]", "one => { one.required = false; }")
    tab.click(".save-bar button >> nth=0")
    assert "没有保存：请核对报告期" in tab.inner_text(".error")
    assert tab.input_value(cell(first, "total")) == "3"
    assert kept(period) == {}
    tab.check("[name=sure]")
    tab.click(".save-bar button >> nth=0")
    tab.wait_for_load_state()
    assert kept(period) == {(first, "total"): "3"}
    tab.select_option("#period", "2021-09")
    tab.wait_for_url("**period=2021-09")
    assert tab.query_selector(".warning") is None


def test_on_a_phone_the_item_stays_above_its_fields(site: Site, tab: Any) -> None:
    tab.set_viewport_size({"width": 390, "height": 844})
    tab.reload()
    assert tab.evaluate("document.querySelector('header.top').getBoundingClientRect().height") < 60
    assert tab.is_hidden("header nav")
    tab.click(".unfold-mark")
    assert tab.is_visible("header nav a >> nth=0")
    row = rows(site)[1]
    tab.eval_on_selector(cell(row, "progress"), "one => window.scrollTo(0, one.getBoundingClientRect().top + window.scrollY - 120)")
    assert tab.evaluate(f"document.getElementById('t{row}').getBoundingClientRect().top") == 0
    named = "one => getComputedStyle(one.closest('td'), '::before').content"
    assert tab.eval_on_selector(cell(row, "progress"), named) == '"进展情况"'
    assert tab.evaluate("document.documentElement.scrollWidth") <= 390
    tab.fill(cell(row, "progress"), "在手机上填")
    tab.click("#values button >> text=保存")
    assert kept() == {(row, "progress"): "在手机上填"}


def test_without_scripts_a_long_table_is_filled_in_part_by_part(site: Site, chromium: Any, live_server: Any, settings: Any) -> None:
    """A browser sends every field of a form, and a form may have no more than so many."""
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 50 + 3 * 9 * 2
    first, *_, last = rows(site)
    context = chromium.new_context(base_url=live_server.url, java_script_enabled=False)
    cookie = site.client("tianbao").cookies["yibiao_session"]
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    tab = context.new_page()
    tab.goto(f"/units/hongshan/values?plan={site.plan.pk}&period=2021-05")
    tab.fill(cell(first, "total"), "3")
    assert tab.is_disabled(cell(last, "total"))
    tab.click("#values button >> text=保存")
    assert "已保存 1 个单元格" in tab.inner_text("main .notice")
    tab.click("noscript a >> nth=-1")
    tab.fill(cell(last, "total"), "4")
    tab.click("#values button >> text=保存")
    assert kept() == {(first, "total"): "3", (last, "total"): "4"}
    assert tab.is_enabled(cell(last, "total"))
    context.close()


def test_with_scripts_all_of_a_long_table_is_filled_in_at_once(site: Site, tab: Any, settings: Any) -> None:
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 50 + 3 * 9 * 2
    first, *_, last = rows(site)
    tab.reload()
    for row in (first, last):
        tab.fill(cell(row, "total"), "5")
    tab.click("#values button >> text=保存")
    assert kept() == {(first, "total"): "5", (last, "total"): "5"}


def test_in_english_standard_columns_and_choices_are_english(site: Site, tab: Any) -> None:
    tab.goto(f"/units/hongshan/values?plan={site.plan.pk}&period=2021-05&lang=en")
    heads = tab.locator("#cells thead th").all_inner_texts()
    assert "Who answers for it in 洪山区" in heads
    assert {"This period", "Total so far", "Rate (%)", "Standing", "Progress", "Next steps and their dates", "Evidence no."} < set(heads)
    assert not [head for head in heads if re.search("[\u4e00-\u9fff]", head.replace("洪山区", ""))]
    first, second = rows(site)[:2]
    status = cell(first, "status")
    tab.select_option(status, label="ahead")
    paste(tab, cell(second, "status"), "done late\tat last\n")
    tab.click(".save-bar button >> nth=0")
    assert kept()[first, "status"] == "超进度"
    assert kept()[second, "status"] == "逾期完成"
    assert tab.locator(f"{status} option:checked").inner_text() == "ahead"


def test_a_column_of_an_offices_own_stands_as_it_was_brought(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    own = {**filling.fields(), "total": filling.fields()["total"]._replace(title="本季累计")}
    monkeypatch.setattr(filling, "fields", lambda: own)
    said = site.client("tianbao").get(f"/units/hongshan/values?plan={site.plan.pk}&period=2021-05&lang=en").content.decode()
    assert "本季累计" in said
    assert "Total so far" not in said
