"""The rounds of a plan: every period of its cadence with its days, from the month after the plan's date on."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, NamedTuple

from yibiao.core.cadence import family_of
from yibiao.core.commitments.horizon import half_name, month_name, months_of, plan_months, quarter_name
from yibiao.core.cycle.timetable import Dates, Timetable, dates, ordered
from yibiao.core.cycle.workdays import Workdays
from yibiao.core.plan import Due, Every

# Rhythms a plan is run by, with the months of each and what it is called for where the document says no more.
RHYTHMS: dict[Every, tuple[int, str]] = {"month": (1, "调度"), "quarter": (3, "小结"), "half-year": (6, "讲评"), "year": (12, "考核")}
# A family that reports comes before the meeting it is for: 报送 has its day, 调度 is what the month is called by.
_REPORTS = "报送"


class Round(NamedTuple):
    """One period: its name, rhythm, what is done (调度, 小结 …) and its days. `ordered` are the document's words, if it says so."""

    period: str
    every: Every
    activity: str
    dates: Dates
    ordered: str = ""


class Opening(NamedTuple):
    """The months before the first obligation, whose result is entered once (期初数)."""

    first: str
    last: str


def rounds_of(
    plan: Mapping[str, Any], timetable_of: Callable[[str], Timetable], workdays: Workdays, since: str = ""
) -> tuple[tuple[Round, ...], Opening | None]:
    """Return the rounds of a plan (as plain values) in the order of their periods' ends, and what lies before them.

    Every plan has its months; longer periods it has where its cadence says so. `timetable_of` gives the
    timetable that holds for a period. A plan that names no year has none. A revision has its rounds from the month `since`
    on, the first that was open when it was published: there is no gap between the plan it revises and itself.
    """
    document = plan.get("document") or {}
    months = plan_months(document)
    if months is None:
        return (), None
    if since and (start := months_of(since)) is not None:
        months = (min(months[0], start[0]), months[1])
    known = _activities(plan.get("cadence") or ())
    made = [
        _round(period, every, known.get(every), timetable_of(period), workdays)
        for every in RHYTHMS
        if every == "month" or every in known
        for period in periods(every, *months)
    ]
    order = list(RHYTHMS)
    made.sort(key=lambda one: (_end(one.period), order.index(one.every)))
    return tuple(made), _opening(document, months[0])


def periods(every: Every, first: int, last: int) -> list[str]:
    """Return the periods of a rhythm that end between two months (year × 12 + month − 1), both included."""
    length = RHYTHMS[every][0]
    ends = [month for month in range(first, last + 1) if (month + 1) % length == 0]
    return [_name(every, month) for month in ends]


def _name(every: Every, month: int) -> str:
    if every == "month":
        return month_name(month)
    if every == "quarter":
        return quarter_name(month)
    return half_name(month) if every == "half-year" else f"{month // 12:04}"


def _end(period: str) -> int:
    return (months_of(period) or (0, 0))[1]


def _activities(cadence: Iterable[Mapping[str, Any]]) -> dict[Every, tuple[str, Due | None]]:
    """Return what a document orders in each rhythm: the first that is no mere report, with its due day."""
    found: dict[Every, tuple[str, Due | None]] = {}
    for one in cadence:
        every = one["every"]
        is_report = family_of(one["activity"]) == _REPORTS
        if every in RHYTHMS and (every not in found or (found[every][0] == _REPORTS and not is_report)):
            due = Due(**one["due"]) if one.get("due") else None
            found[every] = (_REPORTS if is_report else one["activity"], due)
    return found


def _round(period: str, every: Every, known: tuple[str, Due | None] | None, timetable: Timetable, workdays: Workdays) -> Round:
    activity, due = known or (RHYTHMS[every][1], None)
    # The day a document orders for a month is in the timetable already, where the office may have set another since.
    step = ordered(due) if every != "month" else None
    made = dates(timetable._replace(review=step) if step else timetable, period, workdays)
    return Round(period, every, RHYTHMS[every][1] if activity == _REPORTS else activity, made, due.text if due and step else "")


def _opening(document: Mapping[str, Any], start: int) -> Opening | None:
    """Return the months of the plan's first year that were over when it was signed."""
    year = (document.get("years") or (document.get("year"),))[0]
    first = year * 12 if isinstance(year, int) else start
    return Opening(month_name(first), month_name(start - 1)) if start > first else None
