"""A revision's commitments: decisions carried over, rows made, each with the row it continues; what vanished is closed."""

from collections.abc import Iterable
from typing import NamedTuple

from yibiao.core.commitments.values import Commitments
from yibiao.core.revisions.commitments import pair_commitments
from yibiao.core.revisions.pairing import pair_plans
from yibiao.core.revisions.values import CommitmentPair, Revision
from yibiao.core.splits.serialise import chosen_values, details_values, split_values
from yibiao.core.splits.values import Approval, SplitFile
from yibiao.hub.actions import Act
from yibiao.hub.commitments.bulk import set_column
from yibiao.hub.commitments.deciding import beside, ground
from yibiao.hub.commitments.handing import carry_handed
from yibiao.hub.commitments.making import follow, instantiate
from yibiao.hub.commitments.models import CommitmentRecord, DecisionRecord, SplitCommentRecord, SplitRecord
from yibiao.hub.commitments.rows import stored
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord

_COMMENT = ("unit_id", "by_id", "text", "asked", "answer", "late", "at")


class Carried(NamedTuple):
    """What became of the old plan's rows: how many go on, how many were closed."""

    paired: int
    closed: int


def decisions_of(plan: PlanRecord) -> SplitFile:
    """Return what was decided beside a plan, as `core.revisions.revise` takes it (corrections choose members by themselves)."""
    return beside(plan)


def carry(act: Act, old_plan: PlanRecord, new_plan: PlanRecord, revision: Revision) -> Carried:
    """Carry what hangs on a plan over to its published revision, inside the action that publishes it.

    Splits, comments, details and members go first; then the rows of the new plan are made from its newest
    version (or follow, where they were made), and each is bound to the row it continues. Rows that vanished
    are closed with a reason.
    """
    before = stored(old_plan, ground(old_plan))
    _carry_splits(act, old_plan, new_plan, revision)
    _carry_decisions(act, old_plan, new_plan, revision)
    if CommitmentRecord.objects.filter(plan=new_plan).exists():
        follow(act, new_plan)
    else:
        instantiate(act, new_plan, new_plan.versions.order_by("-number").get())
    after = stored(new_plan, ground(new_plan))
    # Paired anew: what the revision was shown with may have been made before its decisions were carried.
    matched = pair_plans(revision.old.plan, revision.new.plan)
    pairs = pair_commitments(before, after, (revision.old, revision.new), matched, _successors(after))
    return Carried(_bind(act, pairs, old_plan, new_plan), _close(act, old_plan, pairs))


def _successors(after: Commitments) -> dict[str, str]:
    """Return who took over from units that are not in the new plan's pack."""
    known = {unit.id for unit in after.pack.units}
    ended = UnitRecord.objects.exclude(successor=None).values_list("code", "successor__code")
    return {code: successor for code, successor in ended if code not in known}


def _ids(plan: PlanRecord) -> dict[str, int]:
    return dict(CommitmentRecord.objects.filter(plan=plan).values_list("key", "pk"))


def _bind(act: Act, pairs: Iterable[CommitmentPair], old_plan: PlanRecord, new_plan: PlanRecord) -> int:
    """Bind rows to those they continue, with whom they were handed on to; return how many."""
    before, after = _ids(old_plan), _ids(new_plan)
    bound = [(before[pair.old], after[pair.new]) for pair in pairs if pair.old is not None and pair.new is not None]
    set_column(CommitmentRecord, "previous_id", bound)
    carry_handed(act, [(new, old) for old, new in bound])
    return len(bound)


def _close(act: Act, plan: PlanRecord, pairs: Iterable[CommitmentPair]) -> int:
    """Close the rows that are gone, each with its reason; return how many."""
    before = _ids(plan)
    gone: dict[str, list[int]] = {}
    for pair in pairs:
        if pair.kind == "gone" and pair.old is not None:
            row = before[pair.old]
            reason: str = pair.reason or "unit-no-longer-named"
            gone.setdefault(reason, []).append(row)
            act.note(f"commitment:{row}.closed_reason", "", f"{reason} {pair.into or ''}".strip())
    for why, rows in gone.items():
        open_rows = CommitmentRecord.objects.filter(plan=plan, closed_at=None)
        for start in range(0, len(rows), 500):
            part = open_rows.filter(pk__in=rows[start : start + 500])
            part.update(closed_at=act.at, closed_reason=why)
    return sum(map(len, gone.values()))


def _carry_splits(act: Act, old_plan: PlanRecord, new_plan: PlanRecord, revision: Revision) -> None:
    """Carry splits with what was said to them; one that has to be decided anew is proposed again."""
    standing = {row.target: row for row in SplitRecord.objects.filter(plan=old_plan).exclude(state=SplitRecord.WITHDRAWN)}
    made = {split.target: split for split in revision.split_file.splits}
    for told in revision.decisions:
        if told.what != "split" or told.old not in standing:
            continue
        old = standing[told.old]
        if told.new not in made or told.state == "gone":
            act.note(f"split:{old.pk}", old.state, None)
            continue
        kept = told.state == "kept"
        body = made[told.new]._replace(state="proposed", approval=Approval(), comments=())
        new = SplitRecord.objects.create(
            plan=new_plan,
            target=told.new,
            body=split_values(body),
            # What a leader returned is not before them again because the document was revised.
            state=old.state if kept or old.state == SplitRecord.RETURNED else SplitRecord.PROPOSED,
            proposed_by_id=old.proposed_by_id,
            approved_by_id=old.approved_by_id if kept else None,
            approved_number=old.approved_number if kept else "",
            approved_remark=old.approved_remark if kept else "",
            comments_until=old.comments_until if kept else None,
            returned_reason=old.returned_reason,
            returned_by_id=old.returned_by_id,
            returned_at=old.returned_at,
            at=act.at,
        )
        act.note(f"split:{new.pk}", f"split:{old.pk} {old.state}", new.state)
        said = old.comments.order_by("id").values(*_COMMENT)
        SplitCommentRecord.objects.bulk_create(SplitCommentRecord(split=new, **comment) for comment in said)


def _carry_decisions(act: Act, old_plan: PlanRecord, new_plan: PlanRecord, revision: Revision) -> None:
    """Carry details and chosen members."""
    tasks = {task.id: task.key for task in revision.new.plan.tasks}
    rows = [
        (DecisionRecord.DETAILS, details.target, details_values(details))
        for details in revision.split_file.details
    ]
    for chosen in revision.split_file.members:
        key = tasks.get(chosen.task) if chosen.task else None
        body = chosen_values(chosen._replace(task=key))
        rows.append((DecisionRecord.MEMBERS, f"{chosen.group}@{key or ''}", body))
    by = dict(DecisionRecord.objects.filter(plan=old_plan).values_list("about", "by"))
    DecisionRecord.objects.bulk_create(
        DecisionRecord(plan=new_plan, kind=kind, about=about, body=body, by_id=by.get(about), at=act.at)
        for kind, about, body in rows
    )
    if rows:
        act.note("decisions", None, [f"{kind}.{about}" for kind, about, _ in rows])
