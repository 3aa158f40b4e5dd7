"""Text in GBK from which one byte was lost, so that every pair after it was read one byte late.

An ASCII character or an invalid pair sets the reading right again; what the decoder could not read stands
as ``?`` or U+FFFD, or is gone. Where the damage begins is found by the debris of a heading's number or by
characters no document holds; how far it goes, by which reading looks more like a document.
"""

import re
from itertools import pairwise

from yibiao.core.repair import gbk_head, script
from yibiao.core.repair.base import MARKS, NOTHING, Damage, Found
from yibiao.core.repair.gbk_head import BOX, Head
from yibiao.core.repair.gbk_read import LOST, best_walk, pair_of, read, value
from yibiao.core.spans import Edit, Span

_SUSPECTS = f"{BOX}\u0391-\u03c9\u0401-\u0451\u2488-\u249b\u3041-\u3129"
_SEED = re.compile(f"[{_SUSPECTS}]")
SEEDS = frozenset(_SEED.findall("".join(map(chr, range(0x0391, 0x312A)))))
"""Box drawing, Bopomofo, Greek, Cyrillic, kana, ⒈: two bytes in GBK, and rare in a document."""
# The other debris of numbers is also the vowels of stray pinyin, so that a page is full of it.
_DEBRIS = {"?": ("?。", "?六）"), "？": ("？。",), "ǘ": ("。ǘ", "ǘ）"), "耍": ("ò耍",), "牛": ("ň牛",)}
_WINDOW = 80
_TRIES = 2000
"""A text with more suspects is not a document with damage but a drawing."""
_SHORTEST = 4
_NEAR = 6
_WORTH = 16.0
"""Damage without the debris of a number must read so much better after repair."""


def find(text: str, chars: frozenset[str]) -> Found:
    """Return the edits that undo the shift in `text`; one damage a place.

    `chars` are the suspicious characters that occur in it.
    """
    seeded = not chars.isdisjoint(SEEDS)
    if not seeded and LOST not in chars and not has_debris(text):
        return NOTHING
    traditional = script.traditional().search(text) is not None
    edits = _apart([_repair_head(text, head, traditional) for head in gbk_head.find(text)])
    if seeded:
        edits = sorted([*edits, *_runs(text, edits)])
    return Found(edits, [_report(edit) for edit in edits])


def has_debris(text: str) -> bool:
    """Tell quickly whether `text` can hold the debris of a number that has no character of its own.

    Single characters are looked for first: in a page full of 。 a pair takes twenty times as long.
    """
    return any(key in text and any(map(text.__contains__, debris)) for key, debris in _DEBRIS.items())


def _report(edit: Edit) -> Damage:
    lost = edit.replacement.count(LOST)
    args = (("lost", str(lost)), ("now", edit.replacement))
    return Damage("gbk-shift", Span(edit.start, edit.end), 1, args)


def _repair_head(text: str, head: Head, traditional: bool) -> Edit:
    """Return the edit that restores the number and as much of the text after it as can be read."""
    number = f"（{head.numerals[0]}）"
    at = head.end
    if not head.shifted:
        return Edit(head.start, at, number, whole=True)
    while at < min(len(text), head.end + 2) and text[at] in MARKS:
        at += 1
    if at < len(text) and gbk_head.is_box(text[at]) and (pair := pair_of(text[at])):
        found = best_walk(text, at + 1, pair[1], traditional)
        return Edit(head.start, found.end, number + found.text, whole=True)
    return Edit(head.start, at, number, whole=True)


def _apart(edits: list[Edit]) -> list[Edit]:
    """Return `edits` without those that begin inside the one before."""
    kept: list[Edit] = []
    for edit in edits:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _runs(text: str, heads: list[Edit]) -> list[Edit]:
    """Return edits for shifted stretches in running text, outside of `heads`."""
    made: list[Edit] = []
    taken = iter([*heads, Edit(len(text) + 1, len(text) + 1)])
    head, floor, at = next(taken), 0, 0
    tries = 0
    while (hit := _SEED.search(text, at)) and tries < _TRIES:
        while head.end <= hit.start():
            floor, head = max(floor, head.end), next(taken)
        at = hit.end()
        if head.start <= hit.start():
            at = head.end
            continue
        tries += 1
        edit = _run(text, hit.start(), floor, head.start) if _is_strange(text, hit.start()) else None
        if edit is not None:
            made.append(edit)
            floor = at = edit.end
    return made


def _is_strange(text: str, seed: int) -> bool:
    """Tell quickly whether much around `seed` is rare."""
    around = text[max(seed - _NEAR, 0) : seed + _NEAR + 1]
    return sum(value(char) <= -3 for char in around) >= 3


def _run(text: str, seed: int, floor: int, ceiling: int) -> Edit | None:
    """Return the edit for the shifted stretch around `seed`, or None where the text reads better as it is."""
    start, end = _stretch(text, seed, max(floor, seed - _WINDOW), min(ceiling, seed + _WINDOW))
    pairs = [pair_of(char) for char in text[start:end]]
    meant = [read(one[1], two[0]) for one, two in pairwise(pairs) if one and two]
    gains = [value(char) - value(text[start + at + 1]) if char else -9.0 for at, char in enumerate(meant)]
    first, last, gain = _best_range(gains)
    if gain < _WORTH or not first <= seed - start <= last or not _is_prose(meant[first:last]):
        return None
    if 2 * len(_SEED.findall(text, start + first, start + last + 1)) > last - first:
        return None  # a drawing, or Bopomofo
    replacement = LOST + "".join(char or LOST for char in meant[first:last]) + LOST
    begin, finish = start + first, start + last + 1
    begin -= begin > floor and text[begin - 1] in MARKS
    finish += finish < min(ceiling, len(text)) and text[finish] in MARKS
    return Edit(begin, finish, replacement, whole=True)


def _is_prose(chars: list[str | None]) -> bool:
    """Tell whether `chars` are enough, and frequent ones."""
    return len(chars) >= _SHORTEST and sum(value(char or LOST) for char in chars) >= 0.8 * len(chars)


def _stretch(text: str, seed: int, floor: int, ceiling: int) -> tuple[int, int]:
    """Return the range around `seed` of characters that have two bytes in GBK."""
    start = end = seed
    while start > floor and pair_of(text[start - 1]):
        start -= 1
    while end < min(ceiling, len(text)) and pair_of(text[end]):
        end += 1
    return start, end


def _best_range(gains: list[float]) -> tuple[int, int, float]:
    """Return the range of `gains` with the largest sum, and the sum (Kadane)."""
    best, begin, total = (0, 0, 0.0), 0, 0.0
    for at, gain in enumerate(gains):
        if total <= 0:
            begin, total = at, 0.0
        total += gain
        if total > best[2]:
            best = (begin, at + 1, total)
    return best
