"""What a web page and a print shop put around a document: counters, links, share buttons, the imprint.

Reads: the lines of a `Page`. Writes: indexes of lines that are no part of the document. The patterns
stand in the pack `language/structure`.
"""

import re
from functools import cache
from typing import Any

from yibiao import packs
from yibiao.core.page import Page

HEAD_LINES = 80  # how far down the head of a document may reach, in lines that are not blank
_TAIL_LINES = 60  # how far up the tail of a page may


class _Patterns:
    def __init__(self, pack: dict[str, Any]) -> None:
        self.chrome = re.compile("|".join(f"(?:{entry['pattern']})" for entry in pack["chrome"]), re.I)
        self.tail = re.compile(pack["tail"], re.I)
        self.imprint = re.compile(pack["imprint"])


@cache
def patterns() -> _Patterns:
    """Return the compiled pack `language/structure`."""
    return _Patterns(packs.load("language/structure"))


def tail_of(page: Page) -> int:
    """Return the index of the first line behind the document: chrome from there to the end of the page."""
    lines, text, tail = page.lines, page.text, patterns().tail
    first = max(len(lines) - _TAIL_LINES, 2) + 1
    for at, (start, end, _) in enumerate(lines[first:], first):
        if end - start <= 120 and tail.match(text, start, end):
            return at
    return len(lines)


def chrome_in_head(words: list[str], stop: int) -> list[int]:
    """Return which of the first lines (`words`) are chrome."""
    chrome = patterns().chrome
    return [at for at in range(min(stop, len(words))) if len(words[at]) <= 120 and chrome.match(words[at])]


def imprint_of(page: Page, stop: int) -> list[int]:
    """Return the lines of the imprint (抄送, 印发) at the end of a paper document."""
    lines, text, imprint = page.lines, page.text, patterns().imprint
    first = max(HEAD_LINES, stop - _TAIL_LINES) if stop > HEAD_LINES else 0
    return [
        at
        for at, (start, end, _) in enumerate(lines[first:stop], first)
        if end - start <= 160 and imprint.match(text, start, end)
    ]
