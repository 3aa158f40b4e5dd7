"""The shipped JSON Schema of the plan file, and the check of values against it.

The schema (`packs/schema/yibiao-plan-1.json`, draft 2020-12) is the one description of the plan file's
shape. What is interpreted here are the keywords it uses, with faults that say what was expected in words
an office understands; any validator of JSON Schema accepts and refuses the same files.
"""

import json
import re
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any, NamedTuple

from yibiao import packs
from yibiao.messages import say

Path = tuple[str | int, ...]
Schema = Mapping[str, Any]

# What is shown of a wrong value, in characters.
_SHOWN = 40
# The most digits before or behind the point.
_DIGITS = 40

_STEP = re.compile(r"\[(\d+)\]|([^.\[\]]+)")

_TYPES: dict[str, tuple[type, ...]] = {
    "null": (type(None),),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float, Decimal),
    "string": (str,),
    "array": (list, tuple),
    "object": (Mapping,),
}


class Problem(NamedTuple):
    """One fault: where, what was expected (`expected` is an entry of the messages `book`), what is there."""

    path: Path
    expected: str
    choices: tuple[str, ...] = ()
    actual: str = ""
    args: tuple[tuple[str, str], ...] = ()
    book: str = "planfile"

    def line(self, lang: str | None = None) -> str:
        """Return ``targets[3].comparator: …`` in `lang`."""
        separator = say("planfile.separator", lang)
        slots = {"choices": separator.join(self.choices), "actual": self.actual, **dict(self.args)}
        said = say(f"{self.book}.{self.expected}", lang, **slots)
        return f"{dotted(self.path)}: {said}" if self.path else said


@cache
def plan_schema() -> Schema:
    """Return the JSON Schema of `yibiao-plan/1`."""
    source = files(packs).joinpath("schema/yibiao-plan-1.json")
    made: Schema = json.loads(source.read_text(encoding="utf-8"))
    return made


def problems(value: Any, *, lenient: bool = False, schema: Schema | None = None) -> list[Problem]:
    """Return the faults of shape of a file's values, in their order there.

    `schema` is that of a plan file where none is given. `lenient` is for files written by hand: a field
    that the schema gives a default may be left out.
    """
    return list(_check(value, schema or plan_schema(), (), lenient))


def unknown_fields(value: Any, schema: Schema, path: Path = ()) -> list[Problem]:
    """Return the fields of a hand-written file that the schema does not name: a slip would else decide nothing.

    A schema with `additionalProperties` says of what kind other fields are (units by name), or `true` for any.
    """
    found: list[Problem] = []
    if isinstance(value, Mapping):
        fitting = _of_type(schema, "object")
        known, rest = fitting.get("properties", {}), fitting.get("additionalProperties", False)
        for name, item in value.items():
            inner = known.get(name, rest)
            if inner is False:
                found.append(Problem((*path, name), "unknown-field", tuple(known)))
            elif inner is not True:
                found += unknown_fields(item, inner, (*path, name))
    elif isinstance(value, list | tuple):
        inner = _of_type(schema, "array").get("items", {})
        for index, item in enumerate(value):
            found += unknown_fields(item, inner, (*path, index))
    return found


def _of_type(schema: Schema, name: str) -> Schema:
    return next((option for option in alternatives(schema) if name in types(option)), {})


def resolve(schema: Schema) -> Schema:
    """Return the schema that `schema` refers to, or itself."""
    while "$ref" in schema:
        schema = plan_schema()["$defs"][schema["$ref"].rpartition("/")[2]]
    return schema


def alternatives(schema: Schema) -> list[Schema]:
    """Return the schemas one of which a value must fulfil."""
    schema = resolve(schema)
    return [resolve(option) for option in schema["anyOf"]] if "anyOf" in schema else [schema]


def types(schema: Schema) -> tuple[str, ...]:
    """Return the JSON types that one schema (no `anyOf`) allows; empty where it allows all."""
    named = schema.get("type", ())
    return (named,) if isinstance(named, str) else tuple(named)


