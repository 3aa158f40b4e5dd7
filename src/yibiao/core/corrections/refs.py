"""References to facts that outlive a recompile: keys of measures and findings, and the words of a fact.

A measure has no key in the plan file; its own is drawn from its words, the second of the same words in a
document getting another. A finding's is drawn from its code, the key of the task (or the title of the
section) it stands in, what it is about, and the words of its sentence save ids, which renumbering changes.
"""

from collections.abc import Iterable
from itertools import chain

from yibiao.core.corrections.values import FindingRef, Ref
from yibiao.core.keys import Keys
from yibiao.core.match import normal
from yibiao.core.plan import Finding, Measure, Plan, Target, Task

# What of a fact's words is kept, in characters: enough to know it by.
KEPT = 400
# Slots of a finding's sentence that hold ids or counts, or the title of its task.
_UNSTABLE = ("task", "target", "place_one", "place_two", "count", "entry")


def measure_keys(plan: Plan) -> tuple[tuple[str, ...], ...]:
    """Return the keys of the measures of each task, in the order of the plan."""
    keys = Keys()
    return tuple(tuple(keys.of("m", normal(measure.text)) for measure in task.measures) for task in plan.tasks)


def task_ref(task: Task) -> Ref:
    """Return the reference of a task."""
    return Ref(task.key, task.title, task.text[:KEPT], "", task.id)


def measure_ref(key: str, measure: Measure, task: Task) -> Ref:
    """Return the reference of a measure with its key (see `measure_keys`) in its task."""
    return Ref(key, "", measure.text[:KEPT], task.key, "")


def target_ref(target: Target, plan: Plan) -> Ref:
    """Return the reference of a target of `plan`."""
    task = next((task.key for task in plan.tasks if task.id == target.task), "")
    return Ref(target.key, target.subject, target.text[:KEPT], task, target.id)


def new_key(plan: Plan, kind: str, *words: str) -> str:
    """Return a key for a fact that a correction makes (`kind` t or f), as the compiler would draw it, free in `plan`.

    The same words give the key the compiler will give, should a later one find the fact by itself.
    """
    taken = {fact.key for fact in chain[Task | Target](plan.tasks, plan.targets)}
    keys = Keys()
    made = keys.of(kind, *words)
    while made in taken:
        made = keys.of(kind, *words)
    return made


class FindingKeys:
    """Gives the keys of a plan's findings; `of` wants them in the order of the plan."""

    def __init__(self, plan: Plan) -> None:
        self._tasks = {task.id: task for task in plan.tasks}
        self._sections = {section.id: section.title for section in plan.sections}
        self._targets = {target.id: target.key for target in plan.targets}
        self._keys = Keys()

    def of(self, found: Finding) -> FindingRef:
        """Return the reference of the next finding."""
        task = self._tasks.get(found.task or "")
        scope = task.key if task else self._sections.get(found.task or "", "")
        about = self._targets.get(found.about or "", found.about or "")
        said = self._said(found, task)
        entry = dict(found.args).get("entry", "")
        key = self._keys.of("n", found.code, entry, scope, about, *said)
        return FindingRef(key, found.code, about, said, task_ref(task) if task else None)

    def _said(self, found: Finding, task: Task | None) -> tuple[str, ...]:
        """Return the slots of the sentence that hold neither an id nor the title of the task."""
        return tuple(
            value for name, value in found.args if name not in _UNSTABLE and not (task and name == "title")
        )


def finding_refs(plan: Plan, findings: Iterable[Finding] | None = None) -> tuple[FindingRef, ...]:
    """Return the references of the plan's findings (or of others about it), in their order."""
    keys = FindingKeys(plan)
    return tuple(keys.of(found) for found in (plan.findings if findings is None else findings))


def finding_key(found: Finding, plan: Plan) -> str:
    """Return the stable key of one finding of `plan`."""
    for other, ref in zip(plan.findings, finding_refs(plan), strict=True):
        if other == found:
            return ref.key
    return FindingKeys(plan).of(found).key
