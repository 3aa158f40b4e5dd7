"""Documents found by their words, ranked, with what somebody may not see neither found nor counted."""

import datetime
from collections.abc import Collection, Mapping, Sequence
from functools import lru_cache, reduce
from typing import NamedTuple

from django.db.models import CharField, Prefetch, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, StrIndex

from yibiao.core.quoting import Piece
from yibiao.core.search.folding import fold_words
from yibiao.core.search.hits import find_hits, shown_in
from yibiao.core.search.pairs import Probe, probes_of
from yibiao.core.search.query import read_query, shorter
from yibiao.core.search.scoring import in_title, scores
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.library.models import IndexedRecord, PairRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

ON_A_PAGE = 20
RELEVANCE, NEWEST = "relevance", "newest"
PLAN, DOCUMENT = "plan", "document"  # kinds: what has become a plan, and what hasn't
STATES = (PlanRecord.DRAFT, PlanRecord.PUBLISHED, PlanRecord.CLOSED, PlanRecord.DISCARDED)
# So many ids stand in one statement; every database takes them.
_CHUNK = 500


class Asked(NamedTuple):
    """What is looked for: words, filters (empty: none), the order, the page from 1 on."""

    text: str = ""
    kind: str = ""
    office: str = ""
    year: int | None = None
    state: str = ""
    sort: str = RELEVANCE
    page: int = 1


class Row(NamedTuple):
    """A document that was found: its plans as far as they may be seen, the sentences with its hits, how many there are."""

    document: DocumentRecord
    plans: tuple[PlanRecord, ...]
    year: int | None
    quote: tuple[Piece, ...] = ()
    hits: int = 0


class Found(NamedTuple):
    """A page of what was found. `terms` are the words looked for, `cut` tells that some were left out.

    `beyond` is how many documents hold them that the filters left out.
    """

    rows: tuple[Row, ...]
    total: int
    page: int
    pages: int
    terms: tuple[str, ...]
    cut: bool
    beyond: int = 0


class _Known(NamedTuple):
    """A document as ranking knows it: length of its text, when it came, its title, number and name in lines."""

    length: int
    at: datetime.datetime
    titles: str


def search(actor: Actor, asked: Asked, on_a_page: int = ON_A_PAGE) -> Found:
    """Return a page of the documents that hold every term; without a term, of all, the newest first."""
    query = read_query(asked.text)
    if not query.terms:
        return _listed(actor, asked, query.cut, on_a_page)
    every = ranked = ranking(actor, query.terms, newest=asked.sort == NEWEST)
    if any((asked.kind, asked.office, asked.year, asked.state)):
        kept = set(documents(actor, asked).values_list("pk", flat=True))
        ranked = [one for one in ranked if one in kept]
    page, pages = _page(asked.page, len(ranked), on_a_page)
    shown = ranked[(page - 1) * on_a_page : page * on_a_page]
    return Found(_rows(actor, shown, query.terms), len(ranked), page, pages, query.terms, query.cut, len(every) - len(ranked))


def instead(actor: Actor, terms: tuple[str, ...]) -> tuple[str, ...]:
    """Return shorter queries that do find documents, for terms that found none together."""
    return tuple(one for one in shorter(terms) if ranking(actor, read_query(one).terms))


