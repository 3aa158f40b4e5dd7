"""The index kept up: a document is indexed when it is compiled, and what is missing by whoever ticks.

The work that grows with a document (`profile`) is done before the transaction that keeps it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction

from yibiao.core.search.folding import Folded, fold
from yibiao.core.search.pairs import length_of, pairs_of
from yibiao.hub.clock import now
from yibiao.hub.library.models import IndexedRecord, PairRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

BATCH = 20  # documents indexed in one round, so that jobs need not wait
_CHUNK = 2000
_YEAR_OF_NUMBER = re.compile(r"[〔\[（(【［]\s*((?:19|20)\d\d)")


class Profile(NamedTuple):
    """What the index keeps of a document: its text, folded, the pairs in it with how often they stand there."""

    text: str
    folded: Folded
    pairs: Mapping[int, int]
    length: int
    year: int | None


def profile(values: Mapping[str, Any]) -> Profile:
    """Return the profile of a compiled document (yibiao-plan/1 with its text)."""
    text = str(values.get("text") or "")
    folded = fold(text)
    return Profile(text, folded, pairs_of(folded.text), length_of(folded.text), _year(values.get("document") or {}))


def _year(head: Mapping[str, Any]) -> int | None:
    """Return the year of a document's number, else of its date."""
    found = _YEAR_OF_NUMBER.search(str(head.get("number") or ""))
    date = str(head.get("date") or "")[:4]
    return int(found[1]) if found else int(date) if date.isdecimal() else None


def index(document: DocumentRecord, made: Profile) -> None:
    """Keep the profile of a document, inside a transaction; the text it had before is forgotten."""
    known = IndexedRecord.objects.filter(document=document).values_list("text", flat=True).first()
    if known == made.text:
        return
    if known is not None:
        forget(document)
    IndexedRecord.objects.create(
        document=document,
        text=made.text,
        folded=made.folded.text,
        runs=made.folded.runs,
        length=made.length,
        year=made.year,
        at=now(),
    )
    rows = (PairRecord(pair=pair, document=document, count=count) for pair, count in sorted(made.pairs.items()))
    PairRecord.objects.bulk_create(rows, batch_size=_CHUNK)


def forget(document: DocumentRecord) -> None:
    """Take a document out of the index."""
    PairRecord.objects.filter(document=document).delete()
    IndexedRecord.objects.filter(document=document).delete()


def missing() -> Iterator[int]:
    """Yield the ids of documents that have a text and are not in the index, the oldest first."""
    compiled = DocumentRecord.objects.filter(indexed=None, pk__in=PlanRecord.objects.values("document"))
    yield from compiled.order_by("pk").values_list("pk", flat=True)


def index_missing(most: int = BATCH) -> int:
    """Index up to `most` documents that are missing, each in a transaction of its own; return how many."""
    done = 0
    for number in list(missing())[:most]:
        done += _index_one(number)
    return done


def _index_one(number: int) -> bool:
    plans = PlanRecord.objects.filter(document=number).order_by("-pk")
    plan = plans.select_related("document").only("document", "compiled").first()
    if plan is None:
        return False
    made = profile(plan.compiled)
    try:
        with transaction.atomic():
            index(plan.document, made)
    except IntegrityError:  # another worker has just done it
        return False
    return True
