"""Rows lit by the pack of their plan and month; what its rules ask besides the row itself is read for all rows at once.

At most seven queries, however many rows: the packs, what targets are and how they are measured, and only where a pack
asks for them, earlier values and those of all who share a target. Who looks makes no difference to a light.
"""

import datetime
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any, NamedTuple

from yibiao.core.commitments.adjusting import Adjusted, adjusted
from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.commitments.values import Figure, Trajectory, number_of
from yibiao.core.lights.facts import Around, Before, last_day
from yibiao.core.lights.kinds import ORDINALS, Measure, measured_as
from yibiao.core.lights.values import LightPack
from yibiao.core.plan import Force
from yibiao.core.restore import read_target
from yibiao.core.splits.serialise import read_details_values
from yibiao.core.standing import Standing, standing
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord, DecisionRecord, ValueRecord
from yibiao.hub.commitments.standing import TOTAL, counted
from yibiao.hub.lights.choosing import Chosen, chosen_packs
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import AdjustmentRecord

# Targets of plans by their keys, as plain values.
Targets = Mapping[str, Mapping[str, Any]]
_PAST = frozenset({"running", "grown"})
_FEWEST = 2  # an average of one is no average


class Lit(NamedTuple):
    """What lights one figure of a plan: its packs by month, how it is measured and how binding it is.

    `adjusted` are the changes of targets that were approved, by row, `changes` those of the row at hand.
    `peers` tells by month what part of the goal (per cent) all who share it have reached together.
    """

    chosen: Chosen = Chosen()
    measure: Measure = Measure()
    force: Force = "binding"
    peers: Callable[[int], Decimal | None] | None = None
    adjusted: Mapping[int, tuple[Adjusted, ...]] = {}
    changes: tuple[Adjusted, ...] = ()

    def stands(
        self,
        figure: Figure | None,
        path: Trajectory,
        month: int,
        reached: Decimal | None,
        deadline: str = "",
        before: Before | None = None,
        pack: LightPack | None = None,
    ) -> Standing:
        """Return how a figure stands at the end of a month (year × 12 + month − 1), under `pack` where one is tried."""
        pack = pack or self.chosen.at(month)
        figure, path = adjusted(figure, path, self.changes, month)
        peers = self.peers(month) if self.peers and "peers" in pack.needs else None
        around = Around(before, peers, _looked_at(month) if "days" in pack.needs else None)
        return standing(
            figure, path, month_name(month), reached,
            force=self.force, deadline=deadline, pack=pack, measure=self.measure, around=around,
        )  # fmt: skip

    def of(self, row: CommitmentRecord) -> "Lit":
        """Return it for one row: what the whole starts from says nothing of a share, and a total has no peers."""
        measure = self.measure._replace(baseline=None) if row.holding == "share" else self.measure
        peers = None if row.holding == "total" else self.peers
        return self._replace(measure=measure, peers=peers, changes=self.adjusted.get(row.pk, ()))


class Lighting:
    """Lights the rows of some plans. `needs` are facts that a pack to be tried asks for besides those that are chosen."""

    def __init__(self, targets: Mapping[int, Targets], needs: frozenset[str] = frozenset()) -> None:
        self._targets = targets
        self._chosen = chosen_packs(targets)
        self._details = _details_of(targets)
        self._adjusted = _adjusted_of(targets)
        asking = {pk: one.needs | needs for pk, one in self._chosen.items()}
        self._peers = _peers_of([pk for pk, facts in asking.items() if "peers" in facts])
        self._past = [pk for pk, facts in asking.items() if facts & _PAST]
        self._histories: dict[int, _History] | None = None

    def chosen(self, plan: int) -> Chosen:
        """Return the packs of a plan."""
        return self._chosen[plan]

    def lit(self, plan: int, key: str) -> Lit:
        """Return what lights a target of a plan; a row without one is lit by its plan's packs alone."""
        chosen, target = self._chosen.get(plan, Chosen()), self._targets.get(plan, {}).get(key)
        if target is None:
            return Lit(chosen, adjusted=self._adjusted)
        known = self._peers.get((plan, key))
        return Lit(chosen, _measure(target, self._details.get((plan, key))), target.get("force", "binding"), known.rate if known else None, self._adjusted)

    def stands(self, row: CommitmentRecord, period: str, reached: str = "", goal: Decimal | None = None) -> Standing:
        """Return how a commitment stands at the end of `period` with the cumulative value as it is kept (empty: none).

        `goal` is another target than its own, where a change of it is weighed.
        """
        figure, path = counted(row)
        months = months_of(period)
        if months is None:
            raise ValueError(period)
        lit = self.lit(row.plan_id, row.target).of(row)
        lit = lit if goal is None else lit._replace(changes=(Adjusted(months[1], goal),))
        return lit.stands(
            figure, path, months[1], number(reached), row.deadline, self._before(row) if row.plan_id in self._past else None
        )  # fmt: skip

    def _before(self, row: CommitmentRecord) -> Before:
        if self._histories is None:
            self._histories = histories(self._past)
        return self._histories.get(row.pk, _NO_HISTORY).at


