"""Targets: the sentence is the test."""

from decimal import Decimal

import pytest

from samples import compile_text
from yibiao.core.snippets import compile_sentence

# The sentence, and its targets as "subject comparator low..high unit"; nothing where nothing is ordered.
SENTENCES = [
    ("新增高新技术企业2000家以上", "高新技术企业 >= 2000..- 家"),
    ("技术合同成交额突破1000亿元", "技术合同成交额 > 100000000000..- 元"),
    ("粮食产量稳定在1.4万亿斤以上", "粮食产量 >= 1400000000000..- 斤"),
    ("建成标准厂房10万平方米", "标准厂房 = 100000..100000 平方米"),
    ("覆盖率达到70%", "覆盖率 >= 70..- %"),
    ("覆盖率提高到70%左右", "覆盖率 ~ 70..70 %"),
    ("城镇登记失业率控制在4.5%以内", "城镇登记失业率 <= -..4.5 %"),
    ("城镇登记失业率不超过4.5%", "城镇登记失业率 <= -..4.5 %"),
    ("城镇登记失业率低于5%", "城镇登记失业率 < -..5 %"),
    ("单位生产总值能耗下降3%以上", "单位生产总值能耗 >= 3..- %"),
    ("固定资产投资增长10%左右", "固定资产投资 ~ 10..10 %"),
    ("地区生产总值增长4.5%-5%", "地区生产总值 range 4.5..5 %"),
    ("培育瞪羚企业1-2家", "瞪羚企业 range 1..2 家"),
    ("培育瞪羚企业1—2家", "瞪羚企业 range 1..2 家"),
    ("培育瞪羚企业1到2家", "瞪羚企业 range 1..2 家"),
    ("举办对接活动不少于50场次", "对接活动 >= 50..- 场次"),
    ("至少引进10名高层次人才", "高层次人才 >= 10..- 名"),
    ("吸引30万以上大学毕业生", "大学毕业生 >= 300000..- "),
    ("每村选派两名科技特派员", "科技特派员 = 2..2 名"),
    ("持证人员达到1,200名", "持证人员 >= 1200..- 名"),
    ("办理时限由7天缩短至3天", "办理时限 <= -..3 天"),
    ("万元产值用水量比2015年下降12%", "万元产值用水量 = 12..12 %"),
    # several in a sentence
    ("新建平台20个、实验室3家", "平台 = 20..20 个; 实验室 = 3..3 家"),
    ("城市和农村污水处理率分别达到95%和60%", "城市污水处理率 >= 95..- %; 农村污水处理率 >= 60..- %"),
    ("城乡污水处理率分别达到95%和60%", "城镇污水处理率 >= 95..- %; 农村污水处理率 >= 60..- %"),
    # brackets that define a term, and whoever helps, are no part of a subject
    ("各区县（含市高新区，下同）分别举办对接活动5场", "对接活动 = 5..5 场"),
    ("新增企业（含个体工商户，下同）20家", "企业 = 20..20 家"),
    ("市科技局会同市财政局、市教育局建设平台2个", "平台 = 2..2 个"),
    ("会同市财政局至少建成平台2个", "平台 >= 2..- 个"),
    ("平川县、石门县、城区各建成孵化器2个", "孵化器 = 2..2 个"),
    # a class of things by their size, and how many of them
    ("营业收入超10亿元企业达到6家", "营业收入超10亿元企业 >= 6..- 家"),
    # rates and lives
    ("孕产妇死亡率控制在9/10万以下", "孕产妇死亡率 <= -..9 /10万"),
    ("城乡居民收入比缩小到2.1∶1以内", "城乡居民收入比 <= -..2.1 "),
    ("医护比提高到1∶1.2", ""),
    ("人均预期寿命由77.9岁提高到78.9岁左右", "人均预期寿命 ~ 78.9..78.9 岁"),
    # words that only look like a verb, a comparator or a time, and some that are one
    ("上半年签约40个", "签约 = 40..40 个"),
    ("完成施工图设计20个", "施工图设计 = 20..20 个"),
    ("建成区绿化覆盖率达到42%", "建成区绿化覆盖率 >= 42..- %"),
    ("新增集中供热面积150万平方米", "集中供热面积 = 1500000..1500000 平方米"),
    ("建成再生水厂5座", "再生水厂 = 5..5 座"),
    ("新建、改扩建公办幼儿园12所", "公办幼儿园 = 12..12 所"),
    ("改造2000年以前建成的老旧小区86个", "老旧小区 = 86..86 个"),
    ("五年累计引进健康产业项目120个", "健康产业项目 = 120..120 个"),
    ("中介服务收费平均下降10%", "中介服务收费 = 10..10 %"),
    ("审批时限较法定时限压减70%以上", "审批时限 >= 70..- %"),
    ("食品抽检批次达到每千人5批次", "食品抽检批次 >= 5..- 批次"),
    ("签约项目20个、开工12个", "签约项目 = 20..20 个; 开工项目 = 12..12 个"),
    ("工业增加值增长7%，总量突破500亿元", "工业增加值 = 7..7 %; 工业增加值总量 > 50000000000..- 元"),
    (
        "研发投入增长10%，技术合同成交额较2020年翻一番，达到80亿元",
        "研发投入 = 10..10 %; 技术合同成交额 >= 8000000000..- 元",
    ),
    ("培训应急救援人员2000人次", "应急救援人员 = 2000..2000 人次"),
    ("事故起数和死亡人数均下降10%以上", "事故起数 >= 10..- %; 死亡人数 >= 10..- %"),
    ("配备灭火器不少于4具", "灭火器 >= 4..- 具"),
    # not ordered
    ("推进80万吨乙烯项目建设", ""),
    ("实施“155”工程", ""),
    ("支持规模以上工业企业发展", ""),
    ("整治35蒸吨以下燃煤锅炉", ""),
    ("给予最高不超过500万元的补助", ""),
    ("做好7个湖北实验室的服务保障", ""),
    ("发展第四代移动通信技术", ""),
    ("打通最后一公里", ""),
    ("PM2.5和5G", ""),
    ("2021年3月28日", ""),
    ("武政办〔2021〕26号", ""),
    ("打造十大高端产业", ""),
    ("发挥三大国家级开发区作用", ""),
    ("服务热线12345", ""),
]


