"""Lines broken at a fixed width, as in a copy from a PDF or a mail, joined again.

Careful: a document that merely consists of short lines (headings, cells of a table one a line) stays as it
is. Joined are only lines of about the full width that end in the middle of a sentence.
"""

import re
from collections import Counter
from typing import NamedTuple

from yibiao.core.repair.base import NOTHING, Damage, Found
from yibiao.core.source import Table
from yibiao.core.spans import Edit, Span

_WIDE = re.compile("[^\x00-\u02ff]")
_PARAGRAPH = 75
"""A document with much text in longer lines is not wrapped."""
_NARROWEST = 36
"""Columns of the narrowest page; a Han character takes two."""
_SLACK = 6
"""Columns by which a full line may fall short: a word, a number, punctuation that must not open a line."""
_FEWEST = 4
_ENDS = "。；：！？;:!?…"
_SPACE = " \t\u00a0\u3000"
_NUMBERS = re.compile(
    r"[（(]?[一二三四五六七八九十]{1,3}[、）)．.]|[（(]\d{1,2}[）)]|\d{1,2}[.．、](?!\d)"
    r"|第[一二三四五六七八九十百\d]{1,4}[章节条]|[①-⑳]|[*•·●■◆|]"
)
_LABELS = re.compile(
    r"[-—–]|[一二三四五六七八九十]{1,2}是|附件|抄送|[（(〔【]?(?!各|驻|有关|直属|其他)[^，。、：:]{0,6}(?:单位|部门|时限|时间)[:：]"
    r"|[〇○零一二三四五六七八九十\d]{4}年[\d一二三四五六七八九十]{1,3}月[\d一二三四五六七八九十]{1,3}日$"
)
_PAGE = re.compile(
    r"(?:[-—–]{1,2} ?\d{1,3} ?[-—–]{1,2}"
    r"|第 ?\d{1,3} ?页(?:[ ,，/]?共 ?\d{1,3} ?页)?|\d{1,3}(?: ?/ ?\d{1,3})?)"
)
_WORD = re.compile(r"[A-Za-z]")
# A paragraph may end in the units that answer for it, without any mark.
_CLAUSE = re.compile(r"(?:局|委|办|厅|部|政府|单位|部门|街道|中心|公司|社区|前|底|推进)$")


class Line(NamedTuple):
    """A line: its range in the text without space around it, its indent and its width in columns."""

    start: int
    end: int
    indent: int
    width: int


class Page(NamedTuple):
    """What a page's lines share: the columns of a full line, and the indent of a line that goes on."""

    full: int
    indent: int


def find(text: str, tables: tuple[Span, ...] = ()) -> Found:
    """Return the edits that join wrapped lines of `text`, outside of `tables`."""
    if not _may_be_wrapped(text):
        return NOTHING
    lines = _lines(text)
    full = _full_width(text, lines)
    if full is None:
        return NOTHING
    edits = [edit for edit in _joins(text, lines, full) if not _inside(edit, tables)]
    if not edits:
        return NOTHING
    places = Span(edits[0].start, edits[-1].end)
    return Found(edits, [Damage("wrapped", places, len(edits), (("columns", str(full)),))])


def spans(layout: tuple[Table, ...]) -> tuple[Span, ...]:
    """Return where the tables stand."""
    return tuple(table.span for table in layout)


def _inside(edit: Edit, tables: tuple[Span, ...]) -> bool:
    return any(table.start < edit.end and edit.start < table.end for table in tables)


def _may_be_wrapped(text: str) -> bool:
    """Tell quickly whether most of the text stands in lines of a page's width."""
    sizes = list(map(len, text.split("\n")))
    if len(sizes) <= _FEWEST:
        return False
    return 10 * sum([size for size in sizes if size > _PARAGRAPH]) < 3 * len(text)


def _lines(text: str) -> list[Line]:
    made, at = [], 0
    for raw in text.split("\n"):
        bare = raw.strip(_SPACE)
        indent = len(raw) - len(raw.lstrip(_SPACE)) if bare else 0
        start = at + indent
        before = _columns(raw[:indent])
        made.append(Line(start, start + len(bare), before, before + _columns(bare)))
        at += len(raw) + 1
    return made


def _columns(text: str) -> int:
    return len(text) + len(_WIDE.findall(text))


