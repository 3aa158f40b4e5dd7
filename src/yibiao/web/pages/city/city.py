"""全市总览: how many tasks stand how, the districts as a schematic map, and what is behind."""

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.orgs.pack import DISTRICT_LEVEL
from yibiao.core.overview import Together, counted, together
from yibiao.core.standing import Status
from yibiao.core.tiles import Tile, tiles
from yibiao.hub.access.rights import visible
from yibiao.hub.clock import today
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.overview.figures import Line, Task
from yibiao.hub.overview.loading import unseen
from yibiao.hub.overview.operators import operators_map
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.pages.city.asking import Board, board
from yibiao.web.pages.city.plots import trend
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page

# So many of what is behind stand beside the map; the list has the rest.
SHOWN = 10


class District(NamedTuple):
    """A tile of the map with how the figures of its unit stand.

    `hidden` where the actor sees no figure of it while there are some: that is not the same as nothing quantified.
    """

    tile: Tile
    unit: UnitRecord
    group: Together | None
    hidden: bool


@view
@require_safe
def city(request: HttpRequest) -> HttpResponse:
    """Show the city at a glance."""
    shown = board(request)
    tasks, lines = shown.tasks(), shown.seen.lines(shown.month)
    late = behind(lines)
    known = shown.known(
        counted=counted(group for _, group in tasks),
        task_count=len(tasks),
        districts=_districts(shown, lines),
        has_map=operators_map().found is not None,
        behind=late[:SHOWN],
        behind_count=len(late),
        wholes=[line for line in lines if line.row is None and line.stands.status != "no-path"],
        trend=trend(shown),
        by_plan=_by_plan(shown, tasks),
        walk=[(task, group) for task, group in tasks if group.measured],
    )
    return page(request, "city/city.html", **known)


def _by_plan(shown: Board, tasks: Sequence[tuple[Task, Together]]) -> list[tuple[PlanRecord, Counter[Status]]]:
    """Return how many tasks of each plan stand in each status."""
    found = {row.pk: Counter[Status]() for row in shown.plans if row.pk in shown.seen.plans}
    for task, group in tasks:
        found[task.plan][group.status] += 1
    return [(row, found[row.pk]) for row in shown.plans if row.pk in found]


def behind(lines: Sequence[Line]) -> list[Line]:
    """Return what is behind, red before yellow, the widest gap first."""
    found = [line for line in lines if line.stands.light in ("red", "yellow")]
    return sorted(found, key=lambda line: (line.stands.light != "red", -(line.stands.gap or Decimal(0))))


def by_unit(lines: Sequence[Line]) -> dict[UnitRecord, list[Line]]:
    """Return the figures of each unit: its own, and the totals it leads."""
    found: dict[UnitRecord, list[Line]] = {}
    for line in lines:
        for unit in line.units:
            found.setdefault(unit, []).append(line)
    return found


def _districts(shown: Board, lines: Sequence[Line]) -> list[District]:
    """Return the tiles of the districts that have a table of their own today."""
    found = UnitRecord.objects.on(today()).filter(kind__in=DISTRICT_LEVEL, table=None)
    units = {unit.code: unit for unit in visible(shown.actor, "unit.read", found)}
    groups = {unit.pk: together(line.stands for line in own) for unit, own in by_unit(lines).items()}
    measured = {pk: group for pk, group in groups.items() if group.measured}
    hidden = unseen(shown.actor, [unit.pk for unit in units.values()], _counted_plans(shown))
    placed = [(tile, units[tile.unit]) for tile in tiles([(unit.code, unit.name) for unit in units.values()])]
    return [District(tile, unit, measured.get(unit.pk), unit.pk in hidden - measured.keys()) for tile, unit in placed]


def _counted_plans(shown: Board) -> list[int]:
    """Return the plans that the page counts, by their ids: also those of which the actor sees no task."""
    out = {plan.pk for plan in shown.left_out}
    return [row.pk for row in ([shown.chosen] if shown.chosen else shown.plans) if row.pk not in out]
