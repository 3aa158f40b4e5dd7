"""The city of the tests of saving."""

import pytest

from made_values import Office, make_city


@pytest.fixture
def city() -> list[Office]:
    """Return the offices of a city made for one test."""
    return make_city()
