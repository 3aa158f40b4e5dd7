"""One cell comes back and the rest stays; who stands for a value; approving, correcting, more time."""

import datetime

import pytest

from made_reports import filed
from reporting_city import MAY, City, on
from yibiao.hub import clock
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.commitments.saving import Invalid
from yibiao.hub.commitments.standing import latest
from yibiao.hub.reporting import asking
from yibiao.hub.reporting.accepting import accept
from yibiao.hub.reporting.models import ReportRecord, RequestRecord
from yibiao.hub.reporting.returning import Wrong, return_cells
from yibiao.hub.reporting.vouching import Verified, publish_official, standings, verify


@pytest.fixture
def report(city: City) -> ReportRecord:
    city.say("5")
    city.say("60", at=1)
    city.say("已走访60家", at=1, field="progress")
    return filed(city.plan, city.unit, MAY)


def counted(city: City, at: int = 0) -> str | None:
    return latest(list(city.rows), MAY)[city.rows[at].pk].counted


def test_one_wrong_cell_does_not_reopen_the_whole_district(city: City, report: ReportRecord) -> None:
    [back] = return_cells(city.lead, report, [Wrong(city.rows[0].pk, "total", "与台账不符")], datetime.date(2026, 6, 1))
    assert (back.value, back.answered_at) == ("5", None)
    assert counted(city) == "5"  # what was filed counts until it is filed anew
    with pytest.raises(Invalid) as caught:
        city.say("61", at=1, edition=1)
    assert [fault.code for fault in caught.value.faults] == ["values.locked-returned"]
    city.say("4", edition=1)
    city.say("核减1个", field="explained")
    with clock.played(on("2026-05-30")):
        row = filed(city.plan, city.unit, MAY)
    back.refresh_from_db()
    assert (back.answer, row.returned, row.late, row.filings) == ("4", False, False, 2)
    assert row.number.endswith("-2")
    assert counted(city) == "4"


def test_a_lead_returns_what_it_leads(city: City, report: ReportRecord) -> None:
    with pytest.raises(Refused, match="not-led"):
        return_cells(city.lead, report, [Wrong(city.rows[1].pk, "total", "不符")])
    with pytest.raises(Refused, match="no-reason"):
        return_cells(city.lead, report, [Wrong(city.rows[0].pk, "total", " ")])
    with pytest.raises(Refused, match="no-cells"):
        return_cells(city.lead, report, [])
    with pytest.raises(Denied):
        return_cells(city.head, report, [Wrong(city.rows[0].pk, "total", "不符")])
    return_cells(city.lead, report, [Wrong(city.rows[0].pk, "total", "不符")])
    report.refresh_from_db()
    return_cells(city.office, report, [Wrong(city.rows[1].pk, "progress", "请写明时间")])  # beside the first
    with pytest.raises(Refused, match="returned-already"):
        return_cells(city.office, report, [Wrong(city.rows[1].pk, "progress", "请写明时间")])
    assert report.returns.filter(answered_at=None).count() == 2


def test_claimed_verified_official(city: City, report: ReportRecord) -> None:
    pk = city.rows[0].pk
    with pytest.raises(Refused, match="no-method"):
        verify(city.lead, city.plan, [Verified(pk)], MAY, "guess")
    with pytest.raises(Refused, match="why-other"):
        verify(city.lead, city.plan, [Verified(pk, "4")], MAY, "site")
    with pytest.raises(Denied):
        verify(city.lead, city.plan, [Verified(city.rows[1].pk)], MAY, "phone")
    with pytest.raises(Denied):
        verify(city.head, city.plan, [Verified(pk)], MAY, "phone")
    verify(city.lead, city.plan, [Verified(pk)], MAY, "papers")
    assert counted(city) == "5"
    verify(city.lead, city.plan, [Verified(pk, "4")], MAY, "site", "一个未挂牌")
    assert counted(city) == "4"
    publish_official(city.lead, city.plan, {pk: "3"}, MAY, "市统计局月报")
    assert counted(city) == "3"
    verify(city.lead, city.plan, [Verified(pk, "4")], MAY, "site", "仍为4个")
    assert counted(city) == "3"  # what is published counts
    found = standings(city.rows, MAY)[pk]
    assert found.verified is not None
    assert found.official is not None
    assert (found.verified.value, found.verified.claimed, found.official.value) == ("4", "5", "3")
    assert ValueRecord.objects.get(commitment=pk, field="total").filed == "5"


