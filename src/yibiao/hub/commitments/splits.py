"""Totals shared among units 指标分解: proposed → approved → issued, returned or withdrawn; the rows of the plan follow.

A split that does not add up cannot be proposed: what is short is declared as the city's own part, what is over
as a reserve. An approved split that is edited is proposed again. docs/commitments.md tells the whole round.
"""

import datetime
from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Literal, NamedTuple

from django.db.models import Q
from django.utils.timezone import localdate

from yibiao.core.emit import number_text
from yibiao.core.plan import Target
from yibiao.core.splits.serialise import read_split_values, split_values
from yibiao.core.typednumbers import typed_number
from yibiao.hub.access.rights import Denied, check
from yibiao.hub.actions import Act, Refused, Stale, action
from yibiao.hub.commitments.deciding import Ground, ground
from yibiao.hub.commitments.entries import check_split, read_split_entry
from yibiao.hub.commitments.making import follow
from yibiao.hub.commitments.models import SHARING, CommitmentRecord, SplitCommentRecord, SplitRecord
from yibiao.hub.commitments.rounds import is_open, silent_units
from yibiao.hub.notices import occasions
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import ChargeRecord, PlanRecord
from yibiao.messages import say

_LONGEST_NUMBER = 80
_LONGEST_TEXT = 4000
_LONGEST_REMARK = 500
_LONGEST_FIGURE = 40
# What a new proposal forgets of the one before: the log has it.
_ANEW: Mapping[str, Any] = {
    "approved_by_id": None, "approved_number": "", "approved_remark": "",
    "returned_reason": "", "returned_by_id": None, "returned_at": None,
}  # fmt: skip


class Edited(NamedTuple):
    """A split after an edit; `reopened` says that its approval is gone, and `said` is the sentence for it."""

    split: SplitRecord
    reopened: bool

    @property
    def said(self) -> str:
        """The key of the sentence to show."""
        return "hubcommitments.split-reopened" if self.reopened else "hubcommitments.split-edited"


@action("split.propose")
def propose(
    act: Act, plan: PlanRecord, target: str, body: Mapping[str, Any], until: datetime.date | None = None, seen: int | None = None
) -> SplitRecord:
    """Propose how the total of a target (by key or id) is shared; `body` as an entry of a split file.

    `until` is the last day for comments. A split that was returned or withdrawn is proposed again; `seen` is the edition
    of it that was seen. `Refused` where the plan is not in force, the target has a split already, or the figures do not fit.
    """
    _in_force(plan)
    base = ground(plan)
    found = _target(base, target)
    # Who might change it once it is there may propose it: those who lead this total, not any task of the plan.
    check(act.actor, "split.edit", SplitRecord(plan=plan, target=found.key))
    split = SplitRecord.objects.filter(plan=plan, target=found.key).first()
    if split is not None and split.state not in (SplitRecord.WITHDRAWN, SplitRecord.RETURNED):
        raise Refused("hubcommitments.split-there", target=found.subject or found.text)
    if split is not None and seen is not None and split.edition != seen:
        raise Stale(split)
    _not_past(act, until)
    entry = split_values(read_split_entry(base, found, body))
    fields = {"body": entry, "state": SplitRecord.PROPOSED, "proposed_by_id": act.actor.person, "at": act.at, "comments_until": until}
    if split is None:
        split = SplitRecord.objects.create(plan=plan, target=found.key, **fields)
        act.about(split)
        act.made(split, "target", "state", "body", *(["comments_until"] if until else ()))
    else:
        act.about(split)
        act.set(split, **fields, **_ANEW)
    _follow(act, split)
    occasions.tell_proposed(act, split)
    return split


