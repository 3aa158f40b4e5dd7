"""The form saves by itself: through a dropped connection, and beside somebody else who fills in the same one."""

from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.sessions.models import Session

from made_hub import make_person, signed_in
from made_site import DISTRICT, Site
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord

pytestmark = pytest.mark.django_db(transaction=True)

MAY = "2021-05"


def rows(site: Site) -> list[int]:
    owed = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT).order_by("place")
    return list(owed.values_list("pk", flat=True))


def cell(row: int, field: str) -> str:
    return f"[name='cell-{row}-{field}']"


def kept() -> dict[tuple[int, str], str]:
    found = ValueRecord.objects.filter(period=MAY).values_list("commitment", "field", "value")
    return {(commitment, field): value for commitment, field, value in found}


def form(site: Site) -> str:
    return f"/units/{DISTRICT}/values?plan={site.plan.pk}&period={MAY}"


def test_what_is_typed_without_a_connection_is_kept_and_saved_when_there_is_one(site: Site, tab_of: Callable[[str], Any]) -> None:
    first, second = rows(site)[:2]
    tab = tab_of("tianbao")
    tab.goto(form(site))
    tab.fill(cell(first, "total"), "3")
    tab.press(cell(first, "total"), "Enter")
    tab.wait_for_selector("#saved:has-text('已自动保存')")
    assert kept() == {(first, "total"): "3"}
    tab.context.set_offline(True)
    tab.fill(cell(second, "total"), "4")
    tab.press(cell(second, "total"), "Enter")
    tab.wait_for_selector("#saved:has-text('网络断开，已存在本机')")
    assert "4" in tab.evaluate("JSON.stringify(localStorage)")
    assert (second, "total") not in kept()
    tab.context.set_offline(False)
    tab.wait_for_selector("#saved:has-text('已自动保存')")
    assert kept() == {(first, "total"): "3", (second, "total"): "4"}
    assert "yibiao-unsent" not in tab.evaluate("JSON.stringify(localStorage)")
    tab.click(".save-bar button >> nth=0")
    assert "没有改动" in tab.inner_text("main"), "the form knows what was saved"
    # A login that timed out: the entry stays, and is saved when its author has signed in again elsewhere.
    Session.objects.all().delete()
    tab.fill(cell(second, "total"), "6")
    tab.press(cell(second, "total"), "Enter")
    tab.wait_for_selector("#saved:has-text('登录已过期') a[target=_blank]")
    kept_cookies = signed_in("tianbao").cookies.values()
    tab.context.add_cookies([{"name": known.key, "value": known.value, "url": tab.evaluate("location.origin")} for known in kept_cookies])
    tab.wait_for_selector("#saved:has-text('已自动保存')")
    assert kept()[second, "total"] == "6"


def test_two_people_see_each_others_cells_and_lose_none(site: Site, tab_of: Callable[[str], Any]) -> None:
    first, second, third = rows(site)[:3]
    make_person(site.units[DISTRICT], "liaison", "erhao")
    one, other = tab_of("tianbao"), tab_of("erhao")
    one.goto(form(site))
    other.goto(form(site))
    one.fill(cell(first, "total"), "3")
    one.press(cell(first, "total"), "Enter")
    one.wait_for_selector("#saved:has-text('已自动保存')")
    other.fill(cell(second, "total"), "5")
    other.press(cell(second, "total"), "Enter")
    other.wait_for_selector(f"td.theirs {cell(first, 'total')}")
    assert other.input_value(cell(first, "total")) == "3"
    assert "正在填" in other.inner_text("#here")
    one.wait_for_selector(f"td.theirs {cell(second, 'total')}")
    # Both in one cell: the later is told, with both values, and chooses.
    for tab, value in ((one, "7"), (other, "8")):
        tab.context.set_offline(True)
        tab.fill(cell(third, "total"), value)
        tab.press(cell(third, "total"), "Enter")
    one.context.set_offline(False)
    one.wait_for_selector("#saved:has-text('已自动保存')")
    other.context.set_offline(False)
    other.wait_for_selector(".note.auto:has-text('tianbao')")
    assert other.input_value(cell(third, "total")) == "8", "what was typed stands"
    assert kept()[third, "total"] == "7"
    other.click(".note.auto button:has-text('用我的')")
    other.wait_for_selector("#saved:has-text('已自动保存')")
    assert kept() == {(first, "total"): "3", (second, "total"): "5", (third, "total"): "8"}
