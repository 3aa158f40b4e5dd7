"""A revision in sentences, in Chinese or English: one for each difference."""

from collections import Counter
from collections.abc import Iterator

from yibiao.core.corrections.telling import describe
from yibiao.core.revisions.values import CarriedCorrection, CommitmentPair, Decision, Revision, TaskDifference
from yibiao.messages import say


def task_line(one: TaskDifference, lang: str | None = None) -> str:
    """Return what became of a task: ``任务 2.3（原 2.2）“建设创新平台”：编号变更``."""
    separator = say("revisions.separator", lang)
    slots = {"title": one.title, "old": separator.join(one.old_ids), "new": separator.join(one.new_ids)}
    return say(f"revisions.task-{one.kind}", lang, **slots)


def correction_line(one: CarriedCorrection, lang: str | None = None) -> str:
    """Return what became of a correction, with the reason where it was not carried."""
    what = describe(one.old, lang)
    if one.new is not None:
        return say("revisions.correction-carried", lang, what=what)
    return say("revisions.correction-lost", lang, what=what, reason=say(f"revisions.why-{one.reason}", lang))


def decision_line(one: Decision, lang: str | None = None) -> str:
    """Return what became of a split, of details or of chosen members."""
    what = say(f"revisions.what-{one.what}", lang)
    reason = say(f"revisions.why-{one.reason}", lang) if one.reason else ""
    return say(f"revisions.decision-{one.state}", lang, what=what, subject=one.subject, reason=reason)


def commitment_line(one: CommitmentPair, lang: str | None = None) -> str:
    """Return what became of a commitment; `unit` is the id of its unit."""
    separator = say("revisions.separator", lang)
    fields = separator.join(say(f"revisions.field-{change.field}", lang) for change in one.changes)
    reason = say(f"revisions.gone-{one.reason}", lang) if one.reason else ""
    slots = {"unit": one.unit, "text": one.text, "fields": fields, "reason": reason}
    return say(f"revisions.commitment-{one.kind}", lang, **slots)


def lines(revision: Revision, lang: str | None = None) -> Iterator[str]:
    """Yield a summary and a sentence for everything that did not stay the same."""
    yield summary(revision, lang)
    yield from (task_line(one, lang) for one in revision.tasks if one.kind != "unchanged")
    yield from (correction_line(one, lang) for one in revision.corrections if one.new is None)
    yield from (decision_line(one, lang) for one in revision.decisions if one.state != "kept")
    yield from (commitment_line(one, lang) for one in revision.commitments if one.kind != "same")


def summary(revision: Revision, lang: str | None = None) -> str:
    """Return how many tasks there are of each kind, in one line."""
    counts = Counter(one.kind for one in revision.tasks)
    said = [
        say("revisions.count", lang, kind=say(f"revisions.kind-{kind}", lang), count=count)
        for kind, count in counts.items()
    ]
    return say("revisions.summary", lang, counts=say("revisions.separator", lang).join(said))
