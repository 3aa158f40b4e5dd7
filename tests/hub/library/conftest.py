"""A small city with a library of invented documents."""

import pytest

from library_documents import library
from made_hub import make_actor, make_city
from yibiao.hub.access.actors import Actor
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import DocumentRecord


@pytest.fixture
def city(db: None) -> dict[str, UnitRecord]:
    return make_city()


@pytest.fixture
def clerk(city: dict[str, UnitRecord]) -> Actor:
    """Somebody of the office that brings documents in."""
    return make_actor(city["office"])


@pytest.fixture
def outsider(city: dict[str, UnitRecord]) -> Actor:
    """Somebody of a district, who sees what is published."""
    return make_actor(city["east"])


@pytest.fixture
def forty(city: dict[str, UnitRecord]) -> list[DocumentRecord]:
    return list(library(city["office"], 40, 600))
