"""People, posts, and who holds them."""

import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Router, Schema
from pydantic import Field

from yibiao.hub.access.actors import Actor
from yibiao.hub.access.rights import visible
from yibiao.hub.clock import today
from yibiao.hub.orgs import people, posts
from yibiao.hub.orgs.handover import PARTS
from yibiao.hub.orgs.models import (
    POST_KINDS,
    SEPARATED,
    HandoverRecord,
    HoldingRecord,
    PersonRecord,
    PostRecord,
    UnitRecord,
)
from yibiao.web.api.editions import tagged, unchanged
from yibiao.web.api.finding import one
from yibiao.web.api.paging import Paging, page
from yibiao.web.api.schemas import Code, Listed, Problem, Reason, Short
from yibiao.web.api.writing import acting, editing, named

router = Router(tags=["people"])
Id = Annotated[int, Path(ge=1, le=2**62)]
PostKind = Literal[POST_KINDS]  # type: ignore[valid-type]


class PersonOut(Schema):
    """A person. Personal data are shown to those who look after them alone."""

    id: int
    login: str
    name: str
    phone: str
    email: str
    active: bool
    edition: int


def told(person: PersonRecord) -> dict[str, Any]:
    """Return a person as the API shows it."""
    return {
        "id": person.pk,
        "login": person.login,
        "name": person.name,
        "phone": person.phone,
        "email": person.email,
        "active": person.is_active,
        "edition": person.edition,
    }


class PersonIn(Schema):
    """A new person."""

    login: Annotated[str, Field(min_length=2, max_length=60, pattern=r"^[A-Za-z0-9._@-]+$")]
    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]+$")]
    phone: Annotated[str, Field(max_length=40, pattern=r"^[0-9+() -]*$")] = ""
    email: Annotated[str, Field(max_length=200, pattern=r"^$|^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,3}\.[A-Za-z]{2,24}$")] = ""
    reason: Reason = ""


class PersonEdit(Schema):
    """What changes of a person."""

    name: Annotated[str, Field(min_length=1, max_length=60, pattern=r"^[^\x00-\x1f]+$")] | None = None
    phone: Annotated[str, Field(max_length=40, pattern=r"^[0-9+() -]*$")] | None = None
    email: Annotated[str, Field(max_length=200, pattern=r"^$|^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){0,3}\.[A-Za-z]{2,24}$")] | None = None
    reason: Reason = ""


def rows(request: HttpRequest) -> Any:
    """Return the people the actor may see."""
    return visible(acting(request), "person.read", PersonRecord.objects.all())


@router.get("/people", response=Listed(PersonOut), operation_id="list_people")
def list_people(request: HttpRequest, paging: Annotated[Paging, Query()]) -> Any:
    """People the actor may see."""
    return page(rows(request), paging, told)


@router.get("/people/{person}", response={200: PersonOut, 304: None}, operation_id="read_person")
def read_person(request: HttpRequest, answer: HttpResponse, person: Id) -> Any:
    """One person."""
    row = one(rows(request), pk=person)
    tagged(answer, row)
    return (304, None) if unchanged(request, row) else (200, told(row))


@router.post("/people", response={201: PersonOut, 422: Problem}, operation_id="add_person")
def add_person(request: HttpRequest, answer: HttpResponse, given: PersonIn) -> Any:
    """Add a person; they get in by a link that opens once."""
    row = people.add_person(
        acting(request), given.login, given.name, phone=given.phone, email=given.email, **named(request, given.reason)
    )
    tagged(answer, row)
    return 201, told(row)


@router.patch("/people/{person}", response={200: PersonOut, 422: Problem}, operation_id="edit_person")
def edit_person(request: HttpRequest, answer: HttpResponse, person: Id, given: PersonEdit) -> Any:
    """Change what is known of a person."""
    row = one(rows(request), pk=person)
    fields = {name: value for name, value in given.dict(exclude={"reason"}).items() if value is not None}
    people.edit_person(acting(request), row, **fields, **editing(request, row, given.reason))
    tagged(answer, row)
    return told(row)


@router.delete("/people/{person}", response={200: PersonOut, 422: Problem}, operation_id="erase_person")
def erase_person(request: HttpRequest, answer: HttpResponse, person: Id) -> Any:
    """Erase a person's data; what they did stays in the log, without their name."""
    row = one(rows(request), pk=person)
    people.erase_person(acting(request), row, **editing(request, row))
    tagged(answer, row)
    return told(row)


class HolderOut(Schema):
    """Who holds a post."""

    holding: int
    person: int
    since: datetime.date | None
    until: datetime.date | None


class PostOut(Schema):
    """A post of a unit and who holds it today."""

    id: int
    unit: str
    kind: str
    title: str
    holders: list[HolderOut]


