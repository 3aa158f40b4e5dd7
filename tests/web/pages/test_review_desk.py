"""The review desk in a browser: facts and characters linked, corrected in place, undone, answered, by two people."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from made_hub import make_person
from made_site import Site
from yibiao.hub.access.actors import actor_of
from yibiao.hub.plans.drafting import correct
from yibiao.hub.plans.models import ChargeRecord, CorrectionRecord, PlanRecord

pytestmark = pytest.mark.django_db(transaction=True)

TabOf = Callable[[str], Any]


def desk(tab: Any, plan: PlanRecord, view: str = "all") -> Any:
    tab.goto(f"/plans/{plan.pk}/review?view={view}")
    tab.wait_for_selector("#paper .seg")
    return tab


def card(tab: Any, number: str) -> Any:
    """Return a task's card; one out of view has text content, but no inner text (content-visibility)."""
    return tab.locator(f".card[data-number='{number}']")


def unit(tab: Any, number: str, name: str) -> Any:
    return card(tab, number).locator("a.unit", has_text=re.compile(f"^{name}$"))


def units(tab: Any, number: str, role: str) -> list[str]:
    return list(card(tab, number).locator(f"a.unit[data-role={role}]").all_inner_texts())


def said(tab: Any, beginning: str, keep: bool = False) -> str:
    """Return what the desk says once it begins so; unless it is to be kept, nothing is said afterwards."""
    tab.wait_for_selector(f"#desk-said:has-text('{beginning}')", timeout=8000)
    told = str(tab.inner_text("#desk-said"))
    if not keep:
        tab.evaluate("document.getElementById('desk-said').textContent = ''")
    return told


def type_unit(tab: Any, typed: str) -> None:
    tab.locator("#pop [role=combobox]").type(typed)
    tab.wait_for_selector("#pop [role=option]")
    tab.keyboard.press("Enter")


def save(tab: Any) -> None:
    tab.click("#pop form button:not([type])")


def change(tab: Any, number: str, what: str = "") -> None:
    card(tab, number).locator("button[data-edit=task]").click()
    if what:
        tab.click(f"#pop [data-do={what}]")


def kinds(plan: PlanRecord) -> list[str]:
    rows = CorrectionRecord.objects.filter(plan=plan, undone_at=None).order_by("number")
    return [str(body["kind"]) for body in rows.values_list("body", flat=True)]


def progress(tab: Any) -> tuple[int, int]:
    done, total = re.findall(r"\d+", tab.inner_text("#desk-bar .progress"))[:2]
    return int(done), int(total)


def select_words(tab: Any, words: str) -> None:
    """Select words of the document as the mouse does."""
    tab.evaluate(
        """(words) => {
          const line = [...document.querySelectorAll("#paper p")].find((one) => one.textContent.includes(words));
          line.scrollIntoView();
          const walker = document.createTreeWalker(line, NodeFilter.SHOW_TEXT);
          const from = line.textContent.indexOf(words), to = from + words.length;
          const range = document.createRange();
          for (let node = walker.nextNode(), at = 0; node; at += node.length, node = walker.nextNode()) {
            if (from >= at && from < at + node.length) range.setStart(node, from - at);
            if (to > at && to <= at + node.length) range.setEnd(node, to - at);
          }
          getSelection().removeAllRanges();
          getSelection().addRange(range);
          line.dispatchEvent(new MouseEvent("mouseup", { bubbles: true }));
        }""",
        words,
    )
    tab.wait_for_selector("#pop:not([hidden])")


