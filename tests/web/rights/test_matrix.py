"""Roles × endpoints and methods × relation to the unit × state of the object, against a table written by hand.

The endpoints come from the URL map: one without a row in `expected.yaml` fails, and so does a row without one.
"""

import os
from collections.abc import Callable, Iterator
from typing import Any
from zlib import crc32

import pytest
from django.db import connection
from matrix_asking import Seen, ask, fingerprint
from matrix_map import Endpoint
from matrix_requests import NAMES, address_names, made, thing_of
from matrix_table import NONE, WRITES, Row, Table, names
from matrix_undoing import undone
from matrix_world import NOBODY, SCOPES, Thing, World

from yibiao.hub.orgs.kinds import POST_KINDS

pytestmark = pytest.mark.django_db

# The states each kind of object has here; a row about a kind says what holds in every one of them.
OWN_STATES = {"person": ("self", "other", "former"), "token": ("self", "other"), "form": ("self", "other"), "notice": ("self", "other"), "post": ("self", "held", "guard", "auditor"), "holding": ("self", "held")}
# One of every kind in every relation; of these one in so many is drawn for each state of a row, always the same.
# The rights themselves are asked by everybody (test_rights_table.py). YIBIAO_MATRIX=full asks everybody everything.
ONE_IN = {"sqlite": 5, "postgresql": 8}
LEAST = {"sqlite": 3_500, "postgresql": 2_500}  # combinations of asker, endpoint and state
SAMPLE = (
    NOBODY, "closed", "idler", "target", "gone", "coordinator", "other-leader",
    *(f"{spell}.{unit}" for spell in ("former", "acting", "acted") for unit in ("office", "east")),
    *(f"east.{kind}" for kind in ("clerk", "deputy", "head", "leader", "auditor", "system_admin")),
    *(f"city.{kind}" for kind in ("clerk", "liaison", "head", *POST_KINDS[5:])),
    "east-science.clerk", "east-science.head", "west.clerk", "west.head", "west.leader",
    "office.clerk", "office.head", "office.leader", "watch.clerk", "judge.clerk", "science.clerk", "second.clerk", "trade.clerk",
)  # fmt: skip
FEW = frozenset({NOBODY, "closed", "idler", "acted.east", "east.clerk", "office.head", "city.system_admin"})
EVERYBODY = os.environ.get("YIBIAO_MATRIX") == "full"
MANY = 24  # so many askers who may are a sample's matter again
POSTED = {"east.clerk", "city.leader", "city.auditor", "city.system_admin"}  # may: everybody who holds a post


def states_of(world: World, kind: str) -> set[str]:
    return set(OWN_STATES.get(kind) or world.things[kind]) if kind else {NONE}


def test_every_endpoint_has_a_row_and_every_row_an_endpoint(there: list[Endpoint], table: Table) -> None:
    known, wanted = {str(endpoint) for endpoint in there}, {row.on for row in table.rows}
    assert wanted - known == set(), "rows without an endpoint"
    assert known - wanted == set(), "endpoints without a row"


def test_the_operations_of_the_api_are_in_the_map(there: list[Endpoint]) -> None:
    from yibiao.web.api.root import api  # noqa: PLC0415  Django is set up by now

    told = {
        f"{method.upper()} {path}" for path, entry in api.get_openapi_schema()["paths"].items() for method in entry
    }
    assert told <= {str(endpoint) for endpoint in there}
    assert len(told) > 50


def test_every_row_speaks_of_every_state(world: World, table: Table) -> None:
    for row in table.rows:
        assert set(row.may) == states_of(world, row.object), row.request
        assert set(row.case) <= set(row.may), row.request
        assert row.method not in WRITES or row.log or not any(row.may.values()), f"{row.request}: which action?"
        assert row.is_api == bool(row.scope), f"{row.request}: which scope?"
    assert len({row.request for row in table.rows}) == len(table.rows)


