"""One world for all tests of rights, made once in a transaction that is never committed."""

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from matrix_map import Endpoint, endpoints
from matrix_table import Table
from matrix_world import World


@pytest.fixture(scope="module")
def world(django_db_setup: None, django_db_blocker: Any) -> Iterator[World]:
    """The city with one of everything."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield World()
        transaction.set_rollback(True)


@pytest.fixture(scope="module")
def table(world: World) -> Table:
    """What is expected."""
    return Table(world.names)


@pytest.fixture(scope="module")
def there(world: World) -> list[Endpoint]:
    """Every endpoint there is."""
    return endpoints(world.clients["office.clerk"])
