"""The calendar: what is announced, and what the operator sets beside it."""

import datetime
import json
from typing import Any

import pytest

from made_hub import make_city, make_person
from yibiao.hub.access.actors import actor_of, command
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.cycle.days import announced, drop_day, set_days, workdays
from yibiao.hub.cycle.models import DayRecord

pytestmark = pytest.mark.django_db
D = datetime.date
OPERATOR = command("test")


def changes_of(entry: EntryRecord) -> Any:
    return json.loads(entry.line)["changes"]


def test_the_announced_days_are_those_of_the_state_council() -> None:
    known = workdays()
    # 国办发明电〔2020〕27号: 劳动节 5月1日至5日放假, 4月25日（星期日）、5月8日（星期六）上班.
    assert [known.is_working(D(2021, 5, day)) for day in (1, 3, 5, 6, 8)] == [False, False, False, True, True]
    assert known.is_working(D(2021, 4, 25))
    assert known.off[D(2021, 5, 3)] == "劳动节"
    assert known.knows(D(2021, 1, 1))


def test_a_year_that_is_not_announced_has_its_weekends_until_the_operator_enters_it() -> None:
    year = max(announced().years) + 1
    assert not workdays().knows(D(year, 1, 1))
    set_days(OPERATOR, D(year, 10, 1), D(year, 10, 7), False, "国庆节")
    known = workdays()
    assert known.knows(D(year, 1, 1))
    assert not any(known.is_working(D(year, 10, day)) for day in range(1, 8))


def test_days_are_set_changed_and_taken_back_and_the_log_tells() -> None:
    set_days(OPERATOR, D(2021, 5, 6), D(2021, 5, 7), False, " 本地放假 ")
    set_days(OPERATOR, D(2021, 5, 7), D(2021, 5, 7), True, "照常上班")
    assert [workdays().is_working(D(2021, 5, day)) for day in (6, 7)] == [False, True]
    drop_day(OPERATOR, D(2021, 5, 6))
    assert workdays().is_working(D(2021, 5, 6))
    told = [(entry.action, changes_of(entry)) for entry in EntryRecord.objects.order_by("seq") if "calendar" in entry.action]
    assert told == [
        ("calendar.set", [["day:2021-05-06", None, [False, "本地放假"]], ["day:2021-05-07", None, [False, "本地放假"]]]),
        ("calendar.set", [["day:2021-05-07", [False, "本地放假"], [True, "照常上班"]]]),
        ("calendar.drop", [["day:2021-05-06", [False, "本地放假"], None]]),
    ]


@pytest.mark.parametrize(
    ("first", "last", "name", "key"),
    [
        (D(2021, 5, 6), D(2021, 5, 5), "节", "cycle.no-span"),
        (D(2021, 5, 1), D(2021, 6, 1), "节", "cycle.no-span"),
        (D(2021, 5, 1), D(2021, 5, 1), "  ", "cycle.no-name"),
        (D(2021, 5, 1), D(2021, 5, 1), "节" * 41, "cycle.no-name"),
        (D(1999, 12, 31), D(2000, 1, 1), "节", "cycle.no-year"),
        (D(2100, 12, 31), D(2101, 1, 1), "节", "cycle.no-year"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_set(first: datetime.date, last: datetime.date, name: str, key: str) -> None:
    with pytest.raises(Refused) as refused:
        set_days(OPERATOR, first, last, False, name)
    assert refused.value.key == key
    assert not DayRecord.objects.exists()


def test_what_was_not_set_cannot_be_taken_back() -> None:
    with pytest.raises(Refused) as refused:
        drop_day(OPERATOR, D(2021, 5, 3))
    assert refused.value.key == "cycle.not-set"


def test_the_calendar_is_the_system_administrator_s() -> None:
    clerk = actor_of(make_person(make_city()["east"], "clerk", "li"))
    with pytest.raises(Denied):
        set_days(clerk, D(2021, 5, 6), D(2021, 5, 6), False, "节")
