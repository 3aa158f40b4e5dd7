"""Every unit of a plan is somebody: a unit, the members of a class as the document widens it, or a finding."""

from pathlib import Path

import pytest
from hypothesis import given, settings

from made_packs import packs, small
from made_plans import SMALL, TARGET, TASK, plans
from yibiao.core.orgs.book import unit_pack
from yibiao.core.orgs.mentions import may_be_unit, mentions
from yibiao.core.orgs.names import holds, unit_names
from yibiao.core.orgs.resolve import dated, merged, resolve
from yibiao.core.orgs.shipped import shipped_pack
from yibiao.core.plan import Definition, Measure, UnitRef
from yibiao.core.spans import Span
from yibiao.core.splits.values import Chosen
from yibiao.files.documents import compile_document

ROOT = Path(__file__).resolve().parents[3]
EXAMPLE = ROOT / "examples" / "wuhan-2021-26.txt"
CRAWL = ROOT.parent / "shared" / "data" / "wuhan-2021-26.crawl.txt"
WUHAN = shipped_pack("wuhan-2021")
YUNTING = shipped_pack("yunting-2024")

CENTRAL = ("jiangan", "jianghan", "qiaokou", "hanyang", "wuchang", "qingshan", "hongshan")
NEW = ("caidian", "jiangxia", "huangpi", "xinzhou")
NATIONAL = ("WH-DH", "WH-JK", "WH-LKG")
ZONES = (*NATIONAL, "WH-FJQ", "WH-CJ")


@pytest.fixture(scope="module", params=[EXAMPLE, CRAWL], ids=["example", "page"])
def wuhan(request):
    if not request.param.exists():
        pytest.skip(f"{request.param.name} is not here")
    return compile_document(request.param, sandbox=False)


def by_name(resolution, name):
    return [found for ref, found in resolution.by_ref.items() if ref.name == name]


def plan_of(*names, on="2021-03-28", definitions=(), groups=()):
    """Return a plan whose one task lists units, ten characters apart."""
    refs = [UnitRef(name, name, Span(10 * at, 10 * at + 5), name in groups) for at, name in enumerate(names)]
    document = SMALL.document._replace(date=on)
    task = TASK._replace(lead=(), responsible=tuple(refs), measures=())
    return SMALL._replace(
        document=document, tasks=(task,), targets=(), definitions=tuple(definitions), findings=()
    )


def only(pack, name, **kwargs):
    resolution = resolve(plan_of(name, **kwargs), pack)
    (found,) = resolution.by_ref.values()
    return found, resolution.findings


# --- the reference document


def test_every_task_of_the_document_is_resolved_but_three_classes(wuhan):
    resolution = resolve(wuhan, WUHAN)
    assert {mention.ref for mention in mentions(wuhan)} == set(resolution.by_ref)
    in_clauses = {mention.ref for mention in mentions(wuhan) if mention.where != "measure"}
    without = {ref.name for ref in in_clauses if not resolution.by_ref[ref].units}
    assert without == {"各依托单位", "有关专班单位", "各相关区人民政府"}
    told = {(found.code, found.about) for found in resolution.findings}
    assert told == {("unresolved-group", name) for name in without}


def test_the_document_widens_its_districts(wuhan):
    resolution = resolve(wuhan, WUHAN)
    (definition,) = wuhan.definitions
    for name in ("各区人民政府", "各区"):
        for found in by_name(resolution, name):
            assert (found.how, found.units) == ("group", (*CENTRAL, *NEW, *ZONES))
            assert found.widened == definition.span
    (relevant,) = by_name(resolution, "各相关区人民政府")
    assert (relevant.how, relevant.units, relevant.candidates) == ("open", (), (*CENTRAL, *NEW, *ZONES))
    assert by_name(resolution, "三大国家级开发区")[0].units == NATIONAL
    assert by_name(resolution, "各中心城区")[0].units == CENTRAL
    assert by_name(resolution, "各新城区")[0].units == NEW


def test_parks_named_for_a_district_or_zone_are_its_own(wuhan):
    resolution = resolve(wuhan, WUHAN)
    named = {ref.name: found.units for ref, found in resolution.by_ref.items() if found.how == "unit"}
    assert named["武汉经济技术开发区"] == ("WH-JK",)
    assert named["武汉临空港经济技术开发区"] == ("WH-LKG",)
    assert named["青山区"] == ("qingshan",)
    assert named["洪山区人民政府"] == ("hongshan",)


def test_an_operator_names_the_relevant_districts(wuhan):
    chosen = (
        Chosen("各相关区", "2.1.5", ("hongshan", "dongxihu", "武昌区")),
        Chosen("各相关区", None, ("huangpi",)),
    )
    resolution = resolve(wuhan, WUHAN, chosen)
    (relevant,) = by_name(resolution, "各相关区人民政府")
    assert (relevant.how, relevant.units, relevant.chosen) == (
        "group",
        ("wuchang", "hongshan", "WH-LKG"),
        True,
    )
    assert "各相关区人民政府" not in {found.about for found in resolution.findings}
    anywhere = resolve(wuhan, WUHAN, chosen[1:])
    assert by_name(anywhere, "各相关区人民政府")[0].units == ("huangpi",)
    assert by_name(anywhere, "各区人民政府")[0].chosen is False


