"""The split desk in a browser: a total that adds up under the hand, from the first drag to the district's table."""

import time
from collections.abc import Callable
from typing import Any

import pytest

from made_hub import PASSWORD
from made_site import DISTRICT, OPERATOR, Site
from yibiao.core.serialise import from_dict
from yibiao.core.splits.apply import apply_split
from yibiao.core.splits.values import Split
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]


def units_of(site: Site, target: str) -> list[str]:
    rows = CommitmentRecord.objects.filter(plan=site.plan, target=target, closed_at=None, holding__in=("share", "unset"))
    return list(rows.order_by("unit__place", "id").values_list("unit__code", flat=True))


def total_of(site: Site, target: str) -> int:
    row = CommitmentRecord.objects.filter(plan=site.plan, target=target, closed_at=None).order_by("id")[0]
    return int(row.body["city"]["low"])


def shares(tab: Any) -> dict[str, int]:
    found = tab.eval_on_selector_all("#shares tbody tr", "rows => rows.map(row => [row.dataset.code, row.querySelector('.share').value])")
    return {code: int(text or -1) for code, text in found}


def by_the_command_line(site: Site, target: str, **more: Any) -> dict[str, int]:
    """What core, and with it `yibiao tables`, gives for a split."""
    plan = from_dict(site.plan.effective)
    found = next(one for one in plan.targets if one.key == target)
    made = apply_split(Split(found.id, **more), found, tuple(units_of(site, target)))
    return {code: int(share) for code, share in made.shares}


def desk(tab: Any, site: Site, target: str) -> None:
    """Open the desk on a total that nobody has split; it begins with equal shares."""
    tab.goto(f"/plans/{site.plan.pk}/targets/{target}/split")
    settled(tab)


def until(tab: Any, condition: str) -> None:
    """Wait until a condition holds; the site's policy lets no page evaluate one by itself."""
    end = time.monotonic() + 10
    while not tab.evaluate(f"() => Boolean({condition})"):
        assert time.monotonic() < end, condition
        tab.wait_for_timeout(20)


def settled(tab: Any, condition: str = "true") -> None:
    until(tab, f"document.querySelector('#sum') && document.querySelector('#sum').dataset.state === 'even' && ({condition})")


def until_shares(tab: Any, wanted: dict[str, int]) -> None:
    """Wait until the rest has followed, and look at every share."""
    end = time.monotonic() + 10
    while shares(tab) != wanted and time.monotonic() < end:
        tab.wait_for_timeout(20)
    assert shares(tab) == wanted
    assert tab.get_attribute("#sum", "data-state") == "even"


def said(tab: Any) -> str:
    return str(tab.inner_text("main > [role=status], main > .error"))


def test_a_split_that_adds_up_under_the_hand(site: Site, tab_of: TabOf) -> None:
    """Filmed: drag a bar, press 平均, correct one, the rest follows; propose, comment, approve, issue; it stands in the table."""
    target = site.shared()
    office, district, leader = tab_of("diaodu"), tab_of("tianbao"), tab_of("lingdao")
    drag(office, site, target)
    wanted = correct_one(office, site, target)
    office.click("button:has-text('提出分解方案')")
    assert said(office) == "已提出分解方案，已请各单位反馈意见"
    address = f"/splits/{SplitRecord.objects.get(plan=site.plan, target=target).pk}"
    assert "征求意见稿" in office.inner_text(".sub")
    ask_for_less(district, address, wanted)
    office.goto(address)
    office.click(".take")
    settled(office, f"document.querySelector('[name=lock-{DISTRICT}]').checked")
    assert shares(office)[DISTRICT] == wanted[DISTRICT] - 1
    office.click("button:has-text('保存修改')")
    assert "已采纳" in office.inner_text("#comments")  # what was asked for is what it has now
    leader.goto(address)
    leader.fill("#number", "示例〔2026〕7号")
    leader.click("#approve button")
    assert leader.inner_text(".sub .state") == "已批准，待印发"
    assert "征求意见稿" not in leader.inner_text(".sub"), "what is approved is no draft for comments"
    office.goto(address)
    office.click("#issue button")
    assert said(office) == "已印发，各单位的表已更新"
    assert "征求意见稿" not in office.inner_text(".sub")
    row = CommitmentRecord.objects.get(plan=site.plan, target=target, unit__code=DISTRICT, closed_at=None)
    assert (row.figure, row.body["settled"]) == (str(wanted[DISTRICT] - 1), True)
    district.goto(f"/units/{DISTRICT}")
    assert f"{row.figure}{row.measure_unit}" in "".join(district.inner_text("main").split())


