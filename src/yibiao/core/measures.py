"""Measures: the sentence-sized actions of a task, with the units they name and clauses of their own.

Reads: a task draft and the sentences. Writes: `MeasureDraft`s in clean offsets.
"""

import re
from typing import NamedTuple

from yibiao.core.drafts import TaskDraft
from yibiao.core.figures import gated
from yibiao.core.owners import is_place, owner_at
from yibiao.core.periods import when_in
from yibiao.core.roles import RoleUnit
from yibiao.core.sentences import Sentences
from yibiao.core.unitlist import ListedUnit, looks_like_unit, split_stretches, split_units


class MeasureDraft(NamedTuple):
    """A measure by clean offsets."""

    start: int
    end: int
    units: tuple[ListedUnit, ...] = ()
    roles: tuple[RoleUnit, ...] = ()
    clause: tuple[int, int] | None = None
    deadline: str | None = None


_new = tuple.__new__  # makes a measure without the detour of its class: a page has some sixty

# What a unit does begins so.
_ACTS = (
    "着重 立足 集中 全力 大力 深入 积极 持续 率先 强化 围绕 依托 重点 突出 负责 牵头 要 应 建成 建设 打造 发挥 聚焦 加快 推进 推动 "
    "培育 开展 举办 组织 实施 完成 承担 结合 按照 统筹 做好 制定 新建 新增"
).split()
_NAMED = re.compile(
    r"\s*(?:其中|同时|由|以及|会同(?!县))?[，,]?\s*(?P<units>[\u4e00-\u9fff（）()、]{2,60}?)(?:分别|各自|各)?"
    rf"(?=以[^上下内]|{gated(_ACTS)})"
)


def measures_of(text: str, sentences: Sentences, task: TaskDraft, year: int | None) -> list[MeasureDraft]:
    """Return the measures of a task in order; a run-in heading is none, unless it is all there is."""
    found: list[MeasureDraft] = []
    for start, end in task.content:
        if (start, end) == task.title and len(task.content) > 1 and not _goes_on(task):
            continue
        for sentence in sentences.split(start, end):
            first, last = _trimmed(text, *sentence)
            if last - first > 3:
                found.append(_measure(text, sentences, first, last, year))
    _attach_clauses(found, task)
    return found


def _goes_on(task: TaskDraft) -> bool:
    """Tell whether the words before the first clause are no heading: a row's, or a sentence that goes on behind it."""
    if task.node is None:
        return True
    return bool(task.clauses) and task.title[1] < task.clauses[0].end < task.node.title_end - 1


def _trimmed(text: str, first: int, last: int) -> tuple[int, int]:
    while first < last and text[first] in " 　\t\n-—－·•":
        first += 1
    while last > first and text[last - 1] in " 　\t\n":
        last -= 1
    return first, last


def _measure(text: str, sentences: Sentences, start: int, end: int, year: int | None) -> MeasureDraft:
    units = _units(text, sentences.segments(start, end, 2)) if _HINT.search(text, start, end) else ()
    when = when_in(text, start, end, year) if _DUE.search(text, start, end) else None
    return _new(MeasureDraft, (start, end, units, (), None, when.deadline if when else None))


def _units(text: str, segments: list[tuple[int, int]]) -> tuple[ListedUnit, ...]:
    """Return the units of the first segment that begins with some."""
    for first, last in segments:
        near = last if last - first < 30 else first + 30
        if _HINT.search(text, first, near) and (units := _named(text, first, last)):
            return units
    return ()


def _named(text: str, start: int, end: int) -> tuple[ListedUnit, ...]:
    """Return the units that the segment begins with, as those that act."""
    owner = owner_at(text, start, end)
    if owner:
        return owner.units + owner.helpers
    match = _NAMED.match(text, start, end)
    if not match or not _may_be_offices(text, *match.span("units")):
        return ()
    units = _helped(text, *match.span("units"))
    named = all(
        looks_like_unit(unit.text) and _is_office(unit.text) and is_place(unit.text) for unit in units
    )
    return tuple(units) if named else ()


def _helped(text: str, start: int, end: int) -> list[ListedUnit]:
    """Return the units of a list; 会同 parts those who act from those who help, and all of them are named."""
    helped = text.find("会同", start + 2, end)
    if helped < 0:
        return split_units(text, start, end)
    return split_stretches(text, [(start, helped), (helped + 2, end)])


_HINT = re.compile(r"[区县市镇乡村街局委办厅府]")
# Without one of these a sentence names no last day (`periods.When.deadline`), and most have none.
_DUE = re.compile("[月季半底末前到至]")
_OFFICE = re.compile(
    r"(?:局|委|办|厅|政府|管委会|开发区|高新区|风景区|(?<![城社园街地片校景库辖小步验范心聚])区|[东西南北]城区|[一-龥]{2}县|[一-龥]{2}(?<!城)市"
    r"|镇|乡|街道|公司|集团|各区|各县|各镇|中心城区|新城区)(?:[（(][^（）()]+[）)])?$"
)


def _may_be_offices(text: str, start: int, end: int) -> bool:
    """Tell whether a list can end in an office: where nothing is cut off its end, its last characters show it."""
    if _CUT.search(text, start, end):
        return True
    return _OFFICE.search(text, max(start, end - _LONGEST_MARK), end) is not None


_CUT = re.compile("[等（(）)]|、$")
# The longest words that `_OFFICE` finds, without a bracket.
_LONGEST_MARK = len("中心城区")


def _is_office(name: str) -> bool:
    return _OFFICE.search(name) is not None and len(name) <= 24


def _attach_clauses(found: list[MeasureDraft], task: TaskDraft) -> None:
    """Give the sentences since the last clause the clause that closes them, if the task has several."""
    if len(task.clauses) < 2 or all(placed.own_line for placed in task.clauses):
        return
    at = 0
    for placed in task.clauses:
        while at < len(found) and found[at].start < placed.start:
            found[at] = found[at]._replace(roles=placed.clause.units, clause=(placed.start, placed.end))
            at += 1