def _asked_at_all(row: Row, state: str) -> Callable[[str], bool]:
    """Tell who is asked: of those who may and of a sample some, of each at least one; of a list the whole sample."""
    if EVERYBODY:
        return lambda _asker: True
    if not (row.object or row.shows or row.log) and row.may[state] >= POSTED:
        return FEW.__contains__  # the same for all, and one of them is slow to make
    few = row.may[state] if len(row.may[state]) < MANY else frozenset(SAMPLE) & row.may[state]
    named = {*SAMPLE, *few, *row.case.get(state, ())}
    if row.shows:
        return named.__contains__
    turn = {asker: crc32(f"{row.request} {state} {asker}".encode()) for asker in named}
    always = {min(some, key=turn.__getitem__) for some in (few, row.case.get(state), named - row.may[state]) if some}
    return lambda asker: asker in always or (asker in named and turn[asker] % ONE_IN[connection.vendor] == 0)


def combinations(world: World, row: Row, *, everybody: bool = False) -> Iterator[tuple[str, str, Thing | None]]:
    """Yield state, asker and object of everything that a row says something about."""
    for state in row.may:
        for asker in world.names if everybody else filter(_asked_at_all(row, state), world.names):
            thing = thing_of(world, row.object, state, asker) if row.object else None
            if row.object and (thing is None or (state != "self" and _is_own(world, row.object, asker, thing))):
                continue
            yield state, asker, thing


def _is_own(world: World, kind: str, asker: str, thing: Thing) -> bool:
    own = thing_of(world, kind, "self", asker) if kind in OWN_STATES else None
    return own is not None and own.row == thing.row


def test_enough_is_asked(world: World, table: Table, capsys: pytest.CaptureFixture[str]) -> None:
    count = sum(1 for row in table.rows for _ in combinations(world, row))
    with capsys.disabled():
        print(f"\nrights: {count} combinations of {len(world.names)} askers and {len(table.rows)} rows")
    assert count > LEAST[connection.vendor]
    assert sum(bool(asked) for row in table.rows for asked in row.may.values()) > 150


@pytest.mark.parametrize("name", names())
def test_who_is_answered(world: World, table: Table, name: str) -> None:
    row = next(row for row in table.rows if row.request == name)
    endpoint = Endpoint(*row.on.split(" ", 1))
    before = fingerprint()
    wrong: list[str] = []
    amiss = set()
    for state, asker, thing in combinations(world, row):
        seen = _asked(world, row, endpoint, asker, thing, before)
        fault = verdict(world, row, state, asker, thing, seen)
        if fault and state not in row.known:
            wrong.append(f"{state or '-'} {asker}: {fault} ({seen.status} {seen.to} {seen.actions})")
        elif fault:
            amiss.add(state)
        for kind, shown in row.shows.items():
            for its, fault in hidden_or_shown(world, kind, shown, asker, seen):
                if its not in row.known:
                    wrong.append(f"{asker}: {fault}")
                else:
                    amiss.add(its)
    assert not wrong, f"{name}: {len(wrong)} wrong\n" + "\n".join(wrong[:40])
    assert amiss == set(row.known), "what was known to be amiss is mended: take it out of the table"


def _asked(world: World, row: Row, endpoint: Endpoint, asker: str, thing: Thing | None, before: str, client: Any = None) -> Seen:
    about: Any = thing.row if thing else None
    asked = made(world, row.request, asker, about)
    place = address_names(row.object, thing) if thing and row.object else {}
    place = {name: value for name, value in place.items() if name not in asked.names}
    return ask(client or world.clients[asker], endpoint, place, asked, before)


def verdict(world: World, row: Row, state: str, asker: str, thing: Thing | None, seen: Seen) -> str:
    """Return what is wrong with an answer, empty where nothing is."""
    if seen.status >= 500:
        return "the program failed"
    if asker in row.may[state]:
        return _answered(row, seen)
    if asker in row.case.get(state, ()):
        told = seen.status in (409, 422) or (seen.status == 302 and not row.is_api and not seen.to_login)
        return "" if told and not seen.changed and not seen.actions else "not refused for a reason of the case"
    return _refused(row, thing, seen)