def test_a_member_that_is_nobody_is_told(wuhan):
    resolution = resolve(wuhan, WUHAN, (Chosen("各相关区", None, ("火星区",)),))
    assert by_name(resolution, "各相关区人民政府")[0].how == "open"
    assert ("unknown-unit", "火星区") in {(found.code, found.about) for found in resolution.findings}


def test_findings_of_the_compiler_are_not_doubled(wuhan):
    resolution = resolve(wuhan, WUHAN)
    found = merged(wuhan.findings, resolution.findings)
    assert len(found) == len(wuhan.findings)
    assert [made.code for made in found] == [made.code for made in wuhan.findings]
    classes = [made for made in found if made.code == "unresolved-group"]
    assert [(made.task, made.about) for made in classes] == [
        (made.task, made.about) for made in wuhan.findings if made.code == "unresolved-group"
    ]
    assert "洪山区" in dict(resolution.findings[-1].args)["candidates"] or "江岸区" in classes[-1].message
    chosen = resolve(wuhan, WUHAN, (Chosen("各相关区", None, ("hongshan",)),))
    assert len(merged(wuhan.findings, chosen.findings)) == len(wuhan.findings) - 1


# --- definitions


def widened(before, *, term="各区人民政府", includes=("开发区管委会",), pack=WUHAN):
    definition = Definition(term, includes, "1.1", Span(10, 18))
    plan = plan_of(*before, definitions=[definition], groups=before)
    return resolve(plan, pack)


def test_a_definition_holds_from_where_it_stands():
    resolution = widened(("各区", "各区人民政府", "各区", "各中心城区"))
    before, at, behind, other = resolution.by_ref.values()
    assert before.units == (*CENTRAL, *NEW, "WH-JK", "WH-LKG")
    assert before.widened is None
    assert at.units == behind.units == (*CENTRAL, *NEW, *ZONES)
    assert behind.widened == Span(10, 18)
    assert other.units == CENTRAL
    assert other.widened is None


def test_a_definition_may_include_a_unit_or_what_the_pack_does_not_list():
    by_unit = widened(("各中心城区", "各中心城区"), term="各中心城区", includes=("东湖风景区",))
    assert list(by_unit.by_ref.values())[1].units == (*CENTRAL, "WH-FJQ")
    nobody = widened(("各区",), includes=("各街道",))
    (told,) = nobody.findings
    assert (told.code, told.about) == ("unresolved-group", "各街道")
    assert "武汉东湖新技术开发区" in told.message


def test_a_short_name_the_document_gives_is_understood():
    short = Definition("武汉东湖新技术开发区", (), "1.1", Span(0, 5), alias="高新")
    resolution = resolve(plan_of("高新", definitions=[short]), WUHAN)
    (found,) = resolution.by_ref.values()
    assert found.units == ("WH-DH",)


# --- names and dates


def test_a_union_stands_in_the_table_of_its_zone():
    for name in ("汉南区", "汉南区人民政府", "武汉经济技术开发区（汉南区）"):
        assert only(WUHAN, name)[0].units == ("WH-JK",)


def test_a_former_name_is_the_same_unit_and_told():
    found, (told,) = only(WUHAN, "市经信委")
    assert (found.how, found.units) == ("unit", ("jingxin",))
    assert (told.code, told.severity) == ("dated-name", "info")
    assert "2018" in told.message
    assert "市经济和信息化局" in told.message
    assert only(WUHAN, "市经信委", on="2017-05-01") == (found._replace(), ())


def test_a_merged_unit_gives_way_to_its_successor_from_its_day_on():
    before, findings = only(YUNTING, "市旅游局", on="2019-01-14")
    assert (before.units, findings) == (("市旅游局",), ())
    after, (told,) = only(YUNTING, "市旅游局", on="2024-06-01")
    assert after.units == ("市文化和旅游局",)
    assert (told.code, "2019-01-14" in told.message, "市文化和旅游局" in told.message) == (
        "dated-name",
        True,
        True,
    )


def test_a_unit_younger_than_the_document_is_told():
    found, (told,) = only(WUHAN, "市数据局")
    assert found.units == ("shuju",)
    assert (told.code, "2024" in told.message, "2021-03-28" in told.message) == ("dated-name", True, True)
    assert only(WUHAN, "市数据局", on="2024-07-01")[1] == ()


def test_members_are_those_of_the_document_s_time():
    values = small()
    values["units"][1]["since"] = "2022"
    pack = unit_pack(values)
    assert only(pack, "各区", groups=["各区"])[0].units == ("高新区",)
    assert only(pack, "各区", groups=["各区"], on="2023-01-01")[0].units == ("东区", "高新区")