def test_official_figures_outlive_a_correction(city: City, report: ReportRecord) -> None:
    pk = city.rows[0].pk
    publish_official(city.lead, city.plan, {pk: "3"}, MAY, "市统计局月报")
    return_cells(city.lead, report, [Wrong(pk, "total", "不符")])
    city.say("6", edition=1)
    filed(city.plan, city.unit, MAY)
    assert counted(city) == "3"
    assert ValueRecord.objects.get(commitment=pk, field="total").filed == "6"


def test_a_correction_keeps_old_and_new(city: City, report: ReportRecord) -> None:
    accept(city.office, report)
    body = {"commitment": city.rows[0].pk, "field": "total", "value": "12"}
    row = asking.ask(city.clerk, city.key(), "correct", body, reason="漏报7个")
    assert (row.body["old"], row.body["new"]) == ("5", "12")
    [effect] = row.effect
    assert (effect["before"]["light"], effect["after"]["light"]) != (effect["after"]["light"], effect["before"]["light"])
    with pytest.raises(Refused, match="asked-already"):
        asking.ask(city.clerk, city.key(), "correct", body, reason="漏报7个")
    with pytest.raises(Denied):
        asking.approve(city.lead, row)
    assert counted(city) == "5"
    asking.approve(city.office, row, reason="同意")
    assert counted(city) == "12"
    value = ValueRecord.objects.get(commitment=city.rows[0], field="total")
    assert (value.filed, value.approved, value.edition) == ("12", "12", 2)
    assert RequestRecord.objects.get().state == "approved"
    with pytest.raises(Denied):
        asking.approve(city.office, row)


def test_a_correction_of_what_changed_since_is_refused(city: City, report: ReportRecord) -> None:
    body = {"commitment": city.rows[0].pk, "field": "total", "value": "12"}
    row = asking.ask(city.clerk, city.key(), "correct", body, reason="漏报")
    return_cells(city.lead, report, [Wrong(city.rows[0].pk, "total", "不符")])
    city.say("6", edition=1)
    filed(city.plan, city.unit, MAY)
    with pytest.raises(Refused, match="changed-since"):
        asking.approve(city.office, row)
    assert RequestRecord.objects.get().state == "asked"


def test_reopening_keeps_the_first_day(city: City, report: ReportRecord) -> None:
    first = report.filed_at
    row = asking.ask(city.head, city.key(), "reopen", {}, reason="口径有误")
    asking.approve(city.office, row)
    city.say("7", edition=1)
    assert counted(city) == "5"
    with clock.played(on("2026-06-09")):
        again = filed(city.plan, city.unit, MAY)
    assert (again.filed_at, again.late) == (first, False)
    assert counted(city) == "7"


def test_more_time_is_asked_for_before_the_day(city: City) -> None:
    until = datetime.date(2026, 6, 1)
    for day in (datetime.date(2026, 5, 28), datetime.date(2026, 9, 1), None):
        with pytest.raises(Refused, match="no-day"):
            asking.ask(city.clerk, city.key(), "extend", {"until": day}, reason="汇总中")
    row = asking.ask(city.clerk, city.key(), "extend", {"until": until, "progress": "已完成八成"}, reason="汇总中")
    city.say("5")
    with clock.played(on("2026-05-29")):
        with pytest.raises(Refused, match="too-late-to-ask"):
            asking.ask(city.clerk, city.key(), "extend", {"until": until}, reason="汇总中")
        asking.approve(city.office, row)
    with clock.played(on("2026-06-01")):
        report = filed(city.plan, city.unit, MAY)
    assert (report.late, report.due) == (False, until)


def test_without_approval_nothing_is_extended(city: City) -> None:
    row = asking.ask(city.clerk, city.key(), "extend", {"until": datetime.date(2026, 6, 1)}, reason="汇总中")
    asking.refuse(city.office, row, reason="请按期报送")
    city.say("5")
    with clock.played(on("2026-05-29")):
        assert filed(city.plan, city.unit, MAY).late
    row.refresh_from_db()
    with pytest.raises(Denied):
        asking.withdraw(city.clerk, row)
