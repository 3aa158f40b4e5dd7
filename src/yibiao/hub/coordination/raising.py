"""Making items: an issue or a dispute that a unit raises, a paper that an office drafts, what a meeting or a visit hands over."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from yibiao.core.coordination.clocks import CLOCKS
from yibiao.core.coordination.interviews import rule
from yibiao.core.coordination.machines import climbs, machine_of
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.coordination.models import (
    ItemRecord,
    ItemStepRecord,
    MeetingRecord,
    RemarkRecord,
    VisitRecord,
)
from yibiao.hub.coordination.scans import Given, kept, with_scan
from yibiao.hub.coordination.stepping import MOST_TEXT, check_day, level_at, usual_due
from yibiao.hub.coordination.telling import tell_raised
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.models import ChargeRecord, PlanRecord

LONGEST_TITLE = 200
# Papers of an office, and which of them units get that are not supervised.
PAPERS = ("supervision", "letter", "interview")
RAISED = ("issue", "dispute")
SUPERVISED = "supervised"


class Matter(NamedTuple):
    """What an item says: who has to do it (None: the office finds out), who assists, by when (a day, else a clock)."""

    title: str
    text: str = ""
    unit: UnitRecord | None = None
    helpers: tuple[UnitRecord, ...] = ()
    due: datetime.date | None = None
    clock: str = ""
    commitment: CommitmentRecord | None = None
    period: str = ""


def paper_for(unit: UnitRecord) -> str:
    """Return which paper urges a unit: a 督办单, or a letter where it is not supervised."""
    return "supervision" if unit.supervision == SUPERVISED else "letter"


@action("item.raise", "issue.raise")
def raise_item(act: Act, plan: PlanRecord, kind: str, matter: Matter) -> ItemRecord:
    """Raise an issue, or a dispute with another unit; it comes from the asker's own unit under the plan."""
    if kind not in RAISED:
        raise Refused("coordination.no-kind")
    asker = asking_unit(act.actor, plan)
    if matter.unit is not None and matter.unit.pk == asker.pk:
        raise Refused("coordination.own-unit")
    if kind == "dispute" and matter.unit is None:
        raise Refused("coordination.needs-unit")
    _check_cell(act.actor, plan, matter)
    return create(act, plan, kind, matter, asker)


@action("item.draft", "coordination.direct")
def draft_paper(act: Act, plan: PlanRecord, kind: str, matter: Matter, origin: ItemRecord | None = None, facts: Any = None) -> ItemRecord:
    """Draft a 督办单, a 商请函 or a suggestion of an interview; who is not supervised gets a letter and nothing else."""
    if kind not in PAPERS:
        raise Refused("coordination.no-kind")
    if matter.unit is None:
        raise Refused("coordination.needs-unit")
    if (kind == "letter") == (matter.unit.supervision == SUPERVISED):
        raise Refused("coordination.only-letter" if kind != "letter" else "coordination.no-letter", unit=matter.unit.name)
    if origin is not None and origin.plan_id != plan.pk:
        raise Refused("coordination.no-kind")
    return create(act, plan, kind, matter, asking_unit(act.actor, plan), origin=origin, facts=facts or {})


def suggest_interview(actor: Actor, plan: PlanRecord, unit: UnitRecord, rule_name: str, counted: Iterable[str], title: str) -> ItemRecord:
    """File what a rule suggests, for a leader in charge to decide; once for the same facts."""
    found = rule(rule_name)
    if found is None:
        raise Refused("coordination.no-kind")
    facts = {"rule": found.name, "counted": list(counted), "source": dict(found.source), "least": found.least}
    item: ItemRecord = draft_paper(actor, plan, "interview", Matter(title, unit=unit), facts=facts)
    return item


@action("visit.handover", "coordination.direct", about=lambda visit: visit.plan)
def hand_over(act: Act, visit: VisitRecord, matter: Matter) -> ItemRecord:
    """Hand an item over on site 现场交办."""
    if matter.unit is None:
        raise Refused("coordination.needs-unit")
    if visit.state not in ("planned", "visited"):
        raise Refused("coordination.not-now")
    return create(act, visit.plan, "visit", matter, asking_unit(act.actor, visit.plan), visit=visit)


def record_remark(
    actor: Actor, plan: PlanRecord, leader: PostRecord, on: str, text: str, day: datetime.date, matters: Iterable[Matter],
    scan: Given | None = None, **told: Any,
) -> RemarkRecord:  # fmt: skip
    """Transcribe what a leader wrote 批示, with its scan; each of `matters` becomes a tracked item."""
    row: RemarkRecord = with_scan(_remark, scan, actor, plan, leader, on, text, day, tuple(matters), **told)
    return row


