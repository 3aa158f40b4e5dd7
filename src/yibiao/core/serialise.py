"""A plan as the plain values of the plan file (`yibiao-plan/1`), and back.

Every field the contract lists is always there; what may be absent (`also`, `alias`, `guiding` …) is written
only where it occurs. Numbers are exact: integral ones are `int`, others are a `float` whose shortest form
has the same digits, and the rare one that has too many digits for that stays a `Decimal`.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from yibiao.core.emit import dumps_json, dumps_yaml
from yibiao.core.plan import (
    FORMAT,
    ROLES,
    Baseline,
    Cadence,
    Definition,
    Document,
    Finding,
    Measure,
    Number,
    Plan,
    Section,
    Source,
    Target,
    Task,
    UnitRef,
)
from yibiao.core.restore import from_dict
from yibiao.core.spans import Span

__all__ = ["dumps_json", "dumps_yaml", "exact", "from_dict", "to_dict"]

Json = dict[str, Any]

_LISTED_ROLES = ROLES[:4]


def exact(value: Number) -> int | float | Decimal:
    """Return `value` as a JSON number with the same digits: an int, a float, or the Decimal itself."""
    if isinstance(value, int):
        return value
    if value == value.to_integral_value():
        return int(value)
    short = float(value)
    return short if Decimal(repr(short)) == value else value


def to_dict(plan: Plan, with_text: bool = False) -> Json:
    """Return the plan file of `plan`; `with_text` adds the extracted text that the spans refer to."""
    made: Json = {
        "format": FORMAT,
        "document": _document(plan.document),
        "sections": [_section(section) for section in plan.sections],
        "tasks": [_task(task) for task in plan.tasks],
        "targets": [_target(target) for target in plan.targets],
        "cadence": [_cadence(cadence) for cadence in plan.cadence],
        "definitions": [_definition(definition) for definition in plan.definitions],
        "findings": [_finding(finding) for finding in plan.findings],
    }
    if with_text:
        made["text"] = plan.text
    return made


def _spans(spans: Iterable[Span]) -> list[list[int]]:
    return [list(span) for span in spans]


def _extend(made: Json, **extras: Any) -> Json:
    """Add the extras that occur: those that are neither None nor an empty list."""
    for name, value in extras.items():
        if value is not None and value not in ([], {}):
            made[name] = value
    return made


def _document(document: Document) -> Json:
    made = document._asdict()
    made.update(
        issuers=list(document.issuers),
        addressees=list(document.addressees),
        years=None if document.years is None else list(document.years),
        annexes=[annex._asdict() | {"span": list(annex.span)} for annex in document.annexes],
        source=_source(document.source),
    )
    del made["places"]
    return _extend(made, places={name: list(span) for name, span in document.places})


def _source(source: Source) -> Json:
    made = source._asdict()
    return _extend(made, encoding=made.pop("encoding"))


def _section(section: Section) -> Json:
    return section._asdict() | {"span": list(section.span)}


def _unit(unit: UnitRef) -> Json:
    made: Json = {"name": unit.name, "group": unit.group, "text": unit.text, "span": list(unit.span)}
    if unit.alias is None and not unit.also:
        return made
    return _extend(made, alias=unit.alias, also=_spans(unit.also))


def _units(units: Iterable[UnitRef]) -> list[Json]:
    return [_unit(unit) for unit in units]


def _roles(fact: Task | Measure) -> Json:
    """Return the four role lists, and the fifth where it occurs."""
    made: Json = {role: _units(getattr(fact, role)) for role in _LISTED_ROLES}
    return _extend(made, guiding=_units(fact.guiding))


def _task(task: Task) -> Json:
    made: Json = {
        "id": task.id,
        "key": task.key,
        "section": task.section,
        "number": task.number,
        "title": task.title,
        "text": task.text,
        "span": list(task.span),
        "clause": None if task.clause is None else list(task.clause),
        **_roles(task),
        "deadline": task.deadline,
        "measures": [_measure(measure) for measure in task.measures],
    }
    return _extend(made, also=_spans(task.also))


def _measure(measure: Measure) -> Json:
    made: Json = {"text": measure.text, "span": list(measure.span), "units": _units(measure.units)}
    if measure.clause is not None:
        made["clause"] = list(measure.clause)
    if measure.clause is not None or any(getattr(measure, role) for role in ROLES):
        made.update(_roles(measure))
    if measure.deadline is not None:
        made["deadline"] = measure.deadline
    return made


def _target(target: Target) -> Json:
    made = target._asdict()
    made.update(
        span=list(target.span),
        low=None if target.low is None else exact(target.low),
        high=None if target.high is None else exact(target.high),
        owed_by=_units(target.owed_by),
        baseline=None if target.baseline is None else _baseline(target.baseline),
    )
    return _extend(made, confidence=made.pop("confidence"), also=_spans(made.pop("also")))


def _baseline(baseline: Baseline) -> Json:
    made: Json = {} if baseline.year is None else {"year": baseline.year}
    return made if baseline.value is None else made | {"value": exact(baseline.value)}


def _cadence(cadence: Cadence) -> Json:
    due = None if cadence.due is None else cadence.due._asdict()
    return {"every": cadence.every, "activity": cadence.activity, "due": due, "span": list(cadence.span)}


def _definition(definition: Definition) -> Json:
    term, includes, origin, span, alias = definition
    made: Json = {"term": term, "includes": list(includes), "from": origin, "span": list(span)}
    return made if alias is None else made | {"alias": alias}


def _finding(finding: Finding) -> Json:
    made: Json = {
        "code": finding.code,
        "severity": finding.severity,
        "message": finding.message,
        "task": finding.task,
        "span": list(finding.span),
    }
    if finding.about is not None:
        made["about"] = finding.about
    return _extend(
        made,
        advice=finding.advice or None,
        also=_spans(finding.also),
        where=list(finding.where),
        args=dict(finding.args),
    )
