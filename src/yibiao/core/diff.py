"""What a revision changes: task by task, target by target.

Only what a document orders is compared: where it stands in the file, how the file was damaged, its format
and the findings about it are no changes.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from operator import attrgetter
from typing import Any, Literal, NamedTuple

from yibiao.core.match import Match, Matches, match_plans, normal, owners
from yibiao.core.plan import ROLES, Baseline, Cadence, Definition, Plan, Section, Target, Task
from yibiao.core.serialise import exact

Subject = Literal["document", "section", "task", "target", "cadence", "definition"]
Kind = Literal[
    "added",
    "removed",
    "renumbered",
    "moved",
    "retitled",
    "reworded",
    "units-added",
    "units-removed",
    "changed",
]


class Change(NamedTuple):
    """One change: its kind, what it is about, and the value before and after as plain values.

    `id` and `old_id` are None where the thing has none (the document) or is not there; `title` is what a
    reader knows it by; `field` names the role or field that changed.
    """

    kind: Kind
    subject: Subject
    id: str | None = None
    old_id: str | None = None
    title: str = ""
    field: str | None = None
    old: Any = None
    new: Any = None


def diff_plans(old: Plan, new: Plan) -> tuple[Change, ...]:
    """Return what `new` changes against `old`: head, sections, tasks, targets, cadence, definitions."""
    return diff_matched(old, new, match_plans(old, new))


def diff_matched(old: Plan, new: Plan, matches: Matches) -> tuple[Change, ...]:
    """Return what `new` changes against `old`, given what of them belongs together."""
    sections, tasks, targets, places = matches
    return (
        *_document(old, new),
        *_sections(sections),
        *_tasks(tasks, places, {target.task for pair in _differing(targets) for target in pair}),
        *_targets(targets, places),
        *_cadence(old.cadence, new.cadence),
        *_definitions(old.definitions, new.definitions),
    )


# Head ------------------------------------------------------------------------------------------------

_HEAD = ("number", "title", "plan_title", "issuer", "issuers", "date", "addressees", "year", "years")


def _document(old: Plan, new: Plan) -> Iterator[Change]:
    for field in _HEAD:
        before, after = getattr(old.document, field), getattr(new.document, field)
        if _compared(before) != _compared(after):
            yield Change("changed", "document", field=field, old=_plain(before), new=_plain(after))
    before, after = _annexes(old), _annexes(new)
    if _compared(tuple(before)) != _compared(tuple(after)) or list(before.values()) != list(after.values()):
        yield Change("changed", "document", field="annexes", old=before, new=after)


def _annexes(plan: Plan) -> dict[str, bool]:
    """Return the titles of the annexes, and whether each is there."""
    return {annex.title: annex.present for annex in plan.document.annexes}


def _compared(value: Any) -> Any:
    if isinstance(value, str):
        return normal(value)
    return tuple(map(_compared, value)) if isinstance(value, tuple) else value


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple) else value


# Sections --------------------------------------------------------------------------------------------


def _sections(match: Match[Section]) -> Iterator[Change]:
    for section in match.removed:
        yield Change("removed", "section", None, section.id, section.title)
    for section in match.added:
        yield Change("added", "section", section.id, None, section.title)
    for one, two in match.pairs:
        about = ("section", two.id, one.id, two.title)
        if one.id != two.id:
            yield Change("renumbered", *about, "id", one.id, two.id)  # type: ignore[arg-type]
        if normal(one.title) != normal(two.title):
            yield Change("retitled", *about, "title", one.title, two.title)  # type: ignore[arg-type]


# Tasks -----------------------------------------------------------------------------------------------

_FIGURE = re.compile(r"\d[\d.]*")


def _tasks(
    match: Match[Task], places: dict[str | None, str | None], figures_changed: set[str | None]
) -> Iterator[Change]:
    for task in match.removed:
        yield Change("removed", "task", None, task.id, task.title, old=_outline(task))
    for task in match.added:
        yield Change("added", "task", task.id, None, task.title, new=_outline(task))
    for one, two in match.pairs:
        yield from _place(one, two, places)
        figures = one.deadline != two.deadline or not figures_changed.isdisjoint((one.id, two.id))
        yield from _words(one, two, figures)
        for role in ROLES:
            yield from _units(one, two, role)
        if _compared(one.deadline) != _compared(two.deadline):
            yield _of_task("changed", (one, two), "deadline", one.deadline, two.deadline)


def _outline(task: Task) -> dict[str, Any]:
    """Return what a reader of a change wants to know of a task that came or went."""
    made: dict[str, Any] = {role: _names(task, role) for role in ROLES if getattr(task, role)}
    return made | {"deadline": task.deadline} if task.deadline else made


def _names(task: Task, role: str) -> list[str]:
    return list(dict.fromkeys(unit.name for unit in getattr(task, role)))


def _of_task(kind: Kind, pair: tuple[Task, Task], field: str, old: Any, new: Any) -> Change:
    one, two = pair
    return Change(kind, "task", two.id, one.id, two.title, field, old, new)


def _place(one: Task, two: Task, places: dict[str | None, str | None]) -> Iterator[Change]:
    if one.section is not None and places.get(one.section, one.section) != two.section:
        yield _of_task("moved", (one, two), "section", one.section, two.section)
    if one.id != two.id:
        yield _of_task("renumbered", (one, two), "id", one.id, two.id)


def _words(one: Task, two: Task, figures_changed: bool) -> Iterator[Change]:
    if normal(one.title) != normal(two.title):
        yield _of_task("retitled", (one, two), "title", one.title, two.title)
    before, after = _sentences(one), _sentences(two)
    if _same_words(before, after, figures_changed):
        return
    gone = [text for text in before if normal(text) not in set(map(normal, after))]
    came = [text for text in after if normal(text) not in set(map(normal, before))]
    yield _of_task("reworded", (one, two), "text", gone, came)


def _sentences(task: Task) -> list[str]:
    """Return the sentences of a task without its number and title, which are compared by themselves."""
    return [measure.text for measure in task.measures] or [_body(task)]


def _body(task: Task) -> str:
    text = task.text.strip()
    for lead in (task.number, task.title):
        text = text.removeprefix(lead).strip()
    return text


def _same_words(before: Sequence[str], after: Sequence[str], figures_changed: bool) -> bool:
    """Tell whether the words are the same, however cut into sentences.

    Where a target of the task changed, that change tells of the figure; the sentence around it is the same.
    """
    one, two = normal("".join(before)), normal("".join(after))
    return one == two or (figures_changed and _FIGURE.sub("#", one) == _FIGURE.sub("#", two))


def _units(one: Task, two: Task, role: str) -> Iterator[Change]:
    before, after = _names(one, role), _names(two, role)
    gone = [name for name in before if name not in after]
    came = [name for name in after if name not in before]
    if gone:
        yield _of_task("units-removed", (one, two), role, gone, None)
    if came:
        yield _of_task("units-added", (one, two), role, None, came)


# Targets ---------------------------------------------------------------------------------------------


def figure(target: Target) -> dict[str, Any]:
    """Return the figure of a target as plain values: comparator, low, high, unit."""
    low = None if target.low is None else exact(target.low)
    high = None if target.high is None else exact(target.high)
    return {"comparator": target.comparator, "low": low, "high": high, "unit": target.unit}


_PLAIN_FIELDS = ("each", "period", "per", "average", "deadline", "force", "change", "direction")
_FIELDS: tuple[tuple[str, Callable[[Target], Any]], ...] = (
    ("figure", figure),
    ("subject", lambda target: target.subject),
    ("owed_by", lambda target: list(owners(target))),
    ("baseline", lambda target: _baseline(target.baseline)),
    *((name, attrgetter(name)) for name in _PLAIN_FIELDS),
)


def _baseline(baseline: Baseline | None) -> dict[str, Any] | None:
    if baseline is None:
        return None
    value = None if baseline.value is None else exact(baseline.value)
    return {name: part for name, part in (("year", baseline.year), ("value", value)) if part is not None}


def _differing(match: Match[Target]) -> Iterator[tuple[Target, ...]]:
    """Yield the targets that came, went or have another figure."""
    yield from ((target,) for target in (*match.removed, *match.added))
    yield from (pair for pair in match.pairs if figure(pair[0]) != figure(pair[1]))


def _targets(match: Match[Target], places: dict[str | None, str | None]) -> Iterator[Change]:
    for target in match.removed:
        yield Change("removed", "target", None, target.id, target.subject, "figure", figure(target), None)
    for target in match.added:
        yield Change("added", "target", target.id, None, target.subject, "figure", None, figure(target))
    for one, two in match.pairs:
        about = (two.id, one.id, two.subject)
        if one.task is not None and places.get(one.task, one.task) != two.task:
            yield Change("moved", "target", *about, "task", one.task, two.task)
        for field, of in _FIELDS:
            if _compared(of(one)) != _compared(of(two)):
                yield Change("changed", "target", *about, field, of(one), of(two))


# Cadence and definitions -----------------------------------------------------------------------------


def _cadence(old: Iterable[Cadence], new: Iterable[Cadence]) -> Iterator[Change]:
    match = Match(old, new)
    match.by(lambda cadence: (cadence.every, normal(cadence.activity), cadence.due))
    match.by(lambda cadence: (cadence.every, normal(cadence.activity)))
    match.by(lambda cadence: normal(cadence.activity))
    for gone in match.removed:
        yield Change("removed", "cadence", title=gone.activity, field="every", old=gone.every)
    for came in match.added:
        yield Change("added", "cadence", title=came.activity, field="every", new=came.every)
    for one, two in match.pairs:
        yield from _rhythm(one, two)


def _rhythm(one: Cadence, two: Cadence) -> Iterator[Change]:
    about = Change("changed", "cadence", title=two.activity)
    if one.every != two.every:
        yield about._replace(field="every", old=one.every, new=two.every)
    if (one.due and one.due[1:]) != (two.due and two.due[1:]):
        yield about._replace(field="due", old=one.due and one.due.text, new=two.due and two.due.text)


def _definitions(old: Iterable[Definition], new: Iterable[Definition]) -> Iterator[Change]:
    match = Match(old, new)
    match.by(lambda definition: (normal(definition.term), definition.includes))
    match.by(lambda definition: normal(definition.term))
    for gone in match.removed:
        yield Change("removed", "definition", title=gone.term, field="includes", old=list(gone.includes))
    for came in match.added:
        yield Change("added", "definition", title=came.term, field="includes", new=list(came.includes))
    for one, two in match.pairs:
        if set(one.includes) != set(two.includes):
            before, after = list(one.includes), list(two.includes)
            yield Change("changed", "definition", title=two.term, field="includes", old=before, new=after)
