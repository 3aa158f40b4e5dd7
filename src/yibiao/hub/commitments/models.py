"""What every unit owes under a published plan, how totals are shared, and the values that were filled in."""

from typing import ClassVar

from django.db import models

from yibiao.core.splits.apply import PERCENT_UNITS
from yibiao.hub.base import Editable
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord

# How a row holds a part of a total: its share, or one that is not set yet (core `Holding`).
SHARING = ("share", "unset")
# Rows of rates, by their unit as in core `adds_up`: nothing of one waits to be split, though it may be set for each unit.
RATES = models.Q(measure_unit__in=PERCENT_UNITS) | models.Q(measure_unit__contains="/")
# Entries that tell to whom, and what is asked: for those who have `commitment.handed` alone.
HANDING = ("commitment.hand-on", "commitment.hand-on-edit", "commitment.take-back")


class CommitmentRecord(models.Model):
    """One row of a unit's table. `key` is the core commitment's key: stable through recompiles and revisions.

    `body` holds the rest of the core value as JSON (roles, figure, spans, trajectory). A commitment that
    vanished from a revision is closed with a reason, never deleted.
    """

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="commitments")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="commitments")
    key = models.CharField(max_length=160)
    place = models.PositiveIntegerField()
    task = models.CharField(max_length=80)
    task_number = models.CharField(max_length=80, blank=True)
    task_title = models.CharField(max_length=300, blank=True)
    target = models.CharField(max_length=80, blank=True)
    text = models.TextField()
    holding = models.CharField(max_length=8)
    figure = models.CharField(max_length=60, blank=True)
    measure_unit = models.CharField(max_length=40, blank=True)
    deadline = models.CharField(max_length=10, blank=True)
    body = models.JSONField(default=dict)
    previous = models.ForeignKey("self", models.PROTECT, null=True, related_name="following")
    closed_at = models.DateTimeField(null=True)
    closed_reason = models.CharField(max_length=40, blank=True)

    class Meta:
        ordering = ("place", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "unit", "key"], name="commitment_once")
        ]
        indexes: ClassVar = [models.Index(fields=["unit", "plan"], name="commitment_unit")]

    @property
    def is_draft(self) -> bool:
        """Whether its figure is a share of a split that is not issued yet: shown as 征求意见稿, and measured by nowhere."""
        return self.holding == "share" and not self.body.get("settled", True)


class LeadRecord(models.Model):
    """A unit that leads what a commitment is part of: the answer to "everything this unit leads"."""

    commitment = models.ForeignKey(CommitmentRecord, models.CASCADE, related_name="leads")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="led")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["commitment", "unit"], name="lead_once")]


class SplitRecord(Editable):
    """How a total is shared: proposed → commented → approved → issued. `body` is one split of a split file.

    Until it is issued, prints carry 征求意见稿. `proposed_by`, `approved_by`, `approved_number` repeat what a reader asks first.
    A proposal that was `returned` 退回 stands as a draft with the reason until it is proposed again. `comments_until` is
    the last day for comments 征求意见截止: what is said after it is kept, and marked as late.
    """

    PROPOSED, APPROVED, ISSUED, WITHDRAWN, RETURNED = "proposed", "approved", "issued", "withdrawn", "returned"

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="splits")
    target = models.CharField(max_length=80)
    body = models.JSONField()
    state = models.CharField(max_length=12, default=PROPOSED)
    proposed_by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    approved_by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    approved_number = models.CharField(max_length=80, blank=True)
    approved_remark = models.CharField(max_length=500, blank=True)
    comments_until = models.DateField(null=True)
    returned_reason = models.CharField(max_length=500, blank=True)
    returned_by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    returned_at = models.DateTimeField(null=True)
    at = models.DateTimeField()

    class Meta:
        ordering = ("plan", "id")
        constraints: ClassVar = [models.UniqueConstraint(fields=["plan", "target"], name="split_once")]


class SplitCommentRecord(models.Model):
    """What a unit says to a proposed split, and what was answered; `late` where the day for comments was over."""

    split = models.ForeignKey(SplitRecord, models.CASCADE, related_name="comments")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="+")
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    text = models.TextField()
    asked = models.CharField(max_length=40, blank=True)
    answer = models.TextField(blank=True)
    late = models.BooleanField(default=False)
    at = models.DateTimeField()


class DecisionRecord(Editable):
    """What the office decided beside a plan: the members of an open class, or what counts for a target (口径 …).

    `body` is one entry of a split file's `members` or `targets`; `about` says of what it is the only one: the
    target's key, or the class and the task it is meant in.
    """

    MEMBERS, DETAILS = "members", "details"

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=8)
    about = models.CharField(max_length=200)
    body = models.JSONField()
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("plan", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["plan", "kind", "about"], name="decision_once")
        ]


class ValueRecord(models.Model):
    """What a unit filled in: one field of one commitment in one period. `edition` tells two editors apart.

    `value` is the text as typed and checked; numbers are kept as exact decimal text. An approved 0 is "0",
    never blank. `filed` is what the unit reported with its newest filing, `counted` what counts of it now (the official
    value before the verified one before the filed), `approved` what the dispatching office took over; each is None
    until then. `source` says how the value came here: see `SOURCES`.
    """

    # Typed by somebody; carried on from the period before; known from elsewhere and confirmed (认领); out of a workbook.
    SOURCES = ("typed", "carried", "known", "excel")

    commitment = models.ForeignKey(CommitmentRecord, models.PROTECT, related_name="values", db_index=False)
    period = models.CharField(max_length=8)
    field = models.CharField(max_length=24)
    value = models.TextField(blank=True)
    edition = models.PositiveIntegerField(default=1)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+", db_index=False)
    at = models.DateTimeField()
    filed = models.TextField(null=True)
    counted = models.TextField(null=True)
    approved = models.TextField(null=True)
    source = models.CharField(max_length=8, db_default="typed", default="typed")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commitment", "period", "field"], name="value_once")
        ]


class HandOnRecord(Editable):
    """A commitment handed on 任务分解到科室/街道 by the unit that owes it to one of its own bureaus or streets.

    The commitment stays the unit's; `figure` is the part asked of the bureau as exact decimal text (empty: none),
    `due` the inner deadline, which is not after the commitment's own. Withdrawn, it stays with `withdrawn_at`.
    """

    commitment = models.ForeignKey(CommitmentRecord, models.PROTECT, related_name="handed_on")
    unit = models.ForeignKey(UnitRecord, models.PROTECT, related_name="taken_on")
    note = models.CharField(max_length=500, blank=True)
    figure = models.CharField(max_length=60, blank=True)
    due = models.DateField(null=True)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("commitment", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["commitment", "unit"], name="handed_on_once")
        ]
