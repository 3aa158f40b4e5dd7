"""What the lead of a task says of it: one narrative for a task and period, beside the facts that its units filed."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, visible
from yibiao.hub.actions import Act, Refused, Stale, action
from yibiao.hub.commitments.entering import is_period
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.models import NarrativeRecord

MOST = 2000
# What units say in words; the figures stand in the table.
_SAID = ("progress", "issues", "next")


class Said(NamedTuple):
    """What one unit filed about a row in words: how far it is, what stands in the way, what comes next."""

    row: CommitmentRecord
    words: Mapping[str, str]


class Task(NamedTuple):
    """A task that somebody leads: what its units said, its narrative (None: not written yet) and that of the period before."""

    key: str
    number: str
    title: str
    said: tuple[Said, ...]
    narrative: NarrativeRecord | None
    before: NarrativeRecord | None


def tasks_led(actor: Actor, plan: PlanRecord, period: str) -> list[Task]:
    """Return the tasks that somebody leads (all for the office that dispatches), in the plan's order; four queries."""
    rows = visible(actor, "value.verify", CommitmentRecord.objects.filter(plan=plan, closed_at=None))
    by_task: dict[str, list[CommitmentRecord]] = {}
    for row in rows.select_related("unit").order_by("place", "unit__place"):
        by_task.setdefault(row.task, []).append(row)
    said = _said([row for some in by_task.values() for row in some], period)
    known = NarrativeRecord.objects.filter(plan=plan, task__in=list(by_task)).select_related("unit", "by").order_by("period")
    now = {one.task: one for one in known if one.period == period}
    before = {one.task: one for one in known if one.period < period}
    return [
        Task(
            key, some[0].task_number, some[0].task_title or some[0].text, tuple(Said(row, said[row.pk]) for row in some if row.pk in said),
            now.get(key), before.get(key),
        )
        for key, some in by_task.items()
    ]  # fmt: skip


def _said(rows: Iterable[CommitmentRecord], period: str) -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = {}
    values = ValueRecord.objects.filter(commitment__in=list(rows), period=period, field__in=_SAID, counted__gt="")
    for pk, field, text in values.values_list("commitment", "field", "counted"):
        found.setdefault(pk, {})[field] = text or ""
    return found


@action("narrative.write", "plan.read")
def narrate(act: Act, plan: PlanRecord, period: str, texts: Mapping[str, str], editions: Mapping[str, int]) -> int:
    """Write the narratives of tasks for a period, by the tasks' keys; return how many changed. An empty one is taken away.

    Besides that of reading the plan it takes the right ``value.verify`` on a row of every task. Raises `Stale` where
    somebody else has changed one since it was seen.
    """
    if not is_period(period):
        raise Refused("reporting.no-period", period=period[:20])
    rows = visible(act.actor, "value.verify", CommitmentRecord.objects.filter(plan=plan, closed_at=None, task__in=list(texts)))
    if set(texts) - set(rows.values_list("task", flat=True)):
        raise Denied("value.verify")
    known = {one.task: one for one in NarrativeRecord.objects.filter(plan=plan, period=period, task__in=list(texts))}
    return sum(_written(act, plan, period, task, text.strip(), known.get(task), editions.get(task, 0)) for task, text in texts.items())


def _written(act: Act, plan: PlanRecord, period: str, task: str, text: str, row: NarrativeRecord | None, seen: int) -> bool:
    old = row.text if row else ""
    if text == old:
        return False
    if len(text) > MOST:
        raise Refused("reporting.long-note", most=MOST, found=len(text))
    if row is not None and row.edition != seen:
        raise Stale(row)
    unit = next((post.unit for post in act.actor.posts if post.working), None)
    row = row or NarrativeRecord(plan=plan, period=period, task=task, edition=0)
    row.text, row.by_id, row.unit_id, row.at, row.edition = text, act.actor.person, unit, act.at, row.edition + 1
    row.save()
    act.note(f"narrative:{task}.{period}", old or None, text or None)
    return True
