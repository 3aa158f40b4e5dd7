"""Two documents compared: their texts sentence by sentence, and the tasks of their plans."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from yibiao.core.revisions.jsonform import revision_values
from yibiao.core.revisions.revise import revise
from yibiao.core.revisions.sides import Facts, Row, rows_of
from yibiao.core.revisions.texts import CHANGED, GONE, NEW, SAME, Stretch, side_by_side
from yibiao.core.serialise import from_dict
from yibiao.hub.library.models import IndexedRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

UNTOUCHED = ("unchanged", "renumbered")


class TaskRows(NamedTuple):
    """A task that differs: how, its numbers on either side, and its lines."""

    kind: str
    old_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    title: str
    rows: tuple[Row, ...]


class Compared(NamedTuple):
    """Two documents: stretches of text, sentences by kind (same, changed, gone, new), tasks that differ.

    `tasks` is None where one of them has no plan that may be seen; `kept` counts the tasks that are the same.
    """

    texts: tuple[Stretch, ...]
    sentences: Mapping[str, int]
    tasks: tuple[TaskRows, ...] | None
    kept: int = 0


def compare(
    old: DocumentRecord, new: DocumentRecord, old_plan: PlanRecord | None, new_plan: PlanRecord | None
) -> Compared:
    """Return what `new` has other than `old`, with the plans as far as somebody may see them."""
    texts = side_by_side(_text(old), _text(new))
    lines = [line.kind for stretch in texts for line in stretch.lines]
    counts = {kind: lines.count(kind) for kind in (SAME, CHANGED, GONE, NEW)}
    if old_plan is None or new_plan is None:
        return Compared(texts, counts, None)
    made = revision_values(revise(from_dict(_values(old_plan)), from_dict(_values(new_plan))))
    sides = Facts(_values(old_plan)), Facts(_values(new_plan))
    touched = [one for one in made["tasks"] if one["kind"] not in UNTOUCHED]
    rows = tuple(_task(one, sides, made["targets"]) for one in touched)
    return Compared(texts, counts, rows, len(made["tasks"]) - len(touched))


def _text(document: DocumentRecord) -> str:
    return IndexedRecord.objects.filter(document=document).values_list("text", flat=True).first() or ""


def _values(plan: PlanRecord) -> Any:
    return plan.effective or plan.compiled


def _task(one: Any, sides: tuple[Facts, Facts], targets: Any) -> TaskRows:
    rows = tuple(row for row in rows_of(one, sides, targets) if row.changed or row.what == "title")
    return TaskRows(one["kind"], tuple(one["old_ids"]), tuple(one["new_ids"]), one["title"], rows)
