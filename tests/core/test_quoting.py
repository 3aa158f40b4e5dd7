"""Quotations: sentences whole, lit characters exact, nothing lost and nothing made up."""

from hypothesis import given
from hypothesis import strategies as st

from yibiao.core.quoting import quoted

TEXT = "一、总则。\n新增企业500家，其中东区20家。实施奖励；无关的话。到年底建成3个平台"


def said(*wanted: str) -> list[tuple[str, bool]]:
    spans = [(TEXT.index(word), TEXT.index(word) + len(word)) for word in wanted]
    return [(text, lit) for text, lit in quoted(TEXT, spans)]


def test_a_sentence_stands_whole_around_what_is_lit() -> None:
    assert said("500家") == [("新增企业", False), ("500家", True), ("，其中东区20家。", False)]
    assert said("3个") == [("到年底建成", False), ("3个", True), ("平台", False)]


def test_sentences_that_are_apart_are_joined_by_a_mark() -> None:
    assert said("500家", "3个") == [
        ("新增企业", False),
        ("500家", True),
        ("，其中东区20家。", False),
        ("…", False),
        ("到年底建成", False),
        ("3个", True),
        ("平台", False),
    ]
    assert said("500家", "20家", "500家，其中东区20家")[1] == ("500家，其中东区20家", True)


def test_a_row_without_an_end_is_cut() -> None:
    row = "甲" * 5000
    found = quoted(row, [(2500, 2502)])
    assert [piece.lit for piece in found] == [False, False, True, False]
    assert len("".join(piece.text for piece in found)) < 500


@given(st.text("ab。\n；", max_size=60), st.lists(st.tuples(st.integers(-3, 70), st.integers(-3, 70)), max_size=5))
def test_what_is_lit_is_exactly_the_spans(text: str, spans: list[tuple[int, int]]) -> None:
    inside = {at for start, end in spans for at in range(max(0, start), min(end, len(text)))}
    lit = "".join(text[at] for at in sorted(inside))
    assert "".join(piece.text for piece in quoted(text, spans) if piece.lit) == lit
