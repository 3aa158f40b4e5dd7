"""The history of any object: what was done to it, by whom, with old and new values."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from yibiao.hub.access.rights import may, visible
from yibiao.hub.audit.models import EntryRecord
from yibiao.hub.commitments import reading
from yibiao.hub.commitments.models import CommitmentRecord, SplitRecord
from yibiao.hub.history import finding
from yibiao.hub.history.naming import Names
from yibiao.hub.history.telling import told
from yibiao.hub.orgs.models import PersonRecord, PostRecord, UnitRecord
from yibiao.hub.plans.models import DocumentRecord, PlanRecord
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.languages import language_of
from yibiao.web.pages.viewing import number_in, view
from yibiao.web.templating import page

ON_A_PAGE = 50


class Asked(NamedTuple):
    """What history is asked for: its kind, its name, the way back, and whether who did it may be named."""

    kind: str
    title: str
    back: str
    doers: bool = True
    about: Sequence[str] = ()


def _shown(request: HttpRequest, rows: QuerySet[EntryRecord], asked: Asked) -> HttpResponse:
    actor, lang = actor_for(request), language_of(request)
    before = number_in(request, "before")
    rows = rows.order_by("-seq") if before is None else rows.filter(seq__lt=before).order_by("-seq")
    found = list(rows[: ON_A_PAGE + 1])
    entries = told(actor, found[:ON_A_PAGE], lang, doers=asked.doers, about=asked.about)
    following = entries[-1].seq if len(found) > ON_A_PAGE else None
    given: dict[str, Any] = {"entries": entries, "following": following, "before": before}
    return page(request, "records/history.html", of=asked, **given)


@view
@require_safe
def plan(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the history of a plan and what belongs to it."""
    actor = actor_for(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.all()), pk=plan)
    return _shown(request, reading.history(actor, row), Asked("plan", row.title, reverse("plan", args=[row.pk])))


@view
@require_safe
def document(request: HttpRequest, document: int) -> HttpResponse:
    """Show the history of a document."""
    actor = actor_for(request)
    row = one(visible(actor, "document.read", DocumentRecord.objects.prefetch_related("plans")), pk=document)
    return _shown(request, finding.of_document(actor, row), Asked("document", str(row), reverse("documents")))


@view
@require_safe
def split(request: HttpRequest, split: int) -> HttpResponse:
    """Show the history of a split."""
    actor, lang = actor_for(request), language_of(request)
    row = one(visible(actor, "split.read", SplitRecord.objects.select_related("plan")), pk=split)
    title = Names(actor, [f"split:{row.pk}"], lang).of(f"split:{row.pk}")
    return _shown(request, finding.of_split(actor, row), Asked("split", title, reverse("split", args=[row.pk])))


@view
@require_safe
def commitment(request: HttpRequest, commitment: int) -> HttpResponse:
    """Show how a row of a unit's table came to stand as it does, its values too; by names, for who may read its plan's history."""
    actor = actor_for(request)
    rows = visible(actor, "commitment.read", CommitmentRecord.objects.select_related("unit", "plan"))
    row = one(rows, pk=commitment)
    entries, names = finding.of_commitment(actor, row)
    title = f"{row.unit.name} · {row.text[:80]}"
    doers = may(actor, "history.read", row.plan)
    return _shown(request, entries, Asked("commitment", title, reverse("unit", args=[row.unit.code]), doers, names))


@view
@require_safe
def unit(request: HttpRequest, code: str) -> HttpResponse:
    """Show how a unit came to stand as it does."""
    actor = actor_for(request)
    row = one(visible(actor, "unit.read", UnitRecord.objects.all()), code=code)
    doers = finding.knows_doers(actor)
    return _shown(request, finding.of_unit(actor, row), Asked("unit", row.name, reverse("unit", args=[code]), doers))


@view
@require_safe
def person(request: HttpRequest, person: int) -> HttpResponse:
    """Show what was done to a person's account and posts."""
    actor = actor_for(request)
    row = one(visible(actor, "person.read", PersonRecord.objects.all()), pk=person)
    back = reverse("person", args=[row.pk])
    return _shown(request, finding.of_person(actor, row), Asked("person", str(row), back, doers=False))


@view
@require_safe
def post(request: HttpRequest, post: int) -> HttpResponse:
    """Show who held a post, acted for it, handed it over."""
    actor, lang = actor_for(request), language_of(request)
    row = one(visible(actor, "post.read", PostRecord.objects.select_related("unit")), pk=post)
    title = Names(actor, [f"post:{row.pk}"], lang).of(f"post:{row.pk}")
    back = reverse("unit", args=[row.unit.code])
    return _shown(request, finding.of_post(actor, row), Asked("post", title, back, finding.knows_doers(actor)))
