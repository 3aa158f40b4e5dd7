"""Issues, papers and disputes as the people take them from step to step; who may not is refused, and leaves no trace."""

import datetime
from collections.abc import Iterator

import pytest
import time_machine

from made_coordination import PDF, make_issue, make_notice, owed, scan, second_clerk, step
from made_hub import make_person
from made_site import DISTRICT, Site, make_site
from yibiao.hub.access.rights import Denied, may
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.coordination.models import ItemRecord, ItemStepRecord, ScanRecord
from yibiao.hub.coordination.raising import Matter, draft_paper, paper_for, raise_item, record_remark
from yibiao.hub.coordination.reading import counts, items, waiting_items
from yibiao.hub.coordination.scans import look, scan_for
from yibiao.hub.coordination.stepping import kept_from, step_item, steps_for
from yibiao.hub.notices.models import NoticeRecord
from yibiao.hub.orgs.models import PostRecord, UnitRecord

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2021, 9, 20)


@pytest.fixture
def site(db: None) -> Iterator[Site]:
    made = make_site(6)
    with time_machine.travel(datetime.datetime(2021, 9, 20, 2, tzinfo=datetime.UTC), tick=False):
        yield made


def state(item: ItemRecord) -> str:
    return str(ItemRecord.objects.get(pk=item.pk).state)


def refusal(site: Site, login: str, item: ItemRecord, name: str, note: str = "", **more: object) -> str:
    with pytest.raises(Refused) as refused:
        step(site, login, item, name, note, **more)  # type: ignore[arg-type]
    return refused.value.key.removeprefix("coordination.")


def test_an_issue_from_raising_to_closing(site: Site) -> None:
    item = make_issue(site, commitment=owed(site), period="2021-09")
    # 15 days, and then behind the National Day.
    assert (item.state, item.due, item.asker.code) == ("unsigned", datetime.date(2021, 10, 8), DISTRICT)
    step(site, "qiantou", item, "receive")
    step(site, "qiantou", item, "report", "已与规划部门对接")
    step(site, "qiantou", item, "claim", "指标已落实")
    assert [one.name for one in steps_for(site.actor("tianbao"), ItemRecord.objects.get(pk=item.pk))] == ["close", "return"]
    step(site, "tianbao", item, "return", "只落实了一半")
    step(site, "qiantou", item, "claim", "已全部落实", sealed=True)
    step(site, "tianbao", item, "close")
    assert state(item) == "closed"
    names = list(ItemStepRecord.objects.filter(item=item).values_list("name", flat=True))
    assert names == ["file", "assign", "receive", "report", "claim", "return", "claim", "close"]
    logged = list(EntryRecord.objects.filter(object=f"item:{item.pk}").order_by("seq").values_list("action", flat=True))
    assert logged == ["item.raise", *["item.step"] * 6]
    with pytest.raises(Denied):
        step(site, "qiantou", item, "claim", "x")


def test_what_a_unit_claims_it_cannot_close_itself(site: Site) -> None:
    """The dispatching office may close, but not what it has to do itself."""
    item = make_issue(site, unit=site.units["keji"])
    step(site, "diaodu", item, "receive")
    step(site, "diaodu", item, "claim", "已办")
    assert refusal(site, "diaodu", item, "close") == "apart"
    assert [(one.name, why) for one, why in kept_from(site.actor("diaodu"), ItemRecord.objects.get(pk=item.pk))] == [("close", "apart"), ("return", "apart")]
    assert not waiting_items(site.actor("diaodu")).filter(pk=item.pk).exists()
    assert waiting_items(site.actor("tianbao")).filter(pk=item.pk).exists()
    step(site, "ducha", item, "close")
    assert state(item) == "closed"


def test_without_a_unit_the_office_gives_it_out(site: Site) -> None:
    item = make_issue(site, unit=None)
    assert (item.state, item.level) == ("filed", "dispatching")
    assert waiting_items(site.actor("diaodu")).filter(pk=item.pk).exists()
    assert refusal(site, "diaodu", item, "assign") == "needs-unit"
    step(site, "diaodu", item, "assign", unit=site.units["shangwu"])
    step(site, "qiantou", item, "decline", "不是我局职责")
    assert state(item) == "filed"
    assert refusal(site, "diaodu", item, "assign", unit=site.units[DISTRICT]) == "own-unit"


