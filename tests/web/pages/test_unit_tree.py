"""The tree of units: counts, dates and former names; branches fold; a search keeps what it finds in its place."""

import datetime
from collections.abc import Callable
from typing import Any

import pytest

from made_site import OPERATOR, Site
from yibiao.hub.clock import today
from yibiao.hub.orgs.units import add_unit, rename_unit

pytestmark = pytest.mark.django_db(transaction=True)

SHOWN = "#tree tbody tr:not([hidden])"


@pytest.fixture
def tab(site: Site, tab_of: Callable[[str], Any]) -> Any:
    bureau = add_unit(OPERATOR, site.units["hongshan"], "hs-kj", "洪山区科技局", "department", since="2019-03-01")
    rename_unit(OPERATOR, bureau, "洪山区科技和经济信息化局", today() - datetime.timedelta(days=3))
    tab = tab_of("tianbao")
    tab.goto("/units/")
    return tab


def test_counts_dates_and_former_names(site: Site, tab: Any) -> None:
    district = tab.inner_text("#tree tr:has-text('420111')")
    assert "下属 1" in district
    owed = tab.inner_text("#tree tr:has-text('420111') td.number")
    assert int(owed) > 0
    bureau = tab.inner_text("#tree tr:has-text('hs-kj')")
    assert "原名 洪山区科技局" in bureau
    assert "2019-03-01" in bureau


def test_branches_fold(site: Site, tab: Any) -> None:
    count = tab.locator(SHOWN).count()
    tab.click("#tree tr:has-text('420111') .twist")
    assert tab.locator(SHOWN).count() == count - 1
    assert tab.get_attribute("#tree tr:has-text('420111') .twist", "aria-expanded") == "false"
    tab.focus("#tree tr:has-text('420111') a >> nth=0")
    tab.keyboard.press("ArrowRight")
    assert tab.locator(SHOWN).count() == count
    tab.click("[data-fold='all']")
    assert tab.is_hidden("#tree tr:has-text('hs-kj')")


def test_a_search_finds_former_names_in_their_place(site: Site, tab: Any) -> None:
    tab.fill("#q", "洪山区科技局")
    assert tab.inner_text("#count") == "1 个单位"
    assert [text.split("\n")[0].split()[0] for text in tab.locator(f"{SHOWN} td:first-child").all_inner_texts()] == ["武汉市", "洪山区", "洪山区科技和经济信息化局"]
    served = site.client("tianbao").get("/units/", {"q": "洪山区科技局"}).content.decode()
    assert served.count("<tr data-path") - served.count(" hidden><td>") == 3
    tab.fill("#q", "没有这个单位")
    assert tab.is_visible("#none")


def test_in_english(site: Site, tab: Any) -> None:
    tab.goto("/units/?lang=en")
    assert tab.inner_text("h1") == "Units"
    assert "formerly 洪山区科技局" in tab.inner_text("#tree")
