"""The page in a real Chromium: what happens when it is pressed, typed at, printed, and fed hostile text."""

import json
from pathlib import Path
from typing import Any

from show_browser import Open, address, figure, in_view, lit_text
from show_fixture import plan

from yibiao.core.compiler import compile_source
from yibiao.core.serialise import to_dict
from yibiao.core.source import SourceText

EXAMPLE = Path(__file__).parents[2] / "examples" / "wuhan-2021-26.txt"


def test_pressing_a_figure_lights_its_characters(visit: Open) -> None:
    page = visit()
    figure(page, "约 300 家").click()
    assert lit_text(page) == "改造门店约300家"
    assert in_view(page, ".paper .seg.lit")
    assert page.locator(".panel blockquote mark").text_content() == "改造门店约300家"


def test_pressing_a_task_lights_its_whole_text_and_keeps_the_marks_within(visit: Open) -> None:
    page = visit()
    page.get_by_role("button", name="打造示范街区").first.click()
    assert lit_text(page) == plan()["tasks"][0]["text"]
    assert page.locator(".paper .seg.lit.k-target").count() > 1


def test_pressing_a_unit_lights_all_places_it_was_read_from(visit: Open) -> None:
    page = visit()
    page.locator(".task .role.responsible .unit", has_text="各区人民政府").click()
    assert lit_text(page) == "各区人民政府含开发区"
    page.get_by_role("button", name="含开发区").last.click()
    assert in_view(page, ".paper .seg.lit")


def test_pressing_the_text_lights_its_fact_and_offers_the_others_there(visit: Open) -> None:
    page = visit()
    segment = page.locator(".paper .seg.k-target", has_text="改造门店约300家")
    segment.click()
    assert figure(page, "约 300 家").get_attribute("class") == "fact figure lit"
    assert page.locator(".chooser button").count() == 4  # the figure, a finding, the measure, the task
    segment.click()
    assert page.locator('.chooser [aria-pressed="true"]').count() == 1
    page.locator(".chooser button", has_text="任务").click()
    assert page.locator("article.task.lit .id").first.text_content() == "2.1.1"


def test_pressing_the_text_leaves_a_filter_that_hides_its_fact(visit: Open) -> None:
    page = visit()
    page.locator('[data-filter="unit"] select').select_option("市交通局")
    assert page.locator("article.task").count() == 1
    page.locator(".paper .seg.k-unit", has_text="市统计局").click()
    assert page.locator(".plan .unit.lit").text_content() == "市统计局"


def test_characters_beyond_the_basic_plane_shift_nothing(visit: Open) -> None:
    page = visit(fact="head-number")
    assert lit_text(page) == "江城政办〔2022〕7号"


def test_the_panel_says_where_a_fact_comes_from(visit: Open) -> None:
    page = visit(fact="target-1-t1")
    words, values = (page.locator(f".details {tag}").all_text_contents() for tag in ("dt", "dd"))
    rows = dict(zip(words, values, strict=True))
    assert rows["准确数"] == "≥ 120,000,000,000 元"
    assert rows["文件"] == "江城政办〔2022〕7号"
    assert rows["条款"] == "一、总体目标"
    assert rows["字符位置"] == "-".join(map(str, plan()["targets"][0]["span"])).replace("-", "–")
    assert figure(page, "1,200 亿元").first.get_attribute("title") == "≥ 120,000,000,000 元"


def test_escape_closes_the_panel_and_gives_the_focus_back(visit: Open) -> None:
    page = visit()
    button = figure(page, "≥ 30 分钟")
    button.focus()
    page.keyboard.press("Enter")
    assert page.locator(".panel").is_visible()
    assert address(page) == "target-2.1.2-t1"
    page.keyboard.press("Escape")
    assert page.locator(".panel").is_hidden()
    assert lit_text(page) == ""
    assert address(page) == ""
    assert page.evaluate("document.activeElement.textContent") == button.text_content()


def test_arrows_walk_through_the_facts_in_the_order_of_the_text(visit: Open) -> None:
    page = visit(fact="section-1")
    met = []
    for _ in range(3):
        page.keyboard.press("ArrowDown")
        met.append(address(page))
    page.keyboard.press("ArrowUp")
    assert met == ["target-1-t1", "target-1-t2", "section-2"]
    assert address(page) == "target-1-t2"


def test_a_link_opens_its_fact_and_a_foreign_one_opens_nothing(visit: Open) -> None:
    page = visit(fact="target-2.1.1-t2")
    assert lit_text(page) == "改造门店约300家"
    assert in_view(page, ".plan .figure.lit")
    for foreign in ("nothing", "%E0%A4%A", "constructor", "__proto__"):
        assert visit(fact=foreign).locator(".panel").is_hidden()


