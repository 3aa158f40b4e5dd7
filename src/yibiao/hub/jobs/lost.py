"""Jobs whose worker died, or whose place in the queue is gone: put back, and failed after some tries."""

from django.db import models, transaction
from django_tasks_db.models import DBTaskResult

from yibiao.hub.clock import now
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.queue import LEASE, MOST_TRIES, Abandoned, Running, enqueue, fail


def find_lost() -> int:
    """Put lost jobs back in the queue or fail them; return how many were found."""
    return sum(map(_mend, list(_silent().values_list("pk", flat=True))))


def _silent() -> models.QuerySet[JobRecord]:
    """Return the jobs of which nothing was heard for as long as a lease lasts."""
    open_states = (JobRecord.QUEUED, JobRecord.RUNNING)
    return JobRecord.objects.filter(state__in=open_states, beat_at__lt=now() - LEASE)


def _mend(pk: int) -> bool:
    with transaction.atomic():
        job = _silent().select_for_update().filter(pk=pk).first()
        if job is None or (job.state == JobRecord.QUEUED and _in_queue(job)):
            return False
        if job.tries < MOST_TRIES:
            JobRecord.objects.filter(pk=pk).update(state=JobRecord.QUEUED, claim="", step="", done=0, beat_at=now())
            enqueue(job)
            return True
        # Taken over as a worker does, so that the dead one can no longer end it.
        JobRecord.objects.filter(pk=pk).update(state=JobRecord.RUNNING, claim="lost", beat_at=now())
    try:
        fail(Running(pk, "lost"), "hubplans.job-lost", {"tries": job.tries})
    except Abandoned:
        return False
    return True


def _in_queue(job: JobRecord) -> bool:
    return bool(job.task) and DBTaskResult.objects.ready().filter(pk=job.task).exists()
