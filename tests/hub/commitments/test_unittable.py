"""One table per unit: its rows from all plans with their standings, in the same number of queries however many there are."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from made_commitments import make_plan
from made_reports import report_value
from made_site import OPERATOR, make_site
from yibiao.core.serialise import from_dict
from yibiao.hub.audit.versions import version
from yibiao.hub.commitments import saving
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.unittable import counts, unit_table
from yibiao.hub.orgs.units import edit_unit
from yibiao.hub.plans.publishing import publish

pytestmark = pytest.mark.django_db


def test_rows_stand_as_the_panel_says() -> None:
    site = make_site(20)
    clerk, unit = site.actor("tianbao"), site.units["hongshan"]
    owed = CommitmentRecord.objects.filter(unit=unit, holding="own").exclude(figure="").order_by("place")[0]
    report_value(owed, "2021-06", "1")
    lines = unit_table(clerk, unit, "owes", "2021-09").lines
    [line] = [line for line in lines if line.row == owed]
    assert line.reached is not None
    assert (line.reached.value, line.reached.period) == ("1", "2021-06")
    assert line.stands.goal is not None
    assert line.stands.rate == 100 / line.stands.goal
    assert {one.stands.status for one in lines if one.row != owed} == {"unreported"}
    assert all(one.may_hand_on for one in lines)
    assert not any(one.may_hand_on for one in unit_table(site.actor("diaodu"), unit, "owes", "2021-09").lines)


def test_a_stretch_is_never_red() -> None:
    site = make_site(20)
    clerk, unit = site.actor("tianbao"), site.units["hongshan"]
    owed = CommitmentRecord.objects.filter(unit=unit, holding="own").exclude(figure="").order_by("place")[0]
    owed.body = {**owed.body, "trajectory": {"shape": "line", "points": [["2021-05", 3], ["2021-12", 5]]}}
    owed.save(update_fields=["body"])
    report_value(owed, "2021-09", "0")
    lights = []
    for force in ("binding", "stretch"):
        for target in site.plan.effective["targets"]:
            if target["key"] == owed.target:
                target["force"] = force
        site.plan.save(update_fields=["effective"])
        lights += [line.stands.light for line in unit_table(clerk, unit, "owes", "2021-09").lines if line.row == owed]
    assert lights == ["red", "yellow"]


def test_as_many_queries_for_twice_the_plans() -> None:
    site = make_site(6)
    actor, unit = site.actor("tianbao"), site.units["hongshan"]

    def queries(tab: str) -> tuple[int, int]:
        with CaptureQueriesContext(connection) as captured:
            found = unit_table(actor, unit, tab, "2021-09")
        return len(captured), len(found.lines)

    before = {tab: queries(tab) for tab in ("owes", "leads", "taken")}
    other = make_plan(from_dict(site.plan.compiled)._replace(text=site.plan.compiled["text"]), site.units["keji"])
    publish(OPERATOR, other)
    after = {tab: queries(tab) for tab in ("owes", "leads", "taken")}
    assert after["owes"][1] == 2 * before["owes"][1] > 0
    assert {tab: count for tab, (count, _) in before.items()} == {tab: count for tab, (count, _) in after.items()}
    assert counts(actor, unit)["owes"] == after["owes"][1]


@pytest.mark.django_db(transaction=True)
def test_versions_follow_the_log() -> None:
    site = make_site(6)
    unit, clerk = site.units["hongshan"], site.actor("tianbao")
    row = CommitmentRecord.objects.filter(unit=unit).order_by("pk")[0]
    first = version()
    assert version() == first
    cell = {"commitment": row.pk, "field": "progress", "value": "推进中", "edition": 0}
    saving.save_values(clerk, unit, "2021-09", [cell], "a-key-of-its-own")
    saved = version()
    assert saved.of(unit.pk) != first.of(unit.pk)
    assert saved.of(site.units["wuchang"].pk) == first.of(site.units["wuchang"].pk)
    assert saved.but_values == first.but_values
    assert saved.everything != first.everything
    edit_unit(OPERATOR, site.units["wuchang"], source="年鉴")
    edited = version()
    assert edited.of(unit.pk) != saved.of(unit.pk)
    assert edited.but_values != saved.but_values
    site.client("tianbao")  # somebody signs in: no table changes
    assert version().everything == edited.everything
