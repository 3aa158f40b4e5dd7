"""A child process in which untrusted input is read, with limits on time and memory.

A `Worker` is started once and does many jobs. Whatever a job does to its process (runs too long, takes too
much memory, recurses too deep, crashes in a C library), the caller gets `UnusableInput` and the next job a
sound process. Where the platform has no memory limits (Windows, macOS) the time limit alone holds.

The child is a guard against bad input, not against its own code: it runs with the rights of the user.
"""

import contextlib
import faulthandler
import multiprocessing
import os
import pickle
import signal
import sys
import threading
import time
from collections.abc import Callable
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Self, TypeVar
from weakref import WeakSet

from yibiao.files.errors import UnusableInput

try:
    import resource
except ImportError:  # Windows has none
    resource = None  # type: ignore[assignment]

R = TypeVar("R")

# Seconds for one job, and bytes of address space for the process, unless the caller says otherwise.
SECONDS = 10.0
MEMORY = 512 * 2**20

# A process that grew large before its first job (a test run, a server) still gets this much for the job.
_LEAST_ROOM = 256 * 2**20
# The child ends itself this long after its deadline, in case its parent is gone.
_GRACE = 5.0

_workers: WeakSet["Worker"] = WeakSet()
_here: Connection | None = None  # in a child: the way to its parent
_until = 0.0  # in a child: when the job must end, on the monotonic clock


class Worker:
    """One child process with limits; not for use from several threads at once.

    `seconds` and `memory` (bytes) limit each job. Use `run`, or `submit`, `ready` and `collect` to wait for
    several workers at once (`connection` goes to `multiprocessing.connection.wait`).
    """

    def __init__(self, *, seconds: float = SECONDS, memory: int = MEMORY) -> None:
        self.seconds = seconds
        self.memory = memory
        self.deadline = 0.0  # of the running job, on the monotonic clock
        self._process: multiprocessing.process.BaseProcess | None = None
        self._connection: Connection | None = None
        self._name = "-"
        self._limit = seconds  # of the running job in all, as it is said to the user
        self._started = 0.0
        self._reply: tuple[str, Any] | None = None
        self._busy = False

    def run(self, function: Callable[..., R], *args: Any, name: str = "-", seconds: float | None = None) -> R:
        """Return `function(*args)` as the child computes it.

        Function, arguments and result must be picklable. Every failure raises `UnusableInput` about `name`.
        """
        self.submit(function, *args, name=name, seconds=seconds)
        while not self.ready(self.seconds):
            pass
        result: R = self.collect()
        return result

    def submit(
        self, function: Callable[..., Any], *args: Any, name: str = "-", seconds: float | None = None
    ) -> None:
        """Start a job; the one before must have been collected."""
        if self._busy:  # an exception, Ctrl-C say, came between a job and its result
            self.close()
        self._name, self._limit, self._reply = name, seconds or self.seconds, None
        job = pickle.dumps((function, args, self._limit), protocol=pickle.HIGHEST_PROTOCOL)
        self._send(job)
        self._busy = True
        self._started = time.monotonic()
        self.deadline = self._started + self._limit

    def _send(self, job: bytes) -> None:
        for _ in range(2):
            self.start()
            try:
                self.connection.send_bytes(job)
            except OSError:  # it died while idle
                self.close()
            else:
                return
        raise UnusableInput("errors.crashed", self._name, reason="start")

    def ready(self, timeout: float = 0.0) -> bool:
        """Tell whether the job has ended, in whatever way, waiting up to `timeout` seconds for it."""
        until = time.monotonic() + timeout
        while self._reply is None:
            now = time.monotonic()
            if self.connection.poll(max(0.0, min(until, self.deadline) - now)):
                self._receive()
            elif time.monotonic() >= self.deadline:
                self._give_up(UnusableInput("errors.time-limit", self._name, limit=_seconds(self._limit)))
            elif now >= until:
                return False
        return True

    def collect(self) -> Any:
        """Return the result of the job that is `ready`, or raise its `UnusableInput`."""
        if self._reply is None:
            raise ValueError("the job has not ended")
        (how, value), self._reply, self._busy = self._reply, None, False
        if how == "done":
            return value
        error: UnusableInput = value
        raise error if error.name != "-" else error.named(self._name)

    @property
    def connection(self) -> Connection:
        """The pipe that becomes readable when the job ends."""
        if self._connection is None:
            raise ValueError("the worker has not been started")
        return self._connection

    def start(self) -> None:
        """Start the child process if there is none; `submit` does it too."""
        if self._process is not None and self._process.is_alive():
            return
        self.close()
        context: Any = multiprocessing.get_context(_start_method())
        self._connection, there = context.Pipe()
        _workers.add(self)
        self._process = context.Process(target=_serve, args=(there, self.memory), daemon=True)
        self._process.start()
        there.close()

    def close(self) -> None:
        """End the child process, whatever it is doing, and what it has started."""
        process, connection = self._process, self._connection
        self._process = self._connection = None
        self._busy = False
        if process is not None and process.pid is not None:
            _kill(process.pid)
            process.kill()
            process.join()
            process.close()
        if connection is not None:
            connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _receive(self) -> None:
        try:
            how, value = pickle.loads(self.connection.recv_bytes())
        except Exception as error:
            self._give_up(self._cause_of_death(error))
            return
        if how == "more":
            self.deadline = time.monotonic() + value
            self._limit = self.deadline - self._started
            return
        self._reply = how, value
        if how == "failed" and value.key in ("errors.memory-limit", "errors.crashed"):
            self.close()  # what is left of its memory may be in pieces

    def _cause_of_death(self, error: Exception) -> UnusableInput:
        """Return what to say of a job that ended without an answer."""
        reason, code = type(error).__name__, None
        if self._process is not None:
            self._process.join(1.0)
            code = self._process.exitcode
        if code is not None and code < 0:
            with contextlib.suppress(ValueError):
                reason = signal.Signals(-code).name
        if reason == "SIGKILL":  # the system's own guard against full memory
            return UnusableInput("errors.memory-limit", self._name, limit=_size(self.memory))
        if reason == "SIGALRM":
            return UnusableInput("errors.time-limit", self._name, limit=_seconds(self._limit))
        return UnusableInput("errors.crashed", self._name, reason=reason)

    def _give_up(self, error: UnusableInput) -> None:
        self._reply = "failed", error
        self.close()


