"""The unit's dispatch form out of a file: brought back, previewed cell by cell, then taken over as a whole."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao import packs
from yibiao.core.tables.forms import shipped_form
from yibiao.hub.access.rights import Denied, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.commitments import reading, saving
from yibiao.hub.commitments.duemonths import due_months
from yibiao.hub.forms import uploading
from yibiao.hub.forms.uploading import FORM, MOST_BYTES, RIGHT, Moved, Preview
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.languages import language_of
from yibiao.web.pages.periods import asked_period
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import page


@view
def returned(request: HttpRequest, code: str) -> HttpResponse:
    """Take a filled form and show what it would change; with the next step take it over."""
    actor, unit = actor_for(request), one(units_seen(request), code=code)
    known = uploading.kept_preview(actor, unit, number_in(request, "upload") or 0)
    if request.method == "POST" and request.POST.get("upload"):
        return _adopt(request, unit, known)
    if known is not None and known.upload is not None:
        return _shown(request, unit, known.upload.plan, known.upload.period, known)
    plan = plan_asked(request, unit)
    period = asked_period(request) or due_months([plan])[plan.pk]
    return _examine(request, unit, plan, period) if request.method == "POST" else _shown(request, unit, plan, period)


def plan_asked(request: HttpRequest, unit: UnitRecord) -> PlanRecord:
    """Return the plan that an address names, else the first under which whoever asks may fill in something."""
    actor, number = actor_for(request), number_in(request, "plan")
    able = visible(actor, RIGHT, reading.owes(actor, unit)).order_by().values("plan")
    plans = PlanRecord.objects.filter(pk__in=able).order_by("pk").defer("compiled")
    plan = (plans.filter(pk=number) if number else plans).first()
    if plan is None:
        raise Denied(RIGHT)
    return plan


def _examine(request: HttpRequest, unit: UnitRecord, plan: PlanRecord, period: str) -> HttpResponse:
    """Read the file that was sent; what can be confirmed has an address of its own, so that reading it again costs nothing."""
    file = request.FILES.get("file")
    lang = language_of(request)
    if file is None:
        return _shown(request, unit, plan, period, error=say("forms.no-file", lang))
    try:
        made = uploading.preview(actor_for(request), unit, plan, period, file.name or "", file.read(MOST_BYTES + 1))
    except Refused as refused:
        return _shown(request, unit, plan, period, error=say(refused.key, lang, **refused.slots))
    if made.upload is not None:
        return done(request, "forms.previewed", f"{reverse('unit-returned', args=[unit.code])}?upload={made.upload.pk}")
    return _shown(request, unit, plan, period, made)


def _adopt(request: HttpRequest, unit: UnitRecord, known: Preview | None) -> HttpResponse:
    """Take a preview over, all of it or nothing."""
    if known is None or known.upload is None:
        raise Refused("forms.expired")
    plan, period, lang = known.upload.plan, known.upload.period, language_of(request)
    unpicked = [cell for cell in known.clashes if request.POST.get(cell.pick) not in ("mine", "theirs")]
    if unpicked:
        return _shown(request, unit, plan, period, known, say("forms.choose-first", lang, count=len(unpicked)))
    mine = [cell.pick for cell in known.clashes if request.POST[cell.pick] == "mine"]
    try:
        count = uploading.adopt(actor_for(request), known, mine)
    except Moved as moved:
        return _shown(request, unit, plan, period, moved.preview, say("forms.moved", lang))
    except saving.Invalid as error:
        said = dict.fromkeys(fault.message(lang) for fault in error.faults)
        return _shown(request, unit, plan, period, known, say("forms.not-taken", lang, why="；".join(said)))
    except (saving.Unknown, saving.KeyReused):
        raise Problem("not-found") from None
    return done(request, "forms.taken", f"{reverse('unit-values', args=[unit.code])}?plan={plan.pk}&period={period}", count=count)


def _shown(
    request: HttpRequest, unit: UnitRecord, plan: PlanRecord, period: str, made: Preview | None = None, error: str = ""
) -> HttpResponse:
    """Show the page: choosing a file, or what came of one."""
    given: dict[str, Any] = {
        "unit": unit,
        "plan": plan,
        "period": period,
        "made": made,
        "error": error,
        "titles": _titles(unit, language_of(request)),
        "may_have": may(actor_for(request), "table.export", unit),
        "most_mb": MOST_BYTES >> 20,
    }
    wrong = error or (made is not None and made.faults)
    return page(request, "units/returned.html", 422 if wrong else 200, **given)


def _titles(unit: UnitRecord, lang: str) -> dict[str, str]:
    """Return the headings of the form's columns by their names."""
    known = packs.load("messages/unittable")
    titles = {column.key: column.title for column in shipped_form(FORM).columns}
    said = {key: say(f"unittable.column-{key}", lang, here=unit.name) for key in titles if f"column-{key}" in known}
    return {**titles, **said}
