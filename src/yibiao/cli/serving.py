"""``yibiao serve``: the hub as a server on one machine, with its worker; `--demo` fills it with an example city.

``yibiao work`` runs a worker alone, ``yibiao tick`` does what is due and ends (for cron or a timer).
"""

import os
import signal
import subprocess
import sys
import threading
import time
from argparse import Namespace
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from yibiao.cli import DONE
from yibiao.cli.arguments import UsageFault
from yibiao.cli.hubbing import must_have_database, ready_django
from yibiao.cli.output import write_line
from yibiao.messages import say

# Threads that answer requests in one process; measured by `make bench ONLY=hub-save`.
THREADS = 64
_LOOKED_AFTER = 1.0  # seconds between looks at the worker


def run(options: Namespace) -> int:
    """Serve until interrupted; return the exit code."""
    ready_django()
    prepare(options)
    if options.demo:
        _tell_logins(options)
    with _worker(options):
        _serve(options)
    return DONE


def prepare(options: Namespace) -> None:
    """Bring the database and the static files up to date, and sign what a crash left unsigned."""
    from django.core.management import call_command  # noqa: PLC0415

    from yibiao.hub.audit.anchor import anchor  # noqa: PLC0415

    call_command("migrate", verbosity=0, interactive=False)
    call_command("collectstatic", verbosity=0, interactive=False)
    anchor()
    _tell_map(options)
    if options.demo:
        from yibiao.hub.demo import fill  # noqa: PLC0415

        fill(Path(options.demo), lambda key: write_line(say(f"serve.{key}", options.lang)), options.demo_year)


def _tell_map(options: Namespace) -> None:
    """Say at the start why the operator's map is not used; the pages then draw tiles."""
    from yibiao.hub.overview.operators import operators_map  # noqa: PLC0415

    fault = operators_map().fault
    if fault:
        reason = say(fault.key, options.lang, **fault.slots)
        write_line(say("city.map-fault", options.lang, reason=reason))


def _tell_logins(options: Namespace) -> None:
    from yibiao.hub.demo import logins  # noqa: PLC0415

    write_line(say("serve.logins", options.lang))
    for login in logins():
        write_line(f"  {login.login:<18}{login.password:<22}{login.role_in(options.lang)}")


def _serve(options: Namespace) -> None:
    from granian import Granian  # noqa: PLC0415
    from granian.constants import Interfaces  # noqa: PLC0415
    from granian.log import LogLevels  # noqa: PLC0415

    address = f"http://{'127.0.0.1' if options.host in {'0.0.0.0', ''} else options.host}:{options.port}"
    _check_free(options)
    server: Any = Granian(
        "yibiao.web.wsgi:application",
        address=options.host,
        port=options.port,
        interface=Interfaces.WSGI,
        workers=options.workers,
        blocking_threads=options.threads or THREADS,
        backlog=2048,
        websockets=False,
        log_level=LogLevels.error,
        respawn_failed_workers=True,
    )
    write_line(say("serve.address", options.lang, address=address))
    sys.stdout.flush()
    server.serve()


def _check_free(options: Namespace) -> None:
    """Say in one line that somebody else has the port, rather than let the server fail later."""
    import socket  # noqa: PLC0415

    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((options.host, options.port))
        except OSError as error:
            said = say("serve.port-taken", options.lang, port=options.port, reason=error.strerror or error)
            raise UsageFault(said) from error


@contextmanager
def _worker(options: Namespace) -> Iterator[None]:
    """Keep a worker beside the server, and end it with it."""
    over = threading.Event()
    keeper = threading.Thread(target=_keep_worker, args=(over,), name="worker-keeper", daemon=True)
    keeper.start()
    try:
        yield
    finally:
        over.set()
        keeper.join()


def _keep_worker(over: threading.Event) -> None:
    """Run a worker until `over`; one that died, of a document perhaps, is followed by another."""
    while not over.is_set():
        process = subprocess.Popen([sys.executable, "-m", "yibiao", "work"], stdin=subprocess.DEVNULL)
        while process.poll() is None and not over.wait(_LOOKED_AFTER):
            pass
        if process.poll() is None:
            _end(process)
        else:
            over.wait(_LOOKED_AFTER)


def _end(process: "subprocess.Popen[bytes]") -> None:
    process.send_signal(signal.SIGTERM)
    with suppress(subprocess.TimeoutExpired):
        process.wait(10)
    if process.poll() is None:
        process.kill()


def run_work(options: Namespace) -> int:
    """Work on jobs and deliveries until stopped."""
    ready_django()
    must_have_database(options.lang)
    from yibiao.hub.jobs.running import work  # noqa: PLC0415

    parent = os.getppid()
    # A server that was killed leaves no worker behind: it sees that its parent is gone.
    work(stop=lambda: os.getppid() != parent)
    return DONE


def run_tick(options: Namespace) -> int:
    """Do once what is due: deliveries, and what has expired."""
    ready_django()
    must_have_database(options.lang)
    from yibiao.hub.jobs.ticking import tick  # noqa: PLC0415

    began = time.monotonic()
    done = tick()
    seconds = f"{time.monotonic() - began:.1f}"
    write_line(say("serve.ticked", options.lang, count=done, seconds=seconds))
    return DONE
