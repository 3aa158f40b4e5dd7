"""Who a sentence begins with, by the names of a pack: 高新区研发投入强度达到5%, 支持临江市建设…, 城区各建成2家.

The compiler knows no names, so it takes for the actor of a sentence only what looks like one. A pack knows better.
"""

import re
from typing import NamedTuple

from yibiao.core.match import normal
from yibiao.core.orgs.names import Directory, unit_forms, unit_names
from yibiao.core.orgs.pack import UnitPack

# What may stand before the name of the unit that acts, between two of them, and what ends each.
_BEFORE = re.compile("(?:其中|支持|推动|鼓励|引导|指导|督促|[，,：:])*")
_BETWEEN = re.compile("[、和与及]|以及|会同|联合")
_OFFICE = re.compile("人民政府|政府|管理委员会|管委会|街道办事处|办事处")
# 城区道路 is no class; 城区各…, 省会城市不少于… is. 江南区域 is not 江南区.
_OF_EACH = re.compile("各|分别|均|每")
_FIGURE = re.compile("不少于|不低于|不超过|至少|达到|完成|要|应")
_LONGER = re.compile("[域位划块]")
_SHORTEST = 3


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
        at = _BEFORE.match(text).end()  # type: ignore[union-attr]  # the pattern matches nothing, too
        return self._group(text, at) or self._listed(text, at)

    def _listed(self, text: str, at: int) -> Opening | None:
        units: list[str] = []
        while True:
            found = self._longest_at(text, at)
            unit = self._units.get(found) if found else None
            if unit is None or found is None:
                return None
            units.append(unit)
            at = _after(_OFFICE, text, at + len(found))
            following = _after(_BETWEEN, text, at)
            if following == at:
                break
            at = following
        if _LONGER.match(text, at):
            return None
        ids = self._directory.ids(units)
        return Opening(ids, None, bool(_OF_EACH.match(text, at)))

    def _group(self, text: str, at: int) -> Opening | None:
        for length in range(min(self._longest, len(text) - at), 1, -1):
            place = self._groups.get(normal(text[at : at + length]))
            if place is not None:
                end = _after(_OFFICE, text, at + length)
                name = text[at : at + length]
                each = bool(_OF_EACH.match(text, end)) or name.startswith("各")
                members = self._directory.members(self._directory.group_at(place).members)
                return Opening(members, name, each) if each or _FIGURE.match(text, end) else None
        return None

    def _longest_at(self, text: str, at: int) -> str | None:
        lengths = range(min(self._longest, len(text) - at), _SHORTEST - 1, -1)
        return next((text[at : at + size] for size in lengths if text[at : at + size] in self._units), None)


def _after(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
