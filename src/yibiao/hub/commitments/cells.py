"""The rows behind saved values, read and written many at a time with few statements.

Written in SQL, and cells kept as the plain tuples that the database gives, because this carries the load of a
reporting day: 3,000 cells a batch, where the ORM would spend more time on each than the database does.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from itertools import repeat
from typing import Any, NamedTuple

from django.db import connection

from yibiao.hub.access.models import IdempotencyRecord
from yibiao.hub.commitments.models import ValueRecord
from yibiao.hub.orgs.models import PersonRecord, UnitRecord

Place = tuple[int, str, str]  # commitment, period, field
Owed = tuple[int, int, int, bool, str]  # commitment, unit, plan, whether closed, task

# A cell as it stands: place, id of its row (None: it has none yet), value, edition, who changed it in this batch, and where from.
_Kept = tuple[int, str, str, int | None, str, int, int | None, str]
_PLACE = slice(0, 3)


class Current(NamedTuple):
    """A cell as it stands, for an editor who was late: who filled it in (id and name, if known) and when."""

    commitment: int
    field: str
    value: str
    edition: int
    by: int | None
    by_name: str
    at: datetime | None


class Answer(NamedTuple):
    """The answer kept for a person's key."""

    person: int
    key: str
    digest: str
    answer: str


class Unit(NamedTuple):
    """A unit asked for."""

    pk: int
    path: str


def units(codes: Collection[str]) -> dict[str, Unit]:
    """Return the units by code, with one query."""
    rows = UnitRecord.objects.filter(code__in=list(codes)).order_by().values_list("code", "pk", "path")
    return {code: Unit(pk, path) for code, pk, path in rows}


def owed(commitments: Collection[int], of: Collection[int]) -> list[Owed]:
    """Return those commitments that belong to one of the units `of` (ids), with one query."""
    statement, ids = (_OWED, _array(commitments)) if _postgresql() else (_OWED_SQLITE, json.dumps(list(commitments)))
    return [row for row in _rows(statement, (ids,)) if row[1] in of]


class Sheet:
    """All cells of some commitments in some periods: read with one query, changed in memory, written with two."""

    def __init__(self, pairs: Collection[tuple[int, str]], at: datetime) -> None:
        if _postgresql():
            columns = zip(*pairs, strict=True)
            found = _rows(_READ, (_array(next(columns)), _texts(next(columns)))) if pairs else []
        else:
            found = _rows(_READ_SQLITE, (json.dumps(list(pairs)),))
        self._at = at
        self._kept: dict[Place, Any] = {row[_PLACE]: row for row in found}
        self._changed: set[Place] = set()

    def editions(self, places: Iterable[Place]) -> list[int]:
        """Return the editions of cells, 0 where nothing has been filled in."""
        kept = self._kept
        return [kept[place][5] if place in kept else 0 for place in places]

    def values(self, places: Iterable[Place]) -> list[str | None]:
        """Return the values of cells, None where nothing has been filled in."""
        kept = self._kept
        return [kept[place][4] if place in kept else None for place in places]

    def put(self, place: Place, value: str, edition: int, by: int | None, source: str = "typed") -> None:
        """Change a cell; `source` is how its value came here."""
        before = self._kept.get(place)
        self._kept[place] = (*place, before[3] if before is not None else None, value, edition, by, source)
        self._changed.add(place)

    def write(self) -> None:
        """Write the cells that changed."""
        changed: list[_Kept] = [self._kept[place] for place in self._changed]
        known = [kept for kept in changed if kept[3] is not None]
        new = [kept for kept in changed if kept[3] is None]
        if known:
            _, _, _, ids, values, editions, by, sources = zip(*known, strict=True)
            changes = (values, editions, by, sources, ids)
            _many(_UPDATE, (_texts(values), editions, by, _texts(sources), ids), _UPDATE_SQLITE, changes, self._at)
        if new:
            commitments, periods, names, _, values, editions, by, sources = zip(*new, strict=True)
            plain = (values, editions, by, sources, commitments, periods, names)
            arrays = (_texts(values), editions, by, _texts(sources), commitments, _texts(periods), _texts(names))
            _many(_INSERT, arrays, _INSERT_SQLITE, plain, self._at)

    def current(self, places: Sequence[Place]) -> list[Current]:
        """Return how cells stand, with who filled them in and when; two queries."""
        ids = [self._kept[place][3] for place in places if place in self._kept]
        rows = ValueRecord.objects.filter(pk__in=ids).values_list("pk", "by", "at")
        written: dict[int | None, tuple[int | None, datetime | None]] = {pk: (by, at) for pk, by, at in rows}
        found = []
        for place in places:
            *_, pk, value, edition = self._kept.get(place, (None, "", 0))[:6]
            by, at = (self._kept[place][6], self._at) if place in self._changed else written.get(pk, (None, None))
            found.append(Current(place[0], place[2], value, edition, by, "", at))
        people = {one.by for one in found if one.by is not None}
        names = dict(PersonRecord.objects.filter(pk__in=people).values_list("pk", "name"))
        return [one._replace(by_name=names.get(one.by, "")) for one in found]


