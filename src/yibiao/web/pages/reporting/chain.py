"""The inner chain of a unit: which steps its reports pass, and by when its bureaus are due."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.core.cycle.reporting import INNER
from yibiao.hub.access.rights import check
from yibiao.hub.reporting.chains import chain_of_unit, set_chain
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import page


@view
def chain(request: HttpRequest, code: str) -> HttpResponse:
    """Show and set the inner chain of a unit."""
    row, actor = one(units_seen(request), code=code), actor_for(request)
    check(actor, "chain.edit", row)
    if request.method == "POST":
        set_chain(actor, row, request.POST.getlist("step"), number_in(request, "inner") or 0)
        return done(request, "reporting.done-chain", reverse("unit-chain", args=[row.code]))
    return page(request, "reporting/chain.html", unit=row, chain=chain_of_unit(row), inner=INNER)