def test_the_link_is_copied(visit: Open) -> None:
    page = visit(fact="target-1-t1", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制链接").click()
    page.get_by_role("button", name="已复制").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == page.evaluate("location.href")


def test_search_counts_marks_and_walks_through_its_hits(visit: Open) -> None:
    page = visit()
    page.keyboard.press("/")
    page.keyboard.type("街区")
    page.locator(".hits b").first.wait_for()
    assert page.locator(".hits").text_content().replace(" ", "") == "任务1目标值1单位0原文3"
    assert page.locator(".paper .hit").all_text_contents() == ["街区"] * 3
    assert page.locator("article.task").count() == 1
    page.keyboard.press("Enter")
    page.keyboard.press("Enter")
    assert "（2/3）" in page.locator(".hits").text_content()
    assert page.locator(".hit.current").count() == 1
    page.keyboard.press("Escape")
    assert page.locator(".hit").count() == 0
    assert page.locator("article.task").count() == 2


def test_a_search_that_finds_nothing_says_so(visit: Open) -> None:
    page = visit()
    page.fill("#query", "没有这个词")
    assert "没有符合条件的内容" in page.locator(".empty").text_content()


def test_filters_by_unit_and_by_finding(visit: Open) -> None:
    page = visit()
    page.locator('[data-filter="code"] select').select_option("conflicting-target")
    assert page.locator("article.task .id").all_text_contents() == ["2.1.1"]
    page.get_by_role("button", name="取消筛选").click()
    page.get_by_role("tab", name="单位").click()
    page.locator(".units").get_by_role("button", name="市商务局").click()
    assert page.locator('[data-filter="unit"] select').input_value() == "市商务局"
    assert page.locator(".shown").text_content() == "显示 1 / 2 项任务"


def test_the_view_of_units_lists_their_tasks_by_role(visit: Open) -> None:
    page = visit()
    page.get_by_role("tab", name="单位").click()
    row = page.locator(".units tbody tr", has_text="市统计局")
    heads = page.locator(".units thead th").all_text_contents()
    cells = [cell.strip() for cell in row.locator("th, td").all_text_contents()]
    assert dict(zip(heads, cells, strict=True)) == {
        "单位": "市统计局",
        "牵头": "",
        "责任": "",
        "数据提供": "2.1.1",
        "承担指标": "",
    }
    row.get_by_role("button", name="2.1.1").click()
    assert lit_text(page) == "市统计局"


def test_findings_come_gravest_first_and_lead_to_their_place(visit: Open) -> None:
    page = visit()
    page.get_by_role("tab", name="疑点").click()
    assert page.locator(".finding-group .sev").all_text_contents() == ["■ 错误", "▲ 提醒", "▲ 提醒", "● 提示"]
    assert page.locator(".advice").text_content() == "请明确一个牵头单位。"
    page.get_by_role("button", name="没有找到附件").click()
    assert lit_text(page) == "分解表附后"


def test_the_language_changes_in_place(visit: Open) -> None:
    page = visit(fact="target-1-t1")
    page.locator("#language").click()
    assert page.get_by_role("tab").all_text_contents() == ["Tasks 2", "Targets 5", "Units 6", "Findings 4"]
    assert page.locator(".panel h2").text_content() == "Where from"
    assert page.evaluate("document.documentElement.lang") == "en"
    assert page.locator(".task .lead .unit").get_attribute("lang") == "zh-CN"
    page.locator("#language").click()
    assert page.locator(".panel h2").text_content() == "从哪来"


def test_it_can_open_in_english(visit: Open) -> None:
    assert visit(lang="en").get_by_role("tab").first.text_content() == "Tasks 2"


def test_crawl_noise_is_kept_but_quiet(visit: Open) -> None:
    page = visit()
    assert page.locator(".line.quiet").first.text_content() == "🙂 某某文库 下载 分享"
    shown = "\n".join(page.locator(".line").all_text_contents())
    assert shown == plan()["text"]


def test_a_plan_without_tasks_says_what_to_do(visit: Open) -> None:
    bare = plan() | {
        "tasks": [],
        "targets": [],
        "findings": [],
        "cadence": [],
        "definitions": [],
        "sections": [],
    }
    page = visit(bare)
    assert "请核对收到的是不是完整的实施方案" in page.locator(".empty").text_content()
    for tab in ("目标值", "单位", "疑点"):
        page.get_by_role("tab", name=tab).click()
        assert page.locator(".empty").is_visible()


def test_tabs_answer_to_arrows(visit: Open) -> None:
    page = visit()
    page.get_by_role("tab", name="任务").focus()
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.id") == "tab-targets"
    assert page.locator(".all-targets tbody tr").count() == 5


def test_the_embedded_plan_can_be_read_back(visit: Open) -> None:
    assert json.loads(visit().locator("#data").text_content())["plan"] == plan()


def covered(text: str, fact: dict[str, Any]) -> str:
    """Return the characters of a fact in the order of the text."""
    spans = [fact["span"], *fact.get("also", [])]
    return "".join(text[at] for at in sorted({at for start, end in spans for at in range(start, end)}))


def test_every_task_and_figure_of_the_compiled_example_lights_its_span(visit: Open) -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    compiled = to_dict(compile_source(SourceText(text=text)), with_text=True)
    page = visit(compiled)
    facts = [("task", fact) for fact in compiled["tasks"]] + [
        ("target", fact) for fact in compiled["targets"]
    ]
    assert len(facts) > 40
    for kind, fact in facts:
        page.evaluate("id => { location.hash = encodeURIComponent(id); }", f"{kind}-{fact['id']}")
        page.locator(f".panel .kind:text-is('{ {'task': '任务', 'target': '目标值'}[kind] }')").wait_for()
        page.locator(".panel dd", has_text=f"{fact['span'][0]}–{fact['span'][1]}").wait_for()
        assert lit_text(page) == covered(text, fact).replace("\n", "")


def test_stray_pinyin_is_quiet(visit: Open) -> None:
    finding = {
        "code": "repaired-text",
        "severity": "info",
        "message": "拼音",
        "about": "pinyin",
        "span": [2, 6],
    }
    text = "各區(qū)人民政府研發(R)经费发 (fā)展(fan)"
    page = visit({"document": {}, "tasks": [], "targets": [], "findings": [finding], "text": text})
    assert page.locator(".noise").all_text_contents() == ["(qū)", " (fā)"]
    assert page.locator(".paper").text_content() == text
