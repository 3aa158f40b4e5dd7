"""A district with rows to fill in, made for each test."""

import pytest

from evidence_field import Field, make_field


@pytest.fixture
def field(db: None) -> Field:
    return make_field()
