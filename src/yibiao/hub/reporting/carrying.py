"""Carrying on what did not change: the last report's words and figures, item by item or for all that is still empty.

A row is carried as a whole: its cumulative figure and what is said of it. What it added in this period, the rate and the
standing are worked out. What was carried is marked so until somebody types in its place.
"""

import secrets
from collections.abc import Collection, Iterable
from typing import Any, NamedTuple

from yibiao.core.commitments.horizon import months_of
from yibiao.hub.access.actors import Actor
from yibiao.hub.commitments.entering import fields
from yibiao.hub.commitments.models import CommitmentRecord, ValueRecord
from yibiao.hub.commitments.saving import MOST_CELLS, save_values
from yibiao.hub.orgs.models import UnitRecord

# What is worked out anew, or belongs to one period alone.
_NOT_CARRIED = ("rate", "status", "evidence", "current")


class Before(NamedTuple):
    """What a row said last: the period, and its fields that can be carried on."""

    period: str
    fields: dict[str, str]


def said_before(rows: Iterable[CommitmentRecord], period: str) -> dict[int, Before]:
    """Return what each row said in the newest period before `period`, as far as it was filed; one query.

    Rows that a revision made go on from what the row said that they continue.
    """
    rows = list(rows)
    continues = {row.previous_id: row.pk for row in rows if row.previous_id is not None}
    start = (months_of(period) or (0, 0))[1]
    found: dict[int, tuple[int, str, dict[str, str]]] = {}
    ids = [*(row.pk for row in rows), *continues]
    values = ValueRecord.objects.filter(commitment__in=ids, field__in=fields()).exclude(filed=None).exclude(filed="")
    for pk, when, field, text in values.values_list("commitment", "period", "field", "filed"):
        months, owner = months_of(when), continues.get(pk, pk)
        if months is None or months[1] >= start:
            continue
        known = found.get(owner)
        if known is None or months[1] > known[0]:
            known = found[owner] = (months[1], when, {})
        if months[1] == known[0] and field not in _NOT_CARRIED:
            known[2][field] = text or ""
    return {pk: Before(when, said) for pk, (_, when, said) in found.items() if said}


def empty_rows(rows: Iterable[CommitmentRecord], period: str) -> list[CommitmentRecord]:
    """Return the rows of which nothing is said in a period; one query."""
    rows = list(rows)
    said = ValueRecord.objects.filter(commitment__in=rows, period=period).exclude(value="").values_list("commitment", flat=True)
    filled = set(said)
    return [row for row in rows if row.pk not in filled]


def carry(actor: Actor, unit: UnitRecord, rows: Collection[CommitmentRecord], period: str) -> int:
    """Say of rows what was said of them before, where nothing is said in this period yet; return how many were carried.

    Raises what saving raises. A row that was never reported stays empty.
    """
    open_rows = empty_rows(rows, period)
    before = said_before(open_rows, period)
    editions = _editions(before, period)
    cells: list[dict[str, Any]] = []
    batches: list[list[dict[str, Any]]] = [cells]
    for pk, known in before.items():
        made = [
            {"commitment": pk, "field": field, "value": value, "edition": editions.get((pk, field), 0)}
            for field, value in known.fields.items()
        ]
        if len(batches[-1]) + len(made) > MOST_CELLS:
            batches.append([])
        batches[-1].extend(made)
    for batch in filter(None, batches):
        save_values(actor, unit, period, batch, secrets.token_hex(12), source="carried")
    return len(before)


def _editions(rows: Iterable[int], period: str) -> dict[tuple[int, str], int]:
    """Return the editions of cells that were filled in and emptied again."""
    values = ValueRecord.objects.filter(commitment__in=list(rows), period=period)
    return {(pk, field): edition for pk, field, edition in values.values_list("commitment", "field", "edition")}
