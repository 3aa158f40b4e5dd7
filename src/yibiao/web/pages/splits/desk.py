"""The split desk: one total with its shares, from the proposal to the issue."""

import datetime
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from yibiao.core.amounts import figure
from yibiao.core.commitments.serialise import read_figure
from yibiao.core.commitments.values import number_of
from yibiao.core.plan import Target
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import check, may, visible
from yibiao.hub.actions import Refused
from yibiao.hub.clock import today
from yibiao.hub.commitments import reading, rounds, splits
from yibiao.hub.commitments.deciding import ground
from yibiao.hub.commitments.models import CommitmentRecord, SplitCommentRecord, SplitRecord
from yibiao.hub.commitments.spreading import Spread
from yibiao.hub.commitments.spreading import spread as worked_out
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.assigning import without_leader
from yibiao.hub.plans.models import PlanRecord
from yibiao.messages import say
from yibiao.web.acting import actor_for
from yibiao.web.api.finding import one
from yibiao.web.api.problems import Problem
from yibiao.web.languages import language_of
from yibiao.web.pages.splits.figures import Scale, scale_of, thousands, typed
from yibiao.web.pages.splits.forms import NAMELESS, body_of, given_in, power_in
from yibiao.web.pages.splits.sheet import made_sheet
from yibiao.web.pages.viewing import day_in, done, edition_in, number_in, view
from yibiao.web.templating import page

_LONGEST_REASON = 500


def _found(request: HttpRequest, split: int) -> SplitRecord:
    rows = SplitRecord.objects.select_related("plan__unit", "plan__dispatching", "proposed_by", "approved_by", "returned_by")
    row: SplitRecord = one(visible(actor_for(request), "split.read", rows), pk=split)
    return row


def _plan(request: HttpRequest, plan: int) -> PlanRecord:
    rows = PlanRecord.objects.select_related("unit", "dispatching")
    row: PlanRecord = one(visible(actor_for(request), "plan.read", rows), pk=plan)
    return row


@view
@require_safe
def split(request: HttpRequest, split: int) -> HttpResponse:
    """Show one split: its shares, what was said, where it stands, and what the reader can do now."""
    row = _found(request, split)
    actor = actor_for(request)
    shared = reading.shares_of(actor, row.plan, row.target)
    mine = shared is not None and concerned(actor, row.plan, row.target)
    wanted = (row.state in (SplitRecord.PROPOSED, SplitRecord.RETURNED) and mine) or "edit" in request.GET
    editing = wanted and may(actor, "split.edit", row)
    return _desk(request, row.plan, shared, row, row.target, editing)


@view
def propose(request: HttpRequest, plan: int, target: str) -> HttpResponse:
    """Propose how a total is shared, for the first time or again."""
    actor = actor_for(request)
    row = _plan(request, plan)
    check(actor, "split.propose", row)
    shared = reading.shares_of(actor, row, target)
    if shared is None:
        raise Problem("not-found")
    if request.method != "POST":
        if shared.split:
            return HttpResponseRedirect(reverse("split", args=[shared.split.pk]))
        return _desk(request, row, shared, None, target, editing=True)
    old = shared.split.body if shared.split else None
    made = splits.propose(actor, row, target, _body(request, old), day_in(request, "until"), edition_in(request))
    return done(request, "splitdesk.done-propose", reverse("split", args=[made.pk]))


def concerned(actor: Actor, plan: PlanRecord, key: str) -> bool:
    """Tell whether a total is an actor's to share out: its office dispatches the plan, or leads the total and has no share."""
    return may(actor, "split.edit", SplitRecord(plan=plan, target=key))


def _desk(
    request: HttpRequest,
    plan: PlanRecord,
    shared: reading.SharedTotal | None,
    row: SplitRecord | None,
    key: str,
    editing: bool,
) -> HttpResponse:
    actor = actor_for(request)
    base = ground(plan)
    target = base.target(key)
    waits_for_leader = row is None or row.state in (SplitRecord.PROPOSED, SplitRecord.RETURNED)
    sheet = made_sheet(actor, shared, target) if shared else None
    course = rounds.course(actor, row) if row else []
    parts = [(part.unit, part.share) for part in shared.parts] if shared else []
    return page(
        request,
        "splits/desk.html",
        plan=plan,
        shared=shared,
        sheet=sheet,
        split=row,
        key=key,
        target=target,
        title=_title(target, shared, key),
        mine=concerned(actor, plan, key),
        editing=editing and sheet is not None and sheet.splittable,
        waits=rounds.waiting(row, parts, shared.comments if shared else ()),
        leaderless=bool(target and waits_for_leader and without_leader(plan, [base.task_of(target)])),
        course=course,
        closing=_closing(row),
        returner=_returner(actor, row, course) if row else "",
        until=_until_field(row),
        before=_before(plan, key, target),
        agrees=rounds.agrees,
        thousands=thousands,
        given={unit.pk: share for unit, share in parts},
    )


class Closing(NamedTuple):
    """The last day for comments, and in how many days it is: below zero once it is over."""

    day: datetime.date
    days: int


def _closing(row: SplitRecord | None) -> Closing | None:
    if row is None or row.comments_until is None:
        return None
    return Closing(row.comments_until, (row.comments_until - today()).days)


class UntilField(NamedTuple):
    """The field for the last day for comments: what stands in it, and the earliest day it takes."""

    value: str
    least: str


