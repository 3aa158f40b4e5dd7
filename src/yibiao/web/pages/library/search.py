"""The search box of every page, and the page of everything it finds."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.search.query import read_query
from yibiao.hub.library.finding import find, instead
from yibiao.web.acting import actor_for
from yibiao.web.pages.library.library import asked_in
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page

SUGGESTED, SHOWN = 4, 20  # things of a kind


@view
@require_safe
def search(request: HttpRequest) -> HttpResponse:
    """Show what was found of every kind."""
    text = asked_in(request).text
    actor = actor_for(request)
    groups = find(actor, text, SHOWN)
    others = () if groups else instead(actor, text)
    return page(request, "library/search.html", asked=text, groups=groups, others=others, cut=read_query(text).cut, shown=SHOWN)


@view
@require_safe
def suggest(request: HttpRequest) -> HttpResponse:
    """Return the suggestions under the search box: the best of every kind, nothing where nothing was typed."""
    text = asked_in(request).text
    groups = find(actor_for(request), text, SUGGESTED)
    return page(request, "library/suggest.html", asked=text, groups=groups, known=bool(read_query(text).terms))
