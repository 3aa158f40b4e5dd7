"""Clients and people for the tests of signing in."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client

import login_pages
from made_hub import make_city, make_person
from yibiao.hub.orgs.models import PersonRecord, UnitRecord
from yibiao.web import templating

PASSWORD = "Kx7-password-for-tests"


@pytest.fixture(autouse=True)
def _addresses(settings: Any) -> Iterator[None]:
    """The site's addresses are kept once read; here they are others."""
    _forget()
    settings.ROOT_URLCONF = "login_pages"
    login_pages.taken.clear()
    yield
    _forget()


def _forget() -> None:
    for kept in (templating.link, templating.frame_part):
        kept.cache_clear()


@pytest.fixture
def city() -> dict[str, UnitRecord]:
    return make_city()


@pytest.fixture
def li(city: dict[str, UnitRecord]) -> PersonRecord:
    """A clerk with the login `li`."""
    return make_person(city["east"], "clerk", "li")


@pytest.fixture
def sign_in() -> Callable[..., Any]:
    """Return what sends a login and a password."""

    def send(client: Client, login: str = "li", password: str = PASSWORD, **more: Any) -> Any:
        return client.post("/login", {"login": login, "password": password, **more})

    return send
