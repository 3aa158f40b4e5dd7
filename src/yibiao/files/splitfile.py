"""A split file (`yibiao-split/1`) read from YAML, with every fault by file and line.

The file stands beside a plan and is written by hand, so that everything that does not fit the plan or the
unit pack is said at once: what is there, what was expected, what to do (`packs/messages/splitfile`).
"""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from pathlib import Path as FilePath
from typing import Any

from yibiao import packs
from yibiao.core.plan import Plan
from yibiao.core.schema import Path, Problem, Schema, problems
from yibiao.core.splits.values import SplitFile
from yibiao.files.errors import UnusableInput
from yibiao.files.planvalues import Fault, Values, read_yaml
from yibiao.files.splitvalues import Lookup, Reading
from yibiao.messages import say

# A split of a plan of a thousand targets among three thousand units has some 10 MB only when all are hand-set.
MOST_BYTES = 16 * 1024 * 1024
# More faults than this help nobody; a file of another kind would give one a line.
_MOST_FAULTS = 200
_BOOK = "splitfile"


class UnusableSplit(UnusableInput):
    """A split file that can't be used; `faults` holds every problem with its line."""

    def __init__(self, name: str, faults: tuple[tuple[int, Problem], ...]) -> None:
        super().__init__(f"{_BOOK}.problem", name, problem="")
        self.faults = faults

    def lines(self, lang: str | None = None) -> list[str]:
        """Return a line for each problem: ``split.yaml:12: splits[0].target: …``."""
        return [f"{self.name}:{line}: {problem.line(lang)}" for line, problem in self.faults]

    def line(self, lang: str | None = None) -> str:
        """Return the first problem, and how many more there are."""
        first = self.lines(lang)[0]
        more = len(self.faults) - 1
        return say(f"{_BOOK}.problems", lang, problem=first, more=more) if more else first

    def named(self, name: str) -> "UnusableSplit":
        """Return the same problems about the file `name`."""
        return UnusableSplit(name, self.faults)

    def __reduce__(self) -> tuple[object, ...]:
        return UnusableSplit, (self.name, self.faults)


@cache
def split_schema() -> Schema:
    """Return the JSON Schema of `yibiao-split/1`."""
    source = files(packs).joinpath("schema/yibiao-split-1.json")
    made: Schema = json.loads(source.read_text(encoding="utf-8"))
    return made


def read_split_path(
    path: str | os.PathLike[str],
    plan: Plan,
    lookup: Lookup,
    candidates: Sequence[str] = (),
    name: str | None = None,
) -> SplitFile:
    """Read the split file at `path`; see `read_split`. A file that can't be opened is `UnusableInput` too."""
    shown = name or os.fspath(path)
    try:
        with FilePath(path).open("rb") as opened:
            data = opened.read(MOST_BYTES + 1)
    except FileNotFoundError:
        raise UnusableInput("errors.not-found", shown) from None
    except IsADirectoryError:
        raise UnusableInput("errors.is-folder", shown) from None
    except OSError as error:
        raise UnusableInput("errors.unreadable", shown, reason=error.strerror or error) from None
    return read_split(data, plan, lookup, candidates, shown)


def read_split(
    data: bytes, plan: Plan, lookup: Lookup, candidates: Sequence[str] = (), name: str = "-"
) -> SplitFile:
    """Return the decisions in a split file for `plan`; raise `UnusableSplit` with everything that is wrong.

    `lookup` gives the pack id of a unit by its name, alias or id (None: no such unit), `candidates` are
    the names to suggest where it knows none. Targets come back by id, units by pack id.
    """
    if len(data) > MOST_BYTES:
        raise UnusableInput(f"{_BOOK}.too-large", name, limit=f"{MOST_BYTES >> 20} MB")
    values = _values(data, name)
    if not isinstance(values.value, Mapping) or "format" not in values.value:
        raise UnusableInput(f"{_BOOK}.not-a-split", name)
    found = problems(values.value, lenient=True, schema=split_schema())
    found += unknown_fields(values.value, split_schema())
    if not found:
        reading = Reading(values.value, plan, lookup, tuple(candidates), values.line)
        made = reading.file(name)
        found = reading.problems
        if not found:
            return made
    raise _unusable(name, values.line, found)


def _values(data: bytes, name: str) -> Values:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        return read_yaml(data.decode(encoding), split_schema())
    except UnicodeDecodeError:
        raise UnusableInput(f"{_BOOK}.encoding", name) from None
    except Fault as fault:
        told = tuple((line, problem._replace(book=_BOOK)) for line, problem in fault.problems)
        raise UnusableSplit(name, told[:_MOST_FAULTS]) from None


def _unusable(name: str, line: Callable[[Path], int], found: Sequence[Problem]) -> UnusableSplit:
    """Return the problems in the order of their lines."""
    told = [(line(problem.path), problem._replace(book=_BOOK)) for problem in found]
    told.sort(key=lambda pair: pair[0])
    return UnusableSplit(name, tuple(told[:_MOST_FAULTS]))


def unknown_fields(value: Any, schema: Schema, path: Path = ()) -> list[Problem]:
    """Return the fields that the schema does not know: a slip of the pen would else decide nothing."""
    found: list[Problem] = []
    if isinstance(value, Mapping):
        known = schema.get("properties", {})
        rest = schema.get("additionalProperties")
        for name, item in value.items():
            inner = known.get(name, rest)
            if inner is None:
                found.append(Problem((*path, name), "unknown-field", tuple(known)))
            else:
                found += unknown_fields(item, inner, (*path, name))
    elif isinstance(value, list) and "items" in schema:
        for index, item in enumerate(value):
            found += unknown_fields(item, schema["items"], (*path, index))
    return found
