"""The library: documents and plans found by their words, else the newest."""

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.hub.access.rights import visible
from yibiao.hub.library import searching
from yibiao.hub.library.searching import DOCUMENT, NEWEST, PLAN, RELEVANCE, STATES, Asked
from yibiao.hub.notices.following import followed
from yibiao.hub.orgs.models import UnitRecord
from yibiao.web.acting import actor_for
from yibiao.web.pages.viewing import number_in, view
from yibiao.web.templating import page


@view
@require_safe
def library(request: HttpRequest) -> HttpResponse:
    """Show what was searched for, a page of it, with what it can be filtered by."""
    actor = actor_for(request)
    asked = asked_in(request)
    found = searching.search(actor, asked)
    offices, years = searching.choices(actor)
    return page(
        request,
        "library/library.html",
        found=found,
        others=() if found.total or found.beyond else searching.instead(actor, found.terms),
        wanted=asked,
        offices=offices,
        years=years,
        states=STATES,
        filtered=any((asked.kind, asked.office, asked.year, asked.state)),
        kept=urlencode({name: value for name, value in asked._asdict().items() if value and name not in ("page", "text")} | ({"q": asked.text} if asked.text else {})),
        follows=followed(actor),
        can_upload=visible(actor, "document.upload", UnitRecord.objects.all()).exists(),
    )  # fmt: skip


def asked_in(request: HttpRequest) -> Asked:
    """Return what an address asks for; what makes no sense in it counts as not asked."""
    given = request.GET
    text = given.get("q", "").replace("\x00", "").strip()[:200]
    kind, state, sort = (given.get(name, "") for name in ("kind", "state", "sort"))
    year = number_in(request, "year")
    return Asked(
        text=text,
        kind=kind if kind in (PLAN, DOCUMENT) else "",
        office=given.get("office", "").replace("\x00", "")[:64],
        year=year if year and year < 10_000 else None,
        state=state if state in STATES else "",
        sort=sort if sort in (RELEVANCE, NEWEST) else RELEVANCE,
        page=max(1, number_in(request, "page") or 1),
    )
