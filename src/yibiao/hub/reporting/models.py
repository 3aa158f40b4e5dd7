"""Reports of units, every step they took, what was returned of them, who stands for a value, and what was asked for."""

from typing import ClassVar

from django.db import models

from yibiao.hub.base import Editable
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord


class ReportRecord(Editable):
    """The report of one unit under one plan for one period; there is none until somebody does something about it.

    `stage` and `chain` are those of `core.cycle.reporting`. `due` is the day it was to be filed by, written with its first
    filing: until then it is that of the plan's timetable, which may still move, or the day of an extension (`extended`).
    `filed_at` is the moment it was filed first, `late` what it stays for ever. `number` and `digest` are those of the
    receipt of its newest filing, which was the `filings`-th. `notes` are the unit's own words for longer periods.
    """

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="reports")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="reports")
    period = models.CharField(max_length=8)
    due = models.DateField(null=True)
    extended = models.DateField(null=True)
    stage = models.CharField(max_length=8, default="open")
    chain = models.JSONField(default=list)
    filed_at = models.DateTimeField(null=True)
    late = models.BooleanField(default=False)
    returned = models.BooleanField(default=False)
    reopened = models.BooleanField(default=False)
    filings = models.PositiveIntegerField(default=0)
    number = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    accepted_at = models.DateTimeField(null=True)
    notes = models.JSONField(default=dict)
    at = models.DateTimeField()

    class Meta:
        ordering = ("plan", "period", "unit__place", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "unit", "period"], name="report_once")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "plan"], name="report_unit")]


class StepRecord(models.Model):
    """One step of a report, a row for each: what was done, by whom and for which unit, from which stage to which.

    `digest` and `number` are those of the receipt where the step filed it.
    """

    report = models.ForeignKey(ReportRecord, models.PROTECT, related_name="steps")
    deed = models.CharField(max_length=8)
    before = models.CharField(max_length=8)
    after = models.CharField(max_length=8)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="+")
    note = models.CharField(max_length=500, blank=True)
    number = models.CharField(max_length=40, blank=True)
    digest = models.CharField(max_length=64, blank=True)
    late = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class ReturnRecord(models.Model):
    """One cell returned 退回 with a reason, the rest of the report staying as it is.

    `value` is what it said then, `answer` what it says since it was filed again, by `until` where a day was set.
    """

    report = models.ForeignKey(ReportRecord, models.PROTECT, related_name="returns")
    commitment = models.ForeignKey(CommitmentRecord, models.PROTECT, related_name="returns")
    field = models.CharField(max_length=24)
    reason = models.CharField(max_length=500)
    value = models.TextField(blank=True)
    until = models.DateField(null=True)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("id",)


class StandingRecord(models.Model):
    """Who stands for a cumulative value beside the unit that reported it: the lead that verified it, or who publishes it.

    `method` says how it was verified (材料, 电话, 现场), of an official value `source` where it is published. The newest of
    each kind counts; earlier ones stay.
    """

    VERIFIED, OFFICIAL = "verified", "official"

    commitment = models.ForeignKey(CommitmentRecord, models.PROTECT, related_name="standings")
    period = models.CharField(max_length=8)
    kind = models.CharField(max_length=8)
    value = models.TextField()
    claimed = models.TextField(blank=True)
    method = models.CharField(max_length=10, blank=True)
    source = models.CharField(max_length=300, blank=True)
    note = models.CharField(max_length=500, blank=True)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)
        indexes: ClassVar = [models.Index(fields=["commitment", "period"], name="standing_of")]


class RequestRecord(Editable):
    """What a unit asks for 申请: more time, a period opened again, a value corrected, a target changed.

    `body` holds what is asked in the fields of its kind, `effect` what it would change as it was shown to whoever decided.
    """

    EXTENSION, REOPEN, CORRECTION, TARGET = "extend", "reopen", "correct", "target"
    KINDS = (EXTENSION, REOPEN, CORRECTION, TARGET)
    ASKED, APPROVED, REFUSED, WITHDRAWN = "asked", "approved", "refused", "withdrawn"

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="requests")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="requests")
    period = models.CharField(max_length=8, blank=True)
    commitment = models.ForeignKey(CommitmentRecord, models.PROTECT, null=True, related_name="requests")
    kind = models.CharField(max_length=8)
    reason = models.TextField()
    body = models.JSONField(default=dict)
    effect = models.JSONField(default=list)
    state = models.CharField(max_length=10, default=ASKED)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    decided_by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)
    decision = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ("-id",)
        indexes: ClassVar = [models.Index(fields=["plan", "state"], name="request_plan")]


class ChainRecord(Editable):
    """The inner steps that a unit's reports pass (`steps`), and by how many working days before the report its bureaus are due."""

    unit = models.OneToOneField(UnitRecord, models.PROTECT, related_name="chain")
    steps = models.JSONField(default=list)
    inner_days = models.PositiveSmallIntegerField(default=2)


class OfferRecord(models.Model):
    """A figure that is known already, offered for a cell 累计完成: the unit confirms it 认领 or objects 异议.

    `cite` names what it is taken from; `other` is the row of another table that knows it, where one does. Of a cell the
    newest offer stands, earlier ones are in the log.
    """

    commitment = models.ForeignKey(CommitmentRecord, models.PROTECT, related_name="offers")
    period = models.CharField(max_length=8)
    value = models.TextField()
    cite = models.CharField(max_length=300)
    other = models.ForeignKey(CommitmentRecord, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    objection = models.CharField(max_length=500, blank=True)
    objected_by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    objected_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["commitment", "period"], name="offer_once")]


class SameRecord(models.Model):
    """Two targets of two plans that ask units for the same figure: it is asked once, and filled in where it is asked again."""

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="same")
    target = models.CharField(max_length=80)
    other = models.ForeignKey(PlanRecord, models.PROTECT, related_name="+")
    other_target = models.CharField(max_length=80)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "target", "other", "other_target"], name="same_once")
        ]


class AdjustmentRecord(models.Model):
    """A unit's target of one row changed from a month on, as a request with the approving document cited was approved."""

    commitment = models.ForeignKey(CommitmentRecord, models.PROTECT, related_name="adjustments")
    since = models.CharField(max_length=7)
    old = models.CharField(max_length=60)
    figure = models.CharField(max_length=60)
    document = models.CharField(max_length=200)
    request = models.ForeignKey(RequestRecord, models.PROTECT, related_name="adjustments")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class NarrativeRecord(Editable):
    """What the lead of a task says of it for a period, once for all its units: districts give figures and facts."""

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="narratives")
    task = models.CharField(max_length=80)
    period = models.CharField(max_length=8)
    text = models.TextField()
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "task", "period"], name="narrative_once")]
