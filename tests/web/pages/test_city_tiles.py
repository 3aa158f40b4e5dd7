"""The tiles of the districts: readable on a phone, and what is not shown to somebody is not called unquantified."""

from collections.abc import Callable
from typing import Any

import pytest

from made_site import DISTRICT, OPERATOR, Site, make_site
from yibiao.hub.clock import now
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.demovalues import report

pytestmark = pytest.mark.django_db(transaction=True)
Tabs = Callable[[str], Any]

HIDDEN, NONE = "不在查看范围", "未量化或未分解"
# Texts that run out of their box or out of the window, and tiles that lie on one another.
CUT = """() => {
  const cut = Array.from(document.querySelectorAll(".tile, .tile span")).filter((one) => {
    const box = one.getBoundingClientRect();
    return one.scrollWidth > one.clientWidth + 1 && one.clientWidth || box.right > innerWidth || box.left < 0;
  });
  const tiles = Array.from(document.querySelectorAll(".tile"), (one) => one.getBoundingClientRect());
  const over = tiles.filter((one, at) => tiles.some((two, to) => to > at && one.left < two.right - 1 && two.left < one.right - 1 && one.top < two.bottom - 1 && two.top < one.bottom - 1));
  const low = Array.from(document.querySelectorAll(".tile")).filter((one) => one.scrollHeight > one.clientHeight + 1);
  return [...cut.map((one) => one.textContent), ...over.map(() => "over"), ...low.map((one) => "low: " + one.textContent)];
}"""


@pytest.fixture
def site(transactional_db: None) -> Site:
    """A site with half a year of values, a district far behind, and one of which nobody sees a figure."""
    made = make_site(12)
    report(OPERATOR, made.plan)
    owed = CommitmentRecord.objects.filter(plan=made.plan).exclude(target="")
    owed.filter(unit__code="hanyang", holding__in=("own", "share", "total")).update(closed_at=now())
    return made


def said(tab: Any, code: str) -> str:
    return str(tab.inner_text(f'.tile[data-code="{code}"] .tile-light .word'))


def test_what_somebody_may_not_see_is_not_called_unquantified(site: Site, tab_of: Tabs) -> None:
    clerk, office = tab_of("tianbao"), tab_of("diaodu")
    clerk.goto("/city/")
    # A share that is not issued is all that the clerk sees of another district: rows without a figure.
    assert said(clerk, "wuchang") == HIDDEN
    assert said(clerk, DISTRICT) not in (HIDDEN, NONE)
    assert said(clerk, "hanyang") == NONE
    office.goto("/city/")
    assert said(office, "wuchang") not in (HIDDEN, NONE)
    assert said(office, "hanyang") == NONE
    assert HIDDEN not in office.inner_text(".tiles")
    clerk.goto("/city/?lang=en")
    assert said(clerk, "wuchang") == "not yours to see"


@pytest.mark.parametrize("width", [390, 360, 320])
def test_tiles_can_be_read_on_a_phone(site: Site, tab_of: Tabs, width: int) -> None:
    for login in ("diaodu", "tianbao"):
        tab = tab_of(login)
        tab.set_viewport_size({"width": width, "height": 844})
        for lang in ("zh", "en"):
            tab.goto(f"/city/?lang={lang}")
            assert tab.locator(".tile").count() == 16
            assert tab.evaluate(CUT) == [], (login, lang)
            assert tab.evaluate("document.documentElement.scrollWidth") <= width
            assert tab.is_hidden(".tiles-placed")


def test_a_wide_window_keeps_the_places_of_the_map(site: Site, tab_of: Tabs) -> None:
    tab = tab_of("diaodu")
    tab.goto("/city/")
    boxes = [tab.locator(f'.tile[data-code="{code}"]').bounding_box() for code in ("huangpi", "jianghan")]
    assert boxes[0]["x"] == boxes[1]["x"]
    assert boxes[0]["y"] < boxes[1]["y"]
    assert tab.is_visible(".tiles-placed")
    tab.goto("/city/?lang=en")
    assert tab.evaluate("Array.from(document.querySelectorAll('.tile')).filter((one) => one.scrollHeight > one.clientHeight + 1).length") == 0
