"""The names of a unit pack, looked up whatever their spelling: 武汉市科技局 = 市科技局 = 科技局 = 市科学技术局.

A name has forms, from the one written to the loosest it may be known by; two names mean one unit when they
share a form. Names that held at the date asked for come first, then the form closest to what was written.
"""

import re
from collections.abc import Iterable, Iterator
from datetime import date
from functools import cache, lru_cache
from typing import NamedTuple, TypeVar

from yibiao import packs
from yibiao.core.match import normal, similarity
from yibiao.core.orgs.pack import Group, OrgUnit, UnitPack

Entry = TypeVar("Entry")

# What an office adds to the place it runs: 江岸区人民政府, 江岸区委, 东湖高新区管委会.
_OFFICE = re.compile(r"(?:党委政府|人民政府|政府|管理委员会|管委会|党工委|工委|街道办事处|办事处)$")
_COMMITTEE = re.compile(r"(?<=[区县旗])(?:委[区县旗]政府|委)$")
_JOINTS = re.compile(r"(?<=.)[和与及](?=.)")
_BODY = re.compile(r"[局委办厅部院会]$")
_EVERY = re.compile(r"(?:全[省市州县区])?(?:各个|每一个|每个|各|每|所有|全体|全部)?")
_OPEN_WORD = re.compile(r"(?:有关|相关|涉及)的?")
# 武汉经济技术开发区（汉南区）: a name and what it is also known by.
_WITH_BRACKET = re.compile(r"(.{2,})[（(〈\[【](.{2,})[）)〉\]】]")
# Names that share fewer character pairs than this are not offered as what may be meant.
_NEAR = 0.4


class Found(NamedTuple):
    """A unit by one of its names, and since and until when that name holds; `valid` at the date asked for."""

    unit: OrgUnit
    name: str
    since: str | None
    until: str | None
    valid: bool


class _Named(NamedTuple):
    unit: OrgUnit
    name: str
    since: str | None
    until: str | None
    order: int


def holds(since: str | None, until: str | None, on: str | None) -> bool:
    """Tell whether a date lies between two others, each as far as it is known (``2019``, ``2019-01``)."""
    if on is None:
        return True
    return (since is None or not _before(on, since)) and (until is None or not _before(until, on))


def is_date(value: str) -> bool:
    """Tell whether a date, as far as it is given (``2019``, ``2019-01``, ``2019-01-15``), is one."""
    try:
        date.fromisoformat(value + "0001-01-01"[len(value) :])
    except ValueError:
        return False
    return len(value) in (4, 7, 10)


def _before(one: str, two: str) -> bool:
    """Tell whether `one` is surely before `two`: 2018 is before 2019-01, but not before 2018-06."""
    shared = min(len(one), len(two))
    return one[:shared] < two[:shared]


def later(one: str | None, two: str | None) -> str | None:
    """Return the later of two dates, None being no date."""
    return max(filter(None, (one, two)), default=None)


def earlier(one: str | None, two: str | None) -> str | None:
    """Return the earlier of two dates, None being no date."""
    return min(filter(None, (one, two)), default=None)


def unit_names(unit: OrgUnit) -> Iterator[tuple[str, str | None, str | None]]:
    """Yield every name of a unit with the dates between which it holds: those of the name and of the unit."""
    yield unit.name, unit.since, unit.until
    for alias in unit.aliases:
        yield alias.name, later(alias.since, unit.since), earlier(alias.until, unit.until)


@cache
def _abbreviations() -> dict[str, str]:
    """Return the folded full names of departments by their folded short ones."""
    short: dict[str, str] = packs.load("language/offices")["abbreviations"]
    return {_folded(name): _folded(full) for name, full in short.items()}


def _folded(name: str) -> str:
    """Return a body's name without what varies: 发展和改革委员会 → 发展改革委."""
    name = re.sub("委员会$", "委", name)
    name = re.sub("办公室$", "办", name)
    return _JOINTS.sub("", name) if _BODY.search(name) else name


@lru_cache(maxsize=8192)
def unit_forms(name: str, region: str) -> tuple[str, ...]:
    """Return the forms of a unit's name in the city `region`, as written first, loosest last."""
    plain = normal(name).removeprefix("中共")
    stems = list(_stems(plain, normal(region)))
    offices = [short for stem in stems for short in _without_office(stem, normal(region)[-1:])]
    folds = [_unabbreviated(_folded(stem)) for stem in (*stems, *offices)]
    return tuple(dict.fromkeys(form for form in (normal(name), *stems, *offices, *folds) if form))


def _stems(name: str, region: str) -> Iterator[str]:
    """Yield a name with less and less of the level in front of it: 武汉市科技局, 市科技局, 科技局."""
    yield name
    level, short = region[-1:], region[:-1]
    rest = name
    if short and len(name) > len(region) and name.startswith(short):
        rest = name[len(short) :]
        yield rest
    if rest.startswith(level) and len(rest) > 2 and not re.match("委(?!员会)", rest[1:]):
        yield rest[1:]


def _without_office(name: str, level: str) -> Iterator[str]:
    """Yield the place an office runs: 西河街道办事处 is that of 西河街道, and of 西河."""
    if name.endswith("街道办事处"):
        yield name.removesuffix("办事处")
    place = _OFFICE.sub("", _COMMITTEE.sub("", name))
    if place != name and (len(place) > 1 or place == level):
        yield place


