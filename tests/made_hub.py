"""A small city for the hub's tests: units, people with posts, and a client for each of them."""

from typing import Any

from django.test import Client

from yibiao.hub.access.actors import Actor, actor_of
from yibiao.hub.orgs.models import HoldingRecord, PersonRecord, PlacementRecord, PostRecord, UnitRecord

PASSWORD = "Kx7-password-for-tests"
CITY = "city"
# code, name, kind, parent: a city office, two departments, two districts, one bureau of a district.
UNITS = (
    (CITY, "云汀市", "region", None),
    ("office", "市政府办公室", "department", CITY),
    ("science", "市科技局", "department", CITY),
    ("finance", "市财政局", "department", CITY),
    ("east", "东城区", "district", CITY),
    ("west", "西城区", "district", CITY),
    ("east-science", "东城区科技局", "department", "east"),
)


def make_city() -> dict[str, UnitRecord]:
    """Make the units; the office brings in documents."""
    units: dict[str, UnitRecord] = {}
    for place, (code, name, kind, parent) in enumerate(UNITS):
        above = units[parent] if parent else None
        path = f"{above.path if above else ''}{code}/"
        units[code] = UnitRecord.objects.create(
            code=code, name=name, kind=kind, parent=above, path=path, place=place, dispatches=code == "office"
        )
        PlacementRecord.objects.create(unit=units[code], parent=above)
    return units


def make_person(unit: UnitRecord, kind: str = "clerk", login: str = "", **fields: Any) -> PersonRecord:
    """Make a person who holds a post of `kind` in `unit`."""
    login = login or f"{unit.code}-{kind}"
    person = PersonRecord.objects.create_person(login, f"张{login}", PASSWORD, **fields)
    post = PostRecord.objects.create(unit=unit, kind=kind)
    HoldingRecord.objects.create(post=post, person=person)
    return person


def signed_in(login: str, **more: Any) -> Client:
    """Return a browser in which somebody has signed in through the login page."""
    browser = Client(**more)
    browser.post("/login", {"login": login, "password": PASSWORD})
    return browser


def make_actor(unit: UnitRecord, kind: str = "clerk", login: str = "") -> Actor:
    """Make a person with a post and return the actor they are."""
    return actor_of(make_person(unit, kind, login))
