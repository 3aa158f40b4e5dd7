"""The report of one unit for one period: what it says, where it stands, and every step that whoever asks can take."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yibiao.core.cycle.reporting import INNER, Reported, reported
from yibiao.core.cycle.rounds import Round
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.access.subjects import Subject
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.commitments import saving
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.commitments.standing import why
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting import accepting, carrying, filing, returning
from yibiao.hub.reporting.chains import chain_of_unit
from yibiao.hub.reporting.checking import Checked, check_rows, lighting_of
from yibiao.hub.reporting.models import ReportRecord, RequestRecord
from yibiao.hub.reporting.notes import NOTES, REVIEW
from yibiao.hub.reporting.obligations import has_begun
from yibiao.hub.reporting.steps import Key, found, machine, round_of, stage_of, subject_of_key
from yibiao.hub.reporting.vouching import standings
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.languages import language_of
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import day_in, done, edition_in, safe_next, view
from yibiao.web.templating import page

STEPS = ("submit", "pass", "back", "accept", "return", "carry")


class Asked(NamedTuple):
    """Whose report is asked for, and who asks: `own` where they work in the unit, and so see what is not filed yet."""

    key: Key
    row: ReportRecord | None
    round: Round
    subject: Subject
    own: bool

    @property
    def path(self) -> str:
        """The address of the report's page."""
        return reverse("report", args=[self.key.plan.pk, self.key.unit.code, self.key.period])


def asked(request: HttpRequest, plan: int, code: str, period: str) -> Asked:
    """Return the report that an address names; one that whoever asks may not see, or that can't be, is not found."""
    actor = actor_for(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.select_related("unit", "dispatching").defer("compiled")), pk=plan)
    unit = one(units_seen(request), code=code)
    key = Key(row, unit, period)
    subject, made = subject_of_key(key), round_of(row, period)
    owes = CommitmentRecord.objects.filter(plan=row, unit=unit).exists()
    if made is None or not owes or not may(actor, "report.read", subject):
        raise Problem("not-found")
    return Asked(key, found(key), made, subject, unit.code in actor.units)


@view
@require_safe
def report(request: HttpRequest, plan: int, code: str, period: str) -> HttpResponse:
    """Show a report."""
    return shown(request, asked(request, plan, code, period))


def shown(request: HttpRequest, known: Asked, error: str = "", typed: Mapping[str, str] | None = None) -> HttpResponse:
    """Show a report; after a step that was refused with what was typed and what is wrong."""
    actor, key, row = actor_for(request), known.key, known.row
    rows = list(visible(actor, "commitment.read", CommitmentRecord.objects.filter(plan=key.plan, unit=key.unit, closed_at=None)))
    checked = check_rows(rows, key.period, lighting_of(key.plan), "value" if known.own else "filed")
    due = known.round.dates.report if row is None else row.due or row.extended or known.round.dates.report
    chain = chain_of_unit(key.unit)
    steps = tuple(row.chain) if row is not None and row.stage in INNER else chain.steps
    return page(
        request, "reporting/report.html", 409 if error else 200, **_parts(checked), **_acts(actor, known),
        plan=key.plan, unit=key.unit, of_period=key.period, report=row, round=known.round, due=due, error=error,
        axis=axis_of(row, due), stage=stage_of(row), chain=chain, chain_steps=steps, own=known.own,
        why=why, standings=standings(rows, key.period), typed=typed or (row.notes if row else {}), notes=_notes(known),
        returns=list(row.returns.select_related("unit", "commitment")) if row else [],
        course=list(row.steps.select_related("unit", "by")) if row else [],
        requests=visible(actor, "request.read", RequestRecord.objects.filter(plan=key.plan, unit=key.unit, period=key.period)),
        begun=has_begun(known.round, today()),
    )  # fmt: skip


def axis_of(row: ReportRecord | None, due: Any) -> Reported:
    """Return where a report stands on the axis 报送 today."""
    return reported(machine(row, due) if row is not None else None, due, today())


def _parts(checked: list[Checked]) -> dict[str, Any]:
    """Return the rows of a report as its page shows them: what wants a look first."""
    alarming = [one for one in checked if one.stands.light in ("yellow", "red")]
    return {
        "checked": checked,
        "alarming": sorted(alarming, key=lambda one: one.stands.light != "red"),
        "odd": [one for one in checked if one.unusual is not None],
        "empty_rows": [one for one in checked if not one.filled],
        "carried": sum(one.carried for one in checked),
        "typed_rows": sum(one.filled and not one.carried for one in checked),
    }


