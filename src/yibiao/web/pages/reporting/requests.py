"""What units ask for: the form, one request with what it would change, and the decision."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from yibiao.hub.access.rights import may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.reporting import asking
from yibiao.hub.reporting.models import RequestRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.languages import language_of
from yibiao.web.pages.reporting.report import asked, shown
from yibiao.web.pages.viewing import done, edition_in, read_day, view
from yibiao.web.templating import page

DECISIONS = ("approve", "refuse", "withdraw")


@view
@require_POST
def ask(request: HttpRequest, plan: int, code: str, period: str) -> HttpResponse:
    """Ask for something for a report; what is refused is said on the report's page."""
    known = asked(request, plan, code, period)
    given = request.POST
    pk = given.get("commitment", "")
    body = {
        "until": read_day(given.get("until", "")),
        "progress": given.get("progress", ""),
        "commitment": int(pk) if pk.isdecimal() and len(pk) < 16 else None,
        "field": given.get("field", ""),
        "value": given.get("value", ""),
        "figure": given.get("figure", ""),
        "document": given.get("document", ""),
    }
    reason = given.get("reason", "").strip()[:2000]
    try:
        row = asking.ask(actor_for(request), known.key, given.get("kind", ""), body, reason=reason)
    except Refused as refused:
        return shown(request, known, say(refused.key, language_of(request), **refused.slots))
    return done(request, "reporting.asked", reverse("request", args=[row.pk]))


@view
def show(request: HttpRequest, number: int) -> HttpResponse:
    """Show one request; decide on it."""
    actor = actor_for(request)
    rows = RequestRecord.objects.select_related("plan", "unit", "commitment", "by", "decided_by")
    row = one(visible(actor, "request.read", rows), pk=number)
    if request.method == "POST":
        return _decide(request, row)
    can = {name: may(actor, f"request.{'decide' if name != 'withdraw' else name}", row) for name in DECISIONS}
    # As it would be now, while it is undecided; afterwards as it was shown to whoever decided.
    effect = asking.effect_of(row) if row.state == RequestRecord.ASKED else row.effect
    rows_of = CommitmentRecord.objects.filter(pk=row.commitment_id).first() if row.commitment_id else None
    return page(request, "reporting/request.html", request_row=row, can=can, effect=effect, item=rows_of)


def _decide(request: HttpRequest, row: RequestRecord) -> HttpResponse:
    what = request.POST.get("what", "")
    if what not in DECISIONS:
        raise Problem("malformed")
    deed = {"approve": asking.approve, "refuse": asking.refuse, "withdraw": asking.withdraw}[what]
    deed(actor_for(request), row, reason=request.POST.get("reason", "").strip()[:500], edition=edition_in(request))
    return done(request, f"reporting.done-{what}", reverse("request", args=[row.pk]))
