"""The rules of owing one by one, on small documents and the fictional city's pack."""

from functools import cache

import pytest
import yaml

from made_packs import trial_city, trial_text
from yibiao import compile_text, packs
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.owing import stays_with_city
from yibiao.core.commitments.values import Commitment, Commitments, Figure
from yibiao.core.commitments.wording import amount, figure_words
from yibiao.core.orgs.book import unit_pack
from yibiao.core.orgs.pack import UnitPack
from yibiao.core.orgs.resolve import resolve
from yibiao.core.splits.values import Approval, Bounds, Details, Split, SplitFile
from yibiao.core.tables.forms import shipped_form
from yibiao.core.tables.making import tables
from yibiao.core.tables.overview import overview

UNITS = """
  - {id: east, name: 东城区, kind: district}
  - {id: west, name: 西城区, kind: district}
  - {id: north, name: 北山县, kind: district}
  - {id: park, name: 试验高新技术产业开发区, kind: zone, aliases: [高新区]}
  - {id: science, name: 市科技局, kind: department}
  - {id: finance, name: 市财政局, kind: department}
  - {id: court, name: 市中级人民法院, kind: court, supervision: letter}
"""
GROUPS = """
  - {names: [各区, 各区县, 各区人民政府, 各县区], members: [east, west, north, park]}
  - {names: [各开发区], members: [park]}
  - {names: [各城区], members: [east, west]}
"""


@cache
def pack() -> UnitPack:
    return trial_city(UNITS, GROUPS)


def made(*tasks: str, split: SplitFile = SplitFile()) -> Commitments:  # noqa: B008
    lines = "\n".join(f"{number}.{task}" for number, task in enumerate(tasks, start=1))
    text = f"试验市人民政府关于印发2024年工作方案的通知\n\n试政〔2024〕3号\n\n一、主要任务\n{lines}\n\n试验市人民政府\n2024年2月5日\n"
    plan = compile_text(text)
    return make_commitments(plan, resolve(plan, pack(), split.members), split)


def shown(found: Commitments) -> set[tuple[str, str, object]]:
    """Return (unit, holding, the unit's own number) of every row with a figure."""
    return {
        (
            row.unit,
            row.holding,
            row.figure and (row.figure.low if row.figure.low is not None else row.figure.high),
        )
        for row in found.rows
        if row.target
    }


def test_a_total_is_the_leads_and_unset_for_the_districts() -> None:
    found = made("培育企业。新增高新技术企业30家。（牵头单位：市科技局；责任单位：市财政局，各区人民政府）")
    assert shown(found) == {
        ("science", "total", 30), ("finance", "none", None),
        ("east", "unset", None), ("west", "unset", None), ("north", "unset", None), ("park", "unset", None),
    }  # fmt: skip


def test_what_each_owes_is_each_ones_own() -> None:
    found = made("办好活动。各区分别举办活动5场以上。（牵头单位：市科技局；责任单位：各区人民政府）")
    assert {line for line in shown(found) if line[0] != "science"} == {
        (unit, "own", 5) for unit in ("east", "west", "north", "park")
    }


@pytest.mark.parametrize("order", [0, 1])
def test_the_stricter_figure_wins_in_either_order(order: int) -> None:
    parts = ["各开发区分别举办活动10场以上", "各区分别举办活动5场以上"][:: -1 if order else 1]
    found = made(f"办好活动。{'，'.join(parts)}。（牵头单位：市科技局；责任单位：各区人民政府）")
    park = [row for row in found.of("park") if row.target]
    assert [row.figure and row.figure.low for row in park] == [10]
    assert park[0].stricter[0].figure.low == 5
    assert park[0].stricter[0].group == "各区"
    assert [row.figure and row.figure.low for row in found.of("east") if row.target] == [5]


def test_the_stricter_of_two_ceilings_is_the_lower() -> None:
    found = made(
        "控制总量。各开发区分别将审批时间控制在3个工作日以内，各区分别将审批时间控制在5个工作日以内。（责任单位：各区人民政府）"
    )
    rows = [row for row in found.of("park") if row.target]
    assert [row.figure and row.figure.high for row in rows] == [3]