def _until_field(row: SplitRecord | None) -> UntilField:
    """Return the field: a day that is over may stay where it is, but no proposal begins with one."""
    day = row.comments_until if row is not None else None
    if day is None or day >= today():
        return UntilField(str(day or ""), str(today()))
    return UntilField("", str(today())) if row is not None and row.state == SplitRecord.RETURNED else UntilField(str(day), str(day))


def _returner(actor: Actor, row: SplitRecord, course: Sequence[rounds.Step]) -> str:
    """Return who returned a split: as its course has it, or as it came with a revision, whose course begins anew."""
    steps = [step.by for step in course if step.what == "return"]
    if steps or row.returned_by is None:
        return steps[-1] if steps else ""
    return str(row.returned_by) if may(actor, "history.read", row.plan) else ""


def _title(target: Target | None, shared: reading.SharedTotal | None, key: str) -> Mapping[str, str]:
    """Return what a total is called: its subject, its figure as offices write it, the figure in full."""
    if target is None:
        return {"subject": shared.text if shared else key, "figure": "", "exact": ""}
    made = figure(target._asdict())
    written = " ".join(part for part in (made["words"], made["sign"], made["number"], made["unit"]) if part)
    return {"subject": target.subject or target.text, "figure": written, "exact": made["exact"]}


def _before(plan: PlanRecord, key: str, target: Target | None) -> str:
    """Return the total as it was before the revision that made this plan, where it was another."""
    if plan.revises_id is None or target is None:
        return ""
    rows = CommitmentRecord.objects.filter(plan=plan, target=key).exclude(previous=None)
    row = rows.select_related("previous").order_by("id").first()
    old = number_of(read_figure(row.previous.body.get("city"))) if row is not None and row.previous is not None else None
    now = target.low if target.low is not None else target.high
    scale = scale_of(old, target.unit)
    return f"{scale.shown(old)}{scale.unit}" if old is not None and old != now else ""


def _body(request: HttpRequest, old: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return the split that a form asks for; `Refused` where its baseline has no name."""
    body = body_of(given_in(request), old)
    if NAMELESS in {body.get("baseline", {}).get(name) for name in ("title", "source")}:
        raise Refused("splitdesk.basis-unnamed")
    return body


@view
@require_POST
def spread(request: HttpRequest, plan: int, target: str) -> HttpResponse:
    """Work out how a total would be shared as the form has it, and keep nothing."""
    actor = actor_for(request)
    row = _plan(request, plan)
    check(actor, "split.propose", row)
    given = given_in(request)
    lang = language_of(request)
    try:
        made = worked_out(actor, row, target, body_of(given))
    except Refused as error:
        return JsonResponse({"faults": [say(error.key, lang, **error.slots)]}, status=422)
    return JsonResponse(_told(made, Scale(power_in(given), ""), lang))


def _told(made: Spread, scale: Scale, lang: str) -> dict[str, Any]:
    columns = {"shares": made.shares, "equal": made.equal, "basis": made.by_baseline}
    return {
        **{name: {code: scale.plain(value) for code, value in column.items()} for name, column in columns.items()},
        "gap": scale.plain(made.gap),
        "faults": [zh if lang == "zh" else en for zh, en in made.faults],
    }


@view
@require_POST
def edit(request: HttpRequest, split: int) -> HttpResponse:
    """Change a split."""
    row = _found(request, split)
    check(actor_for(request), "split.edit", row)
    until: datetime.date | Literal["kept"] | None = day_in(request, "until") if "until" in request.POST else "kept"
    made = splits.edit_split(actor_for(request), row, _body(request, row.body), until, edition=edition_in(request))
    return done(request, made.said if made.reopened else "splitdesk.done-edit", reverse("split", args=[split]))


@view
@require_POST
def step(request: HttpRequest, split: int, what: str) -> HttpResponse:
    """Comment on a split, answer a comment, approve, return, issue or withdraw it."""
    row, actor = _found(request, split), actor_for(request)
    match what:
        case "comment":
            _comment(request, row)
        case "approve":
            given = request.POST
            splits.approve(
                actor, row, given.get("number", ""), given.get("remark", ""), bool(given.get("confirmed")), edition=edition_in(request)
            )
        case "return":
            splits.send_back(actor, row, reason=request.POST.get("reason", "").strip(), edition=edition_in(request))
        case "issue":
            splits.issue(actor, row, edition=edition_in(request))
        case "answer":
            said = one(SplitCommentRecord.objects.filter(split=row), pk=number_in(request, "comment") or 0)
            splits.answer(actor, said, request.POST.get("text", ""))
        case "withdraw":
            reason = request.POST.get("reason", "").strip()[:_LONGEST_REASON]
            if not reason and may(actor, "split.withdraw", row):
                raise Refused("splitdesk.reason-needed")
            splits.withdraw(actor, row, reason=reason, edition=edition_in(request))
        case _:
            raise Problem("not-found")
    return done(request, f"splitdesk.done-{what}", reverse("split", args=[split]))


def _comment(request: HttpRequest, row: SplitRecord) -> None:
    """Say what a unit thinks of its share: that it agrees, or what it asks for and why."""
    actor = actor_for(request)
    unit = one(UnitRecord.objects.filter(code__in=actor.units), code=request.POST.get("unit", ""))
    given = given_in(request)
    agrees = given.get("stand") == "agree"
    asked = "" if agrees else typed(given.get("asked", ""), power_in(given))
    splits.comment(actor, row, unit, given.get("text", ""), asked, agrees)
