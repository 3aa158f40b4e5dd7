"""Traditional script to Simplified, after detection: what is Simplified is never touched.

The characters that can be written in one script only come from OpenCC's own table and two old national
character sets: Traditional-only is what OpenCC changes and GB 2312 lacks, Simplified-only is what it
changes into and Big5 lacks. Names and the words a careless converter spoils are data: `language/damage`.
All of this keeps the length of the text, so that offsets stay valid.
"""

import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple

from yibiao import packs
from yibiao.core.repair import words
from yibiao.core.repair.base import Damage
from yibiao.core.spans import Span

_SURROGATE = re.compile("[\ud800-\udfff\0]")
_CLEAR = 4
"""A script so many times as frequent as the other needs no closer count."""
_SAMPLE = 512
"""So many characters mostly settle what the whole text is written in."""
_LEAST = 3
"""A line of a Simplified page is converted when it has so many Traditional characters."""


class Scripts(NamedTuple):
    """The characters of one script only."""

    traditional: frozenset[str]
    simplified: frozenset[str]


@cache
def scripts() -> Scripts:
    """Return the characters of one script only, without those that live on in names (昇, 鍾)."""
    han = "".join(map(chr, range(0x4E00, 0xA000)))
    plain = words.converter().convert("\n".join(han)).split("\n")
    pairs = [(old, new) for old, new in zip(han, plain, strict=True) if old != new]
    old, new = ("".join(row) for row in zip(*pairs, strict=True))
    neutral = frozenset(packs.load("language/damage")["neutral"])
    traditional = frozenset(old) - _encodable(old, "gb2312") - neutral
    simplified = _encodable(new, "gb2312") - _encodable(new, "big5") - neutral
    return Scripts(traditional, simplified)


def _encodable(text: str, codec: str) -> frozenset[str]:
    return frozenset(text.encode(codec, "ignore").decode(codec))


@cache
def traditional() -> "re.Pattern[str]":
    """Return the pattern of a Traditional-only character."""
    return re.compile("[" + "".join(sorted(scripts().traditional)) + "]")


@cache
def simplified() -> "re.Pattern[str]":
    """Return the pattern of a Simplified-only character."""
    return re.compile("[" + "".join(sorted(scripts().simplified)) + "]")


def convert(text: str) -> str:
    """Return `text` in Simplified script, of the same length; names keep their own spelling."""
    made = _opencc(text)
    if words.leftover().may_occur(text):
        made = words.leftover().correct(made)[0]
    return _keep_names(text, made) if words.names().may_occur(text) else made


def _opencc(text: str) -> str:
    """Convert; where the length changed (a phrase of OpenCC's tables), by line, then by character."""
    try:
        made: str = words.converter().convert(text)
    except UnicodeEncodeError:
        return _opencc(_SURROGATE.sub("\ufffd", text))
    if len(made) == len(text):
        return made
    if "\n" in text:
        return "\n".join(map(_opencc, text.split("\n")))
    return "".join(_one(char) for char in text)


@cache
def _one(char: str) -> str:
    made: str = words.converter().convert(char)
    return made if len(made) == 1 else char


def _keep_names(text: str, made: str) -> str:
    """Return `made`, the converted `text`, with the names of `text` in their own spelling."""
    parts, at = [], 0
    for hit in words.names().pattern.finditer(text):
        parts += [made[at : hit.start()], words.names().spelling[hit[0]]]
        at = hit.end()
    return "".join([*parts, made[at:]])


def simplify(text: str) -> tuple[str, list[Damage]]:
    """Return `text` in Simplified script, of the same length, and what was repaired.

    The spans of the report are offsets into `text`.
    """
    if traditional().search(text) is None:
        return _unspoil(text)
    plain = list(_lines_with(text, simplified()))
    if _is_traditional(text, plain):
        return _convert_page(text, plain)
    return _convert_lines(text)


