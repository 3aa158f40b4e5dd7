"""Where a paragraph ends: the rules that join lines across wraps and pages.

The first rule decides nearly always: a typesetter breaks a line only where the next piece that can't be
broken (a Han character with its closing punctuation, a word, a figure) no longer fits. If it would have
fitted, the writer ended the line. Only where it would not is the geometry of the next line asked.
"""

import re
from itertools import pairwise

from yibiao.files.layout.chars import ALONE, ENDERS, MARKER, NO_END, NO_START, is_wide
from yibiao.files.layout.frame import Measure
from yibiao.files.layout.types import Frame, Glyph, Line

_RUNT = 4  # em
_QUOTES = "“”‘’"
_PREFIXES = "+±$￥№"
_OPENING = "：；:;"
_HAN = "一二三四五六七八九十"
_NUMBER = re.compile(rf"([（(]?)(\d{{1,3}}|[{_HAN}])([）)、．.])")
_SLACK = 0.3  # em: positions are rounded, punctuation is squeezed


class Placed:
    """A line in its column, on its page."""

    __slots__ = ("frame", "line", "page")

    def __init__(self, line: Line, frame: Frame, page: int) -> None:
        self.line, self.frame, self.page = line, frame, page

    @property
    def indent(self) -> float:
        """Distance from the left edge of the column, in em."""
        return (self.line.x0 - self.frame.left) / self.line.size

    @property
    def slack(self) -> float:
        """Room left to the right edge of the column, in em."""
        return (self.frame.right - self.line.x1) / self.line.size

    @property
    def centred(self) -> bool:
        """Is the line set in the middle, with room on both sides?"""
        return self.indent >= 1 and abs(self.indent - self.slack) < 1.2

    @property
    def fills(self) -> bool:
        """Does the line reach from edge to edge without ending a sentence?"""
        return abs(self.indent) < 1.5 and self.slack < 1.5 and not self.ended

    @property
    def ended(self) -> bool:
        """Does the line close with the end of a sentence or clause?"""
        return self.line.text[-1:] in ENDERS


def first_piece(line: Line) -> float:
    """Return the width, in em of the line, of what may have come over to it in one piece."""
    glyphs = line.glyphs
    if line.x1 - line.x0 <= _RUNT * line.size and line.text[-1] in "。；":
        return (line.x1 - line.x0) / line.size  # some typesetters leave no single character to a last line
    at = 0
    while at + 1 < len(glyphs) and _together(glyphs[at], glyphs[at + 1]):
        at += 1
    return (glyphs[at].x1 - glyphs[0].x0) / line.size


def _together(left: Glyph, right: Glyph) -> bool:
    """Tell whether some typesetter breaks no line between two characters (UAX 14, and what programs do)."""
    if left.char in NO_END or _holds_on(right.char):
        return True
    # To some, curly quotes open and close alike and hold on to both neighbours: 施“165”产.
    if left.char in _QUOTES:
        return True
    if is_wide(right.char):
        return left.char in _PREFIXES
    # LibreOffice does not break between a closing mark and a figure: （…），2021年.
    return _holds_on(left.char) or (not is_wide(left.char) and _one_word(left, right))


def needed(above: Line, line: Line) -> float:
    """Return the room, in em, that `line` would surely have begun in, had `above` had it left."""
    # Between a Han character and a figure a quarter of an em is set.
    mixed = is_wide(above.glyphs[-1].char) != is_wide(line.glyphs[0].char)
    return first_piece(line) + _SLACK + (0.25 if mixed else 0.0)


def _holds_on(char: str) -> bool:
    return char in NO_START or char in _QUOTES


def _one_word(left: Glyph, right: Glyph) -> bool:
    return right.x0 - left.x1 < 0.18 * left.size


def continues(paragraph: list[Placed], after: Placed, usual: Measure) -> bool:
    """Tell whether the line `after` goes on with `paragraph` (its lines so far)."""
    above = paragraph[-1]
    if abs(above.line.size - after.line.size) > 0.12 * above.line.size:
        return False
    if ALONE.fullmatch(after.line.text) or ALONE.fullmatch(above.line.text):
        return False
    if above.page == after.page and _apart(paragraph, after.line, usual):
        return False
    if after.centred and _in_the_middle(paragraph):
        return _title_goes_on(above, after, usual)
    if above.slack >= needed(above.line, after.line):
        return False
    return _wraps(paragraph, after, usual)


