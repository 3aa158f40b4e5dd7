"""Briefs 调度通报 on the site: drafted for a period, read with every figure a link, rewritten, issued, taken along as Word."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yibiao.core.briefs.values import Paragraph, pieces, typed_numbers
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.briefs.drafting import (
    MOST,
    Drawn,
    briefs,
    document,
    draft,
    drawn,
    file_name,
    issue,
    printed,
    refresh,
    rewrite,
    titled,
)
from yibiao.hub.briefs.models import BriefRecord
from yibiao.hub.clock import today
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting.obligations import has_begun
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.attachments import made
from yibiao.web.pages.reporting.overview import chosen_round
from yibiao.web.pages.viewing import done, view
from yibiao.web.templating import page


@view
def listing(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the briefs of a plan; draft one."""
    actor = actor_for(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.select_related("unit", "dispatching").defer("compiled")), pk=plan)
    if request.method == "POST":
        made_one = draft(actor, row, request.POST.get("period", "")[:10])
        return done(request, "briefs.done-draft", reverse("brief", args=[made_one.pk]), number=made_one.number)
    known = list(briefs(actor, row))
    begun = [each for each in rounds(row)[0] if has_begun(each, today()) and each.every == "month"]
    free = [each for each in begun if each.period not in {brief.period for brief in known}]
    return page(
        request, "briefs/list.html", plan=row, briefs=known, free=free, may_draft=may(actor, "plan.assign", row),
        chosen=chosen_round(request, row, free, free),
    )  # fmt: skip


def _brief(request: HttpRequest, number: int) -> BriefRecord:
    row = one(BriefRecord.objects.select_related("plan", "plan__unit", "plan__dispatching", "by"), pk=number)
    return one(briefs(actor_for(request), row.plan).select_related("plan", "by"), pk=number)


def _shown(brief: Drawn) -> list[dict[str, Any]]:
    """Return the sections with every text in pieces: words, and figures with their address, and the new value of one that changed."""
    new = {name: now for name, _, now in brief.changed}
    to = {name: figure.to for name, figure in brief.brief.figures.items()}

    def parts(text: str) -> list[dict[str, str]]:
        return [
            {"words": words} if not name else {"figure": brief.figures.get(name, "—"), "to": to.get(name, ""), "now": new.get(name, "")}
            for name, words in pieces(text)
        ]

    def block(given: Any) -> dict[str, Any]:
        if isinstance(given, Paragraph):
            return {"id": given.id, "lines": [parts(line) for line in given.text.splitlines()]}
        return {"id": given.id, "heading": given.heading, "rows": [[parts(cell) for cell in row] for row in given.rows]}

    return [{"title": titled(brief.brief, at), "annex": section.annex, "blocks": [block(one) for one in section.blocks]} for at, section in enumerate(brief.brief.sections)]


@view
def show(request: HttpRequest, brief: int) -> HttpResponse:
    """Show a brief; take new figures, or issue it."""
    actor, row = actor_for(request), _brief(request, brief)
    if request.method == "POST":
        what = request.POST.get("what", "")
        deed = {"refresh": refresh, "issue": issue}.get(what)
        if deed is None:
            raise Problem("malformed")
        deed(actor, row.plan, row)
        return done(request, f"briefs.done-{what}", reverse("brief", args=[row.pk]), number=row.number)
    told = drawn(actor, row)
    may_edit = row.state == BriefRecord.DRAFT and may(actor, "plan.assign", row.plan)
    return page(request, "briefs/brief.html", plan=row.plan, row=row, drawn=told, sections=_shown(told), may_edit=may_edit)


@view
def edit(request: HttpRequest, brief: int, block: str) -> HttpResponse:
    """Put a paragraph in other words."""
    actor, row = actor_for(request), _brief(request, brief)
    check(actor, "plan.assign", row.plan)
    if request.method == "POST":
        text = None if request.POST.get("what") == "restore" else request.POST.get("text", "").replace("\r\n", "\n")
        rewrite(actor, row.plan, row, block, text)
        return done(request, "briefs.done-edit", reverse("brief", args=[row.pk]))
    if row.state != BriefRecord.DRAFT:
        raise Problem("not-found")
    told = drawn(actor, row)
    plain = next((one for section in told.plain.sections for one in section.blocks if isinstance(one, Paragraph) and one.id == block), None)
    if plain is None:
        raise Problem("not-found")
    text = row.texts.get(block, plain.text)
    figures = {name: told.figures.get(name, "—") for name, words in pieces(plain.text) if not words}
    return page(
        request, "briefs/edit.html", plan=row.plan, row=row, block=block, text=text, figures=figures, most=MOST,
        is_own=block in row.texts, typed="、".join(typed_numbers(text, plain.text)),
    )  # fmt: skip


@view
@require_safe
def file(request: HttpRequest, brief: int) -> HttpResponse:
    """Hand a brief out as a Word document, or as PDF; a draft says that it is one."""
    row = _brief(request, brief)
    mark = "" if row.state == BriefRecord.ISSUED else say("briefs.draft-mark", "zh")
    told, fmt = drawn(actor_for(request), row), "pdf" if request.GET.get("as") == "pdf" else "docx"
    name = file_name(row, fmt)
    return made(printed(told, mark, name) if fmt == "pdf" else document(told, mark), name)
