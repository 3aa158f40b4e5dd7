"""A simulated year: what units with habits report month by month, drawn from a seed and nothing else.

=========  =====================================================================================
punctual   reports in the last days before its day, what has come about in the month
late       reports up to six days after its day
batchy     its figures come in leaps, with each quarter; between them nothing changes
sloppy     forgets months until long after their day, mistypes a figure, copies last month's report
=========  =====================================================================================

Whoever plays it compares what was accepted with `Truth`: what had come about as far as the unit could know.
"""

import random
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from typing import Literal, NamedTuple

Habit = Literal["punctual", "late", "batchy", "sloppy"]
HABITS: tuple[Habit, ...] = ("punctual", "late", "batchy", "sloppy")
# How many of a hundred units have each habit.
_SHARES = (50, 20, 15, 15)
# A batchy unit knows its figures at the end of every third month.
_BATCH = 3
# In so many of a hundred months: a row moves on at all; a sloppy unit forgets, mistypes, copies.
_MOVES, _FORGETS, _MISTYPES, _COPIES = 70, 20, 35, 20

Truth = tuple[Decimal, ...]


class Row(NamedTuple):
    """One row of a unit's table: `planned` is the cumulative figure its path wants by each month, None where it wants none."""

    key: str
    planned: tuple[Decimal | None, ...]


class Report(NamedTuple):
    """What a unit does about one month: `month` counts from 0, `days` is when, counted from the day it is due (late: > 0).

    `typed` are the rows that changed, with the true figures; of the others one click says so. `slips` are those typed
    wrong at first, with what is typed; `copied` tells that the unit first says of every row that nothing changed.
    """

    unit: str
    month: int
    days: int
    hour: int
    typed: Mapping[str, Decimal]
    slips: Mapping[str, Decimal]
    copied: bool = False


class Year(NamedTuple):
    """A whole year: habits by unit, the truth of every row by unit and key, and the reports in the order of units and months."""

    habits: Mapping[str, Habit]
    truths: Mapping[tuple[str, str], Truth]
    reports: tuple[Report, ...]


def simulate(seed: int, rows: Mapping[str, Sequence[Row]], months: int) -> Year:
    """Return a year of `months` months for units with their rows; the same seed gives the same year.

    Every unit and every row draws for itself, so that one more changes nothing of the others.
    """
    habits = {unit: _drawn(seed, unit).choices(HABITS, _SHARES)[0] for unit in rows}
    truths = {
        (unit, row.key): _truth(_drawn(seed, unit, row.key), row.planned, habits[unit])
        for unit, own in rows.items()
        for row in own
    }
    reports = [
        _report(_drawn(seed, unit, str(month)), unit, month, habits[unit], {row.key: truths[unit, row.key] for row in own})
        for unit, own in rows.items()
        for month in range(months)
    ]
    return Year(habits, truths, tuple(reports))


def _drawn(seed: int, *of: str) -> random.Random:
    # A text seeds the same on every machine and in every process; a tuple's hash does not.
    return random.Random("/".join((str(seed), *of)))


def _truth(draw: random.Random, planned: Sequence[Decimal | None], habit: Habit) -> Truth:
    """Return the cumulative figures of a row: near its path at a pace of its own, never back, in leaps where they come so."""
    pace = draw.randint(70, 125)
    falls = _falls(planned)
    made: list[Decimal] = []
    for month, wanted in enumerate(planned):
        last = made[-1] if made else None
        moves = draw.randrange(100) < _MOVES
        noise = draw.randint(-4, 4)
        waits = habit == "batchy" and (month + 1) % _BATCH != 0
        if last is not None and (waits or not moves):
            made.append(last)
            continue
        value = _rounded((wanted or Decimal(0)) * (pace + noise) / 100, wanted)
        made.append(value if last is None else min(last, value) if falls else max(last, value))
    return tuple(made)


def _falls(planned: Sequence[Decimal | None]) -> bool:
    known = [one for one in planned if one is not None]
    return len(known) > 1 and known[-1] < known[0]


def _rounded(value: Decimal, wanted: Decimal | None) -> Decimal:
    """Return a figure in whole things, and with two decimals where the path has such."""
    whole = wanted is None or wanted == wanted.to_integral_value() or wanted >= _WHOLE
    return value.quantize(Decimal(1) if whole else Decimal("0.01"))


# Figures from here on are told in whole things.
_WHOLE = 20


def _report(draw: random.Random, unit: str, month: int, habit: Habit, truths: Mapping[str, Truth]) -> Report:
    typed = {key: truth[month] for key, truth in truths.items() if month == 0 or truth[month] != truth[month - 1]}
    days, hour = _when(draw, habit), draw.randint(9, 16)
    slips: dict[str, Decimal] = {}
    copied = False
    if habit == "sloppy" and typed:
        copied = month > 0 and draw.randrange(100) < _COPIES
        if not copied and draw.randrange(100) < _MISTYPES:
            key = draw.choice(sorted(typed))
            slips[key] = _mistyped(draw, typed[key])
    return Report(unit, month, days, hour, typed, slips, copied)


def _when(draw: random.Random, habit: Habit) -> int:
    if habit == "late":
        return draw.randint(1, 6)
    if habit == "sloppy" and draw.randrange(100) < _FORGETS:
        return draw.randint(9, 14)
    return -draw.randint(0, 2)


def _mistyped(draw: random.Random, value: Decimal) -> Decimal:
    """Return a figure as a hurried hand types it: a digit too many, or the one beside it."""
    return value * 10 if value and draw.randrange(2) else value + draw.choice((1, 2, 9))


def changed(year: Year, units: Collection[str] = ()) -> int:
    """Return how many figures of a year are new or other than the month before, of some units or of all."""
    wanted = set(units) or set(year.habits)
    return sum(len(report.typed) for report in year.reports if report.unit in wanted)
