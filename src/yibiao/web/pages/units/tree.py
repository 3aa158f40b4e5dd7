"""The tree of units: who stands below whom, since when, under which names, and how much each owes."""

from collections import Counter
from typing import Any, NamedTuple

from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.hub.access.actors import Actor
from yibiao.hub.clock import today
from yibiao.hub.commitments.reading import commitments
from yibiao.hub.orgs.models import UnitNameRecord, UnitRecord
from yibiao.web.acting import actor_for
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page

_LONGEST = 60


class Node(NamedTuple):
    """A unit in the tree: how deep, how many stand below it, its former and other names, how many items it owes."""

    unit: UnitRecord
    depth: int
    below: int
    former: tuple[UnitNameRecord, ...]
    other: tuple[UnitNameRecord, ...]
    owed: int
    ended: bool
    shown: bool


@view
@require_safe
def units(request: HttpRequest) -> HttpResponse:
    """Show the tree of units, those above before those below; a search keeps what it finds and what that stands under."""
    asked = request.GET.get("q", "").strip()[:_LONGEST]
    nodes = _nodes(actor_for(request), units_seen(request), asked)
    found = sum(_matches(node.unit, (*node.former, *node.other), asked) for node in nodes) if asked else len(nodes)
    return page(request, "units/tree.html", nodes=nodes, asked_unit=asked, found=found)


def _nodes(actor: Actor, rows: QuerySet[UnitRecord], asked: str) -> list[Node]:
    """Return the tree with five queries, however large it is."""
    found = list(rows.prefetch_related("names"))
    places = {unit.code: (unit.place, unit.pk) for unit in found}
    found.sort(key=lambda unit: [places.get(code, (0, 0)) for code in unit.path.rstrip("/").split("/")])
    below = Counter(code for unit in found for code in unit.path.rstrip("/").split("/")[:-1])
    owed = _owed(actor)
    wanted = {code for unit in found if _matches(unit, unit.names.all(), asked) for code in unit.path.rstrip("/").split("/")}
    return [_node(unit, below, owed, not asked or unit.code in wanted) for unit in found]


def _node(unit: UnitRecord, below: Counter[str], owed: dict[int, int], shown: bool) -> Node:
    names = list(unit.names.all())
    return Node(
        unit,
        unit.path.count("/") - 1,
        below[unit.code],
        tuple(name for name in names if name.former),
        tuple(name for name in names if not name.former),
        owed.get(unit.table_id or unit.pk, 0),
        unit.until is not None and unit.until < today(),
        shown,
    )


def _owed(actor: Actor) -> dict[int, int]:
    """Return how many open items each unit owes, as far as the asker may see."""
    counted: Any = commitments(actor).order_by().values("unit").annotate(count=Count("pk", distinct=True))
    return {row["unit"]: row["count"] for row in counted}


def _matches(unit: UnitRecord, names: Any, asked: str) -> bool:
    words = asked.lower().split()
    texts = (unit.name, unit.code, unit.gb_code, *(name.name for name in names))
    return all(any(word in text.lower() for text in texts) for word in words)
