"""Scoring a compiled plan against a hand-labelled answer, as the contract compares them."""

from collections import Counter
from collections.abc import Iterable
from typing import Any, NamedTuple

ROLES = ("lead", "responsible", "cooperating", "data_providers", "guiding")


class Score(NamedTuple):
    """Counts of matched, expected and found items; adds up over documents."""

    matched: int = 0
    expected: int = 0
    found: int = 0

    def plus(self, other: "Score") -> "Score":
        """Return the sum of two scores."""
        return Score(*(a + b for a, b in zip(self, other, strict=True)))

    @property
    def f1(self) -> float:
        """F1 of the matched items; 1.0 where nothing was expected and nothing found."""
        return 2 * self.matched / (self.expected + self.found) if self.expected + self.found else 1.0


def compare(expected: Iterable[Any], found: Iterable[Any]) -> Score:
    """Score two multisets."""
    want, got = Counter(expected), Counter(found)
    return Score(sum((want & got).values()), sum(want.values()), sum(got.values()))


def role_rows(tasks: Iterable[dict[str, Any]]) -> set[tuple[str, str, str]]:
    """Return every (task, role, unit) of plan-shaped tasks, whose units are names or objects."""
    return {
        (task["id"], role, unit if isinstance(unit, str) else unit["name"])
        for task in tasks
        for role in ROLES
        for unit in task.get(role, ())
    }


def same_subject(one: str, two: str) -> bool:
    """Tell whether two subjects share at least 60 % of the characters of the shorter."""
    shared = sum((Counter(one) & Counter(two)).values())
    return shared >= 0.6 * min(len(one), len(two))


def figure(target: dict[str, Any]) -> tuple[str, float | None, float | None, str]:
    """Return what a target is compared by: comparator, low, high, unit."""
    low, high = target.get("low"), target.get("high")
    return (target["comparator"], None if low is None else float(low), None if high is None else float(high), target["unit"])


def target_score(expected: list[dict[str, Any]], found: list[dict[str, Any]], *, subject: bool = False, tasks: bool = True) -> Score:
    """Score targets as multisets of figures (within their task), with agreeing subjects if asked.

    A `debatable` expected target may be missing: it then counts neither way.
    """
    left = list(found)
    matched = wanted = 0
    for want in sorted(expected, key=lambda item: bool(item.get("debatable"))):
        hit = _best(want, left, subject, tasks)
        if hit is not None:
            left.remove(hit)
            matched += 1
        wanted += 1 if hit is not None or not want.get("debatable") else 0
    return Score(matched, wanted, len(found))


def _best(want: dict[str, Any], left: list[dict[str, Any]], subject: bool, tasks: bool) -> dict[str, Any] | None:
    hits = [have for have in left if figure(have) == figure(want) and (not tasks or have.get("task") == want.get("task"))]
    named = [have for have in hits if same_subject(have["subject"], want["subject"])]
    if subject:
        return named[0] if named else None
    return (named or hits or [None])[0]
