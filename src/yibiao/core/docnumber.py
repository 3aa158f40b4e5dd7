"""Document numbers in all their spellings: 武政办〔2021〕26号, 国办函[2016]38号, 发文字号：…, 省政府令 第197号.

Reads: one line. Writes: the number in its canonical form 代字〔year〕n号, and where it stood.
"""

import re
from typing import NamedTuple

_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff][\u4e00-\u9fffA-Za-z、]{0,15}?)\s*[〔\[［(（【〈]\s*(?P<year>(?:19|20)\d\d)\s*年?\s*[〕\]］)）】〉]\s*(?:第\s*)?(?P<no>\d{1,5})\s*号"
)
_ORDER_NUMBER = re.compile(
    r"(?P<code>[\u4e00-\u9fff]{0,16}令)?\s*(?:[（(]\s*)?第\s*(?P<no>\d{1,4}|[一二三四五六七八九十百]{1,5})\s*号(?:\s*[）)])?$"
)
_NUMBER_LABEL = re.compile(
    r"(?:发\s*文\s*字\s*号|文\s*号|文件编号|文件号|发文号|公文编号|文\s*件\s*字\s*号)\s*[:：\t]?\s*"
)
_MARK = re.compile(r"[\u200b\ufeff\s*#·•]*")


class FoundNumber(NamedTuple):
    """A number, its range within the line, and whether a label (发文字号) names it."""

    number: str
    start: int
    end: int
    labelled: bool


def number_in(words: str, *, plain: bool) -> FoundNumber | None:
    """Return the document number that a line begins with or labels; `plain` also takes 第197号 alone."""
    if "号" not in words:
        return None
    label = _NUMBER_LABEL.search(words)
    mark = _MARK.match(words)
    begin = label.end() if label else mark.end() if mark else 0
    match = _NUMBER.match(words, begin)
    if match:
        number = f"{match['code']}〔{match['year']}〕{match['no']}号"
        return FoundNumber(number, match.start(), match.end(), label is not None)
    order = _ORDER_NUMBER.match(words, begin) if plain and len(words) < 30 else None
    if order:
        return FoundNumber(
            f"{order['code'] or ''}第{order['no']}号", order.start(), order.end(), label is not None
        )
    return None


def is_number_line(words: str) -> bool:
    """Tell whether a line is a document number and little else."""
    match = _NUMBER.search(words) if "号" in words else None
    return match is not None and len(words) - (match.end() - match.start()) < 8


def without_number(words: str) -> str:
    """Return a title's line without the number in front of it (武政办〔2021〕26号《…的通知》)."""
    match = _NUMBER.match(words) if "号" in words else None
    return words[match.end() :] if match and len(words) - match.end() > 4 else words