def test_a_sentence_that_names_districts_is_theirs_alone() -> None:
    found = made(
        "建设园区。东城区重点建设滨江智谷。西城区重点建设创意产业园。（牵头单位：市科技局；责任单位：各区人民政府）"
    )
    holders = {(row.unit, row.text[:2]) for row in found.rows}
    assert holders == {("science", "东城"), ("science", "西城"), ("east", "东城"), ("west", "西城")}


def test_a_sentence_with_a_figure_gives_one_row() -> None:
    found = made("培育企业。新增高新技术企业30家。完善服务体系。（责任单位：市财政局）")
    assert [(row.target is not None, row.text) for row in found.of("finance")] == [
        (True, "新增高新技术企业30家"),
        (False, "完善服务体系"),
    ]


def test_the_citys_own_undertaking_is_not_shared() -> None:
    found = made("办好活动。组织市级专场活动10场以上。（牵头单位：市科技局；责任单位：各区人民政府）")
    assert ("science", "total", 10) in shown(found)
    assert {holding for unit, holding, _ in shown(found) if unit != "science"} == {"none"}


@pytest.mark.parametrize(
    "entry", packs.load("language/sharing")["city_own"], ids=lambda entry: entry["pattern"]
)
def test_examples_of_the_pack_sharing(entry: dict[str, list[str]]) -> None:
    target = next(row.target for row in made("办事。新增企业3家。（责任单位：市财政局）").rows if row.target)
    assert all(stays_with_city(target._replace(subject=subject)) for subject in entry["examples"])
    assert not any(stays_with_city(target._replace(subject=subject)) for subject in entry["not"])


def split_of(**fields: object) -> SplitFile:
    return SplitFile(splits=(Split(target="1.1-t1", **fields),))  # type: ignore[arg-type]


TASK = "培育企业。新增高新技术企业30家。（牵头单位：市科技局；责任单位：各区人民政府）"


def test_a_split_gives_shares_that_add_up() -> None:
    found = made(TASK, split=split_of(city=3, reserve=1))
    shares = {row.unit: row.figure and row.figure.low for row in found.rows if row.holding == "share"}
    assert sum(share or 0 for share in shares.values()) == 30 + 1 - 3
    assert shares == {"east": 7, "west": 7, "north": 7, "park": 7}
    lead = next(row for row in found.of("science") if row.target)
    assert lead.split
    assert lead.holding == "total"


def test_a_table_is_a_draft_until_its_split_is_approved_and_adds_up() -> None:
    def drafts(**fields: object) -> bool:
        found = tables(made(TASK, split=split_of(**fields)), shipped_form("issued"))
        return next(table.draft for table in found if table.unit == "east")

    signed = {"state": "approved", "approval": Approval(approver="分管市领导")}
    assert drafts()
    assert not drafts(**signed)
    short = (("east", 7), ("west", 7), ("north", 7), ("park", 7))
    assert drafts(**signed, method="manual", shares=short)
    assert not drafts(bounds_of_all=Bounds(None, 1))  # nobody has a share of a split that can't be


def test_overlapping_units_that_share_need_a_rule_of_attribution() -> None:
    lying_in = pack()._replace(
        units=tuple(
            unit._replace(overlaps=("east",)) if unit.id == "park" else unit for unit in pack().units
        )
    )
    plan = made(TASK).plan

    def codes(decided: SplitFile) -> list[str]:
        found = make_commitments(plan, resolve(plan, lying_in), decided).findings
        return [each.code for each in found if each.code == "attribution-needed"]

    assert codes(split_of()) == ["attribution-needed"]
    assert not codes(split_of()._replace(details=(Details("1.1-t1", attribution="managed"),)))
    assert not codes(split_of(units=("west", "park")))
    assert not codes(SplitFile())


def test_bounds_and_hand_set_shares_hold() -> None:
    bounds = (("north", Bounds(None, 2)),)
    found = made(TASK, split=split_of(shares=(("park", 12),), bounds=bounds))
    shares = {row.unit: row.figure and row.figure.low for row in found.rows if row.holding == "share"}
    assert shares == {"east": 8, "west": 8, "north": 2, "park": 12}


def test_a_split_that_cannot_be_carried_out_leaves_the_total_unset() -> None:
    found = made(TASK, split=split_of(bounds_of_all=Bounds(None, 1)))
    assert {row.holding for row in found.rows if row.unit != "science" and row.target} == {"unset"}
    assert any(finding.code == "split-impossible" for finding in found.findings)


