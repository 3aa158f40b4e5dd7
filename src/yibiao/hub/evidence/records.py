"""Records of the hub as evidence: what may be named, and what it is called by whoever may see it.

A record is named as in the log: ``commitment:12.2026-03`` is what was reported of a row by a month,
``document:5`` a document of the library, ``entry:31`` an entry of the audit log.
"""

import re
from collections.abc import Iterable
from typing import NamedTuple

from yibiao.core.times import told_period
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may, visible
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments.entering import is_period
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.plans.models import DocumentRecord
from yibiao.messages import say

_MARK = re.compile(r"(commitment|document|entry):(\d{1,15})(?:\.([0-9Q-]{4,7}))?")


class Named(NamedTuple):
    """A record: its kind, its number, the period of a reported value; `called` is empty where the reader may not see it."""

    kind: str
    number: int
    period: str = ""
    called: str = ""


def read_mark(mark: str) -> Named | None:
    """Return what a name means, None where it names no record that can be evidence."""
    found = _MARK.fullmatch(mark)
    if found is None or (found[1] == "commitment") != bool(found[3]) or (found[3] and not is_period(found[3])):
        return None
    return Named(found[1], int(found[2]), found[3] or "")


def is_known(actor: Actor, mark: str) -> bool:
    """Tell whether a name is one of a record that an actor may see."""
    return bool(names(actor, [mark], "zh").get(mark))


def names(actor: Actor, marks: Iterable[str], lang: str) -> dict[str, Named]:
    """Return the records that an actor may see, by name, with a query for each kind."""
    read = {mark: found for mark in marks if (found := read_mark(mark)) is not None}
    ids: dict[str, set[int]] = {}
    for found in read.values():
        ids.setdefault(found.kind, set()).add(found.number)
    called = {kind: _READERS[kind](actor, numbers, lang) for kind, numbers in ids.items()}
    return {
        mark: found._replace(called=f"{called[found.kind][found.number]} {told_period(found.period, lang) if found.period else ''}".strip())
        for mark, found in read.items()
        if found.number in called[found.kind]
    }


def _commitments(actor: Actor, ids: set[int], _lang: str) -> dict[int, str]:
    rows = visible(actor, "commitment.read", CommitmentRecord.objects.filter(pk__in=ids)).order_by()
    return {pk: f"{unit} {text}" for pk, unit, text in rows.values_list("pk", "unit__name", "text")}


def _documents(actor: Actor, ids: set[int], lang: str) -> dict[int, str]:
    rows = visible(actor, "document.read", DocumentRecord.objects.filter(pk__in=ids).exclude(state=DocumentRecord.REFUSED))
    return {row.pk: say("history.quoted", lang, name=str(row)) for row in rows.order_by()}


def _entries(actor: Actor, ids: set[int], lang: str) -> dict[int, str]:
    if not may(actor, "audit.read"):
        return {}
    rows = EntryRecord.objects.filter(pk__in=ids).values_list("pk", flat=True)
    return {pk: say("evidence.entry", lang, number=pk) for pk in rows}


_READERS = {"commitment": _commitments, "document": _documents, "entry": _entries}
