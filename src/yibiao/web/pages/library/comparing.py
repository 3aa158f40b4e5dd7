"""Two documents side by side."""

from typing import Any

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.hub.access.rights import visible
from yibiao.hub.library import comparing
from yibiao.hub.plans.models import DocumentRecord, PlanRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.viewing import number_in, view
from yibiao.web.templating import page

_OFFERED = 300  # documents to choose from, the newest


@view
@require_safe
def compare(request: HttpRequest) -> HttpResponse:
    """Compare the documents ``a`` and ``b`` (or the two that were picked in a list); without them, ask which."""
    actor = actor_for(request)
    plans = visible(actor, "plan.read", PlanRecord.objects.exclude(state=PlanRecord.DISCARDED).order_by("-pk"))
    rows = visible(actor, "document.read", DocumentRecord.objects.exclude(indexed=None).select_related("unit"))
    first, second = ((one(rows.prefetch_related(Prefetch("plans", plans)), pk=pk) if pk else None) for pk in _picked(request))
    made = comparing.compare(first, second, _plan(first), _plan(second)) if first and second else None
    offered = rows.only("title", "name", "number", "at", "unit__name")[:_OFFERED]
    return page(request, "library/compare.html", old=first, new=second, made=made, offered=offered)


def _picked(request: HttpRequest) -> tuple[int | None, int | None]:
    """Return the documents that are compared; of two picked in a list the older one comes first."""
    picked = sorted(int(one) for one in request.GET.getlist("pick")[:2] if one.isdecimal() and len(one) < 19)
    given = dict(zip(("a", "b"), picked, strict=False))
    first, second = (number_in(request, name) or given.get(name) for name in ("a", "b"))
    return first, second


def _plan(document: Any) -> PlanRecord | None:
    return next(iter(document.plans.all()), None)
