"""The coordination of one plan: its meetings, visits, remarks, papers, and what the rules for interviews suggest."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from yibiao.core.commitments.horizon import month_name, months_of
from yibiao.core.coordination.machines import stages
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.coordination import raising
from yibiao.hub.coordination.agenda import drawn
from yibiao.hub.coordination.meetings import chairs_for, plan_meeting
from yibiao.hub.coordination.models import ItemRecord, RemarkRecord
from yibiao.hub.coordination.reading import items, meetings, visits
from yibiao.hub.coordination.suggesting import suggestions
from yibiao.hub.coordination.visits import plan_visit
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.work.months import usual_month
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import PROBLEMS
from yibiao.web.languages import language_of
from yibiao.web.pages.coordination.forms import matter_in, parties_of, scan_in, units_in
from yibiao.web.pages.coordination.visits import stops_in
from yibiao.web.pages.viewing import day_in, done, number_in, view
from yibiao.web.templating import page

# What can be made here, each by a form of its own.
FORMS = ("meeting", "visit", "remark", "paper", "suggest")
ON_A_PAGE = 30


@view
def desk(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the coordination of a plan; whoever directs it makes meetings, visits, remarks and papers here."""
    actor = actor_for(request)
    row = one(visible(actor, "coordination.read", PlanRecord.objects.select_related("unit", "dispatching")), pk=plan)
    if request.method != "POST":
        return _page(request, row)
    check(actor, "coordination.direct", row)
    what = request.POST.get("what", "")
    try:
        to = _made(request, row, what)
    except Refused as error:
        return _page(request, row, what, say(error.key, language_of(request), **error.slots))
    return done(request, f"coordination.made-{what}", to)


def _made(request: HttpRequest, plan: PlanRecord, what: str) -> str:
    """Make what a form asks for and return the page of it."""
    actor, given = actor_for(request), request.POST
    if what not in FORMS:
        raise Refused("coordination.no-kind")
    if what == "meeting":
        return _meeting(request, plan)
    units = parties_of(plan)
    if what == "visit":
        day = day_in(request, "day")
        if day is None:
            raise Refused("coordination.needs-day")
        trip = plan_visit(actor, plan, given.get("title", ""), _period(given.get("period", "")), day, given.get("party", ""), stops_in(request))
        return reverse("visit", args=[trip.pk])
    if what == "remark":
        return _remark(request, plan)
    if what == "suggest":
        return _suggested(request, plan)
    matter = matter_in(request, actor, plan, units)
    origin_pk = number_in(request, "origin")
    origin: ItemRecord | None = one(items(actor), pk=origin_pk) if origin_pk is not None else None
    kind = raising.paper_for(matter.unit) if matter.unit is not None else "supervision"
    item = raising.draft_paper(actor, plan, kind, matter, origin)
    return reverse("item", args=[item.pk])


def _meeting(request: HttpRequest, plan: PlanRecord) -> str:
    actor, given, day = actor_for(request), request.POST, day_in(request, "day")
    if day is None:
        raise Refused("coordination.needs-day")
    chair = next((post for post in chairs_for(plan) if post.pk == number_in(request, "chair")), None)
    if chair is None:
        raise Refused("coordination.no-chair")
    period = _period(given.get("period", ""))
    rows = drawn(actor, plan, period, today())
    meeting = plan_meeting(actor, plan, given.get("title", ""), period, day, chair, given.get("place", ""), rows)
    return reverse("meeting", args=[meeting.pk])


def _period(text: str) -> str:
    if months_of(text) is None:
        raise Refused("coordination.no-period")
    return text


def _remark(request: HttpRequest, plan: PlanRecord) -> str:
    actor, given, day = actor_for(request), request.POST, day_in(request, "day")
    leader = next((post for post in raising.leaders_of(plan) if post.pk == number_in(request, "leader")), None)
    if leader is None:
        raise Refused("coordination.no-leader")
    if day is None:
        raise Refused("coordination.needs-day")
    matter = matter_in(request, actor, plan, [])._replace(unit=None)
    matters = [matter._replace(unit=unit, text=given.get("text", "")) for unit in units_in(request, parties_of(plan), "units")]
    raising.record_remark(actor, plan, leader, given.get("on", ""), given.get("text", ""), day, matters, scan_in(request))
    return f"{reverse('coordination-plan', args=[plan.pk])}#remarks"


def _suggested(request: HttpRequest, plan: PlanRecord) -> str:
    """File a suggestion as the rules make it now: what a form says of facts counts for nothing."""
    actor, lang = actor_for(request), language_of(request)
    wanted = (request.POST.get("unit", ""), request.POST.get("rule", ""))
    found = next((one for one in suggestions(actor, plan, today()) if (one[0].code, one[1].rule.name) == wanted), None)
    if found is None:
        raise Refused("coordination.not-suggested")
    unit, told = found
    title = say("coordination.interview-title", lang, unit=unit.name)
    item = raising.suggest_interview(actor, plan, unit, told.rule.name, told.counted, title)
    return reverse("item", args=[item.pk])


def _page(request: HttpRequest, plan: PlanRecord, tried: str = "", error: str = "") -> HttpResponse:
    actor, day = actor_for(request), today()
    able = may(actor, "coordination.direct", plan)
    seen = items(actor).filter(plan=plan)
    given: dict[str, Any] = {
        "plan": plan,
        "able": able,
        "day": day,
        "meetings": list(meetings(actor).filter(plan=plan)[:ON_A_PAGE]),
        "visits": list(visits(actor).filter(plan=plan)[:ON_A_PAGE]),
        "remarks": list(RemarkRecord.objects.filter(plan=plan).select_related("leader__unit", "scan").prefetch_related("items__unit")[:ON_A_PAGE]),
        "papers": list(seen.filter(kind__in=raising.PAPERS)[:ON_A_PAGE]),
        "open": seen.filter(state__in=stages()["open"]).count(),
        "late": seen.filter(state__in=stages()["open"], due__lt=day).count(),
        "suggested": suggestions(actor, plan, day),
        "units": parties_of(plan) if able else [],
        "chairs": chairs_for(plan) if able else [],
        "leaders": raising.leaders_of(plan) if able else [],
        "month": month_name(usual_month([plan.pk])),
        "tried": tried,
        "error": error,
        "typed": {name: request.POST.get(name, "") for name in ("title", "period", "day", "place", "chair", "party", "text", "on", "leader", "unit", "due", "clock")},
        "origin": _origin(request, actor),
        "blank_stops": range(4),
    }  # fmt: skip
    return page(request, "coordination/desk.html", PROBLEMS["refused"] if error else 200, **given)


def _origin(request: HttpRequest, actor: Any) -> ItemRecord | None:
    """Return the item about which a paper is drafted, where one is named that the asker may see."""
    pk = number_in(request, "origin")
    return items(actor).filter(pk=pk).first() if pk is not None else None
