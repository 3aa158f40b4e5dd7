"""One unit: how its figures stand, how far each has come, what it reported when."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.commitments.horizon import month_name
from yibiao.core.overview import GROUPS, together
from yibiao.hub.access.rights import visible
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.overview.figures import Line
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.city.asking import Board, board
from yibiao.web.pages.city.plan import reports
from yibiao.web.pages.city.plots import by_figure, dots
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page


@view
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show how one unit stands in everything it owes."""
    row = one(visible(actor_for(request), "unit.read", UnitRecord.objects.select_related("table")), code=code)
    # A unit that shares another's table stands where that one stands.
    owner = row.table or row
    shown = board(request, unit=owner)
    lines = _own(shown, owner)
    group = together(line.stands for line in lines)
    known = shown.known(
        unit=row,
        group=group,
        lines=lines,
        counts=[(status, group.counts[status]) for status in GROUPS if group.counts.get(status)],
        dots=dots(shown, lines, by_unit=False),
        multiples=by_figure(shown, [line for line in lines if line.stands.goal]),
        reports=[told for told in reports(shown) if told.unit.pk == owner.pk],
        months_past=[month_name(month) for month in shown.past],
        walk=[],
    )
    return page(request, "city/unit.html", **known)


def _own(shown: Board, unit: UnitRecord) -> list[Line]:
    """Return the unit's own figures and the totals it leads, plan by plan in the order of the documents."""
    lines = [line for line in shown.seen.lines(shown.month) if unit in line.units]
    return sorted(lines, key=lambda line: (line.figure.plan, line.commitment.place))
