"""The plan on the bench: its tasks, measures and targets by key while corrections change them.

Ids are those of the plan until the end; a fact is found by the key it was given when the plan was compiled,
so that no correction depends on what another one renumbered.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable
from functools import cached_property
from typing import NamedTuple

from yibiao.core.corrections.likeness import Index, Words
from yibiao.core.corrections.passages import Passages
from yibiao.core.corrections.refs import KEPT, measure_keys
from yibiao.core.corrections.values import Reason, Ref
from yibiao.core.match import normal
from yibiao.core.plan import ROLES, Measure, Plan, Target, Task, UnitRef
from yibiao.core.spans import Span
from yibiao.core.unitlist import split_units


class Refused(Exception):  # noqa: N818  carries a reason to `apply`, which makes it a finding
    """A correction that cannot take effect, and why."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class Standing(NamedTuple):
    """A task with the keys of its measures."""

    task: Task
    measures: tuple[str, ...]


class Bench:
    """What corrections work on. `moved` collects facts found by other words than a correction remembers."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.passages = Passages(plan)
        keys = measure_keys(plan)
        self.tasks = {
            task.key: Standing(task, own) for task, own in zip(plan.tasks, keys, strict=True)
        }
        self.targets = {target.key: target for target in plan.targets}
        # The key of the task each target stands in; those in no task keep the id of their section.
        by_id = {task.id: task.key for task in plan.tasks}
        self.homes: dict[str, str | None] = {
            target.key: by_id.get(target.task or "") for target in plan.targets
        }
        self.measures = {key: task.key for task, own in zip(plan.tasks, keys, strict=True) for key in own}
        self.places = {task.key: place for place, task in enumerate(plan.tasks)}
        self.made: set[str] = set()
        self.left: dict[str, Reason] = {}
        self.into: dict[str, str | None] = {}
        self._standing: dict[str | None, dict[str, None]] = defaultdict(dict)
        for key, home in self.homes.items():
            self._standing[home][key] = None
        # Tasks (by key) and sections (by id) whose figures came, went or changed places.
        self.touched: set[str] = set()
        self.moved: tuple[str, str] | None = None

    def ordered(self) -> list[Standing]:
        """Return the tasks as they stand now: those of the plan in their order, new ones where their words are."""
        return [self.tasks[key] for key in sorted(self.tasks, key=self._rank)]

    def _rank(self, key: str) -> tuple[int, bool, int, str]:
        return self.places[key], key in self.made, self.tasks[key].task.span.start, key

    # --- Finding facts again ---

    def task(self, ref: Ref) -> str:
        """Return the key of the task that is meant, or raise `Refused`."""
        if ref.key in self.tasks:
            return self._namesake(ref, self._tasks_by_words, lambda key: key in self.tasks)
        return self._again(ref, self._tasks_by_words)

    def target(self, ref: Ref) -> str:
        """Return the key of the target that is meant, or raise `Refused`."""
        if ref.key in self.targets:
            homes = self.homes
            return self._namesake(
                ref, self._targets_by_words, lambda key: homes.get(key, "") == homes[ref.key]
            )
        return self._again(ref, self._targets_by_words)

    def measure(self, ref: Ref) -> str:
        """Return the key of the measure that is meant, or raise `Refused`."""
        if ref.key in self.measures:
            return ref.key
        return self._again(ref, self._measures_by_words)

    def _namesake(self, ref: Ref, index: Index, fits: Callable[[str], bool]) -> str:
        """Return the key of a reference, or that of its namesake which has just the remembered words.

        Keys of namesakes (two tasks 加强组织领导) are counted in the order of the text, so that one in front
        of them takes the key of the next.
        """
        now, then = index.words(ref.key), Words(ref.title, ref.text)
        if now is None or not ref.text or normal(now.text) == normal(ref.text):
            return ref.key
        if normal(now.title) != normal(ref.title):
            return ref.key
        same = index.same(then)
        return same[0] if len(same) == 1 and fits(same[0]) else ref.key

    def _note(self, ref: Ref, now: Words | None) -> None:
        """Note that a fact was found by other words; another key for the same words is no matter."""
        if now is not None and now.is_other(Words(ref.title, ref.text)):
            self.moved = self.moved or (ref.title or ref.text, now.title or now.text)

    def _again(self, ref: Ref, index: Index) -> str:
        """Return the key of the one fact whose words are most like the remembered ones."""
        if ref.key in self.left:
            raise Refused(self.left[ref.key])
        if ref.key.startswith("s-"):  # a part that another correction cut off
            raise Refused("not-made")
        found = index.find(Words(ref.title, ref.text))
        if len(found) > 1:
            found = tuple(key for key in found if ref.id and self._id(key) == ref.id) or found
        if not found:
            raise Refused("gone")
        if len(found) > 1:
            raise Refused("ambiguous")
        if found[0] in self.left:
            raise Refused(self.left[found[0]])
        self._note(ref, index.words(found[0]))
        return found[0]

    def _id(self, key: str) -> str:
        if key in self.tasks:
            return self.tasks[key].task.id
        return self.targets[key].id if key in self.targets else ""

    @cached_property
    def _tasks_by_words(self) -> Index:
        return Index((task.key, Words(task.title, task.text[:KEPT])) for task in self.plan.tasks)

    @cached_property
    def _targets_by_words(self) -> Index:
        return Index((target.key, Words(target.subject, target.text[:KEPT])) for target in self.plan.targets)

    @cached_property
    def _measures_by_words(self) -> Index:
        keys = measure_keys(self.plan)
        return Index(
            (key, Words("", measure.text[:KEPT]))
            for task, own in zip(self.plan.tasks, keys, strict=True)
            for key, measure in zip(own, task.measures, strict=True)
        )

    # --- Changing facts ---

    def put(self, task: Task, measures: Iterable[str] | None = None) -> None:
        """Put a task on the bench, in its place or behind all; its measures stay, or have these keys."""
        own = self.tasks[task.key].measures if measures is None else tuple(measures)
        self.tasks[task.key] = Standing(task, own)
        self.measures.update(dict.fromkeys(own, task.key))

    def put_behind(self, place: int, task: Task, measures: Iterable[str]) -> None:
        """Put a new task behind the one that stood at `place` of the plan (-1: before all), in the order of the text."""
        self.places[task.key] = place
        self.made.add(task.key)
        self.tasks[task.key] = Standing(task, ())
        self.put(task, measures)

    def take_task(self, key: str, reason: Reason, into: str | None = None) -> None:
        """Take a task off the bench; whoever asks for it later is told why."""
        task = self.tasks.pop(key).task
        self.left[key] = reason
        self.into[task.id] = self.tasks[into].task.id if into else task.section

    def take_measures(self, keys: Iterable[str], reason: Reason) -> None:
        """Take measures off the bench."""
        for key in keys:
            if self.measures.pop(key, None):
                self.left[key] = reason

    def take_target(self, key: str, reason: Reason) -> None:
        """Take a target off the bench."""
        home = self.homes.pop(key)
        del self._standing[home][key]
        self._touch(home, self.targets.pop(key))
        self.left[key] = reason

    def put_target(self, target: Target, home: str | None) -> None:
        """Put a target on the bench, into a task (by key) or, with None, where its `task` says."""
        before = self.targets.get(target.key)
        if before is None or (self.homes[target.key], before.task) != (home, target.task):
            if before is not None:
                self._touch(self.homes[target.key], before)
                del self._standing[self.homes[target.key]][target.key]
            self._standing[home][target.key] = None
            self._touch(home, target)
        self.targets[target.key] = target
        self.homes[target.key] = home

    def _touch(self, home: str | None, target: Target) -> None:
        self.touched.add(home or target.task or "")

    def targets_of(self, key: str | None) -> list[Target]:
        """Return the targets that stand in a task, with None those that stand in none."""
        return [self.targets[name] for name in self._standing[key]]

    # --- Units by name ---

    def units(self, names: Iterable[str], known: Iterable[UnitRef], place: Span) -> tuple[UnitRef, ...]:
        """Return the units of `names`: as the fact's own clause names them, else set by hand at `place`."""
        by_name: dict[str, UnitRef] = {}
        for ref in known:
            by_name.setdefault(ref.name, ref)
        wanted = dict.fromkeys(name.strip() for name in names if name.strip())
        return tuple(by_name.get(name) or self.by_hand(name, place) for name in wanted)

    def by_hand(self, name: str, place: Span) -> UnitRef:
        """Return a unit that no place of the text names: its `text` is empty, its span the clause overruled."""
        return UnitRef(name, "", place, self._is_group(name))

    def _is_group(self, name: str) -> bool:
        if name in self._groups:
            return self._groups[name]
        return any(unit.group for unit in split_units(name))

    @cached_property
    def _groups(self) -> dict[str, bool]:
        """The names the plan has, and whether each is a class of units."""
        found: dict[str, bool] = {}
        for task in self.plan.tasks:
            for part in (task, *task.measures):
                for role in ROLES:
                    found |= {ref.name: ref.group for ref in getattr(part, role)}
                if isinstance(part, Measure):
                    found |= {ref.name: ref.group for ref in part.units}
        return found | {ref.name: ref.group for target in self.plan.targets for ref in target.owed_by}


def is_by_hand(ref: UnitRef) -> bool:
    """Tell whether a unit stands in a plan because an officer set it: no words of the text name it."""
    return not ref.text
