"""The evidence of one row in one period: a page, and within the monthly form a dialog of the same (evidence.js)."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from yibiao.core.evidence.limits import kinds
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.evidence import linking, reading
from yibiao.hub.evidence.models import EvidenceRecord
from yibiao.hub.evidence.reading import Wish
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.evidence.bringing import bring_files, bring_link, taking
from yibiao.web.pages.evidence.library import called, is_part, wish_of
from yibiao.web.pages.periods import chosen_period
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import number_in, view
from yibiao.web.templating import page

# So many of the unit's own are offered; a search finds the others.
_OFFERED = 20


@view
def row(request: HttpRequest, code: str, commitment: int) -> HttpResponse:
    """Show what serves a row in a period; attach more, take some off."""
    actor = actor_for(request)
    unit = one(units_seen(request), code=code)
    rows = visible(actor, "commitment.read", CommitmentRecord.objects.select_related("unit", "plan"))
    found: CommitmentRecord = one(rows, pk=commitment, unit=unit.table_id or unit.pk)
    period = chosen_period(request, [found.plan_id])
    if request.method != "POST":
        return _shown(request, found, period)
    check(actor, linking.RIGHT, found)
    try:
        _done(request, found, period)
    except Refused as refused:
        return _shown(request, found, period, say(refused.key, language_of(request), **refused.slots))
    if is_part(request):
        return _shown(request, found, period)
    return HttpResponseRedirect(f"{reverse('evidence-row', args=[code, commitment])}?period={period}")


def _done(request: HttpRequest, row: CommitmentRecord, period: str) -> None:
    """Do what a form asks."""
    actor, lang, what = actor_for(request), language_of(request), request.POST.get("what", "upload")
    if what == "detach":
        piece = one(EvidenceRecord.objects.filter(links__commitment=row), pk=number_in(request, "evidence") or 0)
        linking.detach(actor, row, [piece], period)
        messages.success(request, say("evidence.told-detached", lang))
        return
    if what == "before":
        new = linking.attach_before(actor, row, period)
    else:
        pieces = _pieces(request, row, what)
        if not pieces and what != "attach":
            return  # each file that was not taken has been told
        new = linking.attach_all(actor, pieces, [row], period)
    messages.success(request, say("evidence.told-attached", lang, count=new) if new else say("evidence.told-there", lang))


def _pieces(request: HttpRequest, row: CommitmentRecord, what: str) -> list[EvidenceRecord]:
    """Return what is to be attached: what was brought just now, or chosen from what there is."""
    if what == "attach":
        ids = [int(text) for text in request.POST.getlist("evidence") if text.isdecimal() and len(text) < 19]
        return list(reading.readable(actor_for(request)).filter(pk__in=ids))
    return bring_link(request, row.unit) if what == "link" else bring_files(request, row.unit)


def _shown(request: HttpRequest, row: CommitmentRecord, period: str, error: str = "") -> HttpResponse:
    actor = actor_for(request)
    links = linking.standing(row, period)
    can_attach = may(actor, linking.RIGHT, row)
    there = [link.evidence_id for link in links]
    wish = Wish(wish_of(request).q)
    offered = list(reading.of_unit(actor, row.unit, wish).exclude(pk__in=there)[:_OFFERED]) if can_attach else []
    before = linking.period_before(row, period) if can_attach else ""
    given: dict[str, Any] = {
        "unit": row.unit,
        "row": row,
        "period": period,
        "links": links,
        "offered": offered,
        "wish": wish,
        "before": before,
        "before_count": len({link.evidence_id for link in linking.standing(row, before)} - set(there)) if before else 0,
        "called": called(actor, [*(link.evidence for link in links), *offered], language_of(request)),
        "can_attach": can_attach,
        "error": error,
        "typed": {name: request.POST.get(name, "") for name in ("address", "title")},
        "endings": ",".join(ending for kind in kinds().values() for ending in kind.endings),
        **taking(),
    }
    given["part"] = is_part(request)
    return page(request, f"evidence/{'panel' if given['part'] else 'row'}.html", 422 if error else 200, **given)