@action("split.edit")
def edit_split(
    act: Act, split: SplitRecord, body: Mapping[str, Any], until: datetime.date | Literal["kept"] | None = "kept"
) -> Edited:
    """Change a split; one that was approved is proposed again, and the result says so.

    A returned one stays returned: the units hear of it once it is proposed again. `until` is the last day for comments.
    """
    _in_state(split, SplitRecord.PROPOSED, SplitRecord.APPROVED, SplitRecord.RETURNED)
    base = ground(split.plan)
    entry = split_values(read_split_entry(base, _target(base, split.target), body))
    reopened = split.state == SplitRecord.APPROVED and entry != split.body
    fields: dict[str, Any] = {"body": entry}
    if until != "kept" and (reopened or split.state != SplitRecord.APPROVED):
        if until != split.comments_until:
            _not_past(act, until)
        fields["comments_until"] = until
    if reopened:
        fields |= {"state": SplitRecord.PROPOSED, **_ANEW}
    if act.set(split, **fields):
        _follow(act, split)
        if split.state == SplitRecord.PROPOSED:
            occasions.tell_proposed(act, split)
    return Edited(split, reopened)


@action("split.comment")
def comment(
    act: Act, split: SplitRecord, unit: UnitRecord, text: str, asked: str | int | Decimal = "", agrees: bool = False
) -> SplitCommentRecord:
    """Say what a unit that shares the total thinks of its share; `asked` is the figure it asks for instead.

    A unit that `agrees` asks for the share it has, so that it is plain when that is changed later; its text may be empty.
    What comes after the last day for comments is kept all the same, and marked as late.
    """
    _in_state(split, SplitRecord.PROPOSED)
    if not act.actor.trusted and not any(post.working and post.unit == unit.pk for post in act.actor.posts):
        raise Denied("split.comment")
    rows = CommitmentRecord.objects.filter(plan=split.plan, target=split.target, closed_at=None)
    row = rows.filter(unit=unit, holding__in=SHARING).order_by("id").first()
    if row is None:
        raise Refused("hubcommitments.not-sharing", unit=unit.name)
    if agrees:
        text, asked = text.strip() or say("splitdesk.agreed", "zh"), row.figure
    made = SplitCommentRecord.objects.create(
        split=split,
        unit=unit,
        by_id=act.actor.person,
        text=_text(text),
        asked=figure(asked),
        late=split.comments_until is not None and not is_open(split, localdate(act.at)),
        at=act.at,
    )
    act.made(made, "unit", "text", "asked", *(["late"] if made.late else ()))
    occasions.tell_commented(act, split, unit)
    return made


@action("split.answer", about=lambda comment: comment.split)
def answer(act: Act, comment: SplitCommentRecord, text: str) -> SplitCommentRecord:
    """Answer what a unit said to its share."""
    _in_state(comment.split, SplitRecord.PROPOSED)
    act.about(comment.split)
    act.set(comment, answer=_text(text))
    occasions.tell_answered(act, comment)
    return comment


@action("split.approve")
def approve(act: Act, split: SplitRecord, number: str, remark: str = "", confirmed: bool = False) -> SplitRecord:
    """Approve a proposed split under the number of a document, as the leader in charge of its task.

    While units may still comment (`comments_until`) and some have not, it has to be `confirmed`: `Refused` names them.
    """
    _in_state(split, SplitRecord.PROPOSED)
    number, remark = number.strip(), remark.strip()
    if not number:
        raise Refused("hubcommitments.number-needed")
    if len(number) > _LONGEST_NUMBER:
        raise Refused("hubcommitments.number-too-long", most=_LONGEST_NUMBER)
    if len(remark) > _LONGEST_REMARK:
        raise Refused("hubcommitments.text-too-long", most=_LONGEST_REMARK)
    base = ground(split.plan)
    target = _target(base, split.target)
    _in_charge(act, split, base.task_of(target))
    _heard_or_confirmed(act, split, confirmed)
    # A split that a revision brought back as a proposal may fit its new total no longer.
    check_split(base, target, read_split_values(split.body)._replace(target=target.id))
    act.set(split, state=SplitRecord.APPROVED, approved_by_id=act.actor.person, approved_number=number, approved_remark=remark)
    _follow(act, split)
    occasions.tell_approved(act, split)
    return split


