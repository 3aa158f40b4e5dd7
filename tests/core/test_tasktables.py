"""Task tables, however they arrive: the table is the test."""

import pytest

from samples import compile_text
from yibiao.core.compiler import compile_source
from yibiao.core.plan import Plan
from yibiao.core.source import SourceText, Table
from yibiao.core.spans import Span

HEADS = ["序号", "工作任务", "牵头单位", "责任单位", "完成时限"]
ROWS = [
    ["1", "新建创新平台5个以上", "市科技局", "市财政局、教育局", "2021年10月底前"],
    ["2", "培育瞪羚企业30家", "市经信局", "各区人民政府", "年底前"],
    ["3", "开展创新宣传", "市委宣传部", "市广电局", "全年"],
]
TITLE = "某市2021年创新工作任务分解表\n"


def tabbed(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows) + "\n"


def flattened(rows: list[list[str]]) -> str:
    return "\n".join(cell for row in rows for cell in row if cell) + "\n"


def real(rows: list[list[str]]) -> SourceText:
    text, spans = TITLE, []
    for row in rows:
        cells = []
        for cell in row:
            cells.append(Span(len(text), len(text) + len(cell)))
            text += cell + "\t"
        text = text[:-1] + "\n"
        spans.append(tuple(cells))
    return SourceText(text, tables=(Table(Span(len(TITLE), len(text)), tuple(spans)),))


def arrived(way: str, rows: list[list[str]]) -> Plan:
    if way == "real":
        return compile_source(real(rows))
    return compile_text(TITLE + (tabbed if way == "tabbed" else flattened)(rows))


def rows_of(plan: Plan) -> list[tuple[str, list[str], list[str], str | None]]:
    return [
        (task.id, [unit.name for unit in task.lead], [unit.name for unit in task.responsible], task.deadline)
        for task in plan.tasks
    ]


WANTED = [
    ("1", ["市科技局"], ["市财政局", "市教育局"], "2021-10-31"),
    ("2", ["市经信局"], ["各区人民政府"], "2021-12-31"),
    ("3", ["市委宣传部"], ["市广电局"], "全年"),
]
ways = pytest.mark.parametrize("way", ["tabbed", "flattened", "real"])


@ways
def test_table(way: str) -> None:
    plan = arrived(way, [HEADS, *ROWS])
    assert rows_of(plan) == WANTED
    assert [(target.task, target.low) for target in plan.targets] == [("1", 5), ("2", 30)]


# Flattened, nobody can tell which of two unit columns was empty.
@pytest.mark.parametrize("way", ["tabbed", "real"])
def test_cell_that_is_empty(way: str) -> None:
    rows = [HEADS, ROWS[0], ["2", "培育瞪羚企业30家", "市经信局", "", "年底前"], ROWS[2]]
    assert rows_of(arrived(way, rows)) == [WANTED[0], ("2", ["市经信局"], [], "2021-12-31"), WANTED[2]]


@ways
def test_line_of_a_category(way: str) -> None:
    rows = [HEADS, ["一、平台建设", "", "", "", ""], ROWS[0], ["二、主体培育", "", "", "", ""], *ROWS[1:]]
    assert rows_of(arrived(way, rows)) == WANTED


@pytest.mark.parametrize("way", ["tabbed", "flattened"])
def test_remarks_below_a_table_are_no_rows(way: str) -> None:
    plan = compile_text(TITLE + (tabbed if way == "tabbed" else flattened)([HEADS, *ROWS]) + "注：1.各区指市辖区。\n2.时限以最新要求为准。\n")
    assert rows_of(plan) == WANTED


@ways
def test_table_without_numbers(way: str) -> None:
    plan = arrived(way, [row[1:] for row in [HEADS, *ROWS]])
    assert [unit.name for task in plan.tasks for unit in task.lead] == ["市科技局", "市经信局", "市委宣传部"]


@ways
def test_columns_with_other_names(way: str) -> None:
    heads = ["编号", "重点事项", "牵头部门", "配合部门", "时间节点"]
    plan = arrived(way, [heads, *ROWS])
    assert [[unit.name for unit in task.cooperating] for task in plan.tasks] == [["市财政局", "市教育局"], ["各区人民政府"], ["市广电局"]]


def test_table_that_assigns_nothing_makes_no_tasks() -> None:
    plan = compile_text(f"{TITLE}年份\t人口\t面积\n2020\t30万\t50\n2021\t31万\t50\n")
    assert plan.tasks == ()


@ways
def test_spans_of_cells(way: str) -> None:
    plan = arrived(way, [HEADS, *ROWS])
    for task, row in zip(plan.tasks, ROWS, strict=True):
        assert [plan.text[slice(*unit.span)] for unit in task.lead] == [row[2]]
        start, end = task.span
        assert all(cell in plan.text[start:end] for cell in row)


def test_table_in_an_annex_is_part_of_the_document() -> None:
    plan = compile_text(
        "一、主要任务\n（一）推进工作。（市科技局负责）\n附件：任务清单\n附件\n任务清单\n" + tabbed([HEADS, *ROWS])
    )
    assert [task.title for task in plan.tasks] == ["推进工作", *(row[1] for row in ROWS)]
    assert len({task.id for task in plan.tasks}) == 4


def test_flattened_head_of_two_rows_gives_its_place_to_the_heads_below() -> None:
    heads = "序号 任务类别 工作任务 责任部门 完成时限 牵头部门 配合部门"
    rows = "1 源头管控 改造管道800公里 省住建厅 各市政府 2024年底前 2 执法检查 开展检查12次 省应急厅 省公安厅 持续推进"
    plan = compile_text("附件1\n全省重点任务分工表\n" + "\n".join(f"{heads} {rows}".split()))
    roles = [
        ([u.name for u in t.lead], [u.name for u in t.responsible], [u.name for u in t.cooperating])
        for t in plan.tasks
    ]
    assert roles == [(["省住建厅"], [], ["各市政府"]), (["省应急厅"], [], ["省公安厅"])]
    assert "repaired-text" not in {finding.code for finding in plan.findings}
