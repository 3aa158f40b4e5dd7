"""One thing that waits for somebody, and the order in which things wait."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

# Before the kinds of a day: what holds others up comes first.
KINDS = (
    "approve", "matter", "minutes", "sign", "back", "submit", "decide", "fill", "verify", "accept", "handed", "returned", "answer", "comment", "issue", "charge", "share", "draft", "job", "vacant", "postless", "invited",
)  # fmt: skip
_LAST = datetime.date.max


class Item(NamedTuple):
    """One thing that waits. `ids` say where it is done (web makes an address of them), `slots` fill the sentence of its kind.

    `due` is the day by which it has to be done (None: no day is set), `since` the one since when it waits. `begun`
    tells whether a part of it is done already. `plan` is the title of its plan, empty for none.
    """

    kind: str
    title: str
    ids: tuple[str | int, ...] = ()
    slots: Mapping[str, Any] = {}
    due: datetime.date | None = None
    since: datetime.date | None = None
    begun: bool = False
    plan: str = ""

    def is_overdue(self, day: datetime.date) -> bool:
        """Whether it should have been done before `day`."""
        return self.due is not None and self.due < day


class Group(NamedTuple):
    """The things of one kind that wait."""

    kind: str
    items: tuple[Item, ...]


def in_order(items: Iterable[Item]) -> list[Item]:
    """Return items by the day they are due, those without one last and the longest waiting of them first."""
    return sorted(items, key=lambda item: (item.due or _LAST, KINDS.index(item.kind), item.since or _LAST, item.title))


def grouped(items: Iterable[Item]) -> list[Group]:
    """Return items by kind; kinds and items of a kind in the order of what is due first."""
    found: dict[str, list[Item]] = {}
    for item in in_order(items):
        found.setdefault(item.kind, []).append(item)
    return [Group(kind, tuple(of_kind)) for kind, of_kind in found.items()]


class Today(NamedTuple):
    """The line above the list: how many wait, are due today, overdue, or due within a week."""

    all: int
    today: int
    overdue: int
    week: int


def of_today(items: Iterable[Item], day: datetime.date) -> Today:
    """Return the counts of `day`; a week are the seven days behind it."""
    found = list(items)
    known = [item.due for item in found if item.due is not None]
    week = sum(day < due <= day + datetime.timedelta(days=7) for due in known)
    return Today(len(found), known.count(day), sum(item.is_overdue(day) for item in found), week)
