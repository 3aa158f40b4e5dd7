"""Notices to a person, and the plans a person follows."""

from typing import ClassVar

from django.db import models

from yibiao.hub.orgs.models import PersonRecord
from yibiao.hub.plans.models import PlanRecord


class NoticeRecord(models.Model):
    """Something a person is told of. `key` and `slots` are a sentence of the message books, `to` a path of the site.

    `about` names the object as the log does (``plan:5``); a person is told once of one thing that is not yet read.
    """

    person = models.ForeignKey(PersonRecord, models.CASCADE, related_name="notices", db_index=False)
    key = models.CharField(max_length=60)
    slots = models.JSONField(default=dict)
    about = models.CharField(max_length=60, blank=True)
    to = models.CharField(max_length=200, blank=True)
    at = models.DateTimeField()
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-at", "-id")
        indexes: ClassVar = [models.Index(fields=["person", "read_at", "-at"], name="notice_person")]


class FollowRecord(models.Model):
    """A plan that a person follows: they are told when it is revised, published anew or closed."""

    person = models.ForeignKey(PersonRecord, models.CASCADE, related_name="follows")
    plan = models.ForeignKey(PlanRecord, models.CASCADE, related_name="followers")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["person", "plan"], name="follow_once")]