def test_a_fact_lights_its_characters_and_the_text_its_facts(draft: PlanRecord, tab_of: TabOf) -> None:
    tab = desk(tab_of("diaodu"), draft)
    fact = unit(tab, "2.2.2", "市税务局")
    fact.focus()
    tab.wait_for_selector("#paper .seg.lit")
    lit = tab.locator("#paper .seg.lit")
    assert lit.all_text_contents() == ["市税务局"], "its text may not be drawn yet"
    box, pane = lit.first.bounding_box(), tab.locator("#paper").bounding_box()
    assert pane["y"] <= box["y"] <= pane["y"] + pane["height"]
    # And back: a press on a figure in the text finds its row.
    tab.locator("#paper .seg.k-target", has_text="孵化培育科技企业1000家以上").first.click()
    row = card(tab, "2.2.2").locator("li.target a.fact.lit")
    assert "1,000 家" in row.text_content()
    assert tab.evaluate("document.activeElement.dataset.fact") == row.get_attribute("data-fact")
    # A press on words of no finer fact shows whose task they are.
    tab.locator("#paper .seg.k-task", has_text="为高质量发展蓄力").first.click()
    assert card(tab, "2.2.2").evaluate("one => one.classList.contains('lit')")
    # The keys do the same within the text.
    tab.focus("#paper")
    before = tab.locator("#paper .seg.lit, #paper .in-task").first.inner_text()
    tab.keyboard.press("ArrowRight")
    assert tab.locator("#paper .seg.lit").first.inner_text() != before


def test_a_unit_is_corrected_by_two_characters_and_undone(draft: PlanRecord, tab_of: TabOf) -> None:
    tab = desk(tab_of("diaodu"), draft)
    before = units(tab, "2.1.2", "responsible")
    unit(tab, "2.1.2", "市科技局").click()
    # While an input method composes, nothing is looked up and its Enter chooses nothing.
    field = tab.locator("#pop [role=combobox]")
    field.evaluate("one => { one.value = 'caiz'; one.dispatchEvent(new InputEvent('input', { bubbles: true, isComposing: true })); }")
    field.evaluate("one => one.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter', isComposing: true, bubbles: true }))")
    assert tab.locator("#pop [role=option]").count() == 0
    field.fill("")
    type_unit(tab, "财政")
    assert "修改单位" in said(tab, "已保存")
    changed = ["市财政局" if name == "市科技局" else name for name in before]
    assert units(tab, "2.1.2", "responsible") == changed
    assert "/review" in tab.url
    assert unit(tab, "2.1.2", "市财政局").evaluate("one => one.classList.contains('set')")
    assert "修改单位" in tab.inner_text("[data-way=undo]")
    tab.keyboard.press("Control+z")
    said(tab, "已撤销")
    assert units(tab, "2.1.2", "responsible") == before
    tab.keyboard.press("Control+y")
    said(tab, "已恢复")
    assert units(tab, "2.1.2", "responsible") == changed
    unit(tab, "2.1.2", "市财政局").click()
    tab.click("#pop [data-do=remove]")
    said(tab, "已保存")
    assert units(tab, "2.1.2", "responsible") == [name for name in changed if name != "市财政局"]
    card(tab, "2.1.2").locator("button.add[data-role=responsible]").click()
    tab.select_option("#pop select[name=role]", "cooperating")
    type_unit(tab, "发改委")
    said(tab, "已保存")
    assert units(tab, "2.1.2", "cooperating") == ["市发展改革委"]