def _full_width(text: str, lines: list[Line]) -> int | None:
    """Return the columns of a full line, or None where the text is not wrapped.

    Wrapped text has many lines of one width that end anywhere, and hardly a longer one.
    """
    used = [line for line in lines if line.end > line.start]
    widths = Counter(line.width for line in used if line.width >= _NARROWEST)
    if not widths:
        return None
    near = {width: _within(widths, width, _SLACK) for width in widths}
    full = max(near, key=lambda width: (near[width], -width))
    wide = [line for line in used if full - _SLACK <= line.width <= full]
    enough = len(wide) >= _FEWEST and 10 * len(wide) >= 3 * len(used)
    longer = sum(line.width > full for line in used)
    if not enough or 20 * longer > len(used):
        return None
    tight = max(_within(widths, width, 2) for width in range(full - _SLACK + 2, full + 1))
    open_ended = sum(not _ends_sentence(text, line) for line in wide)
    if 10 * open_ended < 7 * len(wide) or 2 * tight < len(wide):
        return None
    return full if _flows(text, lines, full, len(wide)) else None


def _within(widths: Counter[int], width: int, slack: int) -> int:
    return sum(widths[width - less] for less in range(slack + 1))


def _flows(text: str, lines: list[Line], full: int, wide: int) -> bool:
    """Tell whether full lines go on in the next one, and end with a sentence where they stop to.

    In a mere list of items of about one length nothing ends with a full stop.
    """
    followed = [at + 1 for at in range(len(lines) - 1) if _continues(text, lines, at, full)]
    last = [lines[at] for at in followed if not _is_full(lines[at], full)]
    closed = sum(
        _ends_sentence(text, line)
        or text[line.end - 1] in "）)」”〕]】"
        or _CLAUSE.search(text, line.start, line.end) is not None
        for line in last
    )
    return len(followed) >= 3 and 2 * len(followed) >= wide and 2 * closed >= len(last) and closed > 0


def _ends_sentence(text: str, line: Line) -> bool:
    return text[line.end - 1] in _ENDS or text[line.end - 2 : line.end] in ("。）", "。)", "。”")


def _is_full(line: Line, full: int) -> bool:
    return full - _SLACK <= line.width <= full + 2


def _continues(text: str, lines: list[Line], at: int, full: int) -> bool:
    """Tell whether the line after line `at` goes on with its sentence."""
    line, following = lines[at], lines[at + 1]
    return _is_full(line, full) and not _ends_sentence(text, line) and _can_follow(text, line, following)


def _can_follow(text: str, line: Line, following: Line, inside: bool = False) -> bool:
    """Tell whether `following` can go on with `line`; `inside` a bracket, what looks like a label can."""
    if following.end == following.start or (following.indent and following.indent >= line.indent + 2):
        return False
    if _NUMBERS.match(text, following.start, following.end):
        return False
    return inside or _LABELS.match(text, following.start, following.end) is None


def _joins(text: str, lines: list[Line], full: int) -> list[Edit]:
    """Return the edits, from the first line with a sentence on: titles before it are left alone."""
    page = Page(full, min((line.indent for line in lines if line.end > line.start), default=0))
    edits: list[Edit] = []
    at, body, depth = 0, False, 0
    while at < len(lines) - 1:
        line = lines[at]
        body = body or any(mark in text[line.start : line.end] for mark in "，。；,;")
        depth = max(depth + _opened(text, line), 0)
        target = _target(text, lines, at, page, depth > 0) if body else None
        if target is not None:
            edits.append(_join(text, line, lines[target]))
        else:
            depth = 0
        at = target or at + 1
    return edits


def _opened(text: str, line: Line) -> int:
    """Return how many more brackets `line` opens than it closes."""
    counts = [text.count(bracket, line.start, line.end) for bracket in "（(）)"]
    return counts[0] + counts[1] - counts[2] - counts[3]


def _target(text: str, lines: list[Line], at: int, page: Page, inside: bool) -> int | None:
    """Return the line that goes on with line `at`, across a page number too, or None.

    A line that ends `inside` a bracket goes on, whatever it ends with.
    """
    line = lines[at]
    if not line.end > line.start or not _is_full(line, page.full):
        return None
    target = _after_page_number(text, lines, at)
    if target >= len(lines) or lines[target].indent > page.indent:
        return None
    sound = inside or not _ends_sentence(text, line)
    return target if sound and _can_follow(text, line, lines[target], inside) else None


def _after_page_number(text: str, lines: list[Line], at: int) -> int:
    """Return the index of the next line, or of the one after a page number and the blank lines around it."""
    place = at + 1
    while place < min(len(lines), at + 4) and lines[place].end == lines[place].start:
        place += 1
    if place < len(lines) and _PAGE.fullmatch(text, lines[place].start, lines[place].end):
        place += 1
        while place < min(len(lines), at + 8) and lines[place].end == lines[place].start:
            place += 1
        return place
    return at + 1


def _join(text: str, line: Line, following: Line) -> Edit:
    words = _WORD.match(text, line.end - 1) and _WORD.match(text, following.start)
    return Edit(line.end, following.start, " " if words else "")
