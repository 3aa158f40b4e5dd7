"""Which entry of an old plan is which of a new one: by key, then by place and words, words alone, its neighbours.

Keys of namesakes are counted (`keys.py`), so that one that comes in front shifts the keys of the others: tasks
of one title and figures of one sentence are therefore known by all their words before keys are asked.
"""

import unicodedata
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Generic, NamedTuple, TypeVar

from yibiao.core.plan import Plan, Section, Target, Task

Fact = TypeVar("Fact")

# Two texts are one, changed, from this share of common character pairs (Dice) on.
_SIMILAR = 0.6
# A title or subject of a few characters changes a lot with one word.
_SIMILAR_TITLE = 0.4

# Marks that differ between spellings and formats of the same text.
_MARKS = frozenset(" \t\n\r\u3000,，.。;；:：、\"'“”‘’「」『』()（）《》〈〉〔〕[]【】·•—–-")


@lru_cache(maxsize=4096)
def normal(text: str) -> str:
    """Return `text` as it is compared: one width, without spaces and marks, save those inside a figure."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(char for at, char in enumerate(folded) if char not in _MARKS or _in_figure(folded, at))


def _in_figure(text: str, at: int) -> bool:
    return text[at] in ".-" and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()


@lru_cache(maxsize=4096)
def _pairs(text: str) -> frozenset[str]:
    plain = normal(text)
    return frozenset(map("".join, pairwise(plain))) or frozenset((plain,))


def similarity(one: str, two: str) -> float:
    """Return how alike two texts are, from 0 to 1 (Dice coefficient of character pairs)."""
    if one == two:
        return 1.0
    first, second = _pairs(one), _pairs(two)
    return 2 * len(first & second) / (len(first) + len(second))


class Match(Generic[Fact]):
    """Old and new entries that belong together (`pairs`, in new order), and those still without a partner."""

    def __init__(self, old: Iterable[Fact], new: Iterable[Fact]) -> None:
        self.removed = list(old)
        self.added = list(new)
        self.pairs: list[tuple[Fact, Fact]] = []
        self._order = {id(fact): place for place, fact in enumerate(self.added)}

    def by(self, old: Callable[[Fact], Hashable], new: Callable[[Fact], Hashable] | None = None) -> None:
        """Pair entries of equal key in order; an entry whose key is None waits for another rule."""
        waiting: dict[Hashable, list[Fact]] = defaultdict(list)
        for fact in reversed(self.added):
            waiting[(new or old)(fact)].append(fact)
        found = []
        for fact in self.removed:
            key = old(fact)
            if key is not None and waiting.get(key):
                found.append((fact, waiting[key].pop()))
        self.pair(found)

    def by_score(self, score: Callable[[Fact, Fact], float], least: float) -> None:
        """Pair the most alike first, as long as their score reaches `least`."""
        scored = (
            (-score(one, two), before, after)
            for before, one in enumerate(self.removed)
            for after, two in enumerate(self.added)
        )
        olds: set[int] = set()
        news: set[int] = set()
        found = []
        for _, before, after in sorted(item for item in scored if -item[0] >= least):
            if before not in olds and after not in news:
                olds.add(before)
                news.add(after)
                found.append((self.removed[before], self.added[after]))
        self.pair(found)

    def pair(self, found: list[tuple[Fact, Fact]]) -> None:
        """Pair entries that belong together."""
        if not found:
            return
        # By identity: two entries may be equal and yet two.
        taken = {id(fact) for pair in found for fact in pair}
        self.removed = [fact for fact in self.removed if id(fact) not in taken]
        self.added = [fact for fact in self.added if id(fact) not in taken]
        self.pairs.extend(found)
        self.pairs.sort(key=lambda pair: self._order[id(pair[1])])


def match_sections(old: Iterable[Section], new: Iterable[Section]) -> Match[Section]:
    """Pair sections by heading, then by number."""
    match = Match(old, new)
    match.by(lambda section: (section.id, normal(section.title)))
    match.by(lambda section: normal(section.title) or None)
    match.by_score(lambda one, two: similarity(one.title, two.title), _SIMILAR)
    match.by(lambda section: section.id)
    return match


def match_tasks(old: Iterable[Task], new: Iterable[Task]) -> Match[Task]:
    """Pair namesakes by their words, then tasks by key, number and title, title, words, place, and neighbours."""
    before, after = list(old), list(new)
    match = Match(before, after)
    _pair_namesakes(match)
    match.by(lambda task: task.key or None)
    match.by(lambda task: (task.id, normal(task.title)))
    match.by(lambda task: normal(task.title) or None)
    match.by_score(lambda one, two: similarity(one.title + one.text, two.title + two.text), _SIMILAR)
    match.by_score(_same_place, _SIMILAR_TITLE)
    _pair_between(match, before, after)
    return match


def _pair_namesakes(match: Match[Task]) -> None:
    """Pair tasks of one title (加强组织领导), of which there are several, by what they say below it."""
    groups: dict[str, tuple[list[Task], list[Task]]] = {}
    for side, tasks in enumerate((match.removed, match.added)):
        for task in tasks:
            groups.setdefault(normal(task.title), ([], []))[side].append(task)
    for title, (before, after) in groups.items():
        if title and before and after and len(before) + len(after) > 2:
            inner = Match(before, after)
            inner.by_score(lambda one, two: similarity(one.text, two.text), _SIMILAR)
            match.pair(inner.pairs)


def _pair_between(match: Match[Task], before: list[Task], after: list[Task]) -> None:
    """Pair what stands alone between the same two tasks in both plans, where it is at all alike."""
    place = {id(task): at for at, task in enumerate(after)}
    partner = {id(one): place[id(two)] for one, two in match.pairs}
    waiting = {id(task) for task in match.added}
    found = []
    for at, task in enumerate(before):
        if id(task) in partner:
            continue
        left = partner.get(id(before[at - 1])) if at else -1
        right = partner.get(id(before[at + 1])) if at + 1 < len(before) else len(after)
        if left is None or right is None or right - left != 2 or id(after[left + 1]) not in waiting:
            continue
        other = after[left + 1]
        if max(similarity(task.title, other.title), similarity(task.text, other.text)) >= _SIMILAR_TITLE:
            found.append((task, other))
    match.pair(found)


def _same_place(one: Task, two: Task) -> float:
    if one.id != two.id:
        return 0.0
    return max(similarity(one.title, two.title), similarity(one.text, two.text))


def match_targets(
    old: Iterable[Target], new: Iterable[Target], places: Mapping[str | None, str | None]
) -> Match[Target]:
    """Pair targets; `places` gives the new id of each old task or section that a target may stand in."""

    def place(target: Target) -> str | None:
        return places.get(target.task, target.task)

    match = Match(old, new)
    match.by(lambda one: (place(one), *_sentence(one)), lambda two: (two.task, *_sentence(two)))
    match.by(lambda target: target.key or None)
    for words in (_figure, _period, _subject):
        match.by(lambda one, of=words: (place(one), *of(one)), lambda two, of=words: (two.task, *of(two)))  # type: ignore[misc]
    match.by_score(lambda one, two: _alike(one, two) if place(one) == two.task else 0.0, _SIMILAR_TITLE)
    match.by(_figure)
    return match


def _subject(target: Target) -> tuple[Hashable, ...]:
    return (normal(target.subject),)


def _period(target: Target) -> tuple[Hashable, ...]:
    return (*_subject(target), target.period, target.per, target.change, owners(target))


def _figure(target: Target) -> tuple[Hashable, ...]:
    return (*_period(target), target.comparator, target.low, target.high, target.unit)


def _sentence(target: Target) -> tuple[Hashable, ...]:
    return (normal(target.text), *_figure(target))


def owners(target: Target) -> tuple[str, ...]:
    """Return the names of the units that owe a target."""
    return tuple(unit.name for unit in target.owed_by)


def _alike(one: Target, two: Target) -> float:
    words = max(similarity(one.subject, two.subject), similarity(one.text, two.text))
    return words if one.unit == two.unit else words / 2


class Matches(NamedTuple):
    """The sections, tasks and targets of two plans that belong together.

    `places` gives the new id of each old task or section that has a partner.
    """

    sections: Match[Section]
    tasks: Match[Task]
    targets: Match[Target]
    places: dict[str | None, str | None]


def match_plans(old: Plan, new: Plan) -> Matches:
    """Pair what two plans have in common."""
    sections = match_sections(headings(old), headings(new))
    tasks = match_tasks(old.tasks, new.tasks)
    places: dict[str | None, str | None] = {one.id: two.id for one, two in sections.pairs}
    places |= {one.id: two.id for one, two in tasks.pairs}
    return Matches(sections, tasks, match_targets(old.targets, new.targets, places), places)


def headings(plan: Plan) -> list[Section]:
    """Return the sections that are no tasks; a task is told as a task alone."""
    tasks = {task.id for task in plan.tasks}
    return [section for section in plan.sections if section.id not in tasks]