def test_doubts_come_first_and_are_answered_by_keys(draft: PlanRecord, tab_of: TabOf) -> None:
    tab = desk(tab_of("diaodu"), draft, "doubts")
    done, total = progress(tab)
    assert (done, total) == (0, 11)
    ranks = tab.locator(".card").evaluate_all("all => all.map((one) => one.className)")
    doubtful = ["open-1" in name or "open-2" in name for name in ranks]
    assert doubtful == sorted(doubtful, reverse=True)
    assert tab.locator(".doubt.current").count() == 1
    keys = [tab.locator(".doubt.current").get_attribute("data-doubt")]
    for key in "ad":
        tab.keyboard.press(key)
        tab.wait_for_function("known => document.querySelector('.doubt.current')?.dataset.doubt !== known", arg=keys[-1])
        keys.append(tab.locator(".doubt.current").get_attribute("data-doubt"))
    assert len(set(keys)) == 3
    assert progress(tab) == (2, 11)
    # What the compiler isn't sure of is confirmed by the same key.
    tab.locator(".doubt.sev-unsure a").first.click()
    tab.keyboard.press("a")
    said(tab, "已保存：第3号")
    tab.locator(".doubt.sev-warning[data-open] a").first.click()
    tab.keyboard.press("n")
    tab.keyboard.type("会签时已确认")
    tab.keyboard.press("Enter")
    tab.wait_for_selector(".doubt.answered:has-text('会签时已确认')")
    assert progress(tab) == (4, 11)
    answers = [body.get("answer") for body in CorrectionRecord.objects.filter(plan=draft).values_list("body", flat=True)]
    assert answers == ["accepted", "dismissed", None, "noted"]
    # A doubt that is solved counts as settled too: the task gets its lead.
    card(tab, "2.3.1").locator("button[data-fix=lead]").click()
    type_unit(tab, "科技")
    said(tab, "已保存：第5号")
    assert units(tab, "2.3.1", "lead") == ["市科技局"]
    assert progress(tab) == (5, 11)


def test_figures_are_changed_dropped_restored_and_added(draft: PlanRecord, tab_of: TabOf) -> None:
    tab = desk(tab_of("diaodu"), draft)
    row = card(tab, "2.4.1").locator("li.target", has_text="大学毕业生")
    row.locator("a.fact").click()
    tab.select_option("#pop [name=comparator]", "range")
    tab.fill("#pop [name=low]", "25万")
    tab.fill("#pop [name=high]", "30万")
    tab.fill("#pop [name=unit]", "人")
    save(tab)
    said(tab, "已保存")
    assert "25–30 万人" in row.text_content()
    assert "人工校正" in row.text_content()
    row.locator("a.fact").click()
    tab.fill("#pop [name=low]", "很多")
    save(tab)
    tab.wait_for_selector("#pop .said")  # refused: the editor stays, with what was typed
    assert tab.input_value("#pop [name=low]") == "很多"
    tab.keyboard.press("Escape")
    row.locator("a.fact").click()
    tab.click("#pop [data-do=drop]")
    card(tab, "2.4.1").locator(".dropped button").click()
    said(tab, "已撤销")
    assert card(tab, "2.4.1").locator("li.target:not(.dropped)").count() == 3
    select_words(tab, "为7个湖北实验室提供点对点服务")
    tab.click("#pop [data-do=add-target]")
    assert tab.input_value("#pop [name=low]") == "7"
    assert tab.input_value("#pop [name=unit]") == "个"
    tab.fill("#pop [name=subject]", "点对点服务的湖北实验室")
    save(tab)
    said(tab, "已保存")
    added = card(tab, "2.1.3").locator("li.target a.fact")
    assert "7 个" in added.text_content()
    added.focus()
    assert "7个湖北实验室" in "".join(tab.locator("#paper .seg.lit").all_text_contents())


