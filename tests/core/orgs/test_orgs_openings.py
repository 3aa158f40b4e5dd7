"""The units a sentence begins with: every example of the pack."""

import pytest
import yaml

from yibiao import packs
from yibiao.core.orgs.book import unit_pack
from yibiao.core.orgs.openings import Openings

PACK = """
format: yibiao-units/1
id: test
title: 试验市
as_of: "2024"
region: city
issuers: [试验市人民政府]
units:
  - {id: city, name: 试验市, kind: region}
  - {id: south, name: 江南区, kind: district}
  - {id: north, name: 江北区, kind: district}
groups:
  - {names: [城区, 各城区], members: [south, north]}
"""
KINDS = packs.load("language/openings")


@pytest.mark.parametrize("sentence", [each for kind in KINDS.values() for each in kind["examples"]])
def test_examples_begin_with_a_unit(sentence: str) -> None:
    found = Openings(unit_pack(yaml.safe_load(PACK))).of(sentence)
    assert found
    assert "south" in found.units


@pytest.mark.parametrize("sentence", [each for kind in KINDS.values() for each in kind["not"]])
def test_counter_examples_begin_with_nobody(sentence: str) -> None:
    found = Openings(unit_pack(yaml.safe_load(PACK))).of(sentence)
    assert not found
