"""What a dashboard's month is chosen from: the months of the year that is shown, and the other years there are."""

from typing import NamedTuple

from yibiao.core.commitments.horizon import LONGEST, month_name
from yibiao.hub.overview.loading import Overview

_YEAR = 12


class Month(NamedTuple):
    """One month of the chooser: year × 12 + month − 1, and whether anything was reported for it."""

    number: int
    reported: bool

    @property
    def name(self) -> str:
        """The month as it is written."""
        return month_name(self.number)


class Year(NamedTuple):
    """One year of the chooser with the month that it opens, empty for the year that is shown."""

    name: str
    opens: str


def months_shown(seen: Overview, shown: int) -> tuple[Month, ...]:
    """Return the months of the year that is shown: those of the plans, where they have none those reported for."""
    reported = set(seen.ends)
    own = _of_year(_planned(seen), shown) or _of_year(reported, shown)
    known = range(min([shown, *own]), max([shown, *own]) + 1)
    return tuple(Month(month, month in reported) for month in known)


def years_shown(seen: Overview, shown: int) -> tuple[Year, ...]:
    """Return the years of plans and reports: each opens its latest month reported for, else its first."""
    planned, reported = _planned(seen), set(seen.ends)
    # The first day of each year, as it were.
    years = sorted({month - month % _YEAR for month in (*planned, *reported, shown)})
    opens = {year: max(_of_year(reported, year), default=0) or min(_of_year(planned, year), default=year) for year in years}
    return tuple(Year(month_name(year)[:4], "" if year == shown - shown % _YEAR else month_name(opens[year])) for year in years)


def _planned(seen: Overview) -> set[int]:
    """Return the months of the plans; of a slip of the hand (2021/9999) no more than a horizon has."""
    spans = [plan.months for plan in seen.plans.values() if plan.months]
    return {month for first, last in spans for month in range(first, min(last + 1, first + LONGEST))}


def _of_year(months: set[int], within: int) -> list[int]:
    return [month for month in months if month // _YEAR == within // _YEAR]
