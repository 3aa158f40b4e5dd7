"""What stands behind the commitments of a plan: its values, the units of its date, and what was decided beside it."""

import datetime
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from yibiao.core.commitments.making import goal_task, make_commitments
from yibiao.core.commitments.values import Commitments
from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.jsonform import read_correction
from yibiao.core.corrections.members import with_members
from yibiao.core.corrections.values import ChooseMembers, kind_of
from yibiao.core.orgs.pack import UnitPack
from yibiao.core.orgs.resolve import date_of, resolve
from yibiao.core.plan import Plan, Target
from yibiao.core.serialise import from_dict
from yibiao.core.splits.serialise import read_chosen_values, read_details_values, read_split_values
from yibiao.core.splits.values import Approval, Chosen, Details, Split, SplitFile
from yibiao.hub.commitments.models import DecisionRecord, SplitRecord
from yibiao.hub.orgs.packs import unit_pack
from yibiao.hub.plans.models import CorrectionRecord, PlanRecord

Values = Mapping[str, Any]
_MEMBERS = kind_of(ChooseMembers(0, "", None, ()))


class Ground(NamedTuple):
    """A plan's values, the unit pack of its date, and the decisions beside it (targets and tasks by id)."""

    plan: Plan
    pack: UnitPack
    decided: SplitFile

    def part(self, task: str) -> "Ground":
        """Return the ground of one task alone, by the key its commitments carry: they come out as in the whole."""
        own = next((one for one in self.plan.tasks if one.key == task), None)
        home = own.id if own else task.removeprefix("goal-") or None
        targets = tuple(target for target in self.plan.targets if target.task == home)
        return self._replace(plan=self.plan._replace(tasks=(own,) if own else (), targets=targets))

    def with_split(self, split: Split) -> "Ground":
        """Return the ground with one split in the place of the one its target had."""
        others = tuple(one for one in self.decided.splits if one.target != split.target)
        return self._replace(decided=self.decided._replace(splits=(*others, split)))

    def target(self, name: str) -> Target | None:
        """Return a target by its key or id."""
        found = (target for target in self.plan.targets if name in (target.key, target.id))
        return next(found, None)

    def task_of(self, target: Target) -> str:
        """Return the key under which the commitments of a target's task stand; a headline goal has one too."""
        own = next((task.key for task in self.plan.tasks if task.id == target.task), None)
        return own or goal_task(self.plan, target).key


def ground(record: PlanRecord, values: Values | None = None, given: SplitFile | None = None) -> Ground:
    """Return what stands behind a plan's commitments; `values` (yibiao-plan/1) and decisions `given` go before its own."""
    plan = from_dict(values or record.effective or record.compiled)
    pack = unit_pack(day_of(plan))
    return Ground(plan, pack, decided(record, plan, pack, given))


def day_of(plan: Plan) -> datetime.date | None:
    """Return the day a plan's names are read at: its document's, else the first of its year; None for neither."""
    on = date_of(plan.document)
    return datetime.date.fromisoformat(on + "0001-01-01"[len(on) :]) if on else None


def commitments_of(ground: Ground) -> Commitments:
    """Return everything every unit owes.

    A share counts as settled once its split is issued, not already when it is approved: until then prints
    carry 征求意见稿.
    """
    plan, pack, decided = ground
    made = make_commitments(plan, resolve(plan, pack, decided.members), decided)
    rows = tuple(
        row._replace(settled=False) if row.split and row.split.state != "issued" else row for row in made.rows
    )
    return made._replace(rows=rows)


def decided(record: PlanRecord, plan: Plan, pack: UnitPack, given: SplitFile | None = None) -> SplitFile:
    """Return the decisions beside a plan as a split file, with the members that its corrections choose."""
    made = given or _read(record, plan, {unit.id: place for place, unit in enumerate(pack.units)})
    corrected = _corrections_of_members(record)
    return with_members(made, corrected) if corrected else made


def beside(record: PlanRecord) -> SplitFile:
    """Return the decisions beside a plan as a split file: splits that are not withdrawn, details, members."""
    return _read(record, from_dict(record.effective or record.compiled), {})


def _read(record: PlanRecord, plan: Plan, order: Mapping[str, int]) -> SplitFile:
    """Return the decisions with targets and tasks by id, units in the order of the pack."""
    targets = {target.key: target.id for target in plan.targets}
    tasks = {task.key: task.id for task in plan.tasks}
    splits = SplitRecord.objects.filter(plan=record).exclude(state=SplitRecord.WITHDRAWN).order_by("id")
    found = list(DecisionRecord.objects.filter(plan=record).order_by("id").values_list("kind", "body"))
    details = [read_details_values(body) for kind, body in found if kind == DecisionRecord.DETAILS]
    members = [read_chosen_values(body) for kind, body in found if kind == DecisionRecord.MEMBERS]
    return SplitFile(
        members=tuple(_known_members(members, tasks)),
        details=tuple(_ordered(one, targets, order) for one in details),
        splits=tuple(_split(row, targets) for row in splits),
    )


def _known_members(members: list[Chosen], tasks: Mapping[str, str]) -> Iterator[Chosen]:
    """Yield the members with their tasks by id; those of a task that is no more count nowhere."""
    for chosen in members:
        if chosen.task is None or chosen.task in tasks:
            yield chosen._replace(task=chosen.task and tasks[chosen.task])


def _ordered(details: Details, targets: Mapping[str, str], order: Mapping[str, int]) -> Details:
    """Return details of a target by id, its columns in order: a database does not keep that of JSON."""
    opening = sorted(details.opening, key=lambda pair: (order.get(pair[0], len(order)), pair[0]))
    target = targets.get(details.target, details.target)
    return details._replace(target=target, values=tuple(sorted(details.values)), opening=tuple(opening))


def _split(row: SplitRecord, targets: Mapping[str, str]) -> Split:
    split = read_split_values(row.body)
    # A split file knows of no return: until it is proposed again, the proposal stands as a draft.
    state: Any = SplitRecord.PROPOSED if row.state == SplitRecord.RETURNED else row.state
    return split._replace(
        target=targets.get(row.target, row.target),
        state=state,
        approval=Approval(number=row.approved_number or None),
        comments=(),
    )


def _corrections_of_members(record: PlanRecord) -> Any:
    """Return the plan's corrections applied, where some of them choose members; else None."""
    rows = CorrectionRecord.objects.filter(plan=record, undone_at=None).order_by("number")
    bodies = list(rows.values_list("body", flat=True))
    if not any(body.get("kind") == _MEMBERS for body in bodies):
        return None
    return apply_corrections(from_dict(record.compiled), map(read_correction, bodies))