def drag(office: Any, site: Site, target: str) -> None:
    """From the list to the desk, and a bar dragged with the mouse: the sum shows at once, the rest follows."""
    office.goto(f"/plans/{site.plan.pk}/splits")
    office.click(f"a[href$='/targets/{target}/split']")
    until_shares(office, by_the_command_line(site, target))
    bar = office.locator(f"tr[data-code={DISTRICT}] .drag")
    bar.scroll_into_view_if_needed()
    box = bar.bounding_box()
    before = shares(office)[DISTRICT]
    office.mouse.move(box["x"] + 2, box["y"] + box["height"] / 2)
    office.mouse.down()
    assert shares(office)[DISTRICT] == 0
    office.mouse.move(box["x"] + box["width"] * 0.9, box["y"] + box["height"] / 2, steps=8)
    dragged = shares(office)[DISTRICT]
    office.mouse.up()
    assert dragged > before
    until_shares(office, by_the_command_line(site, target, shares=((DISTRICT, dragged),)))
    assert office.inner_text("#sum-given").replace(",", "") == str(total_of(site, target))
    assert "已固定" in office.inner_text("#desk-said")


def correct_one(office: Any, site: Site, target: str) -> dict[str, int]:
    """All free and equal again, then one figure typed: return the shares as they end up."""
    first = units_of(site, target)[0]
    office.click("#unlock")
    office.click("label[for=by-equal]")
    until_shares(office, by_the_command_line(site, target))
    office.fill(f"[name=share-{first}]", "3" if shares(office)[first] != 3 else "5")
    assert office.get_attribute("#sum", "data-state") != "even"  # seen while typing, before the rest follows
    typed = int(office.input_value(f"[name=share-{first}]"))
    office.press(f"[name=share-{first}]", "Enter")
    wanted = by_the_command_line(site, target, shares=((first, typed),))
    until_shares(office, wanted)
    return wanted


def ask_for_less(district: Any, address: str, wanted: dict[str, int]) -> None:
    """The district sees all shares, its own first, and asks for one less."""
    district.goto(address)
    assert district.inner_text("table.shares tbody tr:first-child th").startswith("洪山区")
    assert district.locator("table.shares tbody tr").count() == len(wanted)
    assert district.inner_text(".my-figure b") == str(wanted[DISTRICT])
    assert not district.query_selector("#approve, #split-form, #withdraw")
    district.click("summary:has-text('建议调整')")
    district.fill(f"#asked-{DISTRICT}", str(wanted[DISTRICT] - 1))
    district.fill(f"#text-{DISTRICT}", "我区基数较低")
    district.click("button:has-text('提交意见')")
    assert said(district) == "意见已提交"


def test_bars_obey_the_keys_and_say_their_figure(site: Site, tab_of: TabOf) -> None:
    target, tab = site.shared(), tab_of("diaodu")
    desk(tab, site, target)
    bar = tab.locator(f"tr[data-code={DISTRICT}] .drag")
    start = int(bar.get_attribute("aria-valuenow"))
    bar.focus()
    for key, gain in (("ArrowRight", 1), ("ArrowUp", 1), ("ArrowLeft", -1), ("PageUp", 10), ("PageDown", -10)):
        bar.press(key)
        start = min(max(start + gain, 0), total_of(site, target))
        settled(tab)
        assert int(bar.get_attribute("aria-valuenow")) == start
    bar.press("Home")
    settled(tab)
    assert shares(tab)[DISTRICT] == 0
    bar.press("End")
    settled(tab)
    assert shares(tab)[DISTRICT] == total_of(site, target)
    assert bar.get_attribute("role") == "slider"
    assert bar.get_attribute("aria-valuetext").startswith(f"{total_of(site, target)}")


def test_undo_and_redo_bring_every_figure_back(site: Site, tab_of: TabOf) -> None:
    target, tab = site.shared(), tab_of("diaodu")
    desk(tab, site, target)
    first = shares(tab)
    until(tab, "document.querySelector('#undo').disabled")
    tab.fill(f"[name=share-{DISTRICT}]", "0")
    tab.press(f"[name=share-{DISTRICT}]", "Tab")
    settled(tab, "!document.querySelector('#undo').disabled")
    second = shares(tab)
    assert second != first
    tab.focus(f"[name=share-{DISTRICT}]")
    tab.keyboard.press("Control+z")
    assert shares(tab) == first
    assert not tab.is_checked(f"[name=lock-{DISTRICT}]")
    tab.keyboard.press("Control+y")
    assert shares(tab) == second
    tab.click("#undo")
    assert shares(tab) == first
    assert tab.get_attribute("#sum", "data-state") == "even"


