"""Climbing as a job: twice or a month late, the rows and the notices are the same, and nothing storms."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine

from made_coordination import make_issue, make_notice, owed, step
from made_site import Site, make_site
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.coordination.climbing import climb_due
from yibiao.hub.coordination.models import ItemRecord, ItemStepRecord
from yibiao.hub.coordination.reading import waiting_items
from yibiao.hub.jobs.ticking import tick
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.plans.models import ChargeRecord

pytestmark = pytest.mark.django_db
START = datetime.date(2021, 9, 13)


@pytest.fixture
def site(db: None) -> Iterator[Site]:
    made = make_site(6)
    with time_machine.travel(at(START), tick=False):
        yield made


def at(day: datetime.date) -> datetime.datetime:
    return datetime.datetime(day.year, day.month, day.day, 2, tzinfo=datetime.UTC)


def climbs(item: ItemRecord) -> list[tuple[str, str]]:
    rows = ItemStepRecord.objects.filter(item=item, name="climb").order_by("id")
    return [(row.level, row.day.isoformat()) for row in rows]


def run_on(*days: datetime.date) -> list[int]:
    done = []
    for day in days:
        with time_machine.travel(at(day), tick=False):
            done.append(climb_due())
    return done


def test_every_day_or_once_a_month_later_is_the_same(site: Site) -> None:
    row, bureau = owed(site), site.units["wuchang"]
    daily, once = (make_issue(site, title, unit=bureau, commitment=row) for title in "甲乙")
    days = [START + datetime.timedelta(one) for one in range(50)]
    # One is looked at day by day, twice each day; the other only at the end.
    ItemRecord.objects.filter(pk=once.pk).update(state="closed")
    run_on(*sorted([*days, *days]))
    ItemRecord.objects.filter(pk=once.pk).update(state="unsigned")
    run_on(days[-1], days[-1])
    # Due on 28 September; five days end in the National Day and go on to the 8th; five more, and three for the leader.
    assert climbs(daily) == [("lead", "2021-09-29"), ("dispatching", "2021-10-09"), ("leader", "2021-10-15")]
    assert climbs(once) == climbs(daily)


def test_what_the_lead_has_begins_with_the_lead(site: Site) -> None:
    item = make_issue(site, commitment=owed(site))
    assert item.level == "lead"
    run_on(START + datetime.timedelta(16))
    assert [level for level, _ in climbs(item)] == ["dispatching"]


def test_a_month_late_tells_the_last_level_alone_and_only_once(site: Site) -> None:
    item = make_issue(site)
    NoticeRecord.objects.all().delete()
    assert run_on(START + datetime.timedelta(60), START + datetime.timedelta(60), START + datetime.timedelta(61)) == [1, 0, 0]
    assert {one.person.login for one in NoticeRecord.objects.filter(key="coordination.told-climbed")} == {"lingdao"}
    assert EntryRecord.objects.filter(object=f"item:{item.pk}", action="item.climb").count() == 1
    item.refresh_from_db()
    assert (item.level, item.late) == ("leader", True)
    with time_machine.travel(at(START + datetime.timedelta(61))):
        assert waiting_items(site.actor("lingdao")).filter(pk=item.pk).exists()
        assert tick() >= 0


def test_where_nobody_is_in_charge_it_stays_and_leaves_no_entry_every_time(site: Site) -> None:
    ChargeRecord.objects.all().delete()
    item = make_issue(site)
    assert run_on(*(START + datetime.timedelta(days) for days in (40, 41, 42, 43))) == [1, 0, 0, 0]
    assert [level for level, _ in climbs(item)] == ["dispatching"]


def test_a_granted_day_stops_the_clock_and_a_climb_is_not_undone(site: Site) -> None:
    item = make_issue(site)
    late = item.due + datetime.timedelta(1) if item.due else START
    run_on(late)
    assert [level for level, _ in climbs(item)] == ["dispatching"]
    with time_machine.travel(at(late), tick=False):
        step(site, "diaodu", item, "extend", "再给一个月", day=datetime.date(2021, 11, 30))
    assert run_on(datetime.date(2021, 11, 30)) == [0]
    run_on(datetime.date(2021, 12, 1))
    item.refresh_from_db()
    assert [level for level, _ in climbs(item)] == ["dispatching", "leader"]
    assert item.late


def test_papers_become_late_and_do_not_climb(site: Site) -> None:
    item = make_notice(site, due=START + datetime.timedelta(1))
    for login, name, more in (("diaodu", "submit", {}), ("lingdao", "sign", {}), ("diaodu", "number", {"number": "1号"})):
        step(site, login, item, name, **more)
    assert run_on(START + datetime.timedelta(30)) == [1]
    item.refresh_from_db()
    assert (item.late, climbs(item)) == (True, [])


def test_what_is_closed_stays_as_it_is(site: Site) -> None:
    item = make_issue(site)
    step(site, "diaodu", item, "withdraw", "已自行解决")
    assert run_on(START + datetime.timedelta(100)) == [0]
    assert climbs(item) == []
