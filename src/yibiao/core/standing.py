"""How a figure stands in a period: its status on the axis of progress 进度, its light, and why.

First what is known of it without any rule (`State`): nothing reported, nothing planned yet, done, past its deadline …
Then the rules of a pack judge what is under way (`core/lights`); the first that holds gives status and light. The
planned value is that of the last period of the path which has ended by then. Nothing reached of what was planned is
未启动 instead of 欠进度. What is published late (`lagging`) has no light until its deadline is over or it is reached;
a stretch 力争 is never red; nothing reported is no status of progress but `unreported`, and grey.
"""

from decimal import Decimal
from typing import Any, NamedTuple

from yibiao.core.commitments.horizon import months_of
from yibiao.core.commitments.values import Figure, Trajectory, number_of
from yibiao.core.lights.facts import Around, Case, facts_of, planned_at
from yibiao.core.lights.judge import judge
from yibiao.core.lights.kinds import FALLING, Measure, attained, come, is_met
from yibiao.core.lights.pack import default_pack
from yibiao.core.lights.values import Facts, Light, LightPack, State, Status
from yibiao.core.plan import Force

__all__ = ["Light", "Standing", "Status", "planned_at", "standing", "word_of"]

_CEILINGS = ("<=", "<")
# Statuses whose other light has a word of its own.
_WORDS = {("behind", "red"): "behind-red", ("not-begun", "red"): "not-begun-red", ("not-due", "yellow"): "not-due-yellow"}
_PLAIN, _ALONE = Measure(), Around()


class Standing(NamedTuple):
    """How a figure stands: `planned`, `reached` and `goal` in its unit, `gap` in percentage points (behind > 0).

    `rule` is the pack that lit it (``default/1``), `by` the rule of it (empty: what all packs share), `unknown` the facts
    that rules before it needed and nobody knows, `facts` what is known.
    """

    status: Status
    light: Light
    planned: Decimal | None = None
    reached: Decimal | None = None
    goal: Decimal | None = None
    gap: Decimal | None = None
    rule: str = "default/1"
    by: str = ""
    unknown: tuple[str, ...] = ()
    facts: Facts | None = None
    measure: Measure = _PLAIN

    @property
    def word(self) -> str:
        """What the status is called beside its light."""
        return word_of(self.status, self.light)

    @property
    def rate(self) -> Decimal | None:
        """The part of the way to the goal that was reached, in per cent; None where it can't be told."""
        return self.part(self.reached)

    @property
    def falls(self) -> bool:
        """Whether less is better."""
        return self.measure.kind in FALLING

    def part(self, value: Decimal | None) -> Decimal | None:
        """Return which part of the way to the goal some value is, in per cent."""
        return attained(self.measure, value, self.goal)


def word_of(status: Status, light: Light) -> str:
    """Return the word of a status and its light: a key of the book `standings`.

    What is behind can be yellow or red, and the word says which as the colour does.
    """
    return _WORDS.get((status, light), status)


def standing(
    figure: Figure | None,
    path: Trajectory,
    period: str,
    reached: Decimal | None,
    *,
    force: Force = "binding",
    deadline: str = "",
    pack: LightPack | None = None,
    measure: Measure = _PLAIN,
    around: Around = _ALONE,
) -> Standing:
    """Return how a figure stands at the end of `period` (``2021-04``, ``2021-Q2``) with `reached` as cumulative value.

    `deadline` is an ISO date, empty for none; a period that ends in its month or before is in time. `pack` None is the
    default one; `measure` says of which kind the figure is, `around` what rules may ask besides. A `period` that is none
    is a `ValueError`.
    """
    pack = pack or default_pack()
    months = months_of(period)
    if months is None:
        raise ValueError(period)
    month = months[1]
    reached = reached if reached is None or reached.is_finite() else None
    goal = _goal(figure, measure)
    case = Case(measure, path, month, planned_at(path, month), reached, goal, deadline)
    facts = facts_of(case, _state(figure, case, pack, _is_past(deadline, month)), pack.needs, around)
    found = judge(pack, facts, force)
    status = "not-begun" if found.status == "behind" and _nothing(case) else found.status
    return Standing(
        status, found.light, case.planned, reached, goal, facts.gap, pack.mark, found.rule, found.unknown, facts, measure,
    )  # fmt: skip


def _goal(figure: Figure | None, measure: Measure) -> Decimal | None:
    """Return the number a figure is measured by: of what falls a range's high end, else its low one."""
    if figure is not None and measure.kind in FALLING and figure.high is not None:
        return _exact(figure.high)
    return _exact(number_of(figure))


def _state(figure: Figure | None, case: Case, pack: LightPack, past: bool) -> State:
    reached, goal, kind = case.reached, case.goal, case.measure.kind
    if reached is None:
        return "late" if case.path.lagging else "no-figure" if figure is None else "unreported"
    if figure is None or goal is None:
        return "no-path"
    if figure.comparator in _CEILINGS and kind not in FALLING:
        return "kept" if _within(figure, reached) else "over"
    if is_met(kind, reached, goal, figure.comparator, pack.about):
        return "done"
    if past:
        return "past"
    if case.path.lagging:
        return "late"
    return _under_way(case)


def _under_way(case: Case) -> State:
    """Return the state of what is neither met nor past its deadline."""
    if case.measure.kind == "milestone":
        return "not-due"
    if case.planned is None:
        return "not-due" if case.path.points else "no-path"
    return "not-due" if come(case.measure, case.planned) == 0 and _nothing(case) else "open"


def _nothing(case: Case) -> bool:
    """Tell whether nothing was reached yet: a falling figure stands where it started."""
    return case.reached is not None and come(case.measure, case.reached) == 0


def _within(figure: Figure, reached: Decimal) -> bool:
    limit = _exact(figure.high if figure.high is not None else figure.low)
    return limit is None or (reached < limit if figure.comparator == "<" else reached <= limit)


def _is_past(deadline: str, month: int) -> bool:
    """Tell whether a period ends in a later month than the deadline's."""
    if len(deadline) < len("2021-12") or not deadline[:4].isdecimal() or not deadline[5:7].isdecimal():
        return False
    return month > int(deadline[:4]) * 12 + int(deadline[5:7]) - 1


def _exact(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)
