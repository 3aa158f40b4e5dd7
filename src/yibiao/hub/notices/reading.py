"""What a person has been told, and which of it they have read.

Reading is a person's own affair and no business fact: nobody else sees it, nothing is decided by it, and a log
of who looked at what and when would be a record of people that no office asked for. So it is no named action
and leaves no entry in the log; what a notice is about has its own.
"""

from typing import Any

from django.db.models import QuerySet

from yibiao.hub.access.actors import Actor
from yibiao.hub.clock import now
from yibiao.hub.notices.models import NoticeRecord


def notices(actor: Actor) -> QuerySet[Any]:
    """Return what a person has been told, the newest first."""
    return NoticeRecord.objects.filter(person=actor.person) if actor.person is not None else NoticeRecord.objects.none()


def unread(actor: Actor) -> int:
    """Return how many notices a person has not read."""
    return notices(actor).filter(read_at=None).count()


def mark_read(actor: Actor, notice: int | None = None) -> int:
    """Mark one of the person's own notices as read, all without a number; return how many were unread."""
    rows = notices(actor).filter(read_at=None)
    return (rows if notice is None else rows.filter(pk=notice)).update(read_at=now())


def mark_unread(actor: Actor, notice: int) -> int:
    """Take it back: the notice counts as unread again."""
    return notices(actor).filter(pk=notice).update(read_at=None)
