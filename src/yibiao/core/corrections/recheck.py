"""The findings of a corrected plan: the checks once more, and what they say differently taken over.

Only the difference between the checks before and after is applied, so that findings of the reader, of the
repair and of an earlier compiler stay as they are.
"""

from collections import Counter

from yibiao.core.checks import CHECKS, Compiled, run_checks
from yibiao.core.match import normal
from yibiao.core.plan import Finding, Plan
from yibiao.core.spans import Span
from yibiao.core.splits.values import Chosen


def recheck(before: Plan, after: Plan, members: tuple[Chosen, ...]) -> tuple[Finding, ...]:
    """Return the findings of `after`, which carries those of `before`; chosen `members` settle open classes."""
    was, now = (run_checks(_compiled(plan)) for plan in (before, after))
    gone, came = Counter(was) - Counter(now), Counter(now) - Counter(was)
    kept = []
    for found, plain in zip(after.findings, before.findings, strict=True):
        if gone[plain]:
            gone[plain] -= 1
        else:
            kept.append(found)
    new = []
    for found in now:
        if came[found]:
            came[found] -= 1
            new.append(found)
    return tuple(found for found in _in_order(kept, new, now) if not _is_settled(found, members))


def whole(plan: Plan) -> Span:
    """Return the span that findings about the document as a whole point to: its title's."""
    places = dict(plan.document.places)
    return places.get("plan_title") or places.get("title") or Span(0, min(1, len(plan.text)))


def _compiled(plan: Plan) -> Compiled:
    """Return what the checks look at; gaps in numbering are no correction's matter."""
    return Compiled(plan.document, plan.sections, plan.tasks, plan.targets, (), False, whole(plan))


def _in_order(kept: list[Finding], new: list[Finding], now: list[Finding]) -> list[Finding]:
    """Return the findings that stay and those that came, each kind in the order in which checks say it."""
    if not new:
        return kept
    ranks = {found: place for place, found in enumerate(now)}
    codes = {_code(check.__name__): place for place, check in enumerate(CHECKS)}
    others = [found for found in kept if found.code not in codes]
    checked = [found for found in kept if found.code in codes] + new
    # One that an earlier compiler wrote otherwise stands before those of its kind.
    checked.sort(key=lambda found: (codes[found.code], ranks.get(found, -1)))
    return others + checked


def _code(name: str) -> str:
    return name.strip("_").replace("_", "-")


def _is_settled(found: Finding, members: tuple[Chosen, ...]) -> bool:
    if found.code != "unresolved-group":
        return False
    return any(
        normal(chosen.group) == normal(found.about or "") and chosen.task in (None, found.task)
        for chosen in members
    )
