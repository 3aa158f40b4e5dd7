"""Lines of a cell: where text of known widths is broken, by the rules of Chinese setting (GB/T 15834, 5.1).

A mark that closes does not begin a line, one that opens does not end it, a number or Latin word stays whole
where it can. Whoever knows the lines knows how high each row is, and need not set it twice to find out.
"""

import re
from bisect import bisect_right
from itertools import accumulate

from yibiao.files.tables.fonts import Chain

# Marks that must not begin a line, and that must not end one.
_NO_START = frozenset("，。、；：？！,.;:?!%％‰℃°）)］]｝}〕】〉》」』”’～·・々　 \u00a0")
_NO_END = frozenset("（(［[｛{〔【〈《「『“‘￥$＄№#")
# Signs that belong to the one before them: combining marks, selectors, joiners, skin tones.
_JOINED = re.compile("[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u200d\u20d0-\u20ff\ufe00-\ufe0f\U0001f3fb-\U0001f3ff\U000e0100-\U000e01ef]")  # fmt: skip
# Scripts whose letters change beside others, and marks that are set on others: their width is not reckoned.
_SHAPED = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0590-\u1fff\u20d0-\u20ff\u302a-\u302f\ua800-\uabff\ufb1d-\ufdff\ufe70-\ufeff\U00010800-\U00011fff]"
)
# Words are broken behind a hyphen or slash.
_BREAKS_AFTER = frozenset("-/")


def is_shaped(text: str) -> bool:
    """Tell whether the width of `text` can't be reckoned by its characters."""
    return _SHAPED.search(text) is not None


def broken(text: str, chain: Chain, room: int) -> list[str]:
    """Return the lines of `text` where one holds `room` thousandths of an em; at least one line."""
    if "\n" not in text:
        return _paragraph(text, chain, room)
    return [line for part in text.split("\n") for line in _paragraph(part, chain, room)]


def balanced(text: str, chain: Chain, room: int) -> list[str]:
    """Return as many lines as `broken` does, of like length: 市级牵/头单位, not 市级牵头单/位."""
    lines = broken(text, chain, room)
    low, high = room // 2, room  # more lines below `low`, no more at `high`
    while len(lines) > 1 and high - low > 50:
        middle = (low + high) // 2
        narrower = broken(text, chain, middle)
        if len(narrower) > len(lines):
            low = middle
        else:
            high, lines = middle, narrower
    return lines


def _paragraph(text: str, chain: Chain, room: int) -> list[str]:
    ends = list(accumulate(chain.widths(text)))
    if not ends or ends[-1] <= room:
        return [text]
    lines: list[str] = []
    start, used = 0, 0
    while ends[-1] - used > room:
        full = max(bisect_right(ends, used + room), start + 1)
        end = _break(text, start, full)
        lines.append(text[start:end].rstrip(" "))
        start, used = end, ends[end - 1]
        if start == len(text):
            return lines
    return [*lines, text[start:]]


def _break(text: str, start: int, full: int) -> int:
    """Return the last place in (start, full] where a line may end; `full` where there is none."""
    if full >= len(text):
        return len(text)
    if text[full] == " ":  # a space at the end takes no room
        return full + 1
    end = full
    while end > start and not _may_break(text[end - 1], text[end]):
        end -= 1
    return end if end > start else _split(text, start, full)


def _split(text: str, start: int, full: int) -> int:
    """Return a place to split a word that is longer than a line, not between a letter and its accent."""
    end = full
    while end > start + 1 and (_JOINED.match(text[end]) or text[end - 1] == "\u200d"):
        end -= 1
    return end


def _may_break(before: str, after: str) -> bool:
    if after in _NO_START or before in _NO_END or before == "\u200d" or _JOINED.match(after):
        return False
    if before == after and before in "—…":  # a dash or an ellipsis is two of them
        return False
    if before in _BREAKS_AFTER or before == " ":
        return True
    return not (_is_word(before) and _is_word(after))


def _is_word(char: str) -> bool:
    """Tell whether a character is written in words between spaces: Latin, digits, Greek, Cyrillic …"""
    return char < "\u2000" and char not in " \u00b7"
