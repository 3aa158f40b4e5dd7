"""All reports of a period under one plan: who reported, in time or late, who has not; and taking over what wants no look."""

from collections.abc import Iterable
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yibiao.core.cycle.rounds import Round
from yibiao.hub.access.rights import check, visible
from yibiao.hub.access.subjects import plan_subject
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.commitments.models import CommitmentRecord
from yibiao.hub.cycle.timetables import rounds
from yibiao.hub.plans.models import PlanRecord
from yibiao.hub.reporting import accepting, vouching
from yibiao.hub.reporting.checking import Checked, check_rows, lighting_of
from yibiao.hub.reporting.models import ReportRecord, RequestRecord
from yibiao.hub.reporting.obligations import Owed, current, has_begun, owed, tally
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.pages.viewing import done, view
from yibiao.web.templating import page

AXIS = ("missing", "unreported", "returned", "late", "in-time")


class Line(NamedTuple):
    """One unit's report in the list: `odd` and `alarming` count the rows that want a look; `plain` needs none."""

    owed: Owed
    odd: int
    alarming: int

    @property
    def is_plain(self) -> bool:
        """Whether it can be taken over without a look: filed, in its range, nothing yellow or red."""
        return self.owed.stage == "filed" and not self.odd and not self.alarming


@view
@require_safe
def reports(request: HttpRequest, plan: int) -> HttpResponse:
    """Show who reported for a period."""
    actor, row = actor_for(request), _plan(request, plan)
    made, _ = rounds(row)
    begun = [one for one in made if has_begun(one, today())]
    chosen = chosen_round(request, row, begun, made)
    found = owed(actor, row, chosen) if chosen is not None else []
    lines = _lines(row, chosen, found) if chosen is not None else []
    axis = request.GET.get("axis", "")
    requests = visible(actor, "request.read", RequestRecord.objects.filter(plan=row)).select_related("unit", "commitment")
    return page(
        request, "reporting/reports.html", plan=row, round=chosen, rounds=begun, axes=AXIS, counts=tally(found),
        lines=[line for line in lines if axis not in AXIS or line.owed.axis == axis], axis=axis if axis in AXIS else "",
        plain=sum(line.is_plain for line in lines), all_lines=len(lines), open_requests=requests.filter(state=RequestRecord.ASKED),
    )  # fmt: skip


def _plan(request: HttpRequest, plan: int) -> PlanRecord:
    rows = PlanRecord.objects.select_related("unit", "dispatching").defer("compiled")
    return one(visible(actor_for(request), "plan.read", rows), pk=plan)


def chosen_round(request: HttpRequest, plan: PlanRecord, begun: list[Round], made: Iterable[Round]) -> Round | None:
    """Return the round that an address names, else the newest that was reported on, else the one under way."""
    wanted = request.GET.get("period", "")
    named = next((one for one in begun if one.period == wanted), None)
    return named or _last_filed(plan, begun) or current(made, today())


def _last_filed(plan: PlanRecord, begun: list[Round]) -> Round | None:
    """Return, of a plan whose periods are all over, the newest that was reported on."""
    if not begun or begun[-1].dates.dispatch >= today():
        return None
    filed = set(ReportRecord.objects.filter(plan=plan, filed_at__isnull=False).values_list("period", flat=True).distinct())
    return next((one for one in reversed(begun) if one.period in filed), None)


def _lines(plan: PlanRecord, chosen: Round, found: list[Owed]) -> list[Line]:
    """Return the reports with how much in them wants a look; three queries for all of them."""
    filed = [one.unit.pk for one in found if one.stage in ("filed", "accepted")]
    rows = CommitmentRecord.objects.filter(plan=plan, unit__in=filed, closed_at=None)
    odd: dict[int, int] = {}
    alarming: dict[int, int] = {}
    for checked in check_rows(rows, chosen.period, lighting_of(plan), "filed"):
        unit = checked.row.unit_id
        odd[unit] = odd.get(unit, 0) + (checked.unusual is not None)
        alarming[unit] = alarming.get(unit, 0) + (checked.stands.light in ("yellow", "red"))
    return [Line(one, odd.get(one.unit.pk, 0), alarming.get(one.unit.pk, 0)) for one in found]


