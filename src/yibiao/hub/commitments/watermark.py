"""The watermark of internal exports: the office's words, whose copy it is, of which unit, since when."""

from django.utils import timezone

from yibiao.hub import environment
from yibiao.hub.access.actors import Actor
from yibiao.hub.clock import now
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.messages import say

_SHOWN = 40


def words() -> str:
    """Return the words every copy carries: `YIBIAO_WATERMARK`, else 内部资料 严禁外传."""
    return environment.text("WATERMARK") or say("hubcommitments.watermark-words", "zh")


def watermark(actor: Actor) -> str:
    """Return the watermark of what `actor` exports now: a line of words, a line of unit, person and time."""
    at = timezone.localtime(now()).strftime("%Y-%m-%d %H:%M")
    parts = (_unit(actor), _person(actor), at)
    return f"{words()}\n{' '.join(part for part in parts if part)}"


def _unit(actor: Actor) -> str:
    post = next((post for post in actor.posts if post.working), None) or next(iter(actor.posts), None)
    if post is None:
        return ""
    return UnitRecord.objects.values_list("name", flat=True).get(pk=post.unit)[:_SHOWN]


def _person(actor: Actor) -> str:
    if actor.person is None:
        return say("hubcommitments.system-name", "zh")
    person = PersonRecord.objects.filter(pk=actor.person).first()
    return str(person or "")[:_SHOWN]
