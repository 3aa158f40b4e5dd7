"""Whatever people do in whatever order, a report never stands where it can't, and no value is lost (property tests)."""

import datetime
import itertools
import os
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reporting_city import MAY, City, on
from yibiao.core.cycle.reporting import STAGES
from yibiao.hub import clock
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.commitments.saving import Conflict, Invalid
from yibiao.hub.reporting import asking
from yibiao.hub.reporting.accepting import accept
from yibiao.hub.reporting.filing import digest_of, pass_on, reported, send_back, submit
from yibiao.hub.reporting.models import ReportRecord, RequestRecord, StandingRecord, StepRecord
from yibiao.hub.reporting.returning import Wrong, return_cells
from yibiao.hub.reporting.vouching import Verified, publish_official, verify

# `YIBIAO_TEST_MONTHS=400` makes a long run of it.
MONTHS = int(os.environ.get("YIBIAO_TEST_MONTHS", "6"))
# What may be refused is refused in one of these ways; anything else is a fault of the program.
REFUSED = (Refused, Denied, Stale, Invalid, Conflict)
DEEDS = ("say", "explain", "submit", "review", "sign", "file", "back", "return", "accept", "verify", "official", "reopen", "correct", "extend", "night")


class Month:
    """One month as somebody would remember it who saw every deed: what the program holds has to agree."""

    def __init__(self, city: City) -> None:
        self.city, self.rows = city, city.rows
        self.said: dict[int, str] = {}
        self.filed: dict[int, str] = {}
        self.vouched: dict[tuple[int, str], str] = {}
        self.day = datetime.date(2026, 5, 24)
        self.late_seen = False
        self.first_filed: datetime.datetime | None = None

    @property
    def report(self) -> ReportRecord | None:
        return ReportRecord.objects.filter(plan=self.city.plan, unit=self.city.unit, period=MAY).first()

    def do(self, deed: str, at: int, number: int) -> None:
        """Try a deed about the `at`-th row with a number; what is refused changes nothing."""
        if deed == "file":  # all the way, or the random order would seldom come so far
            for one in ("explain", "submit", "review", "sign"):
                self.do(one, at, number)
            return
        before = self._kept()
        try:
            with clock.played(on(f"{self.day}")):
                getattr(self, f"_{deed}")(at % len(self.rows), f"{number}")
        except REFUSED:
            assert self._kept() == before, deed
        self.check()

    def _kept(self) -> list[Any]:
        values = ValueRecord.objects.order_by("pk").values_list("commitment", "field", "value", "filed", "counted", "approved")
        return [*values, *ReportRecord.objects.values_list("stage", "late", "returned", "filings", "digest")]

    def _row(self) -> ReportRecord:
        row = self.report
        if row is None:
            raise Refused("reporting.not-filed-yet")
        return row

    # --- deeds

    def _night(self, _at: int, number: str) -> None:
        self.day += datetime.timedelta(days=int(number) % 4)

    def _say(self, at: int, number: str) -> None:
        value = ValueRecord.objects.filter(commitment=self.rows[at], period=MAY, field="total").first()
        self.city.say(number, at=at, edition=value.edition if value else 0)
        self.said[at] = number

    def _explain(self, at: int, number: str) -> None:
        value = ValueRecord.objects.filter(commitment=self.rows[at], period=MAY, field="explained").first()
        self.city.say(f"说明{number}", at=at, field="explained", edition=value.edition if value else 0)

    def _submit(self, _at: int, _number: str) -> None:
        submit(self.city.clerk, self.city.key())

    def _review(self, _at: int, _number: str) -> None:
        self._passed(self.city.reviewer)

    def _sign(self, _at: int, _number: str) -> None:
        self._passed(self.city.head)

    def _passed(self, actor: Any) -> None:
        if pass_on(actor, self._row()).stage == "filed":
            self.filed = dict(self.said)

    def _back(self, _at: int, _number: str) -> None:
        send_back(self.city.head, self._row(), reason="再核一下")

    def _return(self, at: int, _number: str) -> None:
        return_cells(self.city.office, self._row(), [Wrong(self.rows[at].pk, "total", "与台账不符")])

    def _accept(self, _at: int, _number: str) -> None:
        accept(self.city.office, self._row())

    def _verify(self, at: int, number: str) -> None:
        verify(self.city.office, self.city.plan, [Verified(self.rows[at].pk, number)], MAY, "site", "现场清点")
        self.vouched[at, StandingRecord.VERIFIED] = number

    def _official(self, at: int, number: str) -> None:
        publish_official(self.city.office, self.city.plan, {self.rows[at].pk: number}, MAY, "统计月报")
        self.vouched[at, StandingRecord.OFFICIAL] = number

    def _reopen(self, _at: int, _number: str) -> None:
        asking.approve(self.city.office, asking.ask(self.city.clerk, self.city.key(), RequestRecord.REOPEN, {}, reason="口径有误"))

    def _extend(self, _at: int, number: str) -> None:
        until = {"until": self.day + datetime.timedelta(days=int(number) % 9)}
        asking.approve(self.city.office, asking.ask(self.city.clerk, self.city.key(), RequestRecord.EXTENSION, until, reason="会签"))

    def _correct(self, at: int, number: str) -> None:
        body = {"commitment": self.rows[at].pk, "field": "total", "value": number}
        asking.approve(self.city.office, asking.ask(self.city.clerk, self.city.key(), RequestRecord.CORRECTION, body, reason="漏报"))
        self.said[at] = self.filed[at] = number

    # --- what holds after each of them

    def check(self) -> None:
        """Compare what the program keeps with what was seen."""
        self._check_values()
        row = self.report
        if row is None:
            assert not StepRecord.objects.exists()
            return
        assert row.stage in STAGES
        steps = list(row.steps.all())
        for one, two in itertools.pairwise(steps):
            assert one.after == two.before  # no step is missing between them
        if steps:
            assert steps[-1].after == row.stage
        assert row.late or not self.late_seen  # late stays late for ever
        self.late_seen = row.late
        if self.first_filed is not None:
            assert row.filed_at == self.first_filed
        self.first_filed = row.filed_at
        assert row.filings == sum(step.after == "filed" and step.before != "filed" for step in steps)
        assert not (row.returned and row.stage in ("filed", "accepted"))

    def _check_values(self) -> None:
        totals = {value.commitment_id: value for value in ValueRecord.objects.filter(period=MAY, field="total")}
        for at, row in enumerate(self.rows):
            value = totals.get(row.pk)
            assert (value.value if value else "") == self.said.get(at, ""), "a value was lost"
            assert ((value.filed if value else "") or "") == self.filed.get(at, ""), "what was filed changed"
            official = self.vouched.get((at, StandingRecord.OFFICIAL))
            if official is not None:
                assert value is not None
                assert value.counted == official
            elif not self.filed.get(at):
                assert value is None or not value.counted  # nothing counts that was not filed


