"""Quarterly visits 现场调研: the plan, the stops in the order of the route, what was handed over on site, the summary."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from yibiao.core.coordination.machines import StepError, machine, take
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import may
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import today
from yibiao.hub.coordination.models import ItemStepRecord, VisitRecord
from yibiao.hub.coordination.raising import LONGEST_TITLE
from yibiao.hub.coordination.stepping import MOST_TEXT, check_day
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord

MACHINE = "trip"
MOST_STOPS = 40


@action("visit.plan", "coordination.direct")
def plan_visit(
    act: Act, plan: PlanRecord, title: str, period: str, day: datetime.date, party: str = "", stops: Iterable[Mapping[str, str]] = ()
) -> VisitRecord:
    """Plan a visit of a quarter."""
    title = " ".join(title.split())
    if not title:
        raise Refused("coordination.needs-title")
    if len(title) > LONGEST_TITLE or len(party) > VisitRecord._meta.get_field("party").max_length:
        raise Refused("coordination.too-long", most=LONGEST_TITLE)
    check_day(day)
    row = VisitRecord.objects.create(
        plan=plan, title=title, period=period, day=day, party=party.strip(), stops=checked_stops(stops),
        state=machine(MACHINE).first, by_id=act.actor.person, at=act.at,
    )  # fmt: skip
    act.about(row)
    act.made(row, "title", "period", "day", "state")
    return row


def checked_stops(stops: Iterable[Mapping[str, str]]) -> list[dict[str, str]]:
    """Return the stops that name a place, in their order; `Refused` for an unknown unit or too many."""
    found = [{name: str(one.get(name, "")).strip() for name in ("place", "unit", "time", "what")} for one in stops]
    found = [one for one in found if one["place"]]
    codes = {one["unit"] for one in found} - {""}
    known = set(UnitRecord.objects.filter(code__in=codes).values_list("code", flat=True))
    if codes - known:
        raise Refused("coordination.no-unit", found=min(codes - known))
    if len(found) > MOST_STOPS or any(len(text) > LONGEST_TITLE for one in found for text in one.values()):
        raise Refused("coordination.too-long", most=LONGEST_TITLE)
    return found


@action("visit.edit", "coordination.direct", about=lambda visit: visit.plan)
def set_stops(act: Act, visit: VisitRecord, stops: Iterable[Mapping[str, str]]) -> None:
    """Set the stops of a visit that is still ahead, in the order of its route."""
    if visit.state != "planned":
        raise Refused("coordination.not-now")
    act.set(visit, stops=checked_stops(stops))


def visit_steps(actor: Actor, visit: VisitRecord) -> list[Any]:
    """Return the steps that an actor can take with a visit."""
    return list(machine(MACHINE).possible(visit.state)) if may(actor, "coordination.direct", visit.plan) else []


@action("visit.step", "coordination.direct", about=lambda visit: visit.plan)
def step_visit(act: Act, visit: VisitRecord, name: str, note: str = "") -> ItemStepRecord:
    """Take a step of a visit; what is said when it is finished is its summary."""
    try:
        after = take(machine(MACHINE), visit.state, name, {"note"} if note.strip() else ())
    except StepError as error:
        raise Refused(f"coordination.{error.key}{'-' if error.what else ''}{error.what}") from None
    if len(note) > MOST_TEXT:
        raise Refused("coordination.too-long", most=MOST_TEXT)
    if name == "go" and visit.day > today():
        raise Refused("coordination.not-yet", day=visit.day.isoformat())
    before = visit.state
    act.set(visit, state=after, **({"summary": note.strip()} if name == "finish" else {}))
    own = [post.unit for post in act.actor.posts]
    return ItemStepRecord.objects.create(
        visit=visit, name=name, before=before, after=after, unit_id=own[0] if own else None, by_id=act.actor.person, at=act.at,
        day=today(), note=note.strip(),
    )  # fmt: skip
