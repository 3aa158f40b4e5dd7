"""Where responsibility clauses stand: at the end of a paragraph, behind a sentence, on lines of their own.

Reads: the text, its brackets and a stretch of it. Writes: `Placed` clauses with their sentence.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from yibiao.core.page import Bracket, Page
from yibiao.core.roles import Clause, RoleUnit, has_cue, parse_clause
from yibiao.core.unitlist import looks_like_unit, split_units

_AFTER = re.compile(r"\s*(?:[。；;.，,！!（(〔\[［【]|$|\n)")
_OWN_LINE = re.compile(
    r"[（(〔\[［【]?[ 　\t]{0,4}(?:[（(]?\d{1,2}[)）.、])?[ 　\t]{0,4}[\u4e00-\u9fff、（）()]{0,8}(?:牵头|主责|责任|配合|负责|协办|协同|主办|承办|参与|落实|数据提供|完成|指导|实施)(?:[ 　\t]{0,4}(?:单[ 　\t]{0,4}位|部[ 　\t]{0,4}门|主[ 　\t]{0,4}体|时[ 　\t]{0,4}限|时[ 　\t]{0,4}间|期[ 　\t]{0,4}限|科室|领导|人|街道))?(?:及[\u4e00-\u9fff]{2,8})?[ 　\t]{0,4}(?:[:：]|[ 　\t]{1,6}(?=[\u4e00-\u9fff]))"
    r"|[（(〔\[［【]?[ 　\t]{0,4}(?:分管|主管|包联|包保|包抓|挂点|挂钩|督办)[省市县区镇]?(?:领导|责任人|负责人)[ 　\t]{0,4}[:：]"
    r"|[（(〔\[［【]?[ 　\t]{0,4}(?:时限要求|时间节点|办结时限|时限|完成期限|时间要求|推进时限|进度安排)[ 　\t]{0,4}[:：]"
)
_LONGEST_LABEL = 54  # No match of `_OWN_LINE` is longer.
_PERSON_BRACKET = re.compile(
    r"(?:牵头|责任|分管|包联|包保|主管)[省市县区镇校院]?(?:领导|责任人|负责人|人)\s*[:：]"
)
_PERSON_LINE = re.compile(r"[\u4e00-\u9fff]{0,6}(?:领导|责任人|负责人|联系人)\s*[:：]")
# …。牵头单位：X；责任单位：Y, at the end of a paragraph without any bracket.
_TAIL_LABEL = re.compile(
    r"[。；;！]\s*(?=(?:牵头|主办|主责|责任|配合|协办|承办|参与|指导|落实|数据提供)(?:责任)?(?:处室|科室|单位|部门|主体)?(?:及(?:责任|配合)(?:单位|部门))?\s*[:：])"
)
_TAIL_VERBS = ("负责", "牵头", "参与", "配合", "落实", "协助")
_DONE_BEFORE = ("前完成", "前完成。")
_TAIL_ENDS = (*_DONE_BEFORE, *[verb + stop for verb in _TAIL_VERBS for stop in ("。", ".", "")])
_TAIL_SENTENCE = re.compile(
    rf"(?:^|[。；;！])([^。；;！：:（）()“”\d]{{4,120}}?(?:{'|'.join(_TAIL_VERBS)}))[。.]?\s*$"
)
_WHOLE_SENTENCE = re.compile(rf"([^。；;！：:（）()“”\d]{{4,120}}(?:{'|'.join(_TAIL_VERBS)}))[。.]?\s*$")


class Placed(NamedTuple):
    """A clause and its place: `[start, end)` with its brackets or label; `own_line` if it has its own."""

    start: int
    end: int
    clause: Clause
    own_line: bool = False


def clauses_in(page: Page, start: int, end: int) -> list[Placed]:
    """Return the clauses within the paragraph `[start, end)` of the clean text, in order."""
    if end <= start:
        return []
    own = _own_line(page, start, end)
    if own:
        return [own]
    brackets = page.brackets_in(start, end)
    tail = _tail(page, brackets, start, end)
    if tail:
        end = tail.start
    found = [
        placed
        for bracket in brackets
        if bracket.start < end and (placed := _bracketed(page, bracket, end)) is not None
    ]
    return [*found, tail] if tail else found


def _tail(page: Page, brackets: list[Bracket], start: int, end: int) -> Placed | None:
    """Return the clause that ends a paragraph without brackets: labels, or nothing but units and verbs."""
    text = page.text
    label = _tail_label(page, brackets, start, end) if page.has_colon(start, end) else None
    if label is not None:
        clause = parse_clause(text, label, end, page.names)
        return Placed(label, end, clause) if clause and clause.units else None
    if not text.endswith(_TAIL_ENDS, start, end):
        return None
    stop = _before_deadline(text, start, end)
    if not text.endswith(_TAIL_VERBS, start, stop - 1 if text[stop - 1] in "。." else stop):
        return None
    return _tail_sentence(page, start, stop, end)


def _before_deadline(text: str, start: int, end: int) -> int:
    """Return where a paragraph ends without the deadline behind its last verb: …负责，6月底前完成。"""
    if not text.endswith(_DONE_BEFORE, start, end):
        return end
    comma = max(text.rfind("，", start, end), text.rfind(",", start, end))
    return comma if comma > start else end


def _tail_sentence(page: Page, start: int, stop: int, end: int) -> Placed | None:
    """Return the sentence of nothing but units and verbs at the end of `[start, stop)`; a deadline may follow."""
    text = page.text
    low = max(start, stop - 130)
    # `^` holds at the start of the whole text only, so a paragraph that is the clause is asked for by itself.
    sentence = _TAIL_SENTENCE.search(text, low, stop) or _WHOLE_SENTENCE.match(text, start, stop)
    if not sentence or (sentence.start() == low != start and sentence.start(1) == low):
        return _by_whom(page, low, stop, end)
    if sentence.start(1) == start and not _stands_alone(text, start, end):
        return _by_whom(page, low, stop, end)
    clause = _sure_clause(page, sentence.start(1), sentence.end(1) if stop == end else end)
    return Placed(sentence.start(1), end, clause) if clause else _by_whom(page, low, stop, end)


def _by_whom(page: Page, low: int, stop: int, end: int) -> Placed | None:
    """Return the clause that ends a sentence behind what is to be done: 新建平台3个，由市甲局牵头，市乙局配合。"""
    text = page.text
    last = max(text.rfind(mark, low, stop - 1) for mark in "。；;！")
    by = text.find("，由", max(low, last), stop)
    if by <= low or not _WHOLE_SENTENCE.match(text, by + 1, stop):
        return None
    clause = _sure_clause(page, by + 1, end)
    return Placed(by, end, clause) if clause else None


def _sure_clause(page: Page, start: int, end: int) -> Clause | None:
    """Return the clause of words without brackets or labels: believed if all its names surely are units."""
    clause = parse_clause(page.text, start, end, page.names)
    if clause is None or not clause.units or not all(_surely_unit(unit.name) for _, unit in clause.units):
        return None
    return clause


def _stands_alone(text: str, start: int, end: int) -> bool:
    """Tell whether a paragraph that is nothing but units and verbs closes what was said before it.

    A heading (1.市科技局负责) is no clause of its own, and 各单位认真落实 is an appeal to everybody.
    """
    begins = start > 0 and text[start - 1] in "\n。！!；;"
    return (
        begins
        and text[end - 1] in "。."
        and (text.find("牵头", start, end) >= 0 or text.find("负责", start, end) >= 0)
    )


def _tail_label(page: Page, brackets: list[Bracket], start: int, end: int) -> int | None:
    """Return where the first label begins that stands in no bracket, behind a sentence."""
    before = bisect_left(page.brackets, (start, 0)) - 1
    first = max(start, page.brackets[before].end) if before >= 0 else start
    for bracket in [*brackets, Bracket(end, end)]:
        if page.has_colon(first, bracket.start):
            mark = _TAIL_LABEL.search(page.text, first, bracket.start)
            if mark:
                return mark.end()
        first = bracket.end
    return None


_SURE = re.compile(
    r"各(?:[省市州县区旗镇乡街村、]|街道|社区|学校|学院|科室|处室){1,12}$|"
    r"(?:[省市区县州]|各|国家|中央|有关|相关)?[\u4e00-\u9fff、]{1,18}(?:局|委|办|厅|部|署|总局|政府|管委会|街道|镇|乡|部门|单位|委员会|办公室|中心|处|支队|大队|银行|分行|公司)(?:[（(][^（）()]+[）)])?$"
)


def _surely_unit(name: str) -> bool:
    return (
        looks_like_unit(name)
        and _SURE.match(name) is not None
        and not re.match(r"由|具体|日常|以上|以下|请|此|该|本|工作|进一步", name)
    )


def _own_line(page: Page, start: int, end: int) -> Placed | None:
    head = page.text[start : end if end - start < _LONGEST_LABEL else start + _LONGEST_LABEL]
    if not (":" in head or "：" in head or " " in head or "　" in head or "\t" in head):
        return None  # each match ends in one of these
    match = _OWN_LINE.match(page.text, start, end)
    if not match:
        return None
    first, last = start, end
    while last > first and page.text[last - 1] in "）)〕]］】。；; ":
        if page.text[last - 1] in "）)〕]］】" and _closes_inside(page.text, first, last):
            break
        last -= 1
    while page.text[first] in "（(〔[［【 ":
        first += 1
    clause = parse_clause(page.text, first, last, page.names)
    if (
        clause
        and not re.search("[:：]", match.group())
        and not all(_surely_unit(unit.name) for _, unit in clause.units)
    ):
        return None  # a blank for a colon is believed only where nothing but units follows
    if clause is None and _PERSON_LINE.match(page.text, first, last):
        clause = Clause(
            (), None, True
        )  # 牵头领导：…: it names a person, so no unit, but it is no text either
    return Placed(start, end, clause, True) if clause else None


def _closes_inside(text: str, first: int, last: int) -> bool:
    """Tell whether the bracket that closes at `last` opens inside a name (市交通委（市道运局）)."""
    opened = max(text.rfind(mark, first + 1, last) for mark in "（(〔[［【")
    return opened > first


def _bracketed(page: Page, bracket: Bracket, end: int) -> Placed | None:
    text = page.text
    start, stop = bracket.start, min(bracket.end, end)
    closed = text[stop - 1] in "）)〕]］】〉"
    inner = stop - 1 if closed else stop
    if inner - start < 4:
        return None
    if not has_cue(text, start, inner):
        return _names_alone(page, start, inner, stop) if closed and text[start - 1] == "。" else None
    if closed and not _AFTER.match(text, stop) and not _ends_sentence(text, start):
        return None
    clause = parse_clause(text, start + 1, inner, page.names)
    if clause is None and _PERSON_BRACKET.match(text, start + 1, inner):
        clause = Clause((), None, True)  # （责任人：某某）: it answers for the task, and names no unit
    if clause is None or not _plausible(clause):
        return None
    return Placed(start, stop, clause)


def _names_alone(page: Page, start: int, inner: int, stop: int) -> Placed | None:
    """Return …。（市甲局、市乙局） as a clause: offices behind a full stop and nothing else answer for it."""
    if inner - start > 200 or not _AFTER.match(page.text, stop):
        return None
    units = split_units(page.text, start + 1, inner, page.names)
    if not units or not all(_surely_unit(unit.name) for unit in units):
        return None
    return Placed(start, stop, Clause(tuple(RoleUnit("responsible", unit) for unit in units)))


def _ends_sentence(text: str, start: int) -> bool:
    """Tell whether a sentence ends right before the bracket."""
    at = start - 1
    while at >= 0 and text[at] in " 　\n":
        at -= 1
    return at < 0 or text[at] in "。；;！!.”"


def _plausible(clause: Clause) -> bool:
    """Tell a clause from words in brackets that only sound like one: most names must look like units."""
    if clause.labelled:
        return True
    if not clause.units:
        return False
    likely = sum(1 for _, unit in clause.units if looks_like_unit(unit.name) or unit.group)
    return likely * 2 >= len(clause.units)
