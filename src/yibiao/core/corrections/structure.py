"""Corrections of tasks: split, merged, dropped, added, edited.

Measures and targets go with their words. What has no words of its own in a part (the clause behind the last
sentence) goes with every part, since it speaks for all of them.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise
from typing import Any, NamedTuple

from yibiao.core.corrections.bench import Bench, Refused
from yibiao.core.corrections.figures import checked_task, found_place
from yibiao.core.corrections.passages import Place
from yibiao.core.corrections.roles import checked_role, united
from yibiao.core.corrections.values import (
    TASK_FIELDS,
    AddTask,
    DropTask,
    EditTask,
    MergeTasks,
    Part,
    SplitTask,
)
from yibiao.core.keys import Keys
from yibiao.core.match import normal
from yibiao.core.plan import ROLES, Measure, Section, Target, Task
from yibiao.core.spans import Span

# Of the words a part begins with, so many are looked for in a measure: fewer where more are not there.
_LOOKED_FOR = (24, 12, 6)


class _Piece(NamedTuple):
    """A measure with its key, as the parts of a task share them out."""

    key: str
    measure: Measure


# --- Splitting -----------------------------------------------------------------------------------


def split_task(bench: Bench, correction: SplitTask) -> tuple[str, ...]:
    """Cut a task; return the keys of all its parts."""
    key = bench.task(correction.task)
    task, own = bench.tasks[key]
    if any(part.key in bench.tasks for part in correction.parts):
        raise Refused("already-there")
    pieces = [_Piece(*pair) for pair in zip(own, task.measures, strict=True)]
    cuts: list[int] = []
    for part in correction.parts:
        pieces, at = _cut(bench, pieces, part)
        cuts.append(at)
    bounds = [0, *cuts, len(pieces)]
    runs = [pieces[start:end] for start, end in pairwise(bounds)]
    if not all(runs[1:]) or not (runs[0] or _has_own_words(task, pieces)):
        raise Refused("nothing-left")
    _share_out(bench, task, runs, correction)
    return (key, *(part.key for part in correction.parts))


def _cut(bench: Bench, pieces: list[_Piece], part: Part) -> tuple[list[_Piece], int]:
    """Return the measures with a cut where a part begins, and the place of the measure it begins with."""
    keys = [piece.key for piece in pieces]
    if part.begin is None:
        wanted = bench.measure(part.measure) if part.measure else ""
        if wanted not in keys:
            raise Refused("gone")
        return pieces, keys.index(wanted)
    hull = Span(pieces[0].measure.span.start, pieces[-1].measure.span.end) if pieces else Span(0, 0)
    place = found_place(bench, part.begin, hull)
    for at, (key, measure) in enumerate(pieces):
        if measure.span.start == place.span.start:
            return pieces, at
        if measure.span.start < place.span.start < measure.span.end:
            cut = _halves(key, measure, place)
            return [*pieces[:at], *cut, *pieces[at + 1 :]], at + 1
    raise Refused("gone")


def _halves(key: str, measure: Measure, place: Place) -> list[_Piece]:
    """Return a measure cut in two at the words of a place; the units it names go to the half they stand in."""
    start = place.span.start
    at = _offset(measure, place)
    first = measure._replace(
        text=measure.text[:at].rstrip(" ，,、；;"),
        span=Span(measure.span.start, start),
        units=tuple(ref for ref in measure.units if ref.span.start < start),
    )
    second = measure._replace(
        text=measure.text[at:],
        span=Span(start, measure.span.end),
        units=tuple(ref for ref in measure.units if ref.span.start >= start),
    )
    return [_Piece(key, first), _Piece(Keys().of("m", key, normal(second.text)), second)]


def _offset(measure: Measure, place: Place) -> int:
    """Return where the words of a place begin in a measure; of several places the one that far into its span."""
    length = measure.span.end - measure.span.start
    wanted = (place.span.start - measure.span.start) * len(measure.text) // max(length, 1)
    for size in _LOOKED_FOR:
        begin = place.text[:size]
        found = [at for at in range(1, len(measure.text)) if measure.text.startswith(begin, at)]
        if found:
            return min(found, key=lambda at: abs(at - wanted))
    raise Refused("no-words")


def _has_own_words(task: Task, pieces: list[_Piece]) -> bool:
    """Tell whether a task still says something once all its measures have gone to parts: a title before them."""
    title = normal(task.title)
    return bool(title) and not any(normal(piece.measure.text).startswith(title) for piece in pieces[:1])


def _share_out(bench: Bench, task: Task, runs: list[list[_Piece]], correction: SplitTask) -> None:
    """Put the parts on the bench, each with the measures of its run and the targets that stand among them."""
    starts = [task.span.start, *(run[0].measure.span.start for run in runs[1:])]
    ends = [*starts[1:], task.span.end]
    spans = [Span(start, max(start, end)) for start, end in zip(starts, ends, strict=True)]
    standing = bench.targets_of(task.key)
    whole = all(piece.measure.clause for run in runs for piece in run)
    first = _part(task, correction.title or task.title, spans[0], runs[0], whole)
    bench.put(first, [piece.key for piece in runs[0]])
    for part, span, run in zip(correction.parts, spans[1:], runs[1:], strict=True):
        made = _part(task, part.title, span, run, whole)._replace(key=part.key, also=())
        bench.put_behind(bench.places[task.key], made, [piece.key for piece in run])
    keys = [task.key, *(part.key for part in correction.parts)]
    for target in standing:
        at = _run_of(target, runs, starts)
        if at:
            bench.put_target(target, keys[at])


def _run_of(target: Target, runs: list[list[_Piece]], starts: list[int]) -> int:
    """Return the part a figure goes to: that with its sentence, else the last one that begins before it."""
    for at, run in enumerate(runs):
        if any(piece.measure.span.start <= target.span.start < piece.measure.span.end for piece in run):
            return at
    return max((at for at, start in enumerate(starts) if start <= target.span.start), default=0)


def _part(task: Task, title: str, span: Span, run: list[_Piece], whole: bool) -> Task:
    """Return a part of a task. Where every measure has a clause (`whole`), the part has the union of its own."""
    measures = tuple(piece.measure for piece in run)
    text = "。".join(_words(task, span, measures))
    made = task._replace(title=title, text=text, span=span, measures=measures)
    if not (whole and measures):
        return made
    lists: dict[str, Any] = {role: united(*(getattr(measure, role) for measure in measures)) for role in ROLES}
    return made._replace(**lists, clause=measures[-1].clause)


def _words(task: Task, span: Span, measures: tuple[Measure, ...]) -> Iterator[str]:
    """Yield the words of a part: the title where it stands in front, and the sentences."""
    if span.start == task.span.start and not (measures and measures[0].text.startswith(task.title)):
        yield task.title
    yield from (measure.text for measure in measures)


# --- Merging -------------------------------------------------------------------------------------


def merge_tasks(bench: Bench, correction: MergeTasks) -> tuple[str, ...]:
    """Make several tasks one, the first; return its key and those it took in."""
    keys = [bench.task(ref) for ref in correction.tasks]
    if len(set(keys)) != len(keys) or len(keys) < 2:
        raise Refused("already-there")
    merged = bench.tasks[keys[0]].task
    same_deadline = len({bench.tasks[key].task.deadline for key in keys}) == 1
    measures = [*_measures(bench, keys[0], same_deadline)]
    for key in keys[1:]:
        other = bench.tasks[key].task
        measures += _measures(bench, key, same_deadline)
        merged = _united(merged, other)
    merged = merged._replace(
        title=correction.title or merged.title,
        measures=tuple(piece.measure for piece in measures),
        deadline=merged.deadline if same_deadline else None,
    )
    for key in keys[1:]:
        for target in bench.targets_of(key):
            bench.put_target(target, keys[0])
        bench.take_task(key, "merged", keys[0])
    bench.put(merged, [piece.key for piece in measures])
    return tuple(keys)


def _measures(bench: Bench, key: str, same_deadline: bool) -> Iterator[_Piece]:
    """Yield the measures of a task that is to be merged; one without any becomes one itself.

    A deadline that does not hold for all of the tasks stays with the measures it holds for.
    """
    task, own = bench.tasks[key]
    pieces: Iterable[_Piece] = (_Piece(*pair) for pair in zip(own, task.measures, strict=True))
    if not task.measures:
        text = task.text or task.title
        pieces = [_Piece(Keys().of("m", key, normal(text)), Measure(text, task.span))]
    for name, measure in pieces:
        late = not same_deadline and measure.deadline is None
        yield _Piece(name, measure._replace(deadline=task.deadline) if late else measure)


def _united(one: Task, two: Task) -> Task:
    lists: dict[str, Any] = {role: united(getattr(one, role), getattr(two, role)) for role in ROLES}
    text = "\n".join(part for part in (one.text, two.text) if part)
    return one._replace(**lists, text=text, clause=one.clause or two.clause, also=(*one.also, two.span, *two.also))


# --- Dropping, editing, adding -------------------------------------------------------------------


def drop_task(bench: Bench, correction: DropTask) -> tuple[str, ...]:
    """Drop a task, with its figures or without; return its key and those of the figures dropped."""
    key = bench.task(correction.task)
    task, own = bench.tasks[key]
    standing = bench.targets_of(key)
    home = _home(bench, task)
    for target in standing:
        if correction.keep_targets:
            bench.put_target(target._replace(task=home), None)
        else:
            bench.take_target(target.key, "dropped")
    bench.take_measures(own, "dropped")
    bench.take_task(key, "dropped")
    gone = () if correction.keep_targets else tuple(target.key for target in standing)
    return (key, *gone)


def _home(bench: Bench, task: Task) -> str | None:
    """Return the section that the figures of a task stand in once it is none: its own heading, else the one above."""
    sections = {section.id for section in bench.plan.sections}
    return task.id if task.id in sections else task.section


def edit_task(bench: Bench, correction: EditTask) -> tuple[str, ...]:
    """Change title or deadline of a task; return its key."""
    key = bench.task(correction.task)
    fields: dict[str, Any] = dict(correction.fields)
    if not fields.keys() <= set(TASK_FIELDS) or not fields.get("title", "-"):
        raise Refused("impossible")
    bench.put(checked_task(bench.tasks[key].task._replace(**fields), bench.plan))
    return (key,)


def add_task(bench: Bench, correction: AddTask) -> tuple[str, ...]:
    """Add a task from a passage of the document; return its key."""
    if correction.key in bench.tasks:
        raise Refused("already-there")
    place = found_place(bench, correction.passage)
    _refuse_overlap(bench, place.span)
    heading = _heading(bench, place.span)
    number, wanted, section = _standing(bench, heading, place.span)
    sentences = bench.passages.sentences(place)
    body = [part for part in sentences if not (heading and _is_within(part.span, heading.span))]
    measures = [Measure(part.text, part.span) for part in body or sentences]
    keys = Keys()
    own = [keys.of("m", correction.key, normal(measure.text)) for measure in measures]
    lists: dict[str, Any] = {
        checked_role(role): bench.units(names, (), place.span) for role, names in correction.roles
    }
    task = Task(
        wanted, correction.key, section, number, correction.title, place.text.removeprefix(number), place.span,
        **lists, deadline=correction.deadline, measures=tuple(measures),
    )  # fmt: skip
    checked_task(task, bench.plan)
    behind = max(
        (at for at, other in enumerate(bench.plan.tasks) if other.span.start <= place.span.start), default=-1
    )
    bench.put_behind(behind, task, own)
    for target in _inside(bench, place.span):
        bench.put_target(target, correction.key)
    return (correction.key,)


def _refuse_overlap(bench: Bench, span: Span) -> None:
    """Raise `Refused` where a passage is (part of) a task already: that one can be split."""
    for standing in bench.tasks.values():
        other = standing.task.span
        if other.start < span.end and span.start < other.end:
            same = normal(standing.task.text) and other.start >= span.start - 8 and other.end >= span.end
            raise Refused("already-there" if same else "overlaps")


def _inside(bench: Bench, span: Span) -> list[Target]:
    """Return the figures of a passage that stand in no task."""
    return [
        target
        for target in bench.targets_of(None)
        if span.start <= target.span.start and target.span.end <= span.end
    ]


def _is_within(inner: Span, outer: Span) -> bool:
    return outer.start <= inner.start and inner.end <= outer.end


def _heading(bench: Bench, span: Span) -> Section | None:
    """Return the heading a passage begins with, else the last one before it."""
    before = [section for section in bench.plan.sections if section.span.start < span.end]
    inside = [section for section in before if section.span.end > span.start]
    return inside[0] if inside else before[-1] if before else None


def _standing(bench: Bench, heading: Section | None, span: Span) -> tuple[str, str, str | None]:
    """Return number, wanted id and section of an added task: a heading's own, else a paragraph of its section."""
    if heading is None:
        return "", "p", None
    sections = {section.id for section in bench.plan.sections}
    if heading.span.end > span.start and not any(task.id == heading.id for task in bench.plan.tasks):
        above = heading.id.rpartition(".")[0]
        return heading.number, heading.id, above if above in sections else None
    task = next((task for task in bench.plan.tasks if task.id == heading.id), None)
    section = heading.id if task is None else task.section
    return "", f"{section}.p" if section else "p", section
