"""What is due from time to time: jobs left behind, webhooks, documents not yet indexed, what nobody needs any more."""

from datetime import timedelta

from django.contrib.sessions.models import Session
from django_tasks_db.models import DBTaskResult

from yibiao.hub.access.models import IdempotencyRecord
from yibiao.hub.access.sessions import drop_old_forms
from yibiao.hub.clock import now
from yibiao.hub.jobs.lost import find_lost
from yibiao.hub.library.indexing import index_missing
from yibiao.hub.plans.storage import sweep

# Ended rows of the queue say nothing that the jobs don't.
_KEPT = timedelta(days=7)


def tick() -> int:
    """Do once what is due; return how many things were done."""
    return find_lost() + deliver() + index_missing() + climb() + tidy()


def climb() -> int:
    """Note what has become late or climbed to those above; return how many items."""
    from yibiao.hub.coordination.climbing import climb_due  # noqa: PLC0415  items are changed by actions themselves

    return climb_due()


def deliver() -> int:
    """Deliver to webhooks what is due; return how many deliveries."""
    from yibiao.hub.outbox.hooks import deliver_due  # noqa: PLC0415  webhooks are changed by actions themselves

    return deliver_due()


def drop_old_uploads() -> int:
    """Remove previews of workbooks that nobody confirmed, and who was filling in some day; return how many rows."""
    from yibiao.hub.forms import presence, uploading  # noqa: PLC0415  values are changed by actions themselves

    return uploading.tidy() + presence.tidy()


def tidy() -> int:
    """Remove files that no document names, ended rows of the queue, sessions and kept answers that are over.

    Returns how many rows and files were removed.
    """
    ended = DBTaskResult.objects.finished().filter(finished_at__lt=now() - _KEPT)
    answers = IdempotencyRecord.objects.filter(at__lt=now() - _KEPT)
    sessions = Session.objects.filter(expire_date__lt=now())
    return sweep() + drop_old_forms() + drop_old_uploads() + sum(rows.delete()[0] for rows in (ended, answers, sessions))