def test_who_may_not(site: Site) -> None:
    item = make_issue(site)
    for login, name in (("kaohe", "receive"), ("tianbao", "receive"), ("shenji", "close")):
        with pytest.raises(Denied):
            step(site, login, item, name)
    stranger = make_person(site.units["wuchang"], "clerk", "wuchang")
    assert not items(site.actor(stranger.login)).exists()
    assert counts(site.actor(stranger.login), TODAY).all == 0
    with pytest.raises(Denied):
        step(site, "wuchang", item, "receive")
    assert ItemStepRecord.objects.filter(item=item).count() == 2


def test_of_two_the_second_is_told(site: Site) -> None:
    item = make_issue(site)
    step(site, "qiantou", item, "receive")
    with pytest.raises(Stale):
        step_item(site.actor("qiantou"), item, "receive", edition=1)


def test_a_later_day_is_asked_for_before_and_granted_by_others(site: Site) -> None:
    item = make_issue(site)
    later = datetime.date(2021, 11, 1)
    step(site, "qiantou", item, "receive")
    assert refusal(site, "qiantou", item, "postpone", "等批复", day=TODAY) == "not-later"
    assert refusal(site, "qiantou", item, "postpone", "等批复", day=datetime.date(2021, 9, 1)) == "no-day"
    step(site, "qiantou", item, "postpone", "等省里批复", day=later)
    item.refresh_from_db()
    assert (item.due, item.wanted) == (datetime.date(2021, 10, 8), later)
    assert refusal(site, "lingdao", item, "extend", "同意") == "needs-day"
    step(site, "lingdao", item, "extend", "同意", day=later)
    item.refresh_from_db()
    assert (item.due, item.level_due, item.wanted, item.late) == (later, later, None, False)
    with time_machine.travel(datetime.datetime(2021, 11, 2, 2, tzinfo=datetime.UTC)):
        assert refusal(site, "qiantou", item, "postpone", "再等等", day=datetime.date(2021, 12, 1)) == "only-when-timely"
        step(site, "diaodu", item, "extend", "特批", day=datetime.date(2021, 12, 1))
        step(site, "qiantou", item, "claim", "办结")
        step(site, "tianbao", item, "close")
    item.refresh_from_db()
    assert item.late  # for ever, though the day was moved afterwards


def test_a_supervision_notice_through_all_its_steps(site: Site) -> None:
    make_person(site.units["keji"], "head", "juzhang")
    item = make_notice(site)
    assert not may(site.actor("tianbao"), "item.read", item)
    step(site, "diaodu", item, "submit")
    with pytest.raises(Denied):
        step(site, "diaodu", item, "sign")
    step(site, "juzhang", item, "sign")
    step(site, "diaodu", item, "number", number="督〔2021〕3号")
    item.refresh_from_db()
    assert (item.number, item.state, item.due) == ("督〔2021〕3号", "unsigned", datetime.date(2021, 10, 8))
    assert may(site.actor("tianbao"), "item.read", item)
    step(site, "tianbao", item, "receive")
    assert refusal(site, "tianbao", item, "answer", "已补齐") == "needs-scan"
    step(site, "tianbao", item, "answer", "已补齐", sealed=True)
    step(site, "diaodu", item, "return", "数据对不上")
    step(site, "quzhang", item, "answer", "更正后已补齐", sealed=True)
    step(site, "ducha", item, "check", "现场核查属实")
    step(site, "lingdao", item, "approve")
    item.refresh_from_db()
    assert (item.state, item.late) == ("closed", False)


def test_nobody_checks_their_own_step(site: Site) -> None:
    """A head who drafts alone cannot approve what they sent themselves."""
    make_person(site.units["keji"], "head", "juzhang")
    item = make_notice(site)
    step(site, "juzhang", item, "submit")
    assert refusal(site, "juzhang", item, "sign") == "other"
    step(site, "lingdao", item, "sign")


def test_who_is_not_supervised_gets_a_letter(site: Site) -> None:
    UnitRecord.objects.filter(code="shangwu").update(supervision="letter")
    site.units["shangwu"].refresh_from_db()
    assert (paper_for(site.units["shangwu"]), paper_for(site.units[DISTRICT])) == ("letter", "supervision")
    for kind in ("supervision", "interview"):
        with pytest.raises(Refused, match="only-letter"):
            make_notice(site, kind, "shangwu")
    with pytest.raises(Refused, match="no-letter"):
        make_notice(site, "letter")
    item = make_notice(site, "letter", "shangwu")
    for login, name, more in (("diaodu", "submit", {}), ("lingdao", "sign", {}), ("diaodu", "send", {"number": "商函1号"}), ("qiantou", "respond", {"note": "支持"}), ("diaodu", "settle", {"note": "已复"})):  # fmt: skip
        step(site, login, item, name, **more)
    assert state(item) == "closed"