def _acts(actor: Actor, known: Asked) -> dict[str, Any]:
    """Return what whoever asks can do now."""
    able = {name.replace(".", "_"): may(actor, name, known.subject) for name in _RIGHTS}
    back = known.row is not None and known.row.stage == "open" and known.row.returned and not known.row.reopened
    may_return = False
    if known.row is not None and able["report_return"] and (known.row.stage == "filed" or back):
        may_return = bool(returning.led_rows(actor, known.row))
    return {**able, "may_return": may_return}


_RIGHTS = ("report.submit", "report.pass", "report.back", "report.accept", "report.return", "request.ask")


def _notes(known: Asked) -> tuple[str, ...]:
    """Return the notes that a report of its period takes: of months who fills in, of longer periods the review too."""
    return NOTES if known.round.every != "month" else tuple(name for name in NOTES if name not in REVIEW)


# --- steps


@view
@require_POST
def step(request: HttpRequest, plan: int, code: str, period: str, deed: str) -> HttpResponse:
    """Take one step of a report; what is refused is said on its page, with what was typed."""
    known = asked(request, plan, code, period)
    if deed not in STEPS:
        raise Problem("not-found")
    try:
        slots = _DEEDS[deed](request, known) or {}
    except Refused as refused:
        typed = {name: request.POST.get(name, "") for name in NOTES}
        return shown(request, known, say(refused.key, language_of(request), **refused.slots), typed)
    return done(request, f"reporting.done-{deed}", safe_next(request, known.path), **slots)


def _row(known: Asked) -> ReportRecord:
    if known.row is None:
        raise Problem("not-found")
    return known.row


def _submit(request: HttpRequest, known: Asked) -> None:
    notes = {name: request.POST.get(name, "") for name in _notes(known)}
    filing.submit(actor_for(request), known.key, edition_in(request), request.POST.get("note", ""), notes)


def _pass(request: HttpRequest, known: Asked) -> None:
    filing.pass_on(actor_for(request), _row(known), request.POST.get("note", ""), edition=edition_in(request))


def _back(request: HttpRequest, known: Asked) -> None:
    filing.send_back(actor_for(request), _row(known), reason=_reason(request), edition=edition_in(request))


def _accept(request: HttpRequest, known: Asked) -> None:
    accepting.accept(actor_for(request), _row(known), reason=_reason(request), edition=edition_in(request))


def _return(request: HttpRequest, known: Asked) -> dict[str, Any]:
    """Return the cells that were ticked; one reason stands for all of them unless each has its own."""
    reason = _reason(request)
    cells = []
    for name in request.POST.getlist("cell"):
        pk, _, field = name.partition(".")
        if not pk.isdecimal() or len(pk) > 15:
            raise Problem("malformed")
        cells.append(returning.Wrong(int(pk), field, request.POST.get(f"reason-{name}", "").strip() or reason))
    made = returning.return_cells(actor_for(request), _row(known), cells, day_in(request, "until"), edition=edition_in(request))
    return {"count": len(made)}


def _carry(request: HttpRequest, known: Asked) -> dict[str, Any]:
    """Carry on what did not change: one row, or all that say nothing yet."""
    actor, key = actor_for(request), known.key
    rows = visible(actor, "value.save", CommitmentRecord.objects.filter(plan=key.plan, unit=key.unit, closed_at=None))
    wanted = request.POST.get("row", "")
    if wanted:
        rows = rows.filter(pk=int(wanted)) if wanted.isdecimal() and len(wanted) < 16 else rows.none()
    elif not rows.exists():
        check(actor, "report.submit", known.subject)
    try:
        count = carrying.carry(actor, key.unit, list(rows), key.period)
    except saving.Invalid as error:
        raise Refused("reporting.not-open", why={lang: error.faults[0].message(lang) for lang in ("zh", "en")}) from None
    except saving.Conflict:
        raise Refused("reporting.changed-meanwhile") from None
    if not count:
        raise Refused("reporting.nothing-to-carry")
    return {"count": count}


def _reason(request: HttpRequest) -> str:
    return request.POST.get("reason", "").strip()[:500]


_DEEDS = {"submit": _submit, "pass": _pass, "back": _back, "accept": _accept, "return": _return, "carry": _carry}


@view
@require_safe
def receipt(request: HttpRequest, plan: int, code: str, period: str) -> HttpResponse:
    """Show the receipts of a report: its number, moment and digest, and whether what is kept still has that digest."""
    known = asked(request, plan, code, period)
    row = _row(known)
    filings = list(row.steps.exclude(number="").select_related("by", "unit"))
    if not filings:
        raise Problem("not-found")
    told = filing.reported(row)
    same = row.stage in ("filed", "accepted") and filing.digest_of(told) == row.digest
    return page(
        request, "reporting/receipt.html", plan=known.key.plan, unit=known.key.unit, of_period=period, report=row,
        filings=filings, newest=filings[-1], same=same, cells=len(told.cells), own=known.own,
    )  # fmt: skip
