"""Meetings, visits and suggestions of interviews as the offices make them; scans that are kept and swept; what history tells."""

import datetime
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
import time_machine

from made_coordination import make_issue, make_meeting, make_notice, scan, second_clerk, step
from made_reports import filed
from made_site import DISTRICT, Site, make_site
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.commitments.reading import history
from yibiao.hub.coordination.agenda import drawn
from yibiao.hub.coordination.meetings import set_agenda, set_minutes, step_meeting
from yibiao.hub.coordination.models import ItemRecord, MeetingRecord, ScanRecord
from yibiao.hub.coordination.raising import suggest_interview
from yibiao.hub.coordination.reading import meetings, to_coordinate
from yibiao.hub.coordination.suggesting import suggestions
from yibiao.hub.coordination.visits import plan_visit, step_visit
from yibiao.hub.operations.backup import backup
from yibiao.hub.plans import storage
from yibiao.hub.plans.models import PartyRecord

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2021, 9, 20)
DECISION = {"text": "落实用地指标", "unit": "shangwu", "helpers": [DISTRICT], "due": ""}


@pytest.fixture
def site(db: None) -> Iterator[Site]:
    made = make_site(6)
    with time_machine.travel(datetime.datetime(2021, 9, 20, 2, tzinfo=datetime.UTC), tick=False):
        yield made


def go(site: Site, login: str, name: str, **more: str) -> MeetingRecord:
    step_meeting(site.actor(login), MeetingRecord.objects.get(), name, **more)
    return MeetingRecord.objects.get()


def refusal(site: Site, login: str, name: str, **more: str) -> str:
    with pytest.raises(Refused) as refused:
        go(site, login, name, **more)
    return refused.value.key.removeprefix("coordination.")


def written(site: Site, decisions: list[dict[str, object]]) -> None:
    set_minutes(site.actor("diaodu"), MeetingRecord.objects.get(), [{"heading": "工作进展", "text": "平稳"}], decisions)


def test_what_a_meeting_decides_is_tracked_only_once_it_is_issued(site: Site) -> None:
    other = second_clerk(site)
    make_meeting(site, TODAY)
    go(site, "diaodu", "begin")
    assert refusal(site, "diaodu", "hand-in") == "no-minutes"
    written(site, [{**DECISION, "unit": ""}])
    assert refusal(site, "diaodu", "hand-in") == "decision-unit"
    written(site, [DECISION])
    go(site, "diaodu", "hand-in")
    assert refusal(site, "diaodu", "proofread") == "other"
    go(site, other, "return", note="漏了一项")
    go(site, other, "hand-in")
    go(site, "diaodu", "proofread")
    assert not ItemRecord.objects.filter(kind="minutes").exists()
    assert not meetings(site.actor("qiantou")).exists()
    with pytest.raises(Denied):
        go(site, "diaodu", "issue", number="1")
    assert [one.kind for one in to_coordinate(site.actor("lingdao"))] == ["minutes"]
    assert refusal(site, "lingdao", "issue") == "needs-number"
    with pytest.raises(Refused):
        written(site, [])
    go(site, "lingdao", "issue", number="第9期")
    item = ItemRecord.objects.get(kind="minutes")
    # Twenty days from the day of issue end behind the National Day.
    assert (item.unit, item.asker.code, item.state, item.due) == (site.units["shangwu"], "keji", "unsigned", datetime.date(2021, 10, 11))
    assert [unit.code for unit in item.helpers.all()] == [DISTRICT]
    assert meetings(site.actor("qiantou")).exists()


def test_two_who_write_at_once(site: Site) -> None:
    make_meeting(site, TODAY)
    seen = go(site, "diaodu", "begin").edition
    written(site, [DECISION])
    with pytest.raises(Stale):
        set_minutes(site.actor("diaodu"), MeetingRecord.objects.get(), [], [], edition=seen)
    assert MeetingRecord.objects.get().minutes["decisions"][0]["text"] == "落实用地指标"


