"""Dispatch meetings 调度会: agenda, minutes as a draft until 核稿 and 签发, then what was decided is tracked."""

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.timezone import localdate

from yibiao.core.coordination.machines import StepError, machine, take
from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import Denied, may
from yibiao.hub.actions import Act, Refused, action, name_of
from yibiao.hub.clock import today
from yibiao.hub.coordination.models import ItemStepRecord, MeetingRecord
from yibiao.hub.coordination.raising import LONGEST_TITLE, Matter, asking_unit, create, leaders_of
from yibiao.hub.coordination.stepping import MOST_TEXT, check_day
from yibiao.hub.notices import hearing
from yibiao.hub.notices.telling import tell
from yibiao.hub.orgs.models import PostRecord, UnitRecord
from yibiao.hub.plans.models import PlanRecord

MACHINE = "meeting"
# While nobody has signed them, minutes are changed by the office; while they are checked too, so that a slip can be mended.
EDITABLE = ("planned", "drafting", "checking")
MOST_ROWS = 200
SECTIONS = ("attended", "progress", "problems", "next")


def chairs_for(plan: PlanRecord) -> list[PostRecord]:
    """Return the posts that can chair a meeting: leaders in charge, heads and deputies of the plan's offices."""
    offices = [plan.dispatching_id or plan.unit_id, *([plan.supervising_id] if plan.supervising_id else [])]
    heads = PostRecord.objects.filter(unit__in=offices, kind__in=("head", "deputy")).select_related("unit")
    return [*leaders_of(plan), *heads]


@action("meeting.plan", "coordination.direct")
def plan_meeting(
    act: Act, plan: PlanRecord, title: str, period: str, day: datetime.date, chair: PostRecord, place: str = "",
    agenda: Iterable[Mapping[str, Any]] = (),
) -> MeetingRecord:  # fmt: skip
    """Plan a meeting for a period, with the agenda that was drawn."""
    title = " ".join(title.split())
    if not title:
        raise Refused("coordination.needs-title")
    if len(title) > LONGEST_TITLE or len(place) > MeetingRecord._meta.get_field("place").max_length:
        raise Refused("coordination.too-long", most=LONGEST_TITLE)
    check_day(day)
    if chair.pk not in {post.pk for post in chairs_for(plan)}:
        raise Refused("coordination.no-chair")
    row = MeetingRecord.objects.create(
        plan=plan, title=title, period=period, day=day, place=place.strip(), chair=chair, state=machine(MACHINE).first,
        agenda=checked_rows(agenda), minutes={"sections": [], "decisions": []}, by_id=act.actor.person, at=act.at,
    )  # fmt: skip
    act.about(row)
    act.made(row, "title", "period", "day", "chair", "state")
    return row


