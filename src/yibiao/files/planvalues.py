"""JSON and YAML text as plain values that know their lines: what `planfile` reads a plan from.

A plan file may come from anywhere, so nothing is built that the text did not spell out: YAML references
(and with them the "billion laughs") and tags are refused, depth and number of values are limited.
"""

import json
import re
from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, NamedTuple

import yaml

from yibiao.core.schema import Path, Problem, Schema, alternatives, types

# A plan is eight levels deep; the largest real ones hold some hundred thousand values.
_DEEPEST = 64
_MOST_VALUES = 2_000_000
# A number with more characters than this stays a Decimal, which the schema's check then refuses.
_LONGEST_INT = 45

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_INTEGER = re.compile(r"[-+]?[0-9]+")
_DECIMAL = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,9})?")
_NULLS = frozenset(("", "~", "null", "Null", "NULL"))
_BOOLEANS = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
_CONTROL = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_JSON_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],]|[^\s{}\[\],:"]+')


class Fault(Exception):  # noqa: N818  carries problems to `planfile`, which speaks to the user
    """The text can't be read: problems with the line of each."""

    def __init__(self, *problems: tuple[int, Problem]) -> None:
        super().__init__(problems)
        self.problems = problems


class Values(NamedTuple):
    """Plain values, and a function from a path in them to its line (from 1)."""

    value: Any
    line: Callable[[Path], int]


class Plain(str):
    """A YAML scalar without quotes: text, number, boolean or null, whichever the schema asks for."""

    __slots__ = ()


def _nearest(lines: Mapping[Path, int], path: Path) -> int:
    """Return the line of `path`, or of what would hold it."""
    while path and path not in lines:
        path = path[:-1]
    return lines.get(path, 1)


def _number(text: str) -> int | Decimal:
    return int(text) if _INTEGER.fullmatch(text) and len(text) <= _LONGEST_INT else Decimal(text)


# JSON ------------------------------------------------------------------------------------------------


def read_json(text: str) -> Values:
    """Return the values of a JSON text, numbers exact; raise `Fault` where it is none."""
    try:
        value = json.loads(text, object_pairs_hook=_members, **_EXACT)
    except _Duplicate:
        raise Fault(*_duplicates(text)) from None
    except json.JSONDecodeError as error:
        raise Fault((error.lineno, Problem((), "json-syntax", args=(("reason", error.msg),)))) from None
    except RecursionError:
        raise Fault((1, _too_deep())) from None
    except ValueError as error:
        raise Fault((1, Problem((), "json-syntax", args=(("reason", str(error)),)))) from None
    lines = cache(lambda: _json_lines(text))
    return Values(value, lambda path: _nearest(lines(), path))


def _no_number(text: str) -> None:
    raise ValueError(f"{text} is no number")


_EXACT: Any = {"parse_float": Decimal, "parse_int": _number, "parse_constant": _no_number}


class _Duplicate(Exception):  # noqa: N818
    pass


def _members(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise _Duplicate
    return made


def _too_deep() -> Problem:
    return Problem((), "too-deep", args=(("limit", str(_DEEPEST)),))


def _duplicate(path: Path, first: int) -> Problem:
    return Problem(path[:-1], "duplicate-field", args=(("field", str(path[-1])), ("first", str(first))))


def _duplicates(text: str) -> Iterator[tuple[int, Problem]]:
    seen: dict[Path, int] = {}
    for path, line in _json_places(text):
        if path in seen:
            yield line, _duplicate(path, seen[path])
        seen.setdefault(path, line)


def _json_lines(text: str) -> dict[Path, int]:
    return dict(_json_places(text))


def _json_places(text: str) -> Iterator[tuple[Path, int]]:
    """Yield the path and line of every value of a text that is known to be JSON."""
    starts = [found.end() for found in re.finditer("\n", text)]
    holders: list[tuple[Path, bool]] = []
    step: str | int | None = None
    steps: list[str | int | None] = []
    for token in _JSON_TOKEN.finditer(text):
        word = token[0]
        if word in "]}":
            holders.pop()
            step = steps.pop()
        elif word == ",":
            step = step + 1 if isinstance(step, int) else None
        elif holders and holders[-1][1] and step is None:
            step = json.loads(word, strict=False)
        else:
            path = (*holders[-1][0], step) if holders and step is not None else ()
            yield path, bisect_right(starts, token.start()) + 1
            if word in "[{":
                holders.append((path, word == "{"))
                steps.append(step)
                step = 0 if word == "[" else None


# YAML ------------------------------------------------------------------------------------------------


def read_yaml(text: str, schema: Schema) -> Values:
    """Return the values of a YAML text, unquoted scalars read as `schema` expects; raise `Fault`."""
    control = _CONTROL.search(text)
    if control is not None:
        reason = f"U+{ord(control[0]):04X}"
        raise Fault((text.count("\n", 0, control.start()) + 1, _yaml_problem(reason)))
    builder = _Builder()
    try:
        for event in yaml.parse(text, Loader=_PARSER):
            builder.take(event)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Fault((mark.line + 1 if mark else 1, _yaml_problem(error.problem or ""))) from None
    except yaml.YAMLError as error:
        raise Fault((1, _yaml_problem(str(error).splitlines()[0]))) from None
    if builder.problems:
        raise Fault(*builder.problems)
    return Values(_typed(builder.root, schema), lambda path: _nearest(builder.lines, path))


def _yaml_problem(reason: str) -> Problem:
    return Problem((), "yaml-syntax", args=(("reason", reason),))


class _Builder:
    """Builds values from YAML events, without recursion."""

    def __init__(self) -> None:
        self.root: Any = Plain("")
        self.lines: dict[Path, int] = {}
        self.problems: list[tuple[int, Problem]] = []
        self._holders: list[tuple[Any, Path]] = []
        self._keys: list[str | None] = []
        self._count = 0
        self._documents = 0

    def take(self, event: Any) -> None:
        """Take one event; raise `Fault` for what no plan file holds."""
        if isinstance(event, yaml.NodeEvent):
            self._refuse_reference(event)
            self._node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._holders.pop()
            self._keys.pop()
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise Fault((_line(event), Problem((), "several-documents")))

    def _refuse_reference(self, event: Any) -> None:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            sign = "*" if isinstance(event, yaml.AliasEvent) else "&"
            raise Fault((_line(event), Problem((), "alias", args=(("name", f"{sign}{event.anchor}"),))))
        if event.tag not in (None, "!", "tag:yaml.org,2002:str"):
            raise Fault((_line(event), Problem((), "tag", args=(("name", event.tag),))))

    def _node(self, event: Any) -> None:
        self._count += 1
        if self._count > _MOST_VALUES:
            raise Fault((_line(event), Problem((), "too-many", args=(("limit", str(_MOST_VALUES)),))))
        holder = self._holders[-1][0] if self._holders else None
        if isinstance(holder, dict) and self._keys[-1] is None:
            self._key(event)
        elif isinstance(event, yaml.ScalarEvent):
            self._put(Plain(event.value) if event.implicit[0] else event.value, event)
        else:
            self._open({} if isinstance(event, yaml.MappingStartEvent) else [], event)

    def _key(self, event: Any) -> None:
        if not isinstance(event, yaml.ScalarEvent):
            raise Fault((_line(event), Problem(self._holders[-1][1], "key-not-text")))
        holder, path = self._holders[-1]
        where = (*path, event.value)
        if event.value in holder:
            self.problems.append((_line(event), _duplicate(where, self.lines[where])))
        self.lines.setdefault(where, _line(event))
        self._keys[-1] = str(event.value)

    def _put(self, value: Any, event: Any) -> Path:
        """Put a value where it belongs and return its path."""
        if not self._holders:
            self.root = value
            return ()
        holder, path = self._holders[-1]
        if isinstance(holder, list):
            holder.append(value)
            where: Path = (*path, len(holder) - 1)
            self.lines[where] = _line(event)
            return where
        key = self._keys[-1] or ""
        self._keys[-1] = None
        holder[key] = value
        return (*path, key)

    def _open(self, collection: Any, event: Any) -> None:
        if len(self._holders) >= _DEEPEST:
            raise Fault((_line(event), _too_deep()))
        self._holders.append((collection, self._put(collection, event)))
        self._keys.append(None)


def _line(event: Any) -> int:
    line: int = event.start_mark.line
    return line + 1


def _typed(value: Any, schema: Schema) -> Any:
    """Return `value` with its unquoted scalars read as the schema expects."""
    options = alternatives(schema)
    if isinstance(value, dict):
        fitting = _of_type(options, "object")
        # Where no further fields are allowed (false), one that is there is read as what it looks like.
        known, rest = fitting.get("properties", {}), fitting.get("additionalProperties") or {}
        return {key: _typed(item, known.get(key, rest)) for key, item in value.items()}
    if isinstance(value, list):
        inner = _of_type(options, "array").get("items", {})
        return [_typed(item, inner) for item in value]
    expected = {name for option in options for name in types(option)}
    return _scalar(value, expected) if isinstance(value, Plain) else value


def _of_type(options: list[Schema], name: str) -> Schema:
    return next((option for option in options if name in types(option)), {})


def _scalar(text: Plain, expected: set[str]) -> Any:
    """Return the unquoted scalar as one of the expected types, or as what it looks like."""
    if text in _NULLS and (not expected or "null" in expected):
        return None
    looks = _looks_like(text)
    wanted = {bool: {"boolean"}, int: {"integer", "number"}, Decimal: {"number"}}.get(type(looks), set())
    return str(text) if "string" in expected and not wanted & expected else looks


def _looks_like(text: Plain) -> Any:
    if text in _NULLS:
        return None
    if _INTEGER.fullmatch(text) or _DECIMAL.fullmatch(text):
        return _number(text)
    return _BOOLEANS.get(text.lower(), str(text))
