"""Reads of plans and documents: what somebody may see, with a number of queries that does not grow."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.db.models import Prefetch, QuerySet

from yibiao.core.corrections.values import Corrected
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.plans.drafting import effective
from yibiao.hub.plans.models import (
    ChargeRecord,
    CorrectionRecord,
    DocumentRecord,
    PlanRecord,
    PlanVersionRecord,
)

_OFFICES = ("unit", "dispatching", "supervising", "assessing")


def plans(actor: Actor, state: str = "") -> QuerySet[PlanRecord]:
    """Return the plans somebody may see, the newest first, with offices and versions, without their contents."""
    versions = PlanVersionRecord.objects.defer("values", "revision").select_related("by")
    rows = visible(actor, "plan.read", PlanRecord.objects.select_related(*_OFFICES))
    rows = rows.defer("compiled", "effective").prefetch_related(Prefetch("versions", versions))
    return rows.filter(state=state) if state else rows


def documents(actor: Actor) -> QuerySet[DocumentRecord]:
    """Return the documents somebody may see, the newest first, with who brought them in and their plans."""
    made = PlanRecord.objects.defer("compiled", "effective")
    rows = visible(actor, "document.read", DocumentRecord.objects.select_related("unit", "by"))
    return rows.prefetch_related(Prefetch("plans", made))


class CorrectedBy(NamedTuple):
    """A correction behind a fact: its number, whose it is (a person's id) and when it was made (ISO)."""

    number: int
    by: int | None
    name: str
    at: str


class TaskRow(NamedTuple):
    """One task of a plan: its values and figures (yibiao-plan/1), who is in charge, and what was corrected in it."""

    task: Mapping[str, Any]
    targets: tuple[Mapping[str, Any], ...]
    charge: ChargeRecord | None
    marks: Mapping[str, tuple[CorrectedBy, ...]]


def tasks(plan: PlanRecord, made: Corrected | None = None) -> list[TaskRow]:
    """Return the tasks of a plan: their leaders in charge (else those of the whole plan) and marks of corrections.

    `marks` are by the key of the task, or of a measure or target in it.
    """
    made = made or effective(plan)
    charges = {row.task: row for row in ChargeRecord.objects.filter(plan=plan).select_related("leader__unit", "coordinator__unit")}
    by_number = _corrections(plan)
    marks = {key: tuple(by_number[number] for number in numbers) for key, numbers in made.marks.items()}
    targets: dict[str | None, list[Mapping[str, Any]]] = {}
    for target in plan.effective["targets"]:
        targets.setdefault(target["task"], []).append(target)
    rows = []
    for task, measures in zip(plan.effective["tasks"], made.measures, strict=True):
        own = tuple(targets.get(task["id"], ()))
        keys = (task["key"], *measures, *(target["key"] for target in own))
        marked = {key: marks[key] for key in keys if key in marks}
        rows.append(TaskRow(task, own, charges.get(task["key"]) or charges.get(""), marked))
    return rows


def _corrections(plan: PlanRecord) -> dict[int, CorrectedBy]:
    rows = CorrectionRecord.objects.filter(plan=plan).values_list("number", "by", "by__name", "at")
    return {number: CorrectedBy(number, by, name or "", at.isoformat()) for number, by, name, at in rows}
