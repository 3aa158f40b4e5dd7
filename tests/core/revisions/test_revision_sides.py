"""A task before and after, side by side."""

from typing import Any

from yibiao import compile_text, to_dict
from yibiao.core.revisions.jsonform import revision_values
from yibiao.core.revisions.revise import revise
from yibiao.core.revisions.sides import Facts, Row, rows_of
from yibiao.core.serialise import from_dict

TEXT = """云汀市人民政府办公室关于印发云汀市创新工作方案的通知
云政办〔2024〕8号
云汀市创新工作方案
一、重点任务
（一）建设创新平台。新建市级创新平台5个以上。支持企业建设研发机构，形成体系。（牵头单位：市科技局；责任单位：东城区、西城区）
（二）培育企业。新增高新技术企业30家。（牵头单位：市科技局；责任单位：市财政局、东城区）
（三）加大投入。设立引导基金2亿元。（牵头单位：市财政局）
"""
AMENDED = (
    TEXT.replace("平台5个", "平台8个")
    .replace("东城区、西城区", "东城区、南城区")
    .replace("企业建设研发机构，形成体系", "企业和高校建设研发机构，形成体系")
    .replace("（三）加大投入。设立引导基金2亿元。（牵头单位：市财政局）", "（三）广聚人才。引进人才100名。（牵头单位：市人社局）")
)


def compared_plans(old: str, new: str) -> dict[str, list[Row]]:
    """Return the rows of every task by its title in the new plan."""
    one, two = (to_dict(compile_text(text, name="方案.txt")) | {"text": text} for text in (old, new))
    made: dict[str, Any] = revision_values(revise(from_dict(one), from_dict(two)))
    sides = Facts(one), Facts(two)
    return {task["title"]: list(rows_of(task, sides, made["targets"])) for task in made["tasks"]}


def text(row: Row, side: str) -> str:
    cells = row.old if side == "old" else row.new
    return "|".join("".join(f"[{piece.text}]" if piece.lit else piece.text for piece in cell.pieces) for cell in cells)


def test_what_changed_is_lit_and_the_rest_is_there() -> None:
    rows = {row.what: row for row in compared_plans(TEXT, AMENDED)["建设创新平台"]}
    assert text(rows["title"], "old") == text(rows["title"], "new") == "建设创新平台"
    assert not rows["lead"].changed
    assert (text(rows["responsible"], "old"), text(rows["responsible"], "new")) == ("东城区|[西城区]", "东城区|[南城区]")
    assert (text(rows["target"], "old"), text(rows["target"], "new")) == ("新建市级创新平台[5]个以上", "新建市级创新平台[8]个以上")
    assert "[和高校]" in text(rows["text"], "new")
    assert "cooperating" not in rows


def test_units_say_which_they_are() -> None:
    rows = {row.what: row for row in compared_plans(TEXT, AMENDED)["建设创新平台"]}
    assert [cell.place for cell in rows["responsible"].new] == [0, 1]
    assert all(cell.key.startswith("t-") for cell in rows["responsible"].new)
    assert rows["target"].old[0].key.startswith("f-")


def test_what_came_or_went_as_a_whole_has_one_side() -> None:
    made = compared_plans(TEXT, AMENDED)
    assert {row.what: bool(row.old) for row in made["广聚人才"]} == {"title": False, "lead": False, "target": False}
    assert all(not row.new for row in made["加大投入"])
    assert not next(row for row in made["广聚人才"] if row.what == "lead").changed