def told_post(post: PostRecord) -> dict[str, Any]:
    """Return a post as the API shows it."""
    day = today()
    held = [one for one in post.holdings.all() if (not one.since or one.since <= day) and (not one.until or one.until >= day)]
    return {
        "id": post.pk,
        "unit": post.unit.code,
        "kind": post.kind,
        "title": post.title,
        "holders": [
            {"holding": one.pk, "person": one.person_id, "since": one.since, "until": one.until} for one in held
        ],
    }


def _posts(request: HttpRequest) -> Any:
    shown = PostRecord.objects.select_related("unit").prefetch_related("holdings")
    return visible(acting(request), "post.read", shown)


@router.get("/posts", response=Listed(PostOut), operation_id="list_posts")
def list_posts(
    request: HttpRequest,
    paging: Annotated[Paging, Query()],
    unit: Annotated[str, Query("", max_length=64, description="of this unit")] = "",
) -> Any:
    """Posts."""
    shown = _posts(request).filter(unit__code=unit) if unit else _posts(request)
    return page(shown, paging, told_post)


class PostIn(Schema):
    """A new post."""

    unit: Code
    kind: PostKind
    title: Annotated[str, Field(max_length=60, pattern=r"^[^\x00-\x1f]*$")] = ""
    reason: Reason = ""


@router.post("/posts", response={201: PostOut, 422: Problem}, operation_id="make_post")
def make_post(request: HttpRequest, given: PostIn) -> Any:
    """Make a post."""
    unit = one(visible(acting(request), "unit.read", UnitRecord.objects.all()), code=given.unit)
    post = posts.make_post(acting(request), unit, given.kind, given.title, **named(request, given.reason))
    return 201, told_post(one(_posts(request), pk=post.pk))


class HoldingIn(Schema):
    """Who takes a post, from when to when."""

    person: Annotated[int, Field(ge=1, le=2**62)]
    since: datetime.date
    until: datetime.date | None = None
    reason: Short = ""


@router.post("/posts/{post}/holdings", response={201: PostOut, 422: Problem}, operation_id="appoint")
def appoint(request: HttpRequest, post: Id, given: HoldingIn) -> Any:
    """Appoint a person to a post."""
    row, person = one(_posts(request), pk=post), one(rows(request), pk=given.person)
    posts.appoint(acting(request), row, person, given.since, given.until, **named(request, given.reason))
    return 201, told_post(one(_posts(request), pk=post))


class EndIn(Schema):
    """The last day."""

    on: datetime.date
    reason: Reason = ""


@router.post("/holdings/{holding}/end", response={200: PostOut, 422: Problem}, operation_id="end_holding")
def end_holding(request: HttpRequest, holding: Id, given: EndIn) -> Any:
    """End a holding."""
    row = one(HoldingRecord.objects.filter(post__in=_posts(request)), pk=holding)
    posts.end_holding(acting(request), row, given.on, **editing(request, row, given.reason))
    return told_post(one(_posts(request), pk=row.post_id))


@router.post("/posts/{post}/acting", response={201: PostOut, 422: Problem}, operation_id="act_for")
def act_for(request: HttpRequest, post: Id, given: HoldingIn) -> Any:
    """Let somebody act for the holder of a post for a time."""
    row, person = one(_posts(request), pk=post), one(rows(request), pk=given.person)
    posts.act_for(
        acting(request), row, person, given.since, given.until, given.reason, **named(request, given.reason)
    )
    return 201, told_post(one(_posts(request), pk=post))


class HandoverIn(Schema):
    """Who takes over, from which day."""

    person: Annotated[int, Field(ge=1, le=2**62)]
    on: datetime.date
    reason: Reason = ""


class HandoverOut(Schema):
    """A post handed over: the sheet says what."""

    id: int
    post: int
    giver: int | None
    taker: int
    day: datetime.date
    sheet: dict[str, Any]


def sheet_for(actor: Actor, row: HandoverRecord) -> dict[str, Any]:
    """Return what somebody may see of a sheet: separated administrators see how much is handed over, not what."""
    theirs = actor.person in (row.giver_id, row.taker_id)
    if theirs or not any(post.kind in SEPARATED for post in actor.posts):
        return dict(row.sheet)
    return {**row.sheet, **{part: [] for part in PARTS}}


def told_handover(actor: Actor, row: HandoverRecord) -> dict[str, Any]:
    """Return a hand-over as the API shows it."""
    return {
        "id": row.pk,
        "post": row.post_id,
        "giver": row.giver_id,
        "taker": row.taker_id,
        "day": row.day,
        "sheet": sheet_for(actor, row),
    }


@router.post("/posts/{post}/handover", response={201: HandoverOut, 422: Problem}, operation_id="hand_over")
def hand_over(request: HttpRequest, post: Id, given: HandoverIn) -> Any:
    """Hand a post over to a successor, with its work."""
    row, person = one(_posts(request), pk=post), one(rows(request), pk=given.person)
    return 201, told_handover(acting(request), posts.hand_over(acting(request), row, person, given.on, **named(request, given.reason)))
