"""Plans: the list, one plan with everything that hangs on it, its versions, publishing, ending."""

from typing import Any

from django.db.models import Count, Prefetch
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yibiao.core.amounts import figure
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.commitments.models import RATES, SplitRecord
from yibiao.hub.notices.following import followed
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans import compiling, drafting, ending, publishing
from yibiao.hub.plans.assigning import without_leader
from yibiao.hub.plans.models import PartyRecord, PlanRecord, PlanVersionRecord
from yibiao.hub.plans.outlook import counted, outlook, tally_of
from yibiao.hub.plans.reviewing import Tally, tally
from yibiao.hub.work.starting import is_sample
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.plans.answering import ROLES
from yibiao.web.pages.plans.offices import OFFICES
from yibiao.web.pages.viewing import done, edition_in, number_in, view
from yibiao.web.templating import page

ON_A_PAGE = 50
STATES = (PlanRecord.DRAFT, PlanRecord.PUBLISHED, PlanRecord.CLOSED, PlanRecord.DISCARDED)


def _rows(request: HttpRequest, right: str = "plan.read") -> Any:
    return visible(actor_for(request), right, PlanRecord.objects.select_related("unit", *OFFICES))


@view
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Show the plans that may be seen, the newest first, those of one state where it is asked for."""
    seen, state = _rows(request), request.GET.get("state", "")
    counts = dict(seen.order_by().values_list("state").annotate(Count("pk", distinct=True)))
    chosen = state if state in STATES else ""
    versions = PlanVersionRecord.objects.defer("values", "revision")
    rows = counted(seen.filter(state=chosen) if chosen else seen).defer("compiled", "effective")
    first = max(number_in(request, "from") or 0, 0)
    shown = list(rows.prefetch_related(Prefetch("versions", versions))[first : first + ON_A_PAGE + 1])
    return page(
        request,
        "plans/list.html",
        plans=shown[:ON_A_PAGE],
        next=first + ON_A_PAGE if len(shown) > ON_A_PAGE else None,
        chosen=chosen,
        counts={name: counts[name] for name in STATES if counts.get(name)},
        progress=_known_progress(request, shown[:ON_A_PAGE]),
        can_upload=visible(actor_for(request), "document.upload", UnitRecord.objects.all()).exists(),
    )


def _known_progress(request: HttpRequest, shown: list[PlanRecord]) -> dict[int, Tally]:
    """Return how far drafts have been gone through, of those whose history may be known."""
    drafts = {plan.pk for plan in shown if plan.state == PlanRecord.DRAFT}
    if not drafts:
        return {}
    known = visible(actor_for(request), "history.read", PlanRecord.objects.filter(pk__in=drafts))
    return tally_of(known.values_list("pk", flat=True))


@view
@require_safe
def plan(request: HttpRequest, plan: int) -> HttpResponse:
    """Show one plan: tasks with units and figures, who is in charge, splits, versions, what can be handed out."""
    row = one(_rows(request).select_related("document", "revises"), pk=plan)
    values = row.effective or row.compiled
    actor = actor_for(request)
    charges = {charge.task: charge for charge in row.charges.select_related("leader__unit", "coordinator__unit")}
    splits = SplitRecord.objects.filter(plan=row).exclude(state=SplitRecord.WITHDRAWN).defer("body")
    waits = row.state == PlanRecord.DRAFT and may(actor, "history.read", row)
    return page(
        request,
        "plans/plan.html",
        plan=row,
        charges=charges,
        versions=row.versions.defer("values", "revision").select_related("by"),
        revisions=visible(actor, "plan.read", PlanRecord.objects.filter(revises=row).defer("compiled", "effective")),
        progress=tally(row) if waits else None,
        follows=followed(actor),
        splits={split.target: split for split in visible(actor, "split.read", splits)},
        sample=is_sample(row),
        ended=ending.ended(row),
        owing=PartyRecord.objects.filter(plan=row, owes=True).count(),
        shared=set(row.commitments.filter(holding="unset", closed_at=None).exclude(RATES).values_list("target", flat=True)),
        **_told(values),
    )


def _told(values: Any) -> dict[str, Any]:
    """Return what the templates say of a plan's values: tasks under their sections, figures by task, goals."""
    targets: dict[str, list[Any]] = {task["id"]: [] for task in values.get("tasks", ())}
    goals: list[Any] = []
    for target in values.get("targets", ()):
        targets.get(target["task"], goals).append(target)
    sections = {section["id"]: section["title"] for section in values.get("sections", ())}
    names = {unit["name"] for task in values.get("tasks", ()) for role in ROLES for unit in task.get(role, ())}
    return {
        "values": values,
        "targets": targets,
        "goals": goals,
        "sections": sections,
        "named": len(names),
        "roles": ROLES,
        "figured": figure,
    }


def _to(row: PlanRecord) -> str:
    return reverse("plan", args=[row.pk])


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:500]


@view
@require_POST
def recompile(request: HttpRequest, plan: int) -> HttpResponse:
    """Compile the document again; corrections stay."""
    job = compiling.recompile(actor_for(request), one(_rows(request), pk=plan))
    return done(request, "pages.compiling", reverse("job", args=[job.pk]))


@view
@require_POST
def discard(request: HttpRequest, plan: int) -> HttpResponse:
    """Discard a draft."""
    row = one(_rows(request), pk=plan)
    drafting.discard(actor_for(request), row, reason=_reason(request), edition=edition_in(request))
    return done(request, "pages.discarded", reverse("plans"))


@view
@require_POST
def close(request: HttpRequest, plan: int) -> HttpResponse:
    """End a published plan."""
    row = one(_rows(request), pk=plan)
    ending.close(actor_for(request), row, reason=_reason(request), edition=edition_in(request))
    return done(request, "handout.closed", _to(row))


@view
def publish(request: HttpRequest, plan: int) -> HttpResponse:
    """Say what publishing will do, then do it."""
    row = one(_rows(request), pk=plan)
    check(actor_for(request), "plan.publish", row)
    if request.method != "POST":
        told: dict[str, Any] = {"outlook": outlook(row, language_of(request)), "figured": figure, "sample": is_sample(row)}
        told["leaderless"] = without_leader(row, told["outlook"].numbers)
        return page(request, "plans/publish.html", plan=row, **told)
    note = request.POST.get("note", "")[:500]
    made = publishing.publish(actor_for(request), row, note, edition=edition_in(request))
    return done(request, "pages.published", _to(row), number=made.number)


@view
@require_safe
def version(request: HttpRequest, plan: int, number: int) -> HttpResponse:
    """Show a published version as it was."""
    row = one(_rows(request), pk=plan)
    made = one(PlanVersionRecord.objects.select_related("by").filter(plan=row), number=number)
    return page(request, "plans/version.html", plan=row, version=made, **_told(made.values))
