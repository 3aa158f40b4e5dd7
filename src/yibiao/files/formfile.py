"""A form, an office's own columns, read from YAML (`yibiao-form/1`) with every fault by file and line."""

import json
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Any

from yibiao import packs
from yibiao.core.schema import Problem, Schema
from yibiao.core.tables.forms import column_key, form_of
from yibiao.core.tables.values import Form
from yibiao.files.handwritten import Kind, plain, read_path, read_values, unusable

MOST_BYTES = 1024 * 1024
_BOOK = "formfile"
_BRACES = re.compile(r"\{([^{}]*)\}|[{}]")
_TITLE_SLOTS = ("unit", "plan", "year", "period")
_HEADING_SLOTS = ("here", "level")


@cache
def form_schema() -> Schema:
    """Return the JSON Schema of `yibiao-form/1`."""
    source = files(packs).joinpath("schema/yibiao-form-1.json")
    made: Schema = json.loads(source.read_text(encoding="utf-8"))
    return made


def read_form_path(path: str | os.PathLike[str]) -> Form:
    """Return the form in the file at `path`; raise `UnusableInput` with everything that is wrong."""
    return read_form(read_path(path, MOST_BYTES), os.fspath(path))


def read_form(data: bytes, name: str = "-") -> Form:
    """Return the form in the bytes of a YAML file; raise `UnusableInput` with everything that is wrong."""
    values = read_values(data, name, Kind(_BOOK, form_schema(), MOST_BYTES))
    found = list(_problems(values.value))
    if found:
        raise unusable(_BOOK, name, [(values.line(problem.path), problem) for problem in found])
    return form_of(plain(values.value))


def _problems(values: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what a schema can't say: keys used twice, lists without choices, unknown words in braces."""
    yield from _braces(values["title"], ("title",), _TITLE_SLOTS)
    seen: set[str] = set()
    for at, column in enumerate(values["columns"]):
        path = ("columns", at)
        yield from _braces(column["title"], (*path, "title"), _HEADING_SLOTS)
        key = column_key(column, at + 1)
        if key in seen:
            yield Problem((*path, "key"), "duplicate-key", actual=key)
        seen.add(key)
        if column.get("fill") == "list" and not column.get("choices"):
            yield Problem(path, "needs-choices")
        if column.get("fill") and column.get("field", "blank") != "blank":
            yield Problem((*path, "field"), "fill-not-blank", actual=column["field"])


def _braces(text: str, path: tuple[str | int, ...], slots: tuple[str, ...]) -> Iterator[Problem]:
    if any(found[1] not in slots for found in _BRACES.finditer(text)):
        choices = tuple(f"{{{slot}}}" for slot in slots)
        yield Problem(path, "unknown-slot", choices, actual=text)
