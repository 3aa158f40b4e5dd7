"""What a person has been told."""

from yibiao.hub.access.actors import Actor
from yibiao.hub.notices.models import NoticeRecord


def unread(actor: Actor) -> int:
    """Return how many notices a person has not read."""
    return NoticeRecord.objects.filter(person=actor.person, read_at=None).count() if actor.person is not None else 0
