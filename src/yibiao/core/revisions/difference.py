"""The difference task by task, in the words of `core/diff.py`."""

from collections import defaultdict
from collections.abc import Iterable

from yibiao.core.diff import Change, diff_matched
from yibiao.core.plan import Plan, Task
from yibiao.core.revisions.pairing import Group, Pairs
from yibiao.core.revisions.values import TargetPair, TaskDifference, TaskKind

_PLACE = ("renumbered", "moved")


def differences(old: Plan, new: Plan, pairs: Pairs) -> tuple[tuple[TaskDifference, ...], tuple[Change, ...]]:
    """Return what becomes of each task, and the changes outside tasks."""
    by_task: dict[str, list[Change]] = defaultdict(list)
    other = []
    owner = _Owner(old, new, pairs.groups)
    for change in diff_matched(old, new, pairs.matches):
        key = owner.of(change)
        if key is None:
            other.append(change)
        else:
            by_task[key].append(change)
    olds = {task.key: task for task in old.tasks}
    news = {task.key: task for task in new.tasks}
    told = tuple(_difference(group, by_task[_name(group)], olds, news) for group in pairs.groups)
    return told, tuple(other)


def target_pairs(old: Plan, new: Plan, pairs: Pairs) -> tuple[TargetPair, ...]:
    """Return every target of either plan with its partner: those of the new plan in order, then those gone."""
    origin = {after: before for before, after in pairs.targets.items()}
    return (
        *(TargetPair(origin.get(target.key), target.key) for target in new.targets),
        *(TargetPair(target.key, None) for target in old.targets if target.key not in pairs.targets),
    )


def _name(group: Group) -> str:
    return f"+{group.new[0]}" if group.new else f"-{group.old[0]}"


class _Owner:
    """Says which group of tasks a change belongs to."""

    def __init__(self, old: Plan, new: Plan, groups: Iterable[Group]) -> None:
        self._old = {task.id: task.key for task in old.tasks}
        self._new = {task.id: task.key for task in new.tasks}
        self._old_homes = {target.id: target.task for target in old.targets}
        self._new_homes = {target.id: target.task for target in new.targets}
        self._names: dict[tuple[bool, str], str] = {}
        for group in groups:
            self._names |= {(True, key): _name(group) for key in group.new}
            self._names |= {(False, key): _name(group) for key in group.old}

    def of(self, change: Change) -> str | None:
        """Return the name of the group, None for what is outside tasks."""
        after, before = change.id, change.old_id
        if change.subject == "target":
            after = self._new_homes.get(after) if after else None
            before = self._old_homes.get(before) if before else None
        elif change.subject != "task":
            return None
        if after in self._new:
            return self._names[True, self._new[after]]
        return self._names[False, self._old[before]] if before in self._old else None


def _difference(
    group: Group, changes: list[Change], olds: dict[str, Task], news: dict[str, Task]
) -> TaskDifference:
    kind = _kind(group, changes)
    if kind in ("split", "merged"):  # that parts came and went is what the kind says
        changes = [one for one in changes if one.subject != "task" or one.kind not in ("added", "removed")]
    shown = news[group.new[0]] if group.new else olds[group.old[0]]
    return TaskDifference(
        kind,
        group.old,
        group.new,
        tuple(olds[key].id for key in group.old),
        tuple(news[key].id for key in group.new),
        shown.title,
        tuple(changes),
    )


def _kind(group: Group, changes: list[Change]) -> TaskKind:
    if not group.old:
        return "new"
    if not group.new:
        return "gone"
    if len(group.new) > len(group.old):
        return "split"
    if len(group.old) > 1:
        return "merged"
    if any(change.kind not in _PLACE for change in changes):
        return "changed"
    kinds = {change.kind for change in changes if change.subject == "task"}
    return "moved" if "moved" in kinds else "renumbered" if kinds else "unchanged"
