"""Members chosen for a class of units (各依托单位), and their way into the decisions that tables are made with."""

from collections.abc import Iterator
from itertools import chain

from yibiao.core.corrections.bench import Bench, Refused
from yibiao.core.corrections.values import ChooseMembers, Corrected
from yibiao.core.match import normal
from yibiao.core.orgs.mentions import mentions
from yibiao.core.plan import Plan
from yibiao.core.splits.values import Chosen, SplitFile


def choose(bench: Bench, correction: ChooseMembers, plan: Plan) -> tuple[Chosen, tuple[str, ...]]:
    """Return the members chosen in the finished `plan`, and the key that this marks: the task's, or the class."""
    units = tuple(dict.fromkeys(name.strip() for name in correction.units if name.strip()))
    if not units:
        raise Refused("impossible")
    key = bench.task(correction.task) if correction.task else None
    task = next((task.id for task in plan.tasks if task.key == key), None) if key else None
    group = _group(plan, correction.group, task)
    return Chosen(group, task, units), (key or f"group:{group}",)


def _group(plan: Plan, wanted: str, task: str | None) -> str:
    """Return the name under which the plan (in one task or anywhere) has a class of units."""
    for name, text in _names(plan, task):
        if normal(wanted) in (normal(name), normal(text)):
            return name
    raise Refused("gone")


def _names(plan: Plan, task: str | None) -> Iterator[tuple[str, str]]:
    for mention in mentions(plan):
        if task in (None, mention.task):
            yield mention.ref.name, mention.ref.text or mention.ref.name


def with_members(decided: SplitFile, corrected: Corrected) -> SplitFile:
    """Return the decisions of a split file with the members that corrections chose; those go before the file's."""
    if not corrected.members:
        return decided
    made = {(normal(one.group), one.task): one for one in chain(decided.members, corrected.members)}
    return decided._replace(members=tuple(made.values()))