def a_filed_month(month: Month) -> None:
    """Begin where most deeds are possible: a report that was filed."""
    for deed, at in (("say", 0), ("say", 1), ("explain", 0), ("explain", 1), ("submit", 0), ("review", 0), ("sign", 0)):
        month.do(deed, at, 5)
    assert month.report is not None
    assert month.report.stage == "filed"


def a_late_month(month: Month) -> None:
    """Begin with a report that was filed after its day, and is back with its unit."""
    month.day = datetime.date(2026, 6, 1)
    a_filed_month(month)
    month.do("return", 0, 0)
    assert month.late_seen


@pytest.mark.parametrize("begin", [lambda month: None, a_filed_month, a_late_month], ids=["nothing", "filed", "filed late"])
@settings(max_examples=MONTHS, deadline=None, suppress_health_check=list(HealthCheck))
@given(deeds=st.lists(st.tuples(st.sampled_from(DEEDS), st.integers(0, 1), st.integers(0, 40)), min_size=10, max_size=25))
def test_no_order_of_deeds_leads_to_an_impossible_report(
    city: City, begin: Callable[[Month], None], deeds: list[tuple[str, int, int]]
) -> None:
    with transaction.atomic():
        month = Month(city)
        begin(month)
        for deed, at, number in deeds:
            month.do(deed, at, number)
        row = month.report
        if row is not None and row.stage == "accepted" and not RequestRecord.objects.filter(kind="correct").exists():
            assert row.digest == digest_of(reported(row))  # the receipt proves what is kept
        transaction.set_rollback(True)
