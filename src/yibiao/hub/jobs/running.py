"""Workers: in a process of their own (`work`), in a thread of the server, or at once (`run_pending`).

Every worker looks from time to time for jobs that others left behind, and for webhooks that are due.
"""

import logging
import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from django.db import InterfaceError, OperationalError, close_old_connections, connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker
from django_tasks_db.models import DBTaskResult
from django_tasks_db.utils import exclusive_transaction

from yibiao.hub.jobs.ticking import tick

# Seconds between looks at the queue, and between looks for what was left behind.
_PAUSE = 0.5
_ROUND = 10.0

_log = logging.getLogger(__name__)


def work(stop: Callable[[], bool] = lambda: False) -> None:
    """Work on jobs until `stop` says so or a signal asks for it (SIGTERM, SIGINT); the job in hand is finished."""
    asked = threading.Event()
    with _signals(asked):
        _loop(lambda: stop() or asked.is_set())


def in_thread() -> Callable[[], None]:
    """Start a worker in a thread of this process; return what stops it and waits until the job in hand is done."""
    asked = threading.Event()
    thread = threading.Thread(target=_loop, args=(asked.is_set,), name="yibiao-worker", daemon=True)
    thread.start()

    def stop() -> None:
        asked.set()
        thread.join()

    return stop


def run_pending(stop: Callable[[], bool] = lambda: False) -> int:
    """Do every job that waits, in this thread; return how many there were."""
    worker, count = _worker(), 0
    while not stop() and (waiting := _next(worker)) is not None:
        worker.run_task(waiting)
        count += 1
    return count


def _worker() -> Worker:
    return Worker(
        queue_names=["*"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def _next(worker: Worker) -> DBTaskResult | None:
    """Take the next job of the queue, so that no other worker has it."""
    with exclusive_transaction():
        waiting = DBTaskResult.objects.ready().filter(backend_name=worker.backend_name).get_locked()
        if waiting is not None:
            waiting.claim(worker.worker_id)
    return waiting


def _loop(stop: Callable[[], bool]) -> None:
    """Do what waits, again and again."""
    due = 0.0
    try:
        while not stop():
            try:
                close_old_connections()
                run_pending(stop)
                if time.monotonic() >= due:
                    due = time.monotonic() + _ROUND
                    tick()
            except (OperationalError, InterfaceError) as error:  # the database is away: it will come back
                _log.warning("database away", extra={"error": type(error).__name__})
            except Exception:  # a fault in what is due must not end the worker
                _log.exception("worker stumbled")
            if not stop():
                time.sleep(_PAUSE)
    finally:
        connections.close_all()


@contextmanager
def _signals(asked: threading.Event) -> Iterator[None]:
    """Let SIGTERM and SIGINT end the worker after the job in hand."""

    def ask(_number: int, _frame: FrameType | None) -> None:
        asked.set()

    kept = {number: signal.signal(number, ask) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in kept.items():
            signal.signal(number, handler)
