"""Whose a figure is: total, share, own, nobody's."""

import pytest
from ruled import TASK, made, pack, shown, split_of

from yibiao import compile_text, packs
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.owing import stays_with_city
from yibiao.core.orgs.resolve import resolve
from yibiao.core.splits.values import Approval, Bounds, Details, Split, SplitFile
from yibiao.core.tables.forms import shipped_form
from yibiao.core.tables.making import tables


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
        units=tuple(unit._replace(overlaps=("east",)) if unit.id == "park" else unit for unit in pack().units)
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
    found = made(
        "严格评估。市科技局会同市财政局每半年开展一次评估。", "办事。完善制度。（责任单位：市财政局）"
    )
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
    found = made(
        "办好活动。各区分别举办活动5场以上，高新区举办活动8场以上。（牵头单位：市科技局；责任单位：各区）"
    )
    (row,) = (row for row in found.of("park") if row.target)
    assert row.figure
    assert row.figure.low == 8
    assert row.stricter[0].group == "各区"
    table = next(table for table in tables(found, shipped_form("issued")) if table.unit == "park")
    assert "8场以上（文件单列；各区为5场以上）" in table.rows[0].cells
