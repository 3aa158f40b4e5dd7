"""The office's clock: the only place where the hub reads the time."""

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.utils import timezone

# The moment that an invented year is played at; None: now.
_played: ContextVar[datetime.datetime | None] = ContextVar("played", default=None)


def now() -> datetime.datetime:
    """Return this moment, in UTC."""
    return _played.get() or timezone.now()


def today() -> datetime.date:
    """Return the day of the office's clock (Asia/Shanghai)."""
    return timezone.localdate(now())


@contextmanager
def played(moment: datetime.datetime) -> Iterator[None]:
    """Let everything within happen at a moment: how the year of the example is played, and how tests wait for a day."""
    token = _played.set(moment)
    try:
        yield
    finally:
        _played.reset(token)


def day_of(day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """Return the first and the last moment of a day of the office's clock: what an index on moments can look up."""
    begin = datetime.datetime.combine(day, datetime.time.min, timezone.get_default_timezone())
    return begin, begin + datetime.timedelta(days=1) - datetime.timedelta(microseconds=1)


def stamp(moment: datetime.datetime) -> str:
    """Return a moment as the log writes it: UTC with microseconds, ``2026-03-01T02:00:00.000000Z``."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
