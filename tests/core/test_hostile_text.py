"""Hostile text: work that grows with the length, not with its square; any characters at all; valid plans."""

import gc
import json
import time
from collections.abc import Callable
from importlib.resources import files

import jsonschema
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from places import faults
from samples import EXAMPLE, compile_text, everything, plan_of, stems, text_of
from yibiao.core.compiler import compile_source
from yibiao.core.plan import Plan
from yibiao.core.schema import problems
from yibiao.core.serialise import from_dict, to_dict
from yibiao.core.source import SourceText, Table
from yibiao.core.spans import Span
from yibiao.core.validate import validate

HEAD = (
    "某市关于印发某方案的通知\n各区人民政府：\n现印发给你们。\n某市人民政府\n2021年3月1日\n某方案\n一、主要任务\n"
)
CLAUSE = "（牵头单位：市科技局）"


def task(words: str) -> str:
    return f"{HEAD}（一）推进工作。{words}"


# Each shape makes a text of about `size` times a few characters; the number beside it is the size from
# which the time it takes is well above what a compiler needs for any text.
SHAPES: dict[str, tuple[Callable[[int], str], int]] = {
    # one line
    "digits": (lambda size: "1" * size, 250_000),
    "digits in a task": (lambda size: task(f"建设{'1' * size}个平台。"), 250_000),
    "thousands": (lambda size: task(f"建设1{',000' * size}个平台"), 20_000),
    "ranges": (lambda size: task(f"建设{'3-' * size}个平台"), 20_000),
    "Han numerals": (lambda size: task(f"{'三十' * size}个平台"), 20_000),
    "open brackets": (lambda size: "（" * size, 25_000),
    "open brackets in a task": (lambda size: task("（" * size), 25_000),
    "open clauses": (lambda size: task("（牵头" * size), 3_000),
    "nested clauses": (lambda size: task("（牵头单位：市科技局" * size + "）" * size), 1_000),
    "nested brackets": (lambda size: task("（" * size + "）" * size), 25_000),
    "one line": (lambda size: task("建设科技创新平台并推动发展" * size), 8_000),
    "one line of sentences": (lambda size: task("建设科技创新平台20个，推动发展。" * size), 1_000),
    "clauses behind sentences": (lambda size: task("推动发展。（市科技局牵头）" * size), 1_000),
    "commas": (lambda size: "，" * size, 25_000),
    "commas in a task": (lambda size: task("，工作" * size), 8_000),
    "figures parted by commas": (lambda size: task("，平台达到3个" * size), 800),
    "figures in a list": (lambda size: task("、平台3个" * size), 800),
    "years and figures": (lambda size: task("到2022年平台达到3个" * size), 300),
    "past years and figures": (lambda size: task("2019年平台3个、" * size), 300),
    "Han figures": (lambda size: task("三个平台" * size), 2_000),
    "n for n": (lambda size: task("、".join(["平台"] * size) + "分别达到" + "、".join(["3个"] * size)), 400),
    "each": (lambda size: task("平台分别达到3个、" * size), 500),
    "places that owe": (lambda size: task("武昌区、" * size + "新建3个平台"), 2_000),
    "classes that owe": (lambda size: task("各区和" * size + "分别建3个平台"), 1_000),
    "verbs": (lambda size: task("建设" * size + "3个平台"), 35_000),
    "open quotes": (lambda size: "“" * size, 25_000),
    "open quotes in a task": (lambda size: task("“" * size + "3个"), 25_000),
    "quotes and figures": (lambda size: task("“平台”3个" * size), 500),
    "straight quotes and figures": (lambda size: task('"平台"3个' * size), 500),
    "books": (lambda size: task("《" * size + "3个》"), 25_000),
    "blanks": (lambda size: task(" " * size + "3个"), 4_000),
    "recurring duties": (lambda size: HEAD + "每月一调度、每季一小结，" * size, 1_000),
    "words of recurrence": (lambda size: HEAD + "每季度末" * size, 1_000),
    "first-listed": (lambda size: HEAD + "第一位" * size, 20_000),
    "not listed again": (lambda size: HEAD + "不再列出" * size, 20_000),
    "widened": (lambda size: HEAD + "各区（含开发区，下同）" * size, 20_000),
    "shortened": (lambda size: HEAD + "开发区（以下简称开发）" * size, 20_000),
    "attached": (lambda size: HEAD + "填写甲表（附后）" * size, 4_000),
    # one clause
    "units": (lambda size: task("（责任单位：" + "、".join(f"市第{n}局" for n in range(size)) + "）"), 3_000),
    "the same unit": (lambda size: task("（责任单位：" + "、".join(["市财政局"] * size) + "）"), 4_000),
    "units joined by 和": (lambda size: task("（责任单位：" + "市科技局和" * size + "市财政局）"), 2_000),
    "units joined by 等": (lambda size: task("（责任单位：" + "市科技局等" * size + "市财政局）"), 2_000),
    "units with aliases": (lambda size: task("（责任单位：" + "市科技局（科）、" * size + "市财政局）"), 1_500),
    "units and dates": (lambda size: task("（责任单位：" + "市科技局，2021年12月，" * size + "）"), 1_000),
    "verbs of roles": (lambda size: task("（" + "市科技局牵头，市财政局配合，" * size + "）"), 1_500),
    "joined helpers": (lambda size: task("（" + "市科技局会同市财政局" * size + "负责）"), 1_000),
    "labels": (lambda size: task("（" + "牵头单位：市科技局；" * size + "）"), 1_500),
    # many lines
    "short lines": (lambda size: "短\n" * size, 20_000),
    "blank lines": (lambda size: "\n" * size, 100_000),
    "numbered headings": (lambda size: HEAD + "".join(f"（{n}）推进工作\n" for n in range(size)), 3_000),
    "one heading again and again": (lambda size: HEAD + "（一）推进工作\n" * size, 2_000),
    "circled numbers": (lambda size: HEAD + "①推进\n" * size, 2_000),
    "five levels": (lambda size: HEAD + "一、甲\n（一）乙\n1. 丙\n（1）丁\n①戊\n" * size, 600),
    "tasks": (lambda size: HEAD + f"1. 推进工作。{CLAUSE}\n" * size, 1_000),
    "tasks without lead": (lambda size: HEAD + "1. 推进工作。（责任单位：市科技局）\n" * size, 1_000),
    "tasks with one figure": (lambda size: HEAD + f"1. 建设平台20个。{CLAUSE}\n" * size, 600),
    "conflicting figures": (
        lambda size: HEAD
        + "".join(f"1. 平台控制在{9 * size - n}个以内。平台达到{n}个。{CLAUSE}\n" for n in range(size)),
        400,
    ),
    "own-line clauses": (lambda size: HEAD + "1. 推进工作。\n牵头单位：市科技局\n责任单位：市财政局\n" * size, 800),
    "paragraphs with clauses": (lambda size: HEAD + f"推进平台建设工作。{CLAUSE}\n" * size, 1_200),
    "first-listed rules": (lambda size: HEAD + "1. 推进。（第一位为牵头部门，下同）\n" * size, 1_000),
    "rules for all": (lambda size: HEAD + "以下各项工作均需各区落实，不再列出。\n" * size + "1. 推进。（市局负责）\n" * size, 500),
    "duties and tasks": (lambda size: HEAD + "以下各项工作均需各区落实，不再列出。\n1. 推进。（市局负责）\n" * size, 500),
    "table headings": (lambda size: HEAD + "序号\t任务\t责任单位\n" * size, 4_000),
    "table rows": (lambda size: HEAD + "序号\t任务\t责任单位\n" + "1\t推进工作\t市科技局\n" * size, 800),
    "tables": (lambda size: HEAD + "序号\t任务\t责任单位\n1\t推进工作\t市局\n这是正文。\n" * size, 500),
    "flattened headings": (lambda size: HEAD + "序号\n任务\n责任单位\n" * size, 1_200),
    "flattened rows": (
        lambda size: HEAD + "序号\n任务\n责任单位\n" + "".join(f"{n}\n推进工作\n市局\n" for n in range(1, size)),
        800,
    ),
    "flattened tables": (lambda size: HEAD + "序号\n任务\n责任单位\n1\n推进工作\n市局\n注：说明\n这是正文。\n" * size, 500),
    "a row without end": (lambda size: HEAD + "序号\n任务\n责任单位\n1\n" + "推进工作\n" * size, 4_000),
    "annex lists": (lambda size: HEAD + "附件：1.甲表\n" * size, 2_000),
    "listed annexes": (lambda size: HEAD + "附件：1.甲表\n" + "".join(f"{n}.第{n}号附表\n" for n in range(2, size)), 1_000),
    "annex heads": (lambda size: HEAD + "".join(f"附件{n % 99}\n" for n in range(size)), 4_000),
    "attached lines": (lambda size: HEAD + "".join(f"填写甲{n}表（附后）\n" for n in range(size)), 500),
    "titles": (lambda size: "关于印发方案的通知\n" * size, 8_000),
    "a long title": (lambda size: "关于印发" * size + "的通知\n正文。", 8_000),
    "dates": (lambda size: "2021年3月1日\n" * size, 6_000),
    "addressees": (lambda size: "关于印发方案的通知\n" + "各区、" * size + "：\n正文", 6_000),
    "chrome": (lambda size: "浏览量：1\n" * size, 10_000),
    "past sections": (lambda size: HEAD + "一、工作回顾\n" * size, 1_500),
    # damage
    "readings": (lambda size: "区(qū)" * size, 10_000),
    "open readings": (lambda size: "区( qū" * size, 10_000),
    "Traditional lines": (lambda size: "區創業\n区创业务发展\n" * size, 4_000),
    "shifted headings": (lambda size: "一?。ㄒ唬推进\n" * size, 1_200),
    "shifted characters": (lambda size: "ㄒ" * size, 10_000),
    "invisible characters": (lambda size: "区\u200b" * size, 10_000),
    "wrapped lines": (lambda size: HEAD + "推进平台建设工作推进平台建设工作推进平台建\n" * size, 4_000),
    "astral characters": (lambda size: "😀" * size, 100_000),
}
LINEAR = 8
"""Four times the text may take so many times as long: linear work takes 4, quadratic 16."""


