"""The head of a document: the head is the test."""

import pytest

from samples import compile_text
from yibiao.core.plan import Document

TITLE = "某市人民政府办公室关于印发某市科技创新实施方案的通知"


def head(*lines: str, body: str = "一、推进工作。（市科技局负责）") -> Document:
    return compile_text("\n".join([*lines, body, ""])).document


def usual(number: str = "某政办〔2021〕26号", title: str = TITLE, signed: str = "2021年3月28日") -> Document:
    return head(number, title, "各区人民政府，市政府各部门：", "现将方案印发给你们。", "某市人民政府办公室", signed)


NUMBERS = [
    ("某政办〔2021〕26号", "某政办〔2021〕26号"),
    ("某政办[2021]26号", "某政办〔2021〕26号"),
    ("某政办（2021）26号", "某政办〔2021〕26号"),
    ("某政办(2021)26号", "某政办〔2021〕26号"),
    ("某政办【2021】26号", "某政办〔2021〕26号"),
    ("某政办〔2021〕 26 号", "某政办〔2021〕26号"),
    ("某政办〔 2021 〕26号", "某政办〔2021〕26号"),
    ("发文字号：某政办〔2021〕26号", "某政办〔2021〕26号"),
    ("文号：某政办〔2021〕26号", "某政办〔2021〕26号"),
    ("\u200b某政办〔2021〕26号", "某政办〔2021〕26号"),
    ("某政办〔2021〕第26号", "某政办〔2021〕26号"),
    ("某政办发〔２０２１〕２６号", "某政办发〔2021〕26号"),
    ("省政府令第197号", "省政府令第197号"),
]


@pytest.mark.parametrize(("written", "number"), NUMBERS, ids=[number for number, _ in NUMBERS])
def test_number(written: str, number: str) -> None:
    document = usual(number=written)
    assert (document.number, document.title, document.date) == (number, TITLE, "2021-03-28")


DATES = [
    ("2021年3月28日", "2021-03-28"),
    ("2021 年 3 月 28 日", "2021-03-28"),
    ("二〇二一年三月二十八日", "2021-03-28"),
    ("二○二一年三月二十八日", "2021-03-28"),
    ("（2021年3月28日）", "2021-03-28"),
    ("2021年3月28日　", "2021-03-28"),
]


@pytest.mark.parametrize(("signed", "date"), DATES, ids=[signed for signed, _ in DATES])
def test_date(signed: str, date: str) -> None:
    assert usual(signed=signed).date == date


@pytest.mark.parametrize("line", ["时间:2024-01-10 20:38:24", "发布时间：2024年1月10日", "更新日期：2024-01-10", "浏览量: 5 时间:2024-01-10"])
def test_time_of_the_page_is_not_the_date(line: str) -> None:
    document = head(line, "某政办〔2021〕26号", TITLE, "各区人民政府：", "现印发给你们。", "某市人民政府办公室", "2021年3月28日")
    assert document.date == "2021-03-28"
    unsigned = head(line, "某政办〔2021〕26号", TITLE, "各区人民政府：", "现印发给你们。")
    assert unsigned.date is None


ADDRESSEES = [
    ("各区人民政府，市政府各部门：", ("各区人民政府", "市政府各部门")),
    ("各区人民政府、市人民政府各部门:", ("各区人民政府", "市人民政府各部门")),
    ("各县（市、区）人民政府，市政府各部门：", ("各县（市、区）人民政府", "市政府各部门")),
    ("各省、自治区、直辖市人民政府，国务院各部委、各直属机构：", ("各省、自治区、直辖市人民政府", "国务院各部委、各直属机构")),
    ("各街道办事处，区政府各部门、各直属单位：", ("各街道办事处", "区政府各部门、各直属单位")),
]


@pytest.mark.parametrize(("line", "addressees"), ADDRESSEES, ids=[line for line, _ in ADDRESSEES])
def test_addressees(line: str, addressees: tuple[str, ...]) -> None:
    document = head("某政办〔2021〕26号", TITLE, line, "现印发给你们。", "某市人民政府办公室", "2021年3月28日")
    assert document.addressees == addressees


