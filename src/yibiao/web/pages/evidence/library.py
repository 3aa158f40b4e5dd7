"""佐证库: the evidence of one unit, what each piece serves, and bringing more."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from yibiao.core.evidence.limits import kinds
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check, may
from yibiao.hub.actions import Refused
from yibiao.hub.evidence import adding, reading
from yibiao.hub.evidence.models import RECORD, EvidenceRecord
from yibiao.hub.evidence.reading import GROUPS, STANDS, Wish
from yibiao.hub.evidence.records import names
from yibiao.hub.orgs.models import UnitRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.evidence.bringing import bring_files, bring_link, taking
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import number_in, view
from yibiao.web.templating import page

ON_A_PAGE = 100
_LONGEST_QUERY = 100


@view
def library(request: HttpRequest, code: str) -> HttpResponse:
    """Show the evidence of a unit, narrowed as asked; take files and addresses."""
    unit: UnitRecord = one(units_seen(request), code=code)
    if request.method != "POST":
        return _shown(request, unit)
    check(actor_for(request), adding.RIGHT, unit)
    try:
        (bring_link if request.POST.get("what") == "link" else bring_files)(request, unit)
    except Refused as refused:
        error = say(refused.key, language_of(request), **refused.slots)
        return page(request, "evidence/told.html", error=error) if is_part(request) else _shown(request, unit, error)
    if is_part(request):
        return page(request, "evidence/told.html", error="")
    return HttpResponseRedirect(reverse("evidence-list", args=[code]))


def is_part(request: HttpRequest) -> bool:
    """Tell whether a script asks, for a part that it puts into a page."""
    return bool(request.headers.get("HX-Request"))


def wish_of(request: HttpRequest) -> Wish:
    """Return what a list is narrowed to; words that mean nothing narrow nothing."""
    asked = request.GET
    group, stands = asked.get("kind", ""), asked.get("stands", "")
    return Wish(asked.get("q", "")[:_LONGEST_QUERY].replace("\0", ""), group if group in GROUPS else "", stands if stands in STANDS else "")


def _shown(request: HttpRequest, unit: UnitRecord, error: str = "") -> HttpResponse:
    actor, wish = actor_for(request), wish_of(request)
    rows = reading.of_unit(actor, unit, wish)
    before = number_in(request, "before")
    found = list((rows.filter(pk__lt=before) if before else rows)[: ON_A_PAGE + 1])
    shown = found[:ON_A_PAGE]
    given: dict[str, Any] = {
        "unit": unit,
        "wish": wish,
        "groups": tuple(GROUPS),
        "stands": STANDS,
        "pieces": shown,
        "older": shown[-1].pk if len(found) > ON_A_PAGE else None,
        "served": reading.served(actor, shown),
        "called": called(actor, shown, language_of(request)),
        "can_add": may(actor, adding.RIGHT, unit),
        "all_seen": may(actor, reading.RIGHT, unit),
        "error": error,
        "typed": {name: request.POST.get(name, "") for name in ("address", "title")},
        "endings": ",".join(ending for kind in kinds().values() for ending in kind.endings),
        **taking(),
    }
    return page(request, "evidence/library.html", 422 if error else 200, **given)


def called(actor: Actor, pieces: list[EvidenceRecord], lang: str) -> dict[int, str]:
    """Return what pieces are called, by their ids: a record by its own name where the reader may see it."""
    marks = names(actor, [piece.target for piece in pieces if piece.kind == RECORD], lang)
    return {
        piece.pk: piece.called or (marks[piece.target].called if piece.target in marks else say(f"evidence.kind-{piece.kind}", lang))
        for piece in pieces
    }
