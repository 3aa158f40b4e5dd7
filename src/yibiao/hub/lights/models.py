"""The packs of rules that an office chose for its plans."""

from typing import ClassVar

from django.db import models

from yibiao.hub.base import Editable
from yibiao.hub.orgs.models import PersonRecord
from yibiao.hub.plans.models import PlanRecord


class LightsRecord(Editable):
    """From the month `since` (``2021-06``) on the lights of a plan are those of this version of a pack.

    Months before keep the pack that lit them.
    """

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="lights")
    since = models.CharField(max_length=7)
    pack = models.CharField(max_length=40)
    version = models.PositiveIntegerField()
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("plan", "since")
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "since"], name="lights_once")]