def test_a_dispute_is_heard_and_decided_by_neither(site: Site) -> None:
    item = raise_item(site.actor("tianbao"), site.plan, "dispute", Matter("口径不一致", "应按认定口径", unit=site.units["shangwu"]))
    assert item.due == datetime.date(2021, 9, 26)  # a Saturday and a Sunday, the latter made up for the National Day
    assert refusal(site, "diaodu", item, "rule-unheard", "按认定") == "only-when-overdue"
    step(site, "qiantou", item, "reply", "应按净增口径")
    step(site, "tianbao", item, "add", "补充依据")
    with pytest.raises(Denied):
        step(site, "qiantou", item, "rule", "按净增")
    step(site, "diaodu", item, "rule", "按认定口径")
    assert state(item) == "ruled"
    ours = raise_item(site.actor("tianbao"), site.plan, "dispute", Matter("分工不清", "应由牵头办", unit=site.units["keji"]))
    step(site, "diaodu", ours, "reply", "应由区里办")
    assert refusal(site, "diaodu", ours, "rule", "由区里办") == "apart"
    step(site, "lingdao", ours, "rule", "由牵头办")


def test_a_remark_with_its_scan_becomes_items(site: Site) -> None:
    leader = PostRecord.objects.get(kind="leader")
    matters = [Matter("抓紧落实", unit=site.units[code]) for code in (DISTRICT, "shangwu")]
    remark = record_remark(site.actor("diaodu"), site.plan, leader, "督查专报第3期", "请抓紧。", TODAY, matters, scan())
    assert [item.unit.code for item in remark.items.order_by("pk") if item.unit] == [DISTRICT, "shangwu"]
    assert scan_for(site.actor("shenji"), remark.scan_id or 0) == remark.scan
    assert scan_for(site.actor("tianbao"), remark.scan_id or 0) is None
    with pytest.raises(Refused, match="remark-day"):
        record_remark(site.actor("diaodu"), site.plan, leader, "", "请抓紧。", TODAY + datetime.timedelta(1), matters, scan())
    assert ScanRecord.objects.count() == 1


@pytest.mark.parametrize(
    ("name", "data", "key"),
    [("a.pdf", b"hello", "scan-kind"), ("a.exe", b"MZ\x90\x00", "scan-kind"), ("a.pdf", b"", "scan-kind"), ("机密★一年.pdf", PDF, "classified-name")],
)
def test_what_is_no_scan_is_refused(site: Site, name: str, data: bytes, key: str) -> None:
    with pytest.raises(Refused, match=key):
        look(name, data)


def test_a_row_of_another_plan_is_refused(site: Site) -> None:
    with pytest.raises(Refused, match="own-unit"):
        make_issue(site, unit=site.units[DISTRICT])
    with pytest.raises(Refused, match="needs-title"):
        make_issue(site, "  ")
    with pytest.raises(Denied):
        raise_item(site.actor("xitong"), site.plan, "issue", Matter("x", unit=site.units["shangwu"]))
    with pytest.raises(Denied):
        draft_paper(site.actor("tianbao"), site.plan, "supervision", Matter("x", unit=site.units["shangwu"]))


def test_who_is_told(site: Site) -> None:
    NoticeRecord.objects.all().delete()
    item = make_issue(site)
    assert {one.person.login: one.key for one in NoticeRecord.objects.all()} == {"qiantou": "coordination.told-raised"}
    step(site, "qiantou", item, "receive")
    told = {one.person.login for one in NoticeRecord.objects.filter(read_at=None)}
    assert {"tianbao", "shenhe", "quzhang"} <= told
    assert "qiantou" not in told
    NoticeRecord.objects.all().delete()
    make_notice(site)
    assert not NoticeRecord.objects.exists()  # what is prepared is not told of


def test_a_second_person_of_the_office(site: Site) -> None:
    assert may(site.actor(second_clerk(site)), "coordination.direct", site.plan)
