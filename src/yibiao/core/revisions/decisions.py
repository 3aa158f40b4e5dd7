"""Splits, details and chosen members carried over to the targets and tasks of an amended document.

A split whose total stayed keeps its state and approval. One whose total, measure word or sharers changed
comes back as a proposal, its shares and comments kept: somebody has to decide anew.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from yibiao.core.amounts import as_decimal, number_text
from yibiao.core.corrections.recheck import whole
from yibiao.core.findings import finding
from yibiao.core.match import normal, owners
from yibiao.core.orgs.mentions import mentions
from yibiao.core.plan import Finding, Number, Plan, Target
from yibiao.core.revisions.values import Decision, What, WhyNot
from yibiao.core.splits.apply import is_rate, total_to_split
from yibiao.core.splits.values import Approval, Chosen, Details, Split, SplitFile

# The units that share each target, by its key, where commitments were made.
Sharers = Mapping[str, frozenset[str]]


class Carried(NamedTuple):
    """The decisions for the new plan, and what became of each of the old ones."""

    split_file: SplitFile
    decisions: tuple[Decision, ...]


def carry_decisions(
    old: Plan,
    new: Plan,
    decided: SplitFile,
    pairs: tuple[Mapping[str, str], Mapping[str, str]],
    sharers: tuple[Sharers | None, Sharers | None] = (None, None),
) -> Carried:
    """Return the decisions of `decided` for `new`; `pairs` give new keys of targets and of tasks."""
    carrier = _Carrier(old, new, pairs, sharers)
    splits = [carrier.split(one) for one in decided.splits]
    details = [carrier.details(one) for one in decided.details]
    members = [carrier.members(one) for one in decided.members]
    document = new.document
    made = decided._replace(
        number=document.number if decided.number else None,
        sha256=(document.source.sha256 or None) if decided.sha256 else None,
        splits=tuple(one for one, _ in splits if one is not None),
        details=tuple(one for one, _ in details if one is not None),
        members=tuple(one for one, _ in members if one is not None),
    )
    told = (*(one for _, one in splits), *(one for _, one in details), *(one for _, one in members))
    return Carried(made, told)


class _Carrier:
    def __init__(
        self,
        old: Plan,
        new: Plan,
        pairs: tuple[Mapping[str, str], Mapping[str, str]],
        sharers: tuple[Sharers | None, Sharers | None],
    ) -> None:
        self._targets, self._tasks = pairs
        self._sharers = sharers
        self._old = {name: one for one in old.targets for name in (one.key, one.id)}
        self._new = {one.key: one for one in new.targets}
        self._new_plan = new
        self._old_ids = {name: one.key for one in old.tasks for name in (one.key, one.id)}
        self._new_ids = {one.key: one.id for one in new.tasks}
        self._groups = {
            (task, normal(name))
            for mention in mentions(new)
            for task in (mention.task, None)
            for name in (mention.ref.name, mention.ref.text or mention.ref.name)
        }

    def _pair(self, name: str) -> tuple[Target | None, Target | None]:
        """Return a target before and after, by the id or key that a split file has."""
        before = self._old.get(name)
        after = self._new.get(self._targets.get(before.key, "")) if before else None
        return before, after

    def split(self, split: Split) -> tuple[Split | None, Decision]:
        """Return a split for the new plan, and what became of it."""
        before, after = self._pair(split.target)
        if before is None or after is None:
            return None, self._gone("split", split.target, before)
        reason = self._reopens(before, after)
        if reason is None:
            return split._replace(target=after.key), _kept("split", before, after)
        if reason == "not-shared":
            found = self._finding("revision-split-not-shared", before, after)
            return None, Decision("split", "gone", after.subject, before.key, after.key, reason, found)
        found = self._finding(f"revision-split-{reason}", before, after)
        proposal = split._replace(
            target=after.key, state="proposed", approval=Approval(proposer=split.approval.proposer)
        )
        return proposal, Decision("split", "reopened", after.subject, before.key, after.key, reason, found)

    def _reopens(self, before: Target, after: Target) -> WhyNot | None:
        """Return why a split has to be decided anew, None where nothing of it changed."""
        if total_to_split(after) is None and not (is_rate(after) and is_rate(before)):
            return "not-shared"
        if _total(before) != _total(after):
            return "total-changed"
        if (before.unit, before.comparator) != (after.unit, after.comparator):
            return "unit-changed"
        was, now = (side.get(one.key) if side else None for side, one in zip(self._sharers, (before, after), strict=True))
        if was is not None and now is not None:
            return "sharers-changed" if was != now else None
        return "sharers-changed" if set(owners(before)) != set(owners(after)) else None

    def details(self, details: Details) -> tuple[Details | None, Decision]:
        """Return what was filled in for a target, for the new plan."""
        before, after = self._pair(details.target)
        if before is None or after is None:
            return None, self._gone("details", details.target, before)
        return details._replace(target=after.key), _kept("details", before, after)

    def members(self, chosen: Chosen) -> tuple[Chosen | None, Decision]:
        """Return chosen members for the new plan, where the class is still named."""
        key = self._old_ids.get(chosen.task) if chosen.task else None
        task = self._new_ids.get(self._tasks.get(key or "", "")) if chosen.task else None
        if (chosen.task and task is None) or (task, normal(chosen.group)) not in self._groups:
            found = finding("revision-members-gone", whole(self._new_plan), subject=chosen.group)
            return None, Decision("members", "gone", chosen.group, chosen.task, None, "group-gone", found)
        return chosen._replace(task=task), Decision("members", "kept", chosen.group, chosen.task, task)

    def _gone(self, what: What, name: str, before: Target | None) -> Decision:
        subject = before.subject or before.text if before else name
        entry = f"revision-{what}-gone"
        found = finding(entry, whole(self._new_plan), subject=subject or name)
        return Decision(what, "gone", subject or name, before.key if before else name, None, "target-gone", found)

    def _finding(self, entry: str, before: Target, after: Target) -> Finding:
        said: dict[str, Any] = {
            "old": _figure(_total(before), before.unit),
            "new": _figure(_total(after), after.unit),
        }
        return finding(
            "revision-split", after.span, entry=entry, task=after.task, about=after.id,
            subject=after.subject or after.text, target=after.id, **said,
        )  # fmt: skip


def _kept(what: What, before: Target, after: Target) -> Decision:
    return Decision(what, "kept", after.subject, before.key, after.key)


def _total(target: Target) -> Number | None:
    """Return the figure that is split: the total, or of a rate the figure itself."""
    total = total_to_split(target)
    if total is not None:
        return total
    return target.high if target.low is None else target.low


def _figure(value: Number | None, unit: str) -> str:
    if value is None:
        return "—"
    number, myriad = number_text(as_decimal(value), None)
    return f"{number}{myriad}{unit}"


