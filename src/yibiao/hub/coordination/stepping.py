"""Taking a step of an item: who may, what it changes, the row it leaves, and who is told."""

import datetime
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django.conf import settings

from yibiao.core.coordination.clocks import LEVELS, LONGEST, due_by, is_late
from yibiao.core.coordination.machines import Machine, Step, StepError, climbs, clock_of, machine_of, take
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, may
from yibiao.hub.access.subjects import Subject, subject_of
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import LeadRecord
from yibiao.hub.coordination.models import ItemRecord, ItemStepRecord
from yibiao.hub.coordination.scans import Given, kept, with_scan
from yibiao.hub.coordination.telling import tell_step
from yibiao.hub.cycle.days import workdays
from yibiao.hub.orgs.models import UnitRecord

MOST_TEXT = 5000
# Steps after which the clock runs anew, where no day was given: something comes to its unit.
_GIVEN_OUT = ("assign", "reassign", "number", "send")


class Gift(NamedTuple):
    """What is given with a step, as far as it is given."""

    note: str = ""
    day: datetime.date | None = None
    unit: UnitRecord | None = None
    number: str = ""

    def named(self, scan: object) -> set[str]:
        """Return the names of what is given."""
        found = {name for name, value in self._asdict().items() if value}
        return found | ({"scan"} if scan is not None else set())


NOTHING = Gift()


def facts_of(item: ItemRecord, day: datetime.date) -> set[str]:
    """Return what a step may depend on."""
    found = {"overdue" if is_late(item.due, day) else "timely"}
    return found | ({"asked"} if item.wanted else set())


def steps_for(actor: Actor, item: ItemRecord) -> list[Step]:
    """Return the steps that an actor can take with an item as it stands, in the order of its table."""
    machine, day = machine_of(item.kind), today()
    subject, so = subject_of(item), facts_of(item, day)
    earlier = list(item.steps.all())
    return [
        step
        for step in machine.possible(item.state)
        if set(step.when) <= so and _why_not(actor, item, step, subject, earlier) is None
    ]


def kept_from(actor: Actor, item: ItemRecord) -> list[tuple[Step, str]]:
    """Return the steps an actor would have the right to, and why they can't take them: they are a party, or did the one before."""
    subject, earlier = subject_of(item), list(item.steps.all())
    found = [(step, _why_not(actor, item, step, subject, earlier)) for step in machine_of(item.kind).possible(item.state)]
    return [(step, why) for step, why in found if why not in (None, "denied")]


def _why_not(actor: Actor, item: ItemRecord, step: Step, subject: Subject, earlier: Iterable[ItemStepRecord]) -> str | None:
    """Return why an actor cannot take a step: they have no right (`denied`), are a party (`apart`), did the step before (`other`)."""
    if not any(may(actor, f"item.{who}", subject) for who in step.who):
        return "denied"
    if actor.trusted:
        return None
    if step.apart and _is_party(actor, item, step):
        return "apart"
    last = [one.by_id for one in earlier if one.name == step.other][-1:]
    return "other" if last and last[0] == actor.person else None


def _is_party(actor: Actor, item: ItemRecord, step: Step) -> bool:
    """Whether somebody works in a unit that must not decide this itself. A leader in charge works in none."""
    parties = {"do": item.unit_id, "ask": item.asker_id}
    own = {post.unit for post in actor.posts if post.working}
    return any(parties[name] in own for name in step.apart)


def step_item(actor: Actor, item: ItemRecord, name: str, gift: Gift = NOTHING, scan: Given | None = None, **told: Any) -> ItemStepRecord:
    """Take a step. Raises `Denied`, `Refused` with a sentence of `coordination`, `Stale`."""
    row: ItemStepRecord = with_scan(_step, scan, actor, item, name, gift, **told)
    return row


@action("item.step", "item.read")
def _step(act: Act, item: ItemRecord, name: str, gift: Gift, scan: Any) -> ItemStepRecord:
    step = machine_of(item.kind).steps.get(name)
    if step is None:
        raise Refused("coordination.not-now")
    why = _why_not(act.actor, item, step, subject_of(item), list(item.steps.all()))
    if why == "denied":
        raise Denied(f"item.{step.who[0]}")
    after = _taken(machine_of(item.kind), item, name, gift, scan)
    if why is not None:
        raise Refused(f"coordination.{why}")
    return walked(act, item, step, after, gift, kept(act, scan))


