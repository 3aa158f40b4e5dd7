"""The timetables of plans, and the days that an office set itself in the calendar."""

from typing import ClassVar

from django.db import models

from yibiao.hub.base import Editable
from yibiao.hub.orgs.models import PersonRecord
from yibiao.hub.plans.models import PlanRecord


class CycleRecord(Editable):
    """A plan's timetable from the month `since` (``2021-06``) on; `body` is a core timetable as plain values.

    Months before keep the days they had: what was late stays late.
    """

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="cycles")
    since = models.CharField(max_length=7)
    body = models.JSONField()
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("plan", "since")
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "since"], name="cycle_once")]


class DayRecord(Editable):
    """A day off, or worked, that counts before what the published calendar says of it."""

    day = models.DateField(unique=True)
    working = models.BooleanField()
    name = models.CharField(max_length=40)

    class Meta:
        ordering = ("day",)