def test_tasks_are_split_merged_dropped_and_added(draft: PlanRecord, tab_of: TabOf) -> None:
    tab = desk(tab_of("diaodu"), draft)
    change(tab, "2.2.2", "split")
    sentence = tab.locator("#pop .sentences label", has_text="百高引进")
    sentence.locator("input").check()
    tab.locator("#pop .sentences input[type=text]").fill("精准招引高新技术企业")
    save(tab)
    said(tab, "已保存")
    assert "精准招引高新技术企业" in card(tab, "2.2.2b").text_content()
    assert "1,000 家" in card(tab, "2.2.2b").text_content()
    assert tab.locator(".card").evaluate_all("all => all.map((one) => one.dataset.number)").index("2.2.2b") == 7
    change(tab, "2.4.3", "merge")
    tab.locator("#pop .others label", has_text="2.4.4").locator("input").check()
    save(tab)
    said(tab, "已保存：第2号")
    assert card(tab, "2.4.4").count() == 0
    change(tab, "2.3.5", "drop")
    tab.fill("#pop [name=reason]", "与省里重复")
    save(tab)
    said(tab, "已保存：第3号")
    assert card(tab, "2.3.5").count() == 0
    tab.locator("#desk-steps li", has_text="第3号 删去任务").first.locator("button").click()
    said(tab, "已撤销")
    assert card(tab, "2.3.5").count() == 1
    change(tab, "2.3.5")
    tab.fill("#pop [name=title]", "建设知识产权强市")
    tab.fill("#pop [name=deadline]", "2021-12-31")
    save(tab)
    said(tab, "已保存：第4号")
    assert "2021-12-31" in card(tab, "2.3.5").text_content()
    # Another cut, within a sentence, at words that are selected in the document.
    select_words(tab, "派驻100名科技成果转化联络员")
    tab.click("#pop [data-do=split-here]")
    tab.fill("#pop .sentences input[type=text]", "派驻联络员")
    save(tab)
    said(tab, "已保存：第5号")
    assert "派驻联络员" in card(tab, "2.3.1b").text_content()
    assert kinds(draft) == ["task.split", "task.merge", "task.edit", "task.split"]


def test_members_leaders_and_a_task_that_was_overlooked(draft: PlanRecord, tab_of: TabOf) -> None:
    tab = desk(tab_of("diaodu"), draft)
    unit(tab, "2.1.4", "各依托单位").click()
    tab.click("#pop [data-do=members]")
    type_unit(tab, "洪山")
    tab.wait_for_selector("#pop .chosen li")
    type_unit(tab, "江夏")
    tab.wait_for_selector("#pop .chosen li >> nth=1")
    tab.click("#pop [data-do=save]")
    said(tab, "已保存")
    assert "= 洪山区人民政府、江夏区人民政府" in card(tab, "2.1.4").text_content()
    assert "未写明具体是哪些单位" not in card(tab, "2.1.4").text_content()
    card(tab, "2.1.1").locator("button[data-edit=charge]").click()
    tab.select_option("#pop [name=leader]", index=1)
    save(tab)
    said(tab, "已保存")
    assert ChargeRecord.objects.get(plan=draft).leader is not None
    assert "分管" in card(tab, "2.1.1").text_content()
    select_words(tab, "每月召开")
    tab.click("#pop [data-do=add-task]")
    tab.fill("#pop [name=title]", "按月调度")
    tab.fill("#pop [name=lead]", "市科技局")
    save(tab)
    said(tab, "已保存")
    added = tab.locator(".card", has_text="按月调度")
    assert added.locator("a.unit").text_content() == "市科技局"
    assert kinds(draft) == ["members", "task.add"]


def test_the_second_of_two_people_is_told_and_loses_nothing(site: Site, draft: PlanRecord, tab_of: TabOf) -> None:
    make_person(site.units["keji"], "reviewer", "tongshi")
    first, second = desk(tab_of("diaodu"), draft), desk(tab_of("tongshi"), draft)
    change(second, "2.1.1")
    second.fill("#pop [name=title]", "全面建设东湖科学城")
    unit(first, "2.1.2", "市科技局").click()
    type_unit(first, "财政")
    said(first, "已保存")
    save(second)
    told = said(second, "张diaodu刚刚修改了这份草稿", keep=True)
    assert "修改单位" in told
    assert "市财政局" in units(second, "2.1.2", "responsible")  # what the first did is there
    assert second.input_value("#pop [name=title]") == "全面建设东湖科学城"
    second.click("#desk-said button")
    said(second, "已保存")
    assert "全面建设东湖科学城" in card(second, "2.1.1").text_content()
    assert kinds(draft) == ["units", "task.edit"]
    # Undo takes back one's own, never the other's.
    second.keyboard.press("Escape")
    second.keyboard.press("Control+z")
    said(second, "已撤销")
    assert kinds(draft) == ["units"]
    # Who only looks is told too, when they come back to the page.
    first.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    said(first, "张tongshi刚刚撤销了")


