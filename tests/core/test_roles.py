"""Responsibility clauses in every form: the clause is the test."""

import pytest

from samples import compile_text
from yibiao.core.snippets import compile_clause

# The clause; then lead | responsible | cooperating | data providers | guiding.
CLAUSES = [
    # labels
    ("（牵头单位：市科技局；责任单位：市财政局、各区）", "市科技局|市财政局 各区|||"),
    ("(牵头单位:市科技局;责任单位:市财政局)", "市科技局|市财政局|||"),
    ("（牵头单位：市科技局，配合单位：市财政局、教育局）", "市科技局||市财政局 市教育局||"),
    ("（牵头单位：市发改委；数据提供单位：市统计局）", "市发改委|||市统计局|"),
    ("（责任单位：市科技局、市财政局等；各区政府）", "|市科技局 市财政局 各区政府|||"),
    ("（责任部门：市科技局）", "|市科技局|||"),
    ("（牵头部门：市科技局；协办单位：市财政局；指导单位：省科技厅）", "市科技局||市财政局||省科技厅"),
    ("（主办单位：市科技局；参与单位：各区）", "市科技局||各区||"),
    ("（牵头单位：市科技局、市财政局按职责分工负责）", "市科技局 市财政局||||"),
    ("（牵头单位：市委组织部；配合单位：各项目牵头单位，各区、县级市）", "市委组织部||各项目牵头单位 各区、县级市||"),
    ("（责任单位：市发改委（牵头）、市财政局）", "市发改委|市财政局|||"),
    ("（牵头责任单位：市科技局）", "市科技局||||"),
    ("（牵头单位：市科技局；责任人：某某）", "市科技局||||"),
    # sentences
    ("（市科技局牵头，市财政局、市教育局等按职责分工负责）", "市科技局|市财政局 市教育局|||"),
    ("（市科技局牵头，市财政局参与）", "市科技局||市财政局||"),
    ("（市科技局、市财政局牵头）", "市科技局 市财政局||||"),
    ("（市科技局、市财政局负责）", "|市科技局 市财政局|||"),
    ("（由市科技局牵头，市财政局配合）", "市科技局||市财政局||"),
    ("（科研处主责，计划财务处、各学院协同）", "科研处||计划财务处 各学院||"),
    ("（市科技局负责，各镇街属地落实）", "|市科技局 各镇街|||"),
    ("（责任单位：市科技局、各区，市财政局、市教育局按职责配合）", "|市科技局 各区|市财政局 市教育局||"),
    ("（牵头单位：市科技局，市财政局配合）", "市科技局||市财政局||"),
    ("（市科技局会同有关部门负责）", "|市科技局|有关部门||"),
    ("（市委宣传部会同省委网信办）", "|市委宣传部|省委网信办||"),
    ("（市科技局牵头会同市财政局落实）", "市科技局||市财政局||"),
    ("（市科技局牵头，会同市财政局、市教育局负责）", "市科技局||市财政局 市教育局||"),
    ("（各区结合实际落实）", "|各区|||"),
    ("（各区、各部门按职责分工负责）", "|各区 各部门|||"),
    ("〔市科技局牵头,市财政局参与,各县、区人民政府(管委会)负责落实〕", "市科技局|各县、区人民政府|市财政局||"),
    ("（国务院各部门分别负责，年内持续推进）", "|国务院各部门|||"),
    ("（市科技局牵头，市就业指导中心配合）", "市科技局||市就业指导中心||"),
    ("（市政务服务局牵头，市大数据中心提供数据）", "市政务服务局|||市大数据中心|"),
    ("（科技部、财政部负责，排在第一位的部门为牵头部门，下同）", "科技部|财政部|||"),
    ("（科技部、财政部负责，列第一位者为牵头单位，下同）", "科技部|财政部|||"),
    ("（牵头单位：市科技局；责任单位：市科技局、市财政局）", "市科技局|市科技局 市财政局|||"),
]
ROLES = ("lead", "responsible", "cooperating", "data_providers", "guiding")