# --- answers


def answers(keys: Collection[tuple[int, str]]) -> dict[tuple[int | None, str], Answer]:
    """Return the answers kept for (person, key), with one query."""
    if not keys:
        return {}
    people, words = {person for person, _ in keys}, {key for _, key in keys}
    rows = IdempotencyRecord.objects.filter(person__in=people, key__in=words)
    found = (Answer(*row) for row in rows.values_list("person_id", "key", "request", "answer"))
    return {(answer.person, answer.key): answer for answer in found}


def keep(new: Sequence[Answer], at: datetime) -> None:
    """Keep answers, with one statement."""
    if new:
        people, keys, digests, told = zip(*new, strict=True)
        arrays = (people, _texts(keys), _texts(digests), _texts(told))
        _many(_KEEP, arrays, _KEEP_SQLITE, (people, keys, digests, told), at)


# --- SQL: on PostgreSQL a column at a time, on SQLite a statement prepared once

_OWED = (
    "SELECT c.id, c.unit_id, c.plan_id, c.closed_at IS NOT NULL, c.task"
    " FROM unnest(%s::bigint[]) AS w(id) JOIN hub_commitmentrecord c ON c.id = w.id"
)
_OWED_SQLITE = (
    "SELECT c.id, c.unit_id, c.plan_id, c.closed_at IS NOT NULL, c.task"
    " FROM json_each(%s) w CROSS JOIN hub_commitmentrecord c ON c.id = w.value"
)
_READ = (
    "SELECT v.commitment_id, v.period, v.field, v.id, v.value, v.edition"
    " FROM unnest(%s::bigint[], %s::text[]) AS w(c, p)"
    " JOIN hub_valuerecord v ON v.commitment_id = w.c AND v.period = w.p"
)
_READ_SQLITE = (
    "SELECT v.commitment_id, v.period, v.field, v.id, v.value, v.edition"
    " FROM json_each(%s) w CROSS JOIN hub_valuerecord v"
    " ON v.commitment_id = json_extract(w.value, '$[0]') AND v.period = json_extract(w.value, '$[1]')"
)
_UPDATE = (
    "UPDATE hub_valuerecord v SET at = %s, value = w.value, edition = w.edition, by_id = w.by, source = w.source"
    " FROM unnest(%s::text[], %s::int[], %s::bigint[], %s::text[], %s::bigint[]) AS w(value, edition, by, source, id)"
    " WHERE v.id = w.id"
)
_UPDATE_SQLITE = "UPDATE hub_valuerecord SET at = %s, value = %s, edition = %s, by_id = %s, source = %s WHERE id = %s"
_INSERT = (
    "INSERT INTO hub_valuerecord (at, value, edition, by_id, source, commitment_id, period, field) SELECT %s::timestamptz, *"
    " FROM unnest(%s::text[], %s::int[], %s::bigint[], %s::text[], %s::bigint[], %s::text[], %s::text[])"
)
_INSERT_SQLITE = (
    "INSERT INTO hub_valuerecord (at, value, edition, by_id, source, commitment_id, period, field)"
    " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)"
)
_KEEP = (
    "INSERT INTO hub_idempotencyrecord (status, at, person_id, key, request, answer) SELECT 200, %s::timestamptz, *"
    " FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[])"
)
_KEEP_SQLITE = (
    "INSERT INTO hub_idempotencyrecord (status, at, person_id, key, request, answer) VALUES (200, %s, %s, %s, %s, %s)"
)


def _postgresql() -> bool:
    return connection.vendor == "postgresql"


def _rows(statement: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall()


def _many(postgresql: str, arrays: Sequence[Any], sqlite: str, plain: Sequence[Sequence[Any]], at: datetime) -> None:
    """Run a statement for many rows given as columns; the first value of each is `at`."""
    with connection.cursor() as cursor:
        if _postgresql():
            cursor.execute(postgresql, [at, *(one if isinstance(one, str) else _array(one) for one in arrays)])
        else:
            moment = connection.ops.adapt_datetimefield_value(at)
            cursor.executemany(sqlite, zip(repeat(moment, len(plain[0])), *plain, strict=True))


def _array(numbers: Iterable[int | None]) -> str:
    """Return numbers as a PostgreSQL array is written (manual, 8.15.2)."""
    return "{" + ",".join(map(str, numbers)).replace("None", "NULL") + "}"


def _texts(texts: Iterable[str]) -> str:
    """Return texts as a PostgreSQL array is written; the unit separator can't stand in any of them."""
    joined = "\x1f".join(texts).replace("\\", "\\\\").replace('"', '\\"')
    return '{"' + joined.replace("\x1f", '","') + '"}'
