"""Every place a plan points at, and whether the characters there say what the fact says."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import NamedTuple

from damage import SYLLABLES
from yibiao.core.plan import (
    ROLES,
    Annex,
    Cadence,
    Definition,
    Finding,
    Measure,
    Plan,
    Section,
    Target,
    Task,
    UnitRef,
)
from yibiao.core.repair import repair, repair_text
from yibiao.core.repair.script import convert
from yibiao.core.spans import Span


class Place(NamedTuple):
    """A span, the fact it belongs to, and the words that must stand there (all of it, if `whole`)."""

    fact: str
    span: Span
    words: tuple[str, ...] = ()
    whole: bool = False


def places(plan: Plan) -> Iterator[Place]:
    """Yield every place of a plan."""
    yield from _document(plan)
    for section in plan.sections:
        yield _section(section)
    for task in plan.tasks:
        yield from _task(task)
    for target in plan.targets:
        yield from _target(target)
    for cadence in plan.cadence:
        yield _cadence(cadence)
    for definition in plan.definitions:
        yield _definition(definition)
    for finding in plan.findings:
        yield from _finding(finding)


def _document(plan: Plan) -> Iterator[Place]:
    head = plan.document
    said = {"title": head.title, "plan_title": head.plan_title, "number": head.number}
    lists = {"addressees": head.addressees, "issuer": head.issuers[-1:]}
    for name, span in head.places:
        words = lists.get(name, (said[name],) if said.get(name) else ())
        yield Place(f"document.{name}", span, tuple(word for word in words if word))
    yield from (_annex(annex) for annex in head.annexes)


def _annex(annex: Annex) -> Place:
    return Place(f"annex {annex.title}", annex.span, (annex.title,))


def _section(section: Section) -> Place:
    return Place(f"section {section.id}", section.span, (section.number, section.title))


def _task(task: Task) -> Iterator[Place]:
    name = f"task {task.id}"
    yield Place(name, task.span, (task.number, task.title, *([] if task.also else [task.text])))
    yield from _also(name, task.also)
    if task.clause:
        yield Place(f"{name} clause", task.clause)
    for role in ROLES:
        yield from _units(f"{name} {role}", getattr(task, role))
    for measure in task.measures:
        yield from _measure(name, measure)


def _measure(task: str, measure: Measure) -> Iterator[Place]:
    name = f"{task} measure"
    yield Place(name, measure.span, (measure.text,), True)
    yield from _units(f"{name} units", measure.units)
    if measure.clause:
        yield Place(f"{name} clause", measure.clause)
    for role in ROLES:
        yield from _units(f"{name} {role}", getattr(measure, role))


def _units(name: str, units: Iterable[UnitRef]) -> Iterator[Place]:
    for unit in units:
        yield Place(f"{name} {unit.name}", unit.span, (unit.text,), True)
        yield from _also(f"{name} {unit.name}", unit.also)


def _target(target: Target) -> Iterator[Place]:
    name = f"target {target.id}"
    yield Place(name, target.span, (target.text,), True)
    yield from _also(name, target.also)
    yield from _units(name, target.owed_by)


def _also(name: str, spans: Iterable[Span]) -> Iterator[Place]:
    return (Place(f"{name} also", span) for span in spans)


def _cadence(cadence: Cadence) -> Place:
    due = (cadence.due.text,) if cadence.due else ()
    return Place(f"cadence {cadence.every}", cadence.span, (cadence.activity, *due))


def _definition(definition: Definition) -> Place:
    alias = (definition.alias,) if definition.alias else ()
    return Place(f"definition {definition.term}", definition.span, (*definition.includes, *alias))


def _finding(finding: Finding) -> Iterator[Place]:
    name = f"finding {finding.code} {finding.task or ''} {finding.about or ''}"
    named = finding.code == "unresolved-group" and finding.about
    yield Place(name, finding.span, (finding.about,) if named and finding.about else ())
    yield from _also(name, finding.also)


# --- Whether they hold -----------------------------------------------------------------------------

_READING = re.compile(rf"(?<=[\u4e00-\u9fff])[(（] ?(?:{'|'.join(SYLLABLES)}) ?[)）]")
_MARKS = re.compile(r"[\s〔〕\[\]()（）【】〈〉《》、.．,，;；:：“”\"]")


def faults(plan: Plan, *, alone: bool = True) -> list[str]:
    """Return what is wrong with the places of a plan, a line each.

    With `alone`, the spanned characters are repaired by themselves, as an outsider would; else they are
    looked up in the repaired whole, for damage that only its surroundings can explain.
    """
    text = plan.text
    readings = [hit.span() for hit in _READING.finditer(text)]
    whole = None if alone else repair(text)
    found = []
    for place in places(plan):
        start, end = place.span
        if not 0 <= start <= end <= len(text):
            found.append(f"{place.fact}: {start}..{end} is outside of 0..{len(text)}")
            continue
        if place.words and start == end and any(place.words):
            found.append(f"{place.fact}: nothing at {start}, but {place.words}")
            continue
        found += _cut(place, text, readings)
        if whole is None:
            clean = repair_text(text[start:end])
        else:
            clean = whole.text[whole.map.clean_offset(start) : whole.map.clean_offset(end)]
        found += _unsaid(place if alone else place._replace(whole=False), clean)
    return found


def _cut(place: Place, text: str, readings: list[tuple[int, int]]) -> Iterator[str]:
    start, end = place.span
    for first, last in readings:
        if first <= start < last or first < end < last or (first == end > start):
            yield f"{place.fact}: cuts {text[max(first - 1, 0) : last]!r} at {start}..{end}"


def _unsaid(place: Place, clean: str) -> Iterator[str]:
    have = comparable(clean)
    for words in place.words:
        want = comparable(words)
        if want not in have:
            yield f"{place.fact}: {words!r} is not in {clean!r}"
        elif place.whole and len(have) > len(want) and _MARKS.sub("", have) != _MARKS.sub("", want):
            yield f"{place.fact}: {clean!r} is more than {words!r}"


def comparable(words: str) -> str:
    """Return words without blanks, in one width and script, a character by itself."""
    made = "".join(map(_character, unicodedata.normalize("NFKC", words)))
    return _MARKS.sub("", made)


@cache
def _character(char: str) -> str:
    return convert(char)
