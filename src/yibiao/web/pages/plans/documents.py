"""Documents: the list, bringing one in, and watching it being compiled."""

from django.conf import settings
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_safe

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, visible
from yibiao.hub.actions import Refused
from yibiao.hub.jobs.models import JobRecord
from yibiao.hub.jobs.telling import why
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans import compiling, revising
from yibiao.hub.plans import documents as actions
from yibiao.hub.plans.models import DocumentRecord, PlanRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.attachments import attachment
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import number_in, view
from yibiao.web.templating import page

ON_A_PAGE = 100
# Kinds of jobs that make a plan of a document.
COMPILING = ("compile", "recompile")
# What the page of a job says was found, in this order.
COUNTED = ("characters", "sections", "tasks", "targets", "doubts", "hints")


@view
@require_safe
def documents(request: HttpRequest) -> HttpResponse:
    """Show the documents that may be seen, the newest first."""
    actor = actor_for(request)
    plans = PlanRecord.objects.only("document")
    rows = visible(actor, "document.read", DocumentRecord.objects.select_related("unit"))
    shown = rows.prefetch_related(Prefetch("plans", plans))[:ON_A_PAGE]
    seen = set(visible(actor, "plan.read", PlanRecord.objects.filter(document__in=[row.pk for row in shown])).values_list("pk", flat=True))
    can_upload = visible(actor, "document.upload", UnitRecord.objects.all()).exists()
    return page(request, "plans/documents.html", documents=shown, seen=seen, can_upload=can_upload)


@view
def upload(request: HttpRequest) -> HttpResponse:
    """Bring in a document as a file or as pasted text, new or as the revision of a plan."""
    actor = actor_for(request)
    offices = visible(actor, "document.upload", UnitRecord.objects.all())
    revised = _revised(request)
    if revised is None and not offices:
        raise Denied("document.upload")
    if request.method != "POST":
        limit = settings.UPLOAD_LIMIT
        return page(request, "plans/upload.html", offices=list(offices), revised=revised, limit=limit, limit_text=f"{limit >> 20} MB")
    file, text = request.FILES.get("file"), request.POST.get("text", "").replace("\r\n", "\n")
    name = (file.name if file else request.POST.get("name")) or say("review.pasted", language_of(request))
    if file is None and not text.strip():
        raise Refused("review.nothing-given")
    data = file.read() if file else None
    if revised is not None:
        job = revising.start_revision(actor, revised, name, data=data, text=None if file else text)
    else:
        unit = one(offices, code=request.POST.get("unit", ""))
        job = actions.upload(actor, unit, name, data=data, text=None if file else text)
    return HttpResponseRedirect(reverse("job", args=[job.pk]))


def _revised(request: HttpRequest) -> PlanRecord | None:
    number = number_in(request, "revises")
    plans = visible(actor_for(request), "plan.revise", PlanRecord.objects.all())
    return one(plans, pk=number) if number else None


@view
@require_safe
def job(request: HttpRequest, job: int) -> HttpResponse:
    """Show how far a job is; the page reads itself anew until it has ended."""
    actor, lang = actor_for(request), language_of(request)
    row = one(visible(actor, "job.read", JobRecord.objects.all()), pk=job)
    plan = int(row.result.partition(":")[2]) if row.result.startswith("plan:") else None
    found = (row.details or {}).get("found", {})
    return page(
        request,
        "plans/job.html",
        job=row,
        error=why(row, lang),
        plan=plan,
        running=row.state in {"queued", "running"},
        document=_document_of(actor, row),
        title=say(f"review.job-{row.kind if row.kind in COMPILING else 'other'}", lang),
        steps=compiling.STEPS if row.kind in COMPILING else (),
        found=[(name, found[name]) for name in COUNTED if name in found],
    )


def _document_of(actor: Actor, row: JobRecord) -> DocumentRecord | None:
    """Return the document that a job works on, where it may be seen."""
    kind, _, number = row.subject.partition(":")
    if kind not in ("document", "plan"):
        return None
    seen = visible(actor, "document.read", DocumentRecord.objects.all())
    return seen.filter(pk=number).first() if kind == "document" else seen.filter(plans=number).first()


@view
@require_safe
def document_file(request: HttpRequest, document: int) -> HttpResponse:
    """Hand out the file as received."""
    row = one(visible(actor_for(request), "document.read", DocumentRecord.objects.exclude(file="")), pk=document)
    return attachment(actions.file_of(row), row.name)