def seconds(text: str) -> float:
    gc.collect()
    gc.disable()  # what other tests left behind must not be counted
    try:
        start = time.process_time()
        compile_text(text)
        return time.process_time() - start
    finally:
        gc.enable()


@pytest.mark.parametrize("shape", SHAPES)
def test_work_grows_with_the_length(shape: str) -> None:
    make, size = SHAPES[shape]
    small, large = make(size), make(4 * size)
    for last in (False, False, True):
        before, after = seconds(small), seconds(large)
        if after < LINEAR * max(before, 1e-3):
            return
        # A short time may have been disturbed; a long one has not.
        if last or after > 1:
            pytest.fail(f"4 × the text takes {after / before:.1f} × as long")


DEEP = {
    "units joined by 和": task("（责任单位：" + "市科技局和" * 3000 + "市财政局）"),
    "units joined by 等": task("（责任单位：" + "市科技局等" * 3000 + "市财政局）"),
    "classes joined by 和": task("各区和" * 3000 + "分别建3个平台"),
    "nested brackets": task("（牵头单位：" * 3000 + "市科技局" + "）" * 3000),
    "headings in headings": HEAD + "".join(f"{'1.' * n}1 推进\n" for n in range(1, 60)),
    "digits of a number": task("建设" + "9" * 5000 + "个平台（市科技局负责）"),
    "digits of a year": "一、到" + "2" * 5000 + "年" + "1" * 5000 + "月底前完成（市科技局负责）",
    "Han digits of a number": task("每村" + "千百十" * 2000 + "名"),
    "number of a heading": "".join(f"{'9' * n}. 推进工作（市科技局负责）\n" for n in range(1, 50)),
    "working days": "每季度末" + "9" * 5000 + "个工作日内报送。",
    "a date that isn't one": "某方案\n2021年99月99日\n一、推进（市科技局负责，2021年13月底前）",
    "the year nought": "某方案\n0000年0月0日\n一、到0000年建成3个（市科技局负责，0000年0月0日前）",
    "nothing": "",
    "only blanks": " \n\t\u3000\n",
    "only a mark": "\ufeff",
    "only a nul": "\0",
    "a lone reading": "(qū)",
    "lone surrogate": "一、推进\ud800工作（牵头单位：市科技局\udfff）",
}


