"""Periods and deadlines as people type them, brought into the form of the plan, and as they are told.

``2026年6月``, ``2026.6``, ``2026-6`` and ``2026-06`` are one month; a day may be 2026年6月30日, 2026/6/30 or 20260630.
"""

import re
import unicodedata
from datetime import date

from yibiao.core.dates import Moment, moment
from yibiao.core.periods import when_in
from yibiao.messages import say

# Numbers with marks between them, as the calendar of an office's computer writes them.
_DAY = re.compile(r"(\d{4})([-./])(\d{1,2})\2(\d{1,2})")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)")
_MONTH = re.compile(r"(\d{4})[-./](\d{1,2})")
_QUARTER = re.compile(r"(\d{4})年?[-/]?Q([1-4])", re.IGNORECASE)
_HALF = re.compile(r"(\d{4})年?[-/]?H([12])", re.IGNORECASE)
_YEARS = re.compile(r"(\d{4})年?(?:/|—+|–|-+|~|至|到)(\d{4})年?")
_LENGTH = re.compile(r"P([1-9]\d*)([YMWD])")
# A span as the plan writes it: 2021-03/2021-06.
_SPAN = re.compile(r"(\d{4}-\d\d(?:-\d\d)?)/(\d{4}-\d\d(?:-\d\d)?)")
# What may stand behind a day or period without making it another one.
_TAIL = re.compile(r"(?:之前|以前|前|完成|底|末|期间|内)*")
# Words with these in them are meant as a date, even where they can't be read as one.
_DATELIKE = re.compile(r"\d{4}|\d\s*[-./]\s*\d|\d\s*月")


def read_period(typed: str, year: int | None = None) -> str | None:
    """Return a period in the form of the plan (``2026``, ``2026-06``, ``2026-Q2``, ``2021/2025``); None if it is none.

    Without a year in the words, `year` is meant.
    """
    words = _plain(typed)
    if found := _YEARS.fullmatch(words):
        return f"{found[1]}/{found[2]}" if found[1] <= found[2] else None
    if found := _HALF.fullmatch(words):
        return f"{found[1]}-H{found[2]}"
    if _LENGTH.fullmatch(words) or _SPAN.fullmatch(words):
        return words
    spelled = _spelled(words)
    if day := _named_day(spelled):
        return day.isoformat()
    found_at = _only(spelled, year)
    if found_at:
        return found_at.period
    span = None if _DATELIKE.search(words) else when_in(words, 0, len(words), None)  # 十四五, 5年内
    return span.period if span else None


def read_deadline(typed: str, year: int | None = None) -> str | None:
    """Return the last day of what was typed (2026年6月: ``2026-06-30``), words that name no day as they are.

    None stands for what is meant as a date and is none (2026-13-45, 30 February).
    """
    words = _plain(typed)
    if years := _YEARS.fullmatch(words):
        words = years[2]
    words = _spelled(words)
    found = _only(words, year)
    if found:
        return found.end.isoformat()
    return None if _DATELIKE.search(words) else typed.strip()


def told_period(period: str, lang: str | None = None) -> str:
    """Return a period of the plan in words: 2026年6月, 2026年第2季度, 2021—2025年; what is none as it is."""
    if found := _YEARS.fullmatch(period):
        return say("tables.period-years", lang, first=found[1], last=found[2])
    if found := _LENGTH.fullmatch(period):
        return say(f"tables.period-length-{found[2]}", lang, count=int(found[1]))
    if found := _QUARTER.fullmatch(period):
        return say("tables.period-quarter", lang, year=found[1], quarter=found[2])
    if found := _HALF.fullmatch(period):
        return say(f"tables.period-half-{found[2]}", lang, year=found[1])
    if found := _MONTH.fullmatch(period):
        return say("tables.period-month", lang, year=found[1], month=int(found[2]))
    return say("tables.period-year", lang, year=period) if re.fullmatch(r"\d{4}", period) else period


def _plain(typed: str) -> str:
    return "".join(unicodedata.normalize("NFKC", typed).split()).rstrip("。;,")


def _spelled(words: str) -> str:
    """Return numbers with marks between them as the words that the compiler reads: 2026.6 as 2026年6月."""
    if found := _DAY.fullmatch(words):
        return f"{found[1]}年{int(found[3])}月{int(found[4])}日"
    if found := _MONTH.fullmatch(words):
        return f"{found[1]}年{int(found[2])}月"
    if found := _COMPACT.fullmatch(words):
        return f"{found[1]}年{int(found[2])}月{int(found[3])}日"
    if found := _QUARTER.fullmatch(words):
        return f"{found[1]}年{found[2]}季度"
    if found := _HALF.fullmatch(words):
        return f"{found[1]}年{'上下'[int(found[2]) - 1]}半年"
    return f"{words}年" if re.fullmatch(r"\d{4}", words) else words


def _only(words: str, year: int | None) -> Moment | None:
    """Return the day or period that words name, provided they say nothing else."""
    found = moment(words, 0, len(words), year)
    return found if found and found.start == 0 and _TAIL.fullmatch(words, found.stop) else None


def _named_day(words: str) -> date | None:
    found = _only(words, None) if words.endswith("日") else None
    return found.end if found else None