def shown(target: dict) -> str:
    low, high = ("-" if target[end] is None else str(target[end]) for end in ("low", "high"))
    return f"{target['subject']} {target['comparator']} {low}..{high} {target['unit']}"


@pytest.mark.parametrize(("sentence", "wanted"), SENTENCES, ids=[sentence for sentence, _ in SENTENCES])
def test_sentence(sentence: str, wanted: str) -> None:
    assert "; ".join(map(shown, compile_sentence(sentence, 2021))) == wanted


FIELDS = [
    ("新增高新技术企业20家", {"change": "increment", "direction": "up", "force": "binding"}),
    ("再建充电桩20个", {"change": "increment"}),
    ("引进人才20名", {"change": "increment"}),
    ("工业投资增长20%", {"change": "growth", "direction": "up"}),
    ("主要污染物排放量下降20%", {"change": "growth", "direction": "down"}),
    ("研发投入占地区生产总值的比重达到3.5%", {"change": "share", "direction": "up"}),
    ("绿化覆盖率提高2个百分点", {"change": "growth"}),
    ("建成公园20个", {"change": "level"}),
    ("新增农民合作社20家", {"change": "increment", "subject": "农民合作社"}),
    ("数字经济增加值达到1.2万亿元", {"change": "level"}),
    ("增加值守人员20名", {"change": "increment"}),
    ("事故起数控制在20起以内", {"change": "level", "direction": "down"}),
    ("力争建成公园20个", {"force": "stretch"}),
    ("建成公园20个，力争达到25个", {"force": "binding"}),
    ("到2025年，建成公园20个", {"period": "2025"}),
    ("2021—2025年，建成公园20个", {"period": "2021/2025"}),
    ("5年内建成公园20个", {"period": "P5Y"}),
    ("三季度建成公园20个", {"period": "2021-Q3"}),
    ("12月底前建成公园20个", {"period": "2021-12"}),
    ("“十四五”期间建成公园20个", {"period": "2021/2025"}),
    ("各区分别建成公园5个以上", {"owed_by": ["各区"], "each": True}),
    ("三大国家级开发区建成公园30个以上", {"owed_by": ["三大国家级开发区"], "each": False}),
    ("每个街道建成公园1个", {"owed_by": ["每个街道"], "each": True}),
    ("洪山区、江夏区共同建成公园20个", {"owed_by": ["洪山区", "江夏区"], "each": False}),
    ("各区建成公园5个", {"owed_by": ["各区"], "each": True}),
    ("平川县、石门县和城区各建成公园2个", {"owed_by": ["平川县", "石门县", "城区"], "each": True}),
    ("各区县（含市高新区、风景区和物流园区管委会，下同）建成公园5个", {"owed_by": ["各区县"], "each": True}),
    ("市科技局会同市财政局建设平台2个", {"owed_by": ["市科技局"], "each": False}),
    ("各区会同市科技局建设平台2个", {"owed_by": ["各区"], "each": True}),
]


