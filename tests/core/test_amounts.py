from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yibiao.core.amounts import figure, grouped, number_text


def written(**target: Any) -> str:
    parts = figure(target)
    return " ".join(
        filter(None, (parts["words"], parts["sign"], parts["number"] + parts["gap"] + parts["unit"]))
    )


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        ({"comparator": ">=", "low": 30, "unit": "个"}, "≥ 30 个"),
        ({"comparator": ">", "low": 14, "unit": "%", "change": "share"}, "> 14%"),
        ({"comparator": "<=", "high": 5, "unit": "%"}, "≤ 5%"),
        ({"comparator": "<", "high": 3, "unit": "起"}, "< 3 起"),
        ({"comparator": "~", "low": 10, "high": 10, "unit": "名"}, "约 10 名"),
        ({"comparator": "range", "low": 1, "high": 2, "unit": "家"}, "1–2 家"),
        ({"comparator": "range", "low": 4.5, "high": 5, "unit": "%"}, "4.5–5%"),
        (
            {"comparator": "=", "low": 2000, "high": 2000, "unit": "家", "change": "increment"},
            "新增 2,000 家",
        ),
        (
            {
                "comparator": "=",
                "low": 2000,
                "high": 2000,
                "unit": "家",
                "change": "increment",
                "subject": "新增企业",
            },
            "2,000 家",
        ),
        ({"comparator": ">=", "low": 1, "unit": "个", "force": "stretch"}, "力争 ≥ 1 个"),
        ({"comparator": "=", "low": 12, "high": 12, "unit": "%", "change": "growth"}, "增长 12%"),
        (
            {"comparator": "=", "low": 3, "high": 3, "unit": "%", "change": "growth", "direction": "down"},
            "下降 3%",
        ),
        (
            {"comparator": "=", "low": 10, "high": 10, "unit": "%", "change": "growth", "average": True},
            "年均 增长 10%",
        ),
        ({"comparator": ">=", "low": 2, "unit": "次", "per": "year"}, "每年 ≥ 2 次"),
        ({"comparator": ">=", "low": 100000000000, "unit": "元"}, "≥ 1,000 亿元"),
        ({"comparator": ">=", "low": 1400000000000, "unit": "斤"}, "≥ 1.4 万亿斤"),
        ({"comparator": ">=", "low": 300000, "unit": ""}, "≥ 30 万"),
        ({"comparator": "=", "low": 12345, "high": 12345, "unit": "人"}, "12,345 人"),
        ({"comparator": "range", "low": 8000, "high": 20000, "unit": "人"}, "8,000–20,000 人"),
        ({"comparator": "=", "low": 0, "high": 0, "unit": "起"}, "0 起"),
    ],
)
def test_figures_are_written_as_offices_write_them(target: dict[str, Any], expected: str) -> None:
    assert written(**target) == expected


def test_the_exact_figure_has_every_digit() -> None:
    parts = figure({"comparator": ">=", "low": 100000000000, "unit": "元"})
    assert parts["exact"] == "≥ 100,000,000,000 元"
    assert (
        figure({"comparator": "=", "low": Decimal("3.24"), "high": Decimal("3.24"), "unit": "%"})["exact"]
        == "3.24%"
    )


@given(st.integers(0, 10**15) | st.decimals(0, 10**9, places=3))
def test_what_is_written_stands_for_the_same_number(value: int | Decimal) -> None:
    number, word = number_text(Decimal(value), None)
    powers = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}
    assert Decimal(number.replace(",", "")) * powers[word] == Decimal(value)


@pytest.mark.parametrize("low", ["1e999999", "NaN", "many", True, None])
def test_a_figure_that_is_none_stays_short(low: Any) -> None:
    assert len(figure({"comparator": ">=", "low": low, "unit": "个"})["number"]) < 20


def test_trailing_zeros_go_and_thousands_are_grouped() -> None:
    assert grouped(Decimal("1000.50")) == "1,000.5"
    assert grouped(Decimal("1E+3")) == "1,000"
