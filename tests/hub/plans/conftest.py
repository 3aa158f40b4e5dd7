"""The office that brings documents in; the makers of hostile files stand with the tests of the readers."""

import sys
from pathlib import Path

import pytest

sys.path.append(str(Path(__file__).parents[2] / "files"))

from made_drafts import kept_files
from made_hub import make_actor, make_city
from yibiao.hub.access.actors import Actor
from yibiao.hub.orgs.models import UnitRecord


@pytest.fixture
def city(db: None) -> dict[str, UnitRecord]:
    return make_city()


@pytest.fixture
def office(city: dict[str, UnitRecord]) -> UnitRecord:
    return city["office"]


@pytest.fixture
def clerk(office: UnitRecord) -> Actor:
    return make_actor(office)


@pytest.fixture(autouse=True)
def no_files_before() -> None:
    for path in kept_files():
        path.unlink()
