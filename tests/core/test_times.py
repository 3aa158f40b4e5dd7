import pytest

from yibiao.core.checks import figure_words
from yibiao.core.plan import Target
from yibiao.core.spans import Span
from yibiao.core.times import read_deadline, read_period, told_period


@pytest.mark.parametrize(
    ("typed", "period", "told"),
    [
        ("2026", "2026", "2026年"),
        ("2026年6月", "2026-06", "2026年6月"),
        ("2026-6", "2026-06", "2026年6月"),
        ("２０２６．６", "2026-06", "2026年6月"),
        ("2026 年 6 月底", "2026-06", "2026年6月"),
        ("6月", "2021-06", "2021年6月"),
        ("2026年第二季度", "2026-Q2", "2026年第2季度"),
        ("2026Q2", "2026-Q2", "2026年第2季度"),
        ("2026年上半年", "2026-H1", "2026年上半年"),
        ("2021—2025年", "2021/2025", "2021—2025年"),
        ("“十四五”期间", "2021/2025", "2021—2025年"),
        ("5年内", "P5Y", "5年内"),
        ("2026/6/30", "2026-06-30", "2026-06-30"),
        ("2021-03/2021-06", "2021-03/2021-06", "2021-03/2021-06"),
    ],
)
def test_a_period_is_read_as_people_type_it(typed: str, period: str, told: str) -> None:
    assert read_period(typed, 2021) == period
    assert told_period(period, "zh") == told
    assert read_period(period, 2021) == period  # what the plan holds may be typed as it is


@pytest.mark.parametrize(
    "typed", ["2026年13月", "2026-02-31", "春天", "2025/2021", "26", "2026年6月2026年7月"]
)
def test_what_is_no_period_is_none(typed: str) -> None:
    assert read_period(typed, 2021) is None


@pytest.mark.parametrize(
    ("typed", "deadline"),
    [
        ("2026-06-30", "2026-06-30"),
        ("2026年6月", "2026-06-30"),
        ("2026.6.5", "2026-06-05"),
        ("20260605", "2026-06-05"),
        ("6月20日", "2021-06-20"),
        ("2026年底前", "2026-12-31"),
        ("2021-2025", "2025-12-31"),
        ("2026H1", "2026-06-30"),
        ("持续推进", "持续推进"),
        ("2026-13-45", None),
        ("2026年2月30日", None),
        ("31/6", None),
    ],
)
def test_a_deadline_is_a_day_or_words_without_one(typed: str, deadline: str | None) -> None:
    assert read_deadline(typed, 2021) == deadline


def test_findings_write_large_figures_as_documents_do() -> None:
    bare = Target("-", "", None, "", Span(0, 0), "产值", ">=", 12_000_000_000, None, "元", "level")
    assert figure_words(bare) == "≥120亿元"
    assert figure_words(bare._replace(comparator="range", low=1, high=2, unit="家")) == "1–2家"
    assert figure_words(bare._replace(comparator="=", low=2000, high=2000, unit="家")) == "2000家"
