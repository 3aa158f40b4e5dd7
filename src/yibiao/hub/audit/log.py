"""Appending to the log: in the transaction of the change itself, one order for all writers.

A transaction that will append takes the log's lock first (`lock`), before it reads what it decides on: so
entries have one order, and what a decision rests on cannot change under it.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, transaction

from yibiao.core.audit.entries import Entry, canonical
from yibiao.core.audit.merkle import Frontier, leaf_hash
from yibiao.hub.audit import anchor
from yibiao.hub.audit.models import EntryRecord, LogRecord
from yibiao.hub.clock import stamp

Change = tuple[str, Any, Any]  # field, old value, new value


class Draft(NamedTuple):
    """An entry before it has its place in the log; the fields are those of `Entry`."""

    at: datetime
    actor: str
    action: str
    object: str
    changes: Sequence[Change] = ()
    acting_for: str = ""
    unit: str = ""
    plan: str = ""
    reason: str = ""
    request: str = ""


def lock() -> Frontier:
    """Take the log's lock until the transaction ends and return the log's edge.

    On SQLite the transaction itself is the lock (`BEGIN IMMEDIATE`).
    """
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("the log is locked inside a transaction")
    with connection.cursor() as cursor:
        cursor.execute(_LOCK_POSTGRESQL if connection.vendor == "postgresql" else _LOCK)
        row = cursor.fetchone()
    if row is None:
        LogRecord.objects.create(pk=1, size=0, frontier=Frontier().to_text())
        return Frontier()
    return Frontier.from_text(row[0])


_LOCK = "SELECT frontier FROM hub_logrecord WHERE id = 1"
_LOCK_POSTGRESQL = _LOCK + " FOR UPDATE"


def append(edge: Frontier, drafts: Iterable[Draft]) -> Frontier:
    """Append entries behind `edge` (from `lock`, in the same transaction) and return the new edge.

    Raises where no head could cover them.
    """
    anchor.check(edge.size)
    rows, leaves = [], []
    for seq, draft in enumerate(drafts, start=edge.size):
        line = canonical(entry_of(seq, draft))
        leaf = leaf_hash(line)
        leaves.append(leaf)
        rows.append(
            (seq, draft.at, draft.actor, draft.unit, draft.action, draft.object, draft.plan, line.decode(), leaf.hex())
        )
    grown = edge.extend(leaves)
    with connection.cursor() as cursor:
        _insert(cursor, rows)
        cursor.execute(_UPDATE, (grown.size, grown.to_text()))
    return grown


def _insert(cursor: Any, rows: list[tuple[Any, ...]]) -> None:
    """Insert rows: on PostgreSQL many with each statement, on SQLite by a statement prepared once."""
    if connection.vendor != "postgresql":
        cursor.executemany(_INSERT + _ROW, [_adapted(row) for row in rows])
        return
    for start in range(0, len(rows), _AT_ONCE):
        some = rows[start : start + _AT_ONCE]
        cursor.execute(_INSERT + ", ".join([_ROW] * len(some)), [value for row in some for value in row])


_AT_ONCE = 200
_INSERT = "INSERT INTO hub_entryrecord (seq, at, actor, unit, action, object, plan, line, leaf) VALUES "
_ROW = "(%s, %s, %s, %s, %s, %s, %s, %s, %s)"
_UPDATE = "UPDATE hub_logrecord SET size = %s, frontier = %s WHERE id = 1"


def _adapted(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return a row as the database takes it; SQLite keeps a moment as text."""
    return (row[0], connection.ops.adapt_datetimefield_value(row[1]), *row[2:])


def entry_of(seq: int, draft: Draft) -> Entry:
    """Return the entry of a draft at its place."""
    return Entry(
        seq=seq,
        at=stamp(draft.at),
        actor=draft.actor,
        acting_for=draft.acting_for,
        unit=draft.unit,
        action=draft.action,
        object=draft.object,
        plan=draft.plan,
        changes=tuple(draft.changes),
        reason=draft.reason,
        request=draft.request,
    )


def lines() -> Iterable[tuple[str, str]]:
    """Yield every entry's line and stored leaf hash, in order."""
    return EntryRecord.objects.order_by("seq").values_list("line", "leaf").iterator(chunk_size=2000)