def _answered(row: Row, seen: Seen) -> str:
    if row.answers and not seen.to_login:
        return "" if seen.status in row.answers else "another answer"
    if seen.refused:
        return "refused who may"
    if seen.status >= 400:
        return f"not done: {seen.text[:300]}"
    if row.log not in ("", "no") and row.log not in seen.actions:
        return f"left no entry {row.log}"
    return ""


def _refused(row: Row, thing: Thing | None, seen: Seen) -> str:
    if not (seen.refused or seen.status in row.refused):
        return "answered who may not"
    if seen.actions or seen.changed:
        return "left traces of what was refused"
    if thing and thing.mark and thing.mark in seen.text:
        return f"a refusal that holds {thing.mark}"
    return ""


def hidden_or_shown(world: World, kind: str, shown: Any, asker: str, seen: Seen) -> Iterator[tuple[str, str]]:
    """Yield the states of objects of a kind that an answer shows and shouldn't, or doesn't and should."""
    for state, who in shown.items():
        mark = world.things[kind][state].mark
        if (mark in seen.text) != (asker in who):
            yield state, f"{'does not show' if asker in who else 'shows'} {kind} {state} {mark}"


def test_a_token_does_no_more_than_its_scopes(world: World, table: Table) -> None:
    """Of every operation one who may do it is asked again with a token: with the scope and without it."""
    wrong = []
    asked = 0
    for row in table.rows:
        state, asker, thing = next(
            (one for one in combinations(world, row) if one[1] in row.may[one[0]] and one[1] != NOBODY), ("", "", None)
        )
        if not (row.is_api and asker):
            continue
        endpoint = Endpoint(*row.on.split(" ", 1))
        for scopes, may in _tokens(row.scope):
            with undone():
                client = world.program(asker, scopes)
                seen = _asked(world, row, endpoint, asker, thing, fingerprint(), client)
            asked += 1
            if row.object == "" and not row.log and not may and row.scope in ("read", "units"):
                fault = "" if seen.refused or '"items": []' in seen.text else "shows what the token may not see"
            else:
                fault = verdict(world, row, state, asker if may else NOBODY, thing, seen)
            if fault and seen.status != 304:
                wrong.append(f"{row.request} {asker} {scopes}: {fault} ({seen.status} {seen.text[:200]})")
    assert not wrong, "\n".join(wrong)
    assert asked > 120


def _tokens(scope: str) -> list[tuple[tuple[str, ...], bool]]:
    """Return token scopes with whether they are enough; to find what one changes, one must be able to read."""
    if scope == "none":
        return [(SCOPES, False)]
    if scope == "any":
        return [((one,), True) for one in SCOPES]
    enough = tuple(one for one in SCOPES if one in {"read", scope})
    return [(enough, True), (tuple(one for one in SCOPES if one != scope), False)]


def test_pages_know_no_tokens(world: World, table: Table) -> None:
    """A page is for people: a token opens none, whatever its scopes, and doesn't fall back to a session either."""
    opened = []
    with undone():
        program = world.program("office.clerk", SCOPES)
        before = fingerprint()
        for row in table.rows:
            if row.is_api or "nobody" in next(iter(row.may.values())):
                continue
            _, _, thing = next(iter(combinations(world, row)))
            seen = _asked(world, row, Endpoint(*row.on.split(" ", 1)), "office.clerk", thing, before, program)
            if not (seen.refused or seen.status in row.refused) or seen.changed:
                opened.append(f"{row.request}: {seen.status}")
    assert not opened


def test_names_in_addresses_are_known(table: Table) -> None:
    assert {row.object for row in table.rows if row.object} >= set(NAMES)
