"""Kept between requests: what a unit's table shows, for as long as nothing changes that it stands on.

What is kept belongs to a version of the log, a day, a language, and to the posts that whoever asks holds today:
colleagues of one office see the same. A look at the log comes first, so nothing stale is ever shown.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import cache
from typing import Any, TypeVar

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import rights

T = TypeVar("T")


class Shelf:
    """A store whose oldest things go when their sizes together exceed `most`."""

    def __init__(self, most: int) -> None:
        self._most, self._total = most, 0
        self._kept: OrderedDict[Hashable, tuple[Any, int]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, key: Hashable, make: Callable[[], T], size: Callable[[T], int]) -> T:
        """Return what is kept under a key, made where it is not there; two who ask at once may both make it."""
        with self._lock:
            found = self._kept.get(key)
            if found is not None:
                self._kept.move_to_end(key)
                kept: T = found[0]
                return kept
        made = make()
        with self._lock:
            if key not in self._kept:
                self._kept[key] = (made, size(made))
                self._total += size(made)
            while self._total > self._most and len(self._kept) > 1:
                self._total -= self._kept.popitem(last=False)[1][1]
        return made


def standpoint(actor: Actor) -> frozenset[tuple[str, int, int]]:
    """Return what of an actor's posts decides what they see: kind and unit, and the post itself where it can be in charge."""
    charged = _charged()
    return frozenset((post.kind, post.unit, post.post if post.kind in charged else 0) for post in actor.posts)


@cache
def _charged() -> frozenset[str]:
    """Return the kinds of posts to which some right is given for what they are in charge of."""
    return frozenset(
        grant.role
        for right in rights().values()
        for lines in right.grants.values()
        for grant in lines
        if grant.relation == "charge"
    )