def test_a_column_from_excel_becomes_the_baseline(site: Site, tab_of: TabOf) -> None:
    target, tab = site.shared(), tab_of("diaodu")
    codes = units_of(site, target)
    desk(tab, site, target)
    tab.click("label[for=by-baseline]")
    column = "\r\n".join(f"{place * 10}" for place in range(1, len(codes) + 1))
    paste(tab, f"[name=basis-{codes[0]}]", column)
    figures = tuple((code, place * 10) for place, code in enumerate(codes, start=1))
    wanted = by_the_command_line(site, target, method="weights", weights=figures)
    until(tab, f"document.querySelector('[name=share-{codes[-1]}]').value === '{wanted[codes[-1]]}'")
    assert shares(tab) == wanted
    tab.click("button:has-text('提出分解方案')")
    assert "请填写基数的名称和来源" in said(tab)
    until(tab, f"document.querySelector('[name=basis-{codes[1]}]').value === '20'")  # nothing is lost
    tab.fill("#base-title", "上年末企业数")
    tab.fill("#base-source", "市统计局")
    tab.click("button:has-text('提出分解方案')")
    body = SplitRecord.objects.get(plan=site.plan, target=target).body
    assert (body["method"], body["baseline"]["title"], body["baseline"]["values"][codes[0]]) == ("baseline", "上年末企业数", 10)
    assert "上年末企业数" in tab.inner_text("main") or tab.input_value("#base-title") == "上年末企业数"


