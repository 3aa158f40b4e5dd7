"""What a dashboard is about: which plans, which month, who asks; the same for all pages of this part.

Where no plan is chosen, plans that begin after the month shown or ended before it are left out, here and in all lists
behind numbers.
"""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest

from yibiao.core.commitments.horizon import month_name
from yibiao.core.overview import Together
from yibiao.hub.access.actors import Actor
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.overview.figures import Task, stand_together
from yibiao.hub.overview.loading import Overview, PlanFacts, overview, published
from yibiao.hub.plans.known import Head, heads
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work.months import plans_of
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.city.chooser import Month, Year, months_shown, years_shown
from yibiao.web.pages.city.words import Words
from yibiao.web.pages.periods import chosen_month
from yibiao.web.pages.viewing import number_in

# More rows than this are no picture any more: the table beside it has all.
MOST_ROWS = 40
# What an address may ask for besides its month: it stays when another month is chosen.
KEPT = ("plan", "of", "status", "light", "unit", "task", "target", "whole", "counted", "by")


class Board(NamedTuple):
    """A dashboard as it was asked for: `month` is year × 12 + month − 1; `fixed` where the address names the plan.

    `read` is all of its plans, `seen` what the page is about; `months` and `years` what the chooser offers.
    """

    actor: Actor
    lang: str
    plans: list[PlanRecord]
    chosen: PlanRecord | None
    read: Overview
    seen: Overview
    month: int
    months: tuple[Month, ...]
    years: tuple[Year, ...]
    kept: tuple[tuple[str, str], ...] = ()
    fixed: bool = False

    @property
    def period(self) -> str:
        """The month as it is written."""
        return month_name(self.month)

    @property
    def words(self) -> Words:
        """What says numbers and findings in the language of the page."""
        return Words(self.lang)

    @property
    def past(self) -> list[int]:
        """The months of the chooser's year up to the one that is shown."""
        return [month.number for month in self.months if month.number <= self.month]

    @property
    def left_out(self) -> list[PlanFacts]:
        """The plans that the page is not about because they begin after the month shown, or ended before it."""
        return [plan for pk, plan in self.read.plans.items() if pk not in self.seen.plans]

    def tasks(self, month: int | None = None) -> list[tuple[Task, Together]]:
        """Return every task with how it stands in the month shown, or in another."""
        at = self.month if month is None else month
        seen = self.read if self.chosen else self.read.running(at)
        figures = seen.by_task()
        return [(task, stand_together(figures.get((task.plan, task.key), []), at)) for task in seen.tasks]

    @property
    def all_tasks(self) -> int:
        """How many tasks the plans have that the page is about, whoever may see how they stand."""
        found = heads([self.chosen] if self.chosen else self.plans).values()
        return sum(head.tasks for head in found if self.chosen or _runs(head, self.month))

    def asks(self, **more: Any) -> str:
        """Return the query of an address that keeps what was asked for, but for `more` (None: asked for no longer)."""
        plan = {"plan": str(self.chosen.pk)} if self.chosen else {}
        asked = {**dict(self.kept), **plan, "period": self.period, **more}
        return "?" + urlencode({name: value for name, value in asked.items() if value is not None})

    def known(self, **more: Any) -> dict[str, Any]:
        """Return what every page of this part is rendered with."""
        named = ("plans", "chosen", "seen", "left_out", "month", "months", "years", "period", "asks", "fixed", "all_tasks")
        words = {"num": self.words.amount, "exact": self.words.exact, "month_name": self.words.month}
        return {**{name: getattr(self, name) for name in named}, **words, "most": MOST_ROWS, **more}


def board(request: HttpRequest, plan: int | None = None, unit: UnitRecord | None = None) -> Board:
    """Return the dashboard a request asks for; `plan` or ``?plan=`` narrows it to one published plan."""
    actor = actor_for(request)
    plans = published(actor)
    number = number_in(request, "plan") if plan is None else plan
    chosen = next((row for row in plans if row.pk == number), None)
    if number is not None and chosen is None:
        one(PlanRecord.objects.none(), pk=number)
    read = overview(actor, chosen, unit)
    month = chosen_month(request, plans_of(actor, unit) if unit else read.plans)
    seen = read if chosen else read.running(month)
    kept = tuple((name, request.GET[name][:80]) for name in KEPT if request.GET.get(name))
    months, years = months_shown(read, month), years_shown(read, month)
    return Board(actor, language_of(request), plans, chosen, read, seen, month, months, years, kept, plan is not None)


def _runs(head: Head, month: int) -> bool:
    return head.months is None or head.months[0] <= month <= head.months[1]