@action("remark.record", "coordination.direct")
def _remark(
    act: Act, plan: PlanRecord, leader: PostRecord, on: str, text: str, day: datetime.date, matters: tuple[Matter, ...], scan: Any
) -> RemarkRecord:
    if not text.strip() or len(text) > MOST_TEXT:
        raise Refused("coordination.needs-note")
    if day > today():
        raise Refused("coordination.remark-day")
    if leader.pk not in {post.pk for post in leaders_of(plan)}:
        raise Refused("coordination.no-leader")
    if not matters:
        raise Refused("coordination.needs-unit")
    remark = RemarkRecord.objects.create(
        plan=plan, leader=leader, on=on.strip()[:LONGEST_TITLE], text=text.strip(), day=day, scan=kept(act, scan),
        by_id=act.actor.person, at=act.at,
    )  # fmt: skip
    act.note("remark", None, remark.pk)
    asker = asking_unit(act.actor, plan)
    for matter in matters:
        create(act, plan, "remark", matter, asker, remark=remark)
    return remark


def leaders_of(plan: PlanRecord) -> list[PostRecord]:
    """Return the posts in charge of a plan or of a task of it."""
    pairs = ChargeRecord.objects.filter(plan=plan).values_list("leader", "coordinator")
    ids = {post for pair in pairs for post in pair if post}
    return list(PostRecord.objects.filter(pk__in=ids).select_related("unit"))


def create(
    act: Act, plan: PlanRecord, kind: str, matter: Matter, asker: UnitRecord, *, origin: ItemRecord | None = None,
    meeting: MeetingRecord | None = None, visit: VisitRecord | None = None, remark: RemarkRecord | None = None,
    facts: Mapping[str, Any] | None = None,
) -> ItemRecord:  # fmt: skip
    """Make an item and its first step, inside an action. What has its unit is given out at once."""
    title = " ".join(matter.title.split())
    if not title:
        raise Refused("coordination.needs-title")
    if len(title) > LONGEST_TITLE or len(matter.text) > MOST_TEXT:
        raise Refused("coordination.too-long", most=MOST_TEXT)
    if matter.due is not None:
        check_day(matter.due)
    if matter.clock and matter.clock not in CLOCKS:
        raise Refused("coordination.no-clock")
    machine = machine_of(kind)
    out = machine.steps.get("assign") if matter.unit is not None else None
    state = out.to if out is not None else machine.first
    item = ItemRecord(
        kind=kind, plan=plan, commitment=matter.commitment, period=matter.period[:8], title=title, text=matter.text.strip(),
        unit=matter.unit, asker=asker, state=state, facts=dict(facts or {}), origin=origin, meeting=meeting, visit=visit,
        remark=remark, by_id=act.actor.person, at=act.at,
    )  # fmt: skip
    item.due = _due(kind, matter, given_out=machine.states[state].stage == "open")
    if climbs(kind):
        item.level, item.level_due = level_at(item, matter.unit), item.due
    item.save()
    item.helpers.set(unit for unit in matter.helpers if unit != matter.unit)
    if not (meeting or visit or remark):
        act.about(item)
    act.made(item, "kind", "title", "unit", "asker", "due", "state")
    _first_steps(act, item, out is not None, machine.first)
    if machine.states[state].stage == "open":
        tell_raised(act, item)
    return item


def _due(kind: str, matter: Matter, *, given_out: bool) -> datetime.date | None:
    """Return the day of a new item; what is only being prepared has none but the one that was named."""
    if matter.due is not None or not given_out:
        return matter.due
    return usual_due(kind, today(), matter.clock)


def _first_steps(act: Act, item: ItemRecord, out: bool, first: str) -> None:
    given: dict[str, Any] = {"item": item, "unit": item.asker, "by_id": act.actor.person, "at": act.at, "day": today()}
    ItemStepRecord.objects.create(name="file", after=first, **given)
    if out:
        ItemStepRecord.objects.create(name="assign", before=first, after=item.state, to_unit=item.unit, due=item.due, **given)


def asking_unit(actor: Actor, plan: PlanRecord) -> UnitRecord:
    """Return the unit for which somebody asks under a plan: an office of the plan first, else the first they work for.

    A leader in charge, who works in none, asks for the dispatching office.
    """
    offices = [plan.dispatching_id or plan.unit_id, plan.supervising_id]
    own = [post.unit for post in actor.posts if post.working]
    found = next((unit for unit in offices if unit in own), own[0] if own else offices[0])
    row: UnitRecord = UnitRecord.objects.get(pk=found)
    return row


def _check_cell(actor: Actor, plan: PlanRecord, matter: Matter) -> None:
    """Refuse a row of another plan, or one that the asker may not see."""
    if matter.commitment is None:
        return
    rows = CommitmentRecord.objects.filter(pk=matter.commitment.pk, plan=plan)
    if not visible(actor, "commitment.read", rows).exists():
        raise Refused("coordination.no-cell")
