"""A pack drafted from a document loads as it is, holds every unit it names, and says what to fill in."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from made_plans import SMALL, plans
from yibiao.core.orgs.draft import draft
from yibiao.core.orgs.drafttext import draft_text
from yibiao.core.orgs.kinds import city_of, guess_kind, guess_members
from yibiao.core.orgs.mentions import mentions
from yibiao.core.orgs.pack import OrgUnit
from yibiao.core.orgs.resolve import resolve
from yibiao.core.orgs.shipped import pack_for, shipped_pack
from yibiao.files.documents import compile_document, compile_text
from yibiao.files.unitfile import read_pack

ROOT = Path(__file__).resolve().parents[3]
CORPUS = sorted((ROOT / "tests" / "corpus").glob("*.txt"))
WUHAN = shipped_pack("wuhan-2021")

DOCUMENT = """云岭市人民政府办公室关于印发创新工作方案的通知
云政办〔2023〕9号
各县（市、区）人民政府：
一、重点任务
1.建设平台。建成平台5个以上。（牵头单位：市科学技术局；责任单位：市发展和改革委员会，市委组织部，省科技厅，东湾区、西湾区人民政府，云岭高新区管委会，云岭水务集团）
2.引进人才。引进人才10名。（牵头单位：市科技局；责任单位：市发改委、市交通局（市港航局），各县（市、区）人民政府，有关部门）
云岭市人民政府办公室
2023年3月28日
"""


@pytest.fixture(scope="module")
def drafted():
    return read_pack(draft_text(draft(compile_text(DOCUMENT))).encode())


def test_every_unit_is_there_with_its_kind(drafted):
    kinds = {unit.name: unit.kind for unit in drafted.units}
    assert kinds == {
        "云岭市": "region", "东湾区": "district", "西湾区": "district", "云岭高新区": "zone",
        "市科学技术局": "department", "市发展和改革委员会": "department", "市交通局": "department",
        "市委组织部": "party", "云岭水务集团": "company", "省科技厅": "upper",
    }  # fmt: skip
    assert drafted.region == "云岭市"
    assert (drafted.as_of, drafted.issuers) == ("2023-03-28", ("云岭市人民政府办公室",))
    assert {unit.source for unit in drafted.units} == {"云政办〔2023〕9号"}
    assert {unit.mark for unit in drafted.units} == {"?"}


def test_spellings_of_one_unit_are_joined(drafted):
    aliases = {unit.name: [alias.name for alias in unit.aliases] for unit in drafted.units if unit.aliases}
    assert aliases == {
        "市科学技术局": ["市科技局"],
        "市发展和改革委员会": ["市发改委"],
        "市交通局": ["市港航局"],
    }


def test_classes_have_the_members_their_words_say(drafted):
    (districts, relevant) = drafted.groups
    assert (districts.names, districts.open) == (("各县（市、区）人民政府",), False)
    assert districts.members == ("东湾区", "西湾区")
    assert relevant.open
    assert "市科学技术局" in relevant.members


def test_a_draft_resolves_its_own_document(drafted):
    resolution = resolve(compile_text(DOCUMENT), drafted)
    assert {found.ref.name for found in resolution.by_ref.values() if not found.units} == {"有关部门"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_comments_say_what_to_fill_in(lang):
    text = draft_text(draft(compile_text(DOCUMENT)), lang)
    assert ("code" in text, "successor" in text, "--units" in text) == (True, True, True)
    assert "TODO" not in text
    assert ("行政区划" in text) is (lang == "zh")
    assert read_pack(text.encode()) == read_pack(draft_text(draft(compile_text(DOCUMENT))).encode())


def test_a_shipped_pack_s_facts_are_taken_over():
    plan = compile_document(ROOT / "examples" / "wuhan-2021-26.txt", sandbox=False)
    made = draft(plan, pack_for(plan))
    pack = read_pack(draft_text(made).encode())
    units = {unit.id: unit for unit in pack.units}
    known = {unit.id: unit for unit in WUHAN.units}
    assert {unit for unit in units if units[unit] != known.get(unit)} == set()
    assert {unit.id for unit in WUHAN.units if unit.kind in ("region", "district", "zone")} <= set(units)
    assert "gongan" not in units
    again, before = resolve(plan, pack), resolve(plan, WUHAN)
    assert {ref: set(found.units) for ref, found in again.by_ref.items()} == {
        ref: set(found.units) for ref, found in before.by_ref.items()
    }
    # What the compiler took for a unit and is none is left out, and said.
    assert not {name for name in made.left if name in units}


@pytest.mark.parametrize("path", CORPUS, ids=lambda path: path.stem)
def test_every_document_of_the_corpus_gives_a_draft_that_holds_its_units(path):
    plan = compile_document(path, sandbox=False)
    made = draft(plan, pack_for(plan))
    pack = read_pack(draft_text(made).encode())
    resolution = resolve(plan, pack)
    told = {found.about for found in resolution.findings if found.code == "unknown-unit"}
    assert told <= set(made.left)
    for mention in mentions(plan):
        if mention.where == "role" and not mention.ref.group:
            assert resolution.by_ref[mention.ref].units, mention.ref.name


@given(plans)
@settings(max_examples=60)
def test_any_plan_gives_a_draft_that_loads(plan):
    for known in (None, WUHAN):
        made = draft(plan, known)
        assert read_pack(draft_text(made).encode("utf-8", "replace")).units


@pytest.mark.parametrize(
    ("issuer", "city"),
    [("武汉市人民政府办公厅", "武汉市"), ("武汉市江岸区人民政府", "江岸区"), ("中共云岭市委办公室", "云岭市"),
     ("济南市市中区人民政府", "市中区"), ("澄湖区人民政府桐荫街道办事处", "桐荫街道"), ("栖云镇人民政府", "栖云镇"),
     ("杭州市人民政府办公厅", "杭州市"), ("浙江省杭州市西湖区人民政府", "西湖区"), ("江苏省镇江市人民政府", "镇江市"),
     ("新乡市新乡县人民政府", "新乡县"), ("广西壮族自治区人民政府", "广西壮族自治区"), ("国务院办公厅", "国务院"), ("农业农村部", "农业农村部")],
)  # fmt: skip
def test_the_city_of_an_issuer(issuer, city):
    assert city_of(SMALL.document._replace(issuer=issuer, issuers=(issuer,))) == city


def test_a_long_title_is_no_trouble():
    title = "关于印发《“十四五”科技创新提能：行动方案》的通知 " * 4 + "# : - {x}"
    document = SMALL.document._replace(number=None, title=title)
    pack = read_pack(draft_text(draft(SMALL._replace(document=document))).encode())
    assert pack.units[0].source == title


def test_a_document_without_a_head_gets_a_name_to_be_replaced():
    bare = SMALL.document._replace(issuer=None, issuers=(), title=None, plan_title=None, date=None, year=None)
    pack = read_pack(draft_text(draft(SMALL._replace(document=bare))).encode())
    assert (pack.units[0].name, pack.as_of) == ("本市", "2000")


@pytest.mark.parametrize(
    ("name", "city", "kind"),
    [("市财政局", "某市", "department"), ("省财政厅", "某市", "upper"), ("国家统计局", "某省", "upper"),
     ("市公安局", "某县", "upper"), ("区住建局", "某街道", "upper"), ("市南区", "某市", "district"),
     ("某某经济开发区", "某市", "zone"), ("东湾区人民检察院", "某市", "court"), ("市委宣传部", "某市", "party"),
     ("团县委", "某县", "party"), ("市个体劳动者协会", "某市", "association"), ("国网某市供电公司", "某市", "company"),
     ("华中科技大学", "某市", "institution"), ("青山社区", "某街道", "district")],
)  # fmt: skip
def test_kind_by_the_look_of_a_name(name, city, kind):
    assert guess_kind(name, city) == kind


def test_members_by_the_words_of_a_class():
    units = [OrgUnit("a", "甲区", "district"), OrgUnit("b", "乙县", "district"), OrgUnit("z", "高新区", "zone"),
             OrgUnit("d", "市财政局", "department")]  # fmt: skip
    assert guess_members("各县（市、区）人民政府", units) == (("a", "b"), True)
    assert guess_members("各区", units) == (("a",), True)
    assert guess_members("各区（开发区）", units) == (("a", "z"), True)
    assert guess_members("各开发区管委会", units) == (("z",), True)
    assert guess_members("有关部门", units) == (("d",), False)
    assert guess_members("各中心城区", units) == (("a",), False)
    assert guess_members("各依托单位", units) == ((), False)


def test_a_zone_that_a_definition_includes_by_name_is_a_unit():
    text = (
        "松岭市人民政府关于印发2024年工作方案的通知\n\n一、主要任务\n1.办事。完善制度。（责任单位：市财政局，各区人民政府〈含松岭"
        "经济开发区管委会、各工业园区管委会，下同〉）\n\n松岭市人民政府\n2024年2月5日\n"
    )
    pack = draft(compile_text(text)).pack
    assert ("松岭经济开发区", "zone") in {(unit.name, unit.kind) for unit in pack.units}
    named = {name for group in pack.groups for name in group.names}
    assert "各工业园区管委会" in named
    assert "松岭经济开发区管委会" not in named
