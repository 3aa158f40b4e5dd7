"""Actors: on whose behalf something is done, with the posts that count today.

An actor is read from the database for every request, so that a change of posts takes effect at once.
"""

import datetime
from collections.abc import Collection
from functools import lru_cache
from operator import itemgetter
from typing import NamedTuple

from django.db import connection

from yibiao.hub.clock import today
from yibiao.hub.orgs.models import WORKING, ActingRecord, HoldingRecord, PersonRecord, PostRecord, UnitRecord


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
    found: dict[int, list[HeldPost]] = {}
    if people:
        on = connection.ops.adapt_datefield_value(day)
        with connection.cursor() as cursor:
            cursor.execute(_query(len(people)), 2 * (*people, on, on))
            for post, kind, unit, code, path, acts, person in sorted(cursor.fetchall(), key=itemgetter(5, 0)):
                found.setdefault(person, []).append(HeldPost(post, kind, unit, code, path, bool(acts)))
    return {person: tuple(posts) for person, posts in found.items()}


@lru_cache(maxsize=64)
def _query(people: int) -> str:
    """Return the query of `posts_of_each`: every request asks it, and to build it anew took longer than its answer."""
    marks = ", ".join(["%s"] * people)
    names = {"posts": PostRecord._meta.db_table, "units": UnitRecord._meta.db_table, "people": marks}
    models = (HoldingRecord, ActingRecord)
    parts = (_HELD.format(**names, table=model._meta.db_table, acting=place) for place, model in enumerate(models))
    return " UNION ALL ".join(parts)


_HELD = """
SELECT held.post_id, post.kind, post.unit_id, unit.code, unit.path, {acting}, held.person_id
FROM {table} held JOIN {posts} post ON post.id = held.post_id JOIN {units} unit ON unit.id = post.unit_id
WHERE held.person_id IN ({people})
AND (held.since IS NULL OR held.since <= %s) AND (held.until IS NULL OR held.until >= %s)
"""
