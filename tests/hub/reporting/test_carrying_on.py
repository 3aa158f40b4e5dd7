"""What did not change is carried on with one click, and marked so; who owes what."""

from made_reports import filed
from reporting_city import MAY, City, on
from yibiao.hub import clock
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.reporting.carrying import carry, said_before
from yibiao.hub.reporting.checking import check_rows, lighting_of
from yibiao.hub.reporting.obligations import current, owed


def test_nothing_changed_is_one_click(city: City) -> None:
    city.say("5", period="2026-04")
    city.say("已挂牌5个", period="2026-04", field="progress")
    city.say("40", period="2026-04", at=1)
    filed(city.plan, city.unit, "2026-04")
    city.say("62", at=1)
    assert carry(city.clerk, city.unit, list(city.rows), MAY) == 1
    made = {one.field: (one.value, one.source) for one in ValueRecord.objects.filter(commitment=city.rows[0], period=MAY)}
    assert made == {"total": ("5", "carried"), "progress": ("已挂牌5个", "carried")}
    first, second = check_rows(city.rows, MAY, lighting_of(city.plan))
    assert (first.carried, second.carried, second.before) == (True, False, 40)
    assert carry(city.clerk, city.unit, list(city.rows), MAY) == 0
    city.say("6", edition=1)
    assert ValueRecord.objects.get(commitment=city.rows[0], period=MAY, field="total").source == "typed"


def test_what_was_never_filed_is_not_carried(city: City) -> None:
    city.say("5", period="2026-04")
    assert said_before(city.rows, MAY) == {}
    assert carry(city.clerk, city.unit, list(city.rows), MAY) == 0


def test_who_owes_what(city: City) -> None:
    made, _ = rounds(city.plan)
    with clock.played(on("2026-05-29")):
        now = current(made, clock.today())
        assert now is not None
        assert now.period == MAY
        before = {one.unit.code: one for one in owed(city.office, city.plan, now)}
        assert len(before) > 10
        assert {one.axis for one in before.values()} == {"missing"}
        city.say("5")
        row = filed(city.plan, city.unit, MAY)
        mine = {one.unit.code: one for one in owed(city.office, city.plan, now)}[city.unit.code]
        assert (mine.axis, mine.row, mine.filled) == ("late", row, 1)
        assert [one.unit.code for one in owed(city.clerk, city.plan, now)] == [city.unit.code]
