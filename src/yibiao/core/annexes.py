"""Annexes a document announces, and whether they are there.

Reads: lines, head. Writes: annexes and the lines that only announce them (附件:1.… 2.…).
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from yibiao.core.head import Head
from yibiao.core.marks import places
from yibiao.core.page import Page
from yibiao.core.plan import Annex

_LIST_HEAD = re.compile(r"附\s*件\s*(?:[:：]|(?=\d[.．、]))\s*")
_ENTRY = re.compile(r"(?:\d{1,2}|[一二三四五六七八九十]{1,3})\s*[.．、:：]\s*(?=\S)")
_NUMBERED = re.compile(r"附\s*件\s*\d{1,2}\s*[:：]\s*(?=\S)")
_ATTACHED = re.compile(r"[（(](?:附后|见附件\d*|详见附件\d*|见附表\d*|详见附表\d*|另附|后附|附表后)[）)]")
_QUOTED = re.compile(r"[“《\"]([^”》\"]{2,40})[”》\"]\s*$")
_NOUNS = re.compile(r"[\u4e00-\u9fffA-Za-z0-9“”]{2,24}$")
_CUT = re.compile(r".*(?:制定|制订|印发|编制|形成|按照|根据|对照|参照|填写|填报|列出|建立|的)")


class Announced(NamedTuple):
    """The annexes, and the indexes of the lines that do nothing but announce them."""

    annexes: tuple[Annex, ...]
    lines: frozenset[int]


def read_annexes(page: Page, head: Head) -> Announced:
    """Return the announced annexes of a document; each is present if its title or number stands as a head."""
    listed, lines = _listed(page, head)
    named = _attached(page, head)
    titles = {_bare(title) for title, _, _ in listed}
    entries = listed + [entry for entry in named if _bare(entry[0]) not in titles]
    if not entries:
        return Announced((), frozenset(lines))
    heads = _Heads(page, lines | set(head.chrome))
    return Announced(tuple(_annex(page, head, heads, *entry) for entry in entries), frozenset(lines))


def _listed(page: Page, head: Head) -> tuple[list[tuple[str, int, int]], set[int]]:
    found: list[tuple[str, int, int]] = []
    lines: set[int] = set()
    inside = False
    text = page.text
    for at, line in enumerate(page.lines):
        if not inside and (at in head.skip or text[line.start] != "附"):
            continue
        match = _LIST_HEAD.match(text, line.start, line.end) or _NUMBERED.match(text, line.start, line.end)
        entry = _ENTRY.match(text, line.start, line.end) if inside else None
        if match and line.end - line.start <= 90 and not _opens_annex(page, head, at):
            start = match.end()
            inner = _ENTRY.match(text, start, line.end)
            found += (
                [] if start >= line.end else _split_titles(text, inner.end() if inner else start, line.end)
            )
            lines.add(at)
            inside = True
        elif entry and line.end - line.start <= 80 and not text.startswith("。", line.end - 1):
            found += _split_titles(text, entry.end(), line.end)
            lines.add(at)
        else:
            inside = False
    return found, lines


def _opens_annex(page: Page, head: Head, at: int) -> bool:
    """Tell 附件1：题目 at the head of an annex from the same words in the list before the signature."""
    following = page.lines[at + 1 : at + 3]
    words = [page.text[line.start : line.end] for line in following]
    return any(word[:2] in ("序号", "一、") for word in words)


def _split_titles(text: str, start: int, end: int) -> list[tuple[str, int, int]]:
    """Split 1.甲表 2.乙表 set on one line."""
    found = []
    at = start
    for match in re.finditer(r"[ 　\t;；]+(?=\d{1,2}[.．、])\d{1,2}[.．、]\s*", text[start:end]):
        found.append((at, start + match.start()))
        at = start + match.end()
    found.append((at, end))
    return [(_title(text[first:last]), first, last) for first, last in found if text[first:last].strip()]


def _title(words: str) -> str:
    return words.strip(" 　。；;，,").removeprefix("《").removesuffix("》")


def _attached(page: Page, head: Head) -> list[tuple[str, int, int]]:
    """Return what the text says is attached: “一区一表”(附后)."""
    found = []
    for match in _brackets_of_annexes(page.text):
        low = match.start() - 60
        begin = max(page.text.rfind("\n", max(low, 0), match.start()), low, -1) + 1
        before = page.text[begin : match.start()]
        quoted = _QUOTED.search(before)
        nouns = quoted or _NOUNS.search(before)
        if not nouns:
            continue
        words = nouns.group(1) if quoted else nouns.group()
        cut = None if quoted else _CUT.match(words)
        title = words[cut.end() :] if cut and cut.end() < len(words) - 1 else words
        found.append((title, match.start() - len(nouns.group()) + (1 if quoted else 0), match.end()))
    return found


def _brackets_of_annexes(text: str) -> Iterator[re.Match[str]]:
    """Yield the brackets that speak of what is attached: 附 stands in them behind no more than two words."""
    for at in places(text, "附"):
        begin = max(text.rfind(mark, max(at - 3, 0), at) for mark in "（(")
        match = _ATTACHED.match(text, begin) if begin >= 0 else None
        if match:
            yield match


def _annex(page: Page, head: Head, heads: "_Heads", title: str, start: int, end: int) -> Annex:
    return Annex(title, _present(head, heads, _bare(title)), page.span(start, end))


def _present(head: Head, heads: "_Heads", wanted: str) -> bool:
    """Tell whether a line outside the announcement is the annex's title (or the plan's, printed below)."""
    if head.plan_title and head.title != head.plan_title and wanted == _bare(head.plan_title):
        return "plan_title" in dict(head.places)
    return heads.holds(wanted)


class _Heads:
    """The lines that may be the head of an annex, so that each title is found at once among them."""

    def __init__(self, page: Page, without: set[int]) -> None:
        self._text = page.text
        self._lines = [line for at, line in enumerate(page.lines) if at not in without]
        self._read: dict[int, tuple[frozenset[str], frozenset[str]]] = {}

    def holds(self, wanted: str) -> bool:
        """Tell whether a line not much longer than `wanted` is it, ends with it, or is a long end of it."""
        size = len(wanted)
        if size not in self._read:
            self._read[size] = self._words(size)
        whole, ends = self._read[size]
        if size <= 3:
            return wanted in whole
        return wanted in ends or any(wanted[at:] in whole for at in range(size - 5))

    def _words(self, size: int) -> tuple[frozenset[str], frozenset[str]]:
        """Return the lines for a title of `size` characters, bare of marks, and their last `size` characters."""
        most = 2 * size + 16
        short = [line for line in self._lines if line.end - line.start <= most]
        whole = frozenset(_bare(self._text[line.start : line.end]) for line in short)
        return whole, frozenset(words[-size:] for words in whole) if size else whole


def _bare(words: str) -> str:
    words = words.strip()
    if words[:1] == "附":
        words = _LABEL.sub("", words)
    return _MARKS.sub("", words)


_LABEL = re.compile(r"^附\s*件\s*\d*\s*[:：]?")
_MARKS = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