def dotted(path: Path) -> str:
    """Return a path as one writes it: ``targets[3].comparator``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).lstrip(".")


def path_of(text: str) -> Path:
    """Return the path that `dotted` wrote."""
    return tuple(int(index) if index else name for index, name in _STEP.findall(text))


def shown(value: Any) -> str:
    """Return a wrong value as a sentence quotes it: short, on one line."""
    if isinstance(value, Mapping):
        return "{…}" if value else "{}"
    if isinstance(value, list | tuple):
        return "[…]" if value and not _are_numbers(value) else str(list(value))
    text = str(value) if isinstance(value, Decimal) else json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"


def _are_numbers(value: list[Any] | tuple[Any, ...]) -> bool:
    return len(value) <= 4 and all(isinstance(item, int) for item in value)


def is_type(value: Any, name: str) -> bool:
    """Tell whether a value is of the JSON type `name`; true and false are no numbers."""
    if isinstance(value, bool):
        return name == "boolean"
    return isinstance(value, _TYPES[name]) and (name not in ("integer", "number") or _in_range(value))


def _in_range(value: Any) -> bool:
    """Tell whether a number has at most 40 digits on either side of the point: no figure of a plan has more.

    `1e999999999` is short to write and would fill the memory once it is an `int`.
    """
    if isinstance(value, int):
        return bool(abs(value) < 10**_DIGITS)
    _, digits, exponent = Decimal(str(value)).as_tuple()
    return isinstance(exponent, int) and exponent >= -_DIGITS and len(digits) + exponent <= _DIGITS


def _check(value: Any, schema: Schema, path: Path, lenient: bool) -> Iterator[Problem]:
    schema = resolve(schema)
    if "anyOf" in schema:
        schema = _chosen(value, schema)
    fault = _fault(value, schema)
    if fault is not None:
        yield fault._replace(path=path)
    elif isinstance(value, Mapping):
        yield from _check_object(value, schema, path, lenient)
    elif isinstance(value, list | tuple) and "items" in schema:
        for index, item in enumerate(value):
            yield from _check(item, schema["items"], (*path, index), lenient)


def _chosen(value: Any, schema: Schema) -> Schema:
    """Return the alternative of the value's own type, else the first, which is the usual one."""
    options = alternatives(schema)
    fitting = [option for option in options if any(is_type(value, name) for name in types(option))]
    return (fitting or options)[0]


def _check_object(value: Mapping[str, Any], schema: Schema, path: Path, lenient: bool) -> Iterator[Problem]:
    known = schema.get("properties", {})
    for name in schema.get("required", ()):
        if name not in value and not (lenient and "default" in known.get(name, ())):
            yield Problem((*path, name), "expect-field")
    for name, item in value.items():
        inner = known.get(name, schema.get("additionalProperties", True))
        if isinstance(inner, Mapping):
            yield from _check(item, inner, (*path, name), lenient)


def _fault(value: Any, schema: Schema) -> Problem | None:
    """Return what is wrong with a value itself, whatever it holds."""
    named = schema.get("x-expected")
    for keyword, test in _TESTS:
        if keyword in schema and not test(value, schema[keyword]):
            return _problem(value, schema, named)
    return None


def _problem(value: Any, schema: Schema, named: str | None) -> Problem:
    if "const" in schema or "enum" in schema:
        choices = [schema["const"]] if "const" in schema else schema["enum"]
        named_choices = tuple("null" if item is None else str(item) for item in choices)
        return Problem((), "expect-choice", named_choices, shown(value))
    return Problem((), f"expect-{named or '-or-'.join(types(schema))}", (), shown(value))


def _is_of(value: Any, named: Any) -> bool:
    return any(is_type(value, name) for name in types({"type": named}))


def _matches(value: Any, pattern: str) -> bool:
    return not isinstance(value, str) or re.search(pattern, value) is not None


def _at_least(value: Any, least: int) -> bool:
    return not is_type(value, "number") or value >= least


def _at_most(value: Any, most: int) -> bool:
    return not is_type(value, "number") or value <= most


_TESTS: tuple[tuple[str, Any], ...] = (
    ("type", _is_of),
    ("const", lambda value, wanted: value == wanted),
    ("enum", lambda value, wanted: value in wanted),
    ("pattern", _matches),
    ("minimum", _at_least),
    ("maximum", _at_most),
    ("minLength", lambda value, least: not isinstance(value, str) or len(value) >= least),
    ("minItems", lambda value, least: not isinstance(value, list | tuple) or len(value) >= least),
    ("maxItems", lambda value, most: not isinstance(value, list | tuple) or len(value) <= most),
)
