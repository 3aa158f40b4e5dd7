"""What each unit owes and leads, who shares a total, and one task with everybody in it.

Every question takes the same number of queries however large the plan is, and answers with what the asker
may see (`visible`).
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.models import (
    HANDING,
    SHARING,
    CommitmentRecord,
    HandOnRecord,
    LeadRecord,
    SplitCommentRecord,
    SplitRecord,
)
from yibiao.hub.coordination.models import TRACKED
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.models import ChargeRecord, PlanRecord

# A plan's values are large and no list shows them.
_LARGE = ("plan__compiled", "plan__effective")


class Part(NamedTuple):
    """One unit's part of a total: `share` as exact decimal text, empty while it is not set, a `draft` until it is issued."""

    unit: UnitRecord
    commitment: int
    share: str
    draft: bool


class SharedTotal(NamedTuple):
    """How a total is shared: the figure as the document orders it, the parts in table order, and the split's state.

    `state` is empty where there is no split, or the asker may not see it. `reserve` 余量 and `city` 市本级承担 are
    exact decimal text. `parts` are only those the asker may see; `leads` have the whole.
    """

    target: str
    text: str
    figure: Mapping[str, Any]
    parts: tuple[Part, ...]
    leads: tuple[UnitRecord, ...]
    split: SplitRecord | None
    comments: tuple[SplitCommentRecord, ...] = ()

    @property
    def state(self) -> str:
        """The state of the split, empty for none."""
        return self.split.state if self.split else ""

    @property
    def reserve(self) -> str:
        """The declared reserve 余量."""
        return str(self.split.body.get("reserve", 0)) if self.split else "0"

    @property
    def city(self) -> str:
        """What the city bears itself 市本级承担."""
        return str(self.split.body.get("city", 0)) if self.split else "0"

    @property
    def unset(self) -> tuple[UnitRecord, ...]:
        """The units that share and have no figure yet."""
        return tuple(part.unit for part in self.parts if not part.share)


class TaskView(NamedTuple):
    """One task of a plan: its open commitments in table order, who is in charge, and the totals shared in it."""

    plan: PlanRecord
    task: str
    number: str
    title: str
    commitments: tuple[CommitmentRecord, ...]
    leader: PostRecord | None
    coordinator: PostRecord | None
    splits: tuple[SplitRecord, ...]


def commitments(actor: Actor, plan: PlanRecord | None = None) -> QuerySet[CommitmentRecord]:
    """Return the open commitments of published plans (of one, where named) that an actor may see.

    Each comes with its plan, unit and leads (`row.leads.all()`, each with its `unit`).
    """
    rows = CommitmentRecord.objects.filter(closed_at=None, plan__state=PlanRecord.PUBLISHED)
    if plan is not None:
        rows = rows.filter(plan=plan)
    seen = visible(actor, "commitment.read", rows).select_related("plan", "unit").defer(*_LARGE)
    return seen.prefetch_related("leads__unit").order_by("plan", "place", "id")


def owes(actor: Actor, unit: UnitRecord, plan: PlanRecord | None = None) -> QuerySet[CommitmentRecord]:
    """Return everything a unit owes; one that shares a table with another owes what stands there."""
    return commitments(actor, plan).filter(unit=unit.table_id or unit.pk)


def leads(actor: Actor, unit: UnitRecord, plan: PlanRecord | None = None) -> QuerySet[CommitmentRecord]:
    """Return everything a unit leads: the commitments of all units in clauses whose lead it is."""
    led = LeadRecord.objects.filter(commitment=OuterRef("pk"), unit=unit.table_id or unit.pk)
    return commitments(actor, plan).filter(Exists(led)).order_by("plan", "place", "unit__place", "id")


def shares_of(actor: Actor, plan: PlanRecord, target: str) -> SharedTotal | None:
    """Return who shares the total of a target (by its key); None where the actor may see nothing of it.

    Who may see the split may see every share of it; anybody else those of the commitments they may see.
    """
    splits = SplitRecord.objects.filter(plan=plan, target=target).exclude(state=SplitRecord.WITHDRAWN)
    split = visible(actor, "split.read", splits).first()
    rows = CommitmentRecord.objects.filter(plan=plan, target=target, closed_at=None).select_related("unit")
    seen = list((rows if split else visible(actor, "commitment.read", rows)).order_by("unit__place", "id"))
    if not seen:
        return None
    sharing = [row for row in seen if row.holding in SHARING]
    first = (sharing or seen)[0]
    said = SplitCommentRecord.objects.filter(split=split).select_related("unit").order_by("id")
    return SharedTotal(
        target=target,
        text=first.text,
        figure=first.body.get("city", {}),
        parts=tuple(Part(row.unit, row.pk, row.figure, row.is_draft) for row in sharing),
        leads=tuple(row.unit for row in seen if row.holding == "total"),
        split=split,
        comments=tuple(said) if split else (),
    )


def task_view(actor: Actor, plan: PlanRecord, task: str) -> TaskView | None:
    """Return one task of a published plan (by its key) as an actor may see it; None where nothing is to be seen."""
    rows = tuple(commitments(actor, plan).filter(task=task).order_by("place", "unit__place", "id"))
    if not rows:
        return None
    charges = ChargeRecord.objects.filter(plan=plan, task__in=("", task)).order_by("-task")
    charge = charges.select_related("leader__unit", "coordinator__unit").first()
    targets = {row.target for row in rows if row.target}
    splits = SplitRecord.objects.filter(plan=plan, target__in=targets).exclude(state=SplitRecord.WITHDRAWN)
    return TaskView(
        plan=plan,
        task=task,
        number=rows[0].task_number,
        title=rows[0].task_title,
        commitments=rows,
        leader=charge.leader if charge else None,
        coordinator=charge.coordinator if charge else None,
        splits=tuple(visible(actor, "split.read", splits).select_related("plan").defer(*_LARGE)),
    )


def history(actor: Actor, plan: PlanRecord) -> QuerySet[EntryRecord]:
    """Return the entries of the log about a plan and what belongs to it; `Denied` without `history.read`.

    Entries of values are there for units whose every commitment the actor may see: one entry tells of many.
    (An entry of values under several plans at once belongs to none.)
    """
    check(actor, "history.read", plan)
    rows = CommitmentRecord.objects.filter(plan=plan)
    hidden = rows.exclude(pk__in=visible(actor, "commitment.read", rows).values("pk")).order_by()
    units = [f"unit:{pk}" for pk in hidden.values_list("unit", flat=True).distinct()]
    entries = EntryRecord.objects.filter(plan=f"plan:{plan.pk}").exclude(action="value.save", object__in=units)
    told = visible(actor, "commitment.handed", rows).order_by().values("pk")
    handed = HandOnRecord.objects.filter(commitment__in=told).values_list("pk", "commitment")
    known = {name for pk, row in handed for name in (f"handon:{pk}", f"commitment:{row}")}
    entries = entries if may(actor, "coordination.read", plan) else entries.exclude(action__in=TRACKED)
    return entries.exclude(~Q(object__in=known), action__in=HANDING)


def splits_of(actor: Actor, plan: PlanRecord) -> QuerySet[SplitRecord]:
    """Return the splits of a plan that an actor may see, with what units said to them (`split.comments`)."""
    seen = visible(actor, "split.read", SplitRecord.objects.filter(plan=plan))
    return seen.select_related("plan").defer(*_LARGE).prefetch_related("comments__unit")