def test_cooperating_units_hold_no_figure() -> None:
    found = made("培育企业。新增高新技术企业30家。（牵头单位：市科技局；配合单位：各区人民政府）")
    assert shown(found) == {
        ("science", "total", 30),
        *((unit, "none", None) for unit in ("east", "west", "north", "park")),
    }


def test_a_figure_of_a_class_below_the_tree_stays_in_the_tables() -> None:
    found = made("选派人员。每村选派科技特派员2名。（牵头单位：市科技局；责任单位：各区人民政府）")
    assert shown(found) == {(unit, "none", None) for unit in ("science", "east", "west", "north", "park")}


def test_every_mention_that_is_nobody_stays_a_finding() -> None:
    found = made("办事。完善制度。（牵头单位：市科技局；责任单位：各依托单位，市宇航局）")
    told = {(finding.code, finding.about) for finding in found.findings}
    assert ("unresolved-group", "各依托单位") in told
    assert ("unknown-unit", "市宇航局") in told


def test_a_split_may_give_a_headline_goal_to_units() -> None:
    text = (
        "试验市人民政府关于印发2024年工作方案的通知\n\n一、工作目标\n新增高新技术企业30家。\n二、主要任务\n"
        "1.办事。完善制度。（责任单位：市财政局）\n\n试验市人民政府\n2024年2月5日\n"
    )
    plan = compile_text(text)
    goal = next(target for target in plan.targets if target.task == "1")
    resolution = resolve(plan, pack())
    assert not any(row.target for row in make_commitments(plan, resolution).rows)
    split = SplitFile(
        splits=(
            Split(
                target=goal.id, units=("east", "west"), weights=(("east", 2), ("west", 1)), method="weights"
            ),
        )
    )
    found = make_commitments(plan, resolution, split)
    assert shown(found) == {("east", "share", 20), ("west", "share", 10)}
    assert not found.unowned


def test_a_split_may_give_a_task_without_a_clause_to_units() -> None:
    found = made(
        "培育企业。新增高新技术企业30家。",
        "办事。完善制度。（责任单位：市财政局）",
        split=split_of(units=("east",)),
    )
    assert shown(found) == {("east", "share", 30)}


def row_for(found: Commitments, unit: str) -> Commitment:
    return next(row for row in found.of(unit) if row.target)


def test_obligations_begin_after_the_plans_date_with_an_opening_balance() -> None:
    row = row_for(made(TASK, split=split_of()), "east")
    assert row.trajectory.opening == ("2024-01", "2024-02")
    assert row.trajectory.points[0].period == "2024-03"
    assert row.trajectory.points[-1] == ("2024-12", row.figure and row.figure.low)


@pytest.mark.parametrize(("period", "wanted"), [("2024-06", "4家"), ("2024-Q2", "4家"), ("2024", "8家"), ("2023-12", "——")])
def test_the_planned_value_of_a_period(period: str, wanted: str) -> None:
    details = (Details("1.1-t1", shape="line", opening=(("east", 1),)),)
    split = split_of()._replace(details=details)
    found = list(tables(made(TASK, split=split), shipped_form("dispatch"), period=period))
    east = next(table for table in found if table.unit == "east")
    place = [column.key for column in east.form.columns].index("planned")
    said = next(row.cells[place] for row in east.rows if "30家" in str(row.cells[1]))
    assert said == wanted.replace("家", "家（含期初1家）")


def test_rates_are_lagging() -> None:
    row = row_for(made("投入。研发投入增长12%。（牵头单位：市科技局）"), "science")
    assert row.trajectory.lagging
    assert not row.trajectory.points


@pytest.mark.parametrize(
    ("figure", "words"),
    [
        (Figure(">=", 30, None, "个"), "30个以上"),
        (Figure("~", 10, 10, "名"), "10名左右"),
        (Figure("range", 1, 2, "家"), "1—2家"),
        (Figure(">", 14, None, "%"), "超过14%"),
        (Figure("<=", None, 5, "个工作日"), "不超过5个工作日"),
        (Figure("<", None, 5, "%"), "低于5%"),
        (Figure("=", 100_000_000_000, 100_000_000_000, "元"), "1000亿元"),
        (Figure(">=", 300_000, None, ""), "30万以上"),
    ],
)
def test_figures_in_words(figure: Figure, words: str) -> None:
    assert figure_words(figure) == words


