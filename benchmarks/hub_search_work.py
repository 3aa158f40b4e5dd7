"""What `hub_search` does in a process in which Django is ready."""

import time
from collections.abc import Callable
from statistics import median, quantiles

from django.db import connection, transaction

from library_documents import invented
from made_hub import make_actor, make_city
from yibiao.core.search.query import read_query
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.clock import now
from yibiao.hub.library.indexing import index, profile
from yibiao.hub.library.models import IndexedRecord
from yibiao.hub.library.searching import Asked, search
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

QUERIES = (
    "成果", "果", "科技成果", "高新技术 企业", "“老旧小区”", "创新平台", "第77号工作方案", "云政办", "引进服务 监测",
    "农业 粮食 乡村", "业", "同比目标", "没有的词", "推进 加快 实施 方案", "2021",
)  # fmt: skip


def measure(documents: int, characters: int, runs: int) -> dict[str, float]:
    """Return milliseconds of a search and of a scan, megabytes of index and texts, milliseconds to index a document."""
    city = make_city()
    actor = make_actor(city["east"])
    before = _megabytes()
    seconds = [_add(city["office"], seed, characters) for seed in range(documents)]
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    texts = sum(len(text.encode()) for text in IndexedRecord.objects.values_list("text", flat=True)) / 1e6
    searched = [_timed(lambda query=query: search(actor, Asked(query))) for _ in range(runs + 1) for query in QUERIES]
    scanned = [_timed(lambda query=query: _scan(actor, query)) for _ in range(runs) for query in QUERIES]
    warm = searched[len(QUERIES) :]
    return {
        "search": quantiles(warm, n=20)[-1],
        "median": median(warm),
        "scan": quantiles(scanned, n=20)[-1],
        "index": _megabytes() - before - 3 * texts,
        "texts": texts,
        "each": 1000 * median(seconds),
    }


def _add(unit: UnitRecord, seed: int, characters: int) -> float:
    """Keep a published document and return the seconds to index it."""
    text, at = invented(seed, characters), now()
    head = {"title": text.split("\n", 1)[0], "number": f"云政办〔{2015 + seed % 8}〕{seed + 1}号", "at": at}
    with transaction.atomic():
        document = DocumentRecord.objects.create(name="文件.txt", unit=unit, state=DocumentRecord.COMPILED, **head)
        values = {"text": text, "document": {"number": head["number"]}}
        PlanRecord.objects.create(document=document, unit=unit, state=PlanRecord.PUBLISHED, compiled=values, **head)
        began = time.perf_counter()
        index(document, profile(values))
        return time.perf_counter() - began


def _scan(actor: Actor, query: str) -> None:
    """Find the documents as a program without an index would: LIKE over every text."""
    rows = visible(actor, "document.read", DocumentRecord.objects.all())
    for term in read_query(query).terms:
        rows = rows.filter(indexed__text__contains=term)
    list(rows.order_by("-at").values_list("pk", flat=True))


def _timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _megabytes() -> float:
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT pg_total_relation_size('hub_pairrecord') + pg_total_relation_size('hub_indexedrecord')")
            return float(cursor.fetchone()[0]) / 1e6 + 0.0
        cursor.execute("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
        return float(cursor.fetchone()[0]) / 1e6