def test_without_a_date_the_year_or_the_pack_s_date_counts():
    document = SMALL.document._replace(date=None)
    assert dated(document, WUHAN) == "2021"
    assert dated(document._replace(year=None), WUHAN) == "2021-03-28"
    assert dated(document._replace(date="2021-13-40"), WUHAN) == "2021"


# --- what is nobody


def test_a_name_in_no_pack_is_told_once_with_those_like_it():
    resolution = resolve(plan_of("市农业局", "市科技局", "市农业局"), WUHAN)
    first, _, second = resolution.by_ref.values()
    assert (first.how, first.units, second.how) == ("unknown", (), "unknown")
    assert "nongye" in first.candidates
    (told,) = resolution.findings
    assert (told.code, told.span, told.also) == ("unknown-unit", Span(0, 5), (Span(20, 25),))
    assert "市农业农村局" in told.message


def test_a_department_of_another_level_is_not_taken_by_its_bare_name():
    ref = UnitRef("省财政厅", "财政局", Span(0, 3))
    plan = plan_of()._replace(tasks=(TASK._replace(lead=(ref,), responsible=(), measures=()),))
    assert resolve(plan, WUHAN).by_ref[ref].how == "unknown"


def test_a_bracket_s_alias_finds_the_unit():
    ref = UnitRef("市经贸局", "市经贸局", Span(0, 3), alias="市经信局")
    plan = plan_of()._replace(tasks=(TASK._replace(lead=(ref,), responsible=(), measures=()),))
    assert resolve(plan, WUHAN).by_ref[ref].units == ("jingxin",)


@pytest.mark.parametrize("name", ["各街道", "全市各乡镇"])
def test_a_class_the_pack_does_not_list_stays_open(name):
    found, (told,) = only(WUHAN, name, groups=[name])
    assert (found.how, found.units) == ("open", ())
    assert told.code == "unresolved-group"
    assert "武汉市（2021年）" in told.message


def test_relevant_departments_have_the_departments_as_candidates():
    found, (told,) = only(WUHAN, "市有关部门", groups=["市有关部门"])
    assert found.how == "open"
    assert {"keji", "caizheng"} <= set(found.candidates)
    assert "shuju" not in found.candidates
    assert told.code == "unresolved-group"


def test_words_at_the_head_of_a_sentence_are_told_only_if_they_look_like_a_unit():
    def acting(name, where):
        ref = UnitRef(name, name, Span(1, 4))
        measure = Measure("……", Span(0, 9), units=(ref,))
        target = TARGET._replace(owed_by=(ref,))
        plan = plan_of()._replace(tasks=(TASK._replace(lead=(), responsible=(), measures=(measure,)),))
        resolution = resolve(plan._replace(targets=(target,)) if where == "target" else plan, WUHAN)
        assert resolution.by_ref[ref].how == "unknown"
        return [found.code for found in resolution.findings]

    assert acting("划定起步区", "measure") == []
    assert acting("划定起步区", "target") == ["unknown-unit"]
    assert acting("梁子湖区", "measure") == ["unknown-unit"]


@pytest.mark.parametrize(
    ("name", "looks"),
    [("青山区", True), ("洪山区", True), ("老河口市", True), ("光山县", True), ("云岫高新区", True), ("市农业局", True),
     ("划定起步区", False), ("兑现试验区", False), ("确定起步区", False), ("城市建成区", False), ("全镇", False),
     ("在主产区", False), ("县级城市", False), ("贫困山区", False), ("城区", False), ("市制造业强市", False)],
)  # fmt: skip
def test_what_looks_like_a_unit(name, looks):
    assert may_be_unit(name) is looks


# --- any pack, any plan


@given(packs())
def test_any_pack_resolves_each_of_its_own_names(pack):
    for unit in pack.units:
        for name, since, until in unit_names(unit):
            on = since or until or pack.as_of
            if holds(since, until, on):
                found, findings = only(pack, name, on=on)
                assert (found.how, found.units) == ("unit", (unit.id,))
                assert findings == ()


@given(plans)
@settings(max_examples=50)
def test_any_plan_is_resolved_whole(plan):
    resolution = resolve(plan, WUHAN)
    order = [unit.id for unit in WUHAN.units]
    for mention in mentions(plan):
        found = resolution.by_ref[mention.ref]
        assert bool(found.units) == (found.how in ("unit", "group"))
        assert list(found.units) == sorted(set(found.units), key=order.index)
        if found.how in ("open", "unknown") and mention.where != "measure":
            assert found.ref.name in {told.about for told in resolution.findings}


def test_a_class_of_places_that_the_pack_does_not_list_has_them_as_candidates():
    found, _ = only(YUNTING, "各相关县", groups=("各相关县",))
    assert (found.how, found.units, found.candidates) == ("open", (), ("溪口县",))
