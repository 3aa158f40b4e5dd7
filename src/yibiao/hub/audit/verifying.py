"""The whole log checked in the background: every entry, every head, every signature, with progress and a verdict.

Nothing is locked: what is checked ends at the last head there was when it began. Personal data beside the log are
checked by the program that an export comes with.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from django.conf import settings

from yibiao.core.audit.heads import parse
from yibiao.core.audit.verify import Stored, Verdict, verify
from yibiao.files.auditlog.signatures import signature_check
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.actions import Act, action
from yibiao.hub.audit.checking import heads, stored
from yibiao.hub.audit.keys import first_public
from yibiao.hub.jobs import queue
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.queue import Running

KIND = "verify"
INTACT, TAMPERED = "intact", "tampered"
_STEP = "records.step-checking"
_AT_ONCE = 5000  # entries between two signs of life
_MOST_FAULTS = 20


def _system(_row: Any) -> None:
    """The log is the system's."""


@action("audit.verify", "audit.read", about=_system)
def start(act: Act, _none: None = None) -> JobRecord:
    """Have the log checked; asked twice, the check under way is returned."""
    return under_way() or queue.add(KIND, None, None, act.actor.person)


def under_way() -> JobRecord | None:
    """Return the check that is queued or running."""
    return queue.under_way(KIND, None)


def newest() -> JobRecord | None:
    """Return the newest check, ended or not."""
    return JobRecord.objects.filter(kind=KIND).order_by("-pk").first()


def check_log(running: Running) -> None:
    """Check the log as a job."""
    lines = heads()
    total = _size(lines[-1]) if lines else 0
    entries = _counted(stored(total), running, total)
    verdict = verify(entries, lines, first_public(Path(settings.KEYS)), signature_check())
    _finish(SYSTEM, None, running, verdict)


def _size(line: bytes) -> int:
    try:
        return parse(line).size
    except ValueError:
        return 0  # the check says what is wrong with it


def _counted(entries: Iterator[Stored], running: Running, total: int) -> Iterator[Stored]:
    for at, entry in enumerate(entries):
        if at % _AT_ONCE == 0:
            running.step(_STEP, at, total)
        yield entry


@action("audit.verified", "audit.read", about=_system)
def _finish(act: Act, _system: None, running: Running, verdict: Verdict) -> None:
    """Keep the verdict with its job, and note it."""
    outcome = INTACT if verdict.intact else TAMPERED
    count = len(verdict.faults) + verdict.more
    faults = [{"key": one.message, "slots": dict(one.args)} for one in verdict.faults[:_MOST_FAULTS]]
    names = ("entries", "heads", "signatures", "last", "last_at")
    told = {name: getattr(verdict, name) for name in names}
    act.note("verdict", None, outcome)
    act.note("entries", None, verdict.entries)
    act.note("faults", None, count)
    running.beat(details={**told, "keys": list(verdict.keys), "count": count, "faults": faults}, total=verdict.entries)
    running.finish(outcome)


def fail_check(running: Running, key: str, slots: Mapping[str, Any]) -> None:
    """Note that the log could not be checked."""
    running.fail(key, slots)