@pytest.mark.parametrize("text", DEEP.values(), ids=DEEP)
def test_extremes_give_a_valid_plan(text: str) -> None:
    sound(text)


SCHEMA = json.loads(files("yibiao.packs").joinpath("schema/yibiao-plan-1.json").read_text(encoding="utf-8"))
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


def sound(text: str) -> Plan:
    """Compile `text`, and check that the plan is valid, whole, and holds together."""
    plan = compile_text(text)
    made = to_dict(plan)
    assert problems(made) == []
    assert [error.message for error in VALIDATOR.iter_errors(made)] == []
    assert from_dict(to_dict(plan, with_text=True)) == plan
    wrong = [finding.message for finding in validate(plan) if finding.severity == "error"]
    assert wrong == []
    return plan


@pytest.mark.parametrize("path", everything(), ids=stems(everything()))
def test_every_document_gives_a_valid_plan(path) -> None:
    sound(text_of(path))


ANY = st.text(st.characters(exclude_categories=["Cs"]), max_size=300)
ODD = st.text("\0\r\n\t\u0085\u2028\u202e\u200f\u0300\ufeff\ufffd𠀀😀а一（）()、“”0٣３", max_size=120)


@settings(max_examples=60, deadline=None)
@given(st.one_of(ANY, ODD))
def test_any_characters(text: str) -> None:
    plan = sound(text)
    assert faults(plan, alone=False) == []


