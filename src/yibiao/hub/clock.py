"""The office's clock: the only place where the hub reads the time."""

import datetime

from django.utils import timezone


def now() -> datetime.datetime:
    """Return this moment, in UTC."""
    return timezone.now()


def today() -> datetime.date:
    """Return the day of the office's clock (Asia/Shanghai)."""
    return timezone.localdate()


def day_of(day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """Return the first and the last moment of a day of the office's clock: what an index on moments can look up."""
    begin = datetime.datetime.combine(day, datetime.time.min, timezone.get_default_timezone())
    return begin, begin + datetime.timedelta(days=1) - datetime.timedelta(microseconds=1)


def stamp(moment: datetime.datetime) -> str:
    """Return a moment as the log writes it: UTC with microseconds, ``2026-03-01T02:00:00.000000Z``."""
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
