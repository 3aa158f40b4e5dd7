"""One plan: its tasks, how far each figure has come, which units are behind, what was reported when."""

from collections.abc import Sequence
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.commitments.horizon import month_name
from yibiao.core.overview import counted, together
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.overview.figures import Row
from yibiao.web.pages.city.asking import Board, board
from yibiao.web.pages.city.city import behind, by_unit
from yibiao.web.pages.city.plots import dots, stack
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page


class Reports(NamedTuple):
    """What a unit reported: of `owed` figures, how many for each month."""

    unit: UnitRecord
    owed: int
    counts: tuple[int, ...]


@view
@require_safe
def plan(request: HttpRequest, plan: int) -> HttpResponse:
    """Show how one plan stands."""
    shown = board(request, plan)
    tasks, lines = shown.tasks(), shown.seen.lines(shown.month)
    wholes = [line for line in lines if line.row is None]
    groups = [(unit.name, unit.code, together(line.stands for line in own)) for unit, own in by_unit(lines).items()]
    told = reports(shown)
    known = shown.known(
        tasks=tasks,
        counted=counted(group for _, group in tasks),
        dots=dots(shown, wholes or lines, by_unit=False),
        stack=stack(shown, groups),
        reports=told,
        reports_title=_title(shown, told),
        months_past=[month_name(month) for month in shown.past],
        behind_count=len(behind(lines)),
        walk=[(task, group) for task, group in tasks if group.measured],
    )
    return page(request, "city/plan.html", **known)


def reports(shown: Board) -> list[Reports]:
    """Return what each unit reported for each month up to the one that is shown, those with most figures first."""
    owed: dict[int, list[Row]] = {}
    for row in shown.seen.rows:
        owed.setdefault(row.commitment.unit_id, []).append(row)
    found = [Reports(rows[0].commitment.unit, len(rows), _counts(shown, rows)) for rows in owed.values()]
    return sorted(found, key=lambda one: one.unit.place)


def _counts(shown: Board, rows: Sequence[Row]) -> tuple[int, ...]:
    return tuple(sum(row.reported_in(month) for row in rows) for month in shown.past)


def _title(shown: Board, told: Sequence[Reports]) -> str:
    """Return how many units have reported everything for the month that is shown."""
    return shown.words.of_reports(shown.period, sum(one.counts[-1] == one.owed for one in told), len(told))