@pytest.mark.parametrize(("sentence", "wanted"), FIELDS, ids=[sentence for sentence, _ in FIELDS])
def test_fields(sentence: str, wanted: dict) -> None:
    target = compile_sentence(sentence, 2021)[0]
    assert {name: target[name] for name in wanted} == wanted


def test_classes_owe_figures_of_their_own() -> None:
    found = compile_sentence("三大国家级开发区分别举办对接活动10场以上，各区分别举办对接活动5场以上", 2021)
    assert [(target["owed_by"], target["low"], target["each"]) for target in found] == [
        (["三大国家级开发区"], 10, True),
        (["各区"], 5, True),
    ]


def owed(sentence: str) -> list[tuple[list[str], bool]]:
    return [(target["owed_by"], target["each"]) for target in compile_sentence(sentence, 2021)]


def test_rhythm_of_each_is_owed_by_each() -> None:
    each = (["各乡镇"], True)
    assert owed("各乡镇分别打造示范点2个，每季度开展活动1次以上") == [each, each]
    assert owed("各乡镇分别打造示范点2个，各开展活动3次") == [each, each]
    assert owed("各乡镇分别打造示范点2个，力争达成意向500项") == [each, ([], False)]
    assert owed("各乡镇分别打造示范点2个，建成平台5个") == [each, ([], False)]


@pytest.mark.parametrize(
    ("sentence", "wanted"),
    [
        ("规上工业增加值增速不低于8%，云州新区不低于20%", [("growth", "up"), ("growth", "up")]),
        ("单位能耗下降3%，云州新区不低于5%", [("growth", "down"), ("growth", "down")]),
        ("规上工业增加值增长8%以上，力争达到10%", [("growth", "up"), ("growth", "up")]),
        ("研发投入增长8%，达到2.5%", [("growth", "up"), ("share", "up")]),
        ("规上工业增加值增长8%，占比达到25%", [("growth", "up"), ("share", "up")]),
        ("规上工业增加值增长8%，覆盖率不低于20%", [("growth", "up"), ("share", "up")]),
    ],
)
def test_growth_is_carried_with_its_subject(sentence: str, wanted: list[tuple[str, str]]) -> None:
    found = compile_sentence(sentence, 2021)
    assert [(target["change"], target["direction"]) for target in found] == wanted


@pytest.mark.parametrize(
    "sentence",
    [
        "到2025年，绿色出行比例达到50%。平川、石门、岭南分别达到45%、42%、50%",
        "到2025年，绿色出行比例达到50%。其中，平川县达到45%",
        "到2025年，平川、石门、岭南分别达到45%、42%、50%",
    ],
)
def test_rates_that_spell_out_a_sentence_keep_its_time(sentence: str) -> None:
    assert {target["period"] for target in compile_sentence(sentence, 2021)} == {"2025"}


def test_sentence_that_spells_nothing_out_has_its_own_time() -> None:
    found = compile_sentence("到2025年，绿色出行比例达到50%。客运、货运投诉率分别达到4%、5%", 2021)
    assert [target["period"] for target in found] == ["2025", "2021", "2021"]


def codes(first: str, second: str) -> list[str]:
    clause = "（市科技局负责）"
    text = f"一、主要任务\n（一）推进甲。{first}。{clause}\n（二）推进乙。{second}。{clause}\n"
    return [finding.code for finding in compile_text(text).findings]


def test_what_is_added_and_what_there_is_then_do_not_conflict() -> None:
    assert "conflicting-target" not in codes("新建5G基站6万个", "5G基站累计达到12万个")
    assert "conflicting-target" in codes("新建5G基站6万个", "新建5G基站不少于12万个")


