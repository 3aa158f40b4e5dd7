"""Documents related to one: of the same line of revisions, naming its number or named by it, saying the same rare things."""

import re
from collections import defaultdict
from collections.abc import Mapping
from typing import NamedTuple

from django.db.models import Count, Q, QuerySet

from yibiao.core.search.folding import fold_words
from yibiao.core.search.pairs import pairs_of
from yibiao.core.search.scoring import weight
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.library.models import IndexedRecord, PairRecord
from yibiao.hub.library.searching import folded, ranking
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

REVISION, CITES, CITED, ALIKE = "revision", "cites", "cited", "alike"
MOST = 6
# Numbers of documents as they stand in a folded text: 武政办〔2021〕26号.
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,10}[〔\[(【][12]\d{3}[〕\])】](?:第)?\d{1,4}号")
_CANDIDATES = 160  # pairs of a document that are looked up
_TELLING = 40  # of these, so many count
_LEAST_ALIKE = 0.2
_LINE = 20  # revisions of revisions that are followed


class Related(NamedTuple):
    """A document with the reason why it is related."""

    document: DocumentRecord
    why: str


def related(actor: Actor, document: DocumentRecord) -> tuple[Related, ...]:
    """Return up to `MOST` documents somebody may see that belong to one, each with the strongest reason."""
    indexed = IndexedRecord.objects.filter(document=document).first()
    seen = visible(actor, "document.read", DocumentRecord.objects.exclude(pk=document.pk))
    # Whose plan may be seen, its document may not be: what is left out is left out before the best are taken.
    line = _line(actor, document)
    known = set(seen.filter(pk__in=line).values_list("pk", flat=True))
    reasons: dict[int, str] = {one: REVISION for one in line if one in known}
    if indexed is not None:
        for why, found in ((CITES, _cited_in(seen, indexed.folded)), (CITED, _citing(actor, document)), (ALIKE, _alike(seen, indexed))):
            for one in found:
                reasons.setdefault(one, why)
    reasons.pop(document.pk, None)
    kept = list(reasons)[:MOST]
    rows = {row.pk: row for row in seen.filter(pk__in=kept).select_related("unit")}
    return tuple(Related(rows[one], reasons[one]) for one in kept if one in rows)


def _line(actor: Actor, document: DocumentRecord) -> list[int]:
    """Return the documents of the plans that this one's plans revise or are revised by, near ones first."""
    seen = visible(actor, "plan.read", PlanRecord.objects.order_by())
    links = list(seen.filter(Q(revises__isnull=False) | Q(revisions__isnull=False)).values_list("pk", "revises", "document"))
    homes = {plan: home for plan, _, home in links}
    line = {plan for plan, home in homes.items() if home == document.pk}
    for _ in range(_LINE):
        grown = line | {plan for plan, old, _ in links if old in line} | {old for plan, old, _ in links if plan in line and old}
        if grown == line:
            break
        line = grown
    return list(dict.fromkeys(homes[plan] for plan in sorted(line, reverse=True) if plan in homes))


def _cited_in(seen: QuerySet[DocumentRecord], text: str) -> list[int]:
    """Return the documents whose number stands in a folded text."""
    found = _NUMBER.findall(text)
    if not found:
        return []
    numbers = seen.exclude(number="").values_list("pk", "number")
    return [pk for pk, number in numbers if any(one.endswith(folded(number)) for one in found)]


def _citing(actor: Actor, document: DocumentRecord) -> list[int]:
    """Return the documents in whose text this one's number stands."""
    number = fold_words(document.number)
    return ranking(actor, (number,)) if number else []


def _alike(seen: QuerySet[DocumentRecord], indexed: IndexedRecord) -> list[int]:
    """Return the documents that share most of the pairs by which this one differs from the others, the most alike first."""
    ids = set(seen.exclude(indexed=None).values_list("pk", flat=True))
    weights = _telling(pairs_of(indexed.folded), len(ids) + 1)
    shared: defaultdict[int, float] = defaultdict(float)
    for pair, document in PairRecord.objects.filter(pair__in=list(weights)).order_by().values_list("pair", "document_id"):
        if document in ids:
            shared[document] += weights[pair]
    total = sum(weights.values())
    return [one for one, found in sorted(shared.items(), key=lambda item: (-item[1], -item[0])) if found >= total * _LEAST_ALIKE]


def _telling(counted: Mapping[int, int], documents: int) -> dict[int, float]:
    """Return the pairs that tell a document from others, with what each counts."""
    often = [pair for pair, count in sorted(counted.items(), key=lambda item: (-item[1], item[0])) if count > 1 and pair % (1 << 21)]
    rows = PairRecord.objects.filter(pair__in=often[:_CANDIDATES]).order_by().values_list("pair")
    holding = dict(rows.annotate(holding=Count("document_id")))
    weighed = {pair: weight(number, documents) * min(counted[pair], 5) for pair, number in holding.items()}
    best = sorted(weighed, key=lambda pair: (-weighed[pair], pair))[:_TELLING]
    return {pair: weighed[pair] for pair in best}
