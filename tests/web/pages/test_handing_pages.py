"""Handing on, in the browser: from the table to the bureau's own page, changed, taken back, undone; two people at once."""

from collections.abc import Callable
from typing import Any

import pytest
from test_every_page import faults

from made_hub import make_person
from made_site import OPERATOR, Site
from yibiao.hub.commitments.handing import hand_on
from yibiao.hub.commitments.models import CommitmentRecord, HandOnRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.orgs.units import add_unit

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def bureau(site: Site) -> UnitRecord:
    made = add_unit(OPERATOR, site.units["hongshan"], "hs-kj", "洪山区科经局", "department")
    make_person(made, "clerk", "kejing")
    return made


def row_of(site: Site) -> CommitmentRecord:
    return CommitmentRecord.objects.filter(unit__code="hongshan", plan=site.plan, holding="unset").order_by("place")[0]


def test_from_the_table_to_the_bureau_and_back(site: Site, bureau: UnitRecord, tab_of: Callable[[str], Any]) -> None:
    row = row_of(site)
    tab = tab_of("tianbao")
    tab.goto("/units/hongshan")
    tab.check(f"[name='row'][value='{row.pk}']")
    assert tab.inner_text("[data-picks]") == "交办下级（1）"
    tab.click("[data-picks]")
    tab.select_option("#unit", "hs-kj")
    tab.fill("#note", "每周报进展")
    tab.fill(f"[name='figure-{row.pk}']", "3")
    tab.fill(f"[name='due-{row.pk}']", "2021-11-30")
    tab.click("main form button")
    assert "已把 1 项交办给洪山区科经局" in tab.inner_text("main .notice")
    theirs = tab_of("kejing")
    theirs.goto("/units/hs-kj")
    assert "交办给我们的" in theirs.inner_text(".tabs [aria-current]")
    said = theirs.inner_text("#rows tbody tr")
    for text in (row.text, "洪山区", "3", "2021-11-30 前", "每周报进展"):
        assert text in said
    theirs.goto("/units/hongshan?tab=owes")
    assert theirs.locator("#rows tbody tr").count() == 1
    assert theirs.goto("/notices").status == 200
    assert "洪山区交办 1 项任务" in theirs.inner_text("main")
    tab.click("main .line button")  # 撤销这次交办
    assert "已撤销 1 项交办" in tab.inner_text("main .notice")
    theirs.goto("/units/hs-kj?tab=taken")
    assert theirs.locator("#rows").count() == 0


def test_changed_taken_back_and_restored(site: Site, bureau: UnitRecord, tab_of: Callable[[str], Any]) -> None:
    made = hand_on(OPERATOR, row_of(site), bureau, "", "2")
    tab = tab_of("quzhang")
    tab.goto(f"/units/hongshan/handed/{made.pk}")
    tab.fill("#due", "2022-06-30")
    tab.eval_on_selector("#due", "one => one.removeAttribute('max')")
    tab.click("main form.block button >> nth=0")
    assert "晚于完成时限 2021-12-31" in tab.inner_text("main .error")
    tab.fill("#figure", "4")
    tab.fill("#due", "2021-10-31")
    tab.click("main form.block button >> nth=0")
    assert HandOnRecord.objects.get().figure == "4"
    tab.click("summary:has-text('收回')")
    tab.fill("#reason", "职责调整")
    tab.click("button.danger")
    assert "已收回" in tab.inner_text("main .notice")
    tab.click("button:has-text('恢复交办')")
    assert HandOnRecord.objects.get().withdrawn_at is None


def test_the_second_of_two_is_told(site: Site, bureau: UnitRecord, tab_of: Callable[[str], Any]) -> None:
    made = hand_on(OPERATOR, row_of(site), bureau, "", "2")
    first, second = tab_of("tianbao"), tab_of("shenhe")
    for tab, figure in ((first, "5"), (second, "6")):
        tab.goto(f"/units/hongshan/handed/{made.pk}")
        tab.fill("#figure", figure)
    first.click("main form.block button >> nth=0")
    second.click("main form.block button >> nth=0")
    assert second.locator("main .error").count() == 1
    assert HandOnRecord.objects.get().figure == "5"


