"""The outline: numbers as written become ids; gaps are found; run-in headings part. The document is the test."""

import pytest

from samples import compile_text
from yibiao.core.plan import Plan

CLAUSE = "（市科技局负责）"
# Lines, and the ids of all sections.
OUTLINES = [
    ("一、甲\n（一）乙\n1.丙\n（1）丁", "1 1.1 1.1.1 1.1.1.1"),
    ("一、甲\n(一)乙\n1．丙\n(1)丁", "1 1.1 1.1.1 1.1.1.1"),
    ("一、甲\n（一）乙\n二、丙\n（一）丁\n（二）戊", "1 1.1 2 2.1 2.2"),
    ("一、甲\n（一）乙\n（二）丙\n二、丁\n（三）戊", "1 1.1 1.2 2 2.3"),
    ("一、甲\n1.乙\n二、丙\n2.丁", "1 1.1 2 2.2"),
    ("一、甲\n（一）乙\n（一）丙", "1 1.1 1.1b"),
    ("第一章 甲\n第一条 乙\n第二条 丙", "1 1.1 1.2"),
    ("一、甲\n①乙\n②丙", "1 1.1 1.2"),
    ("一、甲\n1、乙\n（1）丙\n2、丁", "1 1.1 1.1.1 1.2"),
    ("十、甲\n十一、乙\n二十一、丙", "10 11 21"),
    ("（一）甲\n（二）乙", "1 2"),
    ("第一、甲\n①乙\n②丙\n第二、丁", "1 1.1 1.2 2"),
    ("一、甲\n（一）乙\n第一、丙\n第二、丁\n（二）戊", "1 1.1 1.1.1 1.1.2 1.2"),
]


def ids(plan: Plan) -> str:
    return " ".join(section.id for section in plan.sections)


@pytest.mark.parametrize(("text", "wanted"), OUTLINES, ids=[text.replace("\n", " ") for text, _ in OUTLINES])
def test_ids(text: str, wanted: str) -> None:
    assert ids(compile_text("\n".join(line + "工作" for line in text.split("\n")))) == wanted


@pytest.mark.parametrize(
    "line", ["2021年是关键一年。", "1.5万人参加。", "3项任务已完成。", "一是推进平台建设。", "100余家企业参加。", "（含开发区）各区要落实。"]
)
def test_line_that_is_no_heading(line: str) -> None:
    assert ids(compile_text(f"一、任务\n（一）工作\n{line}\n（二）其他")) == "1 1.1 1.2"


@pytest.mark.parametrize(
    ("text", "gaps"),
    [
        ("一、甲\n二、乙\n四、丙", ["3"]),
        ("一、甲\n（一）乙\n（三）丙", ["2"]),
        ("一、甲\n（一）乙\n二、丙\n（二）丁", []),
        ("一、甲\n1.乙\n2.丙\n二、丁\n3.戊", []),
        ("一、甲\n1.乙\n2.丙\n二、丁\n1.戊", []),
        ("一、甲\n二、乙\n三、丙", []),
    ],
)
def test_gaps(text: str, gaps: list[str]) -> None:
    plan = compile_text("\n".join(line + "工作" for line in text.split("\n")))
    assert [item.about for item in plan.findings if item.code == "numbering-gap"] == gaps


def test_run_in_heading() -> None:
    plan = compile_text(f"一、任务\n（一）建设平台。新建平台5个。做好服务。{CLAUSE}\n（二）培育企业。{CLAUSE}")
    first, second = plan.tasks
    assert (first.id, first.title, second.title) == ("1.1", "建设平台", "培育企业")
    assert [measure.text.strip("。") for measure in first.measures] == ["新建平台5个", "做好服务"]


def test_task_is_the_leaf_with_a_clause_or_beside_one() -> None:
    plan = compile_text(
        f"一、目标\n建成平台5个。\n二、任务\n（一）甲工作\n1.建设平台。{CLAUSE}\n2.培育企业。\n（二）乙工作。{CLAUSE}\n三、保障\n（一）加强领导。\n"
    )
    assert [task.id for task in plan.tasks] == ["2.1.1", "2.1.2", "2.2"]
    assert [task.section for task in plan.tasks] == ["2.1", "2.1", "2"]
    assert [target.task for target in plan.targets] == ["1"]


def test_unnumbered_paragraphs_that_are_tasks() -> None:
    plan = compile_text(f"一、任务\n建设平台。{CLAUSE}\n培育企业。{CLAUSE}\n")
    assert [task.id for task in plan.tasks] == ["1.p1", "1.p2"]


def test_document_without_numbers() -> None:
    plan = compile_text("某市2021年实施方案\n建设平台。（市科技局负责）\n培育企业。（市经信局负责）\n")
    assert [task.id for task in plan.tasks] == ["p1", "p2"]


def test_level_that_is_missing() -> None:
    plan = compile_text(f"一、任务\n1.建设平台。{CLAUSE}\n2.培育企业。{CLAUSE}\n")
    assert [(section.id, section.level) for section in plan.sections] == [("1", 1), ("1.1", 2), ("1.2", 2)]


def test_no_tasks_is_found() -> None:
    plan = compile_text("一、情况\n去年建成平台5个。\n")
    assert [item.code for item in plan.findings if item.code == "no-tasks"] == ["no-tasks"]
