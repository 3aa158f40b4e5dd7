"""Who a sentence begins with, by the names of a pack: 高新区研发投入强度达到5%, 支持临江市建设…, 城区各建成2家.

The compiler knows no names, so it takes for the actor of a sentence only what looks like one. A pack knows better.
"""

import re
from functools import cache
from typing import NamedTuple

from yibiao import packs
from yibiao.core.match import normal
from yibiao.core.orgs.names import Directory, unit_forms, unit_names
from yibiao.core.orgs.pack import UnitPack

_SHORTEST = 3


@cache
def _pattern(name: str) -> re.Pattern[str]:
    """Return the words of one kind that the pack `language/openings` has, as a pattern."""
    words = sorted(packs.load("language/openings")[name]["words"], key=len, reverse=True)
    return re.compile("|".join(map(re.escape, words)))


def _all_of(name: str, text: str, at: int) -> int:
    """Return where words of one kind end that stand in a row from `at` on."""
    while (end := _after(name, text, at)) > at:
        at = end
    return at


class Opening(NamedTuple):
    """The units a sentence begins with, the class they are meant by, and whether each is meant by itself."""

    units: tuple[str, ...]
    group: str | None
    each: bool


class Openings:
    """The names of a pack, to be found at the beginning of a sentence."""

    def __init__(self, pack: UnitPack) -> None:
        self._directory = Directory(pack)
        self._units: dict[str, str | None] = {}
        for unit in pack.units:
            for name, _, _ in unit_names(unit):
                for form in unit_forms(name, self._directory.region):
                    if len(form) >= _SHORTEST and unit.kind not in ("region", "upper"):
                        # A name of two units is nobody's.
                        self._units[form] = None if self._units.get(form, unit.id) != unit.id else unit.id
        self._groups = {
            normal(name): place
            for place, group in enumerate(pack.groups)
            for name in group.names
            if not group.open and group.members
        }
        self._longest = max(map(len, (*self._units, *self._groups)), default=0)

    def of(self, text: str) -> Opening | None:
        """Return who `text` begins with; None where that is nobody, or not only units."""
        at = _all_of("before", text, 0)
        return self._group(text, at) or self._listed(text, at)

    def _listed(self, text: str, at: int) -> Opening | None:
        units: list[str] = []
        while True:
            found = self._longest_at(text, at)
            unit = self._units.get(found) if found else None
            if unit is None or found is None:
                return None
            units.append(unit)
            at = _after("office", text, at + len(found))
            following = _after("between", text, at)
            if following == at:
                break
            at = following
        if _pattern("longer").match(text, at):
            return None
        ids = self._directory.ids(units)
        return Opening(ids, None, bool(_pattern("each").match(text, at)))

    def _group(self, text: str, at: int) -> Opening | None:
        for length in range(min(self._longest, len(text) - at), 1, -1):
            place = self._groups.get(normal(text[at : at + length]))
            if place is not None:
                end = _after("office", text, at + length)
                name = text[at : at + length]
                each = bool(_pattern("each").match(text, end)) or name.startswith("各")
                members = self._directory.members(self._directory.group_at(place).members)
                return Opening(members, name, each) if each or _pattern("figure").match(text, end) else None
        return None

    def _longest_at(self, text: str, at: int) -> str | None:
        lengths = range(min(self._longest, len(text) - at), _SHORTEST - 1, -1)
        return next((text[at : at + size] for size in lengths if text[at : at + size] in self._units), None)


def _after(name: str, text: str, at: int) -> int:
    found = _pattern(name).match(text, at)
    return found.end() if found else at