def test_what_to_do_first(site: Site, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    tab.goto("/units/hongshan/hand-on")
    assert "请系统管理员" in tab.inner_text("main .empty")
    tab.goto("/units/hongshan/handed")
    assert "勾选" in tab.inner_text("main .empty")


def test_what_cannot_be_is_said_and_nothing_typed_is_lost(site: Site, bureau: UnitRecord, tab_of: Callable[[str], Any]) -> None:
    row = row_of(site)
    tab = tab_of("tianbao")
    tab.goto(f"/units/hongshan/hand-on?row={row.pk}&lang=en")
    tab.select_option("#unit", "hs-kj")
    tab.fill("#note", "weekly")
    tab.fill(f"[name='figure-{row.pk}']", "many")
    tab.click("main form button")
    assert tab.inner_text("main .error")
    assert tab.input_value("#note") == "weekly"
    assert tab.input_value("#unit") == "hs-kj"
    tab.fill(f"[name='figure-{row.pk}']", "2")
    tab.click("main form button")
    assert "1 item handed on to 洪山区科经局" in tab.inner_text("main .notice")
    assert tab.inner_text("h1") == "Handed on"


def test_who_may_not_is_refused(site: Site, bureau: UnitRecord) -> None:
    row = row_of(site)
    for login, status in (("diaodu", 403), ("kejing", 403), ("lingdao", 403), ("tianbao", 200)):
        assert site.client(login).get(f"/units/hongshan/hand-on?row={row.pk}").status_code == status, login
    assert site.client("diaodu").post("/units/hongshan/hand-on", {"row": row.pk, "unit": "hs-kj"}).status_code == 403
    assert not HandOnRecord.objects.exists()


def test_every_state_can_be_read(site: Site, bureau: UnitRecord, tab_of: Callable[[str], Any]) -> None:
    """What the test of every page does not come by: tables with groups, forms with rows, an open panel, both languages."""
    row = row_of(site)
    made = hand_on(OPERATOR, row, bureau, "抓紧", "2")
    tab = tab_of("tianbao")
    said: list[str] = []
    for lang in ("en", "zh"):
        for address in (
            "/units/hongshan?group=light&sort=-goal", "/units/hongshan?tab=posts", "/units/hs-kj?tab=taken",
            f"/units/hongshan/hand-on?row={row.pk}", "/units/hongshan/handed", f"/units/hongshan/handed/{made.pk}",
            "/units/?q=洪山", f"/units/hongshan/values?plan={site.plan.pk}&period=2021-05",
        ):  # fmt: skip
            tab.goto(f"{address}{'&' if '?' in address else '?'}lang={lang}")
            said += faults(tab, address)
    tab.goto("/units/hongshan")
    tab.click("#rows tbody th a >> nth=0")
    tab.wait_for_selector(".trace")
    said += faults(tab, "with the panel")
    assert said == []


def test_by_program(site: Site, bureau: UnitRecord) -> None:
    row = row_of(site)
    program = site.client("tianbao")
    head = {"HTTP_AUTHORIZATION": f"Bearer {site.token('tianbao', 'read', 'values')}", "content_type": "application/json"}
    path = f"/api/v1/commitments/{row.pk}/handed-on"
    made = program.post(path, {"unit": "hs-kj", "figure": "3", "due": "2021-11-30"}, **head)
    assert made.status_code == 201
    given = made.json()
    changed = program.put(f"/api/v1/handed-on/{given['id']}", {"figure": "4"}, HTTP_IF_MATCH='"1"', **head)
    assert (changed.status_code, changed.json()["figure"]) == (200, "4")
    stale = program.put(f"/api/v1/handed-on/{given['id']}", {"figure": "5"}, HTTP_IF_MATCH='"1"', **head)
    assert stale.status_code == 412
    assert program.get(path, **head).json()["items"][0]["figure"] == "4"
    late = program.post(path, {"unit": "hs-kj", "due": "2023-01-01"}, **head)
    assert (late.status_code, late.json()["code"]) == (422, "refused")
    gone = program.post(f"/api/v1/handed-on/{given['id']}/withdraw", {"reason": "再议"}, HTTP_IF_MATCH="*", **head)
    assert gone.status_code == 200
    assert program.get(path, **head).json()["items"] == []


def test_the_sum_is_told_as_one_types(site: Site, bureau: UnitRecord, tab_of: Callable[[str], Any]) -> None:
    row = row_of(site)
    row.holding, row.figure, row.measure_unit = "own", "10000", "家"
    row.body = {**row.body, "figure": {"comparator": "=", "low": 10000, "high": 10000, "unit": "家"}}
    row.save()
    hand_on(OPERATOR, row, add_unit(OPERATOR, site.units["hongshan"], "hs-sc", "洪山区市场监管局", "department"), "", "4000")
    tab = tab_of("tianbao")
    tab.goto(f"/units/hongshan/hand-on?row={row.pk}")
    assert tab.inner_text(".hand-sum") == "合计 4,000，目标 10,000 尚余 6,000"
    assert tab.is_hidden("#over-why")
    tab.select_option("#unit", "hs-kj")
    tab.fill(f"[name='figure-{row.pk}']", "0.7万")
    assert tab.inner_text(".hand-sum.over") == "合计 11,000，目标 10,000 ■ 超出 1,000"
    tab.fill("#over-reason", " ")
    tab.click("main form button")
    assert "比本单位目标 10,000家 多 1,000家" in tab.inner_text("main .error")
    assert tab.input_value(f"[name='figure-{row.pk}']") == "0.7万"
    tab.fill("#over-reason", "留有余地")
    tab.click("main form button")
    assert "已把 1 项交办给洪山区科经局" in tab.inner_text("main .notice")
    made = HandOnRecord.objects.get(unit=bureau)
    assert made.figure == "7000"
    tab.goto(f"/units/hongshan/handed/{made.pk}")
    tab.fill("#figure", "8,000")
    assert "超出 2,000" in tab.inner_text(".hand-sum.over")
    tab.fill("#figure", "6000")
    assert tab.inner_text(".hand-sum") == "合计 10,000，目标 10,000 ✓"
    tab.click("main form.block button >> nth=0")
    assert HandOnRecord.objects.get(unit=bureau).figure == "6000"


def test_more_than_at_least_so_much_is_no_fault(site: Site, bureau: UnitRecord, tab_of: Callable[[str], Any]) -> None:
    row = row_of(site)
    row.holding, row.figure, row.measure_unit = "own", "10", "家"
    row.body = {**row.body, "figure": {"comparator": ">=", "low": 10, "high": None, "unit": "家"}}
    row.save()
    tab = tab_of("tianbao")
    tab.goto(f"/units/hongshan/hand-on?row={row.pk}")
    tab.select_option("#unit", "hs-kj")
    tab.fill(f"[name='figure-{row.pk}']", "11")
    assert tab.inner_text(".hand-sum") == "合计 11，目标 10 比应承担多 1"
    assert tab.locator(".hand-sum.over").count() == 0
    assert tab.is_hidden("#over-why")
    tab.click("main form button")
    assert HandOnRecord.objects.get(unit=bureau).figure == "11"


def test_what_was_handed_on_is_changed_and_taken_back_from_the_list(site: Site, bureau: UnitRecord, tab_of: Callable[[str], Any]) -> None:
    made = hand_on(OPERATOR, row_of(site), bureau, "", "2")
    tab = tab_of("tianbao")
    tab.goto("/units/hongshan/handed")
    assert tab.get_attribute(".row-acts a", "href") == f"/units/hongshan/handed/{made.pk}"
    tab.click(".row-acts summary")
    assert faults(tab, "the list") == []
    tab.fill(f"#reason-{made.pk}", "职责调整")
    tab.click(".row-acts button.danger")
    assert "已收回" in tab.inner_text("main .notice")
    assert HandOnRecord.objects.get().withdrawn_at is not None
    hand_on(OPERATOR, row_of(site), bureau, "", "2")
    theirs = tab_of("kejing")
    theirs.goto("/units/hs-kj?tab=taken")
    theirs.goto("/units/hongshan/handed")
    assert theirs.locator(".row-acts").count() == 0


def test_a_bar_stays_in_the_window_while_rows_are_ticked(site: Site, bureau: UnitRecord, tab_of: Callable[[str], Any]) -> None:
    tab = tab_of("tianbao")
    tab.goto("/units/hongshan")
    assert tab.is_hidden("#pick-bar")
    ticks = tab.locator("#rows [name='row']")
    ticks.last.check()
    ticks.first.check()
    assert tab.inner_text("#pick-bar [role='status']") == "已选 2 项"
    for top in (0, 10_000):
        tab.evaluate("top => scrollTo(0, top)", top)
        box = tab.locator("#pick-bar").bounding_box()
        assert 0 <= box["y"] <= tab.viewport_size["height"] - box["height"]
    assert faults(tab, "the bar") == []
    tab.click("#pick-bar button[type='button']")
    assert tab.is_hidden("#pick-bar")
    ticks.last.check()
    tab.click("#pick-bar button >> nth=0")
    assert tab.locator("[name='row']").count() == 1
    assert "/units/hongshan/hand-on?row=" in tab.url


def test_a_form_that_has_seen_nothing_overwrites_nothing(site: Site, bureau: UnitRecord) -> None:
    row = row_of(site)
    made = hand_on(OPERATOR, row, bureau, "", "2")
    browser = site.client("tianbao")
    browser.post(f"/units/hongshan/handed/{made.pk}", {"what": "edit", "figure": "9"})
    assert HandOnRecord.objects.get().figure == "2"
    browser.post(f"/units/hongshan/handed/{made.pk}", {"what": "withdraw", "reason": "再议", "edition": "1"})
    assert HandOnRecord.objects.get().withdrawn_at is not None
    stale = browser.post("/units/hongshan/hand-on", {"row": row.pk, "unit": "hs-kj", f"figure-{row.pk}": "9"})
    assert stale.status_code == 422
    assert "刚有人改过" in stale.content.decode()
    assert HandOnRecord.objects.get().figure == "2"
