"""The example's tables against rows written by hand for a district, a zone and a department."""

from functools import cache
from pathlib import Path

import pytest
import yaml

from yibiao import compile_text
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.values import Commitments
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.tables.forms import shipped_form
from yibiao.core.tables.making import tables
from yibiao.core.tables.values import UnitTable

ROOT = Path(__file__).parents[3]
EXPECTED = yaml.safe_load((Path(__file__).with_name("expected-wuhan.yaml")).read_text(encoding="utf-8"))
ZONES = ("武汉东湖新技术开发区", "武汉经济技术开发区（汉南区）", "武汉临空港经济技术开发区（东西湖区）")


@cache
def commitments() -> Commitments:
    plan = compile_text((ROOT / "examples/wuhan-2021-26.txt").read_text(encoding="utf-8"))
    return make_commitments(plan, resolve(plan, shipped_pack("wuhan-2021")))


@cache
def issued() -> dict[str, UnitTable]:
    return {table.unit_name: table for table in tables(commitments(), shipped_form("issued"))}


def cells(table: UnitTable, *keys: str) -> list[tuple[str, ...]]:
    places = [[column.key for column in table.form.columns].index(key) for key in keys]
    return [tuple(str(row.cells[place]) for place in places) for row in table.rows]


def path_of(clause: str) -> str:
    """Return 二（三）1 as 2.3.1."""
    digits = {"一": "1", "二": "2", "三": "3", "四": "4"}
    return ".".join(digits.get(char, char) for char in clause if char not in "（）")


@pytest.mark.parametrize("unit", EXPECTED)
def test_every_row_of_a_table_is_as_written_by_hand(unit: str) -> None:
    found = cells(issued()[unit], "clause", "role", "own", "item")
    wanted = [tuple(part.strip() for part in line.split("|")) for line in EXPECTED[unit]]
    lines = [
        (path_of(clause), role, own.replace("——", "—"))
        for clause, role, own, _ in found
    ]
    assert lines == [line[:3] for line in wanted]
    for (*_, text), (*_, words) in zip(found, wanted, strict=True):
        assert words in text


def test_every_district_and_zone_has_a_table() -> None:
    local = [
        unit for unit in commitments().pack.units if unit.kind in ("district", "zone") and not unit.table
    ]
    assert len(local) == 16
    made = issued()
    assert all(any(name.startswith(unit.name) for name in made) for unit in local)
    assert "汉南区" not in made


def test_a_park_stands_in_the_table_of_its_own_district_alone() -> None:
    parks = {
        "江岸区": "汉口文创谷", "江汉区": "江汉创谷", "硚口区": "D+M小镇", "汉阳区": "龙阳湖健康谷",
        "武昌区": "中科武大智谷", "青山区": "武钢大数据产业园", "洪山区": "烽火创新谷",
        ZONES[0]: "硅谷小镇", ZONES[1]: "南太子湖创谷", ZONES[2]: "网安大厦",
    }  # fmt: skip
    for unit, park in parks.items():
        holders = [
            name
            for name, table in issued().items()
            if any(park in item for (item,) in cells(table, "item"))
            and next(each for each in commitments().pack.units if name.startswith(each.name)).kind
            in ("district", "zone")
        ]
        assert holders == [unit]


def test_events_are_ten_for_the_three_zones_and_five_elsewhere() -> None:
    for row in commitments().rows:
        unit = next(unit for unit in commitments().pack.units if unit.id == row.unit)
        if unit.kind in ("district", "zone") and row.target and row.target.subject == "对接活动":
            wanted = 10 if unit.name in [zone.partition("（")[0] for zone in ZONES] else 5
            assert (row.holding, row.figure and row.figure.low) == ("own", wanted)
            assert bool(row.stricter) == (wanted == 10)


def test_no_total_is_copied_into_a_district() -> None:
    for row in commitments().rows:
        unit = next(unit for unit in commitments().pack.units if unit.id == row.unit)
        if unit.kind in ("district", "zone") and row.target and not row.target.each and row.holding != "none":
            assert row.holding == "unset"
            assert row.figure is None


def test_a_task_without_a_clause_and_headline_goals_are_nobodys() -> None:
    named = {target.id for target in commitments().unowned}
    assert {"1-t1", "1-t2", "1-t4", "1-t5", "1-t6", "2.3.1-t1", "2.3.1-t2"} == named


def test_every_row_leads_back_to_characters_of_the_document() -> None:
    plan = commitments().plan
    for row in commitments().rows:
        assert row.spans
        for span in row.spans:
            assert plan.text[span.start : span.end].strip()
        own = plan.text[row.spans[0].start : row.spans[0].end]
        assert own == (row.target.text if row.target else row.text)


def test_keys_are_told_apart_and_stay_the_same() -> None:
    keys = [row.key for row in commitments().rows]
    assert len(set(keys)) == len(keys)
    commitments.cache_clear()
    assert [row.key for row in commitments().rows] == keys
