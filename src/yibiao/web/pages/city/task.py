"""One task: each of its figures as a trajectory, by unit, and how the total is shared."""

from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.overview import Together, together
from yibiao.hub.commitments.reading import commitments
from yibiao.hub.overview.figures import Line, Measured, Task, lines_of, stand_together
from yibiao.web.api.problems import Problem
from yibiao.web.pages.city.asking import Board, board
from yibiao.web.pages.city.plots import Dots, Multiples, PathPlot, Shares, by_unit, dots, path_plot, shares
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page


class Part(NamedTuple):
    """One figure of a task with its charts; a chart that has nothing to show is None."""

    figure: Measured
    path: PathPlot | None
    multiples: Multiples | None
    dots: Dots | None
    shares: Shares | None
    lines: list[Line]


@view
@require_safe
def task(request: HttpRequest, plan: int, key: str) -> HttpResponse:
    """Show how one task stands."""
    shown = board(request, plan)
    tasks = shown.tasks()
    at = next((place for place, (row, _) in enumerate(tasks) if row.key == key), -2)
    row, group = tasks[at] if at >= 0 else (_unseen(shown, plan, key), together(()))
    known = shown.known(
        task=row,
        group=group,
        is_seen=at >= 0,
        parts=[_part(shown, figure) for figure in shown.seen.of_task(row)],
        before=_neighbour(tasks, at - 1),
        after=_neighbour(tasks, at + 1),
        others=_others(shown, row),
        walk=[(one, stands) for one, stands in tasks if stands.measured],
    )
    return page(request, "city/task.html", **known)


def _part(shown: Board, figure: Measured) -> Part:
    lines = lines_of(figure, shown.month)
    own = [line for line in lines if line.row is not None and line.row.figure is not None]
    stands = stand_together([figure], shown.month)
    return Part(
        figure,
        path_plot(shown, figure) if figure.is_whole and (stands.measured or figure.come(shown.month).value is not None) else None,
        by_unit(shown, figure) if len(own) > 1 or (not figure.is_whole and own) else None,
        dots(shown, own, by_unit=True) if len(own) > 1 else None,
        shares(shown, figure) if figure.is_shared and len(own) > 1 else None,
        own,
    )


def _others(shown: Board, task: Task) -> list[tuple[str, list[str]]]:
    """Return what the task orders without a figure, with the units that carry it out."""
    rows = commitments(shown.actor, shown.chosen).prefetch_related(None).filter(task=task.key, holding="none", target="")
    found: dict[str, list[str]] = {}
    for text, unit in rows.order_by("place", "unit__place", "id").values_list("text", "unit__name"):
        found.setdefault(text, []).append(unit)
    return [(text, list(dict.fromkeys(units))) for text, units in found.items()]


def _unseen(shown: Board, plan: int, key: str) -> Task:
    """Return a task of which the actor sees no rows: that the plan has it is no secret."""
    facts = shown.seen.plans[plan].tasks.get(key)
    if facts is None:
        raise Problem("not-found")
    return Task(plan, key, facts["id"], facts["title"], 0, 0)


def _neighbour(tasks: list[tuple[Task, Together]], at: int) -> Task | None:
    return tasks[at][0] if 0 <= at < len(tasks) else None
