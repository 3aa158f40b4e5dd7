"""How several figures stand together, and what a shared total has come to: counted and summed, never averaged.

Figures of different things have no mean, so a group (a task over its units, a district over its figures) is told
by the number of its figures in each status. The one light it is shown with is that of its worst figure:

=========  ==================================================================================
欠进度      one or more are behind, not begun or overdue: red where one of them is red
达进度      none is behind, and one or more are on the path or ahead
完成        every figure that has anything to say is done
滞后公布    what is left is published late
未到期      nothing is due yet: yellow where one of them is nearly due
未填报      nothing was reported
=========  ==================================================================================

What has no figure or path (`no-path`) counts in none of them.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import NamedTuple

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.commitments.values import Planned, Trajectory
from yibiao.core.plan import Number
from yibiao.core.splits.exact import total_of
from yibiao.core.standing import Light, Standing, Status, planned_at, word_of

# The statuses of a group, the worst first; those of a single figure that are told as one of them.
GROUPS: tuple[Status, ...] = ("behind", "on-path", "done", "not-due", "unreported", "late", "no-path")
_TOLD_AS: Mapping[Status, Status] = {"not-begun": "behind", "overdue": "behind", "ahead": "on-path"}
_LIGHTS: Mapping[Status, Light] = {"on-path": "green", "done": "done", "late": "late"}


class Together(NamedTuple):
    """How a group stands: its status and light, and how many of its figures are in each status of `GROUPS`."""

    status: Status
    light: Light
    counts: Mapping[Status, int]

    @property
    def word(self) -> str:
        """What the status is called beside its light."""
        return word_of(self.status, self.light)

    @property
    def measured(self) -> int:
        """How many figures there are to measure by."""
        return sum(count for status, count in self.counts.items() if status != "no-path")


class Counted(NamedTuple):
    """How many groups stand in a status: shown with the worst of their lights, `red` of them with the red one."""

    status: Status
    light: Light
    groups: int
    red: int


class Whole(NamedTuple):
    """What a shared total has come to: as its lead says, and as the sum of the parts that were reported."""

    said: Decimal | None
    sum: Decimal | None
    parts: int
    reported: int

    @property
    def value(self) -> Decimal | None:
        """What counts: the lead's own figure where there is one, else the sum."""
        return self.sum if self.said is None else self.said

    @property
    def differs(self) -> Decimal | None:
        """By how much the lead's figure is above the sum, where every part was reported and the two differ."""
        if self.said is None or self.sum is None or self.reported < self.parts or self.said == self.sum:
            return None
        return self.said - self.sum


def told_as(status: Status) -> Status:
    """Return the status of a group that a figure's own status is told as."""
    return _TOLD_AS.get(status, status)


def together(stands: Iterable[Standing]) -> Together:
    """Return how figures stand as a group; none at all have no path."""
    found = list(stands)
    counts = Counter(told_as(one.status) for one in found)
    status = _status(counts)
    if status == "behind":
        red = any(one.light == "red" for one in found)
        return Together(status, "red" if red else "yellow", counts)
    near = any(one.status == status == "not-due" and one.light == "yellow" for one in found)
    return Together(status, "yellow" if near else _LIGHTS.get(status, "grey"), counts)


def counted(groups: Iterable[Together]) -> list[Counted]:
    """Return how many groups stand in each status that occurs, the worst first."""
    found = list(groups)
    by = {status: [one for one in found if one.status == status] for status in GROUPS}
    return [_counted(status, same) for status, same in by.items() if same]


def _counted(status: Status, groups: Sequence[Together]) -> Counted:
    red = sum(one.light == "red" for one in groups)
    near = any(one.light == "yellow" for one in groups)
    return Counted(status, "red" if red else "yellow" if near else groups[0].light, len(groups), red)


def _status(counts: Mapping[Status, int]) -> Status:
    if counts.get("behind"):
        return "behind"
    if counts.get("on-path"):
        return "on-path"
    # What is done says nothing of what else is still to come.
    for status in ("not-due", "unreported", "late", "done"):
        if counts.get(status):
            return status
    return "no-path"


def whole(said: Iterable[Decimal | None], parts: Sequence[Decimal | None]) -> Whole:
    """Return what a total has come to; of several leads the first that says something counts (首位汇总)."""
    reported = [value for value in parts if value is not None]
    own = next((value for value in said if value is not None), None)
    return Whole(own, Decimal(total_of(tuple(reported))) if reported else None, len(parts), len(reported))


def summed(paths: Sequence[Trajectory]) -> Trajectory:
    """Return the path of a total from those of all its parts; without one of them there is none."""
    if not paths or any(not path.points for path in paths):
        return Trajectory(None)
    ends = sorted({_end(point.period) for path in paths for point in path.points})
    points = tuple(Planned(month_name(end), _planned(paths, end)) for end in ends)
    return Trajectory(paths[0].shape, points)


def _planned(paths: Sequence[Trajectory], month: int) -> Number:
    values = (planned_at(path, month) for path in paths)
    return total_of(tuple(value for value in values if value is not None))


def _end(period: str) -> int:
    months = months_of(period)
    if months is None:
        raise ValueError(period)
    return months[1]
