"""The first page of who heads a unit: how it stands, as its table counts it, with a link to those rows."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from long_plans import long_plan
from made_commitments import published
from made_reports import value_of
from made_site import DISTRICT, OPERATOR, Site
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.demovalues import report
from yibiao.hub.work.ownunit import own_units

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_head_sees_how_the_unit_stands_and_opens_the_rows(site: Site, tab_of: Callable[[str], Any]) -> None:
    report(OPERATOR, site.plan)
    tab = tab_of("quzhang")
    tab.goto("/")
    panel = tab.locator(".work-own")
    assert "洪山区的进度" in panel.inner_text()
    items = CommitmentRecord.objects.filter(unit__code=DISTRICT, closed_at=None, plan__state="published").count()
    assert f"截至2021年9月，{items} 项" in panel.inner_text()
    numbers = panel.locator(".figures b").evaluate_all("all => all.map((one) => Number(one.lastChild.textContent))")
    assert sum(numbers) == items
    assert all(word in panel.inner_text() for word in ("欠进度", "严重滞后", "达进度", "其中未填报"))
    links = panel.locator(".figures li").evaluate_all("all => all.map((one) => one.querySelectorAll('a').length)")
    assert links == [int(number > 0) for number in numbers], "no link leads to nothing"
    for place, number in enumerate(filter(None, numbers)):
        panel.locator(".figures a").nth(place).click()
        assert f"/units/{DISTRICT}?tab=owes&period=2021-09&light=" in tab.url
        assert tab.locator("#rows tbody tr:not([hidden])").count() == number
        tab.go_back()
    tab.goto("/?lang=en")
    assert f"as of 2021-09, {items} items" in panel.inner_text()


def test_nobody_else_has_it(site: Site) -> None:
    for login in ("tianbao", "diaodu", "lingdao", "shenji", "xitong"):
        assert "work-own" not in site.client(login).get("/").content.decode()
    CommitmentRecord.objects.filter(unit__code=DISTRICT).update(closed_at=site.plan.at)
    assert own_units(site.actor("quzhang")) == [], "nothing is owed"


def test_it_asks_no_more_often_for_more(site: Site) -> None:
    browser = site.client("quzhang")
    browser.get("/")

    def asked() -> int:
        with CaptureQueriesContext(connection) as found:
            assert browser.get("/").status_code == 200
        return len(found)

    report(OPERATOR, site.plan)
    asked()
    few = asked()
    more = published(long_plan(40), site.units["keji"], dispatching=site.units["keji"])
    rows = CommitmentRecord.objects.filter(plan=more, closed_at=None)
    ValueRecord.objects.bulk_create(
        value_of(row, "2021-09", "1", at=more.at) for row in rows
    )
    asked()
    assert asked() == few