@pytest.mark.parametrize(("clause", "wanted"), CLAUSES, ids=[clause for clause, _ in CLAUSES])
def test_clause(clause: str, wanted: str) -> None:
    assert compile_clause(clause) == dict(zip(ROLES, map(str.split, wanted.split("|")), strict=True))


@pytest.mark.parametrize(
    "text",
    [
        "（含税）",
        "（以下简称“平台”）",
        "（2021年版）",
        "（负责人：某某）",
        "（试行）",
        "（由企业自主申报）",
        "（见附件1）",
        "（其中配合饲料20万吨）",
    ],
)
def test_bracket_that_is_no_clause(text: str) -> None:
    plan = compile_text(f"一、主要任务\n（一）推进工作{text}。建设平台。（牵头单位：市科技局）\n（二）其他。（市财政局负责）")
    assert [[unit.name for unit in task.lead + task.responsible] for task in plan.tasks] == [["市科技局"], ["市财政局"]]


def lists(text: str) -> list[dict[str, list[str]]]:
    return [
        {role: [unit.name for unit in getattr(task, role)] for role in ROLES if getattr(task, role)}
        for task in compile_text(text).tasks
    ]


def test_rule_of_the_first_listed_holds_from_where_it_stands() -> None:
    text = (
        "一、主要任务\n（一）甲。（科技部、财政部负责）\n（二）乙。（教育部、财政部负责，排在第一位的部门为牵头部门，下同）\n"
        "（三）丙。（各有关部门、财政部负责）\n（四）丁。（财政部牵头，教育部配合）\n"
    )
    assert lists(text) == [
        {"responsible": ["科技部", "财政部"]},
        {"lead": ["教育部"], "responsible": ["财政部"]},
        {"lead": ["各有关部门"], "responsible": ["财政部"]},
        {"lead": ["财政部"], "cooperating": ["教育部"]},
    ]


def test_rule_in_the_preamble() -> None:
    text = "各项任务中列第一位者为牵头单位，下同。\n一、主要任务\n（一）甲。（科技部、财政部负责）\n（二）乙。（教育部负责）\n"
    assert lists(text) == [{"lead": ["科技部"], "responsible": ["财政部"]}, {"lead": ["教育部"]}]


def test_responsible_units_lead_where_no_lead_is_named() -> None:
    text = (
        "一、主要任务\n（一）甲。（责任单位：市科技局、市财政局）\n（二）乙。（牵头单位：市教育局；责任单位：各区）\n"
        "二、附则\n无牵头单位的，责任单位即为牵头单位。\n"
    )
    assert lists(text) == [
        {"lead": ["市科技局", "市财政局"]},
        {"lead": ["市教育局"], "responsible": ["各区"]},
    ]


def test_units_that_answer_for_every_later_task() -> None:
    text = (
        "一、主要任务\n（一）甲。（市科技局负责）\n以下各项工作均需各县、区人民政府落实，不再列出。\n"
        "（二）乙。（市财政局牵头）\n（三）丙。\n"
    )
    assert lists(text) == [
        {"responsible": ["市科技局"]},
        {"lead": ["市财政局"], "responsible": ["各县、区人民政府"]},
        {"responsible": ["各县、区人民政府"]},
    ]


def test_clause_on_lines_of_its_own() -> None:
    text = "一、主要任务\n1.推进平台建设，完善机制\n牵头单位：区发改局\n责任单位：立山开发区，各街道\n完成时限：2021年10月底前\n"
    [task] = compile_text(text).tasks
    assert lists(text) == [{"lead": ["区发改局"], "responsible": ["立山开发区", "各街道"]}]
    assert task.deadline == "2021-10-31"
    assert text[slice(*task.clause)].startswith("牵头单位：区发改局") if task.clause else False


def test_clause_behind_a_sentence_belongs_to_its_measure() -> None:
    text = "一、主要任务\n（一）推进工作。建设平台。（市科技局牵头）培育企业，做好服务。（市经信局牵头，各区配合）\n"
    [task] = compile_text(text).tasks
    assert [unit.name for unit in task.lead] == ["市科技局", "市经信局"]
    assert [(unit.name) for unit in task.cooperating] == ["各区"]
    measures = {measure.text.strip("。"): [unit.name for unit in measure.lead] for measure in task.measures if measure.clause}
    assert measures == {"建设平台": ["市科技局"], "培育企业，做好服务": ["市经信局"]}


