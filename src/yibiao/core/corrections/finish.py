"""From the bench back to a plan: order, ids and references as the compiler would give them.

A task that was there keeps its number; a new one takes the number of its heading, of the task it was cut
from with a letter (2.3b), or of a paragraph (2.3.p1). Figures are counted anew in the tasks and sections
where some came or went.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from yibiao.core.corrections.bench import Bench, Standing
from yibiao.core.ids import Ids
from yibiao.core.keys import Keys
from yibiao.core.plan import Definition, Finding, Plan, Target


class Finished(NamedTuple):
    """A plan off the bench, and the keys of the measures of its tasks."""

    plan: Plan
    measures: tuple[tuple[str, ...], ...]


def keyed(plan: Plan) -> Plan:
    """Return a plan whose tasks and targets all have keys of their own; one made by hand may leave them out."""
    tasks = [task.key for task in plan.tasks]
    targets = [target.key for target in plan.targets]
    if all(tasks) and all(targets) and len({*tasks, *targets}) == len(tasks) + len(targets):
        return plan
    keys, seen = Keys(), {*tasks, *targets}

    def made(kind: str, key: str, words: tuple[str, ...], used: set[str]) -> str:
        while not key or key in used:
            key = keys.of(kind, *words)
            key = "" if key in seen else key
        used.add(key)
        return key

    used: set[str] = set()
    return plan._replace(
        tasks=tuple(task._replace(key=made("t", task.key, (task.title,), used)) for task in plan.tasks),
        targets=tuple(
            target._replace(key=made("f", target.key, (target.task or "", target.subject), used))
            for target in plan.targets
        ),
    )


def finish(bench: Bench) -> Finished:
    """Return the plan as the bench has it; its findings are still those of the compiled plan."""
    rows = bench.ordered()
    ids = _task_ids(bench, rows)
    tasks = tuple(row.task._replace(id=ids[row.task.key]) for row in rows)
    places = {task.id for task in tasks} | {section.id for section in bench.plan.sections}
    moved = _mover(bench, places)
    plan = bench.plan._replace(
        tasks=tasks,
        targets=_targets(bench, ids),
        definitions=tuple(_definition(made, moved) for made in bench.plan.definitions),
        findings=tuple(_finding(found, moved) for found in bench.plan.findings),
    )
    return Finished(plan, tuple(row.measures for row in rows))


def _task_ids(bench: Bench, rows: Iterable[Standing]) -> dict[str, str]:
    """Return the id of each task by key."""
    rows = list(rows)
    found = {row.task.key: row.task.id for row in rows if row.task.key not in bench.made}
    new = [row.task for row in rows if row.task.key in bench.made]
    tasks = {task.id for task in bench.plan.tasks}
    headings = {section.id for section in bench.plan.sections} - tasks
    taken = tasks | headings
    ids = Ids(taken - {task.id for task in new if task.id in headings})
    paragraphs: dict[str, int] = {}
    for task in new:
        wanted = task.id
        if wanted == "p" or wanted.endswith(".p"):
            while wanted == task.id or wanted in taken:
                paragraphs[task.id] = paragraphs.get(task.id, 0) + 1
                wanted = f"{task.id}{paragraphs[task.id]}"
        found[task.key] = ids.take(wanted)
    return found


def _targets(bench: Bench, ids: dict[str, str]) -> tuple[Target, ...]:
    """Return the targets in order, with the ids of their tasks, counted anew where some came or went."""
    placed = []
    for key in _ordered(bench):
        target, home = bench.targets[key], bench.homes[key]
        placed.append((target._replace(task=ids[home]) if home else target, home or target.task or ""))
    renamed = [home in bench.touched for _, home in placed]
    names = Ids({target.id for (target, _), new in zip(placed, renamed, strict=True) if not new})
    counts: dict[str, int] = {}
    made = []
    for (target, home), new in zip(placed, renamed, strict=True):
        counts[home] = counts.get(home, 0) + 1
        wanted = f"{target.task or '0'}-t{counts[home]}"
        made.append(target._replace(id=names.take(wanted)) if new else target)
    return tuple(made)


def _ordered(bench: Bench) -> list[str]:
    """Return the keys of the targets: those of the plan in their order, new ones where their words are."""
    old = {target.key: place for place, target in enumerate(bench.plan.targets)}
    added = [key for key in bench.targets if key not in old]
    if not added:
        return [key for key in old if key in bench.targets]
    ranks: dict[str, tuple[int, int, str]] = {key: (place, -1, "") for key, place in old.items()}
    for key in added:
        start = bench.targets[key].span.start
        before = (place for place, target in enumerate(bench.plan.targets) if target.span.start <= start)
        ranks[key] = (max(before, default=-1), start, key)
    return sorted(bench.targets, key=ranks.__getitem__)


def _mover(bench: Bench, places: set[str]) -> Callable[[str | None], str | None]:
    """Return what gives an id that is there for one that may have gone: the task it was merged into, its section."""

    def moved(name: str | None) -> str | None:
        seen: set[str] = set()
        while name is not None and name not in places and name not in seen:
            seen.add(name)
            name = bench.into.get(name)
        return name if name in places else None

    return moved


def _definition(made: Definition, moved: Callable[[str | None], str | None]) -> Definition:
    origin = moved(made.origin)
    return made if origin == made.origin else made._replace(origin=origin)


def _finding(found: Finding, moved: Callable[[str | None], str | None]) -> Finding:
    task = moved(found.task)
    return found if task == found.task else found._replace(task=task)
