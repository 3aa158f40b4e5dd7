"""Numbers of the dashboards: each leads to as many rows as it says, and all pages show the same month."""

import re
from collections.abc import Iterator
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from long_plans import long_plan, long_text
from made_commitments import published
from made_hub import make_person
from made_reports import report_value
from made_site import DISTRICT, OPERATOR, Site, make_site
from yibiao import compile_text
from yibiao.hub.access.actors import actor_of
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.demovalues import report
from yibiao.hub.plans.known import heads
from yibiao.hub.plans.models import PlanRecord

pytestmark = pytest.mark.django_db(transaction=True)

# A link to rows and what stands on it, but for sums of values.
_LINK = re.compile(r'<a\b[^>]*href="(/city/list\?[^"]*)"[^>]*>(.*?)</a>', re.S)


@pytest.fixture
def site(transactional_db: None) -> Site:
    """A site with three published plans, one with a task that no unit owes anything of, and half a year of values."""
    made = make_site(12)
    for count in (3, 2):
        published(long_plan(count), made.units["keji"], dispatching=made.units["keji"])
    plan = PlanRecord.objects.filter(state="published").order_by("pk")[1]
    lone = {**plan.effective["tasks"][0], "key": "lone", "id": "9.9", "title": "无人承担的任务"}
    plan.effective["tasks"].append(lone)
    plan.edition += 1
    plan.save()
    report(OPERATOR, made.plan)
    return made


