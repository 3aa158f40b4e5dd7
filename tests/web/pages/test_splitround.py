"""The round of a split on its pages: the list of totals, comments and answers, withdrawing, a revised total, print."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from made_drafts import RATE_AND_TOTAL, brought_in, draft_of
from made_site import DISTRICT, OPERATOR, Site
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord, SplitCommentRecord, SplitRecord
from yibiao.hub.plans.assigning import charge
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.plans.publishing import publish

pytestmark = pytest.mark.django_db(transaction=True)
TabOf = Callable[[str], Any]
RULES = {"resultTypes": ["violations"], "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"]}


def said(tab: Any) -> str:
    return str(tab.inner_text("main > [role=status], main > .error"))


def faults(tab: Any) -> list[str]:
    found = Axe().run(tab, context="main", options=RULES)
    return [found.generate_report()] if found.violations_count else []


def test_the_list_says_where_every_total_stands(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}")
    tab.click("main a:has-text('指标分解')")
    count = tab.locator("table.totals tbody tr").count()
    assert tab.inner_text(".tabs a >> nth=0") == f"全部 {count}"
    row = tab.locator(f"tr:has(a[href='/splits/{site.split.pk}'])")
    told = row.inner_text()
    assert all(word in told for word in ("征求意见", "待反馈", "✓", "洪山区"))
    tab.click(".tabs a:has-text('待反馈')")
    assert tab.locator("table.totals tbody tr").count() == 1
    tab.click(".tabs a:has-text('待分解')")
    assert tab.locator("table.totals tbody tr").count() == count - 1
    tab.locator("table.totals [data-trace]").first.click()
    tab.wait_for_selector("#panel-body .quote mark")
    tab.keyboard.press("Escape")
    tab.locator("table.totals a.button:has-text('开始分解')").first.click()
    tab.wait_for_selector("#sum[data-state=even]")
    clerk = tab_of("tianbao")
    clerk.goto(f"/plans/{site.plan.pk}/splits")
    assert clerk.locator("a:has-text('开始分解')").count() < count - 1  # only what its own unit leads
    tab.goto(f"/plans/{site.draft.pk}/splits")
    assert "方案发布后" in tab.inner_text(".empty")
    assert faults(tab) == []


def test_the_list_says_what_is_still_to_be_assigned(site: Site, tab_of: TabOf) -> None:
    splits.withdraw(OPERATOR, site.split)
    made = splits.propose(OPERATOR, site.plan, site.split.target, {"method": "equal", "reserve": 2, "city": 1})
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}/splits")
    columns = tab.locator("table.totals thead th").all_inner_texts()
    place = columns.index("总量")
    assert columns[place : place + 6] == ["总量", "承担单位", "已分解", "余量", "市本级", "缺口"]

    def cells(row: Any) -> list[str]:
        return [text.split()[0] for text in row.locator("td").all_inner_texts()[place : place + 6]]

    row = tab.locator(f"tr:has(a[href='/splits/{made.pk}'])")
    number = int(re.sub(r"\D", "", row.locator("td").nth(place).inner_text()))
    _, _, given, reserve, city, gap = cells(row)
    assert (given, reserve, city, gap) == (str(number + 1), "2", "1", "✓0")
    # Nobody has begun with the others: all of each is still to be assigned, and nothing is declared.
    others = tab.locator("table.totals tbody tr:has-text('待分解')")
    for one in others.all():
        _, _, given, reserve, city, gap = cells(one)
        assert (given, reserve, city) == ("0", "—", "—")
        assert re.fullmatch(r"▲[\d,.]+", gap)
    # One district short of its share: what is missing stands in the list.
    share = CommitmentRecord.objects.get(plan=site.plan, target=made.target, unit__code=DISTRICT)
    CommitmentRecord.objects.filter(pk=share.pk).update(figure="0")
    tab.reload()
    assert cells(row)[-1] == f"▲{share.figure}"


def test_a_rate_is_no_total_to_split_and_can_be_set_by_hand(site: Site, tab_of: TabOf) -> None:
    plan = draft_of(brought_in(site.actor("diaodu"), site.units["keji"], text=RATE_AND_TOTAL))
    rate, total = (f"/plans/{plan.pk}/targets/{target['key']}/split" for target in plan.effective["targets"])
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{plan.pk}/publish")
    assert "网办率" not in tab.inner_text("h2:has-text('尚未分解的总量') ~ .goals")
    publish(OPERATOR, plan, "首版")
    tab.goto(f"/plans/{plan.pk}")
    assert [tab.locator(f"a[href='{address}']").count() for address in (rate, total)] == [0, 1]
    assert "1\n待分解总量" in tab.inner_text(".figures")
    tab.goto(f"/plans/{plan.pk}/splits")
    assert tab.inner_text(".tabs a >> nth=0") == "全部 1"
    assert "网办率" not in tab.inner_text("table.totals")
    assert faults(tab) == []
    tab.click(f"a[href='{rate}']")
    tab.wait_for_url(f"**{rate}")
    assert tab.locator(f"tr[data-code={DISTRICT}]").count() == 1
    tab.goto(f"/units/{DISTRICT}?plan={plan.pk}")
    told = "".join(tab.inner_text("main").split())
    assert "全市≥95%责任" in told
    assert "全市30家，待分解" in told
    row = CommitmentRecord.objects.filter(plan=plan, unit__code=DISTRICT, measure_unit="%")[0]
    tab.goto(f"/trace/commitments/{row.pk}")
    assert "比率，不分解；这里显示全市数" in tab.inner_text("main")
    assert "比率，没有为各单位单独设定" in tab.inner_text("main")


def test_without_a_leader_in_charge_it_is_said_before_it_is_proposed(site: Site, tab_of: TabOf) -> None:
    """On the desk, in the list and in the work of who names leaders; whoever may not is told whom to ask."""
    new = f"/plans/{site.plan.pk}/targets/{site.shared()}/split"
    office = tab_of("diaodu")
    office.goto(new)
    assert office.locator("main .warning").count() == 0
    charge(OPERATOR, site.plan, "", None)
    for address in (new, f"/splits/{site.split.pk}"):
        office.goto(address)
        assert "没有人能批准" in office.inner_text("main .warning")
        assert office.get_attribute("main .warning a", "href") == f"/plans/{site.plan.pk}/offices"
    clerk = tab_of("tianbao")
    clerk.goto(f"/splits/{site.split.pk}")
    assert "请市科技局先指定分管领导" in clerk.inner_text("main .warning")
    for row in CommitmentRecord.objects.filter(plan=site.plan, target=site.split.target, holding="share").select_related("unit"):
        splits.comment(OPERATOR, site.split, row.unit, "", agrees=True)
    office.goto(f"/plans/{site.plan.pk}/splits?waits=approve")
    assert office.locator(f".turn a[href='/plans/{site.plan.pk}/offices']").count() == 1
    office.goto("/?kind=charge")
    office.click("table.waits a:has-text('指定分管领导')")
    office.wait_for_url(f"**/plans/{site.plan.pk}/offices")
    office.goto(f"/plans/{site.revision.pk}/publish")
    count = len(site.revision.compiled["tasks"])
    assert f"{count} 项任务中有 {count} 项还没有分管领导" in office.inner_text("main .warning")
    office.click("main .warning a")
    office.wait_for_url(f"**/plans/{site.revision.pk}/offices")


def test_units_agree_or_say_why_not_and_are_answered(site: Site, tab_of: TabOf) -> None:
    address = f"/splits/{site.split.pk}"
    clerk, office, leader = tab_of("tianbao"), tab_of("diaodu"), tab_of("lingdao")
    clerk.goto(address)
    clerk.click("summary:has-text('建议调整')")
    clerk.fill(f"#asked-{DISTRICT}", "1")
    clerk.click("button:has-text('提交意见')")  # the reason is missing, says the browser
    assert not SplitCommentRecord.objects.exists()
    clerk.fill(f"#text-{DISTRICT}", "我区基数较低")
    clerk.click("button:has-text('提交意见')")
    assert said(clerk) == "意见已提交"
    assert "最近一次：我区基数较低" in clerk.inner_text(".my-part")
    office.goto(address)
    assert "1 / 2 个单位已反馈" in office.inner_text(".phases")
    office.fill("#comments input[name=text]", "按基数核定，维持原数")
    office.click("#comments td button:has-text('答复')")
    assert said(office) == "已答复"
    leader.goto(address)
    assert "按基数核定，维持原数" in leader.inner_text("#comments")
    assert "同意或已采纳 0，有意见 1，未反馈 1" in leader.inner_text("#approve")
    clerk.goto(address)
    clerk.click("button:text-is('同意')")
    leader.reload()
    assert "同意或已采纳 1，有意见 0，未反馈 1" in leader.inner_text("#approve")
    assert leader.query_selector("#split-form, #withdraw, #issue") is None
    leader.click("#approve button")
    assert SplitRecord.objects.get(pk=site.split.pk).state == "proposed"  # the number is missing, says the browser


def test_every_figure_says_where_it_is_from(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto(f"/splits/{site.split.pk}")
    links = tab.eval_on_selector_all("main [data-trace]", "all => all.map(one => one.getAttribute('href'))")
    assert len(links) == 2 * 2 + 4
    # One's own row opens one's own commitment; of the others, the total that all share.
    own = CommitmentRecord.objects.get(plan=site.plan, target=site.split.target, unit__code=DISTRICT)
    assert {links.count(link) for link in links if f"/{own.pk}" in link} == {2}
    client = site.client("tianbao")
    assert {client.get(link).status_code for link in set(links)} == {200}
    tab.click("table.shares tbody tr:first-child td [data-trace]")
    tab.wait_for_selector("#panel-body .quote mark")
    assert "洪山区" in tab.inner_text("#panel-body")


def test_an_approved_split_is_changed_on_purpose_only(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    splits.approve(OPERATOR, site.split, "示例〔2026〕1号")
    tab.goto(f"/splits/{site.split.pk}")
    assert tab.query_selector("#split-form") is None
    tab.click("a:has-text('修改分解')")
    assert "须重新报批" in tab.inner_text(".desk-send")
    tab.fill("#reserve", "2")
    tab.press("#reserve", "Tab")
    tab.wait_for_selector("#sum[data-state=even]")
    tab.click("button:has-text('保存修改')")
    assert "需重新报批" in said(tab)
    assert SplitRecord.objects.get(pk=site.split.pk).state == "proposed"


def test_withdrawn_with_a_reason_and_split_anew(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto(f"/splits/{site.split.pk}")
    tab.click("summary:has-text('撤回')")
    tab.fill("#reason", "   ")
    tab.click("#withdraw button")
    assert said(tab) == "请填写撤回的原因"
    tab.click("summary:has-text('撤回')")
    tab.fill("#reason", "目标调整")
    tab.click("#withdraw button")
    assert said(tab) == "已撤回"
    assert "目标调整" in tab.inner_text(".course")
    tab.click("a:has-text('重新分解')")
    tab.wait_for_selector("#sum[data-state=even]")
    tab.click("button:has-text('提出分解方案')")
    assert SplitRecord.objects.get(pk=site.split.pk).state == "proposed"


def test_a_total_that_a_revision_changed_says_so(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    old = CommitmentRecord.objects.filter(plan=site.plan, target=site.split.target).order_by("id")[0]
    before = CommitmentRecord.objects.create(
        plan=site.revision, unit=old.unit, key="before", place=1, task="t", text="t", holding="unset",
        body={"city": {**old.body["city"], "low": 40, "high": 40}},
    )  # fmt: skip
    CommitmentRecord.objects.filter(pk=old.pk).update(previous=before)
    PlanRecord.objects.filter(pk=site.plan.pk).update(revises=site.revision)
    tab.goto(f"/splits/{site.split.pk}")
    low, unit = old.body["city"]["low"], old.body["city"]["unit"]
    assert f"原为 40{unit}，现为 {low}{unit}" in tab.inner_text(".warning")


def test_an_annex_of_one_page(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("tianbao")
    tab.goto(f"/splits/{site.split.pk}")
    tab.emulate_media(media="print")
    assert tab.is_visible(".annex")
    assert not tab.is_visible(".desk")
    told = tab.inner_text(".annex")
    assert all(word in told for word in ("附件", "征求意见稿", "分解表", "洪山区", "合计"))
    assert tab.pdf().count(b"/Type /Page\n") == 1
    splits.approve(OPERATOR, site.split, "示例〔2026〕1号")
    tab.reload()
    told = tab.inner_text(".annex-mark")
    assert "已批准，待印发" in told
    assert "征求意见稿" not in told
    splits.issue(OPERATOR, site.split)
    tab.reload()
    told = tab.inner_text(".annex")
    assert "征求意见稿" not in told
    assert "待印发" not in told
    assert "示例〔2026〕1号" in told


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_readable_for_everybody_with_comments_on_a_phone_too(site: Site, tab_of: TabOf, scheme: Any) -> None:
    splits.comment(OPERATOR, site.split, site.units[DISTRICT], "基数小", "2")
    splits.comment(OPERATOR, site.split, site.units["WH-DH"], "", agrees=True)
    for login in ("diaodu", "tianbao", "lingdao"):
        tab = tab_of(login)
        tab.emulate_media(color_scheme=scheme)
        for width in (1366, 390):
            tab.set_viewport_size({"width": width, "height": 768})
            for address in (f"/splits/{site.split.pk}", f"/plans/{site.plan.pk}/splits"):
                tab.goto(address)
                assert faults(tab) == []
                assert tab.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (login, address, width)