@pytest.mark.parametrize(
    ("flow", "stock"),
    [
        ("全年新建5G基站8000个", "累计建成5G基站6万个"),
        ("新建5G基站8000个", "5G基站6万个以上"),
        ("新建5G基站8000个", "累计新建5G基站6万个"),
        ("新增5G基站8000个", "5G基站总量达到6万个"),
        ("其中新增5G基站8000个", "5G基站总数达到6万个"),
        ("建设5G基站8000个", "累计建成5G基站6万个"),
        ("培训农民8000人次", "累计培训农民6万人次"),
    ],
)
def test_a_flow_and_a_stock_of_one_thing_do_not_conflict(flow: str, stock: str) -> None:
    assert "conflicting-target" not in codes(flow, stock)
    assert "conflicting-target" not in codes(stock, flow)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        ("累计建成5G基站6万个", "累计建成5G基站7万个"),
        ("累计建成5G基站6万个", "5G基站总数达到7万个"),
        ("建成5G基站8000个", "建成5G基站6万个"),
        ("培训农民8000人次", "全年累计培训农民6万人次"),
        ("劳务品牌500个", "劳务品牌总数达到600个"),
    ],
)
def test_figures_of_one_kind_conflict(one: str, two: str) -> None:
    assert "conflicting-target" in codes(one, two)


@pytest.mark.parametrize("year", ["2025年的", "2025年底的", "2025年"])
def test_year_between_comparator_and_figure(year: str) -> None:
    [found] = compile_sentence(f"数字经济规模由2020年的3.5亿元增长到{year}6亿元", 2021)
    assert (found["subject"], found["comparator"], found["period"]) == ("数字经济规模", ">=", "2025")


def test_whole_year_ends_a_quarter() -> None:
    found = compile_sentence("一季度签约项目20个，全年签约率达到60%", 2025)
    assert [target["period"] for target in found] == ["2025-Q1", "2025"]


def test_additions_of_bodies_named_after_what_they_do() -> None:
    found = compile_sentence("新建养老服务中心10个、社区养老服务机构30家", 2025)
    assert [target["change"] for target in found] == ["increment", "increment"]
    [once] = compile_sentence("建成再生水厂5座", 2025)
    assert once["change"] == "level"


def test_baseline_in_base_unit_and_with_its_year() -> None:
    plan = compile_text(
        "一、主要任务\n（一）推进甲。亩均税收由12万元提高到15万元，甲率由2020年的48%提高到58%，"
        "专利拥有量从4.2件增长到8件。（市科技局负责）\n"
    )
    found = [target.baseline for target in plan.targets]
    assert [(base.year, base.value) for base in found if base] == [
        (None, 120_000),
        (2020, 48),
        (None, Decimal("4.2")),
    ]


def test_figure_without_subject_takes_the_one_before() -> None:
    first, second = compile_sentence("高技术产业增加值增长率超过14%，占地区生产总值的比重达到26%", 2021)
    assert "高技术产业增加值" in first["subject"]
    assert "占地区生产总值的比重" in second["subject"]


def test_two_horizons_are_two_targets() -> None:
    found = compile_sentence("到2023年建成公园20个，到2025年建成公园40个", 2021)
    assert [(target["period"], target["low"]) for target in found] == [("2023", 20), ("2025", 40)]


def test_of_which_each_place_owes_its_own_part() -> None:
    found = compile_sentence("建成服务站60个，其中东湖区15个、西岭区12个和北河县23个", 2026)
    assert [(target["subject"], target["low"], target["owed_by"]) for target in found] == [
        ("服务站", 60, []),
        ("服务站", 15, ["东湖区"]),
        ("服务站", 12, ["西岭区"]),
        ("服务站", 23, ["北河县"]),
    ]


def test_what_does_well_is_no_past() -> None:
    [target] = compile_sentence("新建中试平台15个，对成效显著的平台给予补助", 2026)
    assert (target["subject"], target["low"]) == ("中试平台", 15)
    assert compile_sentence("新建中试平台15个，成效显著", 2026) == []


def test_numbers_are_exact() -> None:
    [target] = compile_sentence("贸易额达到2.18万亿元", 2021)
    assert target["low"] == 2_180_000_000_000
    [target] = compile_sentence("研发强度达到0.1%", 2021)
    assert str(target["low"]) == "0.1"


@pytest.mark.parametrize(
    ("title", "years", "period"),
    [
        ("江州市“十四五”科技创新规划", (2021, 2025), "2021/2025"),
        ("江州市“十四五”科技创新规划2023年工作要点", (2023, 2023), "2023"),
        ("江州市科技创新工作方案", (2022, 2022), "2022"),
    ],
)
def test_a_five_year_plan_in_the_title_gives_the_years(title: str, years: tuple[int, int], period: str):
    text = f"江州市人民政府关于印发{title}的通知\n\n江政发〔2022〕3号\n\n{title}\n\n一、主要目标\n新增高新技术企业300家。\n\n江州市人民政府\n2022年3月5日\n"
    plan = compile_text(text)
    assert plan.document.years == years
    assert [target.period for target in plan.targets] == [period]