def test_an_amount_in_words() -> None:
    assert amount(2000, "家") == "2000家"


def test_a_whole_stays_with_all_and_a_part_goes_to_whom_it_names() -> None:
    found = made(
        "培育农场。年内新增家庭农场120家，其中东城区新增15家以上，其他区县各新增5家以上。（牵头单位：市科技局；责任单位：各区县）"
    )
    assert shown(found) == {
        ("science", "total", 120), ("science", "none", None),
        ("east", "unset", None), ("west", "unset", None), ("north", "unset", None), ("park", "unset", None),
        ("east", "own", 15), ("west", "own", 5), ("north", "own", 5), ("park", "own", 5),
    }  # fmt: skip
    assert not any(finding.about == "其他区县" for finding in found.findings)


def test_the_pack_tells_who_a_sentence_begins_with() -> None:
    found = made(
        "搞好研发。高新区研发投入强度达到5%。（牵头单位：市科技局；责任单位：各区人民政府）",
        "建设中心。支持北山县建设数据中心，机架规模达到5万架。（责任单位：市科技局，东城区、北山县人民政府）",
    )
    assert {line for line in shown(found) if line[0] != "science"} == {
        ("park", "own", 5),
        ("north", "own", 50_000),
    }


def test_a_task_without_a_clause_is_of_the_bodies_its_sentence_names() -> None:
    found = made("严格评估。市科技局会同市财政局每半年开展一次评估。", "办事。完善制度。（责任单位：市财政局）")
    assert {row.unit for row in found.rows if row.task.number.startswith("1")} == {"science", "finance"}


def test_what_departments_are_told_is_no_districts_figure() -> None:
    found = made(
        "保障要素。市科技局、市财政局要将办理时限压缩至3天以内。（责任单位：市科技局、市财政局、东城区人民政府）"
    )
    assert ("east", "none", None) in shown(found)
    assert ("science", "total", 3) in shown(found)


def test_the_one_district_that_answers_has_nobody_to_share_with() -> None:
    found = made("建设园区。建成标准厂房8万平方米。（牵头单位：市科技局；责任单位：高新区管委会）")
    assert shown(found) == {("science", "total", 80_000), ("park", "own", 80_000)}


def test_where_nobody_leads_the_responsible_have_the_whole() -> None:
    found = made("建设园区。建成绿色园区5个。（责任单位：市科技局、市财政局）")
    assert shown(found) == {("science", "total", 5), ("finance", "total", 5)}


def test_a_limit_of_time_is_kept_to_by_each_and_not_shared() -> None:
    found = made("优化登记。登记办理时限不超过3个工作日。（牵头单位：市科技局；责任单位：各城区）")
    assert shown(found) == {("science", "total", 3), ("east", "own", 3), ("west", "own", 3)}


def test_a_thing_of_the_citys_rank_is_shared_and_its_treasurys_money_is_not() -> None:
    found = made(
        "培育工厂。建成市级绿色工厂30家。（牵头单位：市科技局；责任单位：各城区）",
        "加大投入。市财政安排专项资金5亿元。（责任单位：市财政局，各城区）",
    )
    assert ("east", "unset", None) in shown(found)
    assert ("finance", "total", 500_000_000) in shown(found)
    assert ("east", "none", None) in shown(found)


def test_a_figure_by_name_goes_before_that_of_the_class() -> None:
    found = made("办好活动。各区分别举办活动5场以上，高新区举办活动8场以上。（牵头单位：市科技局；责任单位：各区）")
    (row,) = (row for row in found.of("park") if row.target)
    assert row.figure
    assert row.figure.low == 8
    assert row.stricter[0].group == "各区"
    table = next(table for table in tables(found, shipped_form("issued")) if table.unit == "park")
    assert "8场以上（文件单列；各区为5场以上）" in table.rows[0].cells


