"""What stands on every page and belongs to none: page numbers, running heads and feet, contents, notes."""

import re
from collections import Counter, defaultdict
from typing import NamedTuple

from yibiao.files.layout.types import Line, Page, Ruling

_DASH = r"[-—–－─~～·•\s]"
_DRESSED = re.compile(
    rf"^(?:{_DASH}+\d{{1,4}}{_DASH}+|第\s*\d{{1,4}}\s*页(?:[\s,，/／、]*[（(]?共\s*\d{{1,4}}\s*页[）)]?)?"
    r"|\d{1,4}\s*[/／]\s*\d{1,4}|[Pp]age\s*\d{1,4}(?:\s*of\s*\d{1,4})?)$"
)
_BARE = re.compile(r"^(\d{1,4}|[ivxIVX]{1,6})$")
_CONTENTS = re.compile(r"(?:\.{5,}|…{2,}|·{5,}|(?:\. ){5,})\s*\d{1,4}$")
_DIGITS = re.compile(r"\d+")
_ZONE = 0.14  # of the page's height, at its top and at its bottom
_AT = 3.0  # points: running lines stand at the same height


class Leaf(NamedTuple):
    """The lines of a page that stand in no table, top down; `edges`: top and bottom of its tables."""

    lines: list[Line]
    page: Page
    edges: tuple[float, float] | None


def stripped(leaves: list[Leaf]) -> tuple[list[list[Line]], list[Line]]:
    """Return the lines of each page without furniture, and the footnotes of all pages."""
    running = _running(leaves)
    bare = _bare_numbers(leaves)
    notes: list[Line] = []
    made: list[list[Line]] = []
    for at, leaf in enumerate(leaves):
        drop = set(running[at]) | ({bare[at]} if at in bare else set())
        drop |= {i for i in _margins(leaf) if _DRESSED.match(leaf.lines[i].text)}
        kept = [line for i, line in enumerate(leaf.lines) if i not in drop]
        body, below = _notes(kept, leaf.page)
        notes += below
        made.append(without_contents(body))
    return made, notes


def _margins(leaf: Leaf) -> list[int]:
    """Return the places of lines in the top and bottom zones of the page, outside its tables."""
    top, bottom = leaf.page.height * _ZONE, leaf.page.height * (1 - _ZONE)
    return [
        i
        for i, line in enumerate(leaf.lines)
        if (line.base < top and (leaf.edges is None or line.base < leaf.edges[0] + _AT))
        or (line.base > bottom and (leaf.edges is None or line.base > leaf.edges[1] - _AT))
    ]


def _running(leaves: list[Leaf]) -> list[list[int]]:
    """Return for each page the lines that stand, figures aside, at the same height on others too."""
    seen: dict[str, list[tuple[int, int, float]]] = defaultdict(list)
    for at, leaf in enumerate(leaves):
        for i in _margins(leaf):
            line = leaf.lines[i]
            seen[_DIGITS.sub("0", line.text)].append((at, i, line.base))
    found: list[list[int]] = [[] for _ in leaves]
    for places in seen.values():
        for at, i, base in places:
            pages = {other for other, _, height in places if abs(height - base) < _AT}
            if len(pages) >= min(3, max(2, len(leaves))) and _outermost(leaves[at], i):
                found[at].append(i)
    return found


def _outermost(leaf: Leaf, i: int) -> bool:
    return i < 3 or i >= len(leaf.lines) - 3


def _bare_numbers(leaves: list[Leaf]) -> dict[int, int]:
    """Return page → line for plain numbers at the outer edge that count with the pages."""
    candidates: list[tuple[int, int, int]] = []
    for at, leaf in enumerate(leaves):
        margins = set(_margins(leaf))
        for i in {0, len(leaf.lines) - 1} & margins:
            found = _BARE.match(leaf.lines[i].text)
            if found:
                number = int(found[1]) if found[1].isdigit() else at
                candidates.append((number - at, at, i))
    shifts = Counter(shift for shift, _, _ in candidates)
    return {at: i for shift, at, i in candidates if shifts[shift] > 1 or len(leaves) == 1}


def _notes(lines: list[Line], page: Page) -> tuple[list[Line], list[Line]]:
    """Split off footnotes: smaller type below a short rule at the foot of the page."""
    rule = _note_rule(page.rulings, lines, page.width)
    if rule is None:
        return lines, []
    return [line for line in lines if line.base <= rule], [line for line in lines if line.base > rule]


def _note_rule(rulings: list[Ruling], lines: list[Line], width: float) -> float | None:
    if not lines:
        return None
    usual = Counter(round(line.size, 1) for line in lines).most_common(1)[0][0]
    left = min(line.x0 for line in lines)
    for ruling in rulings:
        length = ruling.x1 - ruling.x0
        if ruling.y0 != ruling.y1 or not 20 < length < 0.4 * width or abs(ruling.x0 - left) > 4:
            continue
        below = [line for line in lines if line.base > ruling.y0]
        if below and len(below) < len(lines) and all(line.size < 0.92 * usual for line in below):
            return ruling.y0
    return None


def without_contents(lines: list[Line]) -> list[Line]:
    """Return `lines` without a table of contents (dot leaders before a page number) and its title."""
    kept: list[Line] = []
    for line in lines:
        if not _CONTENTS.search(line.text):
            kept.append(line)
        elif kept and kept[-1].text.replace(" ", "").replace("\u3000", "") in ("目录", "目次"):
            kept.pop()
    return kept
