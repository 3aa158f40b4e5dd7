"""A plan from the plain values of a plan file (`yibiao-plan/1`): the way back from `serialise`."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from yibiao.core.plan import (
    FORMAT,
    ROLES,
    Annex,
    Baseline,
    Cadence,
    Definition,
    Document,
    Due,
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
from yibiao.core.schema import problems
from yibiao.core.spans import Span

Json = Mapping[str, Any]


def from_dict(value: Mapping[str, Any]) -> Plan:
    """Return the plan of a plan file's values; `text` is empty where the file has none.

    Unknown fields are passed over. Values of another shape raise `ValueError`, which names the first fault.
    """
    try:
        return _read_plan(value)
    except (KeyError, TypeError, AttributeError, ValueError, ArithmeticError) as error:
        found = problems(value, lenient=True)
        raise ValueError(found[0].line("en") if found else f"not a plan: {error!r}") from error


def _read_plan(value: Mapping[str, Any]) -> Plan:
    if value["format"] != FORMAT:
        raise ValueError(value["format"])
    return Plan(
        document=_read_document(value["document"]),
        sections=tuple(map(_read_section, value.get("sections", ()))),
        tasks=tuple(map(_read_task, value["tasks"])),
        targets=tuple(map(read_target, value.get("targets", ()))),
        cadence=tuple(map(_read_cadence, value.get("cadence", ()))),
        definitions=tuple(map(_read_definition, value.get("definitions", ()))),
        findings=tuple(map(_read_finding, value.get("findings", ()))),
        text=value.get("text", ""),
    )


def _number(value: int | float | Decimal | None) -> Number | None:
    return Decimal(repr(value)) if isinstance(value, float) else value


def _span(value: Json, name: str = "span") -> Span:
    start, end = value.get(name, (0, 0))
    return Span(start, end)


def _maybe_span(value: Json, name: str) -> Span | None:
    return None if value.get(name) is None else _span(value, name)


def _also(value: Json) -> tuple[Span, ...]:
    return tuple(Span(start, end) for start, end in value.get("also", ()))


def _read_document(value: Json) -> Document:
    years = value.get("years")
    return Document(
        number=value.get("number"),
        title=value.get("title"),
        plan_title=value.get("plan_title"),
        issuer=value.get("issuer"),
        issuers=tuple(value.get("issuers", ())),
        date=value.get("date"),
        addressees=tuple(value.get("addressees", ())),
        year=value.get("year"),
        years=None if years is None else (years[0], years[1]),
        annexes=tuple(map(_read_annex, value.get("annexes", ()))),
        source=_read_source(value.get("source", {})),
        places=tuple((name, Span(*span)) for name, span in value.get("places", {}).items()),
    )


def _read_annex(value: Json) -> Annex:
    return Annex(value["title"], value["present"], _span(value))


def _read_source(value: Json) -> Source:
    get = value.get
    return Source(get("name", "-"), get("sha256", ""), get("media_type", ""), get("encoding"))


def _read_section(value: Json) -> Section:
    return Section(value["id"], value["level"], value["number"], value["title"], _span(value))


def _read_unit(value: Json) -> UnitRef:
    name, get = value["name"], value.get
    return UnitRef(name, get("text", name), _span(value), get("group", False), get("alias"), _also(value))


def _read_units(values: Iterable[Json]) -> tuple[UnitRef, ...]:
    return tuple(map(_read_unit, values))


def _read_roles(value: Json) -> dict[str, Any]:
    return {role: _read_units(value.get(role, ())) for role in ROLES}


def _read_task(value: Json) -> Task:
    return Task(
        id=value["id"],
        key=value.get("key", ""),
        section=value.get("section"),
        number=value.get("number", ""),
        title=value["title"],
        text=value.get("text", ""),
        span=_span(value),
        clause=_maybe_span(value, "clause"),
        **_read_roles(value),
        deadline=value.get("deadline"),
        measures=tuple(map(_read_measure, value.get("measures", ()))),
        also=_also(value),
    )


def _read_measure(value: Json) -> Measure:
    return Measure(
        text=value["text"],
        span=_span(value),
        units=_read_units(value.get("units", ())),
        **_read_roles(value),
        clause=_maybe_span(value, "clause"),
        deadline=value.get("deadline"),
    )


def read_target(value: Json) -> Target:
    """Return one target of a plan file."""
    known = {name: value[name] for name in Target._fields if name in value}
    baseline, confidence = value.get("baseline"), value.get("confidence")
    known.update(
        key=value.get("key", ""),
        task=value.get("task"),
        text=value.get("text", ""),
        span=_span(value),
        low=_number(value.get("low")),
        high=_number(value.get("high")),
        change=value.get("change", "level"),
        owed_by=_read_units(value.get("owed_by", ())),
        baseline=None if baseline is None else Baseline(baseline.get("year"), _number(baseline.get("value"))),
        confidence=None if confidence is None else float(confidence),
        also=_also(value),
    )
    return Target(**known)


def _read_cadence(value: Json) -> Cadence:
    due = value.get("due")
    made = None if due is None else Due(**{name: due[name] for name in Due._fields if name in due})
    return Cadence(value["every"], value["activity"], _span(value), made)


def _read_definition(value: Json) -> Definition:
    return Definition(
        value["term"], tuple(value["includes"]), value.get("from"), _span(value), value.get("alias")
    )


def _read_finding(value: Json) -> Finding:
    return Finding(
        code=value["code"],
        severity=value["severity"],
        message=value.get("message", ""),
        span=_span(value),
        task=value.get("task"),
        about=value.get("about"),
        advice=value.get("advice", ""),
        also=_also(value),
        where=tuple(value.get("where", ())),
        args=tuple(value.get("args", {}).items()),
    )
