"""Telling people of something inside the site. Called by actions, within their transaction."""

from collections.abc import Iterable
from typing import Any

from yibiao.hub.clock import now
from yibiao.hub.notices.models import NoticeRecord


def tell(people: Iterable[int | None], key: str, to: str = "", about: str = "", but: int | None = None, **slots: Any) -> int:
    """Tell people (by id) the sentence `key`; return how many were told. Three queries, however many people.

    `to` is the path of the page to go to, `about` the object as the log names it (``plan:5``). Whoever has not yet read
    the same sentence about the same object is not told again; nor is `but`, who did it.
    """
    wanted = {person for person in people if person is not None and person != but}
    known = NoticeRecord.objects.filter(person__in=wanted, key=key, about=about, read_at=None)
    wanted -= set(known.values_list("person", flat=True))
    at = now()
    rows = [NoticeRecord(person_id=person, key=key, slots=slots, about=about, to=to, at=at) for person in sorted(wanted)]
    NoticeRecord.objects.bulk_create(rows)
    return len(rows)