def test_two_figures_of_one_class_both_stand() -> None:
    found = made("办好活动。各区分别举办活动5场以上，各区分别举办活动3场以上。（责任单位：各区）")
    assert {number for unit, _, number in shown(found) if unit == "east"} == {5, 3}


def test_the_year_of_a_figure_goes_before_a_later_date_of_its_sentence() -> None:
    found = made("建设基站。2024年新建基站20个，到2026年建成基站90个以上。（牵头单位：市科技局）")
    first, second = (row for row in found.of("science") if row.target)
    assert (first.deadline, first.dated) == ("2024-12-31", False)
    assert second.deadline == "2026-12-31"
    # What is due in a later year is worked at from the plan's own year on.
    assert [point.period for point in second.trajectory.points[:1]] == ["2024-03"]
    assert second.trajectory.opening == ("2024-01", "2024-02")


def test_a_path_ends_where_the_task_is_due() -> None:
    found = made("建设公园。新建口袋公园40个。（牵头单位：市科技局；完成时限：2024年8月底前）")
    row = row_for(found, "science")
    assert row.deadline == "2024-08-31"
    assert row.trajectory.points[-1] == ("2024-08", 40)


def test_a_stock_that_is_held_has_no_path() -> None:
    row = row_for(made("稳定生产。粮食播种面积稳定在42万亩以上。（牵头单位：市科技局）"), "science")
    assert row.trajectory.points == ()
    assert not row.trajectory.lagging


def test_a_part_that_is_only_a_figure_is_told_by_its_sentence() -> None:
    sentence = "东城区、西城区分别建成标准厂房10万、8万平方米"
    found = made(f"建设厂房。{sentence}。（牵头单位：市科技局；责任单位：各城区）")
    assert {(row.unit, row.text) for row in found.rows if row.holding == "own"} == {
        ("east", sentence),
        ("west", sentence),
    }


def test_a_rate_is_set_by_hand_and_makes_no_sum() -> None:
    task = "整治环境。卫生厕所普及率达到92%。（牵头单位：市科技局；责任单位：各城区）"
    split = split_of(method="manual", shares=(("east", 95), ("west", 90)))
    found = made(task, split=split)
    assert {line for line in shown(found) if line[1] == "share"} == {("east", "share", 95), ("west", "share", 90)}
    assert not [finding for finding in found.findings if finding.code.startswith(("split", "shares"))]
    matrix, _, splits, _ = overview(found).sheets
    assert matrix.rows[0][-1] is None
    assert splits.rows[-1][3] is None


def county(plan: str) -> Commitments:
    text = trial_text(UNITS, GROUPS)
    values = yaml.safe_load(text.replace("试验市", "试验县").replace("东城区", "东山镇").replace("西城区", "西河街道"))
    compiled = compile_text(plan)
    return make_commitments(compiled, resolve(compiled, unit_pack(values)))


def test_a_countys_tables_speak_of_a_county_and_its_towns() -> None:
    text = (
        "试验县人民政府关于印发2024年工作方案的通知\n\n一、主要任务\n1.办事。新增企业3家。（牵头单位：市科技局；责任单位：东山镇人民政府，"
        "西河街道办事处）\n\n试验县人民政府\n2024年2月5日\n"
    )
    made_tables = {table.unit: table for table in tables(county(text), shipped_form("issued"))}
    headings = [column.title for column in made_tables["east"].form.columns]
    assert "本镇承担目标" in headings
    assert "县级牵头单位" in headings
    assert "本街道承担目标" in [column.title for column in made_tables["west"].form.columns]
    assert "新增3家（全县）" in made_tables["science"].rows[0].cells
    assert any("全县总数" in note for note in made_tables["east"].notes)


def test_a_plan_over_several_years_says_so_in_the_titles() -> None:
    text = (
        "试验市人民政府关于印发三年行动方案（2024—2026年）的通知\n\n试验市三年行动方案（2024—2026年）\n\n一、主要任务\n"
        "1.办事。完善制度。（责任单位：市财政局）\n\n试验市人民政府\n2024年2月5日\n"
    )
    plan = compile_text(text)
    found = make_commitments(plan, resolve(plan, pack()))
    table = next(table for table in tables(found, shipped_form("issued")) if table.unit == "finance")
    assert "2024—2026年度" in table.title
    assert found.of("finance")[0].deadline == "2026-12-31"