def _taken(machine: Machine, item: ItemRecord, name: str, gift: Gift, scan: object) -> str:
    try:
        after = take(machine, item.state, name, gift.named(scan), facts_of(item, today()))
    except StepError as error:
        raise Refused(f"coordination.{error.key}{'-' if error.what else ''}{error.what}") from None
    if len(gift.note) > MOST_TEXT or len(gift.number) > ItemRecord._meta.get_field("number").max_length:
        raise Refused("coordination.too-long", most=MOST_TEXT)
    if gift.day is not None:
        check_day(gift.day)
    if name == "postpone" and item.due and gift.day and gift.day <= item.due:
        raise Refused("coordination.not-later", due=item.due.isoformat())
    if gift.unit is not None and gift.unit.pk == item.asker_id and item.kind == "issue":
        raise Refused("coordination.own-unit")
    return after


def check_day(day: datetime.date) -> None:
    """Refuse a day that is over, or further away than any clock."""
    if not 0 <= (day - today()).days <= LONGEST:
        raise Refused("coordination.no-day", day=day.isoformat())


def walked(act: Act, item: ItemRecord, step: Step, after: str, gift: Gift, scan: Any = None) -> ItemStepRecord:
    """Change an item as a step that can be taken says, and leave its row; inside an action."""
    day = today()
    late = is_late(item.due, day)
    before, unit = item.state, _acting_unit(act.actor, item)
    changed: dict[str, Any] = {"state": after, "late": item.late or late, **dict(_changes(item, step, gift, day))}
    act.set(item, **changed)
    act.note("step", None, step.name)
    row = ItemStepRecord.objects.create(
        item=item, name=step.name, before=before, after=after, unit_id=unit, by_id=act.actor.person, at=act.at, day=day,
        note=gift.note.strip(), due=gift.day, number=gift.number.strip(), to_unit=gift.unit, scan=scan, late=late,
    )  # fmt: skip
    tell_step(act, item, step.name)
    return row


def _changes(item: ItemRecord, step: Step, gift: Gift, day: datetime.date) -> Iterator[tuple[str, Any]]:
    """Yield the fields that a step changes beside the state."""
    if "unit" in step.fields and gift.unit is not None:
        yield "unit", gift.unit
        if climbs(item.kind):
            yield "level", highest(item.level, level_at(item, gift.unit))
    if "number" in step.needs:
        yield "number", gift.number.strip()
    if step.name == "postpone":
        yield "wanted", gift.day
        return
    due = gift.day if "day" in step.fields else None
    if due is None and step.name in _GIVEN_OUT and (item.due is None or step.name in ("number", "send")):
        due = item.due if item.due is not None and item.due >= day else usual_due(item.kind, day)
    if due is not None:
        yield "due", due
        if climbs(item.kind):
            yield "level_due", due
    if step.name in ("extend", "keep"):
        yield "wanted", None


def usual_due(kind: str, day: datetime.date, clock: str = "") -> datetime.date:
    """Return the day by which something given out on `day` has to be done, by its kind's clock or the one named."""
    return due_by(clock or clock_of(kind), day, workdays(), working=settings.CLOCK_WORKDAYS)


def level_at(item: ItemRecord, unit: UnitRecord | None) -> str:
    """Return the level at which an item begins: that of the unit that has it."""
    if unit is None or unit.pk in (item.plan.dispatching_id or item.plan.unit_id, item.plan.supervising_id):
        return "dispatching"
    leads = item.commitment_id and LeadRecord.objects.filter(commitment=item.commitment_id, unit=unit).exists()
    return "lead" if leads else "unit"


def highest(one: str, other: str) -> str:
    """Return the higher of two levels; what has climbed doesn't come down."""
    return max(one or LEVELS[0], other or LEVELS[0], key=LEVELS.index)


def _acting_unit(actor: Actor, item: ItemRecord) -> int | None:
    """Return the unit for which somebody acts: a party of the item first, else the first they work for."""
    own = [post.unit for post in actor.posts]
    parties = (item.unit_id, item.asker_id, item.plan.dispatching_id, item.plan.unit_id, item.plan.supervising_id)
    return next((unit for unit in parties if unit in own), own[0] if own else None)
