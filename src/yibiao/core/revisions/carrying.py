"""Corrections carried over to an amended document: their references brought up to date, or why not.

A correction whose very subject the document itself changed is not carried: what the amended text says was
decided later. One that the amended text has made superfluous is not needed any more.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

from yibiao.core.corrections.apply import apply_corrections
from yibiao.core.corrections.bench import Bench, Refused
from yibiao.core.corrections.refs import finding_refs, measure_keys, measure_ref, target_ref, task_ref
from yibiao.core.corrections.telling import lost
from yibiao.core.corrections.values import (
    AddTarget,
    AddTask,
    AnswerFinding,
    ChooseMembers,
    Correction,
    DropTarget,
    DropTask,
    EditTarget,
    EditTask,
    FindingRef,
    MergeTasks,
    Part,
    Ref,
    SetUnits,
    SplitTask,
)
from yibiao.core.match import normal
from yibiao.core.plan import Measure, Plan, Target, Task
from yibiao.core.revisions.pairing import Pairs, pair_measures
from yibiao.core.revisions.values import CarriedCorrection


def carry(
    old: Plan, new: Plan, corrections: Iterable[Correction], pairs: Pairs
) -> tuple[CarriedCorrection, ...]:
    """Return the corrections of the compiled plan `old` as they apply to the compiled plan `new`."""
    given = tuple(corrections)
    if not given:
        return ()
    carrier = _Carrier(old, new, given, pairs)
    outcome = [carrier.carried(one) for one in given]
    made = apply_corrections(new, [one.new for one in outcome if one.new is not None])
    failed = {id(one.correction): one for one in made.lost}
    fresh = dict(zip(map(id, made.plan.findings), finding_refs(made.plan), strict=True))
    answers = {id(one.correction): fresh[id(one.finding)] for one in made.answered}
    return tuple(_settled(one, failed, answers) for one in outcome)


def _settled(one: CarriedCorrection, failed: dict[int, Any], answers: dict[int, FindingRef]) -> CarriedCorrection:
    """Return the outcome for a correction once all of them were tried on the new plan."""
    if one.new is None:
        return one
    if id(one.new) in failed:
        why = failed[id(one.new)]
        return CarriedCorrection(one.old, None, why.reason, why.finding)
    if isinstance(one.new, AnswerFinding) and id(one.new) in answers:
        return one._replace(new=one.new._replace(finding=answers[id(one.new)]))
    return one


class _Said(NamedTuple):
    """What the document said before and says now where a correction stands, and what the correction has it say."""

    before: Any
    after: Any
    corrected: Any


class _Carrier:
    """Brings references up to date."""

    def __init__(self, old: Plan, new: Plan, given: tuple[Correction, ...], pairs: Pairs) -> None:
        self._bench = Bench(old)
        self._new = new
        self._pairs = pairs
        self._made = set(_made(given))
        keys = measure_keys(old), measure_keys(new)
        self._measures = pair_measures(old, new, keys, pairs.heirs)
        self._old_tasks = {task.key: task for task in old.tasks}
        self._new_tasks = {task.key: task for task in new.tasks}
        self._old_targets = {target.key: target for target in old.targets}
        self._new_targets = {target.key: target for target in new.targets}
        self._old_sentences = _sentences(old, keys[0])
        self._new_sentences = _sentences(new, keys[1])

    def carried(self, correction: Correction) -> CarriedCorrection:
        """Return a correction with references to the new plan, or why it is not carried."""
        try:
            made = self._rewritten(correction)
            self._refuse_overruled(correction, made)
        except Refused as refused:
            why = lost(correction, refused.reason, self._new)
            return CarriedCorrection(correction, None, refused.reason, why.finding)
        return CarriedCorrection(correction, made)

    def _rewritten(self, one: Correction) -> Correction:
        if isinstance(one, SetUnits):
            fact = self._measure(one.fact) if one.fact.key.startswith("m-") else self._task(one.fact)
            return one._replace(fact=fact)
        if isinstance(one, SplitTask):
            return one._replace(task=self._task(one.task), parts=tuple(map(self._part, one.parts)))
        if isinstance(one, MergeTasks):
            return one._replace(tasks=self._apart(tuple(map(self._task, one.tasks))))
        if isinstance(one, DropTask | EditTask | AddTarget):
            return one._replace(task=self._task(one.task))
        if isinstance(one, DropTarget | EditTarget):
            return one._replace(target=self._target(one.target))
        if isinstance(one, ChooseMembers):
            return one._replace(task=self._task(one.task) if one.task else None)
        if isinstance(one, AnswerFinding):
            return one._replace(finding=self._finding(one.finding))
        return one

    # --- References ---

    def _task(self, ref: Ref) -> Ref:
        key = self._found(ref, "task")
        if key is None:
            return ref
        if key not in self._pairs.heirs:
            raise Refused("gone")
        return task_ref(self._new_tasks[self._pairs.heirs[key]])

    def _target(self, ref: Ref) -> Ref:
        key = self._found(ref, "target")
        if key is None:
            return ref
        if key not in self._pairs.targets:
            raise Refused("gone")
        return target_ref(self._new_targets[self._pairs.targets[key]], self._new)

    def _measure(self, ref: Ref) -> Ref:
        key = self._found(ref, "measure")
        if key is None:
            return ref
        if key not in self._measures:
            raise Refused("gone")
        task, measure = self._new_sentences[self._measures[key]]
        return measure_ref(self._measures[key], measure, task)

    def _part(self, part: Part) -> Part:
        return part if part.measure is None else part._replace(measure=self._measure(part.measure))

    def _finding(self, ref: FindingRef) -> FindingRef:
        about = self._pairs.targets.get(ref.about, ref.about)
        if ref.task is None or ref.task.key in self._made:
            return ref._replace(about=about)
        return ref._replace(about=about, task=self._task(ref.task))

    def _found(self, ref: Ref, what: str) -> str | None:
        """Return the key a reference has in the old plan; None for a fact that a correction made, or none at all."""
        if ref.key in self._made:
            return None
        try:
            return str(getattr(self._bench, what)(ref))
        except Refused:
            return None

    def _apart(self, refs: tuple[Ref, ...]) -> tuple[Ref, ...]:
        if len({ref.key for ref in refs}) < len(refs):
            raise Refused("already-there")  # the amended document has merged them itself
        return refs

    # --- What the document itself changed ---

    def _refuse_overruled(self, old: Correction, new: Correction) -> None:
        """Raise `Refused` where the amended text changed what a correction is about."""
        said = self._said(old, new)
        if said is None or _same(said.before, said.after):
            return
        raise Refused("already-there" if _same(said.after, said.corrected) else "text-changed")

    def _said(self, old: Correction, new: Correction) -> _Said | None:
        if isinstance(old, SetUnits) and isinstance(new, SetUnits):
            one, two = self._fact(old.fact, self._old_tasks, self._old_sentences), self._fact(
                new.fact, self._new_tasks, self._new_sentences
            )
            if one is None or two is None:
                return None
            return _Said(_names(one, old.role), _names(two, old.role), frozenset(old.units))
        if isinstance(old, EditTask) and isinstance(new, EditTask):
            return _fields(old, self._old_tasks.get(self._known(old.task, "task")), self._new_tasks.get(new.task.key))
        if isinstance(old, EditTarget) and isinstance(new, EditTarget):
            before = self._old_targets.get(self._known(old.target, "target"))
            return _fields(old, before, self._new_targets.get(new.target.key))
        return None

    def _known(self, ref: Ref, what: str) -> str:
        return self._found(ref, what) or ""

    def _fact(
        self, ref: Ref, tasks: dict[str, Task], sentences: dict[str, tuple[Task, Measure]]
    ) -> Task | Measure | None:
        """Return the task or measure whose clause counts; a measure without one has that of its task."""
        if tasks is self._old_tasks:
            ref = ref._replace(key=self._known(ref, "measure" if ref.key.startswith("m-") else "task"))
        if ref.key in sentences:
            task, measure = sentences[ref.key]
            return measure if measure.clause else task
        return tasks.get(ref.key)


def _made(given: Iterable[Correction]) -> Iterable[str]:
    """Yield the keys of the facts that corrections make."""
    for one in given:
        if isinstance(one, AddTask | AddTarget):
            yield one.key
        elif isinstance(one, SplitTask):
            yield from (part.key for part in one.parts)


def _sentences(plan: Plan, keys: tuple[tuple[str, ...], ...]) -> dict[str, tuple[Task, Measure]]:
    return {
        key: (task, measure)
        for task, own in zip(plan.tasks, keys, strict=True)
        for key, measure in zip(own, task.measures, strict=True)
    }


def _names(fact: Task | Measure, role: str) -> frozenset[str]:
    return frozenset(unit.name for unit in getattr(fact, role))


def _fields(edit: EditTask | EditTarget, old: Task | Target | None, new: Task | Target | None) -> _Said | None:
    if old is None or new is None:
        return None
    names = [name for name, _ in edit.fields]
    return _Said(
        tuple(_value(getattr(old, name)) for name in names),
        tuple(_value(getattr(new, name)) for name in names),
        tuple(_value(value) for _, value in edit.fields),
    )


def _value(value: Any) -> Any:
    """Return a field as it is compared: units by name, words without marks."""
    if isinstance(value, tuple) and not hasattr(value, "_fields"):
        return tuple(getattr(unit, "name", unit) for unit in value)
    return normal(value) if isinstance(value, str) else value


def _same(one: Any, two: Any) -> bool:
    return bool(one == two)
