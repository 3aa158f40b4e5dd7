"""The days of a plan's periods: as the document orders, then as its office sets them, never back in time."""

import datetime
import json
from collections.abc import Iterator

import pytest
import time_machine

from made_site import OPERATOR, Site, make_site
from yibiao.core.cycle.timetable import Step, Timetable, timetable_values
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Act, Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.cycle.days import set_days
from yibiao.hub.cycle.models import CycleRecord
from yibiao.hub.cycle.timetables import carry_timetables, rounds, set_timetable, timetables
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work.filling import tables

pytestmark = pytest.mark.django_db
EARLIER = timetable_values(Timetable(report=Step("day", 26), shift="before"))


@pytest.fixture
def site(db: None) -> Iterator[Site]:
    made = make_site(6)
    with time_machine.travel(datetime.datetime(2021, 9, 20, 2, tzinfo=datetime.UTC), tick=False):
        yield made


def report_of(plan: PlanRecord, period: str) -> str:
    made, _ = rounds(plan)
    return next(one.dates.report.isoformat() for one in made if one.period == period)


def refusal(site: Site, values: object, since: str | None = None) -> str:
    with pytest.raises(Refused) as refused:
        set_timetable(site.actor("diaodu"), site.plan, values, since)
    return refused.value.key


def test_the_usual_days_move_for_holidays(site: Site) -> None:
    # 28 August 2021 is a Saturday; 26 September was worked for the Mid-Autumn festival.
    assert report_of(site.plan, "2021-08") == "2021-08-30"
    set_days(OPERATOR, datetime.date(2021, 8, 30), datetime.date(2021, 8, 30), False, "停电")
    assert report_of(site.plan, "2021-08") == "2021-08-31"


def test_what_the_office_sets_holds_from_then_on_and_the_past_keeps_its_days(site: Site) -> None:
    before = report_of(site.plan, "2021-08")
    row = set_timetable(site.actor("diaodu"), site.plan, EARLIER)
    assert row.since == "2021-09"
    assert report_of(site.plan, "2021-08") == before
    assert report_of(site.plan, "2021-09") == "2021-09-26"  # a Sunday that is worked
    assert report_of(site.plan, "2021-12") == "2021-12-24"
    entry = EntryRecord.objects.latest("seq")
    assert (entry.action, json.loads(entry.line)["changes"]) == ("cycle.set", [["timetable:2021-09", None, EARLIER]])


def test_a_later_month_can_be_named_and_set_again(site: Site) -> None:
    office = site.actor("diaodu")
    set_timetable(office, site.plan, EARLIER, "2021-11")
    set_timetable(office, site.plan, timetable_values(Timetable(report=Step("day", 27))), "2021-11")
    assert (report_of(site.plan, "2021-10"), report_of(site.plan, "2021-11")) == ("2021-10-28", "2021-11-29")
    assert CycleRecord.objects.count() == 1


def test_days_that_are_over_cannot_be_set(site: Site) -> None:
    assert refusal(site, EARLIER, "2021-08") == "cycle.too-early"
    assert refusal(site, EARLIER, "2022-01") == "cycle.too-late"
    assert refusal(site, EARLIER, "2021-Q4") == "cycle.no-month"
    assert refusal(site, EARLIER, "下个月") == "cycle.no-month"
    assert refusal(site, {**EARLIER, "verify": {"kind": "day", "number": 20}}) == "cycle.order"
    assert refusal(site, {}) == "cycle.no-step"
    assert not CycleRecord.objects.exists()
    with time_machine.travel(datetime.datetime(2022, 3, 1, tzinfo=datetime.UTC)):
        assert refusal(site, EARLIER) == "cycle.over"


def test_a_draft_has_no_timetable_yet(site: Site) -> None:
    with pytest.raises(Refused) as refused:
        set_timetable(site.actor("diaodu"), site.draft, EARLIER)
    assert refused.value.key == "cycle.not-published"


def test_only_the_dispatching_office_sets_the_days(site: Site) -> None:
    for login in ("tianbao", "shenhe", "lingdao"):
        with pytest.raises(Denied):
            set_timetable(site.actor(login), site.plan, EARLIER)


def test_first_pages_tell_the_day_and_who_says_so(site: Site) -> None:
    day = datetime.date(2021, 9, 20)
    table = tables(site.actor("tianbao"), day)[0]
    assert (table.due.isoformat(), table.by) == ("2021-09-28", "usual")
    set_timetable(site.actor("diaodu"), site.plan, EARLIER)
    table = tables(site.actor("tianbao"), day)[0]
    assert (table.due.isoformat(), table.by) == ("2021-09-26", "set")
    assert "按调度单位定的日程" in site.client("tianbao").get("/").content.decode()


def test_a_revision_goes_on_by_the_days_that_were_set(site: Site) -> None:
    set_timetable(site.actor("diaodu"), site.plan, EARLIER)
    carry_timetables(Act(OPERATOR, "plan.publish"), site.plan, site.revision)
    assert timetables([site.revision])[site.revision.pk].at("2021-10") == timetables([site.plan])[site.plan.pk].at("2021-10")
