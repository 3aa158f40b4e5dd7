"""Jobs from being asked for to their end: queued with the change that asks, claimed by one worker, ended once.

A worker holds a job by its `claim` and shows by `beat_at` that it is alive. One that falls silent for `LEASE`
loses the job (`lost`); should it come back, it finds the claim gone and its work is rolled back. So a job
may be begun twice and is never ended twice.
"""

import logging
import secrets
from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import InterfaceError, OperationalError, models
from django.utils.module_loading import import_string
from django_tasks import task

from yibiao.files.errors import UnusableInput
from yibiao.files.sandbox import Worker
from yibiao.hub.actions import Refused, name_of
from yibiao.hub.clock import now
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.orgs.models import UnitRecord

# A worker that shows no sign for so long is taken for dead; it shows one every `BEAT` seconds at least.
LEASE = timedelta(seconds=60)
BEAT = 2.0
# A job whose worker died so often fails: it may be what kills them.
MOST_TRIES = 3

_log = logging.getLogger(__name__)


class Kind(NamedTuple):
    """A kind of job: what does it (ends with `Running.finish` inside an action), what is done where it fails."""

    work: str
    fail: str


KINDS: Mapping[str, Kind] = {
    "compile": Kind("yibiao.hub.plans.compiling.compile_document", "yibiao.hub.plans.compiling.fail_document"),
    "recompile": Kind("yibiao.hub.plans.compiling.compile_again", "yibiao.hub.plans.compiling.fail_recompile"),
    "verify": Kind("yibiao.hub.audit.verifying.check_log", "yibiao.hub.audit.verifying.fail_check"),
}


class Abandoned(Exception):
    """The job is another worker's by now: whatever was done for it is to be rolled back."""


class Failed(Exception):
    """The job cannot be done: `key` and `slots` are a sentence of the message books."""

    def __init__(self, key: str, **slots: Any) -> None:
        super().__init__(key)
        self.key, self.slots = key, slots


class Running(NamedTuple):
    """A job that this worker holds."""

    job: int
    claim: str

    def row(self) -> JobRecord:
        """Return the job's row; raise `Abandoned` where it is no longer held."""
        found = self._held().select_related("unit").first()
        if found is None:
            raise Abandoned
        return found

    def beat(self, **fields: Any) -> None:
        """Show that the worker is alive, and set fields."""
        if not self._held().update(beat_at=now(), **fields):
            raise Abandoned

    def step(self, key: str, done: int, total: int) -> None:
        """Say what is done now (`key` of a message book), `done` of `total` steps being past."""
        self.beat(step=key, done=done, total=total)

    def found(self, **counts: int) -> None:
        """Note how many of what have been found so far: counts alone, nothing of a document."""
        details = self.row().details
        self.beat(details={**details, "found": {**details.get("found", {}), **counts}})

    def finish(self, result: str = "") -> None:
        """End the job inside the transaction of what it did; `result` names what came of it (``plan:7``)."""
        job = self.row()
        self.beat(state=JobRecord.DONE, step="", done=job.total, result=result, ended_at=now())

    def fail(self, key: str, slots: Mapping[str, Any]) -> None:
        """End the job without result, inside the transaction of what that means."""
        self.beat(state=JobRecord.FAILED, step="", error={"key": key, "slots": dict(slots)}, ended_at=now())

    def in_child(self, worker: Worker, function: Callable[..., Any], *args: Any, name: str) -> Any:
        """Return `function(*args)` as a child process with limits computes it; raise `UnusableInput`."""
        worker.submit(function, *args, name=name)
        while not worker.ready(BEAT):
            self.beat()
        return worker.collect()

    def _held(self) -> models.QuerySet[JobRecord]:
        return JobRecord.objects.filter(pk=self.job, claim=self.claim, state=JobRecord.RUNNING)


def add(kind: str, subject: models.Model | None, unit: UnitRecord | None, by: int | None, **details: int | None) -> JobRecord:
    """Queue a job inside the transaction that asks for it."""
    job = JobRecord.objects.create(
        kind=kind, subject=name_of(subject), unit=unit, by_id=by, details=details, made_at=now(), beat_at=now()
    )
    enqueue(job)
    return job


def failed_at_once(
    kind: str, subject: models.Model, unit: UnitRecord, by: int | None, reason: Mapping[str, Any]
) -> JobRecord:
    """Note a job that was never to be run, because what it would work on was refused at the door."""
    return JobRecord.objects.create(
        kind=kind,
        subject=name_of(subject),
        unit=unit,
        by_id=by,
        state=JobRecord.FAILED,
        error=dict(reason),
        made_at=now(),
        ended_at=now(),
    )


def enqueue(job: JobRecord) -> None:
    """Put a job in the queue; its row remembers where."""
    queued = run_job.enqueue(job.pk)
    JobRecord.objects.filter(pk=job.pk).update(task=str(queued.id))


def under_way(kind: str, subject: models.Model | None) -> JobRecord | None:
    """Return the job of a kind that is queued or running for a subject (None: the system)."""
    open_states = (JobRecord.QUEUED, JobRecord.RUNNING)
    return JobRecord.objects.filter(kind=kind, subject=name_of(subject), state__in=open_states).first()


@task()
def run_job(job: int) -> None:
    """Do a job, as a worker of the queue; nothing of a document may stand in what this returns or raises."""
    try:
        running = claim(job)
        if running is not None:
            _run(running)
    except (OperationalError, InterfaceError) as error:
        # The database is away: the job is found again when its lease has run out.
        _log.warning("job left", extra={"job": job, "error": type(error).__name__})
    except Abandoned:
        _log.warning("job abandoned", extra={"job": job})


def claim(job: int) -> Running | None:
    """Take a queued job; None where it is another's, or ended."""
    mark = secrets.token_hex(16)
    waiting = JobRecord.objects.filter(pk=job, state=JobRecord.QUEUED)
    taken = waiting.update(
        state=JobRecord.RUNNING, claim=mark, tries=models.F("tries") + 1, began_at=now(), beat_at=now()
    )
    return Running(job, mark) if taken else None


def _run(running: Running) -> None:
    kind = KINDS[running.row().kind]
    try:
        import_string(kind.work)(running)
    except (Failed, Refused) as failed:
        fail(running, failed.key, failed.slots)
    except UnusableInput as unusable:
        fail(running, unusable.key, unusable.args_)
    except (OperationalError, InterfaceError, Abandoned):
        raise
    except Exception as error:  # a mistake of ours: the office is told, the log learns the kind and no content
        _log.exception("job broke", extra={"job": running.job})
        fail(running, "hubplans.job-broke", {"kind": type(error).__name__})


def fail(running: Running, key: str, slots: Mapping[str, Any]) -> None:
    """End a job that cannot be done, with what its kind does then."""
    import_string(KINDS[running.row().kind].fail)(running, key, dict(slots))
