"""What an address asks of a unit's table: which tab and period, grouped, filtered and sorted how."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest

from yibiao.hub.commitments.unittable import TABS
from yibiao.web.pages.periods import asked_period

GROUPS = ("plan", "task", "lead", "light", "deadline")
SORTS = ("task", "unit", "goal", "planned", "reached", "rate", "light", "lead", "deadline")
# The order of lights: what needs looking at comes first.
LIGHTS = ("red", "yellow", "grey", "late", "green", "done")
ROLES = ("lead", "responsible", "cooperating", "data_providers", "guiding", "named")
_LONGEST = 100


class Asked(NamedTuple):
    """What is asked; empty is no filter, no group, table order. The names are those of the address."""

    tab: str = ""
    period: str = ""
    group: str = ""
    sort: str = ""
    q: str = ""
    plan: str = ""
    role: str = ""
    light: str = ""

    @property
    def column(self) -> str:
        """The column that is sorted by."""
        return self.sort.lstrip("-")

    @property
    def falling(self) -> bool:
        """Whether the largest comes first."""
        return self.sort.startswith("-")

    @property
    def plain(self) -> bool:
        """Whether all rows stand in table order."""
        return not any(self[2:])

    def to(self, **changed: Any) -> str:
        """Return the query of this address with some fields changed; what is empty is left out."""
        return "?" + urlencode({name: value for name, value in self._replace(**changed)._asdict().items() if value})

    def sorted_by(self, column: str) -> str:
        """Return the query that sorts by a column, the other way round where it is sorted by already."""
        if self.sort == column:
            return self.to(sort=f"-{column}")
        return self.to(sort="" if self.sort == f"-{column}" else column)

    def aria(self, column: str) -> str:
        """Return how a column is sorted, in the words of ARIA."""
        if self.column != column:
            return "none"
        return "descending" if self.falling else "ascending"


def asked_of(request: HttpRequest) -> Asked:
    """Return what a request asks; what is none of the known words counts as not asked."""
    get = request.GET.get
    sort, plan = get("sort", ""), get("plan", "")
    return Asked(
        tab=_known(get("tab", ""), (*TABS, "posts")),
        period=asked_period(request),
        group=_known(get("group", ""), GROUPS),
        sort=sort if sort.removeprefix("-") in SORTS else "",
        q=get("q", "").strip()[:_LONGEST],
        plan=plan if plan.isdecimal() and len(plan) < 19 else "",
        role=_known(get("role", ""), ROLES),
        light=_known(get("light", ""), LIGHTS),
    )


def _known(word: str, words: tuple[str, ...]) -> str:
    return word if word in words else ""
