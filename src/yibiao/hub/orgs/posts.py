"""Actions on posts: made, held, acted for, handed over. Rights follow at once, since actors are read anew.

Days are inclusive; where something ends, `on` is the first day without it. A post has one holder at a time.
"""

from datetime import date

from yibiao.hub.access.rights import may
from yibiao.hub.access.subjects import Subject
from yibiao.hub.actions import Act, Refused, action
from yibiao.hub.clock import now
from yibiao.hub.orgs.days import meet
from yibiao.hub.orgs.ending import end
from yibiao.hub.orgs.handover import sheet
from yibiao.hub.orgs.models import (
    POST_KINDS,
    ActingRecord,
    HandoverRecord,
    HoldingRecord,
    PersonRecord,
    PostRecord,
    UnitRecord,
)
from yibiao.hub.orgs.separation import Held, check_guarded, check_separated


def _of_unit(unit: UnitRecord) -> Subject:
    """A post that isn't there yet is asked about by its unit."""
    return Subject("post", paths=(unit.path,))


def _of_row(row: HoldingRecord | ActingRecord) -> PostRecord:
    return row.post


@action("post.make", "post.assign", about=_of_unit)
def make_post(act: Act, unit: UnitRecord, kind: str, title: str = "") -> PostRecord:
    """Make a post of a unit; `kind` is one of `POST_KINDS`."""
    if kind not in POST_KINDS:
        raise Refused("orgs.post-kind", found=kind)
    if unit.until:
        raise Refused("orgs.ended", name=unit.name, day=unit.until)
    post = PostRecord.objects.create(unit=unit, kind=kind, title=title.strip())
    act.about(post)
    act.made(post, "unit", "kind", "title")
    return post


@action("post.appoint", "post.assign")
def appoint(
    act: Act, post: PostRecord, person: PersonRecord, since: date | None, until: date | None = None
) -> HoldingRecord:
    """Give a person a post from `since` (None: since ever) to `until`."""
    _check_other(act, person)
    check_span(since, until)
    check_fit(post, person, since, until)
    check_separated(person.pk, Held(post.kind, since, until))
    return _hold(act, post, person, since, until)


@action("post.end", "post.assign", about=_of_row)
def end_holding(act: Act, holding: HoldingRecord, on: date) -> HoldingRecord:
    """End a holding: `on` is the first day without it."""
    if holding.until and holding.until < on:
        raise Refused("orgs.over", day=holding.until)
    check_guarded([holding], on)
    end(act, [holding], on)
    return holding


@action("post.act")
def act_for(
    act: Act, post: PostRecord, person: PersonRecord, since: date, until: date, reason: str = ""
) -> ActingRecord:
    """Let a person act for a post's holder for a time (代理), with all rights of the post."""
    _check_passing(act, post, person)
    check_span(since, until)
    check_active(person)
    _check_unit(post, until)
    if any(meet((since, until), row) for row in _spells(post, person)):
        raise Refused("orgs.acts-already", name=person.name)
    check_separated(person.pk, Held(post.kind, since, until))
    acting = ActingRecord.objects.create(post=post, person=person, since=since, until=until, reason=reason)
    act.made(acting, "person", "since", "until", "reason")
    return acting


@action("post.act-end", "post.act", about=_of_row)
def end_acting(act: Act, acting: ActingRecord, on: date) -> ActingRecord:
    """End an acting before its time: `on` is the first day without it."""
    if acting.until and acting.until < on:
        raise Refused("orgs.over", day=acting.until)
    end(act, [acting], on)
    return acting


@action("post.handover")
def hand_over(
    act: Act, post: PostRecord, to_person: PersonRecord, on: date, giver: PersonRecord | None = None
) -> HandoverRecord:
    """Hand a post over to a successor, who holds it from `on` on, with a sheet of what they take over as it stands now.

    `giver` is who hands it over, where the asker saw who that is: refused where somebody else holds it by now.
    Handed on again the same day, the last one counts: whoever had it between held it for no day.
    """
    _check_passing(act, post, to_person)
    check_active(to_person)
    _check_unit(post, None)
    holdings = HoldingRecord.objects.filter(post=post).select_related("post", "person")
    given = [row for row in holdings if row.until is None or row.until >= on]
    _check_given(given, to_person, on)
    if giver is not None and giver.pk not in {row.person_id for row in given}:
        raise Refused("orgs.not-held", name=giver.name or giver.login)
    giver = given[0].person if given else None
    end(act, given, on)
    end(act, ActingRecord.objects.filter(post=post, person=to_person, until__gte=on), on)
    check_separated(to_person.pk, Held(post.kind, on, None))
    _hold(act, post, to_person, on, None)
    record = HandoverRecord(post=post, giver=giver, taker=to_person, day=on, at=now())
    record.sheet = sheet(post, giver, to_person, on)
    record.save()
    act.made(record, "giver", "taker", "day")
    return record


def _check_other(act: Act, person: PersonRecord) -> None:
    """Refuse to give a post to oneself: rights come from somebody else, for good and for a time."""
    if person.pk == act.actor.person:
        raise Refused("orgs.not-oneself")


def _check_passing(act: Act, post: PostRecord, person: PersonRecord) -> None:
    """Refuse to pass on a post that isn't one's own to give.

    Who acts for a holder has the rights of the post and not the post.
    """
    _check_other(act, person)
    if any(held.acting and held.post == post.pk for held in act.actor.posts) and not may(act.actor, "post.assign", post):
        raise Refused("orgs.acts-only")


def _check_given(given: list[HoldingRecord], taker: PersonRecord, on: date) -> None:
    for row in given:
        if row.person_id == taker.pk:
            raise Refused("orgs.holds-already", name=taker.name)
        if row.since and row.since > on:
            raise Refused("orgs.held-later", day=row.since)


def _hold(
    act: Act, post: PostRecord, person: PersonRecord, since: date | None, until: date | None
) -> HoldingRecord:
    holding = HoldingRecord.objects.create(post=post, person=person, since=since, until=until)
    told = [name for name in ("since", "until") if getattr(holding, name)]
    act.made(holding, "person", *told)
    return holding


def check_span(since: date | None, until: date | None) -> None:
    """Refuse days that end before they begin."""
    if since and until and until < since:
        raise Refused("orgs.backwards", since=since, until=until)


def check_fit(post: PostRecord, person: PersonRecord, since: date | None, until: date | None) -> None:
    """Refuse a holder for a post that another holds then, or that has no unit then, or whose account is closed."""
    check_active(person)
    _check_unit(post, until)
    for row in HoldingRecord.objects.filter(post=post).select_related("person"):
        if meet((since, until), (row.since, row.until)):
            key = "orgs.holds-already" if row.person_id == person.pk else "orgs.post-taken"
            raise Refused(key, name=row.person.name)


def check_active(person: PersonRecord) -> None:
    """Refuse somebody whose account is closed."""
    person.refresh_from_db()
    if not person.is_active:
        raise Refused("orgs.closed-account", name=person.name or person.login)


def _check_unit(post: PostRecord, until: date | None) -> None:
    unit = post.unit
    if unit.until and (until is None or until > unit.until):
        raise Refused("orgs.ended", name=unit.name, day=unit.until)


def _spells(post: PostRecord, person: PersonRecord) -> list[tuple[date | None, date | None]]:
    """Return when a person holds a post or acts for it."""
    held = HoldingRecord.objects.filter(post=post, person=person).values_list("since", "until")
    acted = ActingRecord.objects.filter(post=post, person=person).values_list("since", "until")
    return [*held, *acted]
