"""What the document widens or shortens: 各区人民政府〈含开发区管委会,下同〉, 东湖新技术开发区（以下简称东湖高新区）.

Reads: units with what their brackets say, and the text. Writes: `DefinitionDraft`s.
"""

import re
from bisect import bisect_right
from typing import NamedTuple

from yibiao.core.hints import hints_of, may_occur, places_of
from yibiao.core.marks import places
from yibiao.core.page import Bracket, Page
from yibiao.core.unitlist import ListedUnit

_SHORT = re.compile(r"(?:以下|下文)?(?:统称|简称|合称)(?:为|[:：])?\s*[“\"]?([^”\"，,；;]{2,20})[”\"]?")
_WIDENS = re.compile(r"(?:均)?(?:含|包括|包含)(.+?)[，,；;]\s*(?:下同|以下同|下文同)")
_TERM = re.compile(r"(?:[\u4e00-\u9fff“”A-Za-z0-9、]{2,24})$")
_WIDENED_HINTS = hints_of(["下同"])
_HINTS = hints_of(["下同", "简称", "统称"])
_OPEN_WORDS = re.compile(r"有关|相关")


class DefinitionDraft(NamedTuple):
    """A term with what it includes, or its short name; by clean offsets."""

    term: str
    includes: tuple[str, ...]
    start: int
    end: int
    alias: str | None = None


def unit_definitions(units: list[ListedUnit], page: Page) -> list[DefinitionDraft]:
    """Return what the brackets behind units widen."""
    found = []
    for unit in units:
        if unit.widened:
            close = page.text.find(unit.widened, unit.end) + len(unit.widened)
            term = _OPEN_WORDS.sub("", unit.name)
            includes = tuple(part for part in re.split(r"[、和及与]", unit.widened) if part)
            found.append(DefinitionDraft(term, includes, unit.start, max(close, unit.end)))
    return found


def text_definitions(page: Page) -> list[DefinitionDraft]:
    """Return the definitions that stand in brackets anywhere in the text."""
    text = page.text
    if not may_occur(text, _HINTS):
        return []
    found = []
    for bracket in _telling(page):
        inner = text[bracket.start + 1 : bracket.end - 1]
        widens = _WIDENS.search(inner) if "下同" in inner else None
        short = _SHORT.search(inner) if "称" in inner else None
        if not widens and not short:
            continue
        line = max(text.rfind("\n", max(0, bracket.start - 30), bracket.start), bracket.start - 31) + 1
        before = re.split(r"[，,。；;：:（）()\s]", text[line : bracket.start])[-1]
        before = re.sub(r"^.*(?:各|由|对|在|是|为)(?=各)", "", before)
        if not before:
            continue
        if short:
            found.append(
                DefinitionDraft(before, (), bracket.start - len(before), bracket.end, short.group(1))
            )
        elif widens:
            includes = tuple(part for part in re.split(r"[、和及与]", widens.group(1)) if part)
            term = _OPEN_WORDS.sub("", _last_unit(before))
            found.append(DefinitionDraft(term, includes, bracket.start - len(before), bracket.end))
    return found


def _telling(page: Page) -> list[Bracket]:
    """Return the brackets that hold a word for widening or naming."""
    brackets = page.brackets
    starts = [bracket.start for bracket in brackets]
    hints = [*places_of(page.text, _WIDENED_HINTS), *places(page.text, "称")]
    found = {bisect_right(starts, at) - 1 for at in hints}
    return [brackets[at] for at in sorted(found) if at >= 0]


def _last_unit(words: str) -> str:
    at = max(words.rfind("各"), 0)
    return words[at:]
