"""When a figure is due: the period it speaks of, its deadline, and how often it recurs.

Reads: the words before a figure in its sentence. Writes: `When`.
"""

import re
from typing import Literal, NamedTuple

from yibiao.core.dates import moment

Per = Literal["year", "quarter", "month"]

_RANGE = re.compile(r"((?:19|20)\d\d)年?\s*(?:[-—–~－至到]|——)\s*((?:19|20)\d\d)年")
_FIVE_YEARS = re.compile(r"(十[一二三四五六])五[”\"]?(期间|时期|末|末期)?")
_PLAN_END = {"十一": 2010, "十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_SPAN = re.compile(
    r"(\d{1,2}|[一二两三四五六七八九十])年(?:时间)?(?:内|左右)|(?:未来|今后)(\d{1,2}|[一二两三四五六七八九十])年"
)
_PER = re.compile(
    r"每(?:个)?(年|季度|季|月)(?:度)?(?!\s*\d{1,2}\s*[月日])|按(年|季|月)|年(?<![\d全当今本每明去前后近]年)(?=培养|培训|接待|服务|处理|供应|生产|吸纳)"
)
_PER_NAMES: dict[str, Per] = {"年": "year", "季度": "quarter", "季": "quarter", "月": "month"}
_HINT = re.compile(r"[年月季五]")
_DUE_WORDS = re.compile(r"\s*(?:底|末)|.{0,3}?(?:之?前|以前|底前|末前)")
_HAN = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}


class When(NamedTuple):
    """A period as the plan writes it, and the day it ends if the words name a day or month."""

    period: str | None
    deadline: str | None

    @property
    def part_of_year(self) -> bool:
        """Whether the period is a month, quarter or half of a year."""
        return self.period is not None and self.period[4:5] == "-"


def names_time(text: str, start: int, end: int) -> bool:
    """Tell whether `text[start:end]` can name a time at all; `when_in` and `per_in` need not look else."""
    return _HINT.search(text, start, end) is not None


def plan_years(text: str) -> tuple[int, int] | None:
    """Return the years of the five-year plan that `text` names (“十四五”: 2021 to 2025), None where it names none."""
    plan = _FIVE_YEARS.search(text)
    last = _PLAN_END.get(plan[1]) if plan else None
    return (last - 4, last) if last else None


def per_in(text: str, start: int, end: int) -> Per | None:
    """Return how often a figure recurs by the words before it (每年, 每季度, 每月)."""
    found = None
    for match in _PER.finditer(text, start, end):
        found = _PER_NAMES[match[1] or match[2] or "年"]
    return found


def when_in(text: str, start: int, end: int, year: int | None) -> When | None:
    """Return the time that `text[start:end]` names last, or None."""
    if not names_time(text, start, end):
        return None
    spreads = list(_RANGE.finditer(text, start, end))
    if spreads:
        spread = spreads[-1]
        return When(f"{spread[1]}/{spread[2]}", None)
    plan = _FIVE_YEARS.search(text, start, end)
    if plan and plan[1] in _PLAN_END:
        last = _PLAN_END[plan[1]]
        return When(str(last) if plan[2] in ("末", "末期") else f"{last - 4}/{last}", None)
    found = _last_moment(text, start, end, year)
    if found:
        return found
    span = _SPAN.search(text, start, end)
    if span:
        count = span.group(1) or span.group(2)
        return When(f"P{_HAN.get(count) or int(count)}Y", None)
    return None


def _last_moment(text: str, start: int, end: int, year: int | None) -> When | None:
    at, found = start, None
    while True:
        here = moment(text, at, end, year)
        if here is None or here.stop <= at:
            return found
        at = here.stop
        if text[max(here.start - 1, start) : here.start] in ("比", "较", "以", "从", "由", "自"):
            continue
        if year is not None and here.end.year < year:
            continue  # 2000年底前建成的老旧小区: a year gone by is no due date
        words = text[here.start : here.stop]
        due = (
            "月" in words
            or "季度" in words
            or "半年" in words
            or "底" in words
            or "末" in words
            or _DUE_WORDS.match(text, here.stop, end) is not None
            or text[max(here.start - 1, start) : here.start] in ("到", "至")
        )
        found = When(here.period, here.end.isoformat() if due else None)