HELPED = [
    ("省公安厅会同省委网信办建设平台2个。", "省公安厅 省委网信办"),
    ("省教育厅、省公安厅会同省委网信办建设平台2个。", "省教育厅 省公安厅 省委网信办"),
    ("会同省委网信办建设平台2个。", "省委网信办"),
    ("会同县建成平台2个。", "会同县"),
]


@pytest.mark.parametrize(("sentence", "named"), HELPED, ids=[sentence for sentence, _ in HELPED])
def test_helper_is_no_part_of_a_name(sentence: str, named: str) -> None:
    text = f"一、主要任务\n（一）推进平台建设。{sentence}（省公安厅会同省委网信办）\n（二）推进数据共享。（省公安厅负责）"
    first, _ = compile_text(text).tasks
    assert [unit.name for measure in first.measures for unit in measure.units] == named.split()
    assert [unit.name for unit in first.responsible] == ["省公安厅"]
    assert [unit.name for unit in first.cooperating] == ["省委网信办"]


# What stands behind a numbered heading; then lead | responsible | cooperating of its task.
TAILS = [
    ("新建平台3个。\n分管领导：某某\n牵头单位：市科技局", "市科技局||"),
    ("新建平台3个。【牵头校领导：某某】【牵头单位：教务处】【协同单位：各学院】", "教务处||各学院"),
    ("新建平台3个。主责单位：科研处；协同单位：人事处", "科研处||人事处"),
    ("市科技局牵头抓总，市财政局配合，各镇街具体负责。", "市科技局|各镇街|市财政局"),
    ("新建平台3个，由市科技局牵头负责，各区具体落实。", "市科技局|各区|"),
    ("由市科技局牵头，会同市财政局、市教育局负责，6月底前完成。", "市科技局||市财政局 市教育局"),
    ("新建平台3个。（市科技局、市财政局，各区）", "|市科技局 市财政局 各区|"),
    ("新建平台3个。（责任人：某某）", "||"),
    ("实行陪餐制，由各学校负责落实。", "|各学校|"),
]


@pytest.mark.parametrize(("tail", "wanted"), TAILS)
def test_clause_at_the_end_of_an_item(tail: str, wanted: str) -> None:
    plan = compile_text(f"某市2024年工作方案\n一、任务\n（一）创新平台。{tail}\n二、其他工作")
    assert [task.id for task in plan.tasks] == ["1.1"]
    task = plan.tasks[0]
    found = (task.lead, task.responsible, task.cooperating)
    assert "|".join(" ".join(unit.name for unit in units) for units in found) == wanted
    assert "某某" not in "".join(measure.text for measure in task.measures)


@pytest.mark.parametrize(
    "words", ["请各单位认真组织实施。", "各单位认真抓好落实。", "任务很重（以市科技局、市财政局为例）。"]
)
def test_words_that_close_nothing(words: str) -> None:
    assert not compile_text(f"某市2024年工作方案\n一、任务\n（一）创新平台。{words}\n二、其他工作").tasks


def test_sentence_that_goes_on_behind_its_first_clause_is_two_measures() -> None:
    text = "一、任务\n（一）共享率达到98%（市甲局牵头，各区负责）；目录达到500个（市乙局负责）。\n（二）其他"
    first, second = compile_text(text).tasks[0].measures
    assert (first.text, second.text) == ("共享率达到98%", "目录达到500个")
    assert [unit.name for unit in first.lead] == ["市甲局"]


def test_rule_of_the_first_listed_in_a_note_holds_for_the_whole_document() -> None:
    text = "一、任务\n（一）甲。（责任单位：市甲局、市乙局）\n（二）乙。（责任单位：市丙局、各区）\n注：排在第一位的为牵头单位。"
    assert [units["lead"] for units in lists(text)] == [["市甲局"], ["市丙局"]]
