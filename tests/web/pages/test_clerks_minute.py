"""A clerk's month with three changes takes under a minute of clicks, counted by the keystroke-level model.

Card, Moran and Newell, "The Keystroke-Level Model for User Performance Time with Interactive Systems", CACM 23 (1980): the
seconds that a practised hand takes are those of its keys, its pointing, its way between mouse and keyboard and its
decisions. They are counted here while the month is done in a real browser, so that a page that asks for more clicks fails;
no clock of the machine is read.
"""

from collections.abc import Callable
from typing import Any

import pytest

from made_reports import filed, report_value
from made_site import DISTRICT, Site
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.reporting.models import ReportRecord

pytestmark = pytest.mark.django_db(transaction=True)

# Seconds, from the paper: a key of an average typist who is no secretary, pointing, pressing a button, hand to the other device, deciding.
KEY, POINT, PRESS, HOME, DECIDE = 0.28, 1.1, 0.2, 0.4, 1.35
MINUTE = 60


class Hand:
    """A hand that works in a tab; `seconds` is what it has taken."""

    def __init__(self, tab: Any) -> None:
        self.tab, self.seconds, self.on_keys = tab, 0.0, False

    def click(self, what: str) -> None:
        """Decide, point at something, and press."""
        self.seconds += DECIDE + POINT + PRESS + (HOME if self.on_keys else 0)
        self.on_keys = False
        self.tab.click(what)

    def write(self, what: str, text: str) -> None:
        """Click into a field and type over what it holds."""
        self.click(what)
        self.seconds += HOME + KEY * (len(text) + 1)
        self.on_keys = True
        self.tab.fill(what, text)


def test_three_changes_and_the_rest_with_one_click(site: Site, tab_of: Callable[[str], Any]) -> None:
    owed = CommitmentRecord.objects.filter(plan=site.plan, unit__code=DISTRICT, closed_at=None).order_by("place", "pk")
    rows, others = list(owed.exclude(target="")), list(owed.filter(target=""))
    assert len(rows) >= 3
    assert others
    for row in rows:
        report_value(row, "2021-08", "2")
    for row in others:
        report_value(row, "2021-08", "正常推进", "progress")
    filed(site.plan, site.units[DISTRICT], "2021-08")
    tab = tab_of("tianbao")
    hand = Hand(tab)
    tab.goto(f"/units/{DISTRICT}/values?plan={site.plan.pk}&period=2021-09")
    for row in rows[:3]:
        hand.write(f"[name='cell-{row.pk}-total']", "3")
    hand.click(".save-bar button:not(.quiet)")
    hand.click("#carry > button")
    hand.click(".report-strip a")
    hand.click("#submit button")
    assert ReportRecord.objects.get(period="2021-09").stage == "review"
    said = ValueRecord.objects.filter(period="2021-09").values_list("source", flat=True)
    assert sorted(said) == sorted(["typed"] * 3 + ["carried"] * (len(rows) - 3 + len(others)))
    print(f"keystroke-level model: {hand.seconds:.1f} s")
    assert hand.seconds < MINUTE
