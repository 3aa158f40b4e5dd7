"""The example's tables from the units of the database: the same rows as from the shipped pack."""

from datetime import date
from pathlib import Path

import pytest

from hub.orgs.makers import unit
from yibiao import compile_text
from yibiao.core.commitments.making import make_commitments
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.hub.access.actors import SYSTEM
from yibiao.hub.orgs.packs import load_pack, unit_pack
from yibiao.hub.orgs.queries import unit_named
from yibiao.hub.orgs.units import merge_units, rename_unit

pytestmark = pytest.mark.django_db

EXAMPLE = Path(__file__).parents[3] / "examples/wuhan-2021-26.txt"


def test_the_example_owes_the_same_by_the_units_of_the_database() -> None:
    load_pack(SYSTEM, shipped_pack("wuhan-2021"))
    plan = compile_text(EXAMPLE.read_text(encoding="utf-8"))
    wanted = make_commitments(plan, resolve(plan, shipped_pack("wuhan-2021")))
    assert make_commitments(plan, resolve(plan, unit_pack())) == wanted
    assert len(wanted.rows) > 100
    # As of the plan's day the pack differs in that day alone.
    on = unit_pack(date(2021, 3, 28))
    assert on == shipped_pack("wuhan-2021")
    assert make_commitments(plan, resolve(plan, on)).rows == wanted.rows


def test_what_changes_later_leaves_an_old_plan_as_it_was() -> None:
    load_pack(SYSTEM, shipped_pack("wuhan-2021"))
    plan = compile_text(EXAMPLE.read_text(encoding="utf-8"))
    wanted = make_commitments(plan, resolve(plan, unit_pack()))
    rename_unit(SYSTEM, unit("keji"), "市科技创新局（新）", date(2024, 3, 1))
    merge_units(SYSTEM, unit("jinrong"), unit("caizheng"), date(2024, 3, 1))
    for pack in (unit_pack(), unit_pack(date(2021, 3, 28))):
        made = make_commitments(plan, resolve(plan, pack))
        assert [(row.unit, row.key) for row in made.rows] == [(row.unit, row.key) for row in wanted.rows]
    names = {one.id: one.name for one in unit_pack(date(2021, 3, 28)).units}
    assert (names["keji"], names["jinrong"]) == ("市科技局", "市地方金融工作局")
    heir = unit_named("市金融局", date(2024, 3, 1))
    assert heir is not None
    assert heir.code == "caizheng"
