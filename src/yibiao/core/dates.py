"""Deadlines and periods: 2021年12月底前, 年底前, 9月投入使用, 到2025年底, 5年内, 持续推进."""

import calendar
import re
from datetime import date
from typing import NamedTuple

_HAN_DIGITS = {
    "〇": "0",
    "○": "0",
    "零": "0",
    "一": "1",
    "二": "2",
    "三": "3",
    "四": "4",
    "五": "5",
    "六": "6",
    "七": "7",
    "八": "8",
    "九": "9",
}

_LASTING = re.compile(
    r"(?:年内|全年|长期)?(?:并)?(?:持续|长期|常年|常态化?)(?:推进|坚持|开展|实施|落实|进行|抓好|推动|完善|优化|保持)?|长期|全年推进|全年"
)
_PREFIX = r"(?:(?P<year>(?:19|20)\d\d)\s*年|(?P<rel>今年|本年度?|当年|明年|次年))\s*"
_PART = (
    r"(?:第?(?P<quarter>[一二三四1-4])季度(?:末|底)?|(?P<half>上半年|下半年)"
    r"|(?P<yend>年底|年末|年终|(?<![一二两三四五六七八九十\d])年内)(?!月)"
    r"|(?P<month>1[0-2]|0?[1-9])\s*月(?:\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*日|(?P<mpart>底|末|份|上旬|中旬|下旬|初)?))"
)
# A part of a year with or without the year; or the year alone (2021年, 今年底).
# The look at the next character is cheap where none can begin.
_DATE = re.compile(
    f"(?=[0-9今本当明次第一二三四上下年])(?:(?:{_PREFIX})?{_PART}|"
    + _PREFIX.replace("<year>", "<alone>").replace("<rel>", "<rel_alone>")
    + r"(?:底|末|内)?)"
)
_HINT = re.compile(r"[年月季]")


class Moment(NamedTuple):
    """A day or period read from the text: the last day it reaches, and the period as the plan writes it."""

    end: date
    period: str
    start: int
    stop: int


def last_day(year: int, month: int) -> date:
    """Return the last day of a month."""
    return date(year, month, calendar.monthrange(year, month)[1])


def iso_date(words: str) -> str | None:
    """Return the ISO date of ``2021年3月28日``, ``2021-03-28`` or ``二〇二一年三月二十八日``, else None."""
    found = _FULL_DATE.search(words)
    if found:
        year, month, day = (int(part) for part in found.groups())
    else:
        han = _HAN_DATE.search(words)
        if not han:
            return None
        year = int("".join(_HAN_DIGITS[ch] for ch in han.group(1)))
        month, day = _han_number(han.group(2)), _han_number(han.group(3))
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


_FULL_DATE = re.compile(r"((?:19|20)\d\d)\s*[年./-]\s*(\d{1,2})\s*[月./-]\s*(\d{1,2})\s*日?")
_HAN_DATE = re.compile(
    r"([一二][〇○零一二三四五六七八九]{3})\s*年\s*([一二三四五六七八九十]{1,3})\s*月\s*([一二三四五六七八九十]{1,3})\s*日"
)


def _han_number(words: str) -> int:
    tens, ten, ones = words.rpartition("十")
    if not ten:
        return int(_HAN_DIGITS[ones])
    return (int(_HAN_DIGITS[tens]) if tens else 1) * 10 + (int(_HAN_DIGITS[ones]) if ones else 0)


def moment(text: str, start: int, end: int, year: int | None) -> Moment | None:
    """Return the first day or period that `text[start:end]` names, with `year` where it names none."""
    if not _HINT.search(text, start, end):
        return None
    for match in _DATE.finditer(text, start, end):
        found = _moment_of(match, year)
        if found:
            return found
    return None


def _moment_of(match: re.Match[str], year: int | None) -> Moment | None:
    said, rel, quarter, half, month, alone, rel_alone = match.group(
        "year", "rel", "quarter", "half", "month", "alone", "rel_alone"
    )
    said, rel = said or alone, rel or rel_alone
    its = int(said) if said else (None if year is None else year + (rel in ("明年", "次年")))
    if its is None:
        return None
    if quarter:
        number = "一二三四".find(quarter) + 1 or int(quarter)
        return Moment(last_day(its, number * 3), f"{its}-Q{number}", match.start(), match.end())
    if half:
        last = 6 if half == "上半年" else 12
        return Moment(
            last_day(its, last), str(its) if last == 12 else f"{its}-H1", match.start(), match.end()
        )
    if month:
        return _in_month(match, its, int(month))
    return Moment(date(its, 12, 31), str(its), match.start(), match.end())


def _in_month(match: re.Match[str], year: int, month: int) -> Moment | None:
    day, part = match.group("day"), match.group("mpart")
    end = last_day(year, month)
    try:
        if day:
            end = date(year, month, int(day))
        elif part in ("上旬", "初"):
            end = date(year, month, 10)
        elif part == "中旬":
            end = date(year, month, 20)
    except ValueError:
        return None
    return Moment(end, f"{year}-{month:02d}", match.start(), match.end())


_DEADLINE_SEGMENT = re.compile(
    r"\s*(?:于|在|力争|确保|到|至)?\s*(?:(?:20\d\d|19\d\d)\s*年|今年|本年度?|当年|明年|年内|年底|年末|全年|(?:1[0-2]|0?[1-9])\s*月|[上下]半年|第?[一二三四]季度|长期|持续|常年|常态)"
    r"[^、，,;；。]{0,16}$"
)


def deadline_words(text: str, start: int, end: int) -> str | None:
    """Return the words of `text[start:end]` if they are a deadline and nothing else, else None."""
    if start >= end:
        return None
    parts = text[start:end].split("、")
    if not all(_DEADLINE_SEGMENT.match(part) for part in parts):
        return None
    return text[start:end].strip()


def resolve_deadline(words: str, year: int | None) -> str:
    """Return a deadline as an ISO date, or the words themselves where they give no day (持续推进).

    Without a year in the words, `year` (the document's) is meant.
    """
    words = words.strip().strip("。；;，,")
    found = None
    at = 0
    while True:
        here = moment(words, at, len(words), year)
        if here is None or here.stop <= at:
            break
        found, at = here, here.stop
    if found is None:
        return words
    if _LASTING.search(words) and not re.search(r"\d|年底|年末|季度|半年", words):
        return "持续推进" if words == "年内持续推进" else words
    return found.end.isoformat()
