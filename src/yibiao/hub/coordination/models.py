"""What is tracked between units, each step it took, and the meetings, visits and remarks it comes from."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from yibiao.hub.base import Editable
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.orgs.models import PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord

# Entries of the log about it: what is being prepared against a unit is for those alone who have `coordination.read`.
TRACKED = (
    "item.raise", "item.draft", "item.step", "item.climb", "meeting.plan", "meeting.agenda", "meeting.minutes", "meeting.step",
    "visit.plan", "visit.edit", "visit.step", "visit.handover", "remark.record",
)  # fmt: skip


class ScanRecord(models.Model):
    """A sealed paper as a file 扫描件: `file` is its generated name below the hub's files folder."""

    name = models.CharField(max_length=255)
    file = models.CharField(max_length=120)
    kind = models.CharField(max_length=16)
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("id",)


class MeetingRecord(Editable):
    """A dispatch meeting 调度会. `agenda` is its rows in order, `minutes` sections and decisions, a draft until issued.

    An agenda row is {"kind", "text", "units": codes, "to": path, "about"}; a section {"heading", "text"}; a decision
    {"text", "unit": code, "helpers": codes, "due": ISO day or empty}.
    """

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="meetings")
    period = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    day = models.DateField()
    place = models.CharField(max_length=120, blank=True)
    chair = models.ForeignKey(PostRecord, models.PROTECT, related_name="chaired")
    agenda = models.JSONField(default=list)
    minutes = models.JSONField(default=dict)
    state = models.CharField(max_length=12)
    number = models.CharField(max_length=80, blank=True)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-day", "-id")

    def __str__(self) -> str:
        return self.title


class VisitRecord(Editable):
    """A visit on site 现场调研: `stops` in the order of the route, each {"place", "unit": code, "time", "what"}."""

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="visits")
    period = models.CharField(max_length=8)
    title = models.CharField(max_length=200)
    day = models.DateField()
    party = models.CharField(max_length=300, blank=True)
    stops = models.JSONField(default=list)
    summary = models.TextField(blank=True)
    state = models.CharField(max_length=12)
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-day", "-id")

    def __str__(self) -> str:
        return self.title


class RemarkRecord(models.Model):
    """What a leader wrote on a paper 批示, transcribed: `on` is the paper, `day` when it was written."""

    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="remarks")
    leader = models.ForeignKey(PostRecord, models.PROTECT, related_name="remarks")
    on = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    day = models.DateField()
    scan = models.ForeignKey(ScanRecord, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-day", "-id")


class ItemRecord(Editable):
    """A tracked item 事项, or a paper that is tracked like one (督办单, 商请函, 约谈), or a dispute 分歧.

    `kind` gives its machine (core/coordination), `state` is where it is. `unit` has to do it (None: nobody named yet),
    `helpers` assist, `asker` is the unit it comes from. `due` is the day that holds, `wanted` the later one that was asked
    for. `level` is how far it has climbed, `level_due` how long that level has. `late` is set once and stays: 逾期 is noted
    for ever. `facts` holds what a rule counted (interviews).
    """

    kind = models.CharField(max_length=12)
    plan = models.ForeignKey(PlanRecord, models.PROTECT, related_name="tracked")
    commitment = models.ForeignKey(CommitmentRecord, models.PROTECT, null=True, related_name="tracked")
    period = models.CharField(max_length=8, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    unit = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="tracked")
    helpers = models.ManyToManyField(UnitRecord, related_name="helped_items")
    asker = models.ForeignKey(UnitRecord, models.PROTECT, related_name="asked_items")
    state = models.CharField(max_length=12)
    due = models.DateField(null=True)
    wanted = models.DateField(null=True)
    level = models.CharField(max_length=12, blank=True)
    level_due = models.DateField(null=True)
    late = models.BooleanField(default=False)
    number = models.CharField(max_length=80, blank=True)
    facts = models.JSONField(default=dict)
    origin = models.ForeignKey("self", models.PROTECT, null=True, related_name="papers")
    meeting = models.ForeignKey(MeetingRecord, models.PROTECT, null=True, related_name="items")
    visit = models.ForeignKey(VisitRecord, models.PROTECT, null=True, related_name="items")
    remark = models.ForeignKey(RemarkRecord, models.PROTECT, null=True, related_name="items")
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()

    class Meta:
        ordering = ("-at", "-id")
        indexes: ClassVar = [
            models.Index(fields=["plan", "state"], name="item_plan"),
            models.Index(fields=["unit", "state"], name="item_unit"),
        ]

    def __str__(self) -> str:
        return self.title


_ONE_THING = (
    Q(item__isnull=False, meeting=None, visit=None)
    | Q(item=None, meeting__isnull=False, visit=None)
    | Q(item=None, meeting=None, visit__isnull=False)
)


class ItemStepRecord(models.Model):
    """One step that something took: an item, a meeting or a visit. Never changed.

    `unit` is the one it was done for, `day` the day on which it counts (of a climb the day the clock says, not that on which
    anybody looked), `late` whether that was after the day set. `level` is that reached by a climb: each once.
    """

    item = models.ForeignKey(ItemRecord, models.PROTECT, null=True, related_name="steps")
    meeting = models.ForeignKey(MeetingRecord, models.PROTECT, null=True, related_name="steps")
    visit = models.ForeignKey(VisitRecord, models.PROTECT, null=True, related_name="steps")
    name = models.CharField(max_length=16)
    before = models.CharField(max_length=12, blank=True)
    after = models.CharField(max_length=12)
    unit = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="+")
    by = models.ForeignKey(PersonRecord, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField()
    day = models.DateField()
    note = models.TextField(blank=True)
    due = models.DateField(null=True)
    number = models.CharField(max_length=80, blank=True)
    to_unit = models.ForeignKey(UnitRecord, models.PROTECT, null=True, related_name="+")
    scan = models.ForeignKey(ScanRecord, models.PROTECT, null=True, related_name="+")
    late = models.BooleanField(default=False)
    level = models.CharField(max_length=12, blank=True)

    class Meta:
        ordering = ("at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["item", "level"], condition=~Q(level=""), name="climbed_once"),
            models.CheckConstraint(condition=_ONE_THING, name="step_of_one"),
        ]
