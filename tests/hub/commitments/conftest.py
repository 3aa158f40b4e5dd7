"""A city's units and the example plan published over them."""

from pathlib import Path

import pytest

from made_commitments import load_units, published
from yibiao import compile_text
from yibiao.core.plan import Plan
from yibiao.hub.orgs.models import UnitRecord
from yibiao.hub.plans.models import PlanRecord

EXAMPLE = Path(__file__).parents[3] / "examples" / "wuhan-2021-26.txt"


@pytest.fixture(scope="session")
def example() -> Plan:
    """The example plan, compiled."""
    return compile_text(EXAMPLE.read_text(encoding="utf-8"), name=EXAMPLE.name)


@pytest.fixture
def units(db: None) -> dict[str, UnitRecord]:
    """The units of Wuhan by code."""
    return load_units()


@pytest.fixture
def plan(units: dict[str, UnitRecord], example: Plan) -> PlanRecord:
    """The example, published."""
    return published(example, units["keji"])
