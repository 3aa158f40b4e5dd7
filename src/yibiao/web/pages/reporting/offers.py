"""Figures that are known already: what a lead offers to units, what they say to it, and what several plans ask alike."""

import re
from typing import Any, NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.commitments import saving
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting import offering, once
from yibiao.hub.reporting.models import SameRecord
from yibiao.hub.reporting.obligations import has_begun
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.reporting.overview import chosen_round
from yibiao.web.pages.units.table import units_seen
from yibiao.web.pages.viewing import done, number_in, view
from yibiao.web.templating import page

# One line of a list that was pasted: a name, then a figure, with whatever a spreadsheet puts between them.
_PASTED = re.compile(r"^\s*(?P<name>\S.*?)[\s,，:：|]+(?P<figure>[-\d.,，]+)\s*$")
_MOST_LINES = 500


class Line(NamedTuple):
    """One unit that a figure can be offered to, and what is offered already."""

    row: CommitmentRecord
    offered: offering.Offered | None
    typed: str = ""


@view
def offers(request: HttpRequest, plan: int) -> HttpResponse:
    """Show what is offered for a target and a period; offer figures, typed row by row or pasted as a list."""
    actor = actor_for(request)
    row = one(visible(actor, "plan.read", PlanRecord.objects.select_related("unit", "dispatching").defer("compiled")), pk=plan)
    if request.method == "POST":
        return _offer(request, row)
    made, _ = rounds(row)
    begun = [each for each in made if has_begun(each, today()) and each.every == "month"]
    chosen = chosen_round(request, row, begun, begun)
    owed = _owed(actor, row)
    targets = {each.target: each for each in owed}
    target = request.GET.get("target", "")
    target = target if target in targets else next(iter(targets), "")
    rows = [each for each in owed if each.target == target]
    known = offering.offers(rows, chosen.period) if chosen else {}
    lines = [Line(each, known.get(each.pk)) for each in rows]
    can_link = may(actor, "plan.assign", row)
    return page(
        request, "reporting/offers.html", plan=row, round=chosen, rounds=begun, targets=_names(row, targets), target=target,
        lines=lines, can_link=can_link, questions=once.questions(actor, row) if can_link else [],
    )  # fmt: skip


def _owed(actor: Actor, plan: PlanRecord) -> list[CommitmentRecord]:
    """Return the rows with a target that whoever asks may verify, other units' alone."""
    rows = visible(actor, "value.verify", CommitmentRecord.objects.filter(plan=plan, closed_at=None)).exclude(target="")
    own = {post.unit for post in actor.posts if post.working}
    is_office = (plan.dispatching_id or plan.unit_id) in own
    found = rows.exclude(holding="none").select_related("unit").order_by("place", "unit__place")
    return [row for row in found if is_office or row.unit_id not in own]


def _names(plan: PlanRecord, targets: dict[str, CommitmentRecord]) -> dict[str, str]:
    """Return what targets are called: as the document words them."""
    known = {target["key"]: target for target in (plan.effective or {}).get("targets") or ()}
    return {key: (known.get(key) or {}).get("text") or row.text for key, row in targets.items()}


def _offer(request: HttpRequest, plan: PlanRecord) -> HttpResponse:
    given, actor = request.POST, actor_for(request)
    target, period = given.get("target", ""), given.get("period", "")[:10]
    rows = [row for row in _owed(actor, plan) if row.target == target]
    if not rows:
        raise Denied("value.verify")
    figures = {row.pk: text for row in rows if (text := given.get(f"figure-{row.pk}", "").strip())}
    figures |= _pasted(given.get("list", ""), rows)
    if not figures:
        raise Refused("reporting.nothing-offered")
    made = offering.offer(actor, plan, figures, period, given.get("cite", ""))
    return done(request, "reporting.done-offer", f"{reverse('plan-offers', args=[plan.pk])}?period={period}&target={target}", count=len(made))


def _pasted(text: str, rows: list[CommitmentRecord]) -> dict[int, str]:
    """Return the figures of a list that was pasted, by row; every line that names no unit of the target is refused by its number."""
    by_name = {row.unit.name: row.pk for row in rows}
    found: dict[int, str] = {}
    for number, line in enumerate(text.splitlines()[:_MOST_LINES], start=1):
        if not line.strip():
            continue
        read = _PASTED.match(line)
        pk = by_name.get(read["name"]) if read else None
        if read is None or pk is None:
            raise Refused("reporting.pasted-line", number=number, found=line.strip()[:40])
        found[pk] = read["figure"].replace(",", "").replace("，", "")
    return found


@view
@require_POST
def same(request: HttpRequest, plan: int) -> HttpResponse:
    """Confirm that two targets ask the same, or let them be asked apart again."""
    actor, given = actor_for(request), request.POST
    plans = visible(actor, "plan.read", PlanRecord.objects.defer("compiled"))
    row = one(plans, pk=plan)
    if given.get("what") == "apart":
        link = one(SameRecord.objects.filter(plan=row, ended_at=None), pk=number_in(request, "same") or 0)
        once.ask_apart(actor, row, link)
        return done(request, "reporting.done-apart", reverse("plan-offers", args=[plan]))
    other = one(plans, pk=number_in(request, "other") or 0)
    once.ask_once(actor, row, given.get("target", ""), other, given.get("other_target", ""))
    return done(request, "reporting.done-once", reverse("plan-offers", args=[plan]))


class Table(NamedTuple):
    """A unit's table of a period that is answered in: the rows that whoever asks fills in."""

    unit: UnitRecord
    plan: PlanRecord
    period: str
    rows: Any

    @property
    def path(self) -> str:
        """The address of the form."""
        return f"{reverse('unit-values', args=[self.unit.code])}?plan={self.plan.pk}&period={self.period}"


def _table(request: HttpRequest, code: str, plan: int, period: str) -> Table:
    unit, actor = one(units_seen(request), code=code), actor_for(request)
    found = one(visible(actor, "plan.read", PlanRecord.objects.defer("compiled")), pk=plan)
    rows = visible(actor, "value.save", CommitmentRecord.objects.filter(plan=found, unit=unit, closed_at=None))
    return Table(unit, found, period[:10], rows)


@view
@require_POST
def answer(request: HttpRequest, code: str) -> HttpResponse:
    """Confirm what is offered to a unit's rows 认领, one or all."""
    table = _table(request, code, number_in(request, "plan") or 0, request.POST.get("period", ""))
    wanted = number_in(request, "row")
    chosen = [one(table.rows, pk=wanted)] if wanted else list(table.rows)
    try:
        count = offering.claim(actor_for(request), table.unit, chosen, table.period)
    except (saving.Conflict, saving.Invalid):
        raise Refused("reporting.offered-changed") from None
    return done(request, "reporting.done-claim", table.path, count=count)


@view
def objecting(request: HttpRequest, code: str, commitment: int) -> HttpResponse:
    """Show what is offered to a row, and object to it with a reason 异议."""
    row = one(visible(actor_for(request), "value.save", CommitmentRecord.objects.select_related("unit")), pk=commitment)
    table = _table(request, code, row.plan_id, (request.POST or request.GET).get("period", ""))
    row = one(table.rows.select_related("unit"), pk=commitment)
    known = offering.offers([row], table.period).get(row.pk)
    if request.method == "POST":
        offering.object_to(actor_for(request), row, table.period, reason=request.POST.get("reason", "").strip()[:500])
        return done(request, "reporting.done-object", table.path)
    return page(request, "reporting/object.html", table=table, item=row, offered=known)
