"""Actors: on whose behalf something is done, with the posts that count today.

An actor is read from the database for every request, so that a change of posts takes effect at once.
"""

import datetime
from collections.abc import Collection
from operator import itemgetter
from typing import NamedTuple

from django.db.models import Value

from yibiao.hub.clock import today
from yibiao.hub.orgs.models import WORKING, ActingRecord, HoldingRecord, PersonRecord


class HeldPost(NamedTuple):
    """A post somebody holds today, or acts for: `path` is that of its unit, `acting` whether it is another's."""

    post: int
    kind: str
    unit: int
    code: str
    path: str
    acting: bool = False

    @property
    def working(self) -> bool:
        """Whether it is a post that works for its unit."""
        return self.kind in WORKING


class Actor(NamedTuple):
    """Who asks: `person` is None for the system itself and for nobody; `scopes` limits a program's token.

    `name` is opaque ("person:12", "system", "command:load"): it stands in the audit log.
    """

    name: str
    person: int | None = None
    posts: tuple[HeldPost, ...] = ()
    scopes: frozenset[str] | None = None
    trusted: bool = False

    @property
    def units(self) -> tuple[str, ...]:
        """The codes of the units the actor works for, once each."""
        return tuple(dict.fromkeys(post.code for post in self.posts if post.working))

    @property
    def acting_for(self) -> str:
        """The posts that are another's, for the audit log: ``post:4`` or empty."""
        return ",".join(f"post:{post.post}" for post in self.posts if post.acting)


NOBODY = Actor("nobody")
SYSTEM = Actor("system", trusted=True)


def command(name: str) -> Actor:
    """Return the actor of a command run by the operator of the machine; it may do anything."""
    return Actor(f"command:{name}", trusted=True)


def actor_of(person: PersonRecord | None, scopes: frozenset[str] | None = None) -> Actor:
    """Return the actor of a person with the posts that count today; of nobody or a closed account, `NOBODY`."""
    if person is None or not person.is_active:
        return NOBODY
    return Actor(f"person:{person.pk}", person.pk, posts_of(person.pk, today()), scopes)


def posts_of(person: int, day: datetime.date) -> tuple[HeldPost, ...]:
    """Return the posts a person holds on `day`, then those they act for, with one query."""
    return posts_of_each((person,), day).get(person, ())


def posts_of_each(people: Collection[int], day: datetime.date) -> dict[int, tuple[HeldPost, ...]]:
    """Return the posts of several people by person, each as `posts_of`, with one query."""
    held, acting = (
        rows.on(day)
        .filter(person__in=list(people))
        .annotate(acting=Value(is_acting))
        .values_list(
            "post_id", "post__kind", "post__unit_id", "post__unit__code", "post__unit__path", "acting", "person_id"
        )
        for rows, is_acting in ((HoldingRecord.objects, 0), (ActingRecord.objects, 1))
    )
    found: dict[int, list[HeldPost]] = {}
    for post, kind, unit, code, path, acts, person in sorted(held.union(acting, all=True), key=itemgetter(5, 0)):
        found.setdefault(person, []).append(HeldPost(post, kind, unit, code, path, bool(acts)))
    return {person: tuple(posts) for person, posts in found.items()}
