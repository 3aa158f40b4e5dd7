"""Many files with a pool of child processes: results in the order asked, whoever is done first.

Each file is one job in a `sandbox.Worker`: one that can't be used, runs too long or takes too much memory
is an outcome with an error, and the rest go on.
"""

import os
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from multiprocessing.connection import wait
from pathlib import Path
from typing import Any, Generic, NamedTuple, TypeVar

from yibiao.files.errors import UnusableInput
from yibiao.files.sandbox import Worker

R = TypeVar("R")

# The endings of files that a folder is searched for.
DOCUMENT_SUFFIXES = (
    *(".txt", ".html", ".htm", ".shtml", ".mht", ".mhtml"),
    *(".docx", ".pdf", ".doc", ".wps", ".ofd", ".rtf", ".odt"),
)
# Results that wait for a slow file before them, per worker: enough to keep all busy, and bounded.
_AHEAD = 8


class Outcome(NamedTuple, Generic[R]):
    """What became of one input: its `place` in the order, and the result or the error."""

    place: int
    result: R | None
    error: UnusableInput | None = None


def run_batch(
    function: Callable[..., R],
    arguments: Sequence[tuple[Any, ...]],
    names: Sequence[str],
    *,
    jobs: int | None = None,
    progress: Callable[[int], None] | None = None,
) -> Iterator[Outcome[R]]:
    """Yield the outcome of `function(*arguments[i])` for each input, in order.

    `function` must be picklable; `names` is what errors call the inputs. `jobs` workers run at once
    (default: one per processor). `progress` is told how many are done. Closing the iterator, or an
    exception such as Ctrl-C in it, ends the workers.
    """
    count = max(1, min(jobs or os.cpu_count() or 1, len(arguments)))
    pool = _Pool(function, arguments, names, [Worker() for _ in range(count)])
    try:
        for index in range(len(arguments)):
            while index not in pool.done:
                pool.fill(index + count * _AHEAD)
                pool.wait()
                if progress is not None:
                    progress(pool.finished)
            yield pool.done.pop(index)
    finally:
        pool.close()


class _Pool(Generic[R]):
    """Workers, what each is doing, and outcomes that nobody has taken yet."""

    def __init__(
        self,
        function: Callable[..., R],
        arguments: Sequence[tuple[Any, ...]],
        names: Sequence[str],
        workers: list[Worker],
    ) -> None:
        self.done: dict[int, Outcome[R]] = {}
        self.finished = 0
        self._function, self._arguments, self._names = function, arguments, names
        self._idle = workers
        self._busy: dict[int, Worker] = {}
        self._next = 0

    def fill(self, before: int) -> None:
        """Give idle workers the next inputs, up to (not with) the index `before`."""
        while self._idle and self._next < min(before, len(self._arguments)):
            index, self._next = self._next, self._next + 1
            worker = self._idle.pop()
            self._busy[index] = worker
            worker.submit(self._function, *self._arguments[index], name=self._names[index])

    def wait(self) -> None:
        """Wait until a job ends or runs out of time, and collect all that have ended."""
        soonest = min(worker.deadline for worker in self._busy.values())
        wait([worker.connection for worker in self._busy.values()], max(0.0, soonest - time.monotonic()))
        for index, worker in list(self._busy.items()):
            if worker.ready():
                del self._busy[index]
                self._idle.append(worker)
                self.done[index] = _collect(index, worker)
                self.finished += 1

    def close(self) -> None:
        """End all workers."""
        for worker in (*self._idle, *self._busy.values()):
            worker.close()


def _collect(index: int, worker: Worker) -> Outcome[Any]:
    try:
        return Outcome(index, worker.collect())
    except UnusableInput as error:
        return Outcome(index, None, error)


def documents_below(folder: str | os.PathLike[str]) -> list[str]:
    """Return the documents in `folder` and its folders, sorted; hidden and lock files are left out."""
    found: list[str] = []
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        found.extend(os.path.join(parent, name) for name in files if _is_document(name))
    return sorted(found)


def _is_document(name: str) -> bool:
    return name.lower().endswith(DOCUMENT_SUFFIXES) and not name.startswith((".", "~$"))


def output_names(paths: Iterable[str], suffix: str) -> list[str]:
    """Return a file name for the result of each input: its stem and `suffix`, numbered where two are alike.

    The second ``a.docx`` becomes ``a-2.json``. Names that differ only in case are alike too, because some
    file systems take them for one.
    """
    stems = [_stem(path) for path in paths]
    taken: set[str] = set()
    reserved = {stem.casefold() for stem in stems}
    return [_free(stem, taken, reserved) + suffix for stem in stems]


def _stem(path: str) -> str:
    return "stdin" if path == "-" else Path(path).stem


def _free(stem: str, taken: set[str], reserved: set[str]) -> str:
    made, number = stem, 1
    while made.casefold() in taken or (number > 1 and made.casefold() in reserved):
        number += 1
        made = f"{stem}-{number}"
    taken.add(made.casefold())
    return made
