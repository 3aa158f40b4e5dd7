"""Where responsibility clauses stand: at the end of a paragraph, behind a sentence, on lines of their own.

Reads: the text, its brackets and a stretch of it. Writes: `Placed` clauses with their sentence.
"""

import re
from bisect import bisect_left
from typing import NamedTuple

from yibiao.core.page import Bracket, Page
from yibiao.core.roles import Clause, has_cue, parse_clause
from yibiao.core.unitlist import looks_like_unit

_AFTER = re.compile(r"\s*(?:[。；;.，,！!]|$|\n)")
_OWN_LINE = re.compile(
    r"[（(〔\[【]?\s*(?:[（(]?\d{1,2}[)）.、])?\s*[\u4e00-\u9fff、（）()]{0,8}(?:牵头|责任|配合|负责|协办|主办|承办|参与|落实|数据提供|完成|指导|实施)(?:\s*(?:单\s*位|部\s*门|主\s*体|时\s*限|时\s*间|期\s*限|科室|领导|人|街道))?(?:及[\u4e00-\u9fff]{2,8})?\s*(?:[:：]|[ 　\t]{1,6}(?=[\u4e00-\u9fff]))"
    r"|[（(〔\[【]?\s*(?:时限要求|时间节点|办结时限|时限|完成期限|时间要求|推进时限|进度安排)\s*[:：]")
_BARE_TAIL = re.compile(r"(?:^|[。；;！])([^。；;！\n]{2,120}?(?:负责|牵头|参与|配合|落实))[。.]?\s*$")


class Placed(NamedTuple):
    """A clause and its place: `[start, end)` with its brackets or label; `own_line` if it has its own."""

    start: int
    end: int
    clause: Clause
    own_line: bool = False


def clauses_in(page: Page, start: int, end: int) -> list[Placed]:
    """Return the clauses within the paragraph `[start, end)` of the clean text, in order."""
    own = _own_line(page, start, end)
    if own:
        return [own]
    found: list[Placed] = []
    brackets = page.brackets
    at = bisect_left(brackets, Bracket(start, 0))
    while at < len(brackets) and brackets[at].start < end:
        placed = _bracketed(page, brackets[at], end)
        if placed:
            found.append(placed)
        at += 1
    return found


def _own_line(page: Page, start: int, end: int) -> Placed | None:
    match = _OWN_LINE.match(page.text, start, end)
    if not match:
        return None
    first, last = start, end
    while last > first and page.text[last - 1] in "）)〕]】。；; ":
        if page.text[last - 1] in "）)〕]】" and _closes_inside(page.text, first, last):
            break
        last -= 1
    while page.text[first] in "（(〔[【 ":
        first += 1
    clause = parse_clause(page.text, first, last)
    return Placed(start, end, clause, True) if clause else None


def _closes_inside(text: str, first: int, last: int) -> bool:
    """Tell whether the bracket that closes at `last` opens inside a name (市交通委（市道运局）)."""
    opened = max(text.rfind(mark, first + 1, last) for mark in "（(〔[【")
    return opened > first


def _bracketed(page: Page, bracket: Bracket, end: int) -> Placed | None:
    text = page.text
    start, stop = bracket.start, min(bracket.end, end)
    closed = text[stop - 1] in "）)〕]】〉"
    inner = stop - 1 if closed else stop
    if inner - start < 4 or not has_cue(text, start, inner):
        return None
    if closed and not _AFTER.match(text, stop) and not _ends_sentence(text, start):
        return None
    clause = parse_clause(text, start + 1, inner)
    if clause is None or not _plausible(clause):
        return None
    return Placed(start, stop, clause)


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
