"""Names of the files of tables: whatever a unit is called, every system can hold its file, and none replaces another."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.core.tables.filenames import safe_name, safe_names


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("武汉经济技术开发区（汉南区）", "武汉经济技术开发区（汉南区）"),
        ("../../etc/x", "__.._etc_x"),
        ("/etc/x", "_etc_x"),
        (".", "_"),
        ("..", "_"),
        ("", "_"),
        (".甲区", "_甲区"),
        ("~$甲区", "_$甲区"),
        ("CON", "CON_"),
        ("com1.区", "com1.区_"),
        ("甲\n区\x07", "甲_区_"),
        ("\u202e甲\u200b区", "_甲_区"),
        ("甲\ud800区", "甲_区"),
        ("甲区. .", "甲区"),
    ],
)
def test_a_name_is_safe_on_every_system(text: str, name: str) -> None:
    assert safe_name(text) == name


def test_names_that_would_replace_each_other_are_numbered() -> None:
    assert list(safe_names(["甲/区", "甲:区", "AB区", "ａｂ区"])) == [
        "甲_区",
        "甲_区（2）",
        "AB区",
        "ａｂ区（2）",
    ]


@given(st.lists(st.text(st.characters(), max_size=400), max_size=8))
def test_any_texts_give_names_of_their_own(texts: list[str]) -> None:
    names = list(safe_names(texts))
    assert len({name.casefold() for name in names}) == len(texts)
    for name in names:
        assert name
        assert len(name.encode()) <= 200
        assert not name.startswith((".", "~$", " "))
        assert not set(name) & set('/\\:*?"<>|\0\n')