def _apart(paragraph: list[Placed], after: Line, usual: Measure) -> bool:
    """Tell whether more room is left above `after` than between the lines of the paragraph."""
    above = paragraph[-1].line
    distance = after.base - above.base
    if len(paragraph) > 1 and paragraph[-2].page == paragraph[-1].page:
        return distance > 1.25 * (above.base - paragraph[-2].line.base)
    return distance > 1.45 * max(usual.leading, 1.2 * above.size) or distance < -above.size


def _in_the_middle(paragraph: list[Placed]) -> bool:
    """Tell whether all lines are centred; a title's first line may fill the column."""
    return all(
        one.centred or (abs(one.indent) < 1.5 and one.slack < 1.5 and not one.ended) for one in paragraph
    )


def _title_goes_on(above: Placed, after: Placed, usual: Measure) -> bool:
    room = above.indent + above.slack
    if room < needed(above.line, after.line):
        return not above.ended
    # Broken by hand: a title is set larger than the text, in one size and without a space between.
    large = above.line.size > 1.15 * usual.size and abs(above.line.size - after.line.size) < 0.5
    apart = after.line.base - above.line.base > 2.2 * above.line.size or above.page != after.page
    return large and not apart and not _starts_apart(after.line.text) and not above.line.text.endswith("号")


def _starts_apart(text: str) -> bool:
    return text[:1] in "（(〔【" or text[:1].isdigit() or MARKER.match(text) is not None


def _wraps(paragraph: list[Placed], after: Placed, usual: Measure) -> bool:
    """Decide for a line that is full: does the next one look like its continuation?"""
    above = paragraph[-1]
    listed = MARKER.match(after.line.text) is not None and (
        above.ended or _is_next(paragraph[0].line.text, after.line.text)
    )
    if after.indent < 0.6:
        # Without indents, a short line that closes nothing is a heading or a signature, no last line;
        # behind a colon (责任单位：) or semicolon it is the rest of what they opened.
        prose = any("。" in placed.line.text for placed in paragraph)
        closed = above.ended and above.line.text[-1] not in _OPENING
        alone = prose and closed and after.slack > 2 and not after.ended
        return usual.indents or not (listed or alone)
    if after.indent >= 6 and after.line.x0 - above.line.x0 > 2 * after.line.size:
        return False
    step = (after.line.x0 - above.line.x0) / after.line.size
    if abs(step) < 0.4:
        return not listed and (len(paragraph) > 1 or not usual.indents)
    if step > 0:
        return len(paragraph) == 1 and _hangs(above.line, after.line)
    # A line far to the right is a signature or a date, not the first line of anything.
    return len(paragraph) == 1 and not listed and above.indent < 6


def _is_next(first: str, after: str) -> bool:
    """Tell whether the text `after` bears the number that follows the one of `first`, in the same form."""
    one, two = _NUMBER.match(first), _NUMBER.match(after)
    if one is None or two is None or (one[1], one[3]) != (two[1], two[3]):
        return False
    return 0 < _value(one[2]) == _value(two[2]) - 1


def _value(number: str) -> int:
    """Return the value of digits, or of a Han numeral up to ten; 0 for others."""
    return int(number) if number.isdigit() else _HAN.find(number) + 1 if len(number) == 1 else 0


def _hangs(first: Line, after: Line) -> bool:
    """Tell whether `after` is aligned with the text behind the number of `first`."""
    found = MARKER.match(first.text)
    if found is None or first.text[-1:] in ENDERS:
        return False
    behind = first.glyphs[min(len(found[0].strip()), len(first.glyphs) - 1)].x0
    return abs(behind - after.x0) < 0.6 * after.size


def joined(lines: list[Line]) -> str:
    """Return the text of a paragraph of `lines`; words keep a space where a line end stood for it."""
    text = lines[0].text
    for above, line in pairwise(lines):
        words = not is_wide(text[-1:]) and not is_wide(line.text[:1])
        text += (" " if words and (above.spaced or _word(text[-1:], line.text[:1])) else "") + line.text
    return text


def _word(left: str, right: str) -> bool:
    return left.isalpha() and right.isalpha()