def run_limited(
    function: Callable[..., R],
    *args: Any,
    name: str = "-",
    seconds: float = SECONDS,
    memory: int = MEMORY,
) -> R:
    """Return `function(*args)` from a child process of its own; failures raise `UnusableInput`."""
    with Worker(seconds=seconds, memory=memory) as worker:
        return worker.run(function, *args, name=name)


def grant(*, seconds: float, memory: int | None = None) -> None:
    """Within a job: let it run `seconds` from now on, and take `memory` bytes of address space in all.

    For steps known to need more (recognising scanned pages, LibreOffice) or less (reading a small file).
    Outside a job it does nothing.
    """
    if _here is None:
        return
    _set_until(seconds)
    _here.send_bytes(pickle.dumps(("more", seconds)))
    if memory is not None:
        _limit_memory(memory)


def earn(seconds: float) -> None:
    """Within a job: let it run `seconds` longer than it might so far.

    For steps that have shown to make progress: a page read earns the time for some more, so that a long
    document is read and one that yields nothing is stopped. Outside a job it does nothing.
    """
    if _here is not None:
        grant(seconds=max(0.0, _until - time.monotonic()) + seconds)


def lift_limits() -> None:
    """Take the memory limit off the calling process; for `preexec_fn` of a program that a job starts."""
    if resource is not None and hasattr(resource, "RLIMIT_AS"):
        hard = resource.getrlimit(resource.RLIMIT_AS)[1]
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))


# --- in the child -------------------------------------------------------------------------------------


def _serve(connection: Connection, memory: int) -> None:
    """Do the jobs that come through `connection` until it is closed."""
    global _here  # noqa: PLW0603  one child, one parent
    _here = connection
    _part_from_parent()
    _limit_memory(memory)
    with contextlib.suppress(EOFError, OSError):
        while True:
            function, args, seconds = pickle.loads(connection.recv_bytes())
            _set_until(seconds)
            connection.send_bytes(_answer(function, args, memory))
            del args
            _alarm(0)


def _answer(function: Callable[..., Any], args: tuple[Any, ...], memory: int) -> bytes:
    """Return the pickled outcome of one job."""
    try:
        return pickle.dumps(("done", function(*args)), protocol=pickle.HIGHEST_PROTOCOL)
    except UnusableInput as error:
        return pickle.dumps(("failed", error))
    except MemoryError:
        return pickle.dumps(("failed", UnusableInput("errors.memory-limit", limit=_size(memory))))
    except BaseException as error:  # a reader's mistake must not reach the user as a traceback
        return pickle.dumps(("failed", UnusableInput("errors.crashed", reason=type(error).__name__)))


def _part_from_parent() -> None:
    """Keep the child from hearing Ctrl-C, from writing to the terminal, from holding other workers' pipes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    if hasattr(os, "setpgid"):
        with contextlib.suppress(OSError):
            os.setpgid(0, 0)
    faulthandler.disable()
    sys.stdout = sys.stderr = open(os.devnull, "w", encoding="utf-8")  # noqa: SIM115  for good
    for stream in (1, 2):
        os.dup2(sys.stdout.fileno(), stream)
    for worker in list(_workers):
        if worker._connection is not None:
            worker._connection.close()


def _limit_memory(memory: int) -> None:
    if resource is None or not sys.platform.startswith("linux"):
        return
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = max(memory, _address_space() + _LEAST_ROOM)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_AS, (soft, hard))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _address_space() -> int:
    """Return the bytes of address space in use."""
    with open("/proc/self/statm", encoding="ascii") as statm:
        return int(statm.read().split()[0]) * os.sysconf("SC_PAGE_SIZE")


def _set_until(seconds: float) -> None:
    global _until  # noqa: PLW0603  one child, one job at a time
    _until = time.monotonic() + seconds
    _alarm(seconds + _GRACE)


def _alarm(seconds: float) -> None:
    """Have the system end this process after `seconds`; 0 calls it off."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


# --- in the parent ------------------------------------------------------------------------------------


def _start_method() -> str:
    """Return how to start a child: `fork` is fastest, but unsafe with threads and on macOS."""
    return "fork" if sys.platform.startswith("linux") and threading.active_count() == 1 else "spawn"


def _kill(pid: int) -> None:
    """End the child's whole process group, once it has one of its own."""
    if hasattr(os, "killpg"):
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if os.getpgid(pid) == pid:
                os.killpg(pid, signal.SIGKILL)


def _seconds(seconds: float) -> str:
    return f"{round(seconds, 1):g}"


def _size(memory: int) -> str:
    return f"{memory >> 20} MiB"
