"""Consistency of a plan value beyond its shape: what a hand that edits a plan file can get wrong.

============================  ========  ==========================================================
code                          severity  when
============================  ========  ==========================================================
`invalid-id`, `invalid-key`   error     two entries of one kind with the same id (key)
`invalid-reference`           error     a target, task, definition or finding refers to no entry
`invalid-span`                error     a span runs backwards, or beyond the text where it is there
`invalid-range`               error     low above high
`invalid-bounds`              error     low and high do not agree with the comparator
`invalid-date`                error     30 February, or a period that ends before it begins
`invalid-years`               error     the first year after the last
`invalid-role`                warning   a unit twice in one role of one task
============================  ========  ==========================================================

`about` of each finding is its place in the plan file (``targets[3].low``), `args` fills its sentence in
`packs/messages/validate`.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from yibiao.core.emit import number_text
from yibiao.core.plan import ROLES, Finding, Number, Plan, Severity, Target
from yibiao.core.schema import Path, dotted
from yibiao.core.spans import Span
from yibiao.messages import say

_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_NOWHERE = Span(0, 0)

# Which of low and high each comparator needs (True), forbids (False); "=" and "~" want both alike.
_BOUNDS: dict[str, tuple[bool, bool, str]] = {
    ">=": (True, False, "low"),
    ">": (True, False, "low"),
    "<=": (False, True, "high"),
    "<": (False, True, "high"),
    "~": (True, True, "low = high"),
    "=": (True, True, "low = high"),
    "range": (True, True, "low, high"),
}


def validate(plan: Plan) -> tuple[Finding, ...]:
    """Return what is inconsistent in `plan`, check by check."""
    return tuple(finding for check in CHECKS for finding in check(plan))


def _fault(
    code: str, path: Path, span: Span = _NOWHERE, severity: Severity = "error", **args: object
) -> Finding:
    where = dotted(path)
    slots = {"where": where, **{name: str(value) for name, value in args.items()}}
    message = say(f"validate.{code}", "zh", **slots)
    return Finding(code, severity, message, span, about=where, args=tuple(slots.items()))


def _unique_ids(plan: Plan) -> Iterator[Finding]:
    yield from _unique(plan.sections, "sections", "id", "invalid-id")
    yield from _unique(plan.tasks, "tasks", "id", "invalid-id")
    yield from _unique(plan.targets, "targets", "id", "invalid-id")


def _unique_keys(plan: Plan) -> Iterator[Finding]:
    yield from _unique(plan.tasks, "tasks", "key", "invalid-key")
    yield from _unique(plan.targets, "targets", "key", "invalid-key")


def _unique(facts: Iterable[Any], kind: str, field: str, code: str) -> Iterator[Finding]:
    seen: dict[str, int] = {}
    for index, fact in enumerate(facts):
        value = getattr(fact, field)
        if value and value in seen:
            other = dotted((kind, seen[value]))
            yield _fault(code, (kind, index, field), fact.span, value=value, other=other)
        seen.setdefault(value, index)


def _references(plan: Plan) -> Iterator[Finding]:
    sections = {section.id for section in plan.sections}
    anything = sections | {task.id for task in plan.tasks}
    for index, task in enumerate(plan.tasks):
        yield from _reference(task.section, sections, ("tasks", index, "section"), task.span)
    for index, target in enumerate(plan.targets):
        yield from _reference(target.task, anything, ("targets", index, "task"), target.span)
    for index, definition in enumerate(plan.definitions):
        yield from _reference(definition.origin, anything, ("definitions", index, "from"), definition.span)
    for index, finding in enumerate(plan.findings):
        yield from _reference(finding.task, anything, ("findings", index, "task"), finding.span)


def _reference(value: str | None, known: set[str], path: Path, span: Span) -> Iterator[Finding]:
    if value is not None and value not in known:
        yield _fault("invalid-reference", path, span, value=value)


def _spans(plan: Plan) -> Iterator[Finding]:
    length = len(plan.text)
    for path, span in _places(plan, ()):
        if not 0 <= span.start <= span.end or (length and span.end > length):
            yield _fault("invalid-span", path, value=list(span), length=length or "?")


def _places(value: object, path: Path) -> Iterator[tuple[Path, Span]]:
    """Yield every span in a value, with its place in the plan file."""
    if isinstance(value, Span):
        yield path, value
    elif isinstance(value, tuple):
        names: Iterable[str | int] = getattr(value, "_fields", range(len(value)))
        for name, item in zip(names, value, strict=True):
            if isinstance(item, tuple):
                yield from _places(item, (*path, name))


def _figures(plan: Plan) -> Iterator[Finding]:
    for index, target in enumerate(plan.targets):
        path: Path = ("targets", index)
        low, high = target.low, target.high
        if not _agrees(target):
            yield _fault("invalid-bounds", (*path, "comparator"), target.span, "error", **_bounds(target))
        elif low is not None and high is not None and low > high:
            yield _fault("invalid-range", (*path, "low"), target.span, low=_said(low), high=_said(high))


def _agrees(target: Target) -> bool:
    low, high, _ = _BOUNDS[target.comparator]
    given = (target.low is not None, target.high is not None)
    return given == (low, high) and (target.comparator not in ("=", "~") or target.low == target.high)


def _bounds(target: Target) -> dict[str, str]:
    needs = _BOUNDS[target.comparator][2]
    low, high = _said(target.low), _said(target.high)
    return {"comparator": target.comparator, "needs": needs, "low": low, "high": high}


def _said(value: Number | None) -> str:
    return "null" if value is None else number_text(value)


def _dates(plan: Plan) -> Iterator[Finding]:
    yield from _date(plan.document.date, ("document", "date"), _NOWHERE)
    for index, task in enumerate(plan.tasks):
        yield from _date(task.deadline, ("tasks", index, "deadline"), task.span)
        for place, measure in enumerate(task.measures):
            yield from _date(measure.deadline, ("tasks", index, "measures", place, "deadline"), measure.span)
    for index, target in enumerate(plan.targets):
        yield from _date(target.deadline, ("targets", index, "deadline"), target.span)
        yield from _period(target, index)


def _date(value: str | None, path: Path, span: Span) -> Iterator[Finding]:
    if value is not None and not all(map(_is_real, _DATE.findall(value))):
        yield _fault("invalid-date", path, span, value=value)


def _period(target: Target, index: int) -> Iterator[Finding]:
    path: Path = ("targets", index, "period")
    first, _, last = (target.period or "").partition("/")
    if last and last < first[: len(last)]:
        yield _fault("invalid-date", path, target.span, value=target.period)
    else:
        yield from _date(target.period, path, target.span)


def _is_real(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _years(plan: Plan) -> Iterator[Finding]:
    years = plan.document.years
    if years is not None and years[0] > years[1]:
        yield _fault("invalid-years", ("document", "years"), first=years[0], last=years[1])


def _role_lists(plan: Plan) -> Iterator[Finding]:
    for index, task in enumerate(plan.tasks):
        for role in ROLES:
            names: set[str] = set()
            for place, unit in enumerate(getattr(task, role)):
                if unit.name in names:
                    path: Path = ("tasks", index, role, place)
                    yield _fault("invalid-role", path, unit.span, "warning", value=unit.name)
                names.add(unit.name)


CHECKS: tuple[Callable[[Plan], Iterator[Finding]], ...] = (
    _unique_ids,
    _unique_keys,
    _references,
    _spans,
    _figures,
    _dates,
    _years,
    _role_lists,
)
