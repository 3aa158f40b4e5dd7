"""What changed within a sentence."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.core.quoting import Piece
from yibiao.core.revisions.words import compared, likeness


def lit(pieces: tuple[Piece, ...]) -> list[str]:
    return [piece.text for piece in pieces if piece.lit]


@pytest.mark.parametrize(
    ("old", "new", "gone", "came"),
    [
        ("新增高新技术企业2000家", "新增高新技术企业2200家", ["2000"], ["2200"]),
        ("建设示范应用场景30个以上", "建设人工智能示范应用场景35个以上", ["30"], ["人工智能", "35"]),
        ("市财政局、市税务局", "市税务局", ["财政局、市"], []),
        ("没有变化", "没有变化", [], []),
        ("", "全新的一句", [], ["全新的一句"]),
        ("删去的一句", "", ["删去的一句"], []),
        ("达到3.5%", "达到4.0%", ["3.5"], ["4.0"]),
    ],
)
def test_what_differs_is_lit(old: str, new: str, gone: list[str], came: list[str]) -> None:
    one, two = compared(old, new)
    assert (lit(one), lit(two)) == (gone, came)


def test_chance_characters_make_no_confetti() -> None:
    one, _ = compared("推动的产业发展得好", "建设一个的新平台")
    assert lit(one) == ["推动的产业发展得好"]


@given(st.text(alphabet="一二三12.,ab。 ", max_size=40), st.text(alphabet="一二三12.,ab。 ", max_size=40))
def test_nothing_of_a_text_is_lost(old: str, new: str) -> None:
    one, two = compared(old, new)
    assert "".join(piece.text for piece in one) == old
    assert "".join(piece.text for piece in two) == new
    kept = ["".join(piece.text for piece in side if not piece.lit) for side in (one, two)]
    assert kept[0] == kept[1]
    assert 0 <= likeness(old, new) <= 1


def test_long_texts_take_no_time() -> None:
    begun = time.perf_counter()
    one, two = compared("甲" * 20_000 + "乙" * 20_000, "乙" * 20_000 + "甲" * 20_000)
    assert time.perf_counter() - begun < 2
    assert lit(one)
    assert lit(two)
