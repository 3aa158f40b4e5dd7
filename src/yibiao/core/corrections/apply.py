"""Corrections applied to a compiled plan: always all that are in force, in their order, from the compiled plan.

Whatever cannot take effect is *lost* and says so as a finding; nothing is dropped silently and nothing
raises. To undo a correction is to leave it out.
"""

from collections.abc import Callable, Iterable
from typing import Any

from yibiao.core.corrections.answers import answer_all
from yibiao.core.corrections.bench import Bench, Refused
from yibiao.core.corrections.figures import add_target, drop_target, edit_target
from yibiao.core.corrections.finish import Finished, finish, keyed
from yibiao.core.corrections.members import choose
from yibiao.core.corrections.recheck import recheck
from yibiao.core.corrections.refs import measure_keys
from yibiao.core.corrections.roles import set_units
from yibiao.core.corrections.structure import add_task, drop_task, edit_task, merge_tasks, split_task
from yibiao.core.corrections.telling import lost, moved
from yibiao.core.corrections.values import (
    AddTarget,
    AddTask,
    AnswerFinding,
    Applied,
    ChooseMembers,
    Corrected,
    Correction,
    DropTarget,
    DropTask,
    EditTarget,
    EditTask,
    Lost,
    MergeTasks,
    SetUnits,
    SplitTask,
)
from yibiao.core.plan import Plan
from yibiao.core.splits.values import Chosen

_MAKERS: dict[type[Correction], Callable[[Bench, Any], tuple[str, ...]]] = {
    SetUnits: set_units,
    SplitTask: split_task,
    MergeTasks: merge_tasks,
    DropTask: drop_task,
    AddTask: add_task,
    EditTask: edit_task,
    AddTarget: add_target,
    DropTarget: drop_target,
    EditTarget: edit_target,
}


def apply_corrections(plan: Plan, corrections: Iterable[Correction]) -> Corrected:
    """Return `plan` with the corrections in force, in their order."""
    given = tuple(corrections)
    if not given:
        return Corrected(plan, (), (), plan.findings, (), {}, measure_keys(plan), ())
    work = _Work(keyed(plan))
    for correction in given:
        if type(correction) in _MAKERS:
            work.attempt(correction, _MAKERS[type(correction)])
    made = finish(work.bench)
    for correction in given:
        if isinstance(correction, ChooseMembers):
            work.attempt(correction, lambda bench, one: work.choose(one, made))
    return _told(work, made, [one for one in given if isinstance(one, AnswerFinding)])


class _Work:
    """One run over the corrections of a plan."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.bench = Bench(plan)
        self.applied: list[Applied] = []
        self.lost: list[Lost] = []
        self.members: dict[tuple[str, str | None], Chosen] = {}

    def attempt(self, correction: Correction, make: Callable[[Bench, Any], tuple[str, ...]]) -> None:
        """Let a correction take effect, or note why it cannot."""
        self.bench.moved = None
        try:
            keys = make(self.bench, correction)
        except Refused as refused:
            self.lost.append(lost(correction, refused.reason, self.plan))
        else:
            self.applied.append(Applied(correction, keys, self.bench.moved))

    def choose(self, correction: ChooseMembers, made: Finished) -> tuple[str, ...]:
        """Choose the members of a class of units in the finished plan."""
        chosen, keys = choose(self.bench, correction, made.plan)
        self.members[chosen.group, chosen.task] = chosen
        return keys




def _told(work: _Work, made: Finished, answers: list[AnswerFinding]) -> Corrected:
    """Return the outcome: findings checked anew, answered, and what corrections lost or moved."""
    members = tuple(work.members.values())
    found = (
        *recheck(work.plan, made.plan, members),
        *(moved(one, work.plan) for one in work.applied if one.moved),
        *(one.finding for one in work.lost),
    )
    said = answer_all(made.plan._replace(findings=found), answers)
    plan = made.plan._replace(findings=(*found, *(one.finding for one in said.lost)))
    settled = {id(one.finding) for one in said.answered}
    applied = (*work.applied, *said.applied)
    return Corrected(
        plan,
        _by_order(applied),
        (*work.lost, *said.lost),
        tuple(one for one in plan.findings if id(one) not in settled),
        said.answered,
        _marks(applied),
        made.measures,
        members,
    )


def _by_order(applied: tuple[Applied, ...]) -> tuple[Applied, ...]:
    return tuple(sorted(applied, key=lambda one: one.correction.number))


def _marks(applied: Iterable[Applied]) -> dict[str, tuple[int, ...]]:
    """Return the numbers of the corrections behind each fact."""
    found: dict[str, tuple[int, ...]] = {}
    for one in applied:
        for key in one.keys:
            numbers = found.get(key, ())
            if one.correction.number not in numbers:
                found[key] = (*numbers, one.correction.number)
    return found
