"""How evidence is numbered and named, and what stands in a form's cell."""

import pytest

from yibiao.core.evidence.naming import (
    cell_text,
    fitting_name,
    is_secure_address,
    number_of,
    own_name,
    read_number,
)


def test_a_number_reads_back_as_it_is_written() -> None:
    assert number_of(2026, 12) == "佐2026-0012"
    assert number_of(2026, 12_345) == "佐2026-12345"
    for typed in ("佐2026-0012", "2026-12", " 佐２０２６－００１２ ", "佐 2026—0012"):
        assert read_number(typed) == (2026, 12), typed
    for other in ("", "佐2026", "12", "会议纪要2026-12号"):
        assert read_number(other) is None, other


@pytest.mark.parametrize(
    ("numbers", "typed", "text"),
    [
        ([], "", ""),
        ([], "附件1", "附件1"),
        (["佐2026-0001"], "", "佐2026-0001"),
        (["佐2026-0001", "佐2026-0002"], "附件1", "佐2026-0001、佐2026-0002、附件1"),
        (["佐2026-0001", "佐2026-0002"], "佐2026-0002，佐2026-0001", "佐2026-0001、佐2026-0002"),
        (["佐2026-0001", "佐2026-0001"], "佐2026-0003", "佐2026-0001、佐2026-0003"),
    ],
)
def test_numbers_stand_before_what_was_typed_each_once(numbers: list[str], typed: str, text: str) -> None:
    assert cell_text(numbers, typed) == text


@pytest.mark.parametrize(
    ("name", "fitting"),
    [("照片.jpg", "照片.jpg"), ("照片.JPEG", "照片.JPEG"), ("照片.png", "照片.jpg"), ("照片", "照片.jpg"),
     ("26号.关于验收", "26号.关于验收.jpg"), (".jpg", ".jpg.jpg")],
)  # fmt: skip
def test_a_name_gets_an_ending_that_fits(name: str, fitting: str) -> None:
    assert fitting_name(name, (".jpg", ".jpeg")) == fitting


def test_a_name_is_short_and_shows() -> None:
    assert own_name("甲\u202e乙\n.pdf") == "甲\ufffd乙\ufffd.pdf"
    assert own_name("a/" + "长" * 300 + ".pdf").endswith("….pdf")
    assert len(own_name("长" * 300)) == len(own_name("长" * 300 + ".pdf")) == 120


def test_only_an_https_address_without_a_login_counts() -> None:
    for address in ("https://example.org", "https://example.org:8443/a?b=1#c", "https://示例.中国/公告"):
        assert is_secure_address(address), address
    for address in (
        "http://example.org", "https://", "https://a:b@example.org/", "javascript:alert(1)", "https://a b", "https://a\\b",
        "data:text/html,x", "https://" + "a" * 600, " https://a", "https://a\u200b",
    ):  # fmt: skip
        assert not is_secure_address(address), address
