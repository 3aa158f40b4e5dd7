"""Files an office writes by hand (unit packs, splits, forms): read with every fault by file and line."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from yibiao.core.schema import Problem, Schema, problems, unknown_fields
from yibiao.files.errors import UnusableInput
from yibiao.files.planvalues import Fault, Values, read_yaml
from yibiao.messages import say

# More faults than this help nobody; a file of another kind would give one a line.
_MOST_FAULTS = 200


class UnusableFile(UnusableInput):
    """A file of plain values that can't be used; `faults` holds every problem with its line."""

    def __init__(self, book: str, name: str, faults: Sequence[tuple[int, Problem]]) -> None:
        super().__init__(f"{book}.problem", name, problem="")
        self.book = book
        self.faults = tuple(faults)

    def lines(self, lang: str | None = None) -> list[str]:
        """Return a line for each problem: ``split.yaml:12: splits[0].target: …``."""
        return [f"{self.name}:{line}: {problem.line(lang)}" for line, problem in self.faults]

    def line(self, lang: str | None = None) -> str:
        """Return the first problem, and how many more there are."""
        first = self.lines(lang)[0]
        more = len(self.faults) - 1
        return say(f"{self.book}.problems", lang, problem=first, more=more) if more else first

    def named(self, name: str) -> "UnusableFile":
        """Return the same problems about the file `name`."""
        return type(self)(self.book, name, self.faults)

    def __reduce__(self) -> tuple[object, ...]:
        return type(self), (self.book, self.name, self.faults)


class Kind(NamedTuple):
    """A kind of hand-written file: the book its faults are worded in, its schema, its size limit."""

    book: str
    schema: Schema
    most_bytes: int


def read_path(path: str | os.PathLike[str], most_bytes: int) -> bytes:
    """Return the bytes of a file (one more than `most_bytes` at most), or raise `UnusableInput`."""
    shown = os.fspath(path)
    try:
        with Path(path).open("rb") as opened:
            return opened.read(most_bytes + 1)
    except FileNotFoundError:
        raise UnusableInput("errors.not-found", shown) from None
    except IsADirectoryError:
        raise UnusableInput("errors.is-folder", shown) from None
    except OSError as error:
        raise UnusableInput("errors.unreadable", shown, reason=error.strerror or error) from None


def read_values(data: bytes, name: str, kind: Kind) -> Values:
    """Return the values of a YAML file that has the shape of its schema; raise `UnusableInput` else."""
    if len(data) > kind.most_bytes:
        raise UnusableInput(f"{kind.book}.too-large", name, limit=f"{kind.most_bytes >> 20} MB")
    encoding = "utf-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
    try:
        values = read_yaml(data.decode(encoding), kind.schema)
    except UnicodeDecodeError:
        raise UnusableInput(f"{kind.book}.encoding", name) from None
    except Fault as fault:
        raise unusable(kind.book, name, fault.problems) from None
    if not isinstance(values.value, Mapping) or "format" not in values.value:
        raise UnusableInput(f"{kind.book}.not-one", name)
    found = [*problems(values.value, lenient=True, schema=kind.schema), *unknown_fields(values.value, kind.schema)]
    if found:
        raise unusable(kind.book, name, [(values.line(problem.path), problem) for problem in found])
    return values


def unusable(book: str, name: str, faults: Sequence[tuple[int, Problem]]) -> UnusableFile:
    """Return the problems in the order of their lines, worded in `book`."""
    told = sorted(((line, problem._replace(book=book)) for line, problem in faults), key=lambda pair: pair[0])
    return UnusableFile(book, name, told[:_MOST_FAULTS])


def plain(values: Any) -> Any:
    """Return values with the reader's own text type as plain `str`, at every depth."""
    if isinstance(values, Mapping):
        return {str(name): plain(value) for name, value in values.items()}
    if isinstance(values, list):
        return [plain(value) for value in values]
    return str(values) if isinstance(values, str) else values
