"""Jobs 后台作业: work in the background and how far it is."""

from typing import ClassVar

from django.db import models

from yibiao.hub.orgs.models import PersonRecord, UnitRecord


class JobRecord(models.Model):
    """One job: `done` of `total` steps, `step` the message key of what it does now, `error` why it failed.

    `subject` names what it works on ("document:5"), `result` what came of it ("plan:7"), `details` what else
    it needs (ids alone, nothing of a document). `task` is its row in the queue. Whoever works on it holds
    `claim` and shows at `beat_at` that it is alive; a job is tried so many `tries`.
    """

    QUEUED, RUNNING, DONE, FAILED = "queued", "running", "done", "failed"

    kind = models.CharField(max_length=30)
    subject = models.CharField(max_length=80)
    state = models.CharField(max_length=10, default=QUEUED)
    step = models.CharField(max_length=60, blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.CharField(max_length=80, blank=True)
    error = models.JSONField(default=dict)
    details = models.JSONField(default=dict)
    task = models.CharField(max_length=36, blank=True)
    claim = models.CharField(max_length=32, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    beat_at = models.DateTimeField(null=True)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="+")
    made_at = models.DateTimeField()
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=["state", "beat_at"], name="job_beat")]