def checked_rows(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return agenda rows with what belongs into them; too many or too long ones are refused."""
    found = [
        {"kind": str(row.get("kind", "free"))[:12], "text": str(row["text"]).strip(), "units": list(row.get("units", ())), "to": str(row.get("to", ""))}
        for row in rows
        if str(row.get("text", "")).strip()
    ]
    if len(found) > MOST_ROWS or any(len(row["text"]) > MOST_TEXT for row in found):
        raise Refused("coordination.too-long", most=MOST_TEXT)
    return found


def _plan_of(meeting: MeetingRecord) -> PlanRecord:
    return meeting.plan


@action("meeting.agenda", "coordination.direct", about=_plan_of)
def set_agenda(act: Act, meeting: MeetingRecord, rows: Iterable[Mapping[str, Any]]) -> None:
    """Set the rows of the agenda, in their order."""
    _editable(meeting)
    act.set(meeting, agenda=checked_rows(rows))


@action("meeting.minutes", "coordination.direct", about=_plan_of)
def set_minutes(act: Act, meeting: MeetingRecord, sections: Iterable[Mapping[str, str]], decisions: Iterable[Mapping[str, Any]]) -> None:
    """Set the draft of the minutes; of two who write at once the second is told (`Stale`)."""
    _editable(meeting)
    if meeting.state == "planned":
        raise Refused("coordination.not-begun")
    body = {"sections": [_section(one) for one in sections], "decisions": _decisions(decisions)}
    if any(len(text) > MOST_TEXT for one in body["sections"] for text in one.values()) or len(body["decisions"]) > MOST_ROWS:
        raise Refused("coordination.too-long", most=MOST_TEXT)
    act.set(meeting, minutes=body)


def _section(one: Mapping[str, str]) -> dict[str, str]:
    return {"heading": str(one.get("heading", "")).strip()[:LONGEST_TITLE], "text": str(one.get("text", "")).strip()}


def _decisions(given: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the decisions that say anything; units and days are looked at, a unit may still be missing."""
    rows = [one for one in given if str(one.get("text", "")).strip()]
    codes = {code for one in rows for code in (one.get("unit") or "", *one.get("helpers", ())) if code}
    known = set(UnitRecord.objects.filter(code__in=codes).values_list("code", flat=True))
    if codes - known:
        raise Refused("coordination.no-unit", found=min(codes - known))
    return [
        {"text": str(one["text"]).strip()[:MOST_TEXT], "unit": one.get("unit") or "", "helpers": list(one.get("helpers", ())), "due": _iso(one.get("due"))}
        for one in rows
    ]  # fmt: skip


def _iso(given: Any) -> str:
    if not given:
        return ""
    try:
        return datetime.date.fromisoformat(str(given)).isoformat()
    except ValueError:
        raise Refused("pages.no-day", found=str(given)[:20]) from None


def _editable(meeting: MeetingRecord) -> None:
    if meeting.state not in EDITABLE:
        raise Refused("coordination.not-now")


def meeting_steps(actor: Actor, meeting: MeetingRecord) -> list[Any]:
    """Return the steps that an actor can take with a meeting."""
    steps = machine(MACHINE).possible(meeting.state)
    return [step for step in steps if _may_step(actor, meeting, step) and not _same_person(actor, meeting, step)]


def _may_step(actor: Actor, meeting: MeetingRecord, step: Any) -> bool:
    direct = "direct" in step.who and may(actor, "coordination.direct", meeting.plan)
    return actor.trusted or direct or ("chair" in step.who and any(post.post == meeting.chair_id for post in actor.posts))


def _same_person(actor: Actor, meeting: MeetingRecord, step: Any) -> bool:
    """Whether somebody would check what they wrote themselves."""
    if not step.other or actor.trusted:
        return False
    last = meeting.steps.filter(name=step.other).last()
    return last is not None and last.by_id == actor.person


@action("meeting.step", "minutes.read", about=_plan_of)
def step_meeting(act: Act, meeting: MeetingRecord, name: str, note: str = "", number: str = "") -> ItemStepRecord:
    """Take a step of a meeting. When the chair issues the minutes, what was decided becomes tracked items."""
    step = machine(MACHINE).steps.get(name)
    if step is None:
        raise Refused("coordination.not-now")
    if not _may_step(act.actor, meeting, step):
        raise Denied("coordination.direct")
    given = {name for name, value in (("note", note.strip()), ("number", number.strip())) if value}
    try:
        after = take(machine(MACHINE), meeting.state, name, given)
    except StepError as error:
        raise Refused(f"coordination.{error.key}{'-' if error.what else ''}{error.what}") from None
    if _same_person(act.actor, meeting, step):
        raise Refused("coordination.other")
    if len(note) > MOST_TEXT or len(number) > MeetingRecord._meta.get_field("number").max_length:
        raise Refused("coordination.too-long", most=MOST_TEXT)
    if name == "hand-in":
        _complete(meeting)
    before = meeting.state
    act.set(meeting, state=after, **({"number": number.strip()} if "number" in step.needs else {}))
    own = [post.unit for post in act.actor.posts]
    row = ItemStepRecord.objects.create(
        meeting=meeting, name=name, before=before, after=after, unit_id=own[0] if own else None, by_id=act.actor.person,
        at=act.at, day=localdate(act.at), note=note.strip(), number=number.strip(),
    )  # fmt: skip
    if after == "issued":
        _track(act, meeting)
    _tell(act, meeting)
    return row


def _complete(meeting: MeetingRecord) -> None:
    """Refuse minutes to be checked that say nothing, or in which a decision names nobody or a day that is over."""
    decisions = meeting.minutes.get("decisions", ())
    if not decisions and not any(one["text"] for one in meeting.minutes.get("sections", ())):
        raise Refused("coordination.no-minutes")
    for one in decisions:
        if not one["unit"]:
            raise Refused("coordination.decision-unit", text=one["text"][:40])
        if one["due"] and one["due"] < today().isoformat():
            raise Refused("coordination.decision-day", text=one["text"][:40])


def _track(act: Act, meeting: MeetingRecord) -> None:
    """Make an item of each decision; one whose day went by while the minutes lay there has the usual clock."""
    units = {unit.code: unit for unit in UnitRecord.objects.filter(code__in=_codes(meeting))}
    asker = asking_unit(act.actor._replace(posts=()), meeting.plan)
    for one in meeting.minutes.get("decisions", ()):
        due = datetime.date.fromisoformat(one["due"]) if one["due"] >= today().isoformat() else None
        helpers = tuple(units[code] for code in one["helpers"] if code in units)
        matter = Matter(one["text"][:LONGEST_TITLE], one["text"], units[one["unit"]], helpers, due, period=meeting.period)
        create(act, meeting.plan, "minutes", matter, asker, meeting=meeting)


def _codes(meeting: MeetingRecord) -> set[str]:
    return {code for one in meeting.minutes.get("decisions", ()) for code in (one["unit"], *one["helpers"])}


def _tell(act: Act, meeting: MeetingRecord) -> None:
    """Tell who has to act next; once issued, the parties of the plan."""
    hear = hearing.in_posts([meeting.chair_id]) if meeting.state == "signing" else hearing.dispatchers_of(meeting.plan)
    key = "coordination.told-meeting"
    if meeting.state == "issued":
        hear, key = hearing.parties_of(meeting.plan), "coordination.told-minutes"
    tell(hear, key, f"/coordination/meetings/{meeting.pk}", name_of(meeting), act.actor.person, title=meeting.title)