def test_title_of_the_notice_and_of_the_plan() -> None:
    document = usual()
    assert (document.title, document.plan_title) == (TITLE, "某市科技创新实施方案")
    assert document.issuers == ("某市人民政府办公室",)
    assert (document.year, document.years) == (2021, (2021, 2021))


def test_title_over_several_lines() -> None:
    document = head("某市人民政府办公室", "关于印发某市科技创新", "实施方案的通知", "某政办〔2021〕26号", "各区人民政府：",
                    "现印发给你们。", "某市人民政府办公室", "2021年3月28日")
    assert document.title == TITLE


def test_title_twice_and_advertising() -> None:
    document = head("某某资料库-一个优质的标准下载网站", TITLE, "浏览量: 9 时间:2024-01-10", "某政办〔2021〕26号", TITLE,
                    "各区人民政府：", "现印发给你们。", "某市人民政府办公室", "2021年3月28日")
    assert (document.title, document.number, document.date) == (TITLE, "某政办〔2021〕26号", "2021-03-28")


def test_joint_issuers() -> None:
    document = head("农业农村部 科技部 财政部关于推进设施蔬菜提质增效的通知", "农发〔2018〕3号", "各省人民政府：", "现通知如下：",
                    body="一、推进工作。（市科技局负责）\n农业农村部　科技部　财政部\n2018年5月6日")
    assert document.issuers == ("农业农村部", "科技部", "财政部")
    assert document.date == "2018-05-06"


def test_signature_one_a_line() -> None:
    document = head("某科〔2021〕3号", "关于推进平台建设的通知", "各区人民政府：", "现通知如下：",
                    body="一、推进工作。（市科技局负责）\n某市科技局\n某市财政局\n2021年5月6日")
    assert document.issuers == ("某市科技局", "某市财政局")


def test_imprint_below_the_signature_of_a_long_document_is_not_its_title() -> None:
    sections = [f"（{number}）推进第{number}项工作。（市科技局负责）" for number in "一二三四五六七八九十"]
    document = head("某政办〔2021〕26号", TITLE, "各区人民政府：", "现印发给你们。", "某市人民政府办公室", "2021年3月28日",
                    "（此件公开发布）", "某市科技创新实施方案", *(["一、任务", *sections] * 10))
    assert document.plan_title == "某市科技创新实施方案"


def test_menu_of_a_page_is_not_its_title() -> None:
    menu = ["首页", "要闻", "公开", "服务", "互动", "数据"]
    document = head(*menu, TITLE, "某政办〔2021〕26号", "各区人民政府：", "现印发给你们。", "某市人民政府办公室", "2021年3月28日")
    assert document.title == TITLE


def test_footer_of_a_page_names_no_unit() -> None:
    plan = compile_text(f"{TITLE}\n各区人民政府：\n一、推进工作。（市科技局牵头）\n二、做好宣传。（市广电局牵头）\n主办单位 网站地图 打印本页\n")
    assert [[unit.name for unit in task.lead] for task in plan.tasks] == [["市科技局"], ["市广电局"]]


@pytest.mark.parametrize(
    ("title", "years"),
    [("某市科技创新三年行动计划（2018—2020年）", (2018, 2020)), ("某市2021年度重点工作任务清单", (2021, 2021)),
     ("某市科技创新实施方案（2023-2025年）", (2023, 2025))],
)
def test_years_that_a_title_covers(title: str, years: tuple[int, int]) -> None:
    assert usual(title=f"某市人民政府办公室关于印发{title}的通知").years == years


ANNEXES = [
    ("附件：一区一表", [("一区一表", False)]),
    ("附件：1.一区一表\n2.任务清单", [("一区一表", False), ("任务清单", False)]),
    ("形成“一区一表”(附后)。", [("一区一表", False)]),
    ("附件：任务清单\n附件\n任务清单\n序号\t任务\t责任单位\n1\t推进工作\t市科技局", [("任务清单", True)]),
]


@pytest.mark.parametrize(("words", "annexes"), ANNEXES, ids=[words for words, _ in ANNEXES])
def test_annexes(words: str, annexes: list[tuple[str, bool]]) -> None:
    document = head("某政办〔2021〕26号", TITLE, "各区人民政府：", body=f"一、推进工作。（市科技局负责）\n{words}")
    assert [(annex.title, annex.present) for annex in document.annexes] == annexes
