"""Planned values, periods and words of a row; rates, stocks, counties and several years."""

import pytest
import yaml
from ruled import GROUPS, TASK, UNITS, made, pack, row_for, shown, split_of

from made_packs import trial_text
from yibiao import compile_text
from yibiao.core.commitments.making import make_commitments
from yibiao.core.commitments.values import Commitments, Figure
from yibiao.core.commitments.wording import amount, figure_words
from yibiao.core.orgs.book import unit_pack
from yibiao.core.orgs.resolve import resolve
from yibiao.core.splits.values import Details
from yibiao.core.tables.forms import shipped_form
from yibiao.core.tables.making import tables
from yibiao.core.tables.overview import overview


def test_obligations_begin_after_the_plans_date_with_an_opening_balance() -> None:
    row = row_for(made(TASK, split=split_of()), "east")
    assert row.trajectory.opening == ("2024-01", "2024-02")
    assert row.trajectory.points[0].period == "2024-03"
    assert row.trajectory.points[-1] == ("2024-12", row.figure and row.figure.low)


@pytest.mark.parametrize(
    ("period", "wanted"), [("2024-06", "4家"), ("2024-Q2", "4家"), ("2024", "8家"), ("2023-12", "——")]
)
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
    assert {line for line in shown(found) if line[1] == "share"} == {
        ("east", "share", 95),
        ("west", "share", 90),
    }
    assert not [finding for finding in found.findings if finding.code.startswith(("split", "shares"))]
    matrix, _, splits, _ = overview(found).sheets
    assert matrix.rows[0][-1] is None
    assert splits.rows[-1][3] is None


def test_a_rate_that_is_not_set_is_no_total_that_waits() -> None:
    found = made("整治环境。卫生厕所普及率达到92%，新增公厕30座。（责任单位：各城区）")
    (issued,) = [table for table in tables(found, shipped_form("issued")) if table.unit == "east"]
    cells = [cell for row in issued.rows for cell in row.cells]
    assert (cells.count("未单独设定"), cells.count("未分解")) == (1, 1)
    assert sum("比率" in note for note in issued.notes) == sum("分解方案批准后" in note for note in issued.notes) == 1
    matrix, _, _, waiting = overview(found).sheets
    assert {"未单独设定", "未分解"} <= {cell for row in matrix.rows for cell in row}
    told = {(row[0], str(row[2])[-9:]) for row in waiting.rows if "个单位" in str(row[2])}
    assert told == {("提示", "2 个单位单独设定"), ("待核", "分解到 2 个单位")}


def county(plan: str) -> Commitments:
    text = trial_text(UNITS, GROUPS)
    values = yaml.safe_load(
        text.replace("试验市", "试验县").replace("东城区", "东山镇").replace("西城区", "西河街道")
    )
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


def test_an_amount_in_words() -> None:
    assert amount(2000, "家") == "2000家"


def test_two_figures_of_one_class_both_stand() -> None:
    found = made("办好活动。各区分别举办活动5场以上，各区分别举办活动3场以上。（责任单位：各区）")
    assert {number for unit, _, number in shown(found) if unit == "east"} == {5, 3}
