"""What corrections report: those that are lost, those that were found again by other words."""

from typing import Any

from yibiao.core.corrections.recheck import whole
from yibiao.core.corrections.values import (
    AddTarget,
    AddTask,
    AnswerFinding,
    Applied,
    ChooseMembers,
    Correction,
    DropTarget,
    EditTarget,
    Lost,
    MergeTasks,
    Reason,
    SetUnits,
    kind_of,
)
from yibiao.core.findings import finding
from yibiao.core.plan import Finding, Plan
from yibiao.messages import say

_SHOWN = 40


def lost(correction: Correction, reason: Reason, plan: Plan) -> Lost:
    """Return a lost correction with the finding that says what it was about and what to do."""
    entry = f"correction-lost-{reason}"
    if isinstance(correction, AnswerFinding) and reason == "gone":
        entry = "correction-lost-finding"
    return Lost(correction, reason, _finding("correction-lost", entry, correction, plan))


def moved(applied: Applied, plan: Plan) -> Finding:
    """Return the finding that a correction's fact was found by other words than it had."""
    was, now = applied.moved or ("", "")
    return _finding("correction-moved", None, applied.correction, plan, now=_short(now or was))


def _finding(code: str, entry: str | None, correction: Correction, plan: Plan, **args: Any) -> Finding:
    return finding(
        code,
        whole(plan),
        entry=entry,
        about=str(correction.number),
        number=correction.number,
        kind=kind_of(correction),
        fact=subject_of(correction) or "—",
        **args,
    )


def subject_of(correction: Correction) -> str:
    """Return what a correction is about, in the words its fact had."""
    if isinstance(correction, AddTask):
        return _short(correction.title)
    if isinstance(correction, AddTarget):
        return _short(correction.passage.words)
    if isinstance(correction, ChooseMembers):
        return _short(correction.group)
    if isinstance(correction, AnswerFinding):
        ref = correction.finding
        return _short(" ".join(part for part in (ref.task.title if ref.task else "", ref.about) if part) or ref.code)
    if isinstance(correction, MergeTasks):
        return "、".join(_short(ref.title) for ref in correction.tasks[:3])
    if isinstance(correction, DropTarget | EditTarget):
        return _short(correction.target.text or correction.target.title)
    ref_ = correction.fact if isinstance(correction, SetUnits) else correction.task
    return _short(ref_.title or ref_.text)


def describe(correction: Correction, lang: str | None = None) -> str:
    """Return a correction in one line: ``第3号 拆分任务：建设创新平台``."""
    kind = say(f"corrections.kind-{kind_of(correction).replace('.', '-')}", lang)
    return say("corrections.line", lang, number=correction.number, kind=kind, fact=subject_of(correction))


def _short(words: str) -> str:
    line = " ".join(words.split())
    return line if len(line) <= _SHOWN else line[: _SHOWN - 1] + "…"
