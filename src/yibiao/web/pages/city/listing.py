"""The rows behind a number of a dashboard: figures, or tasks, in a status, of a unit, a task, a total."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.overview import told_as
from yibiao.hub.overview.figures import Line
from yibiao.web.pages.city.asking import Board, board
from yibiao.web.pages.city.city import behind
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page

# So many rows stand on one page; filters narrow the rest.
SHOWN = 500
_ASKED: Mapping[str, Callable[[Line, int], Iterable[str]]] = {
    "status": lambda line, _: (told_as(line.stands.status),),
    "light": lambda line, _: (line.stands.light,),
    "unit": lambda line, _: [unit.code for unit in line.units],
    "task": lambda line, _: (line.figure.task,),
    "target": lambda line, _: (line.figure.key,),
    "counted": lambda line, _: ("1",) if line.counts else (),
    "by": lambda line, month: line.reported_by(month),
}


@view
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Show the figures, or with ``of=tasks`` the tasks, that a number counts."""
    shown = board(request)
    asked = {name: request.GET[name][:80] for name in _ASKED if request.GET.get(name)}
    of_tasks = request.GET.get("of") == "tasks"
    rows: list[Any] = _tasks(shown, asked) if of_tasks else _lines(shown, asked, whole=request.GET.get("whole", ""))
    names = {unit.code: unit.name for line in shown.seen.lines(shown.month) for unit in line.units}
    tasks = {task.key: f"{task.number} {task.title}" for task in shown.seen.tasks}
    targets = {figure.key: figure.text for figure in shown.seen.figures}
    known = shown.known(
        rows=rows[:SHOWN],
        row_count=len(rows),
        filters=asked,
        of_tasks=of_tasks,
        names={"unit": names, "task": tasks, "target": targets, "by": names, "counted": {"1": shown.words.say("counted-means")}},
        walk=[],
    )
    return page(request, "city/list.html", **known)


def _lines(shown: Board, asked: Mapping[str, str], whole: str) -> list[Line]:
    """Return the figures that fit, those behind first; ``whole=1`` keeps totals, ``whole=0`` units' own."""
    lines = shown.seen.lines(shown.month)
    found = [line for line in lines if all(value in _ASKED[name](line, shown.month) for name, value in asked.items())]
    if whole:
        found = [line for line in found if (line.row is None) == (whole == "1")]
    late = behind(found)
    known = {id(line) for line in late}
    return [*late, *(line for line in found if id(line) not in known)]


def _tasks(shown: Board, asked: Mapping[str, str]) -> list[Any]:
    """Return the tasks that stand as asked, those of them alone that have the light asked for."""
    status, light = asked.get("status"), asked.get("light")
    found = [one for one in shown.tasks() if not status or one[1].status == status]
    return [one for one in found if not light or one[1].light == light]
