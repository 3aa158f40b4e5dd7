"""A split file (`yibiao-split/1`) read from YAML, with every fault by file and line.

The file stands beside a plan and is written by hand, so that everything that does not fit the plan or the
unit pack is said at once: what is there, what was expected, what to do (`packs/messages/splitfile`).
"""

import json
import os
from collections.abc import Sequence
from functools import cache
from importlib.resources import files

from yibiao import packs
from yibiao.core.plan import Plan
from yibiao.core.schema import Schema
from yibiao.core.splits.values import SplitFile
from yibiao.files.handwritten import Kind, read_path, read_values, unusable
from yibiao.files.splitvalues import Lookup, Reading

# A split of a plan of a thousand targets among three thousand units has some 10 MB only when all are hand-set.
MOST_BYTES = 16 * 1024 * 1024
_BOOK = "splitfile"


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
    return read_split(read_path(path, MOST_BYTES), plan, lookup, candidates, name or os.fspath(path))


def read_split(
    data: bytes, plan: Plan, lookup: Lookup, candidates: Sequence[str] = (), name: str = "-"
) -> SplitFile:
    """Return the decisions in a split file for `plan`; raise `UnusableFile` with everything that is wrong.

    `lookup` gives the pack id of a unit by its name, alias or id (None: no such unit), `candidates` are
    the names to suggest where it knows none. Targets come back by id, units by pack id.
    """
    values = read_values(data, name, Kind(_BOOK, split_schema(), MOST_BYTES))
    reading = Reading(values.value, plan, lookup, tuple(candidates), values.line)
    made = reading.file(name)
    if reading.problems:
        raise unusable(_BOOK, name, [(values.line(problem.path), problem) for problem in reading.problems])
    return made
