"""我分管的: where each task in one's charge stands, what needs a decision first, and the 专报 of it on one page."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.commitments.horizon import month_name
from yibiao.core.overview import told_as
from yibiao.core.standing import Standing
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.overview.figures import Measured
from yibiao.hub.overview.loading import Overview, PlanFacts
from yibiao.hub.work.leading import LEADER, Charged, Leading, seen_in_charge
from yibiao.hub.work.leading import leading as what_is_led
from yibiao.web.acting import actor_for
from yibiao.web.languages import language_of
from yibiao.web.pages.periods import chosen_month
from yibiao.web.pages.viewing import view
from yibiao.web.pages.work.fitting import above_table, rows_that_fit
from yibiao.web.pages.work.words import Words
from yibiao.web.templating import page

SHOWN = 20  # rows that are behind
MATTERS, BEHIND = 5, 5  # of each on the one page of the 专报


class Seen(NamedTuple):
    """A figure of a task as the page shows it: its total where there is one, else the one unit's."""

    figure: Measured
    stands: Standing
    units: int


@view
@require_safe
def leading(request: HttpRequest) -> HttpResponse:
    """Show how the tasks in one's charge stand, what needs a decision first."""
    seen, found = led_by(request)
    words = Words(language_of(request))
    return page(
        request,
        "work/leading.html",
        led=found,
        behind=found.behind[:SHOWN],
        more=found.behind[SHOWN:],
        plans=_by_plan(found.tasks),
        figures=figures_of,
        num=words.num,
        words=words,
        counts=found.counts,
        **_periods(seen, found),
    )


@view
@require_safe
def brief(request: HttpRequest) -> HttpResponse:
    """Show the same as a 专报: one page to print, matters for decision first, a box for remarks."""
    seen, found = led_by(request)
    words = Words(language_of(request))
    posts = [post.unit for post in actor_for(request).posts if post.kind == LEADER]
    said: dict[str, Any] = _said(words, seen, found)
    return page(
        request,
        "work/brief.html",
        led=found,
        telling=telling,
        late_name=late_name,
        office=UnitRecord.objects.filter(pk__in=posts).first(),
        day_said=words.date(today()),
        words=words,
        num=words.num,
        **said,
        **_fitted(words, found, said),
        **_periods(seen, found),
    )


def _said(words: Words, seen: Overview, found: Leading) -> dict[str, str]:
    """Return what the 专报 is about, and how the tasks stand, in a sentence each."""
    titles = [plan.title for plan in seen.plans.values()]
    subject = words.say("brief-sub", title=titles[0]) if len(titles) == 1 else words.say("brief-sub-several")
    standing = words.standing(found, month_name(found.month)) if found.month is not None else ""
    return {"subject": subject, "standing_said": standing}


def _fitted(words: Words, found: Leading, said: dict[str, str]) -> dict[str, Any]:
    """Return as much of everything as one page holds, and how much of each is left out."""
    matters = [*map(words.approve, found.approve), *map(words.unshared, found.unshared)]
    behind = [line for line in found.behind if line.stands.light == "red"][:BEHIND]
    texts = [*matters[:MATTERS], *map(words.behind, behind)]
    tasks = sorted(found.tasks, key=lambda one: (not one.figures, _ORDER.index(one.stands.light)))
    rows = (_texts(words, one, found.month) for one in tasks) if found.month is not None else ()
    room = rows_that_fit(above_table(said["subject"], said["standing_said"], texts, notes=4), rows)
    return {
        "matters": matters[:MATTERS],
        "more_matters": len(matters[MATTERS:]),
        "behind": behind,
        "more_behind": found.behind[len(behind) :],
        "tasks": tasks[:room],
        "more_tasks": tasks[room:],
    }


def _texts(words: Words, one: Charged, month: int) -> tuple[str, str, str]:
    """Return what a row of the table of tasks says where it may take several lines."""
    seen = telling(one, month)
    name = words.measured(seen.figure.name, seen.stands, seen.figure.unit) if seen else late_name(one, month)
    return f"{one.task.number} {one.task.title}", words.leads_briefly(one.leads), name


# In the 专报 what is in trouble comes first.
_ORDER = ("red", "yellow", "green", "done", "late", "grey")


def led_by(request: HttpRequest) -> tuple[Overview, Leading]:
    """Return what the asker sees of what is in their charge, and how it stands in the month that is asked for."""
    actor = actor_for(request)
    charges, seen = seen_in_charge(actor)
    # Where nothing is in charge there is nothing to show of any month.
    return seen, what_is_led(actor, charges, seen, chosen_month(request, seen.plans) if seen.tasks else None)


def _periods(seen: Overview, found: Leading) -> dict[str, Any]:
    """Return the months to choose from: those of the years of the plans in charge, the newest first."""
    if found.month is None:
        return {"period": "", "periods": ()}
    years = {year for plan in seen.plans.values() if isinstance(year := plan.document.get("year"), int)}
    years |= {found.month // 12}
    months = [month_name(year * 12 + at) for year in sorted(years, reverse=True) for at in reversed(range(12))]
    return {"period": month_name(found.month), "periods": months}


def _by_plan(tasks: Iterable[Charged]) -> list[tuple[PlanFacts, list[Charged]]]:
    """Return tasks by plan, in the order they come."""
    found: dict[int, tuple[PlanFacts, list[Charged]]] = {}
    for one in tasks:
        found.setdefault(one.plan.pk, (one.plan, []))[1].append(one)
    return list(found.values())


def figures_of(task: Charged, month: int) -> list[Seen]:
    """Return the figures of a task that stand for the whole: totals, and what a single unit owes alone.

    What several units each owe has no figure of the whole: their lights say how it stands.
    """
    return [seen for one in task.figures if (seen := _seen(one, month))]


def _seen(figure: Measured, month: int) -> Seen | None:
    if figure.is_whole:
        return Seen(figure, figure.whole_stands(month), len(figure.parts))
    own = figure.own
    return Seen(figure, own[0].stands(month), 1) if len(own) == 1 else None


def telling(task: Charged, month: int) -> Seen | None:
    """Return the one figure of a task that tells why it stands as it does, of several the first.

    There is none where its figures of the whole stand otherwise than the task: units that are behind by themselves make it so.
    """
    stands = task.stands
    alike = (seen for seen in figures_of(task, month) if (told_as(seen.stands.status), seen.stands.light) == (stands.status, stands.light))
    return next(alike, None) if stands.measured else None


def late_name(task: Charged, month: int) -> str:
    """Return what the figure measures that units are behind with; empty where there is none or several."""
    late = [one.name for one in task.figures if any(row.stands(month).light in ("red", "yellow") for row in one.own)]
    return late[0] if len(late) == 1 and task.late_units else ""
