"""Plans: the list, one plan, its corrections, publishing, versions and revisions."""

from collections import Counter
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yibiao.core.corrections.jsonform import read_correction
from yibiao.core.corrections.telling import describe
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.commitments import exports
from yibiao.hub.commitments.models import SplitRecord
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans import assigning, compiling, drafting, publishing, revising
from yibiao.hub.plans.models import PlanRecord, PlanVersionRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.attachments import made
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import done, edition_in, number_in, view
from yibiao.web.templating import page

OFFICES = ("dispatching", "supervising", "assessing")
ROLES = ("lead", "responsible", "cooperating", "data_providers", "guiding")


def _rows(request: HttpRequest, right: str = "plan.read") -> Any:
    return visible(actor_for(request), right, PlanRecord.objects.select_related("unit", *OFFICES))


@view
@require_safe
def plans(request: HttpRequest) -> HttpResponse:
    """Show the plans that may be seen, the newest first."""
    rows = _rows(request).defer("compiled", "effective").prefetch_related("versions")
    return page(request, "pages/plans.html", plans=rows[:200])


@view
@require_safe
def plan(request: HttpRequest, plan: int) -> HttpResponse:
    """Show one plan: tasks with units and figures, findings, corrections, versions."""
    row = one(_rows(request), pk=plan)
    values = row.effective or row.compiled
    targets, goals = _figures(values)
    lang = language_of(request)
    charges = {charge.task: charge for charge in row.charges.select_related("leader__unit", "coordinator__unit")}
    splits = SplitRecord.objects.filter(plan=row).exclude(state=SplitRecord.WITHDRAWN).defer("body")
    # Who corrected what, and what was answered to a finding, is part of the plan's history.
    knows = may(actor_for(request), "history.read", row)
    corrected = row.corrections.select_related("by") if knows else ()
    findings = drafting.findings_of(row, lang)
    return page(
        request,
        "pages/plan.html",
        plan=row,
        values=values,
        targets=targets,
        goals=goals,
        roles=ROLES,
        charges=charges,
        corrections=[(one, describe(read_correction(one.body), lang)) for one in corrected],
        versions=row.versions.defer("values", "revision"),
        findings=findings if knows else [one._replace(answer="", answer_text="", number=None) for one in findings],
        splits={split.target: split for split in visible(actor_for(request), "split.read", splits)},
        shared=set(row.commitments.filter(holding="unset", closed_at=None).values_list("target", flat=True)),
    )


def _figures(values: Any) -> tuple[dict[str, list[Any]], list[Any]]:
    """Return the targets of a plan by the number of their task, and those that belong to no task: its goals."""
    targets: dict[str, list[Any]] = {task["id"]: [] for task in values.get("tasks", ())}
    goals: list[Any] = []
    for target in values.get("targets", ()):
        targets.get(target["task"], goals).append(target)
    return targets, goals


@view
@require_POST
def correct(request: HttpRequest, plan: int) -> HttpResponse:
    """Correct one fact of a draft."""
    row = one(_rows(request), pk=plan)
    drafting.correct(actor_for(request), row, _body(request), reason=_reason(request), edition=edition_in(request))
    return done(request, "pages.corrected", _to(row))


def _body(request: HttpRequest) -> dict[str, Any]:
    """Return the correction that a form asks for, in the form yibiao-corrections/1."""
    kind, key, reason = (request.POST.get(name, "") for name in ("kind", "key", "reason"))
    match kind:
        case "units":
            return {"kind": kind, "fact": {"key": key}, "role": request.POST.get("role", ""), "units": _names(request), "reason": reason}
        case "target.drop":
            return {"kind": kind, "target": {"key": key}, "reason": reason}
        case "target.edit":
            return {"kind": kind, "target": {"key": key}, "fields": {"low": _figure(request, "low")}, "reason": reason}
        case "task.drop":
            return {"kind": kind, "task": {"key": key}, "reason": reason}
        case "task.edit":
            return {"kind": kind, "task": {"key": key}, "fields": {"title": request.POST.get("title", "")}, "reason": reason}
        case "task.merge":
            return {"kind": kind, "tasks": [{"key": one} for one in request.POST.getlist("keys")], "reason": reason}
        case _:
            return {"kind": kind, **drafting.body_of_form(kind, request.POST)}


def _names(request: HttpRequest) -> list[str]:
    given = request.POST.get("units", "")
    for mark in "，,；;\n":
        given = given.replace(mark, "、")
    return [name.strip() for name in given.split("、") if name.strip()]