@action("split.return")
def send_back(act: Act, split: SplitRecord) -> SplitRecord:
    """Return a proposed split 退回 to whoever proposed it, with the action's `reason`, as the leader in charge of its task.

    Its figures stay as a draft until it is changed and proposed again.
    """
    _in_state(split, SplitRecord.PROPOSED)
    reason = act.reason = act.reason.strip()
    if not reason:
        raise Refused("hubcommitments.reason-needed")
    if len(reason) > _LONGEST_REMARK:
        raise Refused("hubcommitments.text-too-long", most=_LONGEST_REMARK)
    base = ground(split.plan)
    _in_charge(act, split, base.task_of(_target(base, split.target)))
    act.set(split, state=SplitRecord.RETURNED, returned_reason=reason, returned_by_id=act.actor.person, returned_at=act.at)
    _follow(act, split)
    occasions.tell_returned(act, split)
    return split


@action("split.issue")
def issue(act: Act, split: SplitRecord) -> SplitRecord:
    """Issue an approved split: its shares hold, and prints carry 征求意见稿 no longer."""
    _in_state(split, SplitRecord.APPROVED)
    act.set(split, state=SplitRecord.ISSUED)
    _follow(act, split)
    occasions.tell_issued(act, split)
    return split


@action("split.withdraw")
def withdraw(act: Act, split: SplitRecord) -> SplitRecord:
    """Withdraw a split: its total counts as not split again."""
    _in_state(split, SplitRecord.PROPOSED, SplitRecord.APPROVED, SplitRecord.ISSUED, SplitRecord.RETURNED)
    act.set(split, state=SplitRecord.WITHDRAWN)
    _follow(act, split)
    occasions.tell_withdrawn(act, split)
    return split


def _follow(act: Act, split: SplitRecord) -> None:
    """Let the rows of the split's task follow."""
    base = ground(split.plan)
    follow(act, split.plan, base.task_of(_target(base, split.target)), base)


def _target(base: Ground, name: str) -> Target:
    found = base.target(name)
    if found is None:
        raise Refused("hubcommitments.no-target", target=name)
    return found


def _in_force(plan: PlanRecord) -> None:
    if plan.state != PlanRecord.PUBLISHED:
        raise Refused("hubcommitments.plan-not-in-force", plan=plan.title)


def _in_state(split: SplitRecord, *states: str) -> None:
    """Raise `Refused` where a split is in none of `states`, or its plan is no longer in force."""
    _in_force(split.plan)
    if split.state not in states:
        raise Refused(f"hubcommitments.split-is-{split.state}")


def _in_charge(act: Act, split: SplitRecord, task: str) -> None:
    """Raise `Refused` unless the actor leads the task: its own charge goes before that of the whole plan."""
    if act.actor.trusted:
        return
    charges = ChargeRecord.objects.filter(Q(task=task) | Q(task=""), plan=split.plan).exclude(leader=None)
    own = charges.order_by("-task").select_related("leader__unit").first()
    if own is None or own.leader_id not in {post.post for post in act.actor.posts}:
        raise Refused("hubcommitments.other-leader", leader=str(own.leader) if own else "—")


def _heard_or_confirmed(act: Act, split: SplitRecord, confirmed: bool) -> None:
    """Raise `Refused` where units may still comment, some have not, and that was not confirmed."""
    if confirmed or split.comments_until is None or not is_open(split, localdate(act.at)):
        return
    silent = silent_units(split)
    if silent:
        names = "、".join(unit.name for unit in silent)
        raise Refused("hubcommitments.comments-open", until=split.comments_until.isoformat(), units=names, count=len(silent))


def _not_past(act: Act, until: datetime.date | None) -> None:
    """Raise `Refused` for a last day for comments that is over already."""
    if until is not None and until < localdate(act.at):
        raise Refused("hubcommitments.until-past", day=until.isoformat())


def _text(text: str) -> str:
    made = text.strip()
    if not made:
        raise Refused("hubcommitments.text-needed")
    if len(made) > _LONGEST_TEXT:
        raise Refused("hubcommitments.text-too-long", most=_LONGEST_TEXT)
    return made


def figure(asked: str | int | Decimal) -> str:
    """Return a figure that somebody typed (1,000, 3万) as exact text; nothing for none, `Refused` for what is no figure."""
    if asked in ("", None):
        return ""
    value = typed_number(format(asked, "f") if isinstance(asked, Decimal) else str(asked))
    if value is None or value < 0 or len(number_text(value)) > _LONGEST_FIGURE:
        raise Refused("hubcommitments.no-figure", found=str(asked)[:40])
    return number_text(value)
