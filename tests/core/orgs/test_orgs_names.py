"""A unit is found whatever the spelling of its name; names that are another unit's are not."""

import pytest

from yibiao import packs
from yibiao.core.orgs.names import Directory, class_forms, unit_forms
from yibiao.core.orgs.shipped import shipped_pack

WUHAN = Directory(shipped_pack("wuhan-2021"), "2021-03-28")

SPELLINGS = {
    "wuhan": ["武汉市", "武汉市人民政府", "市人民政府", "市政府"],
    "fagai": [
        "市发展改革委",
        "市发改委",
        "市发展和改革委员会",
        "武汉市发展和改革委员会",
        "发展改革委",
        "武汉市发改委",
    ],
    "keji": ["市科技局", "武汉市科技局", "武汉市科学技术局", "科技局"],
    "shichang": ["市市场监管局", "武汉市市场监督管理局", "市场监管局"],
    "renshe": ["市人力资源和社会保障局", "市人力资源社会保障局", "人社局"],
    "weijian": ["市卫生健康委员会", "市卫健委"],
    "shuiwu": ["市税务局", "国家税务总局武汉市税务局"],
    "qiaokou": [
        "硚口区",
        "礄口区",
        "硚口区人民政府",
        "武汉市硚口区",
        "硚口区政府",
        "硚口区委",
        "硚口区委区政府",
    ],
    "WH-DH": [
        "武汉东湖新技术开发区",
        "武汉东湖新技术开发区管委会",
        "东湖高新区管理委员会",
        "光谷",
        "ovc",
        "武汉东湖高新区",
    ],
    "WH-JK": ["武汉经济技术开发区(汉南区)", "武汉经济技术开发区〈汉南区〉管委会", "武汉经开区"],
    "WH-LKG": ["武汉临空港经济技术开发区（东西湖区）", "临空港经开区"],
    "hannan": ["汉南区", "汉南区人民政府"],
    "zuzhibu": ["市委组织部", "武汉市委组织部", "中共武汉市委组织部"],
    "tuanshiwei": ["团市委", "共青团武汉市委"],
    "kexie": ["市科协", "市科学技术协会"],
    "hb-keji": ["省科技厅", "湖北省科学技术厅"],
}
CASES = [(name, unit) for unit, names in SPELLINGS.items() for name in names]


@pytest.mark.parametrize(("name", "unit"), CASES, ids=[name for name, _ in CASES])
def test_spelling(name, unit):
    assert WUHAN.find(name).unit.id == unit


@pytest.mark.parametrize(
    "name", ["省财政厅", "区科技局", "市公安局交警支队", "科学城", "江口区", "市委", "国家发展改革委", ""]
)
def test_another_unit_is_not_taken_for_one_of_ours(name):
    assert WUHAN.find(name) is None


@pytest.mark.parametrize(
    ("name", "first"),
    [("各区", "jiangan"), ("全市各区人民政府", "jiangan"), ("各区政府", "jiangan"), ("武汉市各区", "jiangan"),
     ("每个区", "jiangan"), ("中心城区", "jiangan"), ("新城区", "caidian"), ("三大国家级开发区", "WH-DH"),
     ("各开发区管理委员会", "WH-DH"), ("各区人民政府(开发区管委会)", "jiangan")],
)  # fmt: skip
def test_class(name, first):
    group = WUHAN.group_at(WUHAN.group(name))
    assert group.members[0] == first


def test_classes_that_are_none():
    assert WUHAN.group("各街道") is None
    assert WUHAN.group("各") is None


@pytest.mark.parametrize(
    "short", packs.load("language/offices")["abbreviations"].items(), ids=lambda pair: pair[0]
)
def test_every_abbreviation_shares_a_form_with_its_full_name(short):
    name, full = short
    assert set(unit_forms(f"市{name}", "某市")) & set(unit_forms(f"市{full}", "某市"))
    assert f"市{name}" in unit_forms(f"某市{name}", "某市")


def test_forms_begin_with_the_name_as_written():
    assert unit_forms("武汉市科技局", "武汉市")[:3] == ("武汉市科技局", "市科技局", "科技局")
    assert class_forms("全市各区人民政府", "武汉市")[0] == "全市各区人民政府"
    assert "区" in class_forms("全市各区人民政府", "武汉市")


@pytest.mark.parametrize("name", ["西河街道", "西河街道办事处", "西河街道党工委"])
def test_an_office_of_a_subdistrict_is_the_subdistrict(name):
    assert {"西河街道", "西河"} & set(unit_forms(name, "试验区"))
    assert set(unit_forms("西河街道", "试验区")) & set(unit_forms(name, "试验区"))