def _figure(request: HttpRequest, name: str) -> Any:
    given = request.POST.get(name, "").strip().replace(",", "")
    if not given:
        return None
    return int(given) if given.removeprefix("-").isdecimal() and len(given) < 20 else given


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "")[:500]


def _to(row: PlanRecord) -> str:
    return reverse("plan", args=[row.pk])


@view
@require_POST
def undo(request: HttpRequest, plan: int, number: int) -> HttpResponse:
    """Take a correction back, or put it back."""
    row = one(_rows(request), pk=plan)
    act = drafting.redo if request.POST.get("redo") else drafting.undo
    act(actor_for(request), row, number, edition=edition_in(request))
    return done(request, "pages.corrected", _to(row))


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
def publish(request: HttpRequest, plan: int) -> HttpResponse:
    """Say what publishing will do, then do it."""
    row = one(_rows(request), pk=plan)
    check(actor_for(request), "plan.publish", row)
    if request.method != "POST":
        return page(request, "pages/publish.html", plan=row, preview=publishing.preview(row))
    note = request.POST.get("note", "")[:500]
    made = publishing.publish(actor_for(request), row, note, edition=edition_in(request))
    return done(request, "pages.published", _to(row), number=made.number)


@view
@require_safe
def version(request: HttpRequest, plan: int, number: int) -> HttpResponse:
    """Show a published version as it was."""
    row = one(_rows(request), pk=plan)
    made = one(PlanVersionRecord.objects.select_related("by").filter(plan=row), number=number)
    targets, goals = _figures(made.values)
    given = {"plan": row, "version": made, "values": made.values, "targets": targets, "goals": goals}
    return page(request, "pages/version.html", roles=ROLES, **given)


@view
@require_safe
def difference(request: HttpRequest, plan: int) -> HttpResponse:
    """Show how a draft differs from the plan it revises."""
    row = one(_rows(request), pk=plan)
    made = revising.difference_values(row, language_of(request))
    counts = Counter(one["kind"] for one in made["commitments"])
    tasks = [one for one in made["tasks"] if one["kind"] != "unchanged"]
    lost = [read_correction(one["old"]) for one in made["corrections"] if one["new"] is None]
    told = [describe(one, language_of(request)) for one in lost]
    return page(request, "pages/difference.html", plan=row, tasks=tasks, lost=told, counts=counts, difference=made)


@view
@require_safe
def overview(request: HttpRequest, plan: int) -> HttpResponse:
    """Hand out the overview workbook of a plan."""
    name, data = exports.overview_table(actor_for(request), one(_rows(request), pk=plan))
    return made(data, name)


@view
@require_safe
def tables(request: HttpRequest, plan: int) -> HttpResponse:
    """Hand out the tables of all units of a plan, as workbooks in one archive."""
    name, data = exports.all_tables(actor_for(request), one(_rows(request), pk=plan), formats=("xlsx",))
    return made(data, name)


@view
def offices(request: HttpRequest, plan: int) -> HttpResponse:
    """Name who dispatches, supervises and assesses, and the leaders in charge."""
    row = one(_rows(request), pk=plan)
    actor = actor_for(request)
    check(actor, "plan.assign", row)
    units = visible(actor, "unit.read", UnitRecord.objects.filter(until=None))
    leaders = PostRecord.objects.filter(kind="leader").select_related("unit").prefetch_related("holdings__person")
    leaders = visible(actor, "post.read", leaders)
    if request.method != "POST":
        given = {"plan": row, "units": units, "leaders": leaders, "offices": OFFICES, "tasks": _tasks(row)}
        charges = row.charges.select_related("leader__unit", "coordinator__unit").order_by("task")
        return page(request, "pages/offices.html", charges=charges, **given)
    if request.POST.get("what") == "charge":
        chosen = [one(leaders, pk=pk) if pk else None for pk in (number_in(request, "leader"), number_in(request, "coordinator"))]
        task = request.POST.get("task", "")
        assigning.charge(actor, row, task, *chosen, reason=_reason(request), edition=edition_in(request))
    else:
        named = [one(units, code=code) if code else None for code in (request.POST.get(name) for name in OFFICES)]
        assigning.assign_offices(actor, row, *named, reason=_reason(request), edition=edition_in(request))
    return done(request, "pages.assigned", reverse("plan-offices", args=[row.pk]))


def _tasks(row: PlanRecord) -> dict[str, str]:
    """Return number and title of every task of a plan by its key."""
    return {task["key"]: f"{task['id']} {task['title']}" for task in row.effective.get("tasks", ())}
