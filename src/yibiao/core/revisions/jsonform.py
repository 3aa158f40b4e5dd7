"""A revision as plain values (`yibiao-revision/1`), to be stored: what became of everything, by key."""

from typing import Any

from yibiao.core.corrections.jsonform import correction_values
from yibiao.core.diff import Change
from yibiao.core.plan import Finding
from yibiao.core.revisions.values import CarriedCorrection, CommitmentPair, Decision, Revision, TaskDifference

FORMAT = "yibiao-revision/1"

Json = dict[str, Any]


def revision_values(revision: Revision) -> Json:
    """Return a revision as plain values; the plans and the split file are stored by themselves."""
    return {
        "format": FORMAT,
        "old": _document(revision.old.plan.document),
        "new": _document(revision.new.plan.document),
        "tasks": [_task(one) for one in revision.tasks],
        "targets": [{"old": one.old, "new": one.new} for one in revision.targets],
        "other": [change_values(one) for one in revision.other],
        "corrections": [_correction(one) for one in revision.corrections],
        "decisions": [_decision(one) for one in revision.decisions],
        "commitments": [_commitment(one) for one in revision.commitments],
        "findings": [_finding(one) for one in revision.findings],
    }


def _document(document: Any) -> Json:
    return {"number": document.number, "date": document.date, "sha256": document.source.sha256}


def _task(one: TaskDifference) -> Json:
    return {
        "kind": one.kind,
        "old": list(one.old),
        "new": list(one.new),
        "old_ids": list(one.old_ids),
        "new_ids": list(one.new_ids),
        "title": one.title,
        "changes": [change_values(change) for change in one.changes],
    }


def change_values(change: Change) -> Json:
    """Return a change as plain values, without the fields that it has not."""
    return {name: value for name, value in change._asdict().items() if value not in (None, "")}


def _correction(one: CarriedCorrection) -> Json:
    new = None if one.new is None else correction_values(one.new)
    return {"number": one.old.number, "old": correction_values(one.old), "new": new, "reason": one.reason}


def _decision(one: Decision) -> Json:
    made = one._asdict()
    del made["finding"]
    return made


def _commitment(one: CommitmentPair) -> Json:
    made = one._asdict()
    made["changes"] = [change._asdict() for change in one.changes]
    return made


def _finding(found: Finding) -> Json:
    return {
        "code": found.code,
        "severity": found.severity,
        "message": found.message,
        "advice": found.advice,
        "task": found.task,
        "about": found.about,
        "span": list(found.span),
        "args": dict(found.args),
    }
