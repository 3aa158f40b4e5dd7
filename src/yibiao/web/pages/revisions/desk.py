"""The revision desk: old and new side by side, task by task, with all that hangs on them."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.plan import ROLES
from yibiao.hub.access.rights import visible
from yibiao.hub.plans.comparing import KINDS, PAIR_KINDS, Difference, comparison
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page

FOLDED = ("unchanged",)


class Run(NamedTuple):
    """Differences as they follow one another: several that did not change are folded into one line."""

    folded: bool
    tasks: tuple[Difference, ...]


@view
@require_safe
def difference(request: HttpRequest, plan: int) -> HttpResponse:
    """Show how a draft, or what it became, differs from the plan it revises; `kind` narrows it to one kind."""
    actor = actor_for(request)
    plans = PlanRecord.objects.select_related("unit", "dispatching", "revises")
    row = one(visible(actor, "plan.read", plans), pk=plan)
    made = comparison(actor, row, language_of(request))
    asked = request.GET.get("kind", "")
    kind = asked if asked in KINDS else ""
    shown = [task for task in made.tasks if not kind or task.kind == kind]
    given: dict[str, Any] = {"plan": row, "made": made, "runs": runs(shown, fold=not kind), "kind": kind}
    told: dict[str, Any] = {"kinds": [one for one in KINDS if made.counts[one]], "pair_kinds": PAIR_KINDS, "roles": ROLES}
    return page(request, "revisions/desk.html", **given, **told)


def runs(tasks: Iterable[Difference], *, fold: bool) -> list[Run]:
    """Return the differences in order, those that did not change folded together."""
    grouped = groupby(tasks, key=lambda task: fold and task.kind in FOLDED)
    return [Run(folded, tuple(some)) for folded, some in grouped]
