"""Figures of the split desk: written in 亿 and 万 where a total is large, read back exactly, whatever they are dressed in."""

from decimal import Decimal
from typing import Any

import pytest

from yibiao.hub.actions import Refused
from yibiao.web.pages.splits.figures import Scale, scale_of, step_of, thousands, typed
from yibiao.web.pages.splits.forms import body_of


@pytest.mark.parametrize(
    ("total", "unit", "scale", "step"),
    [
        (2000, "家", Scale(1, "家"), 1),
        (300000, "", Scale(1, ""), 1),
        (5000000, "人", Scale(10_000, "万人"), 100),
        (100_000_000_000, "元", Scale(100_000_000, "亿元"), 1_000_000),
        (30_000, "元", Scale(10_000, "万元"), 100),
        (12_345, "元", Scale(1, "元"), 1),
        (Decimal("4.25"), "公里", Scale(1, "公里"), Decimal("0.01")),
        (None, "%", Scale(1, "%"), 1),
    ],
)
def test_a_total_has_its_scale_and_its_step(total: Any, unit: str, scale: Scale, step: Any) -> None:
    assert scale_of(total, unit) == scale
    assert step_of(total, scale) == step


@pytest.mark.parametrize("text", ["0", "0.07", "1234567.5", "99999999999999999999999.00000001"])
def test_what_is_shown_is_read_back_exactly(text: str) -> None:
    scale = Scale(100_000_000, "亿元")
    assert scale.plain(scale.typed(text)) == text


def test_figures_are_taken_as_they_are_typed() -> None:
    assert [typed(text) for text in ("１，２３４", " 1,234.50 ", "", "-3", "1 000")] == ["1234", "1234.5", "", "-3", "1000"]
    assert typed("1.5", 10_000) == "15000"
    assert [typed(text, 100_000_000) for text in ("3万", "2.5亿", "１万亿", "3")] == ["30000", "250000000", "1000000000000", "300000000"]
    for text in ("十二", "1e5000", "NaN", "1_000", "9" * 41, "万", "3万5", "5²"):
        with pytest.raises(Refused):
            typed(text)
    assert (thousands("1234567.5"), thousands("")) == ("1,234,567.5", "")


def test_a_form_becomes_an_entry_of_a_split_file() -> None:
    given = {
        "scale": "10000", "method": "equal", "city": "1.5", "step": "0.01", "share-a": "2", "share-b": "3", "lock-b": "1",
        "least-all": "0.5", "most-all": "", "most-a": "4", "weight-a": "7", "base-title": "基数",
    }  # fmt: skip
    assert body_of(given, {"target": "t", "state": "proposed", "note": "说明", "units": ["a", "b"], "weights": {"a": 1}}) == {
        "method": "equal", "city": "15000", "step": "100", "shares": {"b": "30000"}, "note": "说明", "units": ["a", "b"],
        "bounds_of_all": {"least": "5000"}, "bounds": {"a": {"most": "40000"}},
    }  # fmt: skip
    assert body_of({"method": "weights", "weight-a": "7"})["weights"] == {"a": "7"}
    assert body_of({"method": "manual", "share-a": "2"})["shares"] == {"a": "2"}
    assert body_of({"method": "no such"}) == {"method": "equal"}


def test_a_remark_is_kept_changed_and_taken_away() -> None:
    assert body_of({"note": " 按基数 "})["note"] == "按基数"
    assert body_of({"note": "按人口"}, {"note": "按基数"})["note"] == "按人口"
    assert "note" not in body_of({"note": ""}, {"note": "按基数"})
    assert body_of({}, {"note": "按基数"})["note"] == "按基数", "a form that does not show it leaves it"
