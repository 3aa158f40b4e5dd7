"""The 专报: one page whatever the printer's paper, no row that contradicts itself, and what is left out named."""

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest

from made_site import OPERATOR, Site, make_site
from yibiao.core.commitments.horizon import month_name
from yibiao.core.overview import told_as
from yibiao.core.standing import Standing
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.demovalues import report
from yibiao.hub.work.leading import leading, seen_in_charge
from yibiao.web.pages.work.leading import telling
from yibiao.web.pages.work.words import Words

pytestmark = pytest.mark.django_db(transaction=True)

SEPTEMBER = 2021 * 12 + 8


@pytest.fixture
def site(transactional_db: None) -> Site:
    """A site with tasks of every kind and half a year of values; units are behind where the whole is not."""
    made = make_site(20)
    report(OPERATOR, made.plan)
    own = CommitmentRecord.objects.filter(plan=made.plan, holding="own", unit__code__in=("wuchang", "hanyang", "jiangan", "jianghan", "xinzhou", "huangpi"))
    ValueRecord.objects.filter(commitment__in=own, period="2021-09", field="total").update(value="0", filed="0", counted="0")
    return made


def test_no_row_contradicts_itself(site: Site) -> None:
    actor = site.actor("lingdao")
    found = leading(actor, *seen_in_charge(actor), SEPTEMBER)
    assert month_name(SEPTEMBER) == "2021-09"
    behind = [one for one in found.tasks if one.stands.status == "behind"]
    assert [one for one in behind if telling(one, SEPTEMBER) is None and one.late_units], "some are behind by units alone"
    for one in found.tasks:
        seen = telling(one, SEPTEMBER)
        assert seen is None or (told_as(seen.stands.status), seen.stands.light) == (one.stands.status, one.stands.light)


def test_the_brief_is_one_page_on_a_printer_with_letter_paper(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("lingdao")
    for lang in ("zh", "en"):
        tab.goto(f"/leading/brief?lang={lang}")
        made = tab.pdf(prefer_css_page_size=True)
        assert len(re.findall(rb"/Type\s*/Page\b(?!s)", made)) == 1
        box = re.findall(rb"/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]", made)[0]
        assert [round(float(side)) for side in box] == [595, 842], "A4"


def test_what_is_left_out_is_named_and_leads_to_its_place(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("lingdao")
    tab.goto("/leading/brief")
    more = tab.locator(".brief-more")
    said = more.all_inner_texts()
    assert re.fullmatch(r"另有 \d+ 项指标欠进度（.+），见系统“我分管的”页“滞后事项”。", said[-2])
    assert re.fullmatch(r"另有 \d+ 项任务（.+等），见系统“我分管的”页“任务进展”。", said[-1])
    assert "个单位中" in tab.inner_text(".brief tbody")
    # Nothing runs over what stands beside it.
    wide = "Array.from(document.querySelectorAll('.brief tbody .one-line')).filter((one) => one.scrollWidth > one.clientWidth && /个单位中/.test(one.textContent)).length"
    assert tab.evaluate(wide) == 0
    more.last.locator("a").click()
    assert re.search(r"/leading/\?period=2021-09#plan-\d+$", tab.url)
    assert tab.locator(f"#{tab.url.split('#')[1]}").is_visible()


def test_every_figure_says_what_it_measures(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("lingdao")
    tab.goto("/leading/brief?period=2021-07")
    rows = tab.locator(".brief tbody tr").evaluate_all("all => all.map((row) => Array.from(row.cells, (cell) => cell.innerText.trim()))")
    numbers = [row for row in rows if len(row) == 7]
    assert numbers
    for _, _, name, goal, *_, stands in numbers:
        assert re.match(r"\d", goal)
        assert not re.match(r"[\d,.]+\s*\S?$", name)
        # What is behind says by how much: 高新技术企业 欠 12家.
        assert bool(re.search(r" 欠 [\d.,]+[万亿]?\S+$", name)) == (stands[1:] in ("欠进度", "严重滞后"))
    tab.goto("/leading/brief")
    behind = tab.locator(".brief ol").nth(1).locator("li").all_inner_texts()
    assert behind
    assert all(re.match(r"■\S.*（.+）欠 [\d.,]+\S+：累计 ", text) for text in behind)


def test_a_figure_that_is_behind_says_by_how_much() -> None:
    zh, en = Words("zh"), Words("en")
    behind = Standing("behind", "yellow", Decimal(56), Decimal(44), Decimal(100), Decimal(12))
    assert zh.measured("高新技术企业", behind, "家") == "高新技术企业 欠 12家"
    assert en.measured("高新技术企业", behind, "家") == "高新技术企业 short by 12家"
    assert zh.measured("研发投入", behind, "%") == "研发投入 欠 12 个百分点"
    # Past its deadline it is short of the goal; what is ahead, or over its ceiling, is short of nothing.
    assert zh.measured("研发投入", behind._replace(status="overdue", light="red"), "项") == "研发投入 欠 56项"
    assert zh.measured("研发投入", behind._replace(status="on-path", light="green"), "项") == "研发投入"
    assert zh.measured("能耗", behind._replace(status="overdue", light="red", reached=Decimal(101)), "项") == "能耗"


def test_what_a_figure_is_called(site: Site) -> None:
    """By its subject; several of one subject by their words; one without a subject by its item's words, shortened."""
    targets = site.plan.effective["targets"]
    owed = {one.key for one in seen_in_charge(site.actor("lingdao"))[1].figures}
    first, second, third, fourth = [one for one in targets if one["key"] in owed][:4]
    first.update(subject="科技创新平台获批", text="争取获批1—2家")
    second.update(subject="对接活动", text="各区举办对接活动5场")
    third.update(subject="对接活动", text="三区举办对接活动10场")
    fourth.update(subject="", text="20项以上")
    site.plan.save()
    actor = site.actor("lingdao")
    names = {one.key: one.name for one in seen_in_charge(actor)[1].figures}
    assert names[first["key"]] == "科技创新平台获批"
    assert names[second["key"]] == "各区举办对接活动5场"
    assert names[third["key"]] == "三区举办对接活动10场"
    assert re.fullmatch(r".{24}…", names[fourth["key"]])
