"""Answers to findings: an answered finding stays visible and is open no more."""

from collections import defaultdict
from collections.abc import Iterable
from typing import NamedTuple

from yibiao.core.corrections.refs import finding_refs
from yibiao.core.corrections.telling import lost
from yibiao.core.corrections.values import Answered, AnswerFinding, Applied, FindingRef, Lost, Reason
from yibiao.core.match import normal, similarity
from yibiao.core.plan import Plan

_SIMILAR = 0.4


class Said(NamedTuple):
    """What became of the answers."""

    answered: tuple[Answered, ...]
    applied: tuple[Applied, ...]
    lost: tuple[Lost, ...]


def answer_all(plan: Plan, answers: Iterable[AnswerFinding]) -> Said:
    """Return the findings of `plan` that are answered; of two answers to one the later counts."""
    refs = finding_refs(plan)
    by_key = {ref.key: place for place, ref in enumerate(refs)}
    alike: dict[object, list[int]] = defaultdict(list)
    for place, ref in enumerate(refs):
        alike[_saying(ref)].append(place)
    found: dict[int, Answered] = {}
    applied: list[Applied] = []
    gone: list[Lost] = []
    for answer in answers:
        known = by_key.get(answer.finding.key)
        hit: int | Reason = _again(answer.finding, refs, alike) if known is None else known
        if isinstance(hit, str):
            gone.append(lost(answer, hit, plan))
            continue
        moved = None if known is not None else (answer.finding.code, plan.findings[hit].code)
        found[hit] = Answered(plan.findings[hit], answer)
        applied.append(Applied(answer, (refs[hit].key,), moved))
    return Said(tuple(found[place] for place in sorted(found)), tuple(applied), tuple(gone))


def _again(sought: FindingRef, refs: tuple[FindingRef, ...], alike: dict[object, list[int]]) -> int | Reason:
    """Return the place of the finding that says the same of a task whose words changed, else why there is none."""
    places = [place for place in alike.get(_saying(sought), ()) if _same_task(sought, refs[place])]
    if not places:
        return "gone"
    return places[0] if len(places) == 1 else "ambiguous"


def _saying(ref: FindingRef) -> object:
    """What a finding says without its task: the figures of a conflict are part of it."""
    return ref.code, normal(ref.about), tuple(map(normal, ref.said)), ref.task is None


def _same_task(one: FindingRef, two: FindingRef) -> bool:
    if one.task is None or two.task is None:
        return one.task is two.task
    if one.task.key == two.task.key:
        return True
    return max(similarity(one.task.title, two.task.title), similarity(one.task.text, two.task.text)) >= _SIMILAR


