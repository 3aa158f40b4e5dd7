"""A simulated year played through what people really do: forms filled in, handed in, verified, returned, taken over.

`drawing` draws who does what from a seed; here it happens on a clock of its own (`hub.clock.played`). Nothing
is written past the actions, so that the year is what the site would hold had it been lived.
"""

import datetime
import secrets
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, NamedTuple

from django.db import transaction
from django.utils.timezone import get_default_timezone

from yibiao.core.commitments.horizon import months_of
from yibiao.core.commitments.serialise import read_trajectory
from yibiao.core.cycle.rounds import Round
from yibiao.core.emit import number_text
from yibiao.core.standing import planned_at
from yibiao.hub.access.actors import Actor
from yibiao.hub.clock import played
from yibiao.hub.commitments.entering import EXPLAINED
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.saving import save_values
from yibiao.hub.commitments.standing import TOTAL
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.demovalues import clerk_of, reporting
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.accepting import accept
from yibiao.hub.reporting.carrying import carry
from yibiao.hub.reporting.checking import check_rows, lighting_of
from yibiao.hub.reporting.filing import pass_on, submit
from yibiao.hub.reporting.models import ReportRecord
from yibiao.hub.reporting.returning import Wrong, return_cells
from yibiao.hub.reporting.steps import Key, waits_inside
from yibiao.hub.simulation.drawing import Report, Row, Year, simulate
from yibiao.messages import say

_DAY = datetime.timedelta(days=1)


class Played(NamedTuple):
    """A year that was played: what was drawn, its periods, and what the clerks did.

    `typed` are fields typed (corrections and explanations too), `changed` figures that differ from the month before,
    `clicks` the times somebody said that the rest did not change, `carried` the rows this said it of.
    """

    year: Year
    periods: tuple[str, ...]
    typed: int
    changed: int
    clicks: int
    carried: int

    @property
    def ratio(self) -> float:
        """Typed fields per changed value."""
        return self.typed / self.changed if self.changed else 0.0


def play(operator: Actor, plan: PlanRecord, seed: int, months: int | None = None) -> Played:
    """Play the months of a plan (all, or the first of them) with the units that owe figures under it."""
    made = [one for one in rounds(plan)[0] if one.every == "month"][:months]
    rows = CommitmentRecord.objects.filter(plan=plan, closed_at=None).exclude(target="").select_related("unit")
    owed: dict[str, list[CommitmentRecord]] = {}
    for row in reporting(rows.order_by("unit__place", "place")):
        owed.setdefault(row.unit.code, []).append(row)
    year = simulate(seed, {code: [_row(row, made) for row in own] for code, own in owed.items()}, len(made))
    with transaction.atomic():  # and so one signed head for all of it
        player = _Player(operator, plan, owed, made)
        for month, one in enumerate(made):
            own = sorted((report for report in year.reports if report.month == month), key=lambda report: (report.days, report.hour, report.unit))
            for report in own:
                player.report(report, one)
            player.take_over(one)
    return Played(year, tuple(one.period for one in made), player.typed, player.changed, player.clicks, player.carried)


def _row(row: CommitmentRecord, made: Iterable[Round]) -> Row:
    path = read_trajectory(row.body.get("trajectory") or {})
    ends = [(months_of(one.period) or (0, 0))[1] for one in made]
    return Row(row.key, tuple(planned_at(path, end) for end in ends))


class _Player:
    """Does what a year says, report by report, and counts what hands did."""

    def __init__(self, operator: Actor, plan: PlanRecord, owed: Mapping[str, list[CommitmentRecord]], made: list[Round]) -> None:
        self.operator, self.plan, self.owed = operator, plan, owed
        self.units = {own[0].unit.code: own[0].unit for own in owed.values()}
        self.typed = self.changed = self.clicks = self.carried = 0
        with played(_at(made[0].dates.report, -7, 9)):
            self.clerks = {code: clerk_of(operator, unit) for code, unit in self.units.items()}

    def report(self, report: Report, one: Round) -> None:
        """Report a month as a unit does it; what was mistyped or copied comes back a day later, and is filed anew."""
        unit, rows = self.units[report.unit], {row.key: row for row in self.owed[report.unit]}
        wrong = {key: value for key, value in report.slips.items() if value != report.typed[key]}
        first: dict[str, Decimal] = {} if report.copied else {**report.typed, **wrong}
        self.changed += len(report.typed)
        with played(_at(one.dates.report, report.days, report.hour)):
            self._fill(unit, rows, one.period, first)
            filed = self._file(unit, one.period)
        again = {key: report.typed[key] for key in (report.typed if report.copied else wrong)}
        if again:
            self._back(unit, rows, one, report, filed, again)

    def _back(
        self, unit: UnitRecord, rows: Mapping[str, CommitmentRecord], one: Round, report: Report, filed: ReportRecord, again: Mapping[str, Decimal]
    ) -> None:
        reason = say("serve.demo-wrong", "zh")
        with played(_at(one.dates.report, report.days + 1, 10)):
            return_cells(self.operator, filed, [Wrong(rows[key].pk, TOTAL, reason) for key in again])
        with played(_at(one.dates.report, report.days + 1, 15)):
            self._type(unit, rows, one.period, again)
            self._file(unit, one.period)

    def _fill(self, unit: UnitRecord, rows: Mapping[str, CommitmentRecord], period: str, typed: Mapping[str, Decimal]) -> None:
        """Type what changed, and say with one click that the rest did not."""
        self._type(unit, rows, period, typed)
        if len(typed) < len(rows):
            self.clicks += 1
            self.carried += carry(self.clerks[unit.code], unit, list(rows.values()), period)

    def _type(self, unit: UnitRecord, rows: Mapping[str, CommitmentRecord], period: str, typed: Mapping[str, Decimal]) -> None:
        self._save(unit, period, {rows[key].pk: number_text(value) for key, value in typed.items()}, TOTAL)

    def _save(self, unit: UnitRecord, period: str, said: Mapping[int, str], field: str) -> None:
        known = ValueRecord.objects.filter(commitment__in=list(said), period=period, field=field)
        editions = dict(known.values_list("commitment", "edition"))
        cells: list[dict[str, Any]] = [
            {"commitment": pk, "field": field, "value": text, "edition": editions.get(pk, 0)} for pk, text in said.items()
        ]
        if cells:
            save_values(self.clerks[unit.code], unit, period, cells, secrets.token_hex(12))
            self.typed += len(cells)

    def _file(self, unit: UnitRecord, period: str) -> ReportRecord:
        """Hand in and pass on; what is out of its history's range gets its word of explanation first, typed too."""
        checked = check_rows(self.owed[unit.code], period, lighting_of(self.plan))
        odd = [one.row.pk for one in checked if one.unusual is not None and not one.explained]
        self._save(unit, period, dict.fromkeys(odd, say("serve.demo-explained", "zh")), EXPLAINED)
        report = submit(self.clerks[unit.code], Key(self.plan, unit, period))
        while waits_inside(report):
            report = pass_on(self.operator, report)
        return report

    def take_over(self, one: Round) -> None:
        """Take over what was filed, once the latest has come."""
        waiting = ReportRecord.objects.filter(plan=self.plan, period=one.period, stage="filed").select_related("plan", "unit")
        with played(_at(max(one.dates.dispatch, one.dates.report + 17 * _DAY), 0, 9)):
            for report in waiting:
                accept(self.operator, report)


def _at(day: datetime.date, days: int, hour: int) -> datetime.datetime:
    return datetime.datetime.combine(day + days * _DAY, datetime.time(hour), get_default_timezone())
