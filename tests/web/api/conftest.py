"""The whole site for the tests of the API."""

import pytest

from made_site import Site, make_site


@pytest.fixture
def site(db: None) -> Site:
    return make_site(6)
