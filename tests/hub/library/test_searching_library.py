"""Searching: the same documents in the same order on every database, and never what somebody may not see."""

import math

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from library_documents import invented, kept
from yibiao.core.search.folding import fold, fold_words
from yibiao.core.search.query import read_query
from yibiao.hub.access.actors import Actor
from yibiao.hub.library.indexing import index, index_missing, missing, profile
from yibiao.hub.library.models import IndexedRecord, PairRecord
from yibiao.hub.library.searching import NEWEST, Asked, choices, ranking, search
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord

pytestmark = pytest.mark.django_db
QUERIES = (
    "成果", "果", "科技成果", "成果 转化", "高新技术 企业 培育", "“科技成果”", "創新 平臺", "〔2017〕", "第7号工作方案",
    "云政办〔2016〕2号", "小区 电梯", "基金，人才", "没有的词", "q", "9", "业，",
)  # fmt: skip


def oracle(documents: list[DocumentRecord], text: str) -> list[int]:
    """Return what a search must find, read from the texts with nothing of the index: BM25 as the textbook has it."""
    terms = read_query(text).terms
    texts = {one.pk: fold(one.plans.get().compiled["text"]).text for one in documents}
    lengths = {pk: sum(map(str.isalnum, one)) for pk, one in texts.items()}
    grams = dict.fromkeys(gram for term in terms for gram in _grams(term))
    average = sum(lengths.values()) / len(lengths)
    score = {pk: 0.0 for pk, one in texts.items() if all(term in one for term in terms)}
    for gram in grams:
        counts = {pk: sum(one.startswith(gram, at) for at in range(len(one))) for pk, one in texts.items()}
        holding = sum(map(bool, counts.values()))
        gain = math.log(1 + (len(texts) - holding + 0.5) / (holding + 0.5))
        for pk in score:
            score[pk] += gain * counts[pk] * 2.2 / (counts[pk] + 1.2 * (0.25 + 0.75 * lengths[pk] / average))
    for one in documents:
        titles = [fold_words(title) for title in (one.title, one.number, one.name)]
        if one.pk in score:
            score[one.pk] *= 1 + sum(any(term in title for title in titles) for term in terms) / len(terms)
    times = {one.pk: one.at for one in documents}
    return sorted(score, key=lambda pk: (-score[pk], -times[pk].timestamp(), -pk))


def _grams(term: str) -> list[str]:
    runs = "".join(char if char.isalnum() else " " for char in term).split()
    return [gram for run in runs for gram in ([run] if len(run) == 1 else [run[at : at + 2] for at in range(len(run) - 1)])]


@pytest.mark.parametrize("query", QUERIES)
def test_every_query_finds_what_reading_everything_finds(clerk: Actor, forty: list[DocumentRecord], query: str) -> None:
    assert ranking(clerk, read_query(query).terms) == oracle(forty, query)


def test_queries_find_something(clerk: Actor, forty: list[DocumentRecord]) -> None:
    found = {query: search(clerk, Asked(query)).total for query in QUERIES}
    assert [query for query, total in found.items() if not total] == ["没有的词", "q"]


def test_hits_are_shown_in_their_sentence_and_counted(clerk: Actor, city: dict[str, UnitRecord]) -> None:
    kept(city["office"], "方案\n第一句。推进科技成果转化，完成成果登记。第三句。", title="方案")
    (row,) = search(clerk, Asked("成果")).rows
    assert row.hits == 2
    assert "".join(piece.text for piece in row.quote).startswith("推进科技成果转化，完成成果登记。")
    assert [piece.text for piece in row.quote if piece.lit] == ["成果", "成果"]


def test_what_may_not_be_seen_is_neither_found_nor_counted(clerk: Actor, outsider: Actor, city: dict[str, UnitRecord]) -> None:
    seen = [kept(city["office"], invented(seed, 300)) for seed in range(3)]
    before = [(row.document.pk, row.hits) for row in search(outsider, Asked("方案")).rows]
    weights = ranking(outsider, ("方案",))
    draft = kept(city["office"], "绝密以外的草稿方案，方案方案方案", state=PlanRecord.DRAFT, number="云政办〔1999〕1号")
    assert draft.pk in {row.document.pk for row in search(clerk, Asked("方案")).rows}
    found = search(outsider, Asked("方案"))
    assert [(row.document.pk, row.hits) for row in found.rows] == before
    assert found.total == len(seen)
    assert ranking(outsider, ("方案",)) == weights
    assert search(outsider, Asked("草稿")).total == 0
    assert search(outsider, Asked()).total == len(seen)
    assert 1999 not in choices(outsider)[1]
    assert 1999 in choices(clerk)[1]


def test_filters_and_order(clerk: Actor, city: dict[str, UnitRecord]) -> None:
    old = kept(city["office"], "成果成果成果", number="云政办〔2015〕1号")
    new = kept(city["science"], "一个成果在这里的长长的文件里面", number="云政办〔2020〕9号", state=PlanRecord.CLOSED)
    assert [row.document for row in search(clerk, Asked("成果")).rows] == [old, new]
    assert [row.document for row in search(clerk, Asked("成果", sort=NEWEST)).rows] == [new, old]
    assert [row.document for row in search(clerk, Asked("成果", year=2020)).rows] == [new]
    assert [row.document for row in search(clerk, Asked("成果", office="office")).rows] == [old]
    assert [row.document for row in search(clerk, Asked(state=PlanRecord.CLOSED)).rows] == [new]
    assert search(clerk, Asked(kind="plan")).total == 2
    assert search(clerk, Asked(kind="document")).total == 0
    assert [row.document for row in search(clerk, Asked()).rows] == [new, old]


def test_pages(clerk: Actor, forty: list[DocumentRecord]) -> None:
    pages = [search(clerk, Asked("方案", page=page)) for page in (1, 2, 3)]
    assert [one.page for one in pages] == [1, 2, 2]
    assert [len(one.rows) for one in pages] == [20, 20, 20]
    assert len({row.document.pk for one in pages[:2] for row in one.rows}) == pages[0].total == 40


def test_the_number_of_queries_does_not_grow(clerk: Actor, forty: list[DocumentRecord], city: dict[str, UnitRecord]) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as told:
            search(clerk, Asked("科技成果 方案"))
        return len(told)

    before = queries()
    for seed in range(60, 80):
        kept(city["office"], invented(seed, 300))
    assert queries() == before <= 10


def test_what_is_missing_is_indexed_once(clerk: Actor, forty: list[DocumentRecord]) -> None:
    PairRecord.objects.all().delete()
    IndexedRecord.objects.all().delete()
    assert search(clerk, Asked("方案")).total == 0
    assert index_missing(15) == 15
    assert search(clerk, Asked("方案")).total == 15
    assert (index_missing(100), index_missing(100)) == (25, 0)
    assert list(missing()) == []
    assert search(clerk, Asked("方案")).total == 40


def test_a_changed_text_replaces_the_old_one(clerk: Actor, city: dict[str, UnitRecord]) -> None:
    document = kept(city["office"], "旧的成果")
    index(document, profile({"text": "新的平台"}))
    assert (search(clerk, Asked("成果")).total, search(clerk, Asked("平台")).total) == (0, 1)
    assert IndexedRecord.objects.count() == 1
