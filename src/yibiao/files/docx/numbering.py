"""Automatic list numbers, written out as Word shows them.

Word counts per abstract list: lists (`w:num`) that share one go on counting, unless a `startOverride`
makes one begin anew. A level begins anew after any higher level, unless `lvlRestart` says otherwise.
"""

import re
from typing import NamedTuple

from lxml import etree

from yibiao.files.docx.names import P_PR, VAL, is_on, w
from yibiao.files.docx.numerals import written
from yibiao.files.docx.styles import Inherited, Styles, as_level

_LEVELS = 9
_SLOT = re.compile(r"%([1-9])")
_MAX_START = 10**6


class Level(NamedTuple):
    """One level of a list; `restart` is the 1-based level after which it begins anew, 0 never."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    legal: bool = False
    restart: int | None = None
    style: str | None = None


class List(NamedTuple):
    """A `w:num`: its abstract list, its levels with overrides, and the levels that begin anew with it."""

    abstract: str
    levels: dict[int, Level]
    fresh: frozenset[int]


class Numbering:
    """The lists of a document and how far each has counted."""

    def __init__(self, root: etree._Element | None, styles: Styles) -> None:
        self._styles = styles
        self._abstract: dict[str, etree._Element] = {}
        self._nums: dict[str, etree._Element] = {}
        self._lists: dict[str, List | None] = {}
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()
        if root is not None:
            self._abstract = {e.get(w("abstractNumId"), ""): e for e in root.iterfind(w("abstractNum"))}
            self._nums = {e.get(w("numId"), ""): e for e in root.iterfind(w("num"))}

    def label(self, paragraph: etree._Element, style: str | None) -> str:
        """Return the number in front of `paragraph` and count it; ``""`` where it has none."""
        inherited = self._styles.numbering(style)
        num, level = _own(paragraph)
        num = inherited.num if num is None else num
        if num is None:
            return ""
        found = self._list(num)
        if found is None:
            return ""
        return self._count(num, found, self._level(found, level, inherited))

    def _level(self, found: List, level: int | None, inherited: Inherited) -> int:
        if level is not None:
            return level
        if inherited.giver is not None:
            for at, given in found.levels.items():
                if given.style == inherited.giver:
                    return at
        return inherited.level or 0

    def _count(self, num: str, found: List, level: int) -> str:
        counts = self._counts.setdefault(found.abstract, [None] * _LEVELS)
        if num not in self._begun:
            self._begun.add(num)
            for fresh in found.fresh:
                counts[fresh] = None
        before = counts[level]
        counts[level] = found.levels.get(level, Level()).start if before is None else before + 1
        for deeper in range(level + 1, _LEVELS):
            restart = found.levels.get(deeper, Level()).restart
            if restart is None or level < restart:
                counts[deeper] = None
        return _write(found, counts, level)

    def _list(self, num: str) -> List | None:
        if num not in self._lists:
            self._lists[num] = self._read(num)
        return self._lists[num]

    def _read(self, num: str) -> List | None:
        element = self._nums.get(num)
        abstract, base = self._follow(element)
        if element is None or base is None:
            return None
        levels = _levels(base)
        fresh: set[int] = set()
        for override in element.iterfind(w("lvlOverride")):
            at = as_level(override.get(w("ilvl")))
            if at is None:
                continue
            levels.update(_levels(override))
            start = _number(override, "startOverride")
            if start is not None:
                levels[at] = levels.get(at, Level())._replace(start=start)
                fresh.add(at)
        return List(abstract, levels, frozenset(fresh))

    def _follow(self, element: etree._Element | None) -> tuple[str, etree._Element | None]:
        """Return the abstract list of a `w:num`, through the numbering style it may stand for."""
        for _ in range(_LEVELS):
            if element is None:
                break
            abstract = _value(element, "abstractNumId") or ""
            base = self._abstract.get(abstract)
            linked = None if base is None else _value(base, "numStyleLink")
            if base is None or linked is None:
                return abstract, base
            element = self._nums.get(self._styles.style_number(linked) or "")
        return "", None


def _own(paragraph: etree._Element) -> tuple[str | None, int | None]:
    found = paragraph.find(f"{P_PR}/{w('numPr')}")
    return (None, None) if found is None else (_value(found, "numId"), as_level(_value(found, "ilvl")))


def _value(element: etree._Element, name: str) -> str | None:
    found = element.find(w(name))
    return None if found is None else found.get(VAL)


def _number(element: etree._Element, name: str) -> int | None:
    value = _value(element, name)
    if value is None or not value.isascii() or not value.isdigit() or len(value) > 7:
        return None
    return min(int(value), _MAX_START)


def _levels(parent: etree._Element) -> dict[int, Level]:
    found = {as_level(element.get(w("ilvl"))): _read_level(element) for element in parent.iterfind(w("lvl"))}
    return {at: level for at, level in found.items() if at is not None}


def _read_level(element: etree._Element) -> Level:
    legal = element.find(w("isLgl"))
    start = _number(element, "start")
    return Level(
        1 if start is None else start,
        _value(element, "numFmt") or "decimal",
        _value(element, "lvlText") or "",
        _value(element, "suff") or "tab",
        legal is not None and is_on(legal.get(VAL)),
        _number(element, "lvlRestart"),
        _value(element, "pStyle"),
    )


def _write(found: List, counts: list[int | None], level: int) -> str:
    own = found.levels.get(level)
    if own is None or own.form == "bullet":
        return ""

    def slot(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        shape = found.levels.get(at, Level())
        count = counts[at]
        form = "decimal" if own.legal and shape.form not in ("none", "bullet") else shape.form
        return written(shape.start if count is None else count, form)

    said = _SLOT.sub(slot, own.text)
    said = said.strip()
    # Typed numbers stand right before the text (一、 1. （一）); only a bare 1 or 第一章 needs a space.
    bare = said[-1:].isalnum() and own.suffix == "tab" and not _enclosed(said[-1])
    return said + " " if said and (bare or own.suffix == "space") else said


def _enclosed(char: str) -> bool:
    return "①" <= char <= "⓿" or "㈠" <= char <= "㋿"