def paste(tab: Any, field: str, text: str) -> None:
    tab.focus(field)
    tab.evaluate(
        """([field, text]) => {
          const data = new DataTransfer();
          data.setData("text", text);
          document.querySelector(field).dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [field, text],
    )


def test_two_columns_find_their_units_by_name(site: Site, tab_of: TabOf) -> None:
    target, tab = site.shared(), tab_of("diaodu")
    desk(tab, site, target)
    tab.click("label[for=by-manual]")
    paste(tab, f"[name=share-{DISTRICT}]", "洪山区\t1,234\n没有区\t5\n")
    until(tab, "document.querySelector('#desk-said').textContent.includes('没有区')")
    assert tab.input_value(f"[name=share-{DISTRICT}]") == "1234"
    assert tab.get_attribute("#sum", "data-state") == "over"


def test_what_is_short_or_over_is_declared_in_one_click(site: Site, tab_of: TabOf) -> None:
    target, tab = site.shared(), tab_of("diaodu")
    desk(tab, site, target)
    tab.click("label[for=by-manual]")
    share = shares(tab)[DISTRICT]
    tab.fill(f"[name=share-{DISTRICT}]", "0")
    assert tab.inner_text("#sum-word").replace(" ", "").startswith(f"▲差{share}")
    tab.press(f"[name=share-{DISTRICT}]", "Tab")
    tab.click("#gap-to-city")
    assert tab.input_value("#city") == str(share)
    assert tab.inner_text("#sum-word") == "✓ 正好分完"
    tab.fill(f"[name=share-{DISTRICT}]", str(share + 5))
    tab.press(f"[name=share-{DISTRICT}]", "Tab")
    assert tab.inner_text("#sum-word").replace(" ", "").startswith(f"■超{share + 5}")
    tab.click("#over-to-reserve")
    assert tab.input_value("#reserve") == str(share + 5)
    tab.click("button:has-text('提出分解方案')")
    body = SplitRecord.objects.get(plan=site.plan, target=target).body
    assert (body["method"], body["city"], body["reserve"]) == ("manual", share, share + 5)


def test_bounds_are_kept_to_and_shown(site: Site, tab_of: TabOf) -> None:
    target, tab = site.shared(), tab_of("diaodu")
    desk(tab, site, target)
    tab.click("label[for=show-bounds]")
    tab.fill(f"[name=most-{DISTRICT}]", "1")
    tab.press(f"[name=most-{DISTRICT}]", "Tab")
    settled(tab, f"document.querySelector('[name=share-{DISTRICT}]').value === '1'")
    bar = tab.locator(f"tr[data-code={DISTRICT}] .drag")
    assert bar.get_attribute("aria-valuemax") == "1"
    bar.focus()
    bar.press("End")
    settled(tab)
    assert shares(tab)[DISTRICT] == 1
    tab.fill("[name=most-all]", "1")
    tab.press("[name=most-all]", "Tab")
    until(tab, "document.querySelector('#desk-said').classList.contains('wrong') && document.querySelector('#desk-said').textContent")
    tab.fill("[name=most-all]", "")
    tab.press("[name=most-all]", "Tab")
    until(tab, "!document.querySelector('#desk-said').textContent.includes('上限')")
    tab.click("button:has-text('提出分解方案')")
    clerk = tab_of("tianbao")
    clerk.goto(tab.url)
    assert "洪山区 ≤ 1" in clerk.inner_text("main")


def test_an_input_method_trips_no_field(site: Site, tab_of: TabOf) -> None:
    """While letters are composed nothing is counted; full-width digits are figures."""
    target, tab = site.shared(), tab_of("diaodu")
    desk(tab, site, target)
    tab.click("label[for=by-manual]")
    field = f"[name=share-{DISTRICT}]"
    tab.focus(field)
    tab.evaluate(
        """(name) => {
          const at = document.querySelector(name);
          at.dispatchEvent(new CompositionEvent("compositionstart", { bubbles: true }));
          at.value = "yi";
          at.dispatchEvent(new InputEvent("input", { bubbles: true, isComposing: true }));
        }""",
        field,
    )
    assert tab.get_attribute("#sum", "data-state") == "even"
    tab.fill(field, "１２")
    tab.press(field, "Tab")
    assert tab.input_value(field) == "12"
    tab.fill(field, "十二")
    tab.press(field, "Tab")
    assert tab.get_attribute(field, "aria-invalid") == "true"
    assert "不是数字" in tab.inner_text("#desk-said")


def test_nothing_is_lost_when_the_server_does_not_answer(site: Site, tab_of: TabOf) -> None:
    target, tab = site.shared(), tab_of("diaodu")
    desk(tab, site, target)
    tab.route("**/split/spread", lambda route: route.fulfill(status=502, content_type="text/html", body="<p>no server</p>"))
    tab.fill(f"[name=share-{DISTRICT}]", "2")
    tab.press(f"[name=share-{DISTRICT}]", "Tab")
    until(tab, "document.querySelector('#desk-said').textContent.includes('没有连上服务器')")
    assert tab.input_value(f"[name=share-{DISTRICT}]") == "2"
    tab.unroute("**/split/spread")
    tab.click("label[for=by-weights]")
    tab.click("label[for=by-equal]")
    until_shares(tab, by_the_command_line(site, target, shares=((DISTRICT, 2),)))
    # Signed out meanwhile: what was set comes back after signing in again.
    tab.context.clear_cookies()
    tab.goto(f"/plans/{site.plan.pk}/targets/{target}/split")
    tab.fill("#login", "diaodu")
    tab.fill("#password", PASSWORD)
    tab.click("main button")
    until(tab, f"document.querySelector('[name=share-{DISTRICT}]') && document.querySelector('[name=share-{DISTRICT}]').value === '2'")
    assert tab.is_checked(f"[name=lock-{DISTRICT}]")


def test_the_second_of_two_editors_is_told(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/splits/{site.split.pk}")
    splits.edit_split(OPERATOR, site.split, {"method": "equal", "reserve": 1})
    tab.fill("#note", "按基数")
    tab.click("button:has-text('保存修改')")
    assert "已被" in said(tab) or "修改" in said(tab)
    assert SplitRecord.objects.get(pk=site.split.pk).body.get("note") is None
    until(tab, "document.querySelector('#note').value === '按基数'")


def test_in_english(site: Site, tab_of: TabOf) -> None:
    target, tab = site.shared(), tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}/splits?lang=en")
    assert tab.inner_text("h1") == "Splits"
    tab.click(f"a[href*='/targets/{target}/split']")
    settled(tab)
    assert tab.inner_text("#sum-word") == "✓ Adds up"
    tab.click("button:has-text('Propose the split')")
    assert said(tab).startswith("The split is proposed")
    assert "Draft for comments" in tab.inner_text(".sub")


def test_weights_begin_equal_and_are_changed(site: Site, tab_of: TabOf) -> None:
    target, tab = site.shared(), tab_of("diaodu")
    codes = units_of(site, target)
    desk(tab, site, target)
    tab.click("label[for=by-baseline]")
    assert "粘贴各单位的基数" in tab.inner_text("#desk-said")
    tab.click("label[for=by-weights]")
    until_shares(tab, by_the_command_line(site, target))
    tab.fill(f"[name=weight-{DISTRICT}]", "4")
    tab.press(f"[name=weight-{DISTRICT}]", "Enter")
    weights = tuple((code, 4 if code == DISTRICT else 1) for code in codes)
    until_shares(tab, by_the_command_line(site, target, method="weights", weights=weights))
    tab.click("button:has-text('提出分解方案')")
    assert SplitRecord.objects.get(plan=site.plan, target=target).body["weights"][DISTRICT] == 4


def test_a_figure_may_say_how_large_it_is(site: Site, tab_of: TabOf) -> None:
    """0.0002万 is 2, and 1,000 a thousand, as one types and when it is proposed."""
    target = site.shared()
    tab = tab_of("diaodu")
    desk(tab, site, target)
    code = units_of(site, target)[0]
    field = f"[name='share-{code}']"
    tab.fill(field, "1,000")
    until(tab, "document.querySelector('#sum').dataset.state === 'over'")
    tab.fill(field, "0.0002万")
    tab.press(field, "Tab")
    until(tab, f"document.querySelector(\"{field}\").value === '2'")
    settled(tab)
    tab.click(".desk-send button")
    made = SplitRecord.objects.get(plan=site.plan, target=target)
    assert str(dict(made.body["shares"])[code]) == "2"
