"""Who dispatches, supervises and assesses a plan, and which leaders are in charge of its tasks."""

from collections.abc import Iterable

from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.models import ChargeRecord, PlanRecord

# 分管市领导 and 协调副秘书长 hold posts of this kind.
LEADER = "leader"
_WHOLE = ""


@action("plan.assign")
def assign_offices(
    act: Act,
    plan: PlanRecord,
    dispatching: UnitRecord | None,
    supervising: UnitRecord | None = None,
    assessing: UnitRecord | None = None,
) -> PlanRecord:
    """Name the offices of a plan; without a dispatching office the one that brought it in dispatches."""
    _must_live(plan)
    for unit in (dispatching, supervising, assessing):
        if unit is not None and unit.until is not None and unit.until < today():
            raise Refused("hubplans.unit-closed", unit=unit.name)
    act.set(plan, dispatching=dispatching, supervising=supervising, assessing=assessing)
    return plan


@action("plan.charge", "plan.assign")
def charge(
    act: Act, plan: PlanRecord, task_key: str, leader: PostRecord | None, coordinator: PostRecord | None = None
) -> ChargeRecord:
    """Name the leaders in charge of a task by its key, of the whole plan by an empty one; None for nobody."""
    _must_live(plan)
    if task_key != _WHOLE and task_key not in {task["key"] for task in plan.effective.get("tasks", ())}:
        raise Refused("hubplans.no-fact", fact=task_key[:80])
    for post in (leader, coordinator):
        if post is not None and post.kind != LEADER:
            raise Refused("hubplans.no-leader", post=str(post))
    row, made = ChargeRecord.objects.get_or_create(plan=plan, task=task_key)
    old = (None, None) if made else (row.leader, row.coordinator)
    act.note(f"charge:{task_key}", list(map(_told, old)), [_told(leader), _told(coordinator)])
    row.leader, row.coordinator = leader, coordinator
    row.edition += 1
    row.save()
    plan.edition += 1
    plan.save(update_fields=["edition"])
    return row


def without_leader(plan: PlanRecord, tasks: Iterable[str]) -> tuple[str, ...]:
    """Return the tasks (by their keys) that no leader is in charge of: what is split in them nobody can approve."""
    led = set(ChargeRecord.objects.filter(plan=plan).exclude(leader=None).values_list("task", flat=True))
    return () if _WHOLE in led else tuple(task for task in tasks if task not in led)


def _told(post: PostRecord | None) -> str | None:
    return f"post:{post.pk}" if post else None


def _must_live(plan: PlanRecord) -> None:
    if plan.state not in (PlanRecord.DRAFT, PlanRecord.PUBLISHED):
        raise Refused("hubplans.not-in-force", title=plan.title)
