"""Every right against the table written by hand, whether or not an endpoint asks for it yet."""

from collections.abc import Iterator
from typing import Any

import pytest
from matrix_table import NONE, Table
from matrix_world import NOBODY, SCOPES, World
from test_matrix import combinations

from yibiao.hub.access.actors import Actor, actor_of
from yibiao.hub.access.rights import may, rights, visible

pytestmark = pytest.mark.django_db


def actors(world: World) -> dict[str, Actor]:
    """Return everybody as an actor."""
    return {NOBODY: actor_of(None)} | {name: actor_of(_fresh(person)) for name, person in world.people.items()}


def _fresh(person: Any) -> Any:
    return type(person).objects.get(pk=person.pk)


def disagreements(world: World, table: Table) -> Iterator[str]:
    """Yield where `may`, or `visible` for the same row, differs from the table."""
    everybody, amiss = actors(world), set()
    for row in table.rights:
        for state, asker, thing in combinations(world, row, everybody=True):
            actor, wanted = everybody[asker], asker in row.may[state]
            found = [may(actor, row.on, thing.row if thing else None)]
            if thing:
                rows = type(thing.row)._default_manager.filter(pk=thing.row.pk)
                found.append(visible(actor, row.on, rows).exists())
            if found != [wanted] * len(found):
                amiss.add((row.on, state))
                if state not in row.known:
                    yield f"{row.on} {state or '-'} {asker}: {found}"
    known = {(row.on, state) for row in table.rights for state in row.known}
    yield from (f"{name} {state}: mended" for name, state in known - amiss)


def test_every_right_is_as_it_should_be(world: World, table: Table) -> None:
    assert not list(disagreements(world, table))


def test_every_right_has_a_row_and_every_row_a_right(table: Table) -> None:
    assert {row.on for row in table.rights} == set(rights())


def test_every_right_needs_its_scope(world: World, table: Table) -> None:
    """With every scope but its own a right is nobody's; with its own alone it is whose it was."""
    everybody = actors(world)
    for row in table.rights:
        right = rights()[row.on]
        allowed = ((thing, asker) for state, asker, thing in combinations(world, row, everybody=True) if asker in row.may[state])
        thing, asker = next(allowed, (None, NONE))
        if not asker:
            continue
        about = thing.row if thing else None
        others = frozenset(SCOPES) - {right.scope}
        assert not may(everybody[asker]._replace(scopes=others), row.on, about), row.on
        assert may(everybody[asker]._replace(scopes=frozenset({right.scope})), row.on, about), row.on
