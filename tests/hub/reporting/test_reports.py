"""A report from its first cell to where it is accepted: chain, lock, receipt, lateness, and what counts meanwhile."""

import pytest

from made_reports import filed
from reporting_city import City, on
from yibiao.hub import clock
from yibiao.hub.access.rights import Denied
from yibiao.hub.actions import Refused, Stale
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.commitments.saving import Invalid
from yibiao.hub.commitments.standing import latest
from yibiao.hub.reporting.accepting import accept
from yibiao.hub.reporting.chains import chain_of_unit, set_chain
from yibiao.hub.reporting.filing import digest_of, pass_on, reported, send_back, submit
from yibiao.hub.reporting.models import ReportRecord
from yibiao.hub.reporting.steps import due_of


def test_the_chain_of_a_unit_is_what_it_has_people_for(city: City) -> None:
    assert chain_of_unit(city.unit).steps == ("review", "sign")
    set_chain(city.head, city.unit, ["sign", "check"], 3)
    chain = chain_of_unit(city.unit)
    assert (chain.steps, chain.vacant, chain.inner_days, chain.is_set) == (("sign",), ("check",), 3, True)
    with pytest.raises(Denied):
        set_chain(city.clerk, city.unit, [], 0)


def test_from_the_first_cell_to_accepted(city: City) -> None:
    city.say("5")
    assert latest(list(city.rows), "2026-05") == {}  # nobody counts what is not signed
    row = submit(city.clerk, city.key(), 0, notes={"filler": "李明"})
    assert (row.stage, row.chain) == ("review", ["review", "sign"])
    with pytest.raises(Denied):
        pass_on(city.head, row)
    row = pass_on(city.reviewer, row)
    with pytest.raises(Denied):
        pass_on(city.reviewer, row)
    row = pass_on(city.head, row)
    assert (row.stage, row.late, str(row.due)) == ("filed", False, "2026-05-28")
    assert latest(list(city.rows), "2026-05")[city.rows[0].pk].counted == "5"
    with pytest.raises(Denied):
        accept(city.lead, row)
    row = accept(city.office, row)
    assert row.stage == "accepted"
    value = ValueRecord.objects.get()
    assert (value.value, value.filed, value.counted, value.approved) == ("5", "5", "5", "5")
    assert [one.deed for one in row.steps.all()] == ["submit", "pass", "pass", "accept"]


def test_what_is_handed_in_is_locked_until_it_is_sent_back(city: City) -> None:
    city.say("5")
    row = submit(city.clerk, city.key())
    with pytest.raises(Invalid) as caught:
        city.say("6", edition=1)
    assert [fault.code for fault in caught.value.faults] == ["values.locked-review"]
    with pytest.raises(Refused, match="no-reason"):
        send_back(city.reviewer, row)
    send_back(city.reviewer, row, reason="累计数不对")
    city.say("6", edition=1)
    filed(city.plan, city.unit, "2026-05")
    with pytest.raises(Invalid) as caught:
        city.say("7", edition=2)
    assert [fault.code for fault in caught.value.faults] == ["values.locked-filed"]
    city.say("7", period="2026-06")  # another month is another report


def test_an_approved_zero_stays_zero(city: City) -> None:
    city.say("0")
    accept(city.office, filed(city.plan, city.unit, "2026-05"))
    assert latest(list(city.rows), "2026-05")[city.rows[0].pk].counted == "0"
    assert ValueRecord.objects.get().approved == "0"


def test_late_is_what_is_signed_after_its_day(city: City) -> None:
    city.say("5")
    row = submit(city.clerk, city.key())
    with clock.played(on("2026-05-29")):
        row = pass_on(city.head, pass_on(city.reviewer, row))
    assert row.late
    assert any('"late",false,true' in entry.line.replace(" ", "") or ".late" in entry.line for entry in EntryRecord.objects.all())


def test_a_clock_set_back_makes_nothing_in_time(city: City) -> None:
    city.say("5")
    with clock.played(on("2026-05-29")):
        row = submit(city.clerk, city.key())
    with clock.played(on("2026-05-20")):
        row = pass_on(city.head, pass_on(city.reviewer, row))
    assert row.late


def test_the_receipt_can_be_taken_again(city: City) -> None:
    city.say("5")
    city.say("推进顺利", field="progress", at=1)
    row = filed(city.plan, city.unit, "2026-05")
    told = reported(row)
    assert [cell[1:] for cell in told.cells] in ([("total", "5"), ("progress", "推进顺利")], [("progress", "推进顺利"), ("total", "5")])
    assert row.digest == digest_of(told)
    assert row.number == f"2026-05-{row.pk:06}"
    ValueRecord.objects.filter(field="total").update(filed="6")
    assert digest_of(reported(row)) != row.digest


def test_the_second_of_two_is_told(city: City) -> None:
    city.say("5")
    row = submit(city.clerk, city.key(), 0)
    with pytest.raises((Stale, Refused, Denied)):
        submit(city.clerk, city.key(), 0)
    assert ReportRecord.objects.get().edition == row.edition


def test_what_cannot_be_reported(city: City) -> None:
    for period, said in (("2026-03", "no-period"), ("2026-07", "not-begun"), ("2027-01", "no-period"), ("2026-Q2", None)):
        if said is None:
            assert submit(city.clerk, city.key(period), notes={"highlights": "新建平台5个"}).notes == {"highlights": "新建平台5个"}
            continue
        with pytest.raises(Refused, match=said):
            submit(city.clerk, city.key(period))
    with pytest.raises(Refused, match="no-note"):
        submit(city.clerk, city.key(), notes={"nonsense": "x"})
    with pytest.raises(Denied):
        submit(city.office, city.key())


def test_a_figure_out_of_range_wants_a_word(city: City) -> None:
    city.say("5", period="2026-04")
    filed(city.plan, city.unit, "2026-04")
    city.say("3")
    with pytest.raises(Refused, match="unexplained"):
        submit(city.clerk, city.key())
    city.say("上月误计2个，已核减", field="explained")
    assert submit(city.clerk, city.key()).stage == "review"


def test_the_due_day_follows_the_timetable_until_it_is_filed(city: City) -> None:
    city.say("5")
    row = submit(city.clerk, city.key())
    assert (row.due, str(due_of(row))) == (None, "2026-05-28")
    row = pass_on(city.head, pass_on(city.reviewer, row))
    assert str(row.due) == "2026-05-28"
