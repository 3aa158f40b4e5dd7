"""Splits: how a total is shared, from the proposal to the issue."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yibiao.hub.access.rights import check, visible
from yibiao.hub.commitments import reading, splits
from yibiao.hub.commitments.models import SplitCommentRecord, SplitRecord
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.pages.viewing import done, edition_in, number_in, view
from yibiao.web.templating import page


def _found(request: HttpRequest, split: int) -> SplitRecord:
    rows = visible(actor_for(request), "split.read", SplitRecord.objects.select_related("plan__unit"))
    row: SplitRecord = one(rows, pk=split)
    return row


@view
@require_safe
def split(request: HttpRequest, split: int) -> HttpResponse:
    """Show one split: shares, reserve, the city's own part, comments, who may do what next."""
    row = _found(request, split)
    actor = actor_for(request)
    own = UnitRecord.objects.filter(code__in=actor.units)
    shared = reading.shares_of(actor, row.plan, row.target)
    parts = {part.unit.pk for part in shared.parts} if shared else set()
    measure = str(shared.figure.get("unit", "")) if shared else ""
    own = own.filter(pk__in=parts)
    return page(request, "pages/split.html", split=row, plan=row.plan, shared=shared, own=own, measure=measure)


@view
def propose(request: HttpRequest, plan: int, target: str) -> HttpResponse:
    """Propose how a total is shared: equally, or each share by hand."""
    actor = actor_for(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.select_related("unit")), pk=plan)
    check(actor, "split.propose", row)
    shared = reading.shares_of(actor, row, target)
    if shared is None:
        raise Problem("not-found")
    if request.method != "POST":
        return page(request, "pages/split_new.html", plan=row, target=target, shared=shared)
    made = splits.propose(actor, row, target, _body(request))
    return HttpResponseRedirect(reverse("split", args=[made.pk]))


def _body(request: HttpRequest) -> dict[str, Any]:
    """Return the split that a form asks for, as in a split file."""
    body: dict[str, Any] = {"method": request.POST.get("method", "equal")}
    for name in ("reserve", "city"):
        if request.POST.get(name, "").strip():
            body[name] = splits.figure(request.POST[name])
    shares = {
        key.removeprefix("share-"): splits.figure(value)
        for key, value in request.POST.items()
        if key.startswith("share-") and value.strip() and body["method"] != "equal"
    }
    return {**body, **({"shares": shares} if shares else {})}


@view
@require_POST
def edit(request: HttpRequest, split: int) -> HttpResponse:
    """Change a split."""
    row = _found(request, split)
    splits.edit_split(actor_for(request), row, _body(request), edition=edition_in(request))
    return done(request, "pages.saved", reverse("split", args=[split]))


@view
@require_POST
def step(request: HttpRequest, split: int, what: str) -> HttpResponse:
    """Comment on a split, answer a comment, approve, issue or withdraw it."""
    row, actor = _found(request, split), actor_for(request)
    match what:
        case "comment":
            unit = one(UnitRecord.objects.filter(code__in=actor.units), code=request.POST.get("unit", ""))
            splits.comment(actor, row, unit, request.POST.get("text", ""), request.POST.get("asked", ""))
        case "approve":
            splits.approve(actor, row, request.POST.get("number", ""), edition=edition_in(request))
        case "issue":
            splits.issue(actor, row, edition=edition_in(request))
        case "answer":
            said = one(SplitCommentRecord.objects.filter(split=row), pk=number_in(request, "comment") or 0)
            splits.answer(actor, said, request.POST.get("text", ""))
        case "withdraw":
            splits.withdraw(actor, row, reason=request.POST.get("reason", "")[:500], edition=edition_in(request))
        case _:
            raise Problem("not-found")
    return done(request, "pages.saved", reverse("split", args=[split]))
