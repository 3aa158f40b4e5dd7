"""Briefs that were drafted: the words somebody changed, the figures as they were looked at, and what was issued."""

from typing import ClassVar

from django.db import models

from yibiao.hub.base import Editable
from yibiao.hub.orgs.models import PersonRecord
from yibiao.hub.plans.models import PlanRecord


class BriefRecord(Editable):
    """A brief of a plan for a period, the `number`-th of its kind.

    `texts` are paragraphs in other words, by their ids; `figures` the figures as somebody last looked at them, by name.
    Once it is issued, `content` holds the whole of it and `digest` is the SHA-256 of its Word document.
    """

    DRAFT, ISSUED = "draft", "issued"

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="briefs")
    kind = models.CharField(max_length=10, default="dispatch")
    period = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    texts = models.JSONField(default=dict)
    figures = models.JSONField(default=dict)
    state = models.CharField(max_length=8, default=DRAFT)
    content = models.JSONField(null=True)
    digest = models.CharField(max_length=64, blank=True)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    issued_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-number", "-id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "kind", "period"], name="brief_once")
        ]