def test_the_agenda_is_drawn_and_can_be_changed(site: Site) -> None:
    make_issue(site, "用地指标不足")
    rows = drawn(site.actor("diaodu"), site.plan, "2021-09", TODAY + datetime.timedelta(60))
    assert ("overdue", "用地指标不足") in [(row["kind"], row["text"]) for row in rows]
    assert [row["kind"] for row in rows] == sorted((row["kind"] for row in rows), key=("decided", "overdue", "red", "issue", "silent").index)
    silent = {row["units"][0] for row in rows if row["kind"] == "silent"}
    assert DISTRICT in silent
    filed(site.plan, site.units[DISTRICT], "2021-09")
    rows = drawn(site.actor("diaodu"), site.plan, "2021-09", TODAY + datetime.timedelta(60))
    assert DISTRICT not in {row["units"][0] for row in rows if row["kind"] == "silent"}
    meeting = make_meeting(site, TODAY)
    set_agenda(site.actor("diaodu"), meeting, [{"text": "部署"}, {"text": "  "}])
    assert [row["text"] for row in MeetingRecord.objects.get().agenda] == ["部署"]
    with pytest.raises(Denied):
        set_agenda(site.actor("tianbao"), meeting, [])
    with pytest.raises(Refused, match="not-begun"):
        set_minutes(site.actor("diaodu"), MeetingRecord.objects.get(), [], [])


def test_a_visit_is_not_over_before_its_day(site: Site) -> None:
    visit = plan_visit(site.actor("diaodu"), site.plan, "调研", "2021-Q3", TODAY + datetime.timedelta(3))
    with pytest.raises(Refused, match="not-yet"):
        step_visit(site.actor("diaodu"), visit, "go")
    with pytest.raises(Refused, match="no-unit"):
        plan_visit(site.actor("diaodu"), site.plan, "调研", "2021-Q3", TODAY, stops=[{"place": "甲", "unit": "nowhere"}])


def test_a_suggestion_is_decided_by_a_leader_and_not_made_twice(site: Site) -> None:
    notice = make_notice(site, due=TODAY)
    for login, name, more in (("diaodu", "submit", {}), ("lingdao", "sign", {}), ("diaodu", "number", {"number": "督1号"})):
        step(site, login, notice, name, **more)
    assert suggestions(site.actor("diaodu"), site.plan, TODAY) == []
    late = TODAY + datetime.timedelta(1)
    (found,) = suggestions(site.actor("diaodu"), site.plan, late)
    assert (found[0].code, found[1].rule.name) == (DISTRICT, "notice-overdue")
    item = suggest_interview(site.actor("diaodu"), site.plan, found[0], found[1].rule.name, found[1].counted, "约谈洪山区")
    assert item.state == "suggested"
    assert suggestions(site.actor("diaodu"), site.plan, late) == []
    with pytest.raises(Denied):
        step(site, "diaodu", item, "decide", "同意")
    step(site, "lingdao", item, "decide", "同意约谈")
    step(site, "diaodu", item, "notify", "请主要负责人参加", number="约1号", day=TODAY + datetime.timedelta(2))
    step(site, "diaodu", item, "record", "已约谈，限期整改", day=TODAY + datetime.timedelta(20))
    step(site, "tianbao", item, "rectify", "已整改", sealed=True)
    step(site, "lingdao", item, "approve")
    assert ItemRecord.objects.get(pk=item.pk).state == "closed"


def test_scans_are_kept_by_the_sweep_and_the_backup(site: Site, tmp_path: Path) -> None:
    item = make_issue(site)
    step(site, "qiantou", item, "receive")
    step(site, "qiantou", item, "claim", "办结", sealed=True)
    row = ScanRecord.objects.get()
    old = datetime.datetime(2021, 1, 1).timestamp()
    os.utime(storage.place(row.file), (old, old))
    storage.sweep()
    assert storage.place(row.file).exists()
    assert backup(tmp_path / "all.zip").missing == ()
    # What was refused leaves no file behind.
    before = set(storage.place("").glob("??/*"))
    with pytest.raises(Refused):
        step(site, "tianbao", item, "return", sealed=True)
    assert set(storage.place("").glob("??/*")) == before
    assert scan().kind == "pdf"


def test_the_history_of_a_plan_tells_a_lead_nothing_of_what_is_prepared(site: Site) -> None:
    PartyRecord.objects.update_or_create(plan=site.plan, unit=site.units["shangwu"], defaults={"leads": True})
    make_notice(site, unit="shangwu")
    assert history(site.actor("diaodu"), site.plan).filter(action="item.draft").exists()
    assert not history(site.actor("qiantou"), site.plan).filter(action__startswith="item.").exists()
