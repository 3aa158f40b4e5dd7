"""Commitments before and after a revision, paired so that their history hangs on; those that vanished say why."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from yibiao.core.commitments.values import Commitment, Commitments, Figure
from yibiao.core.corrections.values import Corrected
from yibiao.core.match import Match, normal, similarity
from yibiao.core.plan import Plan
from yibiao.core.revisions.pairing import Pairs, pair_measures
from yibiao.core.revisions.values import CommitmentPair, Field, FieldChange, Gone
from yibiao.core.serialise import exact

_SIMILAR = 0.4
# From this likeness on one sentence says what two said before.
_SAID_ONCE = 0.8

# What a row is about: a target or a measure by its key, else the task.
Fact = tuple[str, str]


class _Sides(NamedTuple):
    """What of two plans belongs together, as far as rows need it.

    `units` gives successors of units; `primary` holds the old tasks that live on as themselves, not in another.
    """

    tasks: Mapping[str, str]
    targets: Mapping[str, str]
    measures: Mapping[str, str]
    units: Mapping[str, str]
    primary: set[str]


def pair_commitments(
    old: Commitments,
    new: Commitments,
    plans: tuple[Corrected, Corrected],
    pairs: Pairs,
    successors: Mapping[str, str] | None = None,
) -> tuple[CommitmentPair, ...]:
    """Return every row of either side with its partner: the new ones in order, then those that are gone."""
    one, two = plans
    measures = pair_measures(one.plan, two.plan, (one.measures, two.measures), pairs.heirs)
    kept = {before.key for before, _ in pairs.matches.tasks.pairs}
    sides = _Sides(pairs.heirs, pairs.targets, measures, successors or {}, kept)
    facts = _Facts(one), _Facts(two)
    partners = _partners(old.rows, new.rows, facts, sides)
    origin = {after.key: before for before, after in partners}
    gone = [row for row in old.rows if row.key not in {before.key for before, _ in partners}]
    closing = _Closing(new, facts, sides)
    return (
        *(_told(origin.get(row.key), row) for row in new.rows),
        *(closing.gone(row) for row in gone),
    )


class _Facts:
    """Says what a row of one plan is about."""

    def __init__(self, corrected: Corrected) -> None:
        plan: Plan = corrected.plan
        self._measures = {
            (task.key, measure.span): key
            for task, own in zip(plan.tasks, corrected.measures, strict=True)
            for key, measure in zip(own, task.measures, strict=True)
        }

    def of(self, row: Commitment) -> Fact:
        """Return the fact of a row."""
        if row.target is not None:
            return "target", row.target.key
        return self.sentence(row) or ("task", row.task.key)

    def sentence(self, row: Commitment) -> Fact | None:
        """Return the measure a row stands in."""
        key = self._measures.get((row.task.key, row.measure.span)) if row.measure else None
        return None if key is None else ("measure", key)


def _after(fact: Fact, sides: _Sides) -> Fact | None:
    """Return what a fact of the old plan is in the new one."""
    kind, key = fact
    table = {"target": sides.targets, "measure": sides.measures, "task": sides.tasks}[kind]
    return (kind, table[key]) if key in table else None


def _partners(
    old: Iterable[Commitment], new: Iterable[Commitment], facts: tuple[_Facts, _Facts], sides: _Sides
) -> list[tuple[Commitment, Commitment]]:
    """Pair rows of one unit: by what they are about, by their sentence, by like words in the same task."""
    before, after = facts

    def unit(row: Commitment) -> str:
        return sides.units.get(row.unit, row.unit)

    def fact(row: Commitment) -> object:
        found = _after(before.of(row), sides)
        return None if found is None else (unit(row), found)

    def sentence(row: Commitment) -> object:
        # A sentence that has a figure by now; a figure that went has no successor in its sentence.
        found = before.sentence(row) if row.target is None else None
        now = _after(found, sides) if found else None
        return None if now is None else (unit(row), now)

    match = Match(old, new)
    match.by(fact, lambda row: (row.unit, after.of(row)))
    match.by(sentence, lambda row: (row.unit, after.sentence(row)))
    _pair_alike(match, unit, sides)
    return match.pairs


def _pair_alike(match: Match[Commitment], unit: Any, sides: _Sides) -> None:
    """Pair what is left of one unit in one task, rows without figures only, by their words."""
    left: dict[object, tuple[list[Commitment], list[Commitment]]] = defaultdict(lambda: ([], []))
    for row in match.removed:
        if row.target is None and row.task.key in sides.tasks:
            left[unit(row), sides.tasks[row.task.key]][0].append(row)
    for row in match.added:
        if row.target is None:
            left[row.unit, row.task.key][1].append(row)
    for before, after in left.values():
        inner = Match(before, after)
        inner.by_score(lambda one, two: similarity(one.text, two.text), _SIMILAR)
        match.pair(inner.pairs)


# --- What changed --------------------------------------------------------------------------------


def _told(old: Commitment | None, new: Commitment) -> CommitmentPair:
    if old is None:
        return CommitmentPair("new", None, new.key, new.unit, new.text)
    changes = tuple(_changes(old, new))
    return CommitmentPair("changed" if changes else "same", old.key, new.key, new.unit, new.text, changes)


def _changes(old: Commitment, new: Commitment) -> Iterable[FieldChange]:
    for field, before, after in _fields(old, new):
        if before != after:
            yield FieldChange(field, before, after)
    if normal(old.text) != normal(new.text):
        yield FieldChange("wording", old.text, new.text)


def _fields(old: Commitment, new: Commitment) -> Iterable[tuple[Field, Any, Any]]:
    yield "figure", _figure(old.figure), _figure(new.figure)
    yield "city", _figure(old.city), _figure(new.city)
    yield "deadline", old.deadline, new.deadline
    yield "roles", sorted(old.roles), sorted(new.roles)
    yield "holding", old.holding, new.holding
    yield "group", old.group, new.group


def _figure(figure: Figure | None) -> dict[str, Any] | None:
    if figure is None:
        return None
    low, high = (None if value is None else exact(value) for value in (figure.low, figure.high))
    return {"comparator": figure.comparator, "low": low, "high": high, "unit": figure.unit}


# --- What is gone --------------------------------------------------------------------------------


class _Closing:
    """Says why a commitment is gone."""

    def __init__(self, new: Commitments, facts: tuple[_Facts, _Facts], sides: _Sides) -> None:
        self._facts = facts[0]
        self._sides = sides
        self._rows: dict[tuple[str, str], list[Commitment]] = defaultdict(list)
        self._ids = {target.key: target.id for target in new.plan.targets}
        self._stricter: dict[tuple[str, str], Commitment] = {}
        for row in new.rows:
            self._rows[row.unit, row.task.key].append(row)
            for left in row.stricter:
                self._stricter[row.unit, left.target] = row

    def gone(self, row: Commitment) -> CommitmentPair:
        """Return a closed commitment with its reason, and the one it lives on in."""
        reason, into = self._why(row)
        key = into.key if into else None
        return CommitmentPair("gone", row.key, None, row.unit, row.text, (), reason, key)

    def _why(self, row: Commitment) -> tuple[Gone, Commitment | None]:
        unit = self._sides.units.get(row.unit, row.unit)
        home = self._sides.tasks.get(row.task.key)
        fact = self._facts.of(row)
        if home is None and not row.task.key.startswith("goal-"):
            return "task-gone", None
        joined = self._joined(row, unit) or self._said_once(row, unit, home)
        if joined:
            return "merged-into", joined
        if _after(fact, self._sides) is None:
            return ("target-gone" if fact[0] == "target" else "measure-gone"), None
        return "unit-no-longer-named", None

    def _joined(self, row: Commitment, unit: str) -> Commitment | None:
        """Return the new row that has a stricter figure in the place of this one."""
        key = self._sides.targets.get(row.target.key, "") if row.target else ""
        return self._stricter.get((unit, self._ids.get(key, "")))

    def _said_once(self, row: Commitment, unit: str, home: str | None) -> Commitment | None:
        """Return the row of the merged task that says what both of the tasks before said."""
        if home is None or row.task.key in self._sides.primary:
            return None
        alike = [(similarity(row.text, other.text), other) for other in self._rows.get((unit, home), ())]
        best = max(alike, key=lambda pair: pair[0], default=None)
        return best[1] if best and best[0] >= _SAID_ONCE else None
