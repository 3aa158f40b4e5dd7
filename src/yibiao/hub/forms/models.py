"""Workbooks that were brought back and wait to be confirmed, and who is filling in a form just now."""

from typing import ClassVar

from django.db import models

from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord


class UploadRecord(models.Model):
    """A workbook that was brought back and previewed by one person: what it would change waits until it is confirmed.

    `cells` is what it would change (`hub.forms.uploading.Cell` as plain values); the file itself is not kept, only its
    name and SHA-256. `taken_at` is when it was adopted. A row is removed when it has expired.
    """

    plan = models.ForeignKey(PlanRecord, models.CASCADE, related_name="+")
    unit = models.ForeignKey(UnitRecord, models.CASCADE, related_name="+")
    period = models.CharField(max_length=8)
    by = models.ForeignKey(PersonRecord, models.CASCADE, related_name="+")
    name = models.CharField(max_length=255)
    sha256 = models.CharField(max_length=64)
    same = models.PositiveIntegerField(default=0)
    cells = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    at = models.DateTimeField()
    taken_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)


class PresenceRecord(models.Model):
    """Somebody who has a form open: seen last at `at`."""

    plan = models.ForeignKey(PlanRecord, models.CASCADE, related_name="+")
    unit = models.ForeignKey(UnitRecord, models.CASCADE, related_name="+")
    period = models.CharField(max_length=8)
    person = models.ForeignKey(PersonRecord, models.CASCADE, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "unit", "period", "person"], name="presence_once")
        ]
