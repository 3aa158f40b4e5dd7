"""Mistakes met in comparable systems (practice.md), as far as the months of units are concerned; each is a test.

Others stand where they belong: percentages capped from the wrong side, without direction or baseline, in
`core/lights/test_kinds.py`; queries by the thousand in `web/api/test_query_counts.py`; storms of reminders beside reminders.
"""

from decimal import Decimal

import pytest

from made_hub import make_person
from made_reports import filed
from reporting_city import MAY, City, on
from yibiao.hub import clock
from yibiao.hub.access.actors import actor_of
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.commitments.saving import Invalid, save_values
from yibiao.hub.commitments.unittable import unit_table
from yibiao.hub.overview.loading import overview
from yibiao.hub.reporting.accepting import accept
from yibiao.hub.reporting.models import ReportRecord
from yibiao.hub.reporting.returning import Wrong, return_cells

MONTH = 2026 * 12 + 4


def reached(city: City) -> Decimal | None:
    """Return what the dashboard of the dispatching office says of the district's platforms."""
    rows = [row for figure in overview(city.office, city.plan).figures for row in figure.own]
    return next(row.reached(MONTH) for row in rows if row.commitment.pk == city.rows[0].pk)


def test_an_approved_nought_is_a_nought_and_no_blank(city: City) -> None:
    city.say("0")
    accept(city.office, filed(city.plan, city.unit, MAY))
    value = ValueRecord.objects.get(commitment=city.rows[0], period=MAY, field="total")
    assert (value.value, value.filed, value.counted, value.approved) == ("0", "0", "0", "0")
    assert reached(city) == 0


def test_a_total_is_the_row_s_and_not_its_clerk_s(city: City) -> None:
    """A change of clerk counts nothing twice."""
    city.say("5")
    filed(city.plan, city.unit, MAY)
    heir = actor_of(make_person(city.unit, "liaison", "jieban"))
    with clock.played(on("2026-06-20")):
        cell = {"commitment": city.rows[0].pk, "field": "total", "value": "7", "edition": 0}
        save_values(heir, city.unit, "2026-06", [cell], "heir-0001")
        filed(city.plan, city.unit, "2026-06")
        figure = next(one for one in overview(city.office, city.plan).figures if city.rows[0].pk in {row.commitment.pk for row in one.own})
    assert [row.reached(MONTH + 1) for row in figure.own if row.commitment.unit_id == city.unit.pk] == [7]
    assert sum(row.reached(MONTH + 1) or 0 for row in figure.own) == 7


def test_one_wrong_cell_reopens_that_cell(city: City) -> None:
    city.say("5")
    city.say("60", at=1)
    report = filed(city.plan, city.unit, MAY)
    return_cells(city.lead, report, [Wrong(city.rows[0].pk, "total", "与台账不符")])
    with pytest.raises(Invalid):
        city.say("61", at=1, edition=1)
    assert reached(city) == 5  # and meanwhile counts as it was filed


def test_what_is_approved_shows_everywhere_at_the_next_request(city: City) -> None:
    """There is no job in between: the unit's table, the city's dashboard and the leader's read what counts."""
    assert reached(city) is None
    city.say("5")
    assert reached(city) is None
    accept(city.office, filed(city.plan, city.unit, MAY))
    assert reached(city) == 5
    table = unit_table(city.clerk, city.unit, "owes", MAY)
    shown = [line.stands.reached for line in table.lines if line.row.pk == city.rows[0].pk]
    assert shown == [5]


def test_done_late_does_not_look_like_done_in_time(city: City) -> None:
    with clock.played(on("2026-06-01")):
        city.say("5")
        late = filed(city.plan, city.unit, MAY)
    with clock.played(on("2026-06-20")):
        accept(city.office, ReportRecord.objects.get(pk=late.pk))
        assert ReportRecord.objects.get().late
        city.say("6", period="2026-06")
        in_time = filed(city.plan, city.unit, "2026-06")
    assert (ReportRecord.objects.get(pk=late.pk).late, in_time.late) == (True, False)
