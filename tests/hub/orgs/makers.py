"""Units, people and posts for the tests of this folder."""

from datetime import date
from typing import Any

from yibiao.hub.access.actors import SYSTEM, Actor, actor_of
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, PostRecord, UnitRecord
from yibiao.hub.orgs.units import add_unit

LONG_AGO = date(2020, 1, 1)


def city() -> UnitRecord:
    """Make a city of two districts and two departments; return its own unit."""
    region: UnitRecord = add_unit(SYSTEM, None, "city", "试验市", "region")
    for code, name, kind in (
        ("east", "东区", "district"),
        ("west", "西区", "district"),
        ("tech", "市科技局", "department"),
        ("fund", "市财政局", "department"),
    ):
        add_unit(SYSTEM, region, code, name, kind)
    return region


def unit(code: str) -> UnitRecord:
    return UnitRecord.objects.get(code=code)


def person(login: str, **fields: Any) -> PersonRecord:
    made: PersonRecord = PersonRecord.objects.create_person(login, f"人{login}", **fields)
    return made


def post(code: str, kind: str, title: str = "") -> PostRecord:
    return PostRecord.objects.create(unit=unit(code), kind=kind, title=title)


def holder(login: str, code: str, kind: str, since: date | None = LONG_AGO) -> PersonRecord:
    """Make a person who holds a new post."""
    made = person(login)
    HoldingRecord.objects.create(post=post(code, kind), person=made, since=since)
    return made


def acting(someone: PersonRecord) -> Actor:
    """Return the actor of a person as the database has them now."""
    someone.refresh_from_db()
    return actor_of(someone)
