"""从哪来: where a number, a unit, a task or a light comes from, back to the characters that order it.

Every trace is read with the rights of who asks: what they may not see is left out, and a plan or commitment
they may not see has none (`None`).
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from yibiao.core.quoting import Piece, quoted
from yibiao.core.standing import Standing
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may
from yibiao.hub.commitments.models import CommitmentRecord, DecisionRecord, ValueRecord
from yibiao.hub.commitments.reading import SharedTotal, shares_of
from yibiao.hub.commitments.standing import latest
from yibiao.hub.evidence.models import EvidenceLinkRecord
from yibiao.hub.lights.lighting import Lighting, targets_of
from yibiao.hub.plans.models import CorrectionRecord, DocumentRecord, PlanRecord

Json = Mapping[str, Any]
ROLES = ("lead", "responsible", "cooperating", "data_providers", "guiding")


class Trace(NamedTuple):
    """What the panel shows. `kind` is target, task, unit or commitment; what does not apply is empty."""

    kind: str
    plan: PlanRecord
    document: DocumentRecord
    title: str
    task: Json | None
    quote: tuple[Piece, ...]
    target: Json | None = None
    role: str = ""
    unit: Json | None = None
    corrections: tuple[CorrectionRecord, ...] = ()
    shared: SharedTotal | None = None
    details: Json | None = None
    commitment: CommitmentRecord | None = None
    values: tuple[ValueRecord, ...] = ()
    evidence: tuple[ValueRecord, ...] = ()
    proofs: tuple[EvidenceLinkRecord, ...] = ()
    stands: Standing | None = None
    period: str = ""


def of_target(actor: Actor, plan: PlanRecord, key: str) -> Trace | None:
    """Return where a figure of a plan comes from (by its key): sentence, corrections, shares; None for an unknown one."""
    values = _values(plan)
    target = _by(values["targets"], "key", key)
    if target is None:
        return None
    task = _by(values["tasks"], "id", target["task"])
    return _trace(
        actor, "target", plan, task, [target["span"], *target.get("also", ())], {key},
        title=target["text"], target=target, shared=shares_of(actor, plan, key), details=_details(plan, target),
    )  # fmt: skip


def of_task(actor: Actor, plan: PlanRecord, key: str) -> Trace | None:
    """Return where a task comes from (by its key): its title and the clause that gives its units."""
    task = _by(_values(plan)["tasks"], "key", key)
    if task is None:
        return None
    start, end = task["span"]
    text = str(plan.compiled.get("text") or "")
    # A title that was corrected does not stand there: then the sentence that it was read from is lit.
    length = len(task["title"]) if text.startswith(task["title"], start) else text[start:end].find("。")
    spans = [(start, min(end, start + max(1, length))), *([task["clause"]] if task.get("clause") else [])]
    return _trace(actor, "task", plan, task, spans, {key}, title=f"{task['id']} {task['title']}")


def of_unit(actor: Actor, plan: PlanRecord, key: str, role: str, place: int) -> Trace | None:
    """Return where a unit's part in a task comes from: the `place`-th (from 0) unit with a role in it."""
    task = _by(_values(plan)["tasks"], "key", key)
    if task is None or role not in ROLES or not place < len(task.get(role) or ()):
        return None
    unit = task[role][place]
    spans = [unit["span"]] if unit.get("span") else []
    title = f"{task['id']} {task['title']}"
    return _trace(actor, "unit", plan, task, spans, {key}, title=title, role=role, unit=unit)


def of_commitment(actor: Actor, row: CommitmentRecord, period: str) -> Trace:
    """Return where a row of a unit's table comes from, its values over time and its light at the end of `period`."""
    plan = row.plan
    values = _values(plan)
    target = _by(values["targets"], "key", row.target) if row.target else None
    task = _by(values["tasks"], "key", row.task)
    shared = shares_of(actor, plan, row.target) if row.target else None
    reported = ValueRecord.objects.filter(commitment=row, field__in=("total", "evidence"), counted__gt="")
    ordered = sorted(reported.select_related("by"), key=lambda value: value.period)
    totals = tuple(value for value in ordered if value.field == "total")
    links = EvidenceLinkRecord.objects.filter(commitment=row, withdrawn_at=None).select_related("evidence__unit")
    reached = latest([row], period).get(row.pk)
    trace = _trace(
        actor, "commitment", plan, task, row.body.get("spans", ())[:1], {row.target, row.task},
        title=row.text, target=target, shared=shared, details=_details(plan, target) if target else None,
    )  # fmt: skip
    return trace._replace(
        commitment=row,
        values=totals,
        evidence=tuple(value for value in ordered if value.field == "evidence"),
        proofs=tuple(links.order_by("period", "pk")),
        stands=Lighting({plan.pk: targets_of(values)}).stands(row, period, (reached.counted or "") if reached else ""),
        period=period,
    )


def _trace(
    actor: Actor,
    kind: str,
    plan: PlanRecord,
    task: Json | None,
    spans: Sequence[Sequence[int]],
    keys: set[str],
    **more: Any,
) -> Trace:
    text = str(plan.compiled.get("text") or "")
    document = DocumentRecord.objects.get(pk=plan.document_id)
    made = CorrectionRecord.objects.filter(plan=plan, undone_at=None).select_related("by")
    corrected = tuple(one for one in made if may_know(actor, plan) and keys & _keys(one.body))
    return Trace(
        kind=kind,
        plan=plan,
        document=document,
        task=task,
        quote=quoted(text, spans),
        corrections=corrected,
        **more,
    )


def may_know(actor: Actor, plan: PlanRecord) -> bool:
    """Tell whether somebody may know who corrected what in a plan."""
    return may(actor, "history.read", plan)


def _keys(body: Any) -> set[str]:
    """Return the keys of the facts that a correction is about, however deep they stand in it."""
    if isinstance(body, Mapping):
        own = {str(body["key"])} if "key" in body else set()
        return own.union(*map(_keys, body.values()))
    return set().union(*map(_keys, body)) if isinstance(body, list) else set()


def _values(plan: PlanRecord) -> Json:
    values: Json = plan.effective or plan.compiled
    return {"tasks": values.get("tasks", ()), "targets": values.get("targets", ())}


def _details(plan: PlanRecord, target: Json) -> Json | None:
    """Return what the office filled in for a target: 口径, 数据来源 …"""
    row = DecisionRecord.objects.filter(
        plan=plan, kind=DecisionRecord.DETAILS, about__in=(target["key"], target["id"])
    ).first()
    return row.body if row else None


def _by(rows: Sequence[Json], name: str, wanted: Any) -> Json | None:
    return next((row for row in rows if row[name] == wanted), None) if wanted is not None else None
