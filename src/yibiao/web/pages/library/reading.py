"""One document of the library: its text as received, its plans, what is related."""

from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from yibiao.core.search.query import read_query
from yibiao.hub.access.rights import visible
from yibiao.hub.jobs.telling import told
from yibiao.hub.library.reading import read
from yibiao.hub.library.related import related
from yibiao.hub.notices.following import followed
from yibiao.hub.plans.models import DocumentRecord, PlanRecord, PlanVersionRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.library.library import asked_in
from yibiao.web.pages.viewing import view
from yibiao.web.templating import page


@view
@require_safe
def document(request: HttpRequest, document: int) -> HttpResponse:
    """Show a document with the words that are looked for lit."""
    actor = actor_for(request)
    rows = visible(actor, "document.read", DocumentRecord.objects.select_related("unit", "by"))
    row = one(rows, pk=document)
    versions = Prefetch("versions", PlanVersionRecord.objects.defer("values", "revision").select_related("by"))
    plans = PlanRecord.objects.filter(document=row).defer("compiled", "effective").prefetch_related(versions)
    asked = asked_in(request).text
    return page(
        request,
        "library/document.html",
        document=row,
        reading=read(row, read_query(asked).terms),
        wanted=asked,
        why=told(row.reason, language_of(request)),
        plans=visible(actor, "plan.read", plans),
        related=related(actor, row),
        follows=followed(actor),
    )
