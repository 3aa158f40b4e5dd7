"""The frame of every page: the panel 从哪来, shortcuts, and fields that never trip an input method."""

from collections.abc import Callable
from typing import Any

import pytest

from made_site import Site
from yibiao.hub.commitments import splits
from yibiao.hub.commitments.models import CommitmentRecord

pytestmark = pytest.mark.django_db(transaction=True)

TabOf = Callable[[str], Any]


def panel_text(tab: Any) -> str:
    tab.wait_for_selector("#panel-body .trace")
    return str(tab.inner_text("#panel-body"))


def test_a_click_on_a_figure_shows_the_sentence_the_districts_and_the_shares(site: Site, tab_of: TabOf) -> None:
    splits.approve(site.actor("lingdao"), site.split, "武政办函〔2021〕9号")
    splits.issue(site.actor("diaodu"), site.split)
    target = next(one for one in site.plan.effective["targets"] if one["key"] == site.split.target)
    parts = CommitmentRecord.objects.filter(plan=site.plan, target=target["key"], holding="share").select_related("unit")
    tab = tab_of("diaodu")
    tab.goto(f"/plans/{site.plan.pk}")
    tab.click(f'main [data-trace][href$="/targets/{target["key"]}"]')
    said = panel_text(tab)
    assert target["text"] in tab.inner_text("#panel-body mark")
    assert "武政办函〔2021〕9号" in said
    assert parts.count() > 1
    for part in parts:
        assert f"{part.unit.name}\t{part.figure}" in said


def test_the_panel_is_walked_copied_and_closed_by_keys(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.context.grant_permissions(["clipboard-read", "clipboard-write"])
    tab.goto(f"/plans/{site.plan.pk}")
    links = tab.locator("main [data-trace]")
    links.nth(0).focus()
    tab.keyboard.press("Enter")
    panel_text(tab)
    assert links.nth(0).get_attribute("aria-expanded") == "true"
    tab.keyboard.press("ArrowDown")
    assert links.nth(1).get_attribute("aria-expanded") == "true"
    assert links.nth(0).get_attribute("aria-expanded") is None
    tab.click("[data-panel=copy]")
    tab.wait_for_selector("[data-panel=copy]:has-text('已复制')")
    address = tab.evaluate("navigator.clipboard.readText()")
    assert address.endswith(links.nth(1).get_attribute("href"))
    tab.keyboard.press("Escape")
    assert tab.locator("#panel").is_hidden()
    assert tab.evaluate("document.activeElement.getAttribute('href')") == links.nth(1).get_attribute("href")
    tab.goto(address)
    assert tab.inner_text("h1") == "从哪来"
    assert tab.locator(".trace mark").count() >= 1


def test_a_row_of_a_table_says_its_light_and_its_rule(site: Site, tab_of: TabOf) -> None:
    row = CommitmentRecord.objects.filter(plan=site.plan, unit__code="hongshan").order_by("pk")[0]
    tab = tab_of("tianbao")
    tab.goto(f"/trace/commitments/{row.pk}?period=2021-06")
    said = tab.inner_text(".trace")
    assert row.text in said
    assert "默认规则（第1版）" in said
    assert tab.locator(".trace mark").count() >= 1
    tab.goto(f"/trace/commitments/{row.pk}?period=2021-06&lang=en")
    assert "Default rule, version 1" in tab.inner_text(".trace")


def test_what_somebody_may_not_see_has_no_trace(site: Site) -> None:
    other = CommitmentRecord.objects.filter(plan=site.plan).exclude(unit__code="hongshan").exclude(leads__unit__code="hongshan")
    row = other.filter(unit__kind="district").order_by("pk")[0]
    assert site.client("tianbao").get(f"/trace/commitments/{row.pk}").status_code == 404
    assert site.client("diaodu").get(f"/trace/commitments/{row.pk}").status_code == 200
    assert site.client("diaodu").get(f"/trace/plans/{site.plan.pk}/targets/none").status_code == 404
    key = site.plan.effective["tasks"][0]["key"]
    assert site.client("diaodu").get(f"/trace/plans/{site.plan.pk}/tasks/{key}/lead/99").status_code == 404
    assert site.client("diaodu").get(f"/trace/plans/{site.plan.pk}/tasks/{key}/made-up/0").status_code == 404


def test_shortcuts(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    tab.goto("/design")
    tab.keyboard.press("?")
    assert tab.locator("#keys").is_visible()
    tab.keyboard.press("Escape")
    assert tab.locator("#keys").is_hidden()
    tab.keyboard.press("/")
    assert tab.evaluate("document.activeElement.id") == "find"
    tab.keyboard.type("gp?")
    assert tab.input_value("#find") == "gp?"
    assert tab.locator("#keys").is_hidden()
    tab.evaluate("document.activeElement.blur()")
    tab.keyboard.press("g")
    tab.keyboard.press("p")
    tab.wait_for_url("**/plans/")


def test_letters_of_pinyin_are_no_query_yet(site: Site, tab_of: TabOf) -> None:
    tab = tab_of("diaodu")
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url) if "/search/suggest" in request.url else None)
    tab.goto("/design")
    tab.click("#find")
    method = tab.context.new_cdp_session(tab)
    for typed in ("k", "ke", "ke'j", "ke'ji"):
        method.send("Input.imeSetComposition", {"text": typed, "selectionStart": len(typed), "selectionEnd": len(typed)})
        tab.wait_for_timeout(80)
    tab.wait_for_timeout(300)
    assert asked == []
    with tab.expect_request("**/search/suggest*"):
        method.send("Input.insertText", {"text": "科技"})
    assert len(asked) == 1
    assert "%E7%A7%91%E6%8A%80" in asked[0]
