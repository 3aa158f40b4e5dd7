"""Which task, measure and target of an old plan is which of a new one, tasks split and merged included.

What `core/match.py` leaves without a partner is traced by its sentences: an old task whose sentences are found
in one new task was merged into it, a new task whose sentences come from one old task was split from it.
Sentences that the new task had before, or that the old one still has, tell nothing.
Plans have to have keys (`corrections.finish.keyed`).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from yibiao.core.corrections.likeness import Index, Words
from yibiao.core.match import (
    Match,
    Matches,
    headings,
    match_sections,
    match_targets,
    match_tasks,
    normal,
    similarity,
)
from yibiao.core.plan import Measure, Plan, Task

# A task has gone into another from this share of its words on.
_MOST = 0.5
_SIMILAR = 0.6
# Sentences of fewer characters than this (加强领导) may stand anywhere.
_LEAST_WORDS = 6

MeasureKeys = tuple[tuple[str, ...], ...]


class Group(NamedTuple):
    """Tasks that belong together: one and one, one and its parts, several and what they became; by key."""

    old: tuple[str, ...]
    new: tuple[str, ...]


class Pairs(NamedTuple):
    """What belongs together in two plans. `heirs` gives the new key of each old task that lives on."""

    matches: Matches
    groups: tuple[Group, ...]
    heirs: dict[str, str]
    targets: dict[str, str]


def pair_plans(old: Plan, new: Plan) -> Pairs:
    """Pair two plans."""
    tasks = match_tasks(old.tasks, new.tasks)
    links = _pair_single(tasks, [*_links(tasks, old, new)])
    edges = [(one.key, two.key) for one, two in tasks.pairs] + [(one.key, two.key) for one, two in links]
    # Partners go before those that were traced, and these in the order of the text.
    heirs: dict[str, str] = {}
    for before, after in edges:
        heirs.setdefault(before, after)
    sections = match_sections(headings(old), headings(new))
    places: dict[str | None, str | None] = {one.id: two.id for one, two in sections.pairs}
    olds, news = ({task.key: task.id for task in plan.tasks} for plan in (old, new))
    places |= {olds[before]: news[after] for before, after in heirs.items()}
    targets = match_targets(old.targets, new.targets, places)
    return Pairs(
        Matches(sections, tasks, targets, places),
        tuple(_groups(old, new, edges)),
        heirs,
        {one.key: two.key for one, two in targets.pairs},
    )


# --- Split and merged tasks ----------------------------------------------------------------------


def _links(match: Match[Task], old: Plan, new: Plan) -> Iterator[tuple[Task, Task]]:
    """Yield what the tasks without a partner went into, and what they came from."""
    before = {two.key: one for one, two in match.pairs}
    after = {one.key: two for one, two in match.pairs}
    if match.removed and new.tasks:
        sentences = _Sentences(new, before)
        for task in match.removed:
            for other in sentences.holder(task):
                yield task, other
    if match.added and old.tasks:
        sentences = _Sentences(old, after)
        for task in match.added:
            for other in sentences.holder(task):
                yield other, task


class _Sentences:
    """The sentences of a plan, save those that a task shares with its partner in the other plan."""

    def __init__(self, plan: Plan, partners: dict[str, Task]) -> None:
        self._tasks = {task.key: task for task in plan.tasks}
        self._shared: set[str] = set()
        entries = []
        for task in plan.tasks:
            partner = partners.get(task.key)
            shared = set(map(normal, _said(partner))) if partner else set()
            for place, words in enumerate(_said(task)):
                if normal(words) in shared:
                    self._shared.add(normal(words))
                else:
                    entries.append((f"{task.key}\x1f{place}", Words("", words)))
        self._index = Index(entries)

    def holder(self, task: Task) -> list[Task]:
        """Return the task that most of the words of `task` are found in, if there is one."""
        said = [words for words in _said(task) if normal(words) not in self._shared]
        found: Counter[str] = Counter()
        for words in said:
            holders = {key.partition("\x1f")[0] for key in self._index.find(Words("", words))}
            if len(holders) == 1:
                found[holders.pop()] += len(normal(words))
        whole = sum(len(normal(words)) for words in said)
        return [self._tasks[key] for key, share in found.most_common(1) if share >= _MOST * whole]


def _said(task: Task) -> list[str]:
    """Return the sentences of a task that are long enough to be known by."""
    words = [measure.text for measure in task.measures] or [task.text or task.title]
    return [text for text in words if len(normal(text)) >= _LEAST_WORDS]


def _pair_single(match: Match[Task], links: list[tuple[Task, Task]]) -> list[tuple[Task, Task]]:
    """Pair what went whole from one task without a partner to another such; return the other links."""
    olds = Counter(one.key for one, _ in set(links))
    news = Counter(two.key for _, two in set(links))
    free = {task.key for task in match.removed}, {task.key for task in match.added}
    single = [
        (one, two)
        for one, two in dict.fromkeys(links)
        if olds[one.key] == news[two.key] == 1 and one.key in free[0] and two.key in free[1]
    ]
    match.pair(single)
    return [link for link in dict.fromkeys(links) if link not in single]


def _groups(old: Plan, new: Plan, edges: Iterable[tuple[str, str]]) -> Iterator[Group]:
    """Yield the tasks that belong together: those of the new plan in its order, then those that are gone."""
    sources: dict[str, list[str]] = defaultdict(list)
    outcomes: dict[str, list[str]] = defaultdict(list)
    for before, after in edges:
        sources[after].append(before)
        outcomes[before].append(after)
    seen: set[str] = set()
    rank = {task.key: place for place, task in enumerate(new.tasks)}
    ranks = {task.key: place for place, task in enumerate(old.tasks)}
    for task in new.tasks:
        if task.key not in seen:
            befores, afters = _reached(task.key, sources, outcomes)
            seen |= afters
            yield Group(
                tuple(sorted(befores, key=ranks.__getitem__)), tuple(sorted(afters, key=rank.__getitem__))
            )
    for task in old.tasks:
        if task.key not in outcomes:
            yield Group((task.key,), ())


def _reached(
    start: str, sources: dict[str, list[str]], outcomes: dict[str, list[str]]
) -> tuple[set[str], set[str]]:
    """Return the old and new tasks that hang together with the new task `start`."""
    befores: set[str] = set()
    afters: set[str] = set()
    waiting = [start]
    while waiting:
        after = waiting.pop()
        if after in afters:
            continue
        afters.add(after)
        for before in sources.get(after, ()):
            if before not in befores:
                befores.add(before)
                waiting += outcomes[before]
    return befores, afters


# --- Measures ------------------------------------------------------------------------------------


class _Sentence(NamedTuple):
    key: str
    task: str
    measure: Measure


def pair_measures(
    old: Plan, new: Plan, keys: tuple[MeasureKeys, MeasureKeys], heirs: dict[str, str]
) -> dict[str, str]:
    """Return the new key of each old measure: the same words in the task it lives on in, anywhere, or like words there."""
    before, after = _all(old, keys[0]), _all(new, keys[1])
    match = Match(before, after)
    match.by(lambda one: (heirs.get(one.task), _plain(one)), lambda two: (two.task, _plain(two)))
    match.by(_plain)
    found = {one.key: two.key for one, two in match.pairs}
    left: dict[str, tuple[list[_Sentence], list[_Sentence]]] = defaultdict(lambda: ([], []))
    for one in match.removed:
        if one.task in heirs:
            left[heirs[one.task]][0].append(one)
    for two in match.added:
        left[two.task][1].append(two)
    for olds, news in left.values():
        inner = Match(olds, news)
        inner.by_score(lambda one, two: similarity(one.measure.text, two.measure.text), _SIMILAR)
        found |= {one.key: two.key for one, two in inner.pairs}
    return found


def _all(plan: Plan, keys: MeasureKeys) -> list[_Sentence]:
    return [
        _Sentence(key, task.key, measure)
        for task, own in zip(plan.tasks, keys, strict=True)
        for key, measure in zip(own, task.measures, strict=True)
    ]


def _plain(one: _Sentence) -> str | None:
    return normal(one.measure.text) or None
