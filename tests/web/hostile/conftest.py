"""The whole site, for those who try to break it."""

import pytest

from made_site import Site, make_site


@pytest.fixture
def site(db: None) -> Site:
    return make_site()
