"""The one permission function, and the same rule as a condition on queries.

`may` says whether an actor has a right on an object; `visible` keeps the rows of a query on which they have
it. Both read `packs/rights.yaml`; a test checks that they agree on every object.
"""

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Model, Q, QuerySet

from yibiao import packs
from yibiao.hub.access.actors import Actor, HeldPost
from yibiao.hub.access.lookups import LOOKUPS, Lookup
from yibiao.hub.access.subjects import Subject, subject_of

ANY = "any"
# Roles that come by the plan's offices, the object's leads or its parties; the post's unit must be among them.
OFFICES = ("dispatching", "supervising", "assessing", "lead", "owing", "taking", "doing", "helping", "asking")


class Grant(NamedTuple):
    """One line of a right: a role, and its relation to the object (empty: none is asked)."""

    role: str
    relation: str = ""


class Right(NamedTuple):
    """A right: the kind of object it is asked about, the token scope it needs, grants by state of the object."""

    name: str
    on: str
    scope: str
    grants: Mapping[str, tuple[Grant, ...]]

    def of(self, state: str) -> tuple[Grant, ...]:
        """Return the grants that count for an object in `state`."""
        return (*self.grants.get(ANY, ()), *(self.grants.get(state, ()) if state != ANY else ()))

    @property
    def roles(self) -> frozenset[str]:
        """Every role that its lines name."""
        return frozenset(grant.role for lines in self.grants.values() for grant in lines)


class Denied(Exception):
    """The actor has no right to do this; `right` names it."""

    def __init__(self, right: str) -> None:
        super().__init__(right)
        self.right = right


@cache
def rights() -> Mapping[str, Right]:
    """Return every right by name."""
    return {name: _right(name, dict(entry)) for name, entry in packs.load("rights")["rights"].items()}


def _right(name: str, entry: dict[str, Any]) -> Right:
    on, scope = entry.pop("of"), entry.pop("scope")
    return Right(name, on, scope, {state: tuple(Grant(*line.split()) for line in lines) for state, lines in entry.items()})


def may(actor: Actor, right: str, thing: Model | Subject | None = None) -> bool:
    """Return whether `actor` has `right` on `thing` (a row, its subject, or None for the system as a whole)."""
    asked = rights()[right]
    if actor.trusted:
        return True
    if not _in_scope(actor, asked):
        return False
    subject = thing if isinstance(thing, Subject) else subject_of(thing)
    if subject.kind != asked.on:
        raise TypeError(f"{right} is asked about a {asked.on}, not a {subject.kind}")
    return any(_granted(actor, grant, subject) for grant in asked.of(subject.state))


def check(actor: Actor, right: str, thing: Model | Subject | None = None) -> None:
    """Raise `Denied` unless `actor` has `right` on `thing`."""
    if not may(actor, right, thing):
        raise Denied(right)


def visible(actor: Actor, right: str, rows: QuerySet[Any]) -> QuerySet[Any]:
    """Keep the rows on which `actor` has `right`; rows stay single, whatever joins the rule needs."""
    asked = rights()[right]
    if actor.trusted:
        return rows
    if not _in_scope(actor, asked):
        return rows.none()
    lookup = LOOKUPS[asked.on]
    condition = Q(pk__in=[])
    for state, grants in asked.grants.items():
        held = Q(pk__in=[])
        for grant in grants:
            held |= _condition(actor, grant, lookup)
        condition |= held if state == ANY else held & lookup.state(state)
    return rows.filter(condition)


def _in_scope(actor: Actor, asked: Right) -> bool:
    return actor.scopes is None or asked.scope in actor.scopes


def _granted(actor: Actor, grant: Grant, subject: Subject) -> bool:
    if grant.role == "self":
        return actor.person is not None and actor.person in subject.persons
    return any(_related(post, grant, subject) for post in _holding(actor, grant.role))


def _holding(actor: Actor, role: str) -> Iterator[HeldPost]:
    """Yield the actor's posts that can carry a role."""
    for post in actor.posts:
        if post.kind == role or (post.working and (role == "working" or role in OFFICES)):
            yield post


def _related(post: HeldPost, grant: Grant, subject: Subject) -> bool:
    if grant.role in OFFICES:
        return post.unit in subject.offices.get(grant.role, ())
    match grant.relation:
        case "":
            return True
        case "charge":
            return post.post in subject.charged
        case "own":
            return post.path in subject.paths
        case "above":
            return any(path.startswith(post.path) and path != post.path for path in subject.paths)
        case "below":
            return any(post.path.startswith(path) and path != post.path for path in subject.paths)
    raise ValueError(grant.relation)


def _condition(actor: Actor, grant: Grant, lookup: Lookup) -> Q:
    if grant.role == "self":
        return lookup.persons(actor.person) if actor.person is not None else Q(pk__in=[])
    posts = list(_holding(actor, grant.role))
    if not posts:
        return Q(pk__in=[])
    if grant.role in OFFICES:
        return lookup.office(grant.role, {post.unit for post in posts})
    match grant.relation:
        case "":
            return ~Q(pk__in=[])
        case "charge":
            return lookup.charged({post.post for post in posts})
        case relation:
            return lookup.units(relation, {post.path for post in posts})