def lighting(plans: Iterable[int]) -> Lighting:
    """Return what lights the rows of plans, by their ids."""
    found = PlanRecord.objects.filter(pk__in=set(plans)).values_list("pk", "effective")
    return Lighting({pk: targets_of(values or {}) for pk, values in found})


def targets_of(values: Mapping[str, Any]) -> Targets:
    """Return the targets of a plan's values by their keys."""
    return {target["key"]: target for target in values.get("targets") or ()}


def number(text: str) -> Decimal | None:
    """Return the number that a value is; None for none."""
    try:
        found = Decimal(text) if text else None
    except InvalidOperation:
        return None
    return found if found is not None and found.is_finite() else None


class _History:
    """Cumulative values over time, by the month in which their periods end."""

    def __init__(self, told: Mapping[int, Decimal]) -> None:
        self._ends = sorted(told)
        self._values = [told[end] for end in self._ends]

    def at(self, month: int) -> Decimal | None:
        """Return the value as of a month; None where nothing was reported by then."""
        place = bisect_right(self._ends, month)
        return self._values[place - 1] if place else None


_NO_HISTORY = _History({})


def histories(plans: Iterable[int]) -> dict[int, _History]:
    """Return what was reported for the rows of plans, with one query."""
    found: dict[int, dict[int, Decimal]] = {}
    values = ValueRecord.objects.filter(commitment__plan__in=list(plans), field=TOTAL, counted__gt="")
    for pk, period, text in values.values_list("commitment_id", "period", "counted").order_by("pk"):
        months, value = months_of(period), number(text)
        if months is not None and value is not None:
            found.setdefault(pk, {})[months[1]] = value
    return {pk: _History(told) for pk, told in found.items()}


class _Peers:
    """All who share a target: what they owe and have reached together."""

    def __init__(self) -> None:
        self.rows: list[tuple[Decimal, _History]] = []
        self._known: dict[int, Decimal | None] = {}

    def rate(self, month: int) -> Decimal | None:
        """Return the part of their goals that those who reported have reached together, in per cent: summed, no mean of rates."""
        if month not in self._known:
            told = [(goal, value) for goal, history in self.rows if (value := history.at(month)) is not None]
            owed = sum((goal for goal, _ in told), Decimal(0))
            reached = sum((value for _, value in told), Decimal(0))
            self._known[month] = reached * 100 / owed if len(told) >= _FEWEST and owed > 0 else None
        return self._known[month]


def _peers_of(plans: list[int]) -> dict[tuple[int, str], _Peers]:
    """Return who shares each target of plans, whoever looks; two queries, none where no pack asks."""
    found: dict[tuple[int, str], _Peers] = {}
    if not plans:
        return found
    rows = CommitmentRecord.objects.filter(plan__in=plans, closed_at=None, holding__in=("own", "share")).exclude(target="")
    known = histories(plans)
    for row in rows.order_by("pk"):
        goal = number_of(counted(row)[0])
        if goal is not None:
            found.setdefault((row.plan_id, row.target), _Peers()).rows.append((Decimal(goal), known.get(row.pk, _NO_HISTORY)))
    return found


def _adjusted_of(plans: Iterable[int]) -> dict[int, tuple[Adjusted, ...]]:
    """Return the changes of targets that were approved, by row, with one query."""
    found: dict[int, tuple[Adjusted, ...]] = {}
    rows = AdjustmentRecord.objects.filter(commitment__plan__in=list(plans)).order_by("pk")
    for pk, since, text in rows.values_list("commitment", "since", "figure"):
        months, value = months_of(since), number(text)
        if months is not None and value is not None:
            found[pk] = (*found.get(pk, ()), Adjusted(months[0], value))
    return found


def _details_of(plans: Iterable[int]) -> dict[tuple[int, str], Mapping[str, Any]]:
    """Return what offices filled in for targets, by plan and key, with one query."""
    rows = DecisionRecord.objects.filter(plan__in=list(plans), kind=DecisionRecord.DETAILS)
    return {(plan, about): body for plan, about, body in rows.values_list("plan", "about", "body")}


def _measure(target: Mapping[str, Any], body: Mapping[str, Any] | None) -> Measure:
    """Return how a target is measured; most are as they are worded, and need not be read."""
    details = read_details_values(body) if body and ("kind" in body or "baseline" in body) else None
    if details is None and target.get("direction") != "down" and target.get("unit") not in ORDINALS:
        return Measure()
    base = details.baseline if details else None
    return measured_as(read_target(target), details.kind if details else None, None if base is None else Decimal(base))


def _looked_at(month: int) -> datetime.date:
    """Return the day from which days are counted: the last of the month, while it lasts today."""
    return min(today(), last_day(month))
