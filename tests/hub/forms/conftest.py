"""The city of the tests of forms, in the last days of May."""

from collections.abc import Iterator

import pytest

from reporting_city import City, make_city, on
from yibiao.hub import clock


@pytest.fixture
def city(db: None) -> Iterator[City]:
    made = make_city()
    with clock.played(on("2026-05-26")):
        yield made