def _unabbreviated(name: str) -> str:
    """Return a folded name with its department written out: 市发改委 → 市发展改革委."""
    full = _abbreviations()
    if name in full:
        return full[name]
    return name[0] + full[name[1:]] if name[1:] in full else name


@lru_cache(maxsize=8192)
def class_forms(name: str, region: str) -> tuple[str, ...]:
    """Return the forms of the name of a class: 全市各区人民政府, 区人民政府, 各区, 区."""
    plain = normal(name)
    city = normal(region)
    local = plain.removeprefix(city) if len(plain) > len(city) else plain
    bare = _EVERY.sub("", local, count=1)
    forms = (plain, local, bare, _OFFICE.sub("", local), _OFFICE.sub("", bare))
    return tuple(dict.fromkeys(form for form in forms if form))


def without_open_words(name: str) -> str:
    """Return the class that an open one is taken from: 各相关区人民政府 → 各区人民政府."""
    return _OPEN_WORD.sub("", name)


class Directory:
    """The names of a pack as of a date (``2021-03-28``, a year, or None for any time)."""

    def __init__(self, pack: UnitPack, on: str | None = None) -> None:
        self.pack = pack
        self.on = on
        self.units = {unit.id: unit for unit in pack.units}
        self.order = {unit.id: place for place, unit in enumerate(pack.units)}
        region = self.units.get(pack.region)
        self.region = region.name if region else ""  # its name
        self._names: dict[str, dict[_Named, int]] = {}
        self._classes: dict[str, dict[int, int]] = {}
        for unit in pack.units:
            self._enter(unit)
        for place, group in enumerate(pack.groups):
            for name in group.names:
                _note(self._classes, class_forms(name, self.region), place)

    def _enter(self, unit: OrgUnit) -> None:
        for name, since, until in unit_names(unit):
            named = _Named(unit, name, since, until, self.order[unit.id])
            _note(self._names, unit_forms(name, self.region), named)
            if unit.id == self.pack.region and name == unit.name:
                _note(self._names, ("", normal(name)[-1:]), named)  # 市人民政府 is the city itself

    def find(self, name: str) -> Found | None:
        """Return the unit of a name; None where no name of the pack is it, or two units' are as much."""
        found = self._find(name)
        bracket = _WITH_BRACKET.fullmatch(name.strip()) if found is None else None
        for part in bracket.groups() if bracket else ():
            found = found or self._find(part)
        return found

    def _find(self, name: str) -> Found | None:
        hits: dict[_Named, int] = {}
        for looser, form in enumerate(unit_forms(name, self.region)):
            for named, loose in self._names.get(form, {}).items():
                hits[named] = min(hits.get(named, looser + loose), looser + loose)
        ranked = sorted((not self._valid(named), cost, named.order) for named, cost in hits.items())
        if not ranked:
            return None
        alike = [named for named, cost in hits.items() if (not self._valid(named), cost) == ranked[0][:2]]
        if len({named.unit.id for named in alike}) > 1:
            return None
        best = alike[0]
        return Found(best.unit, best.name, best.since, best.until, self._valid(best))

    def _valid(self, named: _Named) -> bool:
        return holds(named.since, named.until, self.on)

    def group(self, name: str) -> int | None:
        """Return the place of a class among the pack's groups; None where it is none, or not clear which."""
        hits: dict[int, int] = {}
        for looser, form in enumerate(class_forms(name, self.region)):
            for place, loose in self._classes.get(form, {}).items():
                hits[place] = min(hits.get(place, looser + loose), looser + loose)
        best = [place for place, cost in hits.items() if cost == min(hits.values())]
        return best[0] if len(best) == 1 else None

    def group_at(self, place: int) -> Group:
        """Return a group of the pack."""
        return self.pack.groups[place]

    def table_of(self, unit: OrgUnit) -> OrgUnit:
        """Return the unit in whose table a unit's commitments stand."""
        return self.units[unit.table] if unit.table else unit

    def in_force(self, unit: OrgUnit) -> OrgUnit:
        """Return the unit, or who took over from it (and from that one …) before the date asked for."""
        while unit.successor and unit.until and not holds(None, unit.until, self.on):
            unit = self.units[unit.successor]
        return unit

    def ids(self, units: Iterable[str]) -> tuple[str, ...]:
        """Return the ids of those who have the tables of `units`, once each, in the pack's order."""
        tables = {self.table_of(self.in_force(self.units[unit])).id for unit in units}
        return tuple(sorted(tables, key=self.order.__getitem__))

    def members(self, units: Iterable[str]) -> tuple[str, ...]:
        """Return `ids` of those of a class that were there at the date asked for, or whose successor is."""
        heirs = [self.in_force(self.units[unit]) for unit in units]
        return self.ids(unit.id for unit in heirs if holds(unit.since, unit.until, self.on))

    def nearest(self, name: str, most: int = 3) -> tuple[str, ...]:
        """Return the ids of the units whose names are most like `name`, the likeliest first."""
        scored = (
            (-max(similarity(name, other) for other, _, _ in unit_names(unit)), place, unit.id)
            for place, unit in enumerate(self.pack.units)
        )
        return tuple(unit for score, _, unit in sorted(scored)[:most] if -score >= _NEAR)


def _note(index: dict[str, dict[Entry, int]], forms: tuple[str, ...], entry: Entry) -> None:
    """Enter `entry` under each of its forms, with how loose that form is."""
    for loose, form in enumerate(forms):
        index.setdefault(form, {}).setdefault(entry, loose)
