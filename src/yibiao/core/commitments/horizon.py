"""The months a target runs over, and the first of them that is an obligation.

Months are counted on one line (year × 12 + month − 1), so that a span of them is a range of numbers.
"""

import re
from collections.abc import Mapping
from typing import Any, NamedTuple

from yibiao.core.plan import Target

# Longer horizons than this (a hand-edited 2021/9999) are no plan of an office.
LONGEST = 12 * 30
_YEAR = re.compile(r"(\d{4})")
_YEARS = re.compile(r"(\d{4})/(\d{4})")
_QUARTER = re.compile(r"(\d{4})-Q([1-4])")
_HALF = re.compile(r"(\d{4})-H([12])")
_MONTH = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
_LENGTH = re.compile(r"P([1-9]\d?)Y")
_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])-\d\d")
_RECURRING = {"year": 12, "quarter": 3, "month": 1}


class Horizon(NamedTuple):
    """The first and last month of a target, inclusive, and the first month with an obligation."""

    first: int
    last: int
    start: int

    @property
    def opening(self) -> tuple[str, str] | None:
        """The months before the obligation begins, whose result is entered once as an opening balance."""
        if self.start <= self.first:
            return None
        return month_name(self.first), month_name(self.start - 1)


def month_name(month: int) -> str:
    """Return a month as written: ``2021-04``."""
    return f"{month // 12:04}-{month % 12 + 1:02}"


def quarter_name(month: int) -> str:
    """Return the quarter of a month as written: ``2021-Q2``."""
    return f"{month // 12:04}-Q{month % 12 // 3 + 1}"


def half_name(month: int) -> str:
    """Return the half of a month's year as written: ``2021-H1``."""
    return f"{month // 12:04}-H{month % 12 // 6 + 1}"


def month_of(date: str | None) -> int | None:
    """Return the month of an ISO date, None for anything else."""
    found = _DATE.fullmatch(date or "")
    return int(found[1]) * 12 + int(found[2]) - 1 if found else None


def months_of(period: str) -> tuple[int, int] | None:
    """Return first and last month of ``2021``, ``2021/2025``, ``2021-H1``, ``2021-Q3`` or ``2021-12``; None for anything else."""
    if found := _YEAR.fullmatch(period):
        return int(found[1]) * 12, int(found[1]) * 12 + 11
    if found := _YEARS.fullmatch(period):
        return int(found[1]) * 12, int(found[2]) * 12 + 11
    if found := _QUARTER.fullmatch(period):
        first = int(found[1]) * 12 + int(found[2]) * 3 - 3
        return first, first + 2
    if found := _HALF.fullmatch(period):
        first = int(found[1]) * 12 + int(found[2]) * 6 - 6
        return first, first + 5
    if found := _MONTH.fullmatch(period):
        month = int(found[1]) * 12 + int(found[2]) - 1
        return month, month
    return None


def plan_months(document: Mapping[str, Any]) -> tuple[int, int] | None:
    """Return the first and the last month with an obligation in the years a plan is for; None where its document names none.

    Obligations begin with the month after the plan's date.
    """
    year = document.get("year")
    first, last = document.get("years") or (year, year)
    if not isinstance(first, int) or not isinstance(last, int):
        return None
    signed = month_of(str(document.get("date") or ""))
    return min(max(first * 12, -1 if signed is None else signed + 1), last * 12 + 11), last * 12 + 11


def horizon(
    target: Target,
    dated: str | None,
    year: int | None,
    within: str | None = None,
    due: str | None = None,
) -> Horizon | None:
    """Return the months `target` runs over in a plan dated `dated` (ISO) for `year`; None where nothing says.

    A period runs from its first month to its last. A date it is due by (2021年6月底前) ends it there, and a
    month or quarter that is such a date is run up to from January, a later year (到2025年) from the first year
    of the plan. `due` is the date the task sets where the figure has none. 5年内 runs from the plan's date. What is
    owed every year, quarter or month (每年…) runs over one of these: the one that holds the month `within`
    (``"2021-08"``), else the first with an obligation. Obligations begin with the month after the plan's
    date; where the plan comes too late for any, the last month is one all the same.
    """
    signed = month_of(dated)
    span = _span(target, signed, year)
    if span is None or not 0 <= span[1] - span[0] < LONGEST:
        return None
    first, last = span
    until = month_of(due)
    if until is not None and not target.deadline and not target.per and until >= first:
        last = min(last, until)
    start = first if signed is None else min(max(first, signed + 1), last)
    length = _RECURRING.get(target.per or ("year" if target.average else ""))
    if length:
        chosen = months_of(within) if within else None
        month = min(max(chosen[0], first), last) if chosen else start
        begun = month - month % length
        first, last = max(first, begun), min(last, begun + length - 1)
        start = min(max(start, first), last)
    return Horizon(first, last, start)


def _span(target: Target, signed: int | None, year: int | None) -> tuple[int, int] | None:
    period = target.period or ""
    length = _LENGTH.fullmatch(period)
    if length:
        begun = signed + 1 if signed is not None else year * 12 if year else None
        return None if begun is None else (begun, begun + 12 * int(length[1]) - 1)
    if not period and (year or signed is not None):
        period = f"{year or (signed or 0) // 12:04}"
    span = months_of(period)
    due = month_of(target.deadline)
    if span is None or due is None:
        return span
    first, last = span
    if last - first == 11 and (year or signed is not None):
        first = min(first, (year or (signed or 0) // 12) * 12)
    if target.per:
        return first, last
    if last - first < 11:
        first -= first % 12
    return first, min(last, due) if due >= first else last
