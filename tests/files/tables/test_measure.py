"""Heights of wrapped text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.files.tables.measure import capacity, height_of, lines, units


@pytest.mark.parametrize(
    ("text", "width"), [("区", 2), ("区区", 4), ("“", 2), ("①", 2), ("😀", 2), ("１", 2), ("", 0)]
)
def test_a_full_width_character_takes_two(text: str, width: float):
    assert units(text) == width


def test_latin_text_takes_a_little_over_one():
    assert 4 <= units("abcd") < 5


@pytest.mark.parametrize(
    ("text", "room", "count"),
    [
        ("", 10, 1),
        ("推进科技", 10, 1),
        ("推进科技创新", 10, 2),
        ("推进\n科技\n创新", 10, 3),
        ("a\n\n", 10, 3),
        ("推进 international", 12, 3),  # a word longer than the line is cut
        ("推进 2021 年", 10, 2),
    ],
)
def test_lines_are_counted(text: str, room: float, count: int):
    assert lines(text, room) == count


@given(st.text(), st.text(), st.floats(4, 200))
def test_more_text_never_takes_fewer_lines(one: str, other: str, room: float):
    assert (
        lines(one + other, room) >= lines(one, room) - 1
    )  # a word that grows may move to the next line whole
    assert lines(f"{one}\n{other}", room) == lines(one, room) + lines(other, room)


def test_a_wider_column_holds_more_and_a_larger_font_less():
    assert capacity(60, 10.5) > capacity(40, 10.5) > capacity(40, 12)
    assert height_of(2, 10.5) > height_of(1, 10.5)
