"""By which day something has to be done, whether it is late, and to whom it climbs when it is not solved.

Climbing is worked out from the clock alone: the day on which something reached a level follows from the days before it,
not from the moment at which anybody looked. However often or late it is asked, the answer is the same.
"""

import datetime
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from yibiao import packs
from yibiao.core.cycle.workdays import Workdays

# From the unit that has it up to the leader in charge (分管市领导).
LEVELS = ("unit", "lead", "dispatching", "leader")
CLOCKS = ("urgent", "normal", "minutes", "hard", "document")
_ONE = datetime.timedelta(days=1)
# Urgent matters have one to so many days; no clock is longer than the longest.
LONGEST = 366


class Climb(NamedTuple):
    """Something came up to a level on a day, and has until `due` there."""

    level: str
    day: datetime.date
    due: datetime.date


def days_of(clock: str) -> int:
    """Return how many days a clock has."""
    return int(packs.load("coordination")["clocks"]["days"][clock])


def level_days() -> Mapping[str, int]:
    """Return how many days each level has for what came up to it."""
    return dict(packs.load("coordination")["clocks"]["levels"])


def counted(start: datetime.date, days: int, calendar: Workdays, *, working: bool) -> datetime.date:
    """Return the last of so many days after `start`: working days, or days, whose last moves behind a rest."""
    if working:
        return calendar.later(start, days)
    return calendar.shifted(start + days * _ONE, "after")


def due_by(clock: str, start: datetime.date, calendar: Workdays, *, working: bool) -> datetime.date:
    """Return the day by which something has to be done that was given out on `start`."""
    return counted(start, days_of(clock), calendar, working=working)


def is_late(due: datetime.date | None, day: datetime.date) -> bool:
    """Tell whether a day is behind the one that was set."""
    return due is not None and day > due


def climbed(
    level: str, due: datetime.date, day: datetime.date, calendar: Workdays, *, working: bool, skipped: frozenset[str] = frozenset()
) -> Iterator[Climb]:
    """Yield the levels that something has reached by `day` that has until `due` on `level`; `skipped` are those nobody is at."""
    for above in LEVELS[LEVELS.index(level) + 1 :]:
        if above in skipped:
            continue
        if not is_late(due, day):
            return
        reached = due + _ONE
        due = counted(reached, level_days()[above], calendar, working=working)
        yield Climb(above, reached, due)
