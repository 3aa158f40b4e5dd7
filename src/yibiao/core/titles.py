"""Words of a head: titles and what they end in, the offices a line names, the addressees.

Reads: single lines. `head` puts them together.
"""

import re
from functools import cache

from yibiao import packs
from yibiao.core.docnumber import without_number
from yibiao.core.unitlist import looks_like_unit, split_units

_BLANKS = re.compile(r"[ \t\u3000]+")
_PARTING = re.compile(r"[ 　\t、]+")
_NO_OFFICE = re.compile(r"[，。：:；\d]")


@cache
def title_end() -> re.Pattern[str]:
    """Return the pattern of a line that ends as titles do."""
    ends = "|".join(sorted(packs.load("language/structure")["title_ends"], key=len, reverse=True))
    return re.compile(rf".*(?:{ends})(?:\s*[（(][^（）()]{{1,24}}[）)])*[》”\"]*$")


def clean_title(words: str) -> str:
    """Return a line of a title without number, book marks and layout blanks."""
    words = without_number(words)
    words = words.strip(" 　*#")
    if words.startswith("《") and words.endswith("》") and words.count("《") == 1:
        words = words[1:-1]
    if _PARTING.search(words) is None:
        return words
    # Joint issuers are parted by a blank; elsewhere a blank in a title is only layout.
    issuers, about, rest = words.partition("关于")
    for names, more in ((office_names(words), ""), (office_names(issuers), about + rest)):
        if len(names) > 1:
            return " ".join(names) + _BLANKS.sub("", more)
    return _BLANKS.sub("", words)


def office_names(words: str) -> list[str]:
    """Return the offices a line consists of, or nothing if it is anything else."""
    if _NO_OFFICE.search(words):
        return []
    parts = [part for part in _PARTING.split(words.strip()) if part]
    return parts if all(map(looks_like_unit, parts)) else []


def split_addressees(words: str) -> list[str]:
    """Split a line of addressees; 国务院各部委、各直属机构 is one: the second shares the prefix of the first."""
    found: list[str] = []
    end = -1
    for unit in split_units(words):
        joined = (
            found
            and words[end : unit.start] == "、"
            and unit.text.startswith("各")
            and not found[-1].startswith("各")
        )
        if joined:
            found[-1] += "、" + unit.text
        else:
            found.append(unit.text)
        end = unit.end
    return found


def same_title(one: str, two: str) -> bool:
    """Tell whether one title is the other, or a part of it, marks aside."""
    strip = re.compile(r"[^\u4e00-\u9fffA-Za-z0-9]")
    first, second = strip.sub("", one), strip.sub("", two)
    return first in second or second in first
