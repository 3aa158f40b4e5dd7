"""Corrections as plain values (`yibiao-corrections/1`), and back, strictly.

A field that has its default is left out; an unknown one is refused, since a slip would else decide nothing.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from yibiao import packs
from yibiao.core.corrections.values import FORMAT, KINDS, Correction, FindingRef, Part, Passage, Ref, kind_of
from yibiao.core.plan import Baseline
from yibiao.core.schema import Problem, Schema, problems, shown, unknown_fields
from yibiao.core.serialise import exact

Json = dict[str, Any]

# Fields that are pairs of name and value: an object in the file.
_PAIRS = ("fields", "roles")


class UnusableCorrection(ValueError):  # noqa: N818  named as `UnusableInput` is
    """Values that are no correction; `problems` say each what was expected, the message is the first of them."""

    def __init__(self, found: Iterable[Problem]) -> None:
        self.problems = tuple(found)
        super().__init__(self.line())

    def line(self, lang: str | None = None) -> str:
        """Return the first problem in one line."""
        return self.problems[0].line(lang)


@cache
def corrections_schema() -> Schema:
    """Return the JSON Schema of `yibiao-corrections/1`."""
    source = files(packs).joinpath("schema/yibiao-corrections-1.json")
    made: Schema = json.loads(source.read_text(encoding="utf-8"))
    return made


def corrections_values(corrections: Iterable[Correction]) -> Json:
    """Return the file of several corrections."""
    return {"format": FORMAT, "corrections": [correction_values(one) for one in corrections]}


def read_corrections(value: Any) -> tuple[Correction, ...]:
    """Return the corrections of a file; raise `UnusableCorrection` with what is wrong and where."""
    head = {name: part for name, part in corrections_schema().items() if name != "$defs"}
    found = problems(value, schema=_without_items(head)) or [
        Problem((name,), "unknown-field", ("format", "corrections"), book="corrections")
        for name in value
        if name not in ("format", "corrections")
    ]
    if found:
        raise UnusableCorrection(found)
    return tuple(_read_at(one, ("corrections", at)) for at, one in enumerate(value["corrections"]))


def _without_items(schema: Json) -> Schema:
    """Return the schema of the file without that of its items, each of which has one by its kind."""
    return schema | {"properties": {**schema["properties"], "corrections": {"type": "array"}}}


def correction_values(correction: Correction) -> Json:
    """Return one correction as plain values."""
    return {"kind": kind_of(correction), **_object(correction)}


def read_correction(value: Any) -> Correction:
    """Return the correction of plain values; raise `UnusableCorrection` with everything that is wrong."""
    return _read_at(value, ())


def _read_at(value: Any, path: tuple[str | int, ...]) -> Correction:
    found = correction_problems(value)
    if found:
        raise UnusableCorrection(problem._replace(path=(*path, *problem.path)) for problem in found)
    made = KINDS[value["kind"]]
    given = {name: part for name, part in value.items() if name != "kind"}
    return made(**{name: _READERS.get(name, _plain)(part) for name, part in given.items()})


def correction_problems(value: Any) -> list[Problem]:
    """Return what is wrong with the plain values of a correction."""
    if not isinstance(value, Mapping):
        return [Problem((), "expect-object", (), shown(value))]
    kind = value.get("kind")
    if not isinstance(kind, str) or kind not in KINDS:
        return [Problem(("kind",), "unknown-kind", tuple(KINDS), shown(kind), book="corrections")]
    schema: Schema = corrections_schema()["$defs"][kind]
    found = problems(value, schema=schema, lenient=True)
    return found or [one._replace(book="corrections") for one in unknown_fields(value, schema)]


# --- Writing -------------------------------------------------------------------------------------


def _object(value: Any) -> Json:
    """Return a named tuple as an object, without the fields that have their default."""
    defaults = value._field_defaults
    pairs = zip(value._fields, value, strict=True)
    return {
        name: _written(part, name) for name, part in pairs if name not in defaults or part != defaults[name]
    }


def _written(value: Any, name: str = "") -> Any:
    if isinstance(value, Baseline):
        return {part: _written(item) for part, item in value._asdict().items() if item is not None}
    if name in _PAIRS:
        return {part: _written(item) for part, item in value}
    if hasattr(value, "_fields"):
        return _object(value)
    if isinstance(value, tuple | list):
        return [_written(item) for item in value]
    return exact(value) if isinstance(value, Decimal) else value


# --- Reading -------------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    if isinstance(value, float):
        return Decimal(repr(value))
    return tuple(value) if isinstance(value, list) else value


def _ref(value: Any) -> Ref | None:
    return None if value is None else Ref(**value)


def _passage(value: Any) -> Passage | None:
    return None if value is None else Passage(**value)


def _parts(value: Any) -> tuple[Part, ...]:
    return tuple(
        Part(one["key"], one["title"], _ref(one.get("measure")), _passage(one.get("begin"))) for one in value
    )


def _finding(value: Any) -> FindingRef:
    said = tuple(value.get("said", ()))
    return FindingRef(value["key"], value["code"], value.get("about", ""), said, _ref(value.get("task")))


def _fields(value: Any) -> tuple[tuple[str, Any], ...]:
    return tuple((name, _baseline(part) if name == "baseline" else _plain(part)) for name, part in value.items())


def _baseline(value: Any) -> Baseline | None:
    return None if value is None else Baseline(value.get("year"), _plain(value.get("value")))


_READERS: dict[str, Callable[[Any], Any]] = {
    "fact": _ref,
    "task": _ref,
    "target": _ref,
    "tasks": lambda value: tuple(map(_ref, value)),
    "parts": _parts,
    "passage": _passage,
    "finding": _finding,
    "fields": _fields,
    "roles": lambda value: tuple((role, tuple(names)) for role, names in value.items()),
}