def test_others_read_it_and_every_fact_leads_to_its_source(site: Site, draft: PlanRecord, tab_of: TabOf) -> None:
    correct(actor_of(site.people["diaodu"]), site.draft, {"kind": "task.edit", "task": {"key": site.draft.effective["tasks"][1]["key"]}, "fields": {"title": "改过的标题"}})
    tab = desk(tab_of("shenji"), draft)
    assert tab.locator("[data-edit], form[data-answer], #pop").count() == 0
    unit(tab, "2.2.2", "市税务局").click()
    tab.wait_for_selector("#panel mark:has-text('市税务局')")
    tab.keyboard.press("Escape")
    office = desk(tab_of("diaodu"), draft)
    unit(office, "2.2.2", "市税务局").click()
    office.click("#pop [data-do=trace]")
    office.wait_for_selector("#panel mark:has-text('市税务局')")


def test_the_desk_in_english(draft: PlanRecord, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{draft.pk}/review?lang=en")
    assert "0 of 11 doubts settled" in tab.inner_text("#desk-bar")
    unit(tab, "2.1.2", "市科技局").click()
    assert "Change the unit" in tab.inner_text("#pop")
    type_unit(tab, "财政")
    assert "units changed" in said(tab, "Saved")
    tab.keyboard.press("Control+z")
    said(tab, "Undone")
    tab.locator(".doubt[data-open] button[value=dismissed]").first.click()
    said(tab, "Saved")
    assert "1 of 11 doubts settled" in tab.inner_text("#desk-bar")
    assert not re.search(r"review\.[a-z-]+", tab.inner_text("main"))


def test_open_editors_can_be_read_aloud(draft: PlanRecord, tab_of: TabOf) -> None:
    tab = desk(tab_of("diaodu"), draft, "doubts")
    rules = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}
    for one in ("a.unit", "li.target a.fact", "button[data-edit=task]", "button[data-edit=charge]", "[data-fix=members]"):
        tab.locator(f".card {one}").first.click()
        assert tab.locator("#pop:not([hidden]) h2").count() == 1
        found = Axe().run(tab, "#pop", options=rules)
        assert not found.violations_count, found.generate_report()
        tab.keyboard.press("Escape")
        assert tab.locator("#pop:not([hidden])").count() == 0


def test_without_scripts_a_doubt_can_be_answered(site: Site, draft: PlanRecord) -> None:
    browser = site.client("diaodu")
    page = browser.get(f"/plans/{draft.pk}/review").content.decode()
    found = re.search(r'name="key" value="(n-[^"]+)"', page)
    assert found
    to = f"/plans/{draft.pk}/review"
    answer = browser.post(f"/plans/{draft.pk}/correct", {"kind": "finding.answer", "key": found[1], "answer": "noted", "next": to})
    assert (answer.status_code, answer.headers["Location"]) == (302, to)
    assert kinds(draft) == ["finding.answer"]


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_legend_has_the_words_of_the_buttons(draft: PlanRecord, tab_of: TabOf, lang: str) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{draft.pk}/review?lang={lang}")
    on_buttons = {
        re.sub(r" [A-Z]$", "", " ".join(text.split()))
        for text in tab.locator(".doubt .answers button[name=answer], .doubt .answers [data-confirm]").all_text_contents()
    }
    legend = tab.locator(".answers-how dt").all_inner_texts()
    assert len(legend) == 4
    assert on_buttons <= set(legend)
    assert len(on_buttons) >= 3
    keys = tab.locator("dialog dd, .keys dd").all_text_contents()
    assert any(legend[0] in key and legend[3] in key for key in keys)
