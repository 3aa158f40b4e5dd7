"""Every table of the hub as lines of text that mean the same in either database.

A row is a JSON list of its columns. Moments are text in UTC (``2026-03-01 02:00:00.5``), days ISO, truth values
0 and 1, JSON columns the text of their JSON with sorted names, identifiers (UUID) 32 hex digits; what is empty is null.
"""

import json
from collections.abc import Callable, Iterable, Iterator
from graphlib import TopologicalSorter
from itertools import islice, repeat
from typing import Any, NamedTuple

from django.apps import apps
from django.core.management.color import no_style
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Field, ForeignKey, Model

# What belongs to the machine and the moment: sessions, lock-outs by address, what Django derives from the code.
_LEFT_OUT = frozenset({"auth", "axes", "contenttypes", "sessions", "admin"})
# The index of the library: made anew from the documents, by whoever ticks or by `yibiao hub index`.
_DERIVED = frozenset({"indexedrecord", "pairrecord"})
# Columns that let whoever reads them act in the hub's name; see `blanked`.
_SECRETS = {"hub_webhookrecord": {"secret": "''", "active": "0"}}
_CHUNK = 5000

# How a database tells a column as the lines have it; the others are told as they are. SQLite holds them so
# already, but its driver makes Python values of columns (not of expressions) of these types.
_OF_SQLITE = {
    "DateTimeField": "CAST({} AS TEXT)",
    "DateField": "CAST({} AS TEXT)",
    "TimeField": "CAST({} AS TEXT)",
    "BooleanField": "+{}",
    "DecimalField": "CAST({} AS TEXT)",
}
_OF_POSTGRESQL = {
    "DateTimeField": "replace(to_char({} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'), '.000000', '')",
    "DateField": "{}::text",
    "TimeField": "{}::text",
    "BooleanField": "{}::int",
    "JSONField": "{}::text",
    "UUIDField": "replace({}::text, '-', '')",
    "GenericIPAddressField": "host({})",
    "DecimalField": "{}::text",
}


class Table(NamedTuple):
    """A table with its columns, in the order in which they stand in a line."""

    name: str
    columns: tuple[str, ...]
    kinds: tuple[str, ...]
    model: type[Model]


def tables() -> list[Table]:
    """Return every table that is kept, those referred to before those that refer."""
    models = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy and _is_kept(model)
    ]
    wanted = set(models)
    before = {
        model: {
            field.related_model
            for field in model._meta.local_concrete_fields
            if isinstance(field, ForeignKey) and field.related_model is not model
        }
        & wanted
        for model in models
    }
    return [_table(model) for model in TopologicalSorter(before).static_order()]


def _is_kept(model: type[Model]) -> bool:
    return model._meta.app_label not in _LEFT_OUT and model._meta.model_name not in _DERIVED


def _table(model: type[Model]) -> Table:
    columns = model._meta.local_concrete_fields
    names = tuple(str(column.column) for column in columns)
    return Table(model._meta.db_table, names, tuple(map(_kind, columns)), model)


def _kind(field: Field[Any, Any]) -> str:
    return _kind(field.target_field) if isinstance(field, ForeignKey) else field.get_internal_type()


def count(connection: BaseDatabaseWrapper, table: Table) -> int:
    """Return how many rows a table has."""
    with connection.cursor() as cursor:
        cursor.execute(f'SELECT count(*) FROM "{table.name}"')
        return int(cursor.fetchone()[0])


def read(connection: BaseDatabaseWrapper, table: Table, *, secrets: bool) -> Iterator[tuple[Any, ...]]:
    """Yield the rows of a table by their key, a few thousand in memory at a time."""
    chosen = ", ".join(_told(connection.vendor, table, secrets))
    key = table.model._meta.pk.column
    places = [place for place, kind in enumerate(table.kinds) if kind == "JSONField"]
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'SELECT {chosen} FROM "{table.name}" ORDER BY "{key}"')
        while rows := cursor.fetchmany(_CHUNK):
            yield from map(_with_plain_json, rows, repeat(places)) if places else rows


def _with_plain_json(row: tuple[Any, ...], places: list[int]) -> list[Any]:
    """Return a row whose JSON is written in one way: either database spaces and orders it as it likes."""
    told = list(row)
    for place in places:
        if told[place] is not None:
            told[place] = _json(json.loads(told[place]))
    return told


_json = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), check_circular=False).encode


def _told(vendor: str, table: Table, secrets: bool) -> Iterator[str]:
    ways = _OF_POSTGRESQL if vendor == "postgresql" else _OF_SQLITE
    blank = {} if secrets else _SECRETS.get(table.name, {})
    for column, kind in zip(table.columns, table.kinds, strict=True):
        if column in blank:
            yield blank[column]
        else:
            yield ways.get(kind, "{}").format(f'"{column}"')


def write(connection: BaseDatabaseWrapper, table: Table, rows: Iterable[list[Any]], told: Callable[[int], None]) -> None:
    """Insert rows as `read` yields them; `told` hears how many, every few thousand."""
    columns = ", ".join(f'"{column}"' for column in table.columns)
    insert = _copy if connection.vendor == "postgresql" else _insert
    insert(connection, f'"{table.name}" ({columns})', len(table.columns), rows, told)


def _copy(connection: Any, into: str, _width: int, rows: Iterable[list[Any]], told: Callable[[int], None]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {into} FROM STDIN") as copy:
        for number, row in enumerate(rows, start=1):
            copy.write_row(row)
            if number % _CHUNK == 0:
                told(_CHUNK)


def _insert(connection: Any, into: str, width: int, rows: Iterable[list[Any]], told: Callable[[int], None]) -> None:
    statement = f"INSERT INTO {into} VALUES ({', '.join(['%s'] * width)})"
    waiting = iter(rows)
    with connection.cursor() as cursor:
        while chunk := list(islice(waiting, _CHUNK)):
            cursor.executemany(statement, chunk)
            told(len(chunk))


def reset_sequences(connection: BaseDatabaseWrapper) -> None:
    """Let new rows be numbered behind those there are; SQLite does so by itself."""
    models = [table.model for table in tables()]
    with connection.cursor() as cursor:
        for statement in connection.ops.sequence_reset_sql(no_style(), models):
            cursor.execute(statement)
