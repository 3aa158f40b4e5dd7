"""What stands in the place of FILE: documents, folders of them, compiled plans, or standard input."""

import os
import sys
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple, TypeVar

from yibiao.cli.arguments import UsageFault
from yibiao.files.batch import documents_below, run_batch
from yibiao.files.errors import UnusableInput
from yibiao.files.read import load
from yibiao.messages import say

R = TypeVar("R")


class Input(NamedTuple):
    """One input: its path, and for standard input its bytes, since a child process can't read them."""

    path: str
    data: bytes | None = None


def read_input(path: str) -> Input:
    """Return the input at `path`."""
    if path != "-":
        return Input(path)
    if sys.stdin is None:  # closed by whoever started the program
        raise UnusableInput("errors.empty", path)
    return Input(path, load(path))


def expand(paths: Sequence[str], lang: str) -> list[str]:
    """Return `paths` with every folder replaced by the documents below it."""
    if list(paths).count("-") > 1:
        raise UsageFault(say("cli.stdin-twice", lang))
    found: list[str] = []
    for path in paths:
        inside = documents_below(path) if os.path.isdir(path) else [path]
        if not inside:
            raise UsageFault(say("cli.empty-folder", lang, folder=path))
        found.extend(inside)
    return found


def checked_jobs(jobs: int | None, lang: str) -> int | None:
    """Return the number of workers asked for, if it is one."""
    if jobs is not None and jobs < 1:
        raise UsageFault(say("cli.jobs-positive", lang, found=jobs))
    return jobs


def run_one(function: Callable[..., R], *arguments: Any, name: str) -> R:
    """Return `function(*arguments)` from a child process; raise the `UnusableInput` it ends with."""
    for outcome in run_batch(function, [arguments], [name]):
        if outcome.error is not None:
            raise outcome.error
        result: R = outcome.result  # type: ignore[assignment]  # no error, so there is a result
    return result


def shows_progress(count: int) -> bool:
    """Tell whether a progress bar helps: several inputs, and someone watching."""
    return count > 1 and sys.stderr is not None and sys.stderr.isatty()