def text_of(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, address
    return answer.content.decode()


def links(text: str) -> Iterator[tuple[str, int]]:
    """Yield the addresses of lists with the number that stands on each."""
    for address, shown in _LINK.findall(text):
        numbers = re.findall(r"\d+", re.sub(r"<[^>]*>|\d+\.\d+", "", shown))
        if numbers and "whole=" not in address:
            yield unescape(address), int(numbers[-1])


def rows_of(text: str) -> tuple[int, int]:
    """Return how many rows a list says it has, and how many it has."""
    said = re.search(r"明细（(\d+)）", text)
    body = text[text.index("<tbody>") : text.index("</tbody>")] if "<tbody>" in text else ""
    return int(said[1]) if said else -1, len(re.findall(r"<tr>", body))


@pytest.mark.parametrize("login", ["diaodu", "ducha", "lingdao", "quzhang"])
def test_every_count_leads_to_as_many_rows(site: Site, login: str) -> None:
    browser = site.client(login)
    pages = ["/city/", f"/city/?plan={site.plan.pk}", f"/city/plans/{site.plan.pk}", "/city/units/wuchang", "/city/list?of=tasks"]
    found = {link for page in pages for link in links(text_of(browser, page))}
    assert len(found) > 15
    for address, count in found:
        assert rows_of(text_of(browser, address)) == (count, count), address


def test_all_plans_are_all_their_tasks(site: Site) -> None:
    plans = list(PlanRecord.objects.filter(state="published"))
    everything = sum(len(plan.effective["tasks"]) for plan in plans)
    assert sum(head.tasks for head in heads(plans).values()) == everything
    text = text_of(site.client("diaodu"), "/city/")
    assert next(links(text))[1] == everything == 18
    assert "您可以查看的" not in text
    assert "无人承担的任务" in text_of(site.client("diaodu"), "/city/list?of=tasks")
    task = f"/city/plans/{plans[1].pk}/tasks/lone"
    assert "这项任务没有单位承担" in text_of(site.client("diaodu"), task)


def test_figures_that_no_unit_was_given_are_named(site: Site) -> None:
    plan = PlanRecord.objects.filter(state="published").order_by("pk")[1]
    plan.effective["targets"].append({**plan.effective["targets"][0], "key": "lonely", "task": "9.9", "text": "派驻联络员100名"})
    plan.edition += 1
    plan.save()
    text = text_of(site.client("diaodu"), f"/city/plans/{plan.pk}/tasks/lone")
    assert "有数量指标，但没有明确到承担单位：派驻联络员100名" in text
    keys = {one["id"]: one["key"] for one in site.plan.effective["tasks"]}
    task = next(keys[one["task"]] for one in site.plan.effective["targets"] if one["task"] in keys)
    CommitmentRecord.objects.filter(plan=site.plan, task=task).exclude(holding="none").update(closed_at=now())
    assert "有数量指标，但没有明确到承担单位" in text_of(site.client("lingdao"), "/leading/")


def test_who_sees_a_part_is_told_of_how_many(site: Site) -> None:
    text = text_of(site.client("quzhang"), "/city/")
    count = next(links(text))[1]
    assert 0 < count < 18
    assert f"共 18 项任务，这里是您可以查看的 {count} 项" in text


def month_of(text: str) -> str:
    """Return the month that a page shows."""
    found = re.search(r"截至(\d{4})年(\d+)月", text)
    if found:
        return f"{found[1]}-{int(found[2]):02}"
    chooser = re.search(r'<select id="period".*?<option selected>(\d{4}-\d\d)', text, re.S)
    return chooser[1] if chooser else ""


def test_one_slip_of_the_hand_moves_nobody_s_pages(site: Site) -> None:
    rows = CommitmentRecord.objects.filter(plan=site.plan, holding="own", unit__code="wuchang")
    task = rows[0].task
    report_value(rows[0], "2027-03", "1")
    report_value(rows[0], "2022-02", "1")
    # A unit that has not reported since May stands in the same month as everybody else.
    ValueRecord.objects.filter(commitment__unit__code=DISTRICT, period__gt="2021-05").delete()
    plan = f"/city/plans/{site.plan.pk}"
    addresses = ["/city/", plan, f"{plan}/tasks/{task}", "/city/list", f"/city/units/{DISTRICT}", f"/units/{DISTRICT}", "/leading/", "/"]
    found = {address: month_of(text_of(site.client("lingdao"), address)) for address in addresses}
    assert [address for address, month in found.items() if month != "2021-09"] == []
    months = re.findall(r'<a href="[^"]*period=(\d{4}-\d\d)[^"]*" class="(told|untold)', text_of(site.client("lingdao"), "/city/"))
    assert [month for month, _ in months] == [f"2021-{month:02}" for month in range(4, 13)]


@pytest.fixture
def later(site: Site) -> PlanRecord:
    """Another published plan: for 2026, with obligations from April on."""
    plan = compile_text(long_text(2).replace("2021", "2026"), name="later.txt")
    return published(plan, site.units["keji"], dispatching=site.units["keji"])


def chooser_of(text: str) -> tuple[list[str], list[tuple[str, str]]]:
    """Return the months of the chooser, and the other years with the month that each opens."""
    months = re.findall(r'<a href="[^"]*period=(\d{4}-\d\d)[^"]*" class="(?:told|untold)', text)
    return months, re.findall(r'<a class="year" href="[^"]*period=(\d{4}-\d\d)[^>]*>(\d{4})<', text)


def test_the_chooser_shows_one_year_and_leads_to_the_others(site: Site, later: PlanRecord) -> None:
    browser = site.client("diaodu")
    year = [f"-{month:02}" for month in range(4, 13)]
    shown = chooser_of(text_of(browser, "/city/?period=2021-05"))
    assert shown == ([f"2021{month}" for month in year], [("2026-04", "2026")])
    shown = chooser_of(text_of(browser, "/city/?period=2026-06"))
    assert shown == ([f"2026{month}" for month in year], [("2021-09", "2021")])
    # A plan's own page has but its own year, and no month is asked for twice.
    assert chooser_of(text_of(browser, f"/city/plans/{later.pk}"))[1] == []
    # A report for a year without a plan can be looked at too.
    row = CommitmentRecord.objects.filter(plan=site.plan, holding="own", unit__code="wuchang")[0]
    report_value(row, "2023-02", "1")
    assert chooser_of(text_of(browser, "/city/?period=2021-05"))[1] == [("2023-02", "2023"), ("2026-04", "2026")]
    assert chooser_of(text_of(browser, "/city/?period=2023-02"))[0] == ["2023-02"]


def left_out(text: str) -> list[str]:
    return re.findall(r'<p class="quietly left-out">(.*?)</p>', text, re.S)


def test_a_plan_that_does_not_run_is_left_out_and_named(site: Site, later: PlanRecord) -> None:
    browser = site.client("diaodu")
    text = text_of(browser, "/city/?period=2021-09")
    assert next(links(text))[1] == 18
    assert "您可以查看的" not in text
    assert left_out(text) == [f'<a href="/city/plans/{later.pk}">《{later.title}》</a>2026年4月起执行，未计入']
    for page in ("/city/?period=2021-09", "/city/units/wuchang?period=2021-09", "/city/?period=2026-04"):
        found = {link for link in links(text_of(browser, page)) if "plan=" not in link[0]}
        assert found
        for address, count in found:
            assert rows_of(text_of(browser, address)) == (count, count), address
    # In its own months, or where it is chosen, it counts.
    then = text_of(browser, "/city/?period=2026-04")
    assert next(links(then))[1] == 2
    (ended,) = left_out(then)
    assert ended.count("执行至2021年12月，已期满，未计入") == 3
    chosen = text_of(browser, f"/city/?period=2021-09&plan={later.pk}")
    assert next(links(chosen))[1] == 2
    assert left_out(chosen) == []
    before = text_of(browser, "/city/?period=2020-09")
    assert "这个月没有正在执行的方案" in before
    assert before.count("起执行，未计入") == 4


def test_earlier_months_of_the_trend_are_without_what_had_not_begun(site: Site) -> None:
    plan = compile_text(long_text(2).replace("2021年3月28日", "2021年6月28日"), name="july.txt")
    published(plan, site.units["keji"], dispatching=site.units["keji"])
    browser = site.client("diaodu")
    text = text_of(browser, "/city/?period=2021-09")
    assert next(links(text))[1] == 20
    found = {link for link in links(text) if "period=2021-05" in link[0]}
    assert found
    for address, count in found:
        assert rows_of(text_of(browser, address)) == (count, count), address


def test_a_plan_that_is_left_out_costs_no_queries(site: Site) -> None:
    def count() -> int:
        text_of(browser, "/city/?period=2021-09")
        with CaptureQueriesContext(connection) as asked:
            text_of(browser, "/city/?period=2021-09")
        return len(asked)

    browser = site.client("diaodu")
    alone = count()
    plan = compile_text(long_text(2).replace("2021", "2026"), name="later.txt")
    published(plan, site.units["keji"], dispatching=site.units["keji"])
    assert count() == alone


def test_a_month_that_is_asked_for_stands_in_the_chooser(site: Site) -> None:
    for period in ("2027-03", "2019-01"):
        text = text_of(site.client("diaodu"), f"/city/?period={period}")
        (month,) = re.findall(r'<a href="[^"]*"[^>]*aria-current="page"[^>]*>\d+月', text)
        assert f"period={period}" in month


def test_red_and_yellow_have_words_of_their_own(site: Site) -> None:
    text = text_of(site.client("diaodu"), "/city/list?status=behind")
    for light, word in (("red", "严重滞后"), ("yellow", "欠进度")):
        said = set(re.findall(rf'class="light light-{light}"><i[^>]*>.</i>([^<]+)<', text))
        assert said <= {word, "迟迟未启动" if light == "red" else "未启动", "逾期"}
        assert word in said
    assert re.search(r"其中严重滞后 \d", text_of(site.client("diaodu"), "/city/"))


def test_who_sees_no_rows_is_told_so_and_finds_the_plans(site: Site) -> None:
    far = actor_of(make_person(site.units["weijian"], "clerk", "far"))
    owing = CommitmentRecord.objects.filter(plan=site.plan, unit=site.units["weijian"])
    assert far.posts
    owing.update(unit=site.units["nongye"])
    browser = site.client("far")
    said = browser.get("/city/").content.decode()
    assert "这里没有您可以查看的事项" in said
    assert site.plan.title in said
    task = site.plan.effective["tasks"][0]
    assert task["title"] in browser.get(f"/city/plans/{site.plan.pk}/tasks/{task['key']}").content.decode()
    assert browser.get(f"/city/plans/{site.plan.pk}/tasks/none").status_code == 404
    assert browser.get(f"/city/plans/{site.draft.pk}").status_code == 404
    assert browser.get("/city/list?plan=99999").status_code == 404
    assert browser.get("/city/?period=2021-13").status_code == 422
