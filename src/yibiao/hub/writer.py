"""Group commit: one thread of a process writes for all its request threads, many changes in one transaction.

A durable commit and a signed head cost the same for one change as for fifty, so requests hand over what is to
be changed and wait; the writer takes all that wait, does them in one transaction, writes one head, answers.
Several processes take turns by the log's lock. Inside somebody else's transaction (a test, another action)
there is nothing to share: the change is then made at once, in that transaction.

Who is the actor and what they may do is read by the batch itself, behind the log's lock: every action that
takes a right away holds the same lock, so a right withdrawn is withdrawn for whatever commits after it.
"""

import os
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import InterfaceError, OperationalError, connection, transaction

from yibiao.core.audit.merkle import Frontier
from yibiao.hub.audit import anchor, log
from yibiao.hub.outbox.hooks import queue

W = TypeVar("W")
R = TypeVar("R")

# So many changes share a transaction at most: with 64 connections one half is parsed while the other is written.
MOST = 32
# A request waits so long (seconds) for its turn, through a restart of the database, before it is told to come again.
PATIENCE = 20.0
_PAUSES = (0.0, 0.05, 0.1, 0.25, 0.5, *[1.0] * 10)


class Busy(Exception):
    """The database could not be reached in time. Whether the change was made is unknown: ask again with the same key."""


class Batch(NamedTuple, Generic[R]):
    """What became of each change, in order (its result, or the exception that it alone gets), and the log's entries."""

    outcomes: Sequence[R | Exception]
    drafts: Iterable[log.Draft] = ()


Apply = Callable[[Sequence[W]], Batch[R]]


class _Job(Generic[W, R]):
    """One change that waits: `ready` is held until `outcome` stands."""

    __slots__ = ("abandoned", "outcome", "ready", "work")

    def __init__(self, work: W) -> None:
        self.work = work
        self.ready = threading.Lock()
        self.ready.acquire()
        self.outcome: R | BaseException | None = None
        self.abandoned = False


class Writer(Generic[W, R]):
    """Makes changes of one kind through `apply`, which runs inside the transaction and holds the log's lock.

    `apply` gets the changes in order and must neither commit nor keep anything between calls: after a surprise
    it is called again, and a change may come twice, so each must know itself by its key.
    """

    def __init__(self, apply: Apply[W, R]) -> None:
        self._apply = apply
        self._fresh()
        os.register_at_fork(after_in_child=self._fresh)

    def _fresh(self) -> None:
        """Begin without a thread: also what a forked child does, for no thread comes along."""
        self._queue: SimpleQueue[_Job[W, R] | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._starting = threading.Lock()
        self._covered = -1

    def start(self) -> None:
        """Start the thread unless it runs: it first covers by a head what an earlier process committed last."""
        with self._starting:
            if self._thread is None or not self._thread.is_alive():
                self._covered = -1
                self._thread = threading.Thread(target=self._work, name="hub-writer", daemon=True)
                self._thread.start()

    def stop(self) -> None:
        """Finish what waits, close the thread's connection, end the thread; the next change starts it anew."""
        with self._starting:
            thread, self._thread = self._thread, None
        if thread is not None and thread.is_alive():
            self._queue.put(None)
            thread.join()

    def make(self, work: W) -> R:
        """Make one change and return its result once it is committed and covered by a head; raise what it raises."""
        if connection.in_atomic_block:
            return _result(self._commit([work])[0])
        if self._thread is None or not self._thread.is_alive():
            self.start()
        job: _Job[W, R] = _Job(work)
        self._queue.put(job)
        if not job.ready.acquire(timeout=PATIENCE):
            job.abandoned = True
            raise Busy
        return _result(job.outcome)

    # --- the thread

    def _work(self) -> None:
        with suppress(Exception):  # what is wrong is told to whoever asks for a change
            anchor.anchor()
        try:
            while self._turn():
                pass
        finally:
            connection.close()

    def _turn(self) -> bool:
        """Make all that waits, up to `MOST`; return False when asked to stop."""
        jobs: list[_Job[W, R]] = []
        last = self._queue.get()
        while last is not None:
            if not last.abandoned:
                jobs.append(last)
            if len(jobs) == MOST or self._queue.empty():
                break
            last = self._queue.get()
        outcomes = self._outcomes([job.work for job in jobs]) if jobs else []
        for job, outcome in zip(jobs, outcomes, strict=True):
            job.outcome = outcome
            job.ready.release()
        return last is not None

    def _outcomes(self, works: Sequence[W]) -> Sequence[R | BaseException]:
        """Return what became of each change, whatever happens: nobody waits for an answer that can't come."""
        until = time.monotonic() + PATIENCE
        for pause in _PAUSES:
            time.sleep(pause)
            try:
                return self._together(works)
            except (OperationalError, InterfaceError):
                # The database went away, perhaps between commit and answer: on a new connection each change
                # is made, or found made, by its key.
                _forget_connection()
            except BaseException as error:
                _forget_connection()
                return [error] * len(works)
            if time.monotonic() > until:
                break
        return [Busy()] * len(works)

    def _together(self, works: Sequence[W]) -> Sequence[R | BaseException]:
        try:
            return self._commit(works)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            # Checks come before writes, so this is a surprise; one change must not harm its neighbours.
            return [self._alone(work) for work in works]

    def _alone(self, work: W) -> R | Exception:
        try:
            return self._commit([work])[0]
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            return error

    def _commit(self, works: Sequence[W]) -> Sequence[R | Exception]:
        """Make changes in one transaction and cover them by a head."""
        shared = connection.in_atomic_block
        with transaction.atomic():
            edge = log.lock()
            outcomes, drafts = self._apply(works)
            drafts = list(drafts)
            if drafts:
                queue(drafts, edge.size)
                edge = log.append(edge, drafts)
        if shared:
            transaction.on_commit(anchor.anchor)
        else:
            self._cover(edge)
        return outcomes

    def _cover(self, edge: Frontier) -> None:
        """Write the head, also for what was found already made: its first writer may have died before the head."""
        if edge.size > self._covered:
            anchor.anchor(edge)
            self._covered = edge.size


def _result(outcome: Any) -> Any:
    if isinstance(outcome, BaseException):
        raise outcome
    return outcome


def _forget_connection() -> None:
    with suppress(Exception):
        connection.close()
