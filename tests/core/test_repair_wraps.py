"""Wrapped lines are joined; documents that merely have short lines are not."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from yibiao.core.repair import repair, repair_text
from yibiao.core.source import Table
from yibiao.core.spans import Span

HEAD = "某市创新提能工作实施方案\n各区人民政府，市政府各部门："
PARAGRAPHS = [
    "为深入落实创新驱动战略，加快推进全市科技创新体系建设，提升产业核心竞争力，结合我市实际，制定本方案。",
    "坚持把创新摆在发展全局的核心位置，围绕产业链部署创新链，到2025年，全社会R&D经费支出占地区生产总值的比重达到3.5%以上，"
    "新增高新技术企业2000家以上，技术合同成交额突破1000亿元。",
    "一、主要任务",
    "（一）建设创新平台。新建省级以上创新平台20个，推动高校院所与企业共建联合实验室，完善运行机制，强化考核评价。"
    "（牵头单位：市科技局；责任单位：市发展改革委、市财政局、市教育局，各区人民政府）",
    "（二）培育创新主体。建立培育库，开展精准服务，支持企业开展关键核心技术攻关，每年组织实施重大科技项目不少于50项。"
    "（牵头单位：市科技局；责任单位：市经济和信息化局，各区人民政府）",
    "二、保障措施",
    "各区、各部门要加强组织领导，健全工作机制，每季度末5日内报送进展情况，定期开展督查，确保各项任务落到实处、取得实效。",
]
TAIL = "某市人民政府\n2021年3月28日"


def columns(text: str) -> int:
    return sum(2 if char > "\u02ff" else 1 for char in text)


def wrapped(paragraph: str, width: int, indent: str) -> list[str]:
    """Return the lines of a paragraph; punctuation hangs, as it must not open a line."""
    lines = [indent]
    for char in paragraph:
        if columns(lines[-1] + char) > width and char not in "，。；：、）":
            lines.append("")
        lines[-1] += char
    return lines


def page(width: int, indent: str, paged: int, blank: bool) -> str:
    lines: list[str] = []
    for paragraph in PARAGRAPHS:
        lines += wrapped(paragraph, width, indent) + [""] * blank
    for number, at in enumerate(range(paged, len(lines), paged + 3) if paged else ()):
        lines[at:at] = ["", f"— {number + 1} —", ""]
    return "\n".join([HEAD, *lines, TAIL])


def sound_lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip() and not line.startswith("—")]


@pytest.mark.parametrize("blank", [False, True])
@pytest.mark.parametrize("paged", [0, 7])
@pytest.mark.parametrize("indent", ["", "　　"])
@pytest.mark.parametrize("width", [40, 56, 64, 76])
def test_wrapped_paragraphs_are_joined(width: int, indent: str, paged: int, blank: bool) -> None:
    text = page(width, indent, paged, blank)
    repaired = repair(text)
    wanted = [*HEAD.split("\n"), *(indent + paragraph for paragraph in PARAGRAPHS), *TAIL.split("\n")]
    found = sound_lines(repaired.text)
    # A line that ends with a full stop at full width may be the last of its paragraph: it stays apart.
    assert [line for line in found if line not in wanted] == [] or _apart(found, wanted)
    assert [damage.kind for damage in repaired.damages] == ["wrapped"]


def _apart(found: list[str], wanted: list[str]) -> bool:
    joined = "".join(found)
    broken = [line for line in found if line not in wanted]
    return joined == "".join(wanted) and all(re.search("[。；：）]$", line) for line in broken)


def test_span_over_a_wrap_covers_it() -> None:
    text = page(40, "　　", 7, False)
    repaired = repair(text)
    for found in re.finditer("[\u4e00-\u9fff]{6}", repaired.text):
        raw = text[slice(*repaired.map.raw_span(*found.span()))]
        assert re.sub(r"\s|— \d —", "", raw) == found[0]


CELLS = ["序号", "工作任务", "牵头单位", "完成时限"] + ["1", "推进园区建设", "市科技局", "2021年12月底"] * 8
LONG_CELLS = ["推进科学城规划建设并完成起步区总体规划编制工作", "市科技局、市财政局", "12月"] * 6
OWN_LINES = [
    "1.加快推进园区规划建设，完成起步区建设任务",
    "牵头单位：市科技局、市发展改革委、市财政局",
    "责任单位：各区人民政府、各开发区管委会",
]
CLAUSES = ["推进园区规划建设，完成起步区建设的各项任务；", "提升园区发展质量，形成特色鲜明的产业集群；"]
UNWRAPPED = {
    "one paragraph a line": "\n".join([HEAD, *PARAGRAPHS, TAIL]),
    "headings": "\n".join(f"{number}、推进创新工作" for number in "一二三四五六七八"),
    "cells": "\n".join(CELLS),
    "long cells": "\n".join(LONG_CELLS),
    "even items": "\n".join(
        f"推进{side}科学城规划建设并完成起步区总体规划编制" for side in "东西南北中前后左右" * 2
    ),
    "own lines": "\n".join(OWN_LINES * 6),
    "clauses": "\n".join(CLAUSES * 6),
    "addressees": "各区人民政府，市人民政府各部门，各有关企业事业单位，\n各市直机关单位：\n请贯彻执行。",
}


@pytest.mark.parametrize("text", UNWRAPPED.values(), ids=UNWRAPPED)
def test_short_lines_that_are_meant_stay(text: str) -> None:
    assert repair(text)[::2] == (text, ())


def test_title_and_signature_are_not_joined() -> None:
    title = "某市人民政府办公厅关于印发某市大力推进科技创新\n提能工作实施方案的通知\n"
    text = title + page(48, "　　", 0, False)
    lines = repair_text(text).split("\n")
    assert lines[:2] == text.split("\n")[:2]
    assert lines[-2:] == TAIL.split("\n")


def test_tables_are_left_alone() -> None:
    text = page(40, "", 0, False)
    start = text.index("（一）建设")
    end = text.index("二、保障")
    table = Table(Span(start, end), ())
    assert text[start:end] in repair(text, layout=(table,)).text
    hidden = text.replace("各区人民政府，", "各区\u200b人民政府，", 1)
    moved = Table(Span(start + 1, end + 1), ())
    assert text[start:end] in repair(hidden, layout=(moved,)).text


def test_english_words_keep_a_space() -> None:
    extra = "二、保障措施\n推进高校院所与企业联合实施创新项目research\nand development，做好服务。"
    text = page(40, "", 0, False).replace("二、保障措施", extra)
    assert "research and development" in repair_text(text)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text("推进园区建设，。；：1（）一、", max_size=60), max_size=30))
def test_lines_keep_their_characters(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert "".join(repair_text(text).split()) == "".join(text.split())
