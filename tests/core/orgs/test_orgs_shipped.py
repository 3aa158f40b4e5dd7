"""The shipped packs hold the facts they should, and a plan finds the pack of its city."""

import re
from pathlib import Path

import pytest

from made_plans import SMALL
from yibiao.core.orgs.pack import DISTRICT_LEVEL
from yibiao.core.orgs.shipped import pack_for, shipped_ids, shipped_pack
from yibiao.files.unitfile import read_pack_path

PACKS = Path(__file__).resolve().parents[3] / "src" / "yibiao" / "packs" / "units"
WUHAN = shipped_pack("wuhan-2021")
UNITS = {unit.id: unit for unit in WUHAN.units}


def test_shipped_packs():
    assert shipped_ids() == ("wuhan-2021", "yunting-2024")
    with pytest.raises(KeyError):
        shipped_pack("../units/wuhan-2021")


@pytest.mark.parametrize("pack_id", shipped_ids())
def test_a_shipped_pack_reads_the_same_as_an_operator_s_file(pack_id):
    assert read_pack_path(PACKS / f"{pack_id}.yaml") == shipped_pack(pack_id)
    assert shipped_pack(pack_id).id == pack_id


def test_wuhan_s_districts_have_their_codes_and_zones_have_none():
    codes = {unit.name: unit.code for unit in WUHAN.units if unit.kind == "district"}
    assert codes == {
        "江岸区": "420102", "江汉区": "420103", "硚口区": "420104", "汉阳区": "420105", "武昌区": "420106",
        "青山区": "420107", "洪山区": "420111", "东西湖区": "420112", "汉南区": "420113", "蔡甸区": "420114",
        "江夏区": "420115", "黄陂区": "420116", "新洲区": "420117",
    }  # fmt: skip
    assert UNITS["wuhan"].code == "420100"
    assert {unit.code for unit in WUHAN.units if unit.kind == "zone"} == {None}


def test_wuhan_s_tables_are_sixteen_in_the_order_of_the_city():
    tables = [unit.name for unit in WUHAN.units if unit.kind in DISTRICT_LEVEL and unit.table is None]
    assert tables == [
        "江岸区", "江汉区", "硚口区", "汉阳区", "武昌区", "青山区", "洪山区", "蔡甸区", "江夏区", "黄陂区", "新洲区",
        "武汉东湖新技术开发区", "武汉经济技术开发区", "武汉临空港经济技术开发区", "东湖生态旅游风景区", "长江新城",
    ]  # fmt: skip
    assert (UNITS["hannan"].table, UNITS["dongxihu"].table) == ("WH-JK", "WH-LKG")


def test_wuhan_s_overlaps_and_ways_of_asking():
    assert UNITS["WH-DH"].overlaps == ("hongshan", "jiangxia")
    assert UNITS["WH-CJ"].overlaps == ("jiangan", "huangpi", "xinzhou")
    by_letter = {unit.name for unit in WUHAN.units if unit.supervision == "letter"}
    assert {"市委组织部", "市中级人民法院", "团市委", "市科协", "市产业投资集团", "省科技厅"} <= by_letter
    assert not {unit.kind for unit in WUHAN.units if unit.supervision == "supervised"} - {
        "region", "district", "zone", "department",
    }  # fmt: skip


def test_every_entry_of_wuhan_has_a_source_and_a_mark():
    assert [unit.id for unit in WUHAN.units if not (unit.source and unit.mark)] == []
    assert [group.names for group in WUHAN.groups if not (group.source and group.mark)] == []


def issued(*issuers, year=2021, date="2021-03-28"):
    document = SMALL.document._replace(
        issuer=issuers[0] if issuers else None, issuers=issuers, year=year, date=date
    )
    return pack_for(SMALL._replace(document=document))


@pytest.mark.parametrize(
    "issuer", ["武汉市人民政府办公厅", "武汉市人民政府", "武汉市科学技术局", "中共武汉市委组织部"]
)
def test_the_city_s_own_issuers_find_its_pack(issuer):
    assert issued(issuer).id == "wuhan-2021"
    assert issued("湖北省人民政府", issuer).id == "wuhan-2021"
    assert issued(issuer, year=None, date=None).id == "wuhan-2021"


@pytest.mark.parametrize(
    "issuer",
    [
        "洪山区人民政府",
        "武汉市洪山区人民政府",
        "市科技局",
        "湖北省科学技术厅",
        "某市人民政府",
        "华中科技大学",
    ],
)
def test_others_do_not(issuer):
    assert issued(issuer) is None


def test_the_pack_nearest_in_time_is_taken(monkeypatch):
    made = {
        f"wuhan-{year}": WUHAN._replace(id=f"wuhan-{year}", as_of=f"{year}-01-01")
        for year in (2016, 2021, 2025)
    }
    monkeypatch.setattr("yibiao.core.orgs.shipped.shipped_ids", lambda: tuple(made))
    monkeypatch.setattr("yibiao.core.orgs.shipped.shipped_pack", made.__getitem__)
    years = {year: issued("武汉市人民政府", year=year).id for year in (2010, 2018, 2019, 2022, 2030)}
    assert years == {
        2010: "wuhan-2016",
        2018: "wuhan-2016",
        2019: "wuhan-2021",
        2022: "wuhan-2021",
        2030: "wuhan-2025",
    }
    assert issued("武汉市人民政府", year=None, date=None).id == "wuhan-2025"


def test_no_pack_of_an_invented_city_bears_a_real_code():
    text = (PACKS / "yunting-2024.yaml").read_text(encoding="utf-8")
    assert re.findall(r"\bcode:", text) == []
