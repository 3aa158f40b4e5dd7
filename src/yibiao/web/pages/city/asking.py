"""What a dashboard is about: which plans, which month, who asks; the same for all pages of this part."""

from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.http import HttpRequest

from yibiao.core.commitments.horizon import month_name, months_of, plan_months
from yibiao.core.overview import Together
from yibiao.hub.access.actors import Actor
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.overview.figures import Task, stand_together
from yibiao.hub.overview.loading import Overview, overview, published
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work.known import heads
from yibiao.hub.work.months import plans_of
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.city.words import Words
from yibiao.web.pages.periods import chosen_month
from yibiao.web.pages.viewing import number_in

# A chooser of months longer than this is no chooser.
MOST_MONTHS = 36
# More rows than this are no picture any more: the table beside it has all.
MOST_ROWS = 40
# What an address may ask for besides its month: it stays when another month is chosen.
KEPT = ("plan", "of", "status", "light", "unit", "task", "target", "whole", "counted", "by")


class Month(NamedTuple):
    """One month of the chooser: whether anything was reported for it."""

    name: str
    reported: bool


class Board(NamedTuple):
    """A dashboard as it was asked for: `month` is year × 12 + month − 1; `fixed` where the address names the plan."""

    actor: Actor
    lang: str
    plans: list[PlanRecord]
    chosen: PlanRecord | None
    seen: Overview
    month: int
    months: tuple[Month, ...]
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
        """The months up to the one that is shown, from the first of the chooser."""
        known = [months_of(month.name) for month in self.months]
        return [span[1] for span in known if span and span[1] <= self.month] or [self.month]

    def tasks(self) -> list[tuple[Task, Together]]:
        """Return every task with how it stands."""
        figures = self.seen.by_task()
        return [(task, stand_together(figures.get((task.plan, task.key), []), self.month)) for task in self.seen.tasks]

    @property
    def all_tasks(self) -> int:
        """How many tasks the plans have that the page is about, whoever may see how they stand."""
        return sum(head.tasks for head in heads([self.chosen] if self.chosen else self.plans).values())

    def asks(self, **more: Any) -> str:
        """Return the query of an address that keeps what was asked for, but for `more` (None: asked for no longer)."""
        plan = {"plan": str(self.chosen.pk)} if self.chosen else {}
        asked = {**dict(self.kept), **plan, "period": self.period, **more}
        return "?" + urlencode({name: value for name, value in asked.items() if value is not None})

    def known(self, **more: Any) -> dict[str, Any]:
        """Return what every page of this part is rendered with."""
        named = ("plans", "chosen", "seen", "month", "months", "period", "asks", "fixed", "all_tasks")
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
    seen = overview(actor, chosen, unit)
    month = chosen_month(request, plans_of(actor, unit) if unit else seen.plans)
    kept = tuple((name, request.GET[name][:80]) for name in KEPT if request.GET.get(name))
    return Board(actor, language_of(request), plans, chosen, seen, month, _months(seen, month), kept, plan is not None)


def _months(seen: Overview, shown: int) -> tuple[Month, ...]:
    """Return the months of the plans: from the first with an obligation to the end of the latest year, and the one shown."""
    reported = set(seen.ends)
    spans = [span for plan in seen.plans.values() if (span := plan_months(plan.document))]
    first = min([shown, *(span[0] for span in spans)])
    last = max([shown, *(span[1] for span in spans)])
    # Of very many those around the one that is shown.
    first = max(first, min(shown, last - MOST_MONTHS + 1)) if shown - first >= MOST_MONTHS else first
    return tuple(Month(month_name(month), month in reported) for month in range(first, min(last, first + MOST_MONTHS - 1) + 1))
