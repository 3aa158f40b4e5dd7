"""A simulated year, played through real actions: reproducible, little to type, nothing lost, late stays late."""

from decimal import Decimal

import pytest
from django.db import transaction

from made_reports import OPERATOR
from reporting_city import City, on
from yibiao.hub import clock
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.reporting.models import ReportRecord, ReturnRecord
from yibiao.hub.simulation.drawing import HABITS, Row, simulate
from yibiao.hub.simulation.playing import Played, play

SEED = 11


def lived(city: City, seed: int = SEED) -> Played:
    with clock.played(on("2026-03-25")):
        return play(OPERATOR, city.plan, seed)


@pytest.fixture
def year(city: City) -> Played:
    return lived(city)


def test_a_year_asks_little_of_hands(year: Played) -> None:
    """The figure of the issue: typed fields per changed value at most 1.2, one click for all that did not change."""
    assert year.changed > 100
    assert year.ratio <= 1.2
    typed = ValueRecord.objects.filter(source="typed").exclude(value="").count()
    assert typed <= year.typed  # what was typed twice stands once
    assert year.carried > 0
    assert year.clicks <= len(year.year.reports)


def test_what_is_kept_in_the_end_is_the_truth(city: City, year: Played) -> None:
    kept = {
        (unit, key, period): Decimal(text)
        for unit, key, period, text in ValueRecord.objects.filter(field="total").values_list(
            "commitment__unit__code", "commitment__key", "period", "approved"
        )
    }
    wanted = {
        (unit, key, year.periods[month]): value
        for (unit, key), truth in year.year.truths.items()
        for month, value in enumerate(truth)
    }
    assert kept == wanted


def test_habits_show_in_how_reports_came(year: Played) -> None:
    assert set(year.year.habits.values()) == set(HABITS)
    late = set(ReportRecord.objects.filter(late=True).values_list("unit__code", "period"))
    drawn = {(report.unit, year.periods[report.month]) for report in year.year.reports if report.days > 0}
    assert late == drawn
    assert ReportRecord.objects.count() == len(year.year.reports)
    assert not ReportRecord.objects.exclude(stage="accepted").exists()
    back = set(ReturnRecord.objects.values_list("report__unit__code", flat=True))
    assert back
    assert {year.year.habits[unit] for unit in back} == {"sloppy"}


def test_the_same_seed_gives_the_same_year(city: City) -> None:
    digests = []
    for seed in (SEED, SEED, SEED + 1):
        with transaction.atomic():
            lived(city, seed)
            told = ReportRecord.objects.order_by("unit__code", "period").values_list("unit__code", "period", "digest", "late", "filed_at")
            digests.append(list(told))
            transaction.set_rollback(True)
    assert digests[0] == digests[1]
    assert digests[0] != digests[2]


def test_one_more_unit_changes_nothing_of_the_others() -> None:
    rows = [Row("a", (Decimal(1), Decimal(5), Decimal(9)))]
    one, two = simulate(1, {"x": rows}, 3), simulate(1, {"x": rows, "y": rows}, 3)
    assert [report for report in two.reports if report.unit == "x"] == list(one.reports)
    assert two.habits["x"] == one.habits["x"]
