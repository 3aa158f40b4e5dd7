"""Documents as received, plans compiled from them, what officers corrected, and published versions."""

from typing import Any, ClassVar

from django.db import models

from yibiao.hub.base import Editable, WrittenOnce
from yibiao.hub.orgs.models import PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.fields import ExactField


class DocumentRecord(Editable):
    """A source document 来源文件 as received. Classified matter is refused and leaves this row as a stub 线下办理.

    `file` is the generated name below the hub's files folder, empty for a stub; `text` is the text as
    extracted, to which all spans refer. `reason` holds the key and slots of what is wrong, for `messages`.
    """

    RECEIVED, COMPILED, FAILED, REFUSED = "received", "compiled", "failed", "refused"

    name = models.CharField(max_length=255)
    title = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=80, blank=True)
    digest = models.CharField(max_length=64, blank=True, db_index=True)
    size = models.PositiveBigIntegerField(default=0)
    kind = models.CharField(max_length=16, blank=True)
    file = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=12, default=RECEIVED)
    reason = models.JSONField(default=dict)
    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="documents")
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="documents")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.title or self.name


class PlanRecord(Editable):
    """A plan 方案. `compiled` is what the compiler made (yibiao-plan/1), `effective` that with the corrections.

    `revises` is the plan that this one amends; when this one is published, that one is closed. A draft that
    was given up is discarded, not deleted. `reports_since` is the first month that was open when a revision was
    published (``2026-05``): from it on reports are its own.
    """

    DRAFT, PUBLISHED, CLOSED, DISCARDED = "draft", "published", "closed", "discarded"
    IN_PUBLIC = (PUBLISHED, CLOSED)  # known to all who work in the system

    document = models.ForeignKey(DocumentRecord, models.PROTECT, related_name="plans")
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=12, default=DRAFT)
    compiled: Any = ExactField(default=dict)
    compiler = models.CharField(max_length=40, blank=True)
    effective: Any = ExactField(default=dict)
    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="plans")
    dispatching = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="dispatched_plans")
    supervising = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="supervised_plans")
    assessing = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="assessed_plans")
    revises = models.ForeignKey("self", models.PROTECT, null=True, related_name="revisions")
    reports_since = models.CharField(max_length=7, blank=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")

    def __str__(self) -> str:
        return self.title


class CorrectionRecord(models.Model):
    """What an officer changed in a draft, beside the compiled fact; undone, it stays as a row with `undone_at`."""

    plan = models.ForeignKey(PlanRecord, models.CASCADE, related_name="corrections")
    number = models.PositiveIntegerField()
    body: Any = ExactField()
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    undone_by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("plan", "number")
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="correction_number")]


class PlanVersionRecord(WrittenOnce):
    """A published version: immutable, numbered from 1 within its line of revisions.

    `values` is the plan with its corrections (yibiao-plan/1), `digest` the SHA-256 of its canonical JSON,
    `revision` how it differs from the version before (`core/revisions`), empty for the first.
    """

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    values: Any = ExactField()
    digest = models.CharField(max_length=64)
    revision: Any = ExactField(default=dict)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("plan", "number")
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "number"], name="version_number")]


class PartyRecord(models.Model):
    """A unit's part in a published plan: whether it leads a task, and whether it owes anything."""

    plan = models.ForeignKey(PlanRecord, models.CASCADE, related_name="parties")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="parties")
    leads = models.BooleanField(default=False)
    owes = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "unit"], name="party_once")]


class ChargeRecord(Editable):
    """The leaders in charge of a task: 分管市领导 and 协调副秘书长, as posts. An empty task key means the whole plan."""

    plan = models.ForeignKey(PlanRecord, models.CASCADE, related_name="charges")
    task = models.CharField(max_length=80, blank=True)
    leader = models.ForeignKey(PostRecord, models.PROTECT, null=True, related_name="led_charges")
    coordinator = models.ForeignKey(PostRecord, models.PROTECT, null=True, related_name="coordinated_charges")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "task"], name="charge_once")]