def _page(asked: int, total: int, on_a_page: int) -> tuple[int, int]:
    """Return the page that is shown, and how many there are."""
    pages = max(1, -(-total // on_a_page))
    return min(max(1, asked), pages), pages


def documents(actor: Actor, asked: Asked) -> QuerySet[DocumentRecord]:
    """Return the documents somebody may see that pass the filters, the newest first."""
    rows = visible(actor, "document.read", DocumentRecord.objects.all())
    plans = visible(actor, "plan.read", PlanRecord.objects.all())
    if asked.kind:
        of_plans = Q(pk__in=plans.values("document"))
        rows = rows.filter(of_plans if asked.kind == PLAN else ~of_plans)
    if asked.state:
        rows = rows.filter(pk__in=plans.filter(state=asked.state).values("document"))
    if asked.office:
        rows = rows.filter(unit__code=asked.office)
    return rows.filter(indexed__year=asked.year) if asked.year else rows


def _listed(actor: Actor, asked: Asked, cut: bool, on_a_page: int) -> Found:
    rows = documents(actor, asked)
    total = rows.count()
    page, pages = _page(asked.page, total, on_a_page)
    shown = list(rows.values_list("pk", flat=True)[(page - 1) * on_a_page : page * on_a_page])
    return Found(_rows(actor, shown, ()), total, page, pages, (), cut)


def ranking(actor: Actor, terms: Sequence[str], *, newest: bool = False) -> list[int]:
    """Return the ids of the documents somebody may see that hold every term, the best or the newest first."""
    known = _known(actor)
    lengths = {number: one.length for number, one in known.items()}
    scored = scores(_postings(terms), lengths)
    for term in terms:
        if len(term) > 2 or not term.isalnum():  # of a shorter one its only pair has told all
            scored = _holding(scored, term)
    titled = {one: score * in_title(terms, (folded(known[one].titles),)) for one, score in scored.items()}
    return sorted(titled, key=lambda one: (0.0 if newest else -titled[one], -known[one].at.timestamp(), -one))


def _known(actor: Actor) -> dict[int, _Known]:
    rows = visible(actor, "document.read", DocumentRecord.objects.exclude(indexed=None))
    fields = rows.order_by().values_list("pk", "indexed__length", "at", "title", "number", "name")
    return {pk: _Known(length, at, f"{title}\n{number}\n{name}") for pk, length, at, title, number, name in fields}


@lru_cache(maxsize=20_000)
def folded(text: str) -> str:
    """Return a title, or the text of a task, folded: once, for it is looked at by every query."""
    return fold_words(text)


def _postings(terms: Sequence[str]) -> list[dict[int, int]]:
    """Return, for each probe of the terms, how often it stands in which document: one query, and one a character."""
    probes = dict.fromkeys(probe for term in terms for probe in probes_of(term))
    single = {probe.first: probe for probe in probes if probe.first == probe.last}
    found: dict[Probe, dict[int, int]] = {probe: {} for probe in probes}
    rows = PairRecord.objects.filter(pair__in=list(single)).order_by()
    for pair, document, count in rows.values_list("pair", "document_id", "count"):
        found[single[pair]][document] = count
    for probe in probes:
        if probe.first != probe.last:
            found[probe] = _of_character(probe)
    return list(found.values())


def _of_character(probe: Probe) -> dict[int, int]:
    rows = PairRecord.objects.filter(pair__range=(probe.first, probe.last)).order_by().values("document_id")
    return dict(rows.annotate(counted=Sum("count")).values_list("document_id", "counted"))


def _holding(scored: Mapping[int, float], term: str) -> dict[int, float]:
    """Keep the documents that hold the term as it is: its pairs might stand in other places."""
    ids, held = sorted(scored), set[int]()
    text = Cast(Value(term), CharField())
    for at in range(0, len(ids), _CHUNK):
        rows = IndexedRecord.objects.filter(pk__in=ids[at : at + _CHUNK]).annotate(at_place=StrIndex("folded", text))
        held.update(rows.filter(at_place__gt=0).values_list("pk", flat=True))
    return {one: score for one, score in scored.items() if one in held}


def _rows(actor: Actor, ids: Sequence[int], terms: Sequence[str]) -> tuple[Row, ...]:
    """Return the documents in the order of `ids`, with their plans and sentences: three queries."""
    seen = visible(actor, "plan.read", PlanRecord.objects.defer("compiled", "effective"))
    rows = DocumentRecord.objects.filter(pk__in=ids).select_related("unit", "by")
    by_id = {row.pk: row for row in rows.prefetch_related(Prefetch("plans", seen, to_attr="seen_plans"))}
    indexed = _indexed(ids, with_texts=bool(terms))
    return tuple(_row(by_id[one], indexed.get(one), terms) for one in ids if one in by_id)


def _indexed(ids: Collection[int], *, with_texts: bool) -> dict[int, IndexedRecord]:
    rows = IndexedRecord.objects.filter(pk__in=ids)
    return {row.pk: row for row in (rows if with_texts else rows.only("year"))}


def _row(document: DocumentRecord, indexed: IndexedRecord | None, terms: Sequence[str]) -> Row:
    plans = tuple(document.seen_plans)
    year = indexed.year if indexed else None
    if indexed is None or not terms:
        return Row(document, plans, year)
    hits = find_hits(indexed.as_folded(), terms)
    return Row(document, plans, year, shown_in(indexed.text, hits), len(hits))


def choices(actor: Actor) -> tuple[list[tuple[str, str]], list[int]]:
    """Return what can be filtered by: offices (code, name) and years of the documents somebody may see."""
    rows = visible(actor, "document.read", DocumentRecord.objects.all()).order_by()
    offices = rows.values_list("unit__code", "unit__name").distinct()
    years = rows.exclude(indexed__year=None).values_list("indexed__year", flat=True).distinct()
    return sorted(offices, key=lambda one: one[1]), sorted(years, reverse=True)


def titles_with(field: str, terms: Sequence[str]) -> Q:
    """Return the condition that a field holds every term, in whichever case."""
    return reduce(lambda made, term: made & Q(**{f"{field}__icontains": term}), terms, Q())
