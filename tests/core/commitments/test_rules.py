"""The rules of owing one by one, on small documents and the fictional city's pack."""

from functools import cache

import pytest
import yaml

from yibiao import compile_text, packs
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.owing import stays_with_city
from yibiao.core.commitments.values import Commitment, Commitments, Figure
from yibiao.core.commitments.wording import amount, figure_words
from yibiao.core.orgs.book import unit_pack
from yibiao.core.orgs.pack import UnitPack
from yibiao.core.orgs.resolve import resolve
from yibiao.core.splits.values import Bounds, Details, Split, SplitFile
from yibiao.core.tables.forms import shipped_form
from yibiao.core.tables.making import tables

PACK = """
format: yibiao-units/1
id: test
title: 试验市
as_of: "2024"
region: city
issuers: [试验市人民政府]
units:
  - {id: city, name: 试验市, kind: region}
  - {id: east, name: 东城区, kind: district}
  - {id: west, name: 西城区, kind: district}
  - {id: north, name: 北山县, kind: district}
  - {id: park, name: 试验高新技术产业开发区, kind: zone, aliases: [高新区]}
  - {id: science, name: 市科技局, kind: department}
  - {id: finance, name: 市财政局, kind: department}
  - {id: court, name: 市中级人民法院, kind: court, supervision: letter}
groups:
  - {names: [各区, 各区县, 各区人民政府, 各县区], members: [east, west, north, park]}
  - {names: [各开发区], members: [park]}
  - {names: [各城区], members: [east, west]}
"""


@cache
def pack() -> UnitPack:
    return unit_pack(yaml.safe_load(PACK))


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