WORDS = (
    "一、|二、|（一）|（二）|1.|2.|（1）|①|第一章|\n|\n\n|\t|　|。|，|、|；|：|（|）|〔|〕|“|”|《|》|牵头单位：|责任单位：|"
    "配合单位|数据提供单位：|完成时限：|负责|牵头|配合|会同|按职责分工|等|和|及|市科技局|财政局|各区|各县、区人民政府|"
    "洪山区|三大国家级开发区|有关部门|市委组织部|（市道运局）|（含开发区，下同）|排在第一位的部门为牵头部门|下同|不再列出|"
    "2021年|12月底前|到2025年|每月|每季度末5日内|一调度|报送|全年|持续推进|新增|建成|下降|分别|不少于|达到|超过|力争|"
    "每年|1-2|3.5|1000|万|亿|元|个|家|%|以上|以内|左右|高新技术企业|创新平台|占地区生产总值的比重|附件：|附后|序号|"
    "任务|关于印发|的通知|实施方案|某政办〔2021〕26号|某市人民政府|2021年3月28日|区(qū)|創新|?。ㄒ唬|\u200b|浏览量：9"
).split("|")


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_any_words_of_policy(words: list[str]) -> None:
    plan = sound("".join(words))
    assert faults(plan, alone=False) == []


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_any_table(data: st.DataObject) -> None:
    text = "".join(data.draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=40)))
    offsets = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    width = data.draw(st.integers(1, 4))
    cells = st.tuples(*[offsets.map(lambda pair: Span(*pair))] * width)
    rows = data.draw(st.lists(cells, max_size=5))
    whole = Span(*data.draw(offsets))
    plan = compile_source(SourceText(text, tables=(Table(whole, tuple(rows)),)))
    assert problems(to_dict(plan)) == []


@settings(max_examples=20, deadline=None)
@given(st.integers(0, 5000), st.integers(0, 400), ANY)
def test_any_characters_within_a_document(at: int, length: int, text: str) -> None:
    document = text_of(EXAMPLE)
    plan = sound(document[:at] + text + document[at + length :])
    assert faults(plan, alone=False) == []


def test_hostile_neighbours_change_nothing_before_them() -> None:
    plan = plan_of(EXAMPLE)
    longer = compile_text(text_of(EXAMPLE) + "\n" + "（" * 2000 + "“" * 2000)
    assert [item.id for item in longer.tasks] == [item.id for item in plan.tasks]
    assert [item.low for item in longer.targets] == [item.low for item in plan.targets]
