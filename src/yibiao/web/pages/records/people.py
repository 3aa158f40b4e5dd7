"""People: the list with what is looked for, and somebody new."""

from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.hub.access.rights import visible
from yibiao.hub.clock import today
from yibiao.hub.orgs import people as actions
from yibiao.hub.orgs.models import POST_KINDS, ActingRecord, HoldingRecord, PersonRecord, UnitRecord
from yibiao.web.acting import actor_for
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import page

ON_A_PAGE = 100
_LAST_PAGE = 100_000  # beyond which no database counts, and no city has people
STATES = ("open", "postless", "closed", "erased")
FILTERS = ("q", "unit", "kind", "state")


@view
def people(request: HttpRequest) -> HttpResponse:
    """Show the people that may be seen, narrowed by name, unit, post and state, and add one."""
    actor = actor_for(request)
    if request.method == "POST":
        given = {name: request.POST.get(name, "").strip() for name in ("phone", "email")}
        login, name = (request.POST.get(one, "").strip() for one in ("login", "name"))
        made = actions.add_person(actor, login, name, **given)
        appoints = any(post.kind == "security_admin" for post in actor.posts)
        said = "records.person-added" if appoints else "records.person-added-theirs"
        return done(request, said, reverse("person", args=[made.pk]), name=made.name)
    asked = {name: request.GET.get(name, "").strip()[:80] for name in FILTERS}
    rows = _narrowed(visible(actor, "person.read", PersonRecord.objects.all()), asked)
    at = min(max(number_in(request, "page") or 1, 1), _LAST_PAGE)
    found = list(_with_posts(rows).order_by("login")[(at - 1) * ON_A_PAGE : at * ON_A_PAGE + 1])
    query = request.GET.copy()
    query["page"] = str(at + 1)
    given_page: dict[str, Any] = {
        "people": found[:ON_A_PAGE],
        "want": asked,
        "narrowed": any(asked.values()),
        "following": query.urlencode() if len(found) > ON_A_PAGE else "",
        "count": rows.count(),
        "units": visible(actor, "unit.read", UnitRecord.objects.filter(until=None)).order_by("place"),
        "kinds": POST_KINDS,
        "states": STATES,
    }
    return page(request, "records/people.html", **given_page)


def _with_posts(rows: QuerySet[PersonRecord]) -> QuerySet[PersonRecord]:
    """Return people with what they hold and act for today, as `held` and `acts`, with two more queries."""
    held = HoldingRecord.objects.on(today()).select_related("post__unit").order_by("post__unit__place", "id")
    acts = ActingRecord.objects.on(today()).select_related("post__unit").order_by("id")
    return rows.prefetch_related(Prefetch("holdings", held, to_attr="held"), Prefetch("actings", acts, to_attr="acts"))


def _narrowed(rows: QuerySet[PersonRecord], asked: dict[str, str]) -> QuerySet[PersonRecord]:
    if asked["q"]:
        rows = rows.filter(Q(name__contains=asked["q"]) | Q(login__icontains=asked["q"]) | Q(phone__contains=asked["q"]))
    held = HoldingRecord.objects.on(today())
    if asked["unit"]:
        rows = rows.filter(pk__in=held.filter(post__unit__code=asked["unit"]).values("person"))
    if asked["kind"]:
        rows = rows.filter(pk__in=held.filter(post__kind=asked["kind"]).values("person"))
    match asked["state"]:
        case "closed":
            return rows.filter(is_active=False, erased=False)
        case "erased":
            return rows.filter(erased=True)
        case "postless":
            return rows.filter(is_active=True).exclude(pk__in=held.values("person"))
        case "open":
            return rows.filter(is_active=True)
    return rows