def _is_traditional(text: str, plain: list[tuple[int, int]]) -> bool:
    """Weigh the Simplified-only characters against those that only the larger of two sets can write.

    The former stand in the lines `plain`.
    """
    found = sum([len(simplified().findall(text, *line)) for line in plain])
    if not found:
        return True
    if _beyond(text[:_SAMPLE]) // 2 >= _CLEAR * found and not any(map(text.__contains__, _smaller_only())):
        return True
    beyond = _beyond(text)
    clear = beyond // 2 >= _CLEAR * found
    return clear or (beyond > 2 * found and len(traditional().findall(text)) > found)


def _beyond(text: str) -> int:
    """Return how many bytes more the larger of two sets has for `text`."""
    return len(text.encode("gbk", "ignore")) - len(text.encode("gb2312", "ignore"))


@cache
def _smaller_only() -> str:
    """Return what the smaller set alone can write (U+30FB): it counts against the larger one."""
    everything = "".join(map(chr, range(0x80, 0x10000)))
    return "".join(sorted(_encodable(everything, "gb2312") - _encodable(everything, "gbk")))


def _convert_page(text: str, plain: list[tuple[int, int]]) -> tuple[str, list[Damage]]:
    """Convert all lines but those that are Simplified, such as advertising around a Traditional page.

    Only the lines `plain` can be such.
    """
    made = convert(text)
    damages: list[Damage] = []
    parts, at = [], 0
    for start, end in plain:
        line = text[start:end]
        if line == made[start:end] or _weigh(line) >= 0:
            continue
        line, spoiled = _unspoil(line)
        damages += (_shifted(damage, start) for damage in spoiled)
        parts += [made[at:start], line]
        at = end
    made = "".join([*parts, made[at:]]) if parts else made
    return made, _report(text, made) + damages


def _shifted(damage: Damage, by: int) -> Damage:
    also = tuple(Span(span.start + by, span.end + by) for span in damage.also)
    return damage._replace(span=Span(damage.span.start + by, damage.span.end + by), also=also)


def _report(text: str, made: str) -> list[Damage]:
    if text == made:
        return []
    before = _largest(lambda size: text[:size] == made[:size])
    behind = _largest(lambda size: text[-size:] == made[-size:])
    return [Damage("traditional", Span(before, len(text) - behind))]


def _largest(same: Callable[[int], bool]) -> int:
    """Return the largest size for which `same` holds, as it does for every smaller one; most are small."""
    high = 1
    while same(high):
        high *= 2
    low = high // 2
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (middle, high) if same(middle) else (low, middle)
    return low


def _convert_lines(text: str) -> tuple[str, list[Damage]]:
    """Convert the lines of a Simplified page that are clearly Traditional."""
    parts: list[str] = []
    places: list[Span] = []
    at = 0
    for start, end in _lines_with(text, traditional()):
        line = text[start:end]
        if _weigh(line) >= _LEAST:
            parts += [text[at:start], convert(line)]
            places.append(Span(start, end))
            at = end
    made, damages = _unspoil("".join([*parts, text[at:]]))
    if places:
        damages.append(Damage("traditional", places[0], len(places), also=tuple(places[1:])))
    return made, damages


def _weigh(line: str) -> int:
    """Return how many more Traditional-only characters `line` has than Simplified-only ones."""
    return len(traditional().findall(line)) - len(simplified().findall(line))


def _lines_with(text: str, pattern: "re.Pattern[str]") -> Iterator[tuple[int, int]]:
    """Yield start and end of every line of `text` that holds a character of `pattern`."""
    at = 0
    while hit := pattern.search(text, at):
        start = text.rfind("\n", at, hit.start()) + 1 or at
        end = text.find("\n", hit.start())
        at = len(text) if end < 0 else end
        yield start, at


def _unspoil(text: str) -> tuple[str, list[Damage]]:
    """Return Simplified `text` with the words repaired that a bad converter has spoiled (限製, 昇级)."""
    made, changes = words.spoiled().correct(text)
    if not changes:
        return text, []
    places = [Span(at, at + len(was)) for at, was, _ in changes]
    sample = (("was", changes[0][1]), ("now", changes[0][2]))
    return made, [Damage("spoiled", places[0], len(places), sample, tuple(places[1:]))]
