"""Folding, queries, pairs, hits: what is found in a text, and where."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.core.search.folding import fold, fold_words
from yibiao.core.search.hits import find_hits, pieces, shown_in
from yibiao.core.search.pairs import pair_number, pairs_of, probes_of
from yibiao.core.search.query import LONGEST, MOST, read_query
from yibiao.core.search.scoring import in_title, scores

TEXTS = st.text(alphabet="成果转化創新创平台ＡａI26号〔〕，。 \n\t\u3000\u200b(chuàng)區区", max_size=80)


@pytest.mark.parametrize(
    ("text", "word", "found"),
    [
        ("科技成果转化", "成果", "成果"),
        ("新建創新平臺10個以上", "创新平台", "創新平臺"),
        ("新建创新平台", "創新平臺", "创新平台"),
        ("新建創(chuàng)新平台", "创新", "創(chuàng)新"),
        ("印发武政办〔２０２１〕２６号文件", "〔2021〕26号", "〔２０２１〕２６号"),
        ("推进ＡＩ应用", "ai", "ＡＩ"),
        ("创 新　平\u200b台", "创新平台", "创 新　平\u200b台"),
        ("占百分之五（5%）", "5％", "5%"),
    ],
)
def test_a_word_is_found_however_it_is_written(text: str, word: str, found: str) -> None:
    hits = find_hits(fold(text), read_query(word).terms)
    assert [text[hit.start : hit.end] for hit in hits] == [found]


def test_a_word_across_paragraphs_is_none() -> None:
    assert find_hits(fold("一是成\n果树种植"), ["成果"]) == []


@given(TEXTS)
def test_a_folded_text_leads_back(text: str) -> None:
    folded = fold(text)
    places = [folded.source(at, at + 1) for at in range(len(folded.text))]
    assert all(0 <= one.start < one.end <= len(text) for one in places)
    assert [one.start for one in places] == sorted(one.start for one in places)
    assert fold_words(folded.text) == folded.text


@given(TEXTS, st.integers(0, 60), st.integers(1, 6))
def test_pairs_find_every_part_of_a_text(text: str, at: int, size: int) -> None:
    folded = fold(text).text
    term = folded[at : at + size]
    counted = pairs_of(folded)
    for probe in probes_of(term):
        assert sum(count for pair, count in counted.items() if probe.first <= pair <= probe.last) > 0


def test_pairs_count_every_place() -> None:
    counted = pairs_of("成果，成果成")
    assert counted == {pair_number(*pair): count for pair, count in {"成果": 2, "果成": 1, "果": 1, "成": 1}.items()}
    (of_one,) = probes_of("成")
    assert sum(count for pair, count in counted.items() if of_one.first <= pair <= of_one.last) == 3


@pytest.mark.parametrize(
    ("typed", "terms"),
    [
        ("成果", ("成果",)),
        ("果", ("果",)),
        (" 成果　转化 ", ("成果", "转化")),
        ("“科技 成果” 企业", ("科技成果", "企业")),
        ("《创新方案》、\"AI 平台\"", ("创新方案", "ai平台")),
        ("成果 成果", ("成果",)),
        ("，。 “”", ()),
        ("“没有引完", ("没有引完",)),
        ("武政办〔２０２１〕26號", ("武政办〔2021〕26号",)),
    ],
)
def test_queries_are_read(typed: str, terms: tuple[str, ...]) -> None:
    assert read_query(typed).terms == terms


def test_a_query_is_read_to_a_sane_length() -> None:
    made = read_query("果" * 5000)
    assert made.cut
    assert len(made.terms[0]) == LONGEST
    assert len(read_query(" ".join(map(str, range(10, 40)))).terms) == MOST


def test_what_says_it_more_often_and_is_shorter_comes_first() -> None:
    found = scores([{1: 5, 2: 1, 3: 1, 9: 4}], {1: 100, 2: 100, 3: 400, 4: 100})
    assert sorted(found, key=lambda one: -found[one]) == [1, 2, 3]
    assert scores([{1: 1}, {2: 1}], {1: 5, 2: 5}) == {}
    assert in_title(("成果", "转化"), ["成果方案"]) == 1.5


def test_the_sentence_with_most_of_the_words_is_shown() -> None:
    text = "成果很多。第二句没有。转化科技成果的平台。成果。"
    shown = shown_in(text, find_hits(fold(text), ("成果", "转化")))
    assert "".join(piece.text for piece in shown).startswith("转化科技成果的平台。")
    assert [piece.text for piece in shown if piece.lit][:2] == ["转化", "成果"]


@given(st.text(max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30))))
def test_pieces_are_the_text(text: str, spans: list[tuple[int, int]]) -> None:
    sound = [(min(span), min(max(span), len(text))) for span in spans if min(span) < min(max(span), len(text))]
    assert "".join(piece.text for piece in pieces(text, sound)) == text