@view
@require_POST
def accept_all(request: HttpRequest, plan: int) -> HttpResponse:
    """Take over the reports that were ticked; one that has gone on meanwhile is left."""
    actor, row = actor_for(request), _plan(request, plan)
    check(actor, "report.accept", plan_subject(row, "report", "filed" if row.state == PlanRecord.PUBLISHED else "closed"))
    period = request.POST.get("period", "")[:10]
    ids = [int(pk) for pk in request.POST.getlist("report") if pk.isdecimal() and len(pk) < 16]
    taken = 0
    for report in ReportRecord.objects.filter(plan=row, period=period, pk__in=ids, stage="filed").select_related("unit", "plan"):
        try:
            accepting.accept(actor, report)
            taken += 1
        except Refused:  # returned or taken over meanwhile
            continue
    return done(request, "reporting.done-accept-all" if taken else "reporting.none-accepted", _to("plan-reports", row, period), count=taken)


def _to(name: str, plan: PlanRecord, period: str) -> str:
    return f"{reverse(name, args=[plan.pk])}?period={period}"


# --- what a lead verifies


class Claim(NamedTuple):
    """A figure to verify: the row as it was filed, and who stands for it."""

    checked: Checked
    report: ReportRecord
    stands: vouching.Standings


@view
def verify(request: HttpRequest, plan: int) -> HttpResponse:
    """Show the figures of a period that whoever asks verifies, unit by unit; verify those that were ticked."""
    actor, row = actor_for(request), _plan(request, plan)
    if request.method == "POST":
        return _verify(request, row)
    made, _ = rounds(row)
    begun = [one for one in made if has_begun(one, today()) and one.every == "month"]
    chosen = chosen_round(request, row, begun, begun)
    own = {post.unit for post in actor.posts if post.working}
    seen = visible(actor, "value.verify", CommitmentRecord.objects.filter(plan=row, closed_at=None)).exclude(target="")
    rows = seen.select_related("unit").order_by("place", "unit__place")
    dispatching = (row.dispatching_id or row.unit_id) in own
    claims = _claims(row, chosen.period, [one for one in rows if dispatching or one.unit_id not in own]) if chosen else []
    return page(
        request, "reporting/verify.html", plan=row, round=chosen, rounds=begun, claims=claims, methods=vouching.METHODS,
        waiting=sum(one.stands.verified is None for one in claims), all_rows=len(rows),
    )  # fmt: skip


def _claims(plan: PlanRecord, period: str, rows: list[CommitmentRecord]) -> list[Claim]:
    reports = {
        report.unit_id: report
        for report in ReportRecord.objects.filter(plan=plan, period=period, filed_at__isnull=False, unit__in={row.unit_id for row in rows})
    }
    own = [row for row in rows if row.unit_id in reports]
    known = vouching.standings(own, period)
    checked = check_rows(own, period, lighting_of(plan), "filed")
    return [
        Claim(one, reports[one.row.unit_id], known.get(one.row.pk, vouching.Standings()))
        for one in checked
        if one.fields.get("total")
    ]


def _verify(request: HttpRequest, plan: PlanRecord) -> HttpResponse:
    given = request.POST
    period = given.get("period", "")[:10]
    ids = [int(pk) for pk in given.getlist("row") if pk.isdecimal() and len(pk) < 16]
    if given.get("what") == "official":
        figures = {pk: given.get(f"value-{pk}", "") for pk in ids}
        made = vouching.publish_official(actor_for(request), plan, figures, period, given.get("source", ""))
        return done(request, "reporting.done-official", _to("plan-verify", plan, period), count=len(made))
    rows = [vouching.Verified(pk, given.get(f"value-{pk}", "").strip()) for pk in ids]
    made = vouching.verify(actor_for(request), plan, rows, period, given.get("method", ""), given.get("note", ""))
    return done(request, "reporting.done-verify", _to("plan-verify", plan, period), count=len(made))
