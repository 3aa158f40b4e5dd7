"""The units a sentence begins with: every example of the pack."""

import pytest

from made_packs import trial_city
from yibiao import packs
from yibiao.core.orgs.openings import Openings

UNITS = """
  - {id: south, name: 江南区, kind: district}
  - {id: north, name: 江北区, kind: district}
"""
GROUPS = """
  - {names: [城区, 各城区], members: [south, north]}
"""
KINDS = packs.load("language/openings")


@pytest.mark.parametrize("sentence", [each for kind in KINDS.values() for each in kind["examples"]])
def test_examples_begin_with_a_unit(sentence: str) -> None:
    found = Openings(trial_city(UNITS, GROUPS)).of(sentence)
    assert found
    assert "south" in found.units


@pytest.mark.parametrize("sentence", [each for kind in KINDS.values() for each in kind["not"]])
def test_counter_examples_begin_with_nobody(sentence: str) -> None:
    found = Openings(trial_city(UNITS, GROUPS)).of(sentence)
    assert not found
