"""Other names as one text and back, and days as far as they are known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.core.orgs.names import is_date
from yibiao.core.orgs.pack import Alias
from yibiao.hub.orgs.aliases import aliases_of, aliases_text, joined, parted
from yibiao.hub.orgs.days import first_day, last_day, meet

NAMES = st.text(st.sampled_from("市科技局；;[]\\~（） a"), min_size=1, max_size=8).map(str.strip).filter(bool)
DAYS = st.none() | st.sampled_from(["2018", "2018-06", "2018-06-30"])


@given(st.lists(st.builds(Alias, NAMES, DAYS, DAYS, st.just("")), max_size=4))
def test_names_come_back_as_they_were(aliases: list[Alias]) -> None:
    assert aliases_of(aliases_text(aliases)) == tuple(aliases)


@given(st.lists(NAMES, max_size=4))
def test_texts_come_back_as_they_were(texts: list[str]) -> None:
    assert parted(joined(texts)) == texts


def test_names_as_offices_type_them() -> None:
    assert aliases_of(" 市工信局; 市经信委[~2019-01-14]；；长江新区[2022~] ") == (
        Alias("市工信局"),
        Alias("市经信委", None, "2019-01-14"),
        Alias("长江新区", "2022"),
    )
    assert aliases_of("") == ()


@pytest.mark.parametrize("text", ["甲[2018", "甲]", "甲[2018]", "甲[2018~2019]乙", "[[~]"])
def test_brackets_that_close_wrongly_are_a_fault(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        aliases_of(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2018", date(2018, 1, 1), date(2018, 12, 31)),
        ("2020-02", date(2020, 2, 1), date(2020, 2, 29)),
        ("2019-12", date(2019, 12, 1), date(2019, 12, 31)),
        ("2018-06-30", date(2018, 6, 30), date(2018, 6, 30)),
        ("9999", date(9999, 1, 1), date(9999, 12, 31)),
    ],
)
def test_a_day_that_is_partly_known_has_a_first_and_a_last(text: str, first: date, last: date) -> None:
    assert is_date(text)
    assert (first_day(text), last_day(text)) == (first, last)


def test_spells_meet_on_a_shared_day_alone() -> None:
    one, two, three = date(2024, 1, 1), date(2024, 1, 2), date(2024, 1, 3)
    assert meet((one, two), (two, three))
    assert meet((None, None), (two, two))
    assert meet((None, two), (two, None))
    assert not meet((one, one), (two, three))
    assert not meet((None, one), (two, None))
    assert not meet((two, one), (None, None))  # ended before it began
