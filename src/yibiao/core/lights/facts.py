"""The facts of a figure that rules ask about, worked out only as far as a pack needs them."""

import calendar
import datetime
from collections.abc import Callable
from decimal import Decimal
from typing import NamedTuple

from yibiao.core.commitments.horizon import LONGEST, months_of
from yibiao.core.commitments.values import Trajectory
from yibiao.core.lights.kinds import SUMMED, Measure, attained, behind, come
from yibiao.core.lights.values import Facts, State

# From a month (year × 12 + month − 1) to the cumulative value as of its end, None where nothing was reported by then.
Before = Callable[[int], Decimal | None]
_YEAR = 12


class Around(NamedTuple):
    """What a figure's light may need besides itself; what is not given is unknown.

    `before` tells earlier values, `peers` the part of the goal (per cent) that all who share the target have reached
    together, `on` the day from which days to the deadline are counted (None: the last of the month).
    """

    before: Before | None = None
    peers: Decimal | None = None
    on: datetime.date | None = None


class Case(NamedTuple):
    """A figure at the end of a month: its measure, path, what was planned and reached, its goal and deadline."""

    measure: Measure
    path: Trajectory
    month: int
    planned: Decimal | None
    reached: Decimal | None
    goal: Decimal | None
    deadline: str = ""

    @property
    def gap(self) -> Decimal | None:
        """By how many points it is behind its path."""
        return behind(self.measure, self.reached, self.planned, self.goal)


_NOTHING_AROUND = Around()


def facts_of(case: Case, state: State, needs: frozenset[str], around: Around = _NOTHING_AROUND) -> Facts:
    """Return the facts of a case that rules of a pack need."""
    gap = case.gap
    return Facts(
        state,
        gap=gap,
        lead=None if gap is None else -gap,
        schedule=_schedule(case) if "schedule" in needs else None,
        peers=_peers(case, around.peers) if "peers" in needs else None,
        grown=_grown(case, around.before) if "grown" in needs else None,
        running=_running(case, gap, around.before) if "running" in needs else None,
        idle=_idle(case) if "idle" in needs else None,
        days=days_to(case.deadline, case.month, around.on) if "days" in needs else None,
    )


def planned_at(path: Trajectory, month: int) -> Decimal | None:
    """Return what was planned by the end of a month (year × 12 + month − 1); None before the path begins or without one."""
    value = None
    for point in path.points:
        months = months_of(point.period)
        if months is None or months[1] > month:
            break
        value = Decimal(point.value)
    return value


def days_to(deadline: str, month: int, on: datetime.date | None = None) -> int | None:
    """Return the days from `on` (by default the last day of the month) to an ISO date or the end of a month ``2021-06``."""
    due = _day(deadline)
    if due is None:
        return None
    return (due - (on or last_day(month))).days


def last_day(month: int) -> datetime.date:
    """Return the last day of a month (year × 12 + month − 1)."""
    year, number = month // _YEAR, month % _YEAR + 1
    return datetime.date(year, number, calendar.monthrange(year, number)[1])


def _day(deadline: str) -> datetime.date | None:
    months = months_of(deadline) if len(deadline) == len("2021-12") and "Q" not in deadline and "H" not in deadline else None
    try:
        return last_day(months[0]) if months else datetime.date.fromisoformat(deadline)
    except ValueError:  # words, or a year alone
        return None


def _schedule(case: Case) -> Decimal | None:
    """Return what was reached in per cent of what was planned, both counted from where the figure started."""
    if case.planned is None or case.reached is None or case.gap is None:
        return None
    planned, reached = come(case.measure, case.planned), come(case.measure, case.reached)
    if planned <= 0:  # nothing planned yet: whatever is there is enough
        return Decimal(100 if case.gap <= 0 else 0)
    return reached * 100 / planned


def _peers(case: Case, together: Decimal | None) -> Decimal | None:
    """Return the own part of the goal in per cent of the one all have reached together; of rates there is no such part."""
    own = attained(case.measure, case.reached, case.goal)
    if own is None or together is None or case.measure.kind not in (None, *SUMMED):
        return None
    if together <= 0:
        return Decimal(100 if own >= together else 0)
    return own * 100 / together


def _grown(case: Case, before: Before | None) -> Decimal | None:
    """Return the change against the same months of the year before, in per cent; what is summed counts from January."""
    if before is None or case.reached is None or case.measure.kind in ("growth", "milestone", "rank"):
        return None
    then, now = before(case.month - _YEAR), case.reached
    if then is None:
        return None
    if case.measure.kind in (None, "flow"):
        january = case.month - case.month % _YEAR
        last = before(january - 1)
        now, then = now - (last or Decimal(0)), then - (before(january - _YEAR - 1) or Decimal(0))
    return (now - then) * 100 / abs(then) if then else None


def _running(case: Case, gap: Decimal | None, before: Before | None) -> int | None:
    """Return for how many months in a row, this one included, the figure was behind; unknown without its past."""
    if gap is None:
        return None
    if gap <= 0:
        return 0
    if before is None:
        return None
    count = 1
    while count < LONGEST:
        month = case.month - count
        earlier = behind(case.measure, before(month), planned_at(case.path, month), case.goal)
        if earlier is None or earlier <= 0:
            break
        count += 1
    return count


def _idle(case: Case) -> int | None:
    """Return the months since it should have begun, where nothing is reached; −1 where it has begun, or need not yet."""
    if case.reached is None or case.goal is None or not case.path.points:
        return None
    if come(case.measure, case.reached) > 0:
        return -1
    begins = next((point.period for point in case.path.points if come(case.measure, Decimal(point.value)) > 0), None)
    months = months_of(begins) if begins else None
    return None if months is None else max(case.month - months[1], -1)
