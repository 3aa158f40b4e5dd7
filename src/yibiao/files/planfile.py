"""A compiled plan read back from JSON or YAML, also when someone edited it by hand.

Whatever is wrong is said with its line and what was expected there; see `packs/messages/planfile`.
"""

import os
import re
from pathlib import Path as FilePath
from typing import NamedTuple

from yibiao.core.plan import Plan
from yibiao.core.schema import Path, Problem, plan_schema, problems
from yibiao.core.serialise import from_dict
from yibiao.files.errors import UnusableInput
from yibiao.files.planvalues import Fault, Values, read_json, read_yaml
from yibiao.messages import say

# The most bytes of a plan file that are read; a plan of a thousand tasks with its text has some 5 MB.
MOST_BYTES = 64 * 1024 * 1024
# How much of a file is looked at to tell a plan from a document.
HEAD_BYTES = 65_536

_SUFFIXES = (".json", ".yaml", ".yml")
_JSON_HEAD = re.compile(r'\s*\{(?s:.*?)"format"\s*:\s*"yibiao-plan/')
_YAML_HEAD = re.compile(r"""(?m)^(?:["']?format["']?)[ \t]*:[ \t]*["']?yibiao-plan/""")


class UnusablePlan(UnusableInput):
    """A plan file that can't be used; `faults` holds every problem with its line."""

    def __init__(self, name: str, faults: tuple[tuple[int, Problem], ...]) -> None:
        super().__init__("planfile.problem", name, problem="")
        self.faults = faults

    @property
    def is_readable(self) -> bool:
        """Whether the file is sound JSON or YAML, so that its faults are single values."""
        return all(problem.expected.startswith(("expect-", "duplicate-")) for _, problem in self.faults)

    def lines(self, lang: str | None = None) -> list[str]:
        """Return a line for each problem: ``plan.yaml:41: targets[3].comparator: …``."""
        return [f"{self.name}:{line}: {problem.line(lang)}" for line, problem in self.faults]

    def line(self, lang: str | None = None) -> str:
        """Return the first problem, and how many more there are."""
        first = self.lines(lang)[0]
        more = len(self.faults) - 1
        return say("planfile.problems", lang, problem=first, more=more) if more else first

    def named(self, name: str) -> "UnusablePlan":
        """Return the same problems about the file `name`."""
        return UnusablePlan(name, self.faults)

    def __reduce__(self) -> tuple[object, ...]:
        return UnusablePlan, (self.name, self.faults)


class PlanFile(NamedTuple):
    """A plan read from a file, and where each of its values stands there."""

    plan: Plan
    name: str
    values: Values

    def line(self, path: Path) -> int:
        """Return the line (from 1) of a value, or of what would hold it."""
        return self.values.line(path)


def looks_like_plan(head: bytes, name: str = "") -> bool:
    """Tell by its first bytes (and its ending, if they say nothing) whether a file is a compiled plan."""
    text = _decode(head, "ignore")
    if _JSON_HEAD.match(text) or _YAML_HEAD.search(text):
        return True
    return os.fspath(name).lower().endswith(_SUFFIXES)


def read_plan_path(path: str | os.PathLike[str], name: str | None = None) -> PlanFile:
    """Read the plan file at `path`; raise `UnusableInput` with one line that says what is wrong."""
    shown = name or os.fspath(path)
    with FilePath(path).open("rb") as opened:
        data = opened.read(MOST_BYTES + 1)
    return read_plan(data, shown)


def read_plan(data: bytes, name: str = "-") -> PlanFile:
    """Read a plan from the bytes of a JSON or YAML file."""
    if len(data) > MOST_BYTES:
        raise UnusableInput("planfile.too-large", name, limit=f"{MOST_BYTES >> 20} MB")
    try:
        values = _values(_decode(data, "strict"))
    except UnicodeDecodeError:
        raise UnusableInput("planfile.encoding", name) from None
    except Fault as fault:
        raise UnusablePlan(name, fault.problems) from None
    return PlanFile(_plan(values, name), name, values)


def _decode(data: bytes, errors: str) -> str:
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    return data.decode(encoding, errors)


def _values(text: str) -> Values:
    """Read JSON where the text begins like it, else YAML (which a hand may also write in braces)."""
    if text.lstrip()[:1] not in ("{", "["):
        return read_yaml(text, plan_schema())
    try:
        return read_json(text)
    except Fault as fault:
        try:
            return read_yaml(text, plan_schema())
        except Fault:
            raise fault from None


def _plan(values: Values, name: str) -> Plan:
    found = problems(values.value, lenient=True)
    if found and not (isinstance(values.value, dict) and "format" in values.value):
        raise UnusableInput("planfile.not-a-plan", name)
    if found:
        raise UnusablePlan(name, tuple((values.line(problem.path), problem) for problem in found))
    return from_dict(values.value)
